package rng_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/rng"
)

// crafted gives the words that a test wants and panics past the last one.
type crafted struct {
	words []uint64
	taken int
}

func (c *crafted) Uint64() uint64 {
	c.taken++
	return c.words[c.taken-1]
}

const top = math.MaxUint64

func TestUintnDiscardsExactlyTheSurplus(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		n     uint64
		words []uint64
		want  uint64
		taken int
	}{
		// 2^64 mod 37 = 12: that many of the highest words are surplus.
		"37, lowest":           {37, []uint64{0}, 0, 1},
		"37, last that counts": {37, []uint64{top - 12}, 36, 1},
		"37, first surplus":    {37, []uint64{top - 11, 5}, 5, 2},
		"37, highest":          {37, []uint64{top, 40}, 3, 2},
		"37, surplus thrice":   {37, []uint64{top, top - 7, top - 11, 36}, 36, 4},
		// 2^64 mod 52 = 16.
		"52, last that counts": {52, []uint64{top - 16}, 51, 1},
		"52, first surplus":    {52, []uint64{top - 15, 53}, 1, 2},
		// Powers of two have no surplus.
		"1":                {1, []uint64{top}, 0, 1},
		"2, highest":       {2, []uint64{top}, 1, 1},
		"2^63, highest":    {1 << 63, []uint64{top}, 1<<63 - 1, 1},
		"2^63+1, last":     {1<<63 + 1, []uint64{1 << 63}, 1 << 63, 1},
		"2^63+1, surplus":  {1<<63 + 1, []uint64{1<<63 + 1, 7}, 7, 2},
		"2^64-1, last":     {top, []uint64{top - 1}, top - 1, 1},
		"2^64-1, surplus":  {top, []uint64{top, 9}, 9, 2},
		"3, 2^64 mod 3= 1": {3, []uint64{top, top - 1}, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words := &crafted{words: c.words}
			require.Equal(t, c.want, rng.Uintn(words, c.n))
			require.Equal(t, c.taken, words.taken)
		})
	}
	require.Panics(t, func() { rng.Uintn(&crafted{}, 0) })
}

// For every n, the words that count are a multiple of n: proven with integers
// that cannot overflow, at the boundary that Uintn really has.
func TestUintnLeavesEachRemainderTheSameCount(t *testing.T) {
	t.Parallel()
	space := new(big.Int).Lsh(big.NewInt(1), 64)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Min(1).Draw(t, "n")
		bigN := new(big.Int).SetUint64(n)
		surplus := new(big.Int).Mod(space, bigN)
		last := new(big.Int).Sub(space, surplus)
		last.Sub(last, big.NewInt(1))

		words := &crafted{words: []uint64{last.Uint64()}}
		require.Equal(t, n-1, rng.Uintn(words, n), "the last word that counts has the last remainder")
		if surplus.Sign() > 0 {
			words = &crafted{words: []uint64{last.Uint64() + 1, 0}}
			rng.Uintn(words, n)
			require.Equal(t, 2, words.taken, "the next one is discarded")
		}
	})
}

// What the boundary is for: a remainder alone favours the low numbers. With a
// range of three quarters of the words the fault is plain to a chi-square, and
// at 37 plain to the table above.
func TestARemainderAloneIsCaught(t *testing.T) {
	t.Parallel()
	const n, thirds, draws = 3 << 62, 3, 3000
	third := func(x uint64) int { return int(x / (n / thirds)) }
	fair, biased := make([]int, thirds), make([]int, thirds)
	a, b := rng.NewStream([32]byte{7}, "test", 1), rng.NewStream([32]byte{7}, "test", 1)
	for range draws {
		fair[third(rng.Uintn(a, n))]++
		biased[third(b.Uint64()%n)]++
	}
	require.Less(t, chiSquare(fair), critical99[thirds-1])
	require.Greater(t, chiSquare(biased), critical99[thirds-1])
}

func TestShuffleSwapsFromTheTop(t *testing.T) {
	t.Parallel()
	var swaps [][2]int
	rng.Shuffle(&crafted{words: []uint64{0, 2, 1, 5}}, 5, func(i, j int) { swaps = append(swaps, [2]int{i, j}) })
	require.Equal(t, [][2]int{{4, 0}, {3, 2}, {2, 1}, {1, 1}}, swaps)

	for _, n := range []int{0, 1} {
		rng.Shuffle(&crafted{}, n, func(int, int) { t.Fatal("nothing to swap") })
	}
}

// A shuffle is the one map from the draws to the orders: 4·3·2 draws, 24 orders.
func TestShuffleReachesEachOrderOnce(t *testing.T) {
	t.Parallel()
	seen := map[[4]int]int{}
	for a := range uint64(4) {
		for b := range uint64(3) {
			for c := range uint64(2) {
				order := [4]int{0, 1, 2, 3}
				rng.Shuffle(&crafted{words: []uint64{a, b, c}}, 4, func(i, j int) { order[i], order[j] = order[j], order[i] })
				seen[order]++
			}
		}
	}
	require.Len(t, seen, 24)
}

// The stream's own words, from the text of its definition.
func TestStreamIsItsDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		label := rapid.StringN(0, 20, 40).Draw(t, "label")
		k := rapid.Uint64().Draw(t, "k")
		stream := rng.NewStream(seed, label, k)
		for b := range uint64(3) {
			mac := hmac.New(sha256.New, seed[:])
			message := []byte(label)
			message = binary.BigEndian.AppendUint64(message, k)
			message = binary.BigEndian.AppendUint64(message, b)
			mac.Write(message)
			sum := mac.Sum(nil)
			for i := 0; i < 32; i += 8 {
				require.Equal(t, binary.BigEndian.Uint64(sum[i:]), stream.Uint64())
			}
		}
	})
}

func BenchmarkStreamUintn37(b *testing.B) {
	stream := rng.NewStream([32]byte{1}, "bench", 1)
	for b.Loop() {
		stream.Uintn(37)
	}
}
