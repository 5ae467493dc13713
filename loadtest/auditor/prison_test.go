package auditor

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// jail is a scene at a table with en prison.
type jail struct {
	*scene
	round games.RoundID
}

func newJail(t *testing.T) *jail {
	t.Helper()
	j := &jail{newScene(), room.Round(1)}
	sheeted(t, j.scene, page(t, "roulette-french", "prison", Wheel{}))
	return j
}

func (j *jail) open() {
	j.round = j.round.Next()
	j.public(sealed(j.round), opened(j.round))
}

func (j *jail) bet(id, body string, total int64) {
	j.sent(j.round, id, "bet", body)
	j.accepted(j.round, id, "bet", total, 0)
}

// payout is what the house tells the player at an end. What a zero takes, it knows.
type payout struct {
	Number   int      `json:"number"`
	Staked   int64    `json:"staked"`
	Returned int64    `json:"returned"`
	Wins     []win    `json:"wins"`
	Prison   []Stake  `json:"prison,omitempty"`
	Released []inmate `json:"released,omitempty"`
}

func (j *jail) pay(p payout) {
	j.own(event(j.round, 100, "paid", p))
	j.public(ended(j.round, p.Number)[:2]...)
}

func (j *jail) holds(in ...inmate) { j.own(event(j.round, 1, "held", map[string]any{"bets": in})) }

const twoChips = `{"spots":[{"spot":"red","stake":100},{"spot":"dozen:1","stake":40}]}`

// TestPrison is two rounds, a zero and what comes after, as they should be, and
// as a house would have them that lies about who was in prison.
func TestPrison(t *testing.T) {
	t.Parallel()
	red := inmate{"a", "red", 100}
	for name, c := range map[string]struct {
		first   int // number
		prison  []Stake
		held    []inmate
		number  int
		release []inmate
		balance int64
		want    []Kind
	}{
		"released":                 {0, []Stake{{"red", 100}}, []inmate{red}, 1, []inmate{red}, 9_960, []Kind{}},
		"lost":                     {0, []Stake{{"red", 100}}, []inmate{red}, 2, nil, 9_860, []Kind{}},
		"zero twice":               {0, []Stake{{"red", 100}}, []inmate{red}, 0, nil, 9_860, []Kind{}},
		"released on a loss":       {0, []Stake{{"red", 100}}, []inmate{red}, 2, []inmate{red}, 9_960, []Kind{KindPayout, KindPayout, KindBalance}},
		"released at zero":         {0, []Stake{{"red", 100}}, []inmate{red}, 0, []inmate{red}, 9_960, []Kind{KindPayout, KindPayout, KindBalance}},
		"kept for good":            {0, []Stake{{"red", 100}}, []inmate{red}, 1, nil, 9_860, []Kind{KindPayout, KindPayout, KindBalance}},
		"forgotten altogether":     {0, nil, nil, 1, nil, 9_860, []Kind{KindPayout, KindStake, KindPayout, KindPayout, KindBalance}},
		"no zero came before":      {20, nil, []inmate{red}, 1, []inmate{red}, 9_960, []Kind{KindStake, KindPayout, KindPayout, KindBalance}},
		"it was another spot":      {0, []Stake{{"red", 100}}, []inmate{{"a", "dozen:1", 40}}, 1, []inmate{red}, 9_960, []Kind{KindStake}},
		"a dozen as well":          {0, []Stake{{"red", 100}, {"dozen:1", 40}}, []inmate{red}, 2, nil, 9_860, []Kind{KindPayout}},
		"another bet's":            {0, []Stake{{"red", 100}}, []inmate{{"b", "red", 100}}, 2, nil, 9_860, []Kind{KindStake}},
		"more than was taken":      {0, []Stake{{"red", 100}}, []inmate{red}, 1, []inmate{{"a", "red", 101}}, 9_961, []Kind{KindPayout, KindPayout, KindBalance}},
		"once more after it is up": {0, []Stake{{"red", 100}}, []inmate{red, red}, 1, []inmate{red, red}, 10_060, []Kind{KindStake, KindPayout, KindPayout, KindBalance}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := newJail(t)
			j.open()
			j.bet("a", twoChips, 140)
			j.pay(payout{Number: c.first, Staked: 140, Wins: []win{}, Prison: c.prison})
			j.open()
			j.holds(c.held...)
			var back int64
			for _, in := range c.release {
				back += in.Stake
			}
			j.pay(payout{Number: c.number, Wins: []win{}, Returned: back, Released: c.release})
			j.Me(me, c.balance, 9)
			require.ElementsMatch(t, c.want, j.kinds())
			if c.number == 0 {
				require.Equal(t, []Open{{Player: me, Round: int64(j.round.Next())}}, j.Unproved(), "it waits for the next number")
			} else {
				require.Empty(t, j.Unproved())
			}
		})
	}
}

// A void round between keeps prisoners, and so does one that nobody saw: the
// records prove it, in whichever order they are read.
func TestPrisonOverGaps(t *testing.T) {
	t.Parallel()
	red := inmate{"a", "red", 100}
	j := newJail(t)
	j.open()
	j.bet("a", twoChips, 140)
	j.pay(payout{Number: 0, Staked: 140, Wins: []win{}, Prison: []Stake{{"red", 100}}})
	j.open()
	j.holds(red)
	j.public(event(j.round, 100, "voided", map[string]string{"why": "test"}))
	j.open()
	j.holds(red)
	j.pay(payout{Number: 1, Wins: []win{}, Returned: 100, Released: []inmate{red}})
	j.Me(me, 9_960, 9)
	require.Empty(t, j.kinds())
	require.Empty(t, j.Unproved())

	for _, order := range [][]int{{0, 1}, {1, 0, 1}} {
		for _, live := range []bool{true, false} {
			j := newJail(t)
			j.open()
			first := j.round
			j.bet("a", twoChips, 140)
			j.Lost(me)
			j.OwnSnapshot(me, &wire.OwnSnapshot{Room: int64(room), Term: 2, Round: int64(first.Next()), View: json.RawMessage(`{"bets":[]}`)})
			zero := payout{Number: 0, Staked: 140, Wins: []win{}, Prison: []Stake{{"red", 100}}}
			free := payout{Number: 1, Wins: []win{}, Returned: 100, Released: []inmate{red}}
			j.public(ended(first, 0)[:2]...)
			j.open()
			if live {
				j.holds(red)
				j.pay(free)
			} else {
				j.public(ended(j.round, 1)[:2]...)
			}
			placed := event(first, 10, "placed", placedBody{Bet: "a", Spots: []Stake{{"red", 100}, {"dozen:1", 40}}, Total: 140})
			records := [][]wire.Event{
				{placed, event(first, 100, "paid", zero)},
				{event(j.round, 1, "held", map[string]any{"bets": []inmate{red}}), event(j.round, 100, "paid", free)},
			}
			for _, i := range order {
				round, number := first+games.RoundID(i), []int{0, 1}[i]
				seed, commitment := seedOf(round)
				j.rounds[int64(round)].verified = true // the seeds of these rounds mean other numbers
				j.Auditor.Record(&Record{Player: me, Round: int64(round), Room: int64(room), Rules: 1, Phase: "settled",
					Commitment: commitment, Seed: hex.EncodeToString(seed[:]), Events: ended(round, number)[1:2], Own: records[i]})
			}
			j.Me(me, 9_960, 9)
			require.Empty(t, j.list, "%v, live %t", order, live)
			require.Empty(t, j.Unproved())
		}
	}
}
