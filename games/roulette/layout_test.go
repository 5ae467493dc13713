package roulette

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// wheels are all of them, and how many spots each has by kind (figures d1: 157
// with one zero; with two the row marked ‡, derived here from the layout: 161).
var wheels = []struct {
	rules *Rules
	spots int
	kinds map[Kind]int
}{
	{European(), 157, map[Kind]int{
		Straight: 37, Split: 60, Street: 12, Trio: 2, Corner: 22, FirstFour: 1, Line: 11, Column: 3, Dozen: 3, Even: 6,
	}},
	{French(), 157, map[Kind]int{
		Straight: 37, Split: 60, Street: 12, Trio: 2, Corner: 22, FirstFour: 1, Line: 11, Column: 3, Dozen: 3, Even: 6,
	}},
	{American(), 161, map[Kind]int{
		Straight: 38, Split: 62, Street: 12, Trio: 3, Corner: 22, TopLine: 1, Line: 11, Column: 3, Dozen: 3, Even: 6,
	}},
}

var coverage = map[Kind]int{
	Straight: 1, Split: 2, Street: 3, Trio: 3, Corner: 4, FirstFour: 4, TopLine: 5, Line: 6, Column: 12, Dozen: 12, Even: 18,
}

func TestSpotsAreAllThere(t *testing.T) {
	t.Parallel()
	for _, w := range wheels {
		game, _ := w.rules.ID()
		require.Len(t, w.rules.Spots(), w.spots)
		require.Len(t, w.rules.wheel.index, w.spots, "names differ")
		count := map[Kind]int{}
		covered := map[string]string{}
		for _, s := range w.rules.Spots() {
			count[s.Kind]++
			require.True(t, slices.IsSorted(s.Covers), s.Name)
			require.Len(t, s.Covers, coverage[s.Kind], s.Name)
			key, err := json.Marshal(s.Covers)
			require.NoError(t, err)
			require.Empty(t, covered[string(key)], "%s covers the same", s.Name)
			covered[string(key)] = s.Name
		}
		require.Equal(t, w.kinds, count, game)
		require.Len(t, w.rules.wheel.kinds, len(w.kinds))
		found, ok := Of(game, 1)
		require.True(t, ok)
		require.Equal(t, w.rules, found)
	}
	_, ok := Of("roulette-european", 2)
	require.False(t, ok)
}

// grid is the felt as a drawing in half cells: zeros above the first row, each
// over half of its width where there are two. Splits, trios and corners come
// from who touches whom, with no list of them anywhere.
func grid(w *wheel) map[[2]int]int {
	at := map[[2]int]int{} // column in sixths of the width, row
	for i := range 6 {
		at[[2]int{i, 0}] = w.zeros[i*len(w.zeros)/6].number
		for row := range 12 {
			at[[2]int{i, row + 1}] = 3*row + i/2 + 1
		}
	}
	return at
}

// The inside bets over two to four numbers are exactly the lines and the points
// of the drawing where cells meet.
func TestInsideSpotsAreWhereCellsMeet(t *testing.T) {
	t.Parallel()
	for _, w := range wheels {
		met := map[string]bool{}
		meet := func(cells ...int) {
			slices.Sort(cells)
			cells = slices.Compact(cells)
			if len(cells) > 1 {
				key, err := json.Marshal(cells)
				require.NoError(t, err)
				met[string(key)] = true
			}
		}
		at := grid(w.rules.wheel)
		for c := range 6 {
			for row := range 13 {
				if row < 12 {
					meet(at[[2]int{c, row}], at[[2]int{c, row + 1}])
				}
				if c == 5 {
					continue
				}
				meet(at[[2]int{c, row}], at[[2]int{c + 1, row}])
				if row < 12 {
					meet(at[[2]int{c, row}], at[[2]int{c + 1, row}], at[[2]int{c, row + 1}], at[[2]int{c + 1, row + 1}])
				}
			}
		}
		for _, s := range w.rules.Spots() {
			if slices.Contains([]Kind{Split, Trio, Corner}, s.Kind) {
				key, err := json.Marshal(s.Covers)
				require.NoError(t, err)
				require.True(t, met[string(key)], s.Name)
				delete(met, string(key))
			}
		}
		require.Empty(t, met, "and there is no other such point")
	}
}

func TestSpotsCoverWhatTheirNamesSay(t *testing.T) {
	t.Parallel()
	for name, covers := range map[string][]int{
		"straight:0": {0}, "straight:36": {36},
		"split:8/11": {8, 11}, "split:0/1": {0, 1}, "split:0/2": {0, 2}, "split:0/3": {0, 3},
		"split:1/2": {1, 2}, "split:35/36": {35, 36}, "split:33/36": {33, 36},
		"street:1": {1, 2, 3}, "street:34": {34, 35, 36},
		"trio:0/1/2": {0, 1, 2}, "trio:0/2/3": {0, 2, 3},
		"corner:1": {1, 2, 4, 5}, "corner:5": {5, 6, 8, 9}, "corner:32": {32, 33, 35, 36}, "corner:25": {25, 26, 28, 29},
		"first-four": {0, 1, 2, 3},
		"line:1":     {1, 2, 3, 4, 5, 6}, "line:31": {31, 32, 33, 34, 35, 36},
		"column:1": {1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34}, "column:3": {3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36},
		"dozen:2": {13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24},
		"red":     red,
		"black":   {2, 4, 6, 8, 10, 11, 13, 15, 17, 20, 22, 24, 26, 28, 29, 31, 33, 35},
		"odd":     {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35},
		"even":    {2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36},
		"low":     {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18},
		"high":    {19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36},
	} {
		i, ok := spotIndex[name]
		require.True(t, ok, name)
		require.Equal(t, covers, spots[i].Covers, name)
	}
	for _, none := range []string{"split:3/4", "split:0/4", "split:11/8", "corner:3", "corner:33", "corner:36",
		"street:2", "line:34", "trio:0/1/3", "straight:37", "straight:00", "straight:-1", "straight:01", "column:0", "dozen:4",
		"Red", "", "green"} {
		require.NotContains(t, spotIndex, none)
	}
}

// The double zero is 37 in numbers and 00 in names; zeros come first in a name.
func TestDoubleZeroSpots(t *testing.T) {
	t.Parallel()
	w := american
	for name, covers := range map[string][]int{
		"straight:00": {37}, "straight:0": {0}, "split:0/00": {0, 37}, "split:0/1": {0, 1}, "split:0/2": {0, 2},
		"split:00/2": {2, 37}, "split:00/3": {3, 37}, "trio:0/1/2": {0, 1, 2}, "trio:0/00/2": {0, 2, 37},
		"trio:00/2/3": {2, 3, 37}, "top-line": {0, 1, 2, 3, 37}, "split:35/36": {35, 36},
	} {
		i, ok := w.index[name]
		require.True(t, ok, name)
		require.Equal(t, covers, w.spots[i].Covers, name)
	}
	for _, none := range []string{"straight:37", "split:0/3", "split:00/1", "split:0/37", "split:00/0", "trio:0/2/3",
		"trio:0/1/00", "first-four", "split:34/37", "street:37", "corner:34"} {
		require.NotContains(t, w.index, none)
	}
	for _, european := range []string{"straight:00", "top-line", "split:0/00"} {
		require.NotContains(t, spotIndex, european)
	}
	for _, s := range w.spots {
		if coverage[s.Kind] >= 12 {
			require.NotContains(t, s.Covers, 0)
			require.NotContains(t, s.Covers, 37)
		}
	}
}
