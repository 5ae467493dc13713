package blackjack

import (
	"fmt"
	"slices"
)

// Terms are the rules of a table that change its odds. All of them are told to
// anyone before any bet (G26).
type Terms struct {
	Decks      int     `json:"decks"`      // packs of 52 in the shoe, 1 to 8
	HitsSoft17 bool    `json:"hitsSoft17"` // the dealer draws at a soft 17
	Hole       Hole    `json:"hole"`
	Natural    Natural `json:"natural"` // what a blackjack pays
	// HandsMax is how many hands a seat may have after splits; 1: no splits.
	HandsMax    int    `json:"handsMax"`
	ResplitAces bool   `json:"resplitAces"` // split aces get one card each in any case
	AfterSplit  bool   `json:"afterSplit"`  // a split hand may be doubled
	Double      Double `json:"double"`
	Surrender   bool   `json:"surrender"` // late: of the first two cards, half comes back unless the dealer has a blackjack
	Charlie     bool   `json:"charlie"`   // six cards of 21 or less win even money, but to a blackjack
}

// Hole says when the dealer's second card comes, and what a blackjack takes.
type Hole string

// The ways of the second card.
const (
	// Peek: it lies face down from the deal on, and the dealer looks at it below
	// an ace or a ten before anybody plays.
	Peek Hole = "peek"
	// NoneAll: it comes when all have played; a blackjack takes doubles and splits.
	NoneAll Hole = "none-all"
	// NoneOriginal: the same, but doubles and splits come back.
	NoneOriginal Hole = "none-original"
)

// Natural is what a blackjack pays.
type Natural string

// The prices of a blackjack.
const (
	ThreeToTwo Natural = "3:2"
	SixToFive  Natural = "6:5"
	EvenMoney  Natural = "1:1"
)

// ratio is the price, won for staked.
func (n Natural) ratio() (won, staked int64) {
	switch n {
	case ThreeToTwo:
		return 3, 2
	case SixToFive:
		return 6, 5
	}
	return 1, 1
}

// Double says which first two cards may be doubled, by their total.
type Double string

// The limits of doubling. A soft hand counts as its soft total, which no limit
// admits.
const (
	DoubleAny    Double = "any"
	DoubleNine   Double = "9-11"
	DoubleTen    Double = "10-11"
	handsLimit          = 4
	charlieCards        = 6
)

var (
	holes    = []Hole{Peek, NoneAll, NoneOriginal}
	naturals = []Natural{ThreeToTwo, SixToFive, EvenMoney}
	doubles  = []Double{DoubleAny, DoubleNine, DoubleTen}
)

// check says what is wrong with the terms. Infinite packs, 0, are for the oracle.
func (t *Terms) check() error {
	switch {
	case !slices.Contains(holes, t.Hole):
		return fmt.Errorf("hole is %q, must be one of %q", t.Hole, holes)
	case !slices.Contains(naturals, t.Natural):
		return fmt.Errorf("natural is %q, must be one of %q", t.Natural, naturals)
	case !slices.Contains(doubles, t.Double):
		return fmt.Errorf("double is %q, must be one of %q", t.Double, doubles)
	case t.HandsMax < 1 || t.HandsMax > handsLimit:
		return fmt.Errorf("handsMax is %d, must be 1 to %d", t.HandsMax, handsLimit)
	}
	return nil
}

// takesAll says whether a blackjack takes what was staked while nobody knew of it.
func (t *Terms) takesAll() bool { return t.Hole == NoneAll }

// mayDouble says whether a total of two cards may be doubled.
func (t *Terms) mayDouble(s sum) bool {
	total := s.total()
	switch t.Double {
	case DoubleNine:
		return total >= 9 && total <= 11
	case DoubleTen:
		return total >= 10 && total <= 11
	}
	return true
}

// handsMax is how many hands a pair of these cards may become.
func (t *Terms) handsMax(card int) int {
	if card == ace && !t.ResplitAces {
		return min(t.HandsMax, 2)
	}
	return t.HandsMax
}
