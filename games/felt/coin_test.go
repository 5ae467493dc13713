package felt

import (
	"encoding/json"
	"errors"

	"croupier/games"
	"croupier/wallet/money"
)

// coin is the smallest game on a felt: heads, tails, and its edge, on which heads pushes
// and tails loses half.
type coin struct{}

type coinTable struct {
	*Felt
	side int
}

type coinResult struct {
	Side     int          `json:"side"`
	LandsAt  games.Moment `json:"landsAtMs"`
	NextAt   games.Moment `json:"nextAtMs"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
}

type coinView struct {
	Phase    string       `json:"phase"`
	Side     int          `json:"side"`
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	LandsAt  games.Moment `json:"landsAtMs"`
}

type coinCarry struct {
	OpensAt games.Moment `json:"opensAtMs"`
	LandsAt games.Moment `json:"landsAtMs"`
}

func coinPrices(most money.Amount) *Prices {
	return NewPrices([]Spot{
		{Name: "heads", Most: most, Per: 20, Backs: []int64{39, 0, 20}},
		{Name: "tails", Most: most, Per: 2, Backs: []int64{0, 4, 1}},
		{Name: "edge", Most: most / 2, Per: 1, Backs: []int64{0, 0, 31}},
	})
}

var coinTerms = Terms{
	BetMs: 12_000, PauseMs: 4000, StepMinor: 100, SpotMinMinor: 100, TableMaxMinor: 9000, AllowanceMinor: 60_000,
}

func (coin) ID() (string, int) { return "coin", 1 }

func (coin) Types() map[string]any {
	return Types(map[string]any{"result": coinResult{}, "view": coinView{}, "carry": coinCarry{}, "card": coinCard{}})
}

type coinCard struct {
	Phase string `json:"phase"`
}

func (coin) Sheet([]byte) ([]byte, error) { return []byte(`{}`), nil }

func (coin) Table(round games.RoundID, _, carry []byte) (games.Table, error) {
	var c coinCarry
	if carry != nil {
		if err := json.Unmarshal(carry, &c); err != nil {
			return nil, err
		}
	}
	prices := coinPrices(4000)
	if err := errors.Join(coinTerms.Validate(), prices.Fits(&coinTerms)); err != nil {
		return nil, err
	}
	return &coinTable{Felt: New(round, coinTerms, prices, c.OpensAt, c.LandsAt), side: -1}, nil
}

func (t *coinTable) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	s, err := t.Felt.Decide(c)
	if !errors.Is(err, ErrPlay) {
		return s, err
	}
	r := coinResult{Side: int(draws.Uintn(3)), LandsAt: c.At + 1000, NextAt: c.At + 5000}
	settled := t.Settle(r.Side, r.LandsAt)
	r.Staked, r.Returned = settled.Staked, settled.Returned
	s = games.Tell(c, games.Closed, games.Settled, r)
	s.Events = append(s.Events, settled.Events...)
	s.Drawn, s.LandsAt = true, r.LandsAt
	return s, nil
}

func (t *coinTable) Apply(s games.Step) {
	t.Felt.Apply(s, func(e games.Event) bool {
		r, ok := e.Body.(coinResult)
		if ok {
			t.side = r.Side
			t.Ends(r.LandsAt, r.NextAt)
		}
		return ok
	})
}

func (t *coinTable) View(a games.Audience) any {
	if a > 0 {
		return t.Own(games.PlayerID(a))
	}
	if a < 0 {
		return nil
	}
	clock := t.Clock()
	return coinView{Phase: t.Phase().String(), Side: t.side, ClosesAt: clock.ClosesAt, OpensAt: clock.OpensAt, LandsAt: clock.LandsAt}
}

func (t *coinTable) Card() any  { return coinCard{Phase: t.Phase().String()} }
func (t *coinTable) Carry() any { return coinCarry{OpensAt: t.NextAt(), LandsAt: t.LandsAt()} }

func (t *coinTable) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Felt *Felt
		Side int
	}{t.Felt, t.side})
}
