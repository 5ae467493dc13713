package auditor

import (
	"strconv"
	"strings"
)

// pockets is how many numbers a European wheel has, and payBase what a chip on
// all of 36 numbers would bring back: a spot over k numbers brings 36/k, the
// stake included (figures.md d1).
const (
	pockets = 37
	payBase = 36
)

// Covers lists the numbers that a spot wins on, nil for a name that is none.
func Covers(spot string) []int {
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

// Back is what a stake on a spot brings back when a number falls, the stake
// included; 0 if it loses.
func Back(spot string, stake int64, number int) int64 {
	numbers := Covers(spot)
	for _, n := range numbers {
		if n == number {
			return stake * int64(payBase/len(numbers))
		}
	}
	return 0
}

func named(spot string) []int {
	switch spot {
	case "trio:0/1/2":
		return []int{0, 1, 2}
	case "trio:0/2/3":
		return []int{0, 2, 3}
	case "first-four":
		return []int{0, 1, 2, 3}
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
	for n := 1; n < pockets; n++ { // zero wins none of the outside bets
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
	if !okA || !okB || a >= b || b >= pockets {
		return nil
	}
	beside := a%3 != 0 && b == a+1
	below := a > 0 && b == a+3
	zero := a == 0 && b <= 3
	if beside || below || zero {
		return []int{a, b}
	}
	return nil
}

// number reads a number in its one spelling.
func number(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && strconv.Itoa(n) == text
}
