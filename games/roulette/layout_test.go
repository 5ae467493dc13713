package roulette

import (
	"encoding/json"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Figures d1: 157 spots, by kind.
func TestSpotsAreAllThere(t *testing.T) {
	t.Parallel()
	require.Len(t, spots, 157)
	require.Len(t, spotIndex, 157, "names differ")
	count := map[Kind]int{}
	covered := map[string]string{}
	for _, s := range spots {
		count[s.Kind]++
		require.True(t, slices.IsSorted(s.Covers), s.Name)
		require.Len(t, s.Covers, coverage[s.Kind], s.Name)
		key, err := json.Marshal(s.Covers)
		require.NoError(t, err)
		require.Empty(t, covered[string(key)], "%s covers the same", s.Name)
		covered[string(key)] = s.Name
	}
	require.Equal(t, map[Kind]int{
		Straight: 37, Split: 60, Street: 12, Trio: 2, Corner: 22, FirstFour: 1, Line: 11, Column: 3, Dozen: 3, Even: 6,
	}, count)
}

var coverage = map[Kind]int{
	Straight: 1, Split: 2, Street: 3, Trio: 3, Corner: 4, FirstFour: 4, Line: 6, Column: 12, Dozen: 12, Even: 18,
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

func TestWheelHoldsEachNumberOnce(t *testing.T) {
	t.Parallel()
	sorted := slices.Sorted(slices.Values(wheel))
	for n := range pockets {
		require.Equal(t, n, sorted[n])
	}
	require.Len(t, red, 18)
	// Figures d1: clockwise red and black take turns from 32 on.
	for i := 1; i < pockets; i++ {
		require.Equal(t, i%2 == 1, slices.Contains(red, wheel[i]), "pocket %d", wheel[i])
	}
}

// Figures d1: the edge of every bet is 1/37, and by 37 outcomes a bet loses
// itself once. Exact, in rationals, by enumeration.
func TestEdgeIsOneIn37OnEverySpot(t *testing.T) {
	t.Parallel()
	for i := range spots {
		net := new(big.Rat)
		for n := range pockets {
			w := wager{chips: []chip{{spot: i, stake: 1}}, total: 1}
			net.Add(net, big.NewRat(int64(w.returns(n)-w.total), 1))
		}
		require.Zero(t, net.Cmp(big.NewRat(-1, 1)), "%s: the sum over 37 outcomes is %s", spots[i].Name, net)
		edge := new(big.Rat).Quo(new(big.Rat).Neg(net), big.NewRat(pockets, 1))
		require.Zero(t, edge.Cmp(big.NewRat(1, 37)), spots[i].Name)
	}
	require.Equal(t, "2.702703", percent(1, 37), "figures d1")
	require.Equal(t, "97.297297", percent(36, 37))
	require.Equal(t, "100.000000", percent(1, 1))
	require.EqualValues(t, 36, worstReturn())
}

// Figures d1: the standard deviation per unit, to six decimals, from exact
// variances.
func TestDeviationPerUnit(t *testing.T) {
	t.Parallel()
	figures := map[Kind]string{
		Straight: "5.837838", Split: "4.070238", Street: "3.275515", Trio: "3.275515",
		Corner: "2.794652", FirstFour: "2.794652", Line: "2.211597", Column: "1.404366", Dozen: "1.404366", Even: "0.999635",
	}
	for i, s := range spots {
		w := wager{chips: []chip{{spot: i, stake: 1}}, total: 1}
		mean, square := new(big.Rat), new(big.Rat)
		for n := range pockets {
			net := int64(w.returns(n) - w.total)
			mean.Add(mean, big.NewRat(net, pockets))
			square.Add(square, big.NewRat(net*net, pockets))
		}
		variance := square.Sub(square, mean.Mul(mean, mean))
		deviation := new(big.Float).SetPrec(200).SetRat(variance)
		require.Equal(t, figures[s.Kind], deviation.Sqrt(deviation).Text('f', 6), s.Name)
	}
}

func TestSheetSaysEverything(t *testing.T) {
	t.Parallel()
	body, err := European().Sheet(testOptions(t))
	require.NoError(t, err)
	var s struct {
		Game          string
		Rules         int
		Spots         []Spot
		Wheel, Red    []int
		Limits, Times map[string]int64
		Return        string
		ReturnPercent string
		Edge          string
	}
	require.NoError(t, json.Unmarshal(body, &s))
	require.Equal(t, "roulette-european", s.Game)
	require.Equal(t, 1, s.Rules)
	require.Len(t, s.Spots, 157)
	require.Len(t, s.Wheel, 37)
	require.Equal(t, red, s.Red)
	require.Equal(t, "36/37", s.Return)
	require.Equal(t, "97.297297", s.ReturnPercent)
	require.Equal(t, "1/37", s.Edge)
	require.EqualValues(t, 12000, s.Times["betMs"])
	require.EqualValues(t, 100, s.Limits["stepMinor"])
	require.EqualValues(t, 20000, s.Limits["straight"])
	require.NotContains(t, string(body), "null")
	_, err = European().Sheet([]byte(`{}`))
	require.Error(t, err)
}
