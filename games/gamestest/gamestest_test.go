package gamestest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/games/roulette"
	"croupier/wallet/money"
)

const options = `{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
	"limits":{"straight":2000,"split":2000,"street":2000,"trio":2000,"corner":2000,"firstFour":2000,"line":2000,
	"column":3000,"dozen":3000,"even":4000},"tableMaxMinor":9000,"allowanceMinor":120000}`

func ask(pick gamestest.Pick) any {
	if pick(4) == 0 {
		return roulette.Undo{}
	}
	spots := []string{"straight:17", "red", "low"}
	return roulette.Bet{Spots: []roulette.Chip{{Spot: spots[pick(len(spots))], Stake: money.Amount(100 * pick(10))}}}
}

func result(body any) (money.Amount, money.Amount, bool) {
	r, ok := body.(roulette.Result)
	return r.Staked, r.Returned, ok
}

func kept(carry any) any {
	c := carry.(roulette.Carry)
	c.OpensAt = 0
	return c
}

func suite(rules games.Rules) gamestest.Suite {
	return gamestest.Suite{
		Rules: rules, Options: []byte(options), Ask: ask, Result: result,
		Kept: kept,
	}
}

// check plays by seeds until something is wrong; the rarest fault needs some
// twenty of them.
func check(s gamestest.Suite) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	for seed := range uint64(60) {
		if err := gamestest.Check(s, gamestest.Seeded(seed)); err != nil {
			return err
		}
	}
	return nil
}

func TestASoundGamePasses(t *testing.T) {
	t.Parallel()
	require.NoError(t, check(suite(roulette.European())))
}

// faulty is roulette with a fault: each hook that is set stands in for what the
// table does.
type faulty struct {
	games.Rules
	types func(map[string]any)
	wrap  func(*table)
}

func (f faulty) Types() map[string]any {
	types := f.Rules.Types()
	if f.types != nil {
		f.types(types)
	}
	return types
}

func (f faulty) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	made, err := f.Rules.Table(round, options, carry)
	if err != nil {
		return nil, err
	}
	t := &table{Table: made}
	f.wrap(t)
	return t, nil
}

type table struct {
	games.Table
	extra  []string // more state
	secret string

	decide func(games.Command, games.Draws) (games.Step, error)
	hold   func(games.Step)
	drop   func(games.Step)
	apply  func(games.Step)
	view   func(games.Audience) any
	board  func() any
	carry  func() any
	wait   func() games.Wait
}

func (t *table) MarshalJSON() ([]byte, error) {
	inner, err := json.Marshal(t.Table)
	if err != nil {
		return nil, err
	}
	return json.Marshal([]any{json.RawMessage(inner), t.extra})
}

func (t *table) Decide(c games.Command, d games.Draws) (games.Step, error) {
	if t.decide != nil {
		return t.decide(c, d)
	}
	return t.Table.Decide(c, d)
}

func (t *table) Hold(s games.Step) {
	if t.hold != nil {
		t.hold(s)
		return
	}
	t.Table.Hold(s)
}

func (t *table) Drop(s games.Step) {
	if t.drop != nil {
		t.drop(s)
		return
	}
	t.Table.Drop(s)
}

func (t *table) Apply(s games.Step) {
	if t.apply != nil {
		t.apply(s)
		return
	}
	t.Table.Apply(s)
}

func (t *table) View(a games.Audience) any {
	if t.view != nil {
		return t.view(a)
	}
	return t.Table.View(a)
}

func (t *table) Board() any {
	if t.board != nil {
		return t.board()
	}
	return t.Table.Board()
}

func (t *table) Carry() any {
	if t.carry != nil {
		return t.carry()
	}
	return t.Table.Carry()
}

func (t *table) Wait() games.Wait {
	if t.wait != nil {
		return t.wait()
	}
	return t.Table.Wait()
}

// changed runs a decision and changes the step that comes of it.
func (t *table) changed(change func(*games.Step)) {
	t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
		s, err := t.Table.Decide(c, d)
		if err == nil {
			change(&s)
		}
		return s, err
	}
}
