package money

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// near is an amount that a product or a sum could carry past 64 bits: close to
// a power of two, to the edge, or anything.
func near(r *rand.Rand) int64 {
	switch r.IntN(4) {
	case 0:
		return int64(r.Uint64()) >> r.IntN(64)
	case 1:
		return math.MaxInt64 - int64(r.IntN(1000))
	case 2:
		return math.MinInt64 + int64(r.IntN(1000))
	}
	return (int64(1) << r.IntN(63)) + int64(r.IntN(5)) - 2
}

// B9: a stake times a multiplier times a count, and its sum with a balance, are
// what big.Int says or are refused.
func TestB09StakeTimesMultiplierTimesCount(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B9", "stake × multiplier × count + balance near 2^63, against big.Int",
		bars.N{Quick: 100_000, Commit: 1_000_000, Night: 100_000_000})
	seed := rand.Uint64()
	run.Seed(seed)
	r := rand.New(rand.NewPCG(seed, 9))
	exact, refused := 0, 0
	var want, step big.Int
	for range run.Trials() {
		stake, times, count, balance := near(r), near(r), near(r), near(r)
		if r.IntN(2) == 0 { // what a paytable has
			times, count = int64(r.IntN(5000)), int64(r.IntN(1000))
		}
		// Each step by itself: one past 64 bits is refused there.
		want.Mul(want.SetInt64(stake), step.SetInt64(times))
		fits := want.IsInt64()
		want.Mul(&want, step.SetInt64(count))
		fits = fits && want.IsInt64()
		want.Add(&want, step.SetInt64(balance))
		fits = fits && want.IsInt64()
		got, err := Amount(stake).Mul(times)
		if err == nil {
			got, err = got.Mul(count)
		}
		if err == nil {
			got, err = got.Add(Amount(balance))
		}
		switch {
		case fits != (err == nil), fits && int64(got) != want.Int64():
			t.Fatalf("seed %d: %d × %d × %d + %d: %d, %v; exactly %v", seed, stake, times, count, balance, got, err, &want)
		case fits:
			exact++
		default:
			require.ErrorIs(t, err, ErrOverflow)
			refused++
		}
		run.Trial()
	}
	run.Ops(exact, refused, 0)
	run.Landed("past 64 bits", "", refused)
	require.Positive(t, exact)
	require.Positive(t, refused)
}
