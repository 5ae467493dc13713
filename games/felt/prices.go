package felt

import (
	"fmt"
	"math/big"
	"strings"

	"croupier/wallet/money"
)

// Spot is one place of a felt and its price.
type Spot struct {
	Name string
	Most money.Amount // that one player may have there
	// Backs is what Per units on the spot bring back by each outcome, the stake
	// included: 39 of 20 is 0.95 to one, Per of Per is a push, 0 is lost.
	Per   int64
	Backs []int64
}

// Prices is the spots of a table in the felt's order.
type Prices struct {
	spots    []Spot
	index    map[string]int
	outcomes int
}

// spotsOfFelt and backMax bound a felt: of some hundred spots, none pays more than a
// few hundred to one.
const (
	spotsOfFelt = 256
	backMax     = 100_000
)

// NewPrices takes the spots of a felt. It panics on what no felt can be: those are
// faults in a game.
func NewPrices(spots []Spot) *Prices {
	p := &Prices{spots: spots, index: map[string]int{}}
	if len(spots) == 0 || len(spots) > spotsOfFelt {
		panic("felt: no spots, or too many")
	}
	p.outcomes = len(spots[0].Backs)
	for i, s := range spots {
		if _, ok := p.index[s.Name]; ok || len(s.Backs) != p.outcomes || s.Per < 1 || s.Name == "" {
			panic("felt: not a spot: " + s.Name)
		}
		for _, back := range s.Backs {
			if back < 0 || back > backMax*s.Per || s.Per > backMax {
				panic("felt: not a price, at " + s.Name)
			}
		}
		p.index[s.Name] = i
	}
	return p
}

// Fits says what is wrong with the prices under some terms: a price that would have to
// be rounded, a limit below the least stake, or a spot on which not even that can
// be taken.
func (p *Prices) Fits(t *Terms) error {
	for _, s := range p.spots {
		if err := between("limits of "+s.Name, s.Most, t.SpotMinMinor, amountMax); err != nil {
			return err
		}
		for _, back := range s.Backs {
			if int64(t.StepMinor)%s.Per*back%s.Per != 0 {
				return fmt.Errorf("stepMinor %d: %s brings back %d for %d, which would have to be rounded", t.StepMinor, s.Name, back, s.Per)
			}
			if loss := s.back(t.SpotMinMinor, back) - t.SpotMinMinor; loss > t.AllowanceMinor {
				return fmt.Errorf("allowanceMinor %d is below %d, what the least bet on %s can win", t.AllowanceMinor, loss, s.Name)
			}
		}
	}
	return nil
}

// back is what a stake brings back at a price. It is exact: the step fits.
func (s *Spot) back(stake money.Amount, of int64) money.Amount {
	return stake * money.Amount(of) / money.Amount(s.Per)
}

// back is what a stake on a spot brings back by an outcome.
func (p *Prices) back(spot int, stake money.Amount, outcome int) money.Amount {
	s := &p.spots[spot]
	return s.back(stake, s.Backs[outcome])
}

// pays is a spot's odds to one by an outcome, as a decimal.
func (p *Prices) pays(spot, outcome int) string {
	s := &p.spots[spot]
	text := big.NewRat(s.Backs[outcome]-s.Per, s.Per).FloatString(4)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// returns is what a bet gets back by an outcome.
func (p *Prices) returns(w *wager, outcome int) money.Amount {
	var back money.Amount
	for _, c := range w.chips {
		back += p.back(c.spot, c.stake, outcome)
	}
	return back
}

// liability is what a bet can cost the room by each outcome.
func (p *Prices) liability(w *wager) []money.Amount {
	loss := make([]money.Amount, p.outcomes)
	for n := range loss {
		loss[n] = max(p.returns(w, n)-w.total, 0)
	}
	return loss
}
