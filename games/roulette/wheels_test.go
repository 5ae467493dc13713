package roulette

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/felt"
)

func TestWheelsHoldEachNumberOnce(t *testing.T) {
	t.Parallel()
	require.Len(t, red, 18)
	for _, w := range wheels {
		order := w.rules.wheel.order
		sorted := slices.Sorted(slices.Values(order))
		for n := range w.rules.wheel.pockets {
			require.Equal(t, n, sorted[n])
		}
		// Figures d1: clockwise red and black take turns, the zeros apart.
		for i := range order {
			a, b := order[i], order[(i+1)%len(order)]
			if !w.rules.wheel.isZero(a) && !w.rules.wheel.isZero(b) {
				require.NotEqual(t, slices.Contains(red, a), slices.Contains(red, b), "pockets %d and %d", a, b)
			}
		}
	}
}

// Figures d1, the row marked ‡: the double-zero wheel follows from its laws. 00
// is across from 0, and each even number across from the odd one below it. (That
// colours take turns, TestWheelsHoldEachNumberOnce says.)
func TestDoubleZeroWheelKeepsItsLaws(t *testing.T) {
	t.Parallel()
	order := american.order
	require.Len(t, order, 38)
	across := func(n int) int { return order[(slices.Index(order, n)+19)%38] }
	require.Equal(t, 37, across(0))
	for n := 1; n <= 35; n += 2 {
		require.Equal(t, n+1, across(n))
		require.Equal(t, n, across(n+1))
	}
	require.Equal(t, []int{0, 28, 9, 26, 30}, order[:5])
	require.Equal(t, []int{37, 27, 10, 25, 29}, order[19:24])
}

// Numbers of a call, and whether they lie side by side on the wheel.
func called(c Call) []int {
	var numbers []int
	for _, on := range c.Spots {
		numbers = append(numbers, european.spots[european.index[on.Spot]].Covers...)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// arcs counts the unbroken stretches of the wheel that numbers fill.
func arcs(order, numbers []int) int {
	n := 0
	for i := range order {
		if slices.Contains(numbers, order[i]) && !slices.Contains(numbers, order[(i+1)%len(order)]) {
			n++
		}
	}
	return n
}

// Figures d1: chips, numbers and arcs of every call, and that three of them
// share the wheel.
func TestCalls(t *testing.T) {
	t.Parallel()
	all := map[string][]int{}
	for i, want := range []struct {
		name                 string
		chips, numbers, arcs int
	}{
		{"voisins", 9, 17, 1}, {"tiers", 6, 12, 1}, {"orphelins", 5, 8, 2}, {"jeu-zero", 4, 7, 1},
	} {
		c := frenchCalls[i]
		require.Equal(t, want.name, c.Name)
		require.Equal(t, want.chips, c.Chips, c.Name)
		chips := 0
		for _, on := range c.Spots {
			require.Contains(t, european.index, on.Spot)
			require.Positive(t, on.Chips)
			chips += on.Chips
		}
		require.Equal(t, c.Chips, chips, c.Name)
		require.Len(t, called(c), want.numbers, c.Name)
		require.Equal(t, want.arcs, arcs(singleZero, called(c)), c.Name)
		all[c.Name] = called(c)
	}
	var whole []int
	for _, name := range []string{"voisins", "tiers", "orphelins"} {
		whole = append(whole, all[name]...)
	}
	slices.Sort(whole)
	require.Len(t, whole, 37, "none is called twice")
	require.Len(t, slices.Compact(whole), 37)
	// 22 to 25 clockwise.
	from := slices.Index(singleZero, 22)
	for i := range 17 {
		require.Contains(t, all["voisins"], singleZero[(from+i)%37])
	}
	require.Equal(t, 25, singleZero[(from+16)%37])
	require.Equal(t, []int{0, 3, 12, 15, 26, 32, 35}, all["jeu-zero"])
	require.Equal(t, frenchCalls, french.calls)
	require.Empty(t, american.calls)
	require.LessOrEqual(t, 2*neighboursMax+1, felt.SpotsMax, "one bet holds them")
}
