package auditor

import (
	"strconv"
	"strings"
)

// payBase is what a chip on all of 36 numbers would bring back: a spot over k
// numbers brings 36/k, the stake included, and the top line over five 7, the
// whole part of it (figures d1).
const payBase = 36

// evenChance is how many numbers an even-money spot covers: no other spot
// covers as many.
const evenChance = 18

// Covers lists the numbers that a spot wins on, nil for a name that is none.
func (w Wheel) Covers(spot string) []int {
	if numbers := w.beside(spot); numbers != nil {
		return numbers
	}
	kind, rest, _ := strings.Cut(spot, ":")
	switch kind {
	case "straight":
		return adjacent(rest, 0, 36, 1, 0)
	case "split":
		return split(rest)
	case "street":
		return adjacent(rest, 1, 34, 3, 0, 1, 2)
	case "line":
		return adjacent(rest, 1, 31, 3, 0, 1, 2, 3, 4, 5)
	case "corner":
		if n := adjacent(rest, 1, 32, 1, 0, 1, 3, 4); n != nil && n[0]%3 != 0 {
			return n
		}
	case "column":
		if c := adjacent(rest, 1, 3, 1, 0); c != nil {
			return where(func(n int) bool { return n%3 == c[0]%3 })
		}
	case "dozen":
		if d := adjacent(rest, 1, 3, 1, 0); d != nil {
			return where(func(n int) bool { return (n+11)/12 == d[0] })
		}
	}
	return named(spot)
}

// The spots that touch a zero: they are what wheels differ in.
var (
	single = map[string][]int{
		"split:0/1": {0, 1}, "split:0/2": {0, 2}, "split:0/3": {0, 3},
		"trio:0/1/2": {0, 1, 2}, "trio:0/2/3": {0, 2, 3}, "first-four": {0, 1, 2, 3},
	}
	double = map[string][]int{
		"straight:00": {doubleZero}, "split:0/00": {0, doubleZero}, "split:0/1": {0, 1}, "split:0/2": {0, 2},
		"split:00/2": {doubleZero, 2}, "split:00/3": {doubleZero, 3},
		"trio:0/1/2": {0, 1, 2}, "trio:0/00/2": {0, doubleZero, 2}, "trio:00/2/3": {doubleZero, 2, 3},
		"top-line": {0, doubleZero, 1, 2, 3},
	}
)

func (w Wheel) beside(spot string) []int {
	if w.DoubleZero {
		return double[spot]
	}
	return single[spot]
}

func named(spot string) []int {
	switch spot {
	case "red":
		return where(isRed)
	case "black":
		return where(func(n int) bool { return !isRed(n) })
	case "odd":
		return where(func(n int) bool { return n%2 == 1 })
	case "even":
		return where(func(n int) bool { return n%2 == 0 })
	case "low":
		return where(func(n int) bool { return n <= 18 })
	case "high":
		return where(func(n int) bool { return n >= 19 })
	}
	return nil
}

// isRed by the law of the wheel's colours: in 1-10 and 19-28 the odd ones are
// red, elsewhere the even ones.
func isRed(n int) bool {
	odd := n%2 == 1
	if n <= 10 || (n >= 19 && n <= 28) {
		return odd
	}
	return !odd
}

func where(wins func(int) bool) []int {
	var numbers []int
	for n := 1; n <= 36; n++ { // a zero wins none of the outside bets
		if wins(n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// adjacent reads a first number within bounds and on the grid, and adds the
// offsets to it.
func adjacent(text string, least, most, step int, offsets ...int) []int {
	first, ok := number(text)
	if !ok || first < least || first > most || (first-least)%step != 0 {
		return nil
	}
	numbers := make([]int, len(offsets))
	for i, o := range offsets {
		numbers[i] = first + o
	}
	return numbers
}

func split(text string) []int {
	low, high, _ := strings.Cut(text, "/")
	a, okA := number(low)
	b, okB := number(high)
	if !okA || !okB || a < 1 || a >= b || b > 36 {
		return nil
	}
	beside := a%3 != 0 && b == a+1
	below := b == a+3
	if beside || below {
		return []int{a, b}
	}
	return nil
}

// number reads a number in its one spelling.
func number(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && strconv.Itoa(n) == text
}
