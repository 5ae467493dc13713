package dragontiger

import "croupier/games/cards"

// Side is who wins, and to whom a card is dealt.
type Side string

// The sides; a tie is nobody's card.
const (
	Dragon Side = "dragon"
	Tiger  Side = "tiger"
	Tie    Side = "tie"
)

// Size is what a card's rank means to the bets on one card.
type Size string

// The sizes.
const (
	Small Size = "small" // ace to 6
	Seven Size = "seven"
	Big   Size = "big" // 8 to king
)

func sizeOf(r cards.Rank) Size {
	switch {
	case r < 7:
		return Small
	case r == 7:
		return Seven
	}
	return Big
}

// Outcome is all of a round that a price depends on.
type Outcome struct {
	Winner Side
	Suited bool // a tie of one suit
	Dragon Size
	Tiger  Size
}

func outcomeOf(dragon, tiger cards.Card) Outcome {
	o := Outcome{Winner: Tie, Dragon: sizeOf(dragon.Rank()), Tiger: sizeOf(tiger.Rank())}
	switch d, t := dragon.Rank(), tiger.Rank(); {
	case d > t:
		o.Winner = Dragon
	case t > d:
		o.Winner = Tiger
	default:
		o.Suited = dragon == tiger
	}
	return o
}

// outcomes is all that can come, and outcomeIndex where each stands.
var outcomes, outcomeIndex = func() ([]Outcome, map[Outcome]int) {
	var all []Outcome
	index := map[Outcome]int{}
	pack := cards.Packs(1)
	for _, dragon := range pack {
		for _, tiger := range pack {
			o := outcomeOf(dragon, tiger)
			if _, ok := index[o]; !ok {
				index[o] = len(all)
				all = append(all, o)
			}
		}
	}
	return all, index
}()
