package crash

import "math/bits"

// space is the number of draws: 52 bits, as bustabit has it (figures d5).
const space = 1 << 52

// edgeUnit is what an edge is counted in: 10,000ths.
const edgeUnit = 10_000

// Point is where the curve ends by a draw r below 2^52 and an edge in 10,000ths:
// floor((1 − edge)·100·2^52 / (2^52 − r)), at least 100, at most multiplierMax.
// With an edge of 1 % it is bustabit's 99·2^52/(2^52 − r), so that it reaches
// k/100 with a chance of 99/k. Integers only: no public copy that divides floats
// has the same points.
func Point(r uint64, edge int64) Multiplier {
	if r >= space || edge < 0 || edge >= edgeUnit {
		panic("crash: no draw, or no edge")
	}
	high, low := bits.Mul64(uint64(edgeUnit-edge), space)
	// The divisor is above the high word: edgeUnit·2^52 is below 2^66.
	point, _ := bits.Div64(high, low, edgeUnit/uint64(once)*(space-r))
	return min(max(Multiplier(point), once), multiplierMax)
}

// chances is how many of the 2^52 draws let the curve reach m. The points grow
// with the draw, so it is found by halving.
func chances(m Multiplier, edge int64) uint64 {
	low, high := uint64(0), uint64(space) // the first that reaches m is in [low, high]
	for low < high {
		mid := (low + high) / 2
		if Point(mid, edge) >= m {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return space - low
}
