package roulette

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/felt"
)

// crowd is a table with so many players, three spots each.
func crowd(b *testing.B, players int) *table {
	b.Helper()
	o := testTable()
	o.AllowanceMinor = felt.AllowanceMax
	options, err := json.Marshal(o)
	require.NoError(b, err)
	made, err := European().Table(testRound, options, nil)
	require.NoError(b, err)
	t := made.(*table)
	t.Apply(mustDecide(b, t, games.Command{At: 1, Ask: games.Timeout{}}))
	for p := range players {
		t.Apply(mustDecide(b, t, crowdBet(p)))
	}
	return t
}

func crowdBet(p int) games.Command {
	return games.Command{
		By: games.Actor{Role: games.Player, Player: games.PlayerID(p + 1), Name: "player"}, At: 2,
		ID:  games.BetID{1, 6: 0x70, 8: 0x80, 13: byte(p >> 16), 14: byte(p >> 8), 15: byte(p)},
		Ask: bet(spots[p%157].Name, 100, spots[(p+50)%157].Name, 200, spots[(p+100)%157].Name, 300),
	}
}

func mustDecide(b *testing.B, t *table, c games.Command) games.Step {
	b.Helper()
	s, err := t.Decide(c, fixed(17))
	require.NoError(b, err)
	return s
}

func BenchmarkBetAmong10k(b *testing.B) {
	t := crowd(b, 10_000)
	c := crowdBet(10_001)
	for b.Loop() {
		s := mustDecide(b, t, c)
		t.Hold(s)
		t.Drop(s)
	}
}

func BenchmarkBoardOf10k(b *testing.B) {
	t := crowd(b, 10_000)
	for b.Loop() {
		t.Board()
	}
}

func BenchmarkSettle10k(b *testing.B) {
	t := crowd(b, 10_000)
	t.Apply(mustDecide(b, t, games.Command{At: t.Clock().ClosesAt, Ask: games.Timeout{}}))
	for b.Loop() {
		mustDecide(b, t, games.Command{At: t.Clock().ClosesAt, Ask: games.Timeout{}})
	}
}
