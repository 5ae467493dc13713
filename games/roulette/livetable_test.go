package roulette

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// The European felt, on which the tests of the table play.
var spots, spotIndex, plain = european.spots, european.index, european.odds[ZeroLoses]

const pockets = 37

const testRound = games.RoundID(7<<24 | 3)

// live is a table with a hand on it: commands that must go well, at a moment
// of its own.
type live struct {
	t *testing.T
	*table
	at  games.Moment
	ids uint16
	log []games.Step
}

func newLive(t *testing.T, change func(o *Options)) *live {
	t.Helper()
	o := testTable()
	if change != nil {
		change(&o)
	}
	return newLiveAt(t, European(), o)
}

func newLiveAt(t *testing.T, rules *Rules, o Options) *live {
	t.Helper()
	made, err := rules.Table(testRound, encode(t, o), nil)
	require.NoError(t, err)
	return &live{t: t, table: made.(*table), at: 1000}
}

func opened(t *testing.T, change func(o *Options)) *live {
	l := newLive(t, change)
	l.must(l.system(games.Timeout{}))
	return l
}

func (l *live) id() games.BetID {
	l.ids++
	return games.BetID{1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 14: byte(l.ids >> 8), 15: byte(l.ids)}
}

func (l *live) by(p games.PlayerID, ask any) games.Command {
	name := "player " + string(rune('a'+p%26))
	return games.Command{By: games.Actor{Role: games.Player, Player: p, Name: name, Bot: p%2 == 0}, At: l.at, ID: l.id(), Ask: ask}
}

func (l *live) system(ask any) games.Command { return games.Command{At: l.at, Ask: ask} }

// must decides, holds and applies.
func (l *live) must(c games.Command) games.Step {
	l.t.Helper()
	s := l.hold(c)
	l.Apply(s)
	l.log = append(l.log, s)
	return s
}

func (l *live) hold(c games.Command) games.Step {
	l.t.Helper()
	s, err := l.Decide(c, fixed(17))
	require.NoError(l.t, err)
	l.Hold(s)
	return s
}

func (l *live) refused(c games.Command) games.Refusal {
	l.t.Helper()
	before := l.bytes()
	_, err := l.Decide(c, nil)
	var r *games.Refusal
	require.True(l.t, errors.As(err, &r), "%v", err)
	require.Equal(l.t, before, l.bytes(), "a refusal changes nothing")
	return *r
}

func (l *live) busy(c games.Command) {
	l.t.Helper()
	_, err := l.Decide(c, fixed(0))
	require.ErrorIs(l.t, err, games.ErrBusy)
}

func (l *live) bytes() string { return string(encode(l.t, l.table)) }

// counted is what the felt of a table counts, as its whole state has it.
type counted struct {
	Totals         []money.Amount
	Liable         [pocketsMax]money.Amount
	Players        []int
	Staked, Flying money.Amount
	Bettors        []struct {
		Player         games.PlayerID
		Bets           []Placed
		On             [][3]money.Amount // spot, standing, in flight
		Staked, Flying money.Amount
	}
	Held []struct{ Stake *Placed }
}

func (l *live) counts() counted {
	var state counted
	require.NoError(l.t, json.Unmarshal(encode(l.t, l.table), &state))
	return state
}

// backs is what a stake on a spot returns by each number, from the layout alone.
func backs(s *Spot, stake money.Amount) [pockets]money.Amount {
	var all [pockets]money.Amount
	for _, n := range s.Covers {
		all[n] = stake * money.Amount(s.Pays+1)
	}
	return all
}

// fixed draws one number, whatever is asked.
type fixed uint64

func (f fixed) Uintn(n uint64) uint64     { return uint64(f) % n }
func (fixed) Shuffle(int, func(i, j int)) {}

// bet is a bet of chips, "spot", stake by turns.
func bet(pairs ...any) Bet {
	var b Bet
	for i := 0; i < len(pairs); i += 2 {
		b.Spots = append(b.Spots, Chip{Spot: pairs[i].(string), Stake: money.Amount(pairs[i+1].(int))})
	}
	return b
}
