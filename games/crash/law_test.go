package crash

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Figures d5: bustabit's games from the published chain. The hash is the message
// as 32 bytes; the clones that feed its text get other games.
func TestBustabitVectors(t *testing.T) {
	t.Parallel()
	link := func(text string) string { sum := sha256.Sum256([]byte(text)); return hex.EncodeToString(sum[:]) }
	chain := []string{link("seed")}
	for range 5 {
		chain = append(chain, link(chain[len(chain)-1]))
	}
	top := func(message []byte) uint64 {
		mac := hmac.New(sha256.New, []byte("salt"))
		mac.Write(message)
		return binary.BigEndian.Uint64(mac.Sum(nil)) >> 12
	}
	require.Equal(t, "df8c1cbec427bf255c9d72988ebf7de1402882f408d46a6e5323269e1cc230f5", chain[5])
	for i, want := range []struct {
		hash      string
		v2, clone Multiplier
		v1        string
		stake     string
	}{
		{"4a6ca9f7f77580ed110635b408c34aa4627658566a37ca7e072d8520fa3fad06", 5582, 142, "2.45", "1.6635"},
		{"9dccf058f99482f7e58dc2f6d62d6f596d37b45079f5bfd9c06681f24b8fe389", 124, 207, "2.33", "1.7255"},
		{"cfeaa95f38e602df8ad73da752c8997a8fe50a32c407b7c2d8deb063e47c6702", 154, 104, "1.54", "2.7901"},
	} {
		hash := chain[4-i]
		require.Equal(t, want.hash, hash)
		raw, err := hex.DecodeString(hash)
		require.NoError(t, err)
		require.Equal(t, want.v2, Point(top(raw), 100), "game %d", i+1)
		require.Equal(t, want.clone, Point(top([]byte(hash)), 100), "game %d, of the text", i+1)
		require.Equal(t, want.v1, versionOne(hash), "game %d, version 1", i+1)
		require.Equal(t, want.stake, stakeGame(hash), "game %d, Stake", i+1)
	}
}

// versionOne is bustabit's first rule, of figures d5: the key is the hash's text,
// and one game of 101 ends at once.
func versionOne(hash string) string {
	mac := hmac.New(sha256.New, []byte(hash))
	mac.Write([]byte("salt"))
	sum := mac.Sum(nil)
	if new(big.Int).Mod(new(big.Int).SetBytes(sum), big.NewInt(101)).Sign() == 0 {
		return "0.00"
	}
	h := binary.BigEndian.Uint64(sum) >> 12
	point := (100*space - h) / (space - h)
	return fmt.Sprintf("%d.%02d", point/100, point%100)
}

// stakeGame is Stake's rule of figures d5, rounded to four places.
func stakeGame(hash string) string {
	mac := hmac.New(sha256.New, []byte(hash))
	mac.Write([]byte("salt"))
	n := int64(binary.BigEndian.Uint32(mac.Sum(nil)))
	return new(big.Rat).Mul(big.NewRat(1<<32, n+1), big.NewRat(99, 100)).FloatString(4)
}

// The point is the floor of an exact quotient, whatever draw and edge.
func TestPointIsItsQuotient(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.OneOf(rapid.Uint64Range(0, space-1), rapid.Uint64Range(space-1000, space-1)).Draw(t, "r")
		edge := rapid.Int64Range(0, edgeMax).Draw(t, "edge")
		want := new(big.Int).Mul(big.NewInt(100*(edgeUnit-edge)), big.NewInt(space))
		want.Div(want, new(big.Int).Mul(big.NewInt(edgeUnit), new(big.Int).SetUint64(space-r)))
		if want.Cmp(big.NewInt(100)) < 0 {
			want.SetInt64(100)
		}
		if want.Cmp(big.NewInt(int64(multiplierMax))) > 0 {
			want.SetInt64(int64(multiplierMax))
		}
		require.Equal(t, want.Int64(), int64(Point(r, edge)))
	})
	for _, bad := range []func(){func() { Point(space, 100) }, func() { Point(0, -1) }, func() { Point(0, edgeUnit) }} {
		require.Panics(t, bad)
	}
}

// Figures d5: a chance of 99/k at every k above 100, to within one draw of 2^52,
// and 2/101 to end at 1.00.
func TestLaw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Multiplier(rapid.Int64Range(101, int64(multiplierMax)).Draw(t, "m"))
		edge := rapid.Int64Range(0, edgeMax).Draw(t, "edge")
		want := new(big.Int).Mul(big.NewInt(edgeUnit-edge), big.NewInt(space))
		want.Div(want, big.NewInt(100*int64(m)))
		require.Equal(t, want.Uint64(), chances(m, edge))
	})
	ends := new(big.Rat).SetFrac64(space-int64(chances(101, 100)), space)
	require.Equal(t, "0.019801980", ends.FloatString(9))
	require.Equal(t, uint64(space), chances(100, 100))
}
