package blackjack

import (
	"math/big"
	"slices"

	"croupier/games/cards"
)

// The two side bets. Both are decided by cards of the first deal: perfect pairs
// by the hand's own two, 21+3 by them and the dealer's open card.

// The pairs, best first.
const (
	PerfectPair  = "perfect"  // the same card twice
	ColouredPair = "coloured" // of the same colour
	MixedPair    = "mixed"
)

// The hands of three cards, best first.
const (
	SuitedTrips   = "suited-trips"
	StraightFlush = "straight-flush"
	Trips         = "trips"
	Straight      = "straight" // an ace is low or high
	Flush         = "flush"
)

var (
	pairKinds  = []string{PerfectPair, ColouredPair, MixedPair}
	threeKinds = []string{SuitedTrips, StraightFlush, Trips, Straight, Flush}
)

// paytable is what each kind of a side bet pays, to one. From fewer packs than decksMin it
// would return less than 75 %, and no table may offer it (G13).
type paytable struct {
	name     string
	pays     []int64
	decksMin int
}

// The paytables by their names in the options.
var (
	pairTables = []paytable{
		{"25/12/6", []int64{25, 12, 6}, 2}, {"30/10/5", []int64{30, 10, 5}, 3}, {"25/15/5", []int64{25, 15, 5}, 2},
	}
	threeTables = []paytable{
		{"100/40/30/10/5", []int64{100, 40, 30, 10, 5}, 1}, {"100/35/33/10/5", []int64{100, 35, 33, 10, 5}, 1},
		{"9:1", []int64{9, 9, 9, 9, 9}, 1},
	}
)

// tableOf finds a paytable; nil: there is none of that name.
func tableOf(tables []paytable, name string) *paytable {
	i := slices.IndexFunc(tables, func(p paytable) bool { return p.name == name })
	if i < 0 {
		return nil
	}
	return &tables[i]
}

// pay is what a kind pays, 0 for none.
func (p *paytable) pay(kinds []string, kind string) int64 {
	if i := slices.Index(kinds, kind); i >= 0 {
		return p.pays[i]
	}
	return 0
}

// pairKind is the pair that two cards make, empty for none.
func pairKind(a, b cards.Card) string {
	switch {
	case a.Rank() != b.Rank():
		return ""
	case a == b:
		return PerfectPair
	case a.Red() == b.Red():
		return ColouredPair
	}
	return MixedPair
}

// threeKind is the hand that three cards make, empty for none.
func threeKind(a, b, c cards.Card) string {
	flush := a.Suit() == b.Suit() && b.Suit() == c.Suit()
	trips := a.Rank() == b.Rank() && b.Rank() == c.Rank()
	run := straight(a.Rank(), b.Rank(), c.Rank())
	switch {
	case trips && flush:
		return SuitedTrips
	case run && flush:
		return StraightFlush
	case trips:
		return Trips
	case run:
		return Straight
	case flush:
		return Flush
	}
	return ""
}

func straight(a, b, c cards.Rank) bool {
	low, high := min(a, b, c), max(a, b, c)
	middle := a + b + c - low - high
	return low+1 == middle && middle+1 == high || low == cards.Ace && middle == cards.Queen && high == cards.King
}

// pairCounts is how many of all sets of two cards make each kind.
func pairCounts(decks int) (of map[string]int64, all int64) {
	of = map[string]int64{}
	pack := cards.Packs(1)
	d := int64(decks)
	for i, a := range pack {
		of[pairKind(a, a)] += d * (d - 1) / 2
		for _, b := range pack[i+1:] {
			of[pairKind(a, b)] += d * d
		}
	}
	n := d * cards.PackSize
	return of, n * (n - 1) / 2
}

// threeCounts is how many of all sets of three cards make each kind.
func threeCounts(decks int) (of map[string]int64, all int64) {
	of = map[string]int64{}
	pack := cards.Packs(1)
	d := int64(decks)
	for i, a := range pack {
		of[threeKind(a, a, a)] += d * (d - 1) * (d - 2) / 6
		for j, b := range pack {
			if j != i {
				of[threeKind(a, a, b)] += d * (d - 1) / 2 * d
			}
			if j <= i {
				continue
			}
			for _, c := range pack[j+1:] {
				of[threeKind(a, b, c)] += d * d * d
			}
		}
	}
	n := d * cards.PackSize
	return of, n * (n - 1) * (n - 2) / 6
}

// odds are the chance to win and the return of a side bet.
func (p *paytable) odds(kinds []string, of map[string]int64, all int64) (wins, back *big.Rat) {
	var hits, paid int64
	for i, kind := range kinds {
		hits += of[kind]
		paid += of[kind] * (p.pays[i] + 1)
	}
	return rat(hits, all), rat(paid, all)
}
