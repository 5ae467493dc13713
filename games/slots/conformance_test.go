package slots_test

import (
	"testing"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/games/slots"
	"croupier/wallet/money"
)

const suiteOptions = `{"coins":[1,5,20],"cycleMs":2500,"landMs":2000,"decideMs":120000,"allowanceMinor":1000000}`

// ask mostly plays on, so that features are met, and at times asks nonsense.
func ask(pick gamestest.Pick) any {
	switch pick(10) {
	case 0, 1, 2:
		return slots.Spin{Coin: []money.Amount{1, 5, 20, 3, 0, -1}[pick(6)]}
	case 3, 4, 5:
		return slots.Next{}
	case 6, 7:
		return slots.Gamble{Colour: []string{"red", "black", "red", "green"}[pick(4)]}
	case 8:
		return slots.Collect{}
	}
	return slots.Spin{Coin: 1}
}

func result(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(slots.Result)
	return r.Staked, r.Returned, ok
}

func TestConformance(t *testing.T) {
	t.Parallel()
	machines := slots.Builtin()
	machines = append(machines, small(t))
	for _, r := range machines {
		t.Run(r.Machine().Game(), func(t *testing.T) {
			t.Parallel()
			gamestest.Run(t, gamestest.Suite{
				Rules: r, Options: []byte(suiteOptions), Ask: ask, Result: result, Private: true,
			})
		})
	}
}

var _ games.Rules = (*slots.Rules)(nil)
