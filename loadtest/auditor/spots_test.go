package auditor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// felt is every name that could be a spot; those that are none must stay out.
func felt() []string {
	names := []string{"trio:0/1/2", "trio:0/2/3", "first-four", "red", "black", "odd", "even", "low", "high"}
	for n := -1; n < 40; n++ {
		for _, kind := range []string{"straight", "street", "corner", "line", "column", "dozen"} {
			names = append(names, fmt.Sprintf("%s:%d", kind, n))
		}
		for m := -1; m < 40; m++ {
			names = append(names, fmt.Sprintf("split:%d/%d", n, m))
		}
	}
	return names
}

// TestSpots counts the felt: 37 straight, 60 split, 12 street, 2 trio, 22
// corner, 1 first-four, 11 line, 3 column, 3 dozen, 6 even (figures d1).
func TestSpots(t *testing.T) {
	t.Parallel()
	bySize := map[int]int{}
	for _, name := range felt() {
		if n := len(Covers(name)); n > 0 {
			bySize[n]++
		}
	}
	require.Equal(t, map[int]int{1: 37, 2: 60, 3: 14, 4: 23, 6: 11, 12: 6, 18: 6}, bySize)
}

// TestEdge: every bet returns 36 of 37 over all numbers, an edge of 1/37
// (figures d1).
func TestEdge(t *testing.T) {
	t.Parallel()
	for _, name := range felt() {
		if Covers(name) == nil {
			continue
		}
		var back int64
		for n := range pockets {
			back += Back(name, 1, n)
		}
		require.Equal(t, int64(36), back, name)
	}
}

func TestPays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spot   string
		number int
		back   int64
	}{
		{"straight:17", 17, 3600}, {"straight:17", 18, 0}, {"straight:0", 0, 3600},
		{"split:8/11", 11, 1800}, {"split:0/3", 0, 1800}, {"street:34", 36, 1200}, {"trio:0/2/3", 0, 1200}, {"trio:0/1/2", 3, 0},
		{"corner:32", 36, 900}, {"corner:1", 3, 0}, {"first-four", 0, 900}, {"line:31", 36, 600}, {"line:1", 7, 0},
		{"column:1", 34, 300}, {"column:3", 36, 300}, {"column:2", 36, 0}, {"dozen:1", 12, 300}, {"dozen:2", 13, 300}, {"dozen:3", 24, 0},
		{"red", 36, 200}, {"red", 10, 0}, {"black", 10, 200}, {"black", 0, 0}, {"odd", 35, 200}, {"even", 0, 0}, {"low", 18, 200}, {"high", 19, 200},
	} {
		require.Equal(t, c.back, Back(c.spot, 100, c.number), "%s on %d", c.spot, c.number)
	}
}

// TestReds holds the law of colours against the published list (figures d1).
func TestReds(t *testing.T) {
	t.Parallel()
	require.Equal(t, []int{1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36}, Covers("red"))
}

func TestNoSpots(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "straight", "straight:", "straight:37", "straight:01", "straight:+1", "split:1/5", "split:3/4",
		"split:2/1", "split:1/2/3", "split:0/4", "street:2", "street:37", "corner:3", "corner:33", "line:34", "column:0", "column:4", "dozen:4",
		"trio:0/1/3", "red:1", "Red", "first-four:1", "voisins"} {
		require.Nil(t, Covers(name), name)
	}
}
