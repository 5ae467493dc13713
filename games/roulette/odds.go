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
func (o *odds) fraction(spot int) (num, den int64) {
	for _, h := range o.halves[spot] {
		num += h
	}
	den = 2 * int64(o.pockets)
	by := gcd(num, den)
	return num / by, den / by
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
