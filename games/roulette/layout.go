package roulette

import (
	"slices"
	"strconv"

	"croupier/wallet/money"
)

// pockets is the count of the wheel's numbers, 0 to 36 (G12: 1/37 each).
const pockets = 37

// wheel is the numbers' order, clockwise (figures d1).
var wheel = []int{0, 32, 15, 19, 4, 21, 2, 25, 17, 34, 6, 27, 13, 36, 11, 30, 8, 23, 10,
	5, 24, 16, 33, 1, 20, 14, 31, 9, 22, 18, 29, 7, 28, 12, 35, 3, 26}

// red is the red numbers (figures d1).
var red = []int{1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36}

// Kind groups the spots that share a price and a limit.
type Kind string

// The kinds of spots, as the options and the sheet name them.
const (
	Straight  Kind = "straight"
	Split     Kind = "split"
	Street    Kind = "street"
	Trio      Kind = "trio"
	Corner    Kind = "corner"
	FirstFour Kind = "firstFour"
	Line      Kind = "line"
	Column    Kind = "column"
	Dozen     Kind = "dozen"
	Even      Kind = "even" // red, black, odd, even, low, high
)

// Spot is one place of the felt.
type Spot struct {
	Name   string `json:"spot"`
	Kind   Kind   `json:"kind"`
	Covers []int  `json:"covers"` // ascending
	Pays   int64  `json:"pays"`   // to one; the stake comes back as well
}

// back is what a winning stake returns, itself included.
func (s *Spot) back(stake money.Amount) money.Amount { return stake * money.Amount(s.Pays+1) }

// spots is the felt in its fixed order; spotIndex finds a spot by its name.
var (
	spots     = layout()
	spotIndex = indexSpots(spots)
	// wins says for each number which spots it wins.
	wins = winTable(spots)
)

// layout makes the 157 spots from the felt's geometry: row r holds 3r+1, 3r+2
// and 3r+3, zero stands before the first row.
func layout() []Spot {
	var all []Spot
	add := func(kind Kind, name string, covers ...int) {
		all = append(all, Spot{Name: name, Kind: kind, Covers: covers, Pays: pays(kind)})
	}
	for n := range pockets {
		add(Straight, "straight:"+strconv.Itoa(n), n)
	}
	split := func(a, b int) { add(Split, "split:"+strconv.Itoa(a)+"/"+strconv.Itoa(b), a, b) }
	for n := 1; n <= 3; n++ {
		split(0, n)
	}
	for n := 1; n <= 36; n++ {
		if n%3 != 0 {
			split(n, n+1) // its right neighbour
		}
		if n <= 33 {
			split(n, n+3) // the one below
		}
	}
	for n := 1; n <= 34; n += 3 {
		add(Street, "street:"+strconv.Itoa(n), n, n+1, n+2)
	}
	add(Trio, "trio:0/1/2", 0, 1, 2)
	add(Trio, "trio:0/2/3", 0, 2, 3)
	for n := 1; n <= 32; n++ {
		if n%3 != 0 {
			add(Corner, "corner:"+strconv.Itoa(n), n, n+1, n+3, n+4)
		}
	}
	add(FirstFour, "first-four", 0, 1, 2, 3)
	for n := 1; n <= 31; n += 3 {
		add(Line, "line:"+strconv.Itoa(n), n, n+1, n+2, n+3, n+4, n+5)
	}
	return append(all, outside()...)
}

// outside makes the twelves and the even chances.
func outside() []Spot {
	var all []Spot
	add := func(kind Kind, name string, covers func(n int) bool) {
		s := Spot{Name: name, Kind: kind, Pays: pays(kind)}
		for n := 1; n <= 36; n++ {
			if covers(n) {
				s.Covers = append(s.Covers, n)
			}
		}
		all = append(all, s)
	}
	for c := 1; c <= 3; c++ {
		add(Column, "column:"+strconv.Itoa(c), func(n int) bool { return (n-1)%3 == c-1 })
	}
	for d := 1; d <= 3; d++ {
		add(Dozen, "dozen:"+strconv.Itoa(d), func(n int) bool { return (n-1)/12 == d-1 })
	}
	add(Even, "red", func(n int) bool { return slices.Contains(red, n) })
	add(Even, "black", func(n int) bool { return !slices.Contains(red, n) })
	add(Even, "odd", func(n int) bool { return n%2 == 1 })
	add(Even, "even", func(n int) bool { return n%2 == 0 })
	add(Even, "low", func(n int) bool { return n <= 18 })
	add(Even, "high", func(n int) bool { return n > 18 })
	return all
}

// pays is a kind's odds to one (figures d1; GLI-19 4.6.4).
func pays(k Kind) int64 {
	switch k {
	case Straight:
		return 35
	case Split:
		return 17
	case Street, Trio:
		return 11
	case Corner, FirstFour:
		return 8
	case Line:
		return 5
	case Column, Dozen:
		return 2
	case Even:
		return 1
	}
	panic("roulette: no such kind: " + string(k))
}

func indexSpots(all []Spot) map[string]int {
	index := make(map[string]int, len(all))
	for i, s := range all {
		index[s.Name] = i
	}
	return index
}

func winTable(all []Spot) [pockets][]bool {
	var table [pockets][]bool
	for n := range table {
		table[n] = make([]bool, len(all))
		for i, s := range all {
			table[n][i] = slices.Contains(s.Covers, n)
		}
	}
	return table
}
