package crash

import (
	"math/bits"
	"sort"
)

// Multiplier is what a stake is multiplied by, in hundredths: 150 is 1.50.
type Multiplier int64

// The multipliers that mean something. multiplierMax bounds the curve: it is
// reached after 230 s.
const (
	once          Multiplier = 100
	cashAtMin     Multiplier = 101
	multiplierMax Multiplier = 100_000_000
)

// The curve is floor(100·e^(6t/100000)), t in ms (figures d5), for t below 2^18.
// growth[i] is e^(6·2^i/100000), rounded to nearest, as 64 bits of which the
// first is 1 and the last growthFraction[i] stand behind the point. The product
// of those whose bits t has, from i = 0 up, each time cut to its first 64 bits,
// is the curve: the tests compare every millisecond with e to 200 bits. Two
// implementations that do this agree to the last digit, because nothing in it is
// a float.
const (
	curveBits  = 18
	curveMsMax = 1<<curveBits - 1
)

var growth = [curveBits]uint64{
	0x8001f754e269dd87, 0x8003eeb1801116d1, 0x8007dd81ed9138d4, 0x800fbb7f94ab99c6,
	0x801f78ee2de55153, 0x803ef99961692efa, 0x807e122e762032a3, 0x80fca088ba4e16c0,
	0x81fb33aa585024c9, 0x83fe41200eee8588, 0x881c665836ee1327, 0x90bc5fc88d26c532,
	0xa3a8ecbce262c952, 0xd14119e0363f7595, 0xab0b5cce3f0cb92f, 0xe4905cf947329bef,
	0xcc117704c1065c98, 0xa2abd6e0999931f6,
}

var growthFraction = [curveBits]int{63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 62, 61, 58, 52}

// At is where the curve is so many ms after its start: 100 at 0 and before, and
// never less than earlier. After curveMsMax it stays.
func At(ms int64) Multiplier {
	ms = min(max(ms, 0), curveMsMax)
	value, fraction := uint64(once)<<57, 57
	for i := range curveBits {
		if ms>>i&1 == 0 {
			continue
		}
		high, low := bits.Mul64(value, growth[i])
		fraction += growthFraction[i] - 64
		if high>>63 == 0 { // keep 64 bits
			high = high<<1 | low>>63
			fraction++
		}
		value = high
	}
	return Multiplier(value >> fraction)
}

// Reaches is how many ms after its start the curve first is at m or above.
func Reaches(m Multiplier) int64 {
	return int64(sort.Search(curveMsMax, func(ms int) bool { return At(int64(ms)) >= m }))
}

// bustsAfter is how many ms a curve that ends at a point lives: as long as it
// is not above the point. One that ends at 1.00 never lives.
func bustsAfter(point Multiplier) int64 {
	if point <= once {
		return 0
	}
	return Reaches(point + 1)
}
