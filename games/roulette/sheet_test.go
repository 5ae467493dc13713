package roulette

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// americanTable and frenchTable are testTable at the other wheels.
func americanTable() Options {
	o := testTable()
	o.Limits.TopLine, o.Limits.FirstFour = o.Limits.FirstFour, 0
	return o
}

func frenchTable() Options {
	o := testTable()
	o.Zero = Partage
	return o
}

type readSheet struct {
	Game          string
	Rules         int
	Spots         []Spot
	Wheel, Red    []int
	Limits, Times map[string]int64
	Return        string
	ReturnPercent string
	Edge          string
	Labels        []string
	Zero          string
	Stats         bool
	Calls         []Call
	NeighboursMax int
	Returns       []struct {
		Kind                        Kind
		Pays                        int64
		Return, ReturnPercent, Edge string
	}
}

func sheetOf(t *testing.T, r *Rules, o Options) readSheet {
	t.Helper()
	body, err := r.Sheet(encode(t, o))
	require.NoError(t, err)
	require.NotContains(t, string(body), "null")
	var s readSheet
	require.NoError(t, json.Unmarshal(body, &s))
	return s
}

func TestSheetSaysEverything(t *testing.T) {
	t.Parallel()
	s := sheetOf(t, European(), testTable())
	require.Equal(t, "roulette-european", s.Game)
	require.Equal(t, 1, s.Rules)
	require.Len(t, s.Spots, 157)
	require.Equal(t, singleZero, s.Wheel)
	require.Equal(t, red, s.Red)
	require.Equal(t, []string{"36/37", "97.297297", "1/37"}, []string{s.Return, s.ReturnPercent, s.Edge})
	require.EqualValues(t, 12000, s.Times["betMs"])
	require.EqualValues(t, 100, s.Limits["stepMinor"])
	require.EqualValues(t, 20000, s.Limits["straight"])
	require.NotContains(t, s.Limits, "topLine")
	require.Equal(t, "none", s.Zero)
	require.True(t, s.Stats)
	require.Equal(t, frenchCalls, s.Calls)
	require.Equal(t, 9, s.NeighboursMax)
	require.Len(t, s.Labels, 37)
	require.Equal(t, "36", s.Labels[36])
	_, err := European().Sheet([]byte(`{}`))
	require.Error(t, err)
}

func TestSheetsOfTheOtherWheels(t *testing.T) {
	t.Parallel()
	off := false
	o := americanTable()
	o.Stats = &off
	s := sheetOf(t, American(), o)
	require.Equal(t, "roulette-american", s.Game)
	require.Len(t, s.Spots, 161)
	require.Equal(t, doubleZero, s.Wheel)
	require.Len(t, s.Labels, 38)
	require.Equal(t, []string{"0", "36", "00"}, []string{s.Labels[0], s.Labels[36], s.Labels[37]})
	require.Equal(t, []string{"35/38", "92.105263", "3/38"}, []string{s.Return, s.ReturnPercent, s.Edge}, "the worst spot's")
	require.Empty(t, s.Calls)
	require.False(t, s.Stats)
	require.NotContains(t, s.Limits, "firstFour")
	require.EqualValues(t, 80_000, s.Limits["topLine"])

	s = sheetOf(t, French(), frenchTable())
	require.Equal(t, "roulette-french", s.Game)
	require.Equal(t, "partage", s.Zero)
	require.Equal(t, []string{"36/37", "1/37"}, []string{s.Return, s.Edge})
	last := s.Returns[len(s.Returns)-1]
	require.Equal(t, Even, last.Kind)
	require.Equal(t, []string{"73/74", "98.648649", "1/74"}, []string{last.Return, last.ReturnPercent, last.Edge})

	prison := sheetOf(t, French(), prisonTable())
	require.Equal(t, "prison", prison.Zero)
	require.Equal(t, s.Returns, prison.Returns, "figures d1: en prison returns what la partage does")
}

// A kind's line of the sheet is true of each of its spots.
func TestReturnsHoldForEverySpot(t *testing.T) {
	t.Parallel()
	for _, w := range wheels {
		for _, o := range w.rules.wheel.odds {
			byKind := map[Kind]sheetReturn{}
			for _, r := range o.returnsByKind() {
				require.NotContains(t, byKind, r.Kind)
				byKind[r.Kind] = r
			}
			require.Len(t, byKind, len(w.kinds))
			for i, s := range o.spots {
				require.Equal(t, byKind[s.Kind], o.returnOf(i), s.Name)
			}
		}
	}
}
