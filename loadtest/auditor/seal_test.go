package auditor

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestVectors holds this reading of the text of fairness against the vectors
// that every other reading of it is held against.
func TestVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../rng/fairness/testdata/vectors.json")
	require.NoError(t, err)
	var vectors []struct {
		Seed       string
		Room       int64
		Round      int64
		Rules      int64
		Commitment string
		Streams    []struct {
			K     int
			Draws []struct {
				N      string
				Values []string
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &vectors))
	compared := 0
	for _, v := range vectors {
		var seed [32]byte
		n, err := hex.Decode(seed[:], []byte(v.Seed))
		require.NoError(t, err)
		require.Equal(t, 32, n)
		commitment := Commitment(v.Room, v.Round, v.Rules, seed)
		require.Equal(t, v.Commitment, hex.EncodeToString(commitment[:]))
		for _, s := range v.Streams {
			for _, d := range s.Draws {
				if s.K == 1 && d.N == "38" {
					require.Equal(t, d.Values[0], strconv.Itoa(Wheel{DoubleZero: true}.Pocket(seed)))
				}
				if s.K == 1 && d.N == "37" {
					require.Equal(t, d.Values[0], strconv.Itoa(Pocket(seed)))
					compared++
				}
			}
		}
	}
	require.GreaterOrEqual(t, compared, 4)
}

// TestPocketIsFlat: no number is favoured (chi-square at 99.9 %; with 36 degrees
// of freedom 67.98, with 37 69.34: figures d9).
func TestPocketIsFlat(t *testing.T) {
	t.Parallel()
	for wheel, most := range map[Wheel]float64{{}: 67.98, {DoubleZero: true}: 69.34} {
		const each = 400
		seen := make([]float64, wheel.pockets())
		var seed [32]byte
		for i := range wheel.pockets() * each {
			seed[0], seed[1] = byte(i), byte(i>>8)
			seen[wheel.Pocket(seed)]++
		}
		chi := 0.0
		for _, n := range seen {
			chi += (n - each) * (n - each) / each
		}
		require.Less(t, chi, most)
	}
}
