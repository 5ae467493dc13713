package crash

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// exponential is e^(a/b) to so many bits, by its series.
func exponential(a, b int64, bits uint) *big.Float {
	float := func(n int64) *big.Float { return new(big.Float).SetPrec(bits).SetInt64(n) }
	x := new(big.Float).SetPrec(bits).Quo(float(a), float(b))
	sum, term := float(1), float(1)
	for n := int64(1); n < 80; n++ {
		term.Quo(term.Mul(term, x), float(n))
		sum.Add(sum, term)
	}
	return sum
}

// Every millisecond of the curve is the floor of 100·e^(6t/100000), so it never
// falls and has no step that the law does not have.
func TestCurveIsItsLawAtEveryMillisecond(t *testing.T) {
	t.Parallel()
	const bits = 300
	step, value := exponential(6, 100_000, bits), new(big.Float).SetPrec(bits).SetInt64(100)
	digest, before := sha256.New(), Multiplier(0)
	for ms := int64(0); ms <= curveMsMax; ms++ {
		want, _ := value.Int64()
		got := At(ms)
		if got != Multiplier(want) || got < before {
			t.Fatalf("at %d ms the curve is at %d, the law says %d, a millisecond before it was %d", ms, got, want, before)
		}
		_, _ = fmt.Fprintln(digest, got)
		before = got
		value.Mul(value, step)
	}
	require.Greater(t, before, multiplierMax, "the curve gets where every curve ends")
	require.Equal(t, vectors(t).AllSHA256, hex.EncodeToString(digest.Sum(nil)))
}

// The constants are what they are said to be.
func TestGrowthIsRoundedToNearest(t *testing.T) {
	t.Parallel()
	for i, g := range growth {
		power := new(big.Float).SetPrec(300).SetInt64(1)
		for range 1 << i { // by multiplication, not by the constants before
			if i < 6 {
				power.Mul(power, exponential(6, 100_000, 300))
			}
		}
		if i >= 6 {
			power = exponential(6<<i, 100_000, 300)
		}
		power.SetMantExp(power, growthFraction[i])
		power.Add(power, big.NewFloat(0.5))
		want, _ := power.Int(nil)
		require.Equal(t, want.Uint64(), g, "growth %d", i)
		require.Equal(t, uint64(1), g>>63)
	}
}

func TestReachesIsTheFirstMillisecond(t *testing.T) {
	t.Parallel()
	m := Multiplier(0)
	for ms := int64(0); ms < 60_000; ms++ { // to above 36.00
		for ; m <= At(ms); m++ {
			if got := Reaches(m); got != ms {
				t.Fatalf("%d is reached at %d ms, not at %d", m, ms, got)
			}
		}
	}
	require.Equal(t, At(0), At(-5))
	require.Equal(t, At(curveMsMax), At(curveMsMax+5))
	require.Equal(t, int64(230_259), Reaches(multiplierMax))
}

// A curve lives as long as it is not above its point: whoever cashes out at the
// point itself is paid, by hand as by itself; at 1.00 it never lives.
func TestACurveLivesToItsPoint(t *testing.T) {
	t.Parallel()
	for _, point := range []Multiplier{101, 102, 150, 199, 200, 1234, 99_999, 1_000_000} {
		lives := bustsAfter(point)
		require.LessOrEqual(t, At(lives-1), point)
		require.Greater(t, At(lives), point)
		require.GreaterOrEqual(t, lives, Reaches(point), "a cash-out at the point comes before the end")
	}
	require.Zero(t, bustsAfter(100))
}

type curveVectors struct {
	Says      string       `json:"says"`
	Growth    []string     `json:"growth"`
	Fraction  []int        `json:"fraction"`
	At        [][2]int64   `json:"at"`      // ms, multiplier
	Reaches   [][2]int64   `json:"reaches"` // multiplier, ms
	AllSHA256 string       `json:"allSha256"`
	Points    []pointValue `json:"points"`
}

type pointValue struct {
	Draw  string     `json:"draw"` // decimal: above 2^53 some readers round
	Edge  int64      `json:"edge10000"`
	Point Multiplier `json:"point"`
}

func vectors(t *testing.T) curveVectors {
	t.Helper()
	body, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var v curveVectors
	require.NoError(t, json.Unmarshal(body, &v))
	return v
}

// The vectors are for the other implementations of the text: the page's and the
// auditor's.
func TestVectors(t *testing.T) {
	t.Parallel()
	v := vectors(t)
	for i, text := range v.Growth {
		require.Equal(t, fmt.Sprintf("%016x", growth[i]), text)
	}
	require.Equal(t, growthFraction[:], v.Fraction)
	require.NotEmpty(t, v.At)
	for _, c := range v.At {
		require.Equal(t, Multiplier(c[1]), At(c[0]), "%d ms", c[0])
	}
	for _, c := range v.Reaches {
		require.Equal(t, c[1], Reaches(Multiplier(c[0])), "%d", c[0])
	}
	for _, c := range v.Points {
		var draw uint64
		_, err := fmt.Sscan(c.Draw, &draw)
		require.NoError(t, err)
		require.Equal(t, c.Point, Point(draw, c.Edge), "draw %s", c.Draw)
	}
}

func BenchmarkAt(b *testing.B) {
	for b.Loop() {
		At(123_456)
	}
}
