package roulette

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/felt"
)

var update = flag.Bool("update", false, "write testdata/types.json anew")

const goldenFile = "testdata/types.json"

// examples has a value of every type, with nothing left at zero that need not.
func examples() map[string]any {
	id := games.BetID{0x01, 0x92, 0xf0, 0xc1, 0x2b, 0x3c, 0x7d, 0x4e, 0x8f, 0x50, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66}
	chips := []Chip{{Spot: "straight:17", Stake: 500}, {Spot: "red", Stake: 1000}}
	placed := Placed{Bet: id, Spots: chips, Total: 1500}
	paid := Paid{
		Number: 17, Wins: []Win{{Spot: "straight:17", Stake: 500, Pays: 35, Back: 18_000}},
		Staked: 1500, Returned: 18_000, LandsAt: 1_700_000_018_000,
	}
	return map[string]any{
		"bet": Bet{Spots: chips}, "undo": Undo{}, "clear": Clear{}, "void": games.VoidRound{Why: "the ball was lost"},
		"opened": Opened{ClosesAt: 1_700_000_012_000}, "deadline": Deadline{ClosesAt: 1_700_000_013_000},
		"closed": ClosedBets{At: 1_700_000_012_000},
		"result": Result{Number: 17, LandsAt: 1_700_000_018_000, NextAt: 1_700_000_022_000, Staked: 1500, Returned: 18_000},
		"voided": Voided{Why: "the ball was lost"},
		"placed": placed, "takenBack": TakenBack{Bets: []games.BetID{id}, Total: 1500}, "paid": paid,
		"held": Held{Bets: []Prisoner{{Bet: id, Spot: "red", Stake: 1000}}},
		"view": View{Phase: "settled", ClosesAt: 1_700_000_012_000, OpensAt: 1_700_000_022_000, Number: 17,
			LandsAt: 1_700_000_018_000, Last: []int{17, 0, 36}},
		"board": Board{
			Spots: []Total{{Spot: "straight:17", Total: 500, Players: 1}}, Seats: []Seat{{Name: "Ada", Staked: 1500, Bot: true}},
			Staked: 1500, Players: 1,
		},
		"own": Own{Bets: []Placed{placed}, Staked: 1500, Paid: &paid},
		"card": Card{Last: []int{17, 0, 36}, Min: 100, Max: 200_000, Clock: felt.Clock{ClosesAt: 1_700_000_012_000,
			OpensAt: 1_700_000_022_000, LandsAt: 1_700_000_018_000}},
		"carry": Carry{Last: []int{17, 0, 36}, OpensAt: 1_700_000_022_000, LandsAt: 1_700_000_018_000},
	}
}

// The names on log and wire are for ever (G48): a change of this file is a new
// version of the rules.
func TestTypesOnTheWire(t *testing.T) {
	t.Parallel()
	codec := games.NewCodec(types())
	got := map[string]json.RawMessage{}
	for name, v := range examples() {
		as, body, err := codec.Encode(v)
		require.NoError(t, err)
		require.Equal(t, name, as)
		got[name] = body
		back, err := codec.Decode(name, body)
		require.NoError(t, err)
		require.Equal(t, v, back)
	}
	for _, name := range codec.Names() {
		if !slices.Contains([]string{"timeout", "resumed", "declined"}, name) {
			require.Contains(t, got, name, "an example of every type")
		}
	}
	if *update {
		body, err := json.MarshalIndent(got, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(goldenFile, append(body, '\n'), 0o644))
	}
	body, err := os.ReadFile(goldenFile)
	require.NoError(t, err)
	want := map[string]json.RawMessage{}
	require.NoError(t, json.Unmarshal(body, &want))
	require.Len(t, got, len(want))
	for name := range want {
		require.JSONEq(t, string(want[name]), string(got[name]), name)
	}
}

// The pages read lists: an empty one is [], not null.
func TestEmptyListsAreLists(t *testing.T) {
	t.Parallel()
	l := newLive(t, nil)
	require.JSONEq(t, `{"phase":"none","closesAtMs":0,"opensAtMs":0,"number":-1,"landsAtMs":0,"last":[]}`,
		string(encode(t, l.View(games.Everyone))))
	require.JSONEq(t, `{"spots":[],"seats":[],"staked":0,"players":0}`, string(encode(t, l.Board())))
	require.JSONEq(t, `{"bets":[],"staked":0,"paid":null}`, string(encode(t, l.View(1))))
	require.JSONEq(t, `{"last":[],"minMinor":100,"maxMinor":1000000,"closesAtMs":0,"opensAtMs":0,"landsAtMs":0}`,
		string(encode(t, l.Card())))
	require.Nil(t, l.View(games.Nobody))
}

// What everyone gets fits into 16 KiB at its largest: every spot taken, sums
// and names as long as they come, 500 numbers.
func TestPublicViewIsBounded(t *testing.T) {
	t.Parallel()
	for _, w := range wheels {
		o := testTable()
		o.TableMaxMinor, o.AllowanceMinor, o.Limits = felt.AmountMax, felt.AllowanceMax, limitsOf(felt.AmountMax)
		if w.kinds[TopLine] > 0 {
			o.Limits.TopLine, o.Limits.FirstFour = felt.AmountMax, 0
		}
		l := newLiveAt(t, w.rules, o)
		l.must(l.system(games.Timeout{}))
		l.last = make([]int, lastMax)
		for i := range l.last {
			l.last[i] = 36
		}
		for i, s := range w.rules.Spots() {
			c := l.by(games.PlayerID(i+1), bet(s.Name, 10_000_000_000))
			c.By.Name = "a name of thirty-two characters!"
			l.must(c)
		}
		board := l.Board().(Board)
		require.Len(t, board.Spots, w.spots)
		for i := range board.Spots {
			board.Spots[i].Players = 100_000
		}
		size := len(encode(t, l.View(games.Everyone))) + len(encode(t, board))
		require.Less(t, size, 16<<10)
		require.Greater(t, size, 10<<10, "the case is the large one")
		require.Less(t, len(encode(t, l.Card())), 512)
	}
}
