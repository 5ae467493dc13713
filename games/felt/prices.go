package felt

import (
	"fmt"
	"math/big"
	"slices"
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
	p := &Prices{index: map[string]int{}}
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
		p.spots = append(p.spots, s.lowest())
	}
	return p
}

// lowest is the spot with its price in lowest terms. Then a step that is paid exactly is a
// multiple of Per, and so is every stake.
func (s Spot) lowest() Spot {
	by := s.Per
	for _, back := range s.Backs {
		by = gcd(by, back)
	}
	backs := make([]int64, len(s.Backs))
	for i, back := range s.Backs {
		backs[i] = back / by
	}
	s.Per, s.Backs = s.Per/by, backs
	return s
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// WithMost is the same prices under other limits, each told by its spot's place.
func (p *Prices) WithMost(most func(spot int) money.Amount) *Prices {
	other := *p
	other.spots = slices.Clone(p.spots)
	for i := range other.spots {
		other.spots[i].Most = most(i)
	}
	return &other
}

// Fits says what is wrong with the prices under some terms: a price that would have to
// be rounded, a limit below the least stake, or a spot on which not even that can
// be taken.
func (p *Prices) Fits(t *Terms) error {
	for i := range p.spots {
		s := &p.spots[i]
		if err := Between("limits of "+s.Name, s.Most, t.SpotMinMinor, AmountMax); err != nil {
			return err
		}
		if int64(t.StepMinor)%s.Per != 0 {
			return fmt.Errorf("stepMinor %d: %s brings back so many for %d, which would have to be rounded", t.StepMinor, s.Name, s.Per)
		}
		for outcome := range p.outcomes {
			if loss := p.Back(i, t.SpotMinMinor, outcome) - t.SpotMinMinor; loss > t.AllowanceMinor {
				return fmt.Errorf("allowanceMinor %d is below %d, what the least bet on %s can win", t.AllowanceMinor, loss, s.Name)
			}
		}
	}
	return nil
}

// units is a stake in units of its spot's price. It is exact: the step fits.
func (s *Spot) units(stake money.Amount) money.Amount {
	if s.Per == 1 {
		return stake // most prices; a division is dear
	}
	return stake / money.Amount(s.Per)
}

// Back is what a stake on a spot brings back by an outcome.
func (p *Prices) Back(spot int, stake money.Amount, outcome int) money.Amount {
	s := &p.spots[spot]
	return s.units(stake) * money.Amount(s.Backs[outcome])
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
		back += p.Back(c.spot, c.stake, outcome)
	}
	return back
}

// liability is what a bet can cost the room by each outcome, written to loss.
func (p *Prices) liability(w *wager, loss []money.Amount) {
	for n := range loss {
		loss[n] = -w.total
	}
	for _, c := range w.chips {
		s := &p.spots[c.spot]
		units := s.units(c.stake)
		for n, back := range s.Backs {
			loss[n] += units * money.Amount(back)
		}
	}
	for n := range loss {
		loss[n] = max(loss[n], 0)
	}
}
