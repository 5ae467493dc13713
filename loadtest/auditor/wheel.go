package auditor

import (
	"fmt"
	"slices"
)

// Wheel is what a table plays with. The zero value is the European wheel.
type Wheel struct {
	DoubleZero bool // a pocket 00 as well, which events call 37
	Partage    bool // zero gives half of an even-money stake back
	Prison     bool // zero holds an even-money stake for the next number
}

// wheelOf reads from a table's page which wheel it is. A page that names no
// game is held against the European one.
func wheelOf(game, zero string) (Wheel, error) {
	w := Wheel{DoubleZero: game == "roulette-american", Partage: zero == "partage", Prison: zero == "prison"}
	switch game {
	case "", "roulette-european", "roulette-american":
		if zero != "" && zero != "none" {
			return w, fmt.Errorf("%s has no rule %q for zero", game, zero)
		}
	case "roulette-french":
		if !slices.Contains([]string{"partage", "prison", "none"}, zero) {
			return w, fmt.Errorf("%s has no rule %q for zero", game, zero)
		}
	default:
		return w, fmt.Errorf("no roulette: %q", game)
	}
	return w, nil
}

// doubleZero is the number of the pocket 00.
const doubleZero = 37

// pockets is how many numbers the wheel has.
func (w Wheel) pockets() int {
	if w.DoubleZero {
		return 38
	}
	return 37
}

// spots is how many a felt has (figures d1).
func (w Wheel) spots() int {
	if w.DoubleZero {
		return 161
	}
	return 157
}

// Back is what a stake on a spot brings back when a number falls, the stake
// included; 0 if it loses.
func (w Wheel) Back(spot string, stake int64, number int) int64 {
	numbers := w.Covers(spot)
	for _, n := range numbers {
		if n == number {
			return stake * int64(payBase/len(numbers))
		}
	}
	if w.Partage && number == 0 && len(numbers) == evenChance {
		return stake / 2
	}
	return 0
}

// wins says whether a spot wins by a number. Half a stake that zero leaves is
// no win.
func (w Wheel) wins(spot string, number int) bool {
	return w.Back(spot, 2, number) > 1
}

// Back is what the European wheel pays.
func Back(spot string, stake int64, number int) int64 { return Wheel{}.Back(spot, stake, number) }

// Covers is what a spot of the European wheel wins on.
func Covers(spot string) []int { return Wheel{}.Covers(spot) }

// Pocket is the European number that a seed means.
func Pocket(seed [32]byte) int { return Wheel{}.Pocket(seed) }
