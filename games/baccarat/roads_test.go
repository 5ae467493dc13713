package baccarat

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var sides = map[byte]Side{'B': Banker, 'P': Player, 'T': Tie}

func roadsOf(shoe string) Roads {
	var r Roads
	for i := range len(shoe) {
		r.Add(sides[shoe[i]])
	}
	return r
}

func (r *Roads) columns() string {
	var all []string
	for _, c := range r.Big {
		all = append(all, fmt.Sprintf("%c%d", map[Side]byte{Banker: 'B', Player: 'P'}[c.Win], c.Depth))
	}
	return strings.Join(all, " ")
}

// The vector of figures d2.
func TestRoadsVector(t *testing.T) {
	t.Parallel()
	r := roadsOf("BBPBPPPBBTBPPBBBBPBPBPPB")
	require.Equal(t, "B2 P1 B1 P3 B3 P2 B4 P1 B1 P1 B1 P2 B1", r.columns())
	require.Equal(t, "brbrbrrrrbrbrbbrrrbb", r.BigEye)
	require.Equal(t, "bbrbbrbrbrrbbbbrrbb", r.Small)
	require.Equal(t, "rbbbrbbbrrbbbbbrbb", r.Cockroach)
	require.Equal(t, []int{1}, r.Big[4].Ties, "the tie lies on the second of three")
	require.Zero(t, r.LeadTies)
}

func TestRoadsByHand(t *testing.T) {
	t.Parallel()
	for shoe, want := range map[string][4]string{
		"":            {"", "", "", ""},
		"TTT":         {"", "", "", ""},
		"TB":          {"B1", "", "", ""},
		"BP":          {"B1 P1", "", "", ""},
		"BPP":         {"B1 P2", "b", "", ""},    // one deeper than the column before: blue
		"BPPP":        {"B1 P3", "br", "", ""},   // two deeper: red
		"BBPP":        {"B2 P2", "r", "", ""},    // as deep
		"BPB":         {"B1 P1 B1", "r", "", ""}, // two columns as long
		"BBPB":        {"B2 P1 B1", "b", "", ""},
		"BBTPTBT":     {"B2 P1 B1", "b", "", ""},
		"BPBB":        {"B1 P1 B2", "rb", "b", ""},
		"BPBPBPBP":    {"B1 P1 B1 P1 B1 P1 B1 P1", "rrrrrr", "rrrrr", "rrrr"},
		"BBBBBBBBBBP": {"B10 P1", "", "", ""},
	} {
		r := roadsOf(shoe)
		require.Equal(t, want, [4]string{r.columns(), r.BigEye, r.Small, r.Cockroach}, shoe)
	}
	r := roadsOf("TTBTTBT")
	require.Equal(t, 2, r.LeadTies)
	require.Equal(t, []int{0, 0, 1}, r.Big[0].Ties)
}

// recomputed is the derived road of a whole shoe from nothing, by the text of figures d2,
// on columns as strings.
func recomputed(shoe string, k int) string {
	var columns []string
	for _, win := range strings.ReplaceAll(shoe, "T", "") {
		if n := len(columns); n > 0 && strings.ContainsRune(columns[n-1], win) {
			columns[n-1] += string(win)
		} else {
			columns = append(columns, string(win))
		}
	}
	road := ""
	for n := range columns {
		for m := 1; m <= len(columns[n]); m++ {
			var red bool
			switch {
			case m == 1:
				if n-1-k < 0 {
					continue
				}
				red = len(columns[n-1]) == len(columns[n-1-k])
			case n-k < 0:
				continue
			default:
				p := len(columns[n-k])
				red = m <= p || m > p+1
			}
			road += map[bool]string{true: "r", false: "b"}[red]
		}
	}
	return road
}

// Hand by hand and from nothing, at every length.
func TestRoadsAreTheirRecomputation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shoe := rapid.StringOfN(rapid.RuneFrom([]rune("BBBPPPT")), 0, beadsMax, beadsMax).Draw(t, "shoe")
		var r Roads
		wins, ties := 0, 0
		for i := range len(shoe) {
			r.Add(sides[shoe[i]])
			if shoe[i] == 'T' {
				ties++
			} else {
				wins++
			}
			before := shoe[:i+1]
			require.Equal(t, recomputed(before, 1), r.BigEye)
			require.Equal(t, recomputed(before, 2), r.Small)
			require.Equal(t, recomputed(before, 3), r.Cockroach)
			depth, marks := 0, r.LeadTies
			for _, c := range r.Big {
				depth += c.Depth
				marks += len(c.Ties)
			}
			require.Equal(t, [2]int{wins, ties}, [2]int{depth, marks})
		}
	})
}

func TestAViewDoesNotGoOn(t *testing.T) {
	t.Parallel()
	r := roadsOf("BTBP")
	seen := r.clone()
	want := roadsOf("BTBP")
	for _, win := range "PPTBB" {
		r.Add(sides[byte(win)])
	}
	require.Equal(t, &want, seen)
}

// The drawn big road: six rows, then the dragon's tail to the right.
func TestLayout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		runs []int
		want []Cell
	}{
		{nil, nil},
		{[]int{2, 1}, []Cell{{0, 0}, {0, 1}, {1, 0}}},
		{[]int{8}, []Cell{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {1, 5}, {2, 5}}},
		// The second run meets the first one's tail at the bottom and turns a row higher.
		{[]int{7, 6}, []Cell{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {1, 5}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 4}}},
	} {
		require.Equal(t, c.want, Layout(c.runs, 6), "%v", c.runs)
	}
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.SliceOfN(rapid.IntRange(1, 20), 0, 60).Draw(t, "runs")
		cells := Layout(runs, 6)
		seen := map[Cell]bool{}
		icons := 0
		for _, run := range runs {
			icons += run
		}
		require.Len(t, cells, icons)
		for _, c := range cells {
			require.False(t, seen[c], "two icons at %v", c)
			require.True(t, c.Row >= 0 && c.Row < 6 && c.Column >= 0, "%v", c)
			seen[c] = true
		}
	})
}
