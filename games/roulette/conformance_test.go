package roulette_test

import (
	"testing"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/games/roulette"
	"croupier/wallet/money"
)

// Limits are low and the allowance lower, so that random bets meet all of them.
const suiteOptions = `{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
	"limits":{"straight":2000,"split":2000,"street":2000,"trio":2000,"corner":2000,"firstFour":2000,"line":2000,
	"column":3000,"dozen":3000,"even":4000},"tableMaxMinor":9000,"allowanceMinor":120000}`

var suiteSpots = []string{"straight:0", "straight:17", "split:0/3", "split:17/20", "street:16", "trio:0/1/2",
	"corner:16", "first-four", "line:13", "column:2", "dozen:2", "red", "black", "odd", "even", "low", "high", "straight:38"}

func ask(pick gamestest.Pick) any {
	switch pick(8) {
	case 0, 1:
		return roulette.Undo{}
	case 2:
		return roulette.Clear{}
	}
	var b roulette.Bet
	for range pick(5) {
		b.Spots = append(b.Spots, roulette.Chip{
			Spot: suiteSpots[pick(len(suiteSpots))], Stake: money.Amount(100 * pick(22)),
		})
	}
	return b
}

func result(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(roulette.Result)
	return r.Staked, r.Returned, ok
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, commutes := range map[string]bool{"verdicts in order": false, "verdicts in any order": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gamestest.Run(t, gamestest.Suite{
				Rules: roulette.European(), Options: []byte(suiteOptions), Ask: ask, Result: result, Commutes: commutes,
				House: func(gamestest.Pick) any { return roulette.VoidRound{Why: "the ball was lost"} },
			})
		})
	}
}

var _ games.Rules = roulette.European()
