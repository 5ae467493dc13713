package roulette

import (
	"croupier/games/felt"
	"croupier/wallet/money"
)

// ZeroRule is what becomes of even-money stakes when a zero comes up.
type ZeroRule string

// The rules for zero, as the options name them.
const (
	ZeroLoses ZeroRule = "none"    // they lose, like all that do not cover it
	Partage   ZeroRule = "partage" // half of each comes back
	Prison    ZeroRule = "prison"  // they come back if their spot wins next, zeros not counted
)

// odds is a wheel's prices under one rule for zero.
type odds struct {
	*wheel
	zero ZeroRule
	// halves is what two units on a spot bring back by each number, the stake
	// included. In halves, because la partage gives one of two back.
	halves [][pocketsMax]int64
	prices *felt.Prices // the same, without limits
}

// shared is the halves of a stake that la partage divides.
const shared = 1

func newOdds(w *wheel, rule ZeroRule) *odds {
	o := &odds{wheel: w, zero: rule, halves: make([][pocketsMax]int64, len(w.spots))}
	for i := range w.spots {
		s := &w.spots[i]
		if s.Kind == Even && rule == Partage {
			for _, z := range w.zeros {
				o.halves[i][z.number] = shared
			}
		}
		for _, n := range s.Covers {
			o.halves[i][n] = int64(s.back(2))
		}
	}
	o.prices = o.onFelt()
	return o
}

// onFelt is the prices as the felt has them.
func (o *odds) onFelt() *felt.Prices {
	all := make([]felt.Spot, len(o.spots))
	for i := range all {
		all[i] = felt.Spot{Name: o.spots[i].Name, Per: 2, Backs: o.halves[i][:o.pockets]}
	}
	return felt.NewPrices(all)
}

// pricesUnder is the prices of a table with some limits. They are exact: where stakes are
// divided they are even, because the table's step is.
func (o *odds) pricesUnder(l *Limits) *felt.Prices {
	return o.prices.WithMost(func(spot int) money.Amount { return l.of(o.spots[spot].Kind) })
}

// wins says whether a spot wins by a number; what la partage gives back is no
// win.
func (o *odds) wins(spot, n int) bool { return o.halves[spot][n] > shared }

// imprisons says whether zero takes a stake on a spot prisoner.
func (o *odds) imprisons(spot int) bool { return o.zero == Prison && o.spots[spot].Kind == Even }

// fraction is what a spot returns of a stake on average, in lowest terms (G13).
// A prisoner comes back by the numbers of its spot, out of all that are no zero:
// a zero only puts the question off.
func (o *odds) fraction(spot int) (num, den int64) {
	for _, h := range o.halves[spot] {
		num += h
	}
	den = 2 * int64(o.pockets)
	if o.imprisons(spot) {
		free := int64(o.pockets - len(o.zeros))
		num = num*free + 2*int64(len(o.zeros)*len(o.spots[spot].Covers))
		den *= free
	}
	by := gcd(num, den)
	return num / by, den / by
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
