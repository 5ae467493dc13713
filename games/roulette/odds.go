package roulette

import (
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
	return o
}

// back is what a stake on a spot brings back if n comes up. It is exact: where
// stakes are divided they are even, because the table's step is.
func (o *odds) back(spot int, stake money.Amount, n int) money.Amount {
	return stake * money.Amount(o.halves[spot][n]) / 2
}

// wins says whether a spot wins by a number; what la partage gives back is no
// win.
func (o *odds) wins(spot, n int) bool { return o.halves[spot][n] > shared }

// imprisons says whether zero takes a stake on a spot prisoner.
func (o *odds) imprisons(spot int) bool { return o.zero == Prison && o.spots[spot].Kind == Even }

// returns is what a bet gets back if n comes up.
func (o *odds) returns(w *wager, n int) money.Amount {
	var back money.Amount
	for _, c := range w.chips {
		back += o.back(c.spot, c.stake, n)
	}
	return back
}

// liability is what a bet can cost the room by each number.
func (o *odds) liability(w *wager) [pocketsMax]money.Amount {
	var loss [pocketsMax]money.Amount
	for n := range o.pockets {
		loss[n] = max(o.returns(w, n)-w.total, 0)
	}
	return loss
}

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
