package crash_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/crash"
	"croupier/games/gamestest"
	"croupier/wallet/money"
)

// Limits are low and the allowance lower, so that random bets meet all of them.
const suiteOptions = `{"betMs":2000,"leadMs":500,"pauseMs":4000,"stepMinor":100,"betMinMinor":200,
	"betMaxMinor":2000,"winMaxMinor":30000,"allowanceMinor":100000,"timesMax":1000}`

// acting makes asks that know of the bets which were asked for lately: what they
// cash out is mostly there.
func acting() func(gamestest.Pick) any {
	return func(pick gamestest.Pick) any {
		switch pick(10) {
		case 0:
			return crash.Undo{}
		case 1:
			return crash.Clear{}
		case 2:
			return crash.CashOut{}
		}
		b := crash.Bet{Stake: money.Amount(100 * pick(22))}
		if pick(2) == 0 {
			b.CashAt = crash.Multiplier(100 + pick(30)*pick(20))
		}
		return b
	}
}

func result(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(crash.Result)
	return r.Staked, r.Returned, ok
}

// kept is what a void leaves as it was: all but when the next round opens.
func kept(carry any) any {
	c := carry.(crash.Carry)
	c.OpensAt = 0
	return c
}

// aimed is rules whose players name a bet of theirs where they cash out: an ask is
// made before anybody knows who will say it.
type aimed struct{ games.Rules }

type aimedTable struct {
	games.Table
	bets map[games.PlayerID][]games.BetID
}

func (a aimed) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	t, err := a.Rules.Table(round, options, carry)
	return &aimedTable{Table: t, bets: map[games.PlayerID][]games.BetID{}}, err
}

func (t *aimedTable) Decide(c games.Command, d games.Draws) (games.Step, error) {
	if out, ok := c.Ask.(crash.CashOut); ok && out.Bet == (games.BetID{}) {
		if bets := t.bets[c.By.Player]; len(bets) > 0 {
			c.Ask = crash.CashOut{Bet: bets[int(c.ID[15])%len(bets)]}
			step, err := t.Table.Decide(c, d)
			step.Cmd.Ask = out // as it was asked; Hold and Apply read it from the event
			return step, err
		}
	}
	return t.Table.Decide(c, d)
}

func (t *aimedTable) real(s games.Step) games.Step {
	if _, ok := s.Cmd.Ask.(crash.CashOut); ok {
		s.Cmd.Ask = crash.CashOut{Bet: s.Events[0].Body.(crash.CashedOut).Bet}
	}
	return s
}

func (t *aimedTable) Hold(s games.Step) { t.Table.Hold(t.real(s)) }
func (t *aimedTable) Drop(s games.Step) { t.Table.Drop(t.real(s)) }

func (t *aimedTable) Apply(s games.Step) {
	t.Table.Apply(t.real(s))
	for _, e := range s.Events {
		if placed, ok := e.Body.(crash.Placed); ok {
			t.bets[s.Cmd.By.Player] = append(t.bets[s.Cmd.By.Player], placed.Bet)
		}
	}
}

func (t *aimedTable) MarshalJSON() ([]byte, error) { return json.Marshal(t.Table) }

func suite(commutes bool) gamestest.Suite {
	return gamestest.Suite{
		Rules: aimed{crash.New()}, Options: []byte(suiteOptions), Ask: acting(), Result: result, Kept: kept, Commutes: commutes,
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	gamestest.Run(t, suite(false))
}

// A journal keeps a room's order; sums do not need it.
func TestVerdictsInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(15) {
		require.NoError(t, gamestest.Check(suite(true), gamestest.Seeded(seed)), "seed %d", seed)
	}
}

var _ games.Rules = crash.New()
