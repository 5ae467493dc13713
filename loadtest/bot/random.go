package bot

import "math/bits"

// Random is where a bot's whims come from. It has nothing to do with outcomes.
type Random interface {
	Uint64() uint64
}

// Rand is a small seeded generator (SplitMix64): the same seed gives the same
// bots for ever, whatever the standard library does.
type Rand struct{ state uint64 }

// Seeded starts a generator.
func Seeded(seed uint64) *Rand { return &Rand{state: seed} }

// Uint64 is the next number.
func (r *Rand) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Below is a number in [0,n), n > 0. The bias of 2^-64 is nothing to a bot.
func Below(r Random, n int64) int64 {
	hi, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int64(hi)
}

// perMille is true in n of 1000 cases.
func perMille(r Random, n int64) bool { return Below(r, 1000) < n }
