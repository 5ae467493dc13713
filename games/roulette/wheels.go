package roulette

import (
	"slices"
	"strconv"
)

// The pockets that are no number of the felt's three columns. On log and wire
// the double zero is 37: numbers stay numbers, and the sheet's labels say how
// they are written.
const (
	zeroPocket       = 0
	doubleZeroPocket = 37
)

// pocketsMax is the most pockets of a wheel here.
const pocketsMax = 38

// label is how a pocket is written.
func label(n int) string {
	if n == doubleZeroPocket {
		return "00"
	}
	return strconv.Itoa(n)
}

// wheel is one kind of roulette. There are three, made once and never changed.
type wheel struct {
	game    string
	version int
	order   []int      // clockwise (figures d1)
	zeros   []zero     // before the felt's first row
	rules   []ZeroRule // that a table may have; the first one if it names none
	calls   []Call

	// What follows from the above.
	pockets int
	spots   []Spot // the felt in its fixed order
	index   map[string]int
	kinds   []Kind
	odds    map[ZeroRule]*odds
}

var (
	singleZero = []int{0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10,
		5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26}
	doubleZero = []int{0, 28, 9, 26, 30, 11, 7, 20, 32, 17, 5, 22, 34, 15, 3, 24, 36, 13, 1,
		37, 27, 10, 25, 29, 12, 8, 19, 31, 18, 6, 21, 33, 16, 4, 23, 35, 14, 2}
)

var european = newWheel(wheel{
	game: Game, version: Version,
	order: singleZero, zeros: []zero{{zeroPocket, []int{1, 2, 3}}},
	rules: []ZeroRule{ZeroLoses}, calls: frenchCalls,
})

var french = newWheel(wheel{
	game: "roulette-french", version: 1,
	order: singleZero, zeros: []zero{{zeroPocket, []int{1, 2, 3}}},
	rules: []ZeroRule{Partage, ZeroLoses, Prison}, calls: frenchCalls,
})

var american = newWheel(wheel{
	game: "roulette-american", version: 1,
	order: doubleZero, zeros: []zero{{zeroPocket, []int{1, 2}}, {doubleZeroPocket, []int{2, 3}}},
	rules: []ZeroRule{ZeroLoses}, calls: []Call{},
})

// newWheel works out what follows from a wheel's data.
func newWheel(w wheel) *wheel {
	w.pockets = len(w.order)
	w.spots = layout(w.pockets, w.zeros)
	w.index = make(map[string]int, len(w.spots))
	for i, s := range w.spots {
		w.index[s.Name] = i
		if !slices.Contains(w.kinds, s.Kind) {
			w.kinds = append(w.kinds, s.Kind)
		}
	}
	w.odds = map[ZeroRule]*odds{}
	for _, rule := range w.rules {
		w.odds[rule] = newOdds(&w, rule)
	}
	return &w
}

// isZero says whether a pocket is a zero of the wheel.
func (w *wheel) isZero(n int) bool {
	return slices.ContainsFunc(w.zeros, func(z zero) bool { return z.number == n })
}

// labels writes every pocket, by its number.
func (w *wheel) labels() []string {
	all := make([]string, w.pockets)
	for n := range all {
		all[n] = label(n)
	}
	return all
}
