package rng_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/rng"
)

// critical99 is chi-square at 99 % by degrees of freedom (figures d9).
var critical99 = map[int]float64{
	1: 6.6349, 2: 9.2103, 5: 15.0863, 9: 21.6660, 12: 26.2170,
	36: 58.6192, 37: 59.8925, 51: 77.3860, 99: 134.6416, 255: 310.4574,
}

// normal99 is the two-sided 99 % of the normal distribution (figures d9).
const normal99 = 2.5758

// chiSquare is the statistic of counts that should be equal.
func chiSquare(counts []int) float64 {
	expected := make([]float64, len(counts))
	total := 0
	for _, c := range counts {
		total += c
	}
	for i := range expected {
		expected[i] = float64(total) / float64(len(counts))
	}
	return chiSquareOf(counts, expected)
}

func chiSquareOf(counts []int, expected []float64) float64 {
	sum := 0.0
	for i, c := range counts {
		d := float64(c) - expected[i]
		sum += d * d / expected[i]
	}
	return sum
}

// The seeds are fixed, so a run is a run for ever; a test at 99 % still fails
// one seed in a hundred. Of these twenty, four failures would have a chance of
// 4e-5.
const (
	seedCount   = 20
	failuresMax = 3
)

// judge runs a statistic over the seeds: it answers the share of its critical
// value that it reached, above 1 a failure.
func judge(t *testing.T, statistic func(words rng.Words) float64) {
	t.Helper()
	failures := 0
	for i := range byte(seedCount) {
		if share := statistic(rng.NewStream([32]byte{0xC0, i}, "statistics", 1)); share > 1 {
			failures++
			t.Logf("seed %d: %.3f of the critical value", i, share)
		}
	}
	require.LessOrEqual(t, failures, failuresMax)
}

// G6: the total distribution of every range in use and of others.
func TestDistribution(t *testing.T) {
	t.Parallel()
	for _, n := range []uint64{2, 3, 6, 10, 13, 37, 38, 52, 100, 256} {
		judge(t, func(words rng.Words) float64 {
			counts := make([]int, n)
			for range 200 * n {
				counts[rng.Uintn(words, n)]++
			}
			return chiSquare(counts) / critical99[int(n)-1]
		})
	}
}

// G6, serial correlation and overlaps: each number says nothing of the one
// that follows at lag 1 to 5, and overlapping pairs are as many as they should
// be (the difference of two serial statistics has 10 fewer degrees).
func TestSerialCorrelation(t *testing.T) {
	t.Parallel()
	const draws = 37 * 1000
	for lag := 1; lag <= 5; lag++ {
		judge(t, func(words rng.Words) float64 {
			x := make([]float64, draws)
			for i := range x {
				x[i] = float64(rng.Uintn(words, 37)) - 18
			}
			var product, square float64
			for i := range x {
				product += x[i] * x[(i+lag)%draws]
				square += x[i] * x[i]
			}
			return math.Abs(product/square) * math.Sqrt(draws) / normal99
		})
	}
}

func TestOverlappingPairs(t *testing.T) {
	t.Parallel()
	// Ten numbers in overlapping pairs: the statistic of pairs less that of
	// singles has 100 − 10 = 90 degrees; 124.1163 is its 99 %.
	judge(t, func(words rng.Words) float64 {
		const n, draws = 10, 20_000
		singles, pairs := make([]int, n), make([]int, n*n)
		first := int(rng.Uintn(words, n))
		for i, last := 0, first; i < draws; i++ {
			next := first
			if i < draws-1 {
				next = int(rng.Uintn(words, n))
			}
			singles[last]++
			pairs[last*n+next]++
			last = next
		}
		return (chiSquare(pairs) - chiSquare(singles)) / 124.1163
	})
}

// G6, coupon collector: how many spins until each of six faces came.
func TestCouponCollector(t *testing.T) {
	t.Parallel()
	const n, longest, rounds = 6, 18, 4000 // classes 6 … 17 and 18 or more: 13, so 12 degrees
	expected := make([]float64, longest-n+1)
	rest := 1.0
	for length := n; length < longest; length++ {
		// n!/n^length · S(length−1, n−1), Stirling's number of the second kind.
		p := stirling(length-1, n-1)
		for i := 1; i <= n; i++ {
			p *= float64(i)
		}
		p /= math.Pow(n, float64(length))
		expected[length-n] = p * rounds
		rest -= p
	}
	expected[longest-n] = rest * rounds
	judge(t, func(words rng.Words) float64 {
		counts := make([]int, len(expected))
		for range rounds {
			length, seen := 0, 0
			for missing := n; missing > 0; length++ {
				face := 1 << rng.Uintn(words, n)
				if seen&face == 0 {
					seen |= face
					missing--
				}
			}
			counts[min(length, longest)-n]++
		}
		return chiSquareOf(counts, expected) / critical99[12]
	})
}

func stirling(n, k int) float64 {
	if n == k {
		return 1
	}
	if k == 0 || k > n {
		return 0
	}
	return stirling(n-1, k-1) + float64(k)*stirling(n-1, k)
}

// G6, runs: how often red and black change (Wald and Wolfowitz).
func TestRuns(t *testing.T) {
	t.Parallel()
	judge(t, func(words rng.Words) float64 {
		var of [2]float64
		runs, last := 0.0, uint64(2)
		for range 20_000 {
			x := rng.Uintn(words, 2)
			of[x]++
			if x != last {
				runs++
			}
			last = x
		}
		a, b := of[0], of[1]
		mean := 2*a*b/(a+b) + 1
		variance := (mean - 1) * (mean - 2) / (a + b - 1)
		return math.Abs(runs-mean) / math.Sqrt(variance) / normal99
	})
}

// G6, interplay: two streams of one seed, and the same stream of two rounds'
// seeds, say nothing of each other.
func TestInterplay(t *testing.T) {
	t.Parallel()
	const n, draws = 10, 20_000
	judge(t, func(words rng.Words) float64 {
		var seed [32]byte
		for i := range seed {
			seed[i] = byte(words.Uint64())
		}
		next := seed
		next[31] ^= 1
		worst := 0.0
		for _, other := range []*rng.Stream{rng.NewStream(seed, "interplay", 2), rng.NewStream(next, "interplay", 1)} {
			pairs := make([]int, n*n)
			one := rng.NewStream(seed, "interplay", 1)
			for range draws {
				pairs[one.Uintn(n)*n+other.Uintn(n)]++
			}
			// Two looks at once: each is held to 99.9 % so that both pass at 99.8 %.
			worst = max(worst, chiSquare(pairs)/148.2304)
		}
		return worst
	})
}

// G6, duplicates: birthdays among 2^32 days. 2^13 words expect 2^-7 · 2^26 / 2^33
// pairs; over 64 lots the count is Poisson with mean 0.5.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	duplicates := 0
	stream := rng.NewStream([32]byte{0xD0}, "duplicates", 1)
	const lots, words = 64, 1 << 13
	for range lots {
		seen := make(map[uint64]bool, words)
		for range words {
			x := stream.Uintn(1 << 32)
			if seen[x] {
				duplicates++
			}
			seen[x] = true
		}
	}
	require.LessOrEqual(t, duplicates, 3, "P(more than 3 | 0.5) = 0.0018")
}

// G6 on shuffles: each card at each place as often as any other, and each
// neighbour.
func TestShufflePositions(t *testing.T) {
	t.Parallel()
	const cards, shuffles = 52, 5200
	judge(t, func(words rng.Words) float64 {
		var at [cards][cards]int
		var after [cards]int
		for range shuffles {
			var deck [cards]int
			for i := range deck {
				deck[i] = i
			}
			rng.Shuffle(words, cards, func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
			for place, card := range deck {
				at[card][place]++
			}
			after[(deck[1]-deck[0]+cards)%cards]++
		}
		failures := 0
		for card := range at {
			if chiSquare(at[card][:]) > critical99[cards-1] {
				failures++
			}
		}
		if chiSquareOf(after[1:], flat(cards-1, shuffles)) > 76.1539 { // 50 degrees
			failures++
		}
		// 53 looks at 99 %: more than four failures have a chance of 0.0017.
		return float64(failures) / 4
	})
}

func flat(n, total int) []float64 {
	expected := make([]float64, n)
	for i := range expected {
		expected[i] = float64(total) / float64(n)
	}
	return expected
}

// What the suite is worth: faults that were seen in the field fail it.
func TestStatisticsSeeThroughFaults(t *testing.T) {
	t.Parallel()
	const n = 37
	counts := make([]int, n)
	stream := rng.NewStream([32]byte{0xFA}, "faults", 1)
	for range 2000 * n { // a byte scaled by its remainder: 256 = 6·37 + 34
		counts[(stream.Uint64()&0xff)%n]++
	}
	require.Greater(t, chiSquare(counts), critical99[n-1], "modulo of a byte")

	last := 0 // the naive shuffle: swap each card with any card
	counts = make([]int, 6)
	for range 6000 {
		deck := [3]int{0, 1, 2}
		for i := range deck {
			j := stream.Uintn(3)
			deck[i], deck[j] = deck[j], deck[i]
		}
		for i, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			if deck == order {
				last = i
			}
		}
		counts[last]++
	}
	require.Greater(t, chiSquare(counts), critical99[5], "naive shuffle")
}
