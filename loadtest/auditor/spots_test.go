package auditor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// pockets of the European wheel, as most tests play it.
const pockets = 37

// felt is every name that could be a spot; those that are none must stay out.
func felt() []string {
	names := []string{"first-four", "top-line", "red", "black", "odd", "even", "low", "high", "straight:00", "street:00"}
	labels := []string{"00"}
	for n := -1; n < 40; n++ {
		labels = append(labels, fmt.Sprint(n))
		for _, kind := range []string{"straight", "street", "corner", "line", "column", "dozen"} {
			names = append(names, fmt.Sprintf("%s:%d", kind, n))
		}
	}
	for _, a := range labels {
		for _, b := range labels {
			names = append(names, "split:"+a+"/"+b)
			for _, c := range []string{"0", "00", "1", "2", "3", "4"} {
				names = append(names, "trio:"+a+"/"+b+"/"+c)
			}
		}
	}
	return names
}

// TestSpots counts the felts. With one zero: 37 straight, 60 split, 12 street, 2
// trio, 22 corner, 1 first-four, 11 line, 3 column, 3 dozen, 6 even. With two:
// 38, 62, 12, 3, 22, the top line over five, and the rest (figures d1).
func TestSpots(t *testing.T) {
	t.Parallel()
	for wheel, want := range map[Wheel]map[int]int{
		{}:                 {1: 37, 2: 60, 3: 14, 4: 23, 6: 11, 12: 6, 18: 6},
		{Partage: true}:    {1: 37, 2: 60, 3: 14, 4: 23, 6: 11, 12: 6, 18: 6},
		{DoubleZero: true}: {1: 38, 2: 62, 3: 15, 4: 22, 5: 1, 6: 11, 12: 6, 18: 6},
	} {
		bySize, all := map[int]int{}, 0
		for _, name := range felt() {
			if n := len(wheel.Covers(name)); n > 0 {
				bySize[n]++
				all++
			}
		}
		require.Equal(t, want, bySize)
		require.Equal(t, wheel.spots(), all)
	}
}

// TestEdge: over all numbers every European bet loses itself once, an American
// one twice, the top line three times, and with la partage an even chance loses
// half of itself (figures d1).
func TestEdge(t *testing.T) {
	t.Parallel()
	for _, wheel := range []Wheel{{}, {Partage: true}, {DoubleZero: true}} {
		for _, name := range felt() {
			covers := len(wheel.Covers(name))
			if covers == 0 {
				continue
			}
			var back int64
			for n := range wheel.pockets() {
				back += wheel.Back(name, 2, n)
			}
			lost := int64(2*wheel.pockets()) - back // in half stakes
			switch {
			case name == "top-line":
				require.Equal(t, int64(6), lost)
			case wheel.DoubleZero:
				require.Equal(t, int64(4), lost, name)
			case wheel.Partage && covers == 18:
				require.Equal(t, int64(1), lost, name)
			default:
				require.Equal(t, int64(2), lost, name)
			}
		}
	}
}

// TestDoubleZeroPays: what touches the zeros of the American felt.
func TestDoubleZeroPays(t *testing.T) {
	t.Parallel()
	wheel := Wheel{DoubleZero: true}
	for _, c := range []struct {
		spot   string
		number int
		back   int64
	}{
		{"straight:00", 37, 3600}, {"straight:00", 0, 0}, {"split:0/00", 37, 1800}, {"split:00/2", 2, 1800}, {"split:00/3", 37, 1800},
		{"split:0/2", 37, 0}, {"trio:0/00/2", 37, 1200}, {"trio:00/2/3", 3, 1200}, {"trio:0/1/2", 37, 0},
		{"top-line", 37, 700}, {"top-line", 3, 700}, {"top-line", 4, 0},
		{"red", 37, 0}, {"odd", 37, 0}, {"high", 37, 0}, {"column:1", 37, 0}, {"dozen:3", 37, 0}, {"red", 0, 0},
	} {
		require.Equal(t, c.back, wheel.Back(c.spot, 100, c.number), "%s on %d", c.spot, c.number)
	}
	for _, none := range []string{"straight:37", "split:0/3", "split:00/1", "split:0/37", "split:36/37", "trio:0/2/3", "first-four"} {
		require.Nil(t, wheel.Covers(none), none)
	}
	for _, none := range []string{"straight:00", "split:0/00", "top-line"} {
		require.Nil(t, Covers(none), none)
	}
}

// TestPartage: zero leaves half of an even-money stake, and nothing of others.
func TestPartage(t *testing.T) {
	t.Parallel()
	wheel := Wheel{Partage: true}
	for _, spot := range []string{"red", "black", "odd", "even", "low", "high"} {
		require.Equal(t, int64(50), wheel.Back(spot, 100, 0), spot)
		require.False(t, wheel.wins(spot, 0), spot)
		require.Zero(t, Back(spot, 100, 0), "the European wheel has it not")
	}
	for _, spot := range []string{"dozen:1", "column:3", "straight:17", "line:1"} {
		require.Zero(t, wheel.Back(spot, 100, 0), spot)
	}
	require.Equal(t, int64(3600), wheel.Back("straight:0", 100, 0))
	require.Equal(t, int64(200), wheel.Back("red", 100, 3))
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
