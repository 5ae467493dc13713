package cards

import (
	"fmt"
	"strings"
)

// Rank is what a card shows, ace 1 to king 13.
type Rank int

// The ranks that games speak of by name.
const (
	Ace   Rank = 1
	Ten   Rank = 10
	Jack  Rank = 11
	Queen Rank = 12
	King  Rank = 13
)

// Ranks is how many there are.
const Ranks = 13

// Suit is one of four.
type Suit int

// The suits, in the order of a new pack.
const (
	Clubs Suit = iota
	Diamonds
	Hearts
	Spades
)

// Suits is how many there are.
const Suits = 4

// PackSize is how many cards a pack has.
const PackSize = Ranks * Suits

const (
	rankLetters = "A23456789TJQK"
	suitLetters = "cdhs"
)

// Card is a card's code, such as "As" or "Td"; empty where there is none, or none
// that may be seen.
type Card string

// all is every card of a pack, in the order of a new one.
var all = func() [PackSize]Card {
	var pack [PackSize]Card
	for i := range pack {
		pack[i] = Card([]byte{rankLetters[i%Ranks], suitLetters[i/Ranks]})
	}
	return pack
}()

// Of is the card of a rank and a suit.
func Of(r Rank, s Suit) Card { return all[int(s)*Ranks+int(r)-1] }

// Rank is what the card shows, 0 for what is no card.
func (c Card) Rank() Rank {
	if len(c) != 2 {
		return 0
	}
	return Rank(strings.IndexByte(rankLetters, c[0]) + 1)
}

// Suit is the card's suit, -1 for what is no card.
func (c Card) Suit() Suit {
	if len(c) != 2 {
		return -1
	}
	return Suit(strings.IndexByte(suitLetters, c[1]))
}

// Red says whether the card is a heart or a diamond.
func (c Card) Red() bool { s := c.Suit(); return s == Diamonds || s == Hearts }

// Valid says whether the code is that of a card.
func (c Card) Valid() bool { return c.Rank() > 0 && c.Suit() >= 0 }

// index is a card's place in a new pack.
func (c Card) index() int { return int(c.Suit())*Ranks + int(c.Rank()) - 1 }

// Parse reads cards written one behind the other with spaces between, as in
// "As Td 2c": for tests and command lines.
func Parse(text string) ([]Card, error) {
	var cards []Card
	for _, word := range strings.Fields(text) {
		c := Card(word)
		if !c.Valid() {
			return nil, fmt.Errorf("cards: %q is no card", word)
		}
		cards = append(cards, c)
	}
	return cards, nil
}
