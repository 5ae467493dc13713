package roulette_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/games/roulette"
	"croupier/wallet/money"
)

// Limits are low and the allowance lower, so that random bets meet all of them.
const suiteLimits = `{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
	"limits":{"straight":2000,"split":2000,"street":2000,"trio":2000,"corner":2000,%s"line":2000,
	"column":3000,"dozen":3000,"even":4000},"tableMaxMinor":9000,"allowanceMinor":120000%s}`

var suiteSpots = []string{"straight:0", "straight:17", "split:0/2", "split:17/20", "street:16", "trio:0/1/2",
	"corner:16", "line:13", "column:2", "dozen:2", "red", "black", "odd", "even", "low", "high", "straight:38"}

func asks(spots ...string) func(gamestest.Pick) any {
	spots = append(spots, suiteSpots...)
	return func(pick gamestest.Pick) any {
		switch pick(8) {
		case 0, 1:
			return roulette.Undo{}
		case 2:
			return roulette.Clear{}
		}
		var b roulette.Bet
		for range pick(5) {
			b.Spots = append(b.Spots, roulette.Chip{
				Spot: spots[pick(len(spots))], Stake: money.Amount(100 * pick(22)),
			})
		}
		return b
	}
}

func result(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(roulette.Result)
	return r.Staked, r.Returned, ok
}

// kept is what a void leaves as it was: all but when the next round opens.
func kept(carry any) any {
	c := carry.(roulette.Carry)
	c.OpensAt = 0
	return c
}

// zeros is rules whose every other number is zero, so that prisons fill.
type zeros struct{ games.Rules }

type zerosTable struct{ games.Table }

type zerosDraws struct{ games.Draws }

func (z zeros) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	t, err := z.Rules.Table(round, options, carry)
	return zerosTable{t}, err
}

func (t zerosTable) Decide(c games.Command, d games.Draws) (games.Step, error) {
	if d == nil {
		return t.Table.Decide(c, nil)
	}
	return t.Table.Decide(c, zerosDraws{d})
}

func (t zerosTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.Table) }

func (d zerosDraws) Uintn(n uint64) uint64 {
	if d.Draws.Uintn(2) == 0 {
		return 0
	}
	return d.Draws.Uintn(n)
}

func TestConformance(t *testing.T) {
	t.Parallel()
	first, top := `"firstFour":2000,`, `"topLine":2000,`
	for name, c := range map[string]struct {
		rules games.Rules
		kind  string
		more  string
		spots []string
	}{
		"European":           {roulette.European(), first, "", []string{"first-four", "split:0/3"}},
		"American":           {roulette.American(), top, `,"stats":false`, []string{"top-line", "straight:00", "trio:0/00/2", "split:0/00"}},
		"French":             {roulette.French(), first, "", []string{"first-four", "split:0/3"}},
		"verdicts any order": {roulette.European(), first, "", []string{"first-four", "split:0/3"}},
		"partage any order":  {roulette.French(), first, `,"zero":"partage"`, []string{"red", "low"}},
		"prison":             {zeros{roulette.French()}, first, `,"zero":"prison"`, []string{"red", "low", "odd"}},
		"prison any order":   {zeros{roulette.French()}, first, `,"zero":"prison"`, []string{"red", "low", "odd"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gamestest.Run(t, gamestest.Suite{
				Rules: c.rules, Options: fmt.Appendf(nil, suiteLimits, c.kind, c.more), Ask: asks(c.spots...), Result: result,
				Later:    strings.Contains(name, "prison"),
				Commutes: strings.Contains(name, "any order"),
				Kept:     kept,
			})
		})
	}
}

var _ games.Rules = roulette.European()
