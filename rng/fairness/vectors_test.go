package fairness_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng/fairness"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

// vector is one source, and what comes of it. Numbers that a page's floats do
// not hold are text.
type vector struct {
	Seed       string   `json:"seed"`
	Room       int64    `json:"room"`
	Round      int64    `json:"round"`
	Rules      int      `json:"rules"`
	Commitment string   `json:"commitment"`
	Streams    []stream `json:"streams"`
}

// stream is what the k-th drawing step draws: each list is drawn from the
// stream's beginning.
type stream struct {
	K         int      `json:"k"`
	Draws     []drawn  `json:"draws"`
	Shuffle52 []int    `json:"shuffle52"` // of 0 … 51
	Words     []string `json:"words"`     // Uintn(2^63): the words but for their first bit
}

type drawn struct {
	N      string   `json:"n"`
	Values []string `json:"values"`
}

const vectorsFile = "testdata/vectors.json"

var ranges = []string{"2", "6", "37", "38", "52", "1000003", "4294967296", "9223372036854775809", "18446744073709551615"}

// The package reproduces the vectors.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	t.Parallel()
	for _, v := range readVectors(t) {
		seed := unhex(t, v.Seed)
		commitment := fairness.Commit(games.RoundID(v.Round), v.Rules, seed)
		require.Equal(t, v.Commitment, hex.EncodeToString(commitment[:]))
		require.NoError(t, fairness.Verify(games.RoundID(v.Round), v.Rules, seed, commitment))
		for _, s := range v.Streams {
			require.Equal(t, s, fromPackage(seed, s.K))
		}
	}
}

// A second reading of the text, as naive as can be: whole numbers instead of
// words, no buffer, nothing shared with the package.
func TestVectorsFromTheText(t *testing.T) {
	t.Parallel()
	vectors := readVectors(t)
	require.GreaterOrEqual(t, len(vectors), 4)
	rejected := 0
	for _, v := range vectors {
		seed := unhex(t, v.Seed)
		preimage := fmt.Appendf(nil, "croupier.seal.v1%s%s%s%s", be(v.Room), be(v.Round), be(int64(v.Rules)), seed)
		require.Len(t, preimage, 72)
		require.Equal(t, v.Commitment, fmt.Sprintf("%x", sha256.Sum256(preimage)))
		require.Equal(t, v.Room, v.Round>>24)
		for _, s := range v.Streams {
			require.Len(t, s.Draws, len(ranges))
			for _, d := range s.Draws {
				n, _ := new(big.Int).SetString(d.N, 10)
				r := &reader{seed: seed, k: s.K}
				for _, want := range d.Values {
					require.Equal(t, want, r.uintn(n).String(), "stream %d, n %s", s.K, d.N)
				}
				rejected += r.rejected
			}
			r := &reader{seed: seed, k: s.K}
			for _, want := range s.Words {
				require.Equal(t, want, r.uintn(new(big.Int).Lsh(big.NewInt(1), 63)).String())
			}
			r = &reader{seed: seed, k: s.K}
			deck := make([]int, 52)
			for i := range deck {
				deck[i] = i
			}
			for i := 51; i >= 1; i-- {
				j := r.uintn(big.NewInt(int64(i + 1))).Int64()
				deck[i], deck[j] = deck[j], deck[i]
			}
			require.Equal(t, s.Shuffle52, deck)
		}
	}
	require.Positive(t, rejected, "the vectors show a rejection")
}

// reader reads a stream byte by byte.
type reader struct {
	seed     [32]byte
	k        int
	taken    int // bytes
	rejected int
}

func (r *reader) uintn(n *big.Int) *big.Int {
	space := new(big.Int).Lsh(big.NewInt(1), 64)
	limit := new(big.Int).Sub(space, new(big.Int).Mod(space, n))
	for {
		var word []byte
		for range 8 {
			mac := hmac.New(sha256.New, r.seed[:])
			fmt.Fprintf(mac, "croupier.draw.v1%s%s", be(int64(r.k)), be(int64(r.taken/32)))
			word = append(word, mac.Sum(nil)[r.taken%32])
			r.taken++
		}
		x := new(big.Int).SetBytes(word)
		if x.Cmp(limit) < 0 {
			return x.Mod(x, n)
		}
		r.rejected++
	}
}

// be is a number as eight big-endian bytes.
func be(n int64) string { return string(big.NewInt(n).FillBytes(make([]byte, 8))) }

func unhex(t *testing.T, s string) [32]byte {
	t.Helper()
	raw, err := hex.DecodeString(s)
	require.NoError(t, err)
	require.Len(t, raw, 32)
	return [32]byte(raw)
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	body, err := os.ReadFile(vectorsFile)
	require.NoError(t, err)
	var all []vector
	require.NoError(t, json.Unmarshal(body, &all))
	return all
}

func fromPackage(seed [32]byte, k int) stream {
	source := fairness.NewSource(seed)
	s := stream{K: k}
	for _, text := range ranges {
		n, _ := new(big.Int).SetString(text, 10)
		draws := source.Draws(k)
		d := drawn{N: text}
		for range 10 {
			d.Values = append(d.Values, fmt.Sprint(draws.Uintn(n.Uint64())))
		}
		s.Draws = append(s.Draws, d)
	}
	draws := source.Draws(k)
	for range 6 {
		s.Words = append(s.Words, fmt.Sprint(draws.Uintn(1<<63)))
	}
	s.Shuffle52 = make([]int, 52)
	for i := range s.Shuffle52 {
		s.Shuffle52[i] = i
	}
	source.Draws(k).Shuffle(52, func(i, j int) {
		s.Shuffle52[i], s.Shuffle52[j] = s.Shuffle52[j], s.Shuffle52[i]
	})
	return s
}

func writeVectors(t *testing.T) {
	t.Helper()
	ascending := [32]byte{}
	for i := range ascending {
		ascending[i] = byte(i)
	}
	all := []vector{}
	for _, of := range []struct {
		seed  [32]byte
		round games.RoundID
		rules int
	}{
		{[32]byte{}, games.RoomID(1).Round(1), 1},
		{ascending, games.RoomID(1).Round(2), 1},
		{sha256.Sum256([]byte("croupier")), games.RoomID(42).Round(123_456), 3},
		{[32]byte{31: 0xff, 0: 0xff}, games.RoomIDMax.Round(1<<24 - 1), 2_000_000_000},
	} {
		commitment := fairness.Commit(of.round, of.rules, of.seed)
		v := vector{
			Seed: hex.EncodeToString(of.seed[:]), Room: int64(of.round.Room()), Round: int64(of.round), Rules: of.rules,
			Commitment: hex.EncodeToString(commitment[:]),
		}
		for k := 1; k <= 3; k++ {
			v.Streams = append(v.Streams, fromPackage(of.seed, k))
		}
		all = append(all, v)
	}
	body, err := json.MarshalIndent(all, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(vectorsFile, append(body, '\n'), 0o644))
}
