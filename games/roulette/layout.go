package roulette

import (
	"slices"
	"strconv"
	"strings"

	"croupier/wallet/money"
)

// red is the red numbers of every wheel (figures d1).
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
	TopLine   Kind = "topLine"
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

// zero is a pocket that stands before the first row of the felt, over some of
// the row's three numbers.
type zero struct {
	number int
	above  []int // of 1, 2, 3, neighbours
}

// felting lays a felt out.
type felting struct {
	pockets int
	zeros   []zero // from left to right
	all     []Spot
}

// layout makes the spots of a felt from its geometry: row r holds 3r+1, 3r+2
// and 3r+3, the zeros stand before the first row.
func layout(pockets int, zeros []zero) []Spot {
	f := felting{pockets: pockets, zeros: zeros}
	for n := range pockets {
		f.add(Straight, "straight:"+label(n), n)
	}
	f.splits()
	for n := 1; n <= 34; n += 3 {
		f.add(Street, "street:"+strconv.Itoa(n), n, n+1, n+2)
	}
	f.trios()
	for n := 1; n <= 32; n++ {
		if n%3 != 0 {
			f.add(Corner, "corner:"+strconv.Itoa(n), n, n+1, n+3, n+4)
		}
	}
	f.top()
	for n := 1; n <= 31; n += 3 {
		f.add(Line, "line:"+strconv.Itoa(n), n, n+1, n+2, n+3, n+4, n+5)
	}
	f.outside()
	return f.all
}

func (f *felting) add(kind Kind, name string, covers ...int) {
	slices.Sort(covers)
	f.all = append(f.all, Spot{Name: name, Kind: kind, Covers: covers, Pays: pays(kind)})
}

// named adds a spot that is named by what it covers, zeros first.
func (f *felting) named(kind Kind, covers ...int) {
	labels := make([]string, len(covers))
	for i, n := range covers {
		labels[i] = label(n)
	}
	f.add(kind, string(kind)+":"+strings.Join(labels, "/"), covers...)
}

// splits are the lines between two numbers.
func (f *felting) splits() {
	for i, z := range f.zeros {
		if i+1 < len(f.zeros) {
			f.named(Split, z.number, f.zeros[i+1].number)
		}
		for _, n := range z.above {
			f.named(Split, z.number, n)
		}
	}
	for n := 1; n <= 36; n++ {
		if n%3 != 0 {
			f.named(Split, n, n+1) // its right neighbour
		}
		if n <= 33 {
			f.named(Split, n, n+3) // the one below
		}
	}
}

// trios are the points where a zero meets two others: two numbers, or the next
// zero and the number below both.
func (f *felting) trios() {
	for i, z := range f.zeros {
		for _, n := range z.above {
			if slices.Contains(z.above, n+1) {
				f.named(Trio, z.number, n, n+1)
			}
			if i+1 < len(f.zeros) && slices.Contains(f.zeros[i+1].above, n) {
				f.named(Trio, z.number, f.zeros[i+1].number, n)
			}
		}
	}
}

// top is the zeros and the first row together.
func (f *felting) top() {
	kind, name, covers := FirstFour, "first-four", []int{1, 2, 3}
	if len(f.zeros) > 1 {
		kind, name = TopLine, "top-line"
	}
	for _, z := range f.zeros {
		covers = append(covers, z.number)
	}
	f.add(kind, name, covers...)
}

// outside makes the twelves and the even chances.
func (f *felting) outside() {
	add := func(kind Kind, name string, covers func(n int) bool) {
		var numbers []int
		for n := 1; n <= 36; n++ {
			if covers(n) {
				numbers = append(numbers, n)
			}
		}
		f.add(kind, name, numbers...)
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
	case TopLine:
		return 6
	case Line:
		return 5
	case Column, Dozen:
		return 2
	case Even:
		return 1
	}
	panic("roulette: no such kind: " + string(k))
}
