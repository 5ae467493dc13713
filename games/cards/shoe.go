package cards

import (
	"errors"
	"fmt"

	"croupier/games"
)

// DecksMax bounds how many packs a shoe may have.
const DecksMax = 8

// Shoe is what everyone may know of a shoe: which it is, and how far it has been
// dealt.
type Shoe struct {
	ID    games.RoundID `json:"shoe"`  // the round in which it was shuffled
	Decks int           `json:"decks"` // packs of 52 (G24)
	Cut   int           `json:"cut"`   // how many cards lie before the cut card
	Dealt int           `json:"dealt"` // how many have been taken, the burned ones included
	// Final says that the cut card is out, or next, and that this round is the shoe's
	// last (Box).
	Final bool `json:"final,omitempty"`
}

// Order is all the cards of a shoe, dealt and to come, from the first on. It is
// for nobody until the shoe has ended.
type Order []Card

// New is a shoe that the round has just shuffled, with cut cards behind its cut
// card.
func New(round games.RoundID, decks, behindCut int) Shoe {
	return Shoe{ID: round, Decks: decks, Cut: decks*PackSize - behindCut}
}

// Packs is new packs before the shuffle, one behind the other: clubs, diamonds,
// hearts, spades, each from ace to king.
func Packs(decks int) Order {
	order := make(Order, 0, decks*PackSize)
	for range decks {
		order = append(order, all[:]...)
	}
	return order
}

// Shuffle is the order of a new shoe by the draws of one step, Fisher-Yates from the
// top over Packs (G3, G24).
func Shuffle(decks int, draws games.Draws) Order {
	order := Packs(decks)
	draws.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

// Round is the round that shuffled the shoe, 0 for no shoe.
func (s *Shoe) Round() games.RoundID {
	if s == nil {
		return 0
	}
	return s.ID
}

// Size is how many cards the shoe had when it was new.
func (s Shoe) Size() int { return s.Decks * PackSize }

// Left is how many cards are still to come, those behind the cut card included.
func (s Shoe) Left() int { return s.Size() - s.Dealt }

// AtCut says whether the cut card lies before the next card or has come out.
func (s Shoe) AtCut() bool { return s.Dealt >= s.Cut }

// Valid says what is wrong with a shoe that was stored.
func (s Shoe) Valid() error {
	if s.Decks < 1 || s.Decks > DecksMax {
		return fmt.Errorf("cards: a shoe of %d packs, must be 1 to %d", s.Decks, DecksMax)
	}
	if s.ID <= 0 || s.Cut < 1 || s.Cut > s.Size() || s.Dealt < 0 || s.Dealt > s.Size() {
		return fmt.Errorf("cards: no shoe is %+v", s)
	}
	return nil
}

// Of says what is wrong with an order: it has to have each card of a pack as often as
// the shoe has packs.
func (o Order) Of(s Shoe) error {
	if len(o) != s.Size() {
		return fmt.Errorf("cards: %d cards in a shoe of %d", len(o), s.Size())
	}
	var seen [PackSize]int
	for _, c := range o {
		if !c.Valid() {
			return errors.New("cards: what is no card lies in a shoe") // not which: it is sealed
		}
		seen[c.index()]++
	}
	for _, n := range seen {
		if n != s.Decks {
			return errors.New("cards: a shoe is not made of whole packs")
		}
	}
	return nil
}

// Dealer takes cards from a shoe without changing it: what was taken becomes true
// with the step that says so.
type Dealer struct {
	order Order
	from  int
	next  int
}

// Deal begins at the shoe's next card. It panics on an order that is not the
// shoe's: whoever deals has read it (Of) before.
func (s Shoe) Deal(order Order) *Dealer {
	if len(order) != s.Size() {
		panic("cards: dealing from a shoe whose order is not here")
	}
	return &Dealer{order: order, from: s.Dealt, next: s.Dealt}
}

// Take is the next card. It panics past the last one: a game's options bound what a
// round can need by what lies behind the cut card.
func (d *Dealer) Take() Card {
	c := d.order[d.next]
	d.next++
	return c
}

// Burn takes n cards that nobody sees.
func (d *Dealer) Burn(n int) {
	if d.next+n > len(d.order) {
		panic("cards: burning more than there is")
	}
	d.next += n
}

// Taken is how many cards were taken, the burned ones included.
func (d *Dealer) Taken() int { return d.next - d.from }

// After is the shoe after n more of its cards were taken.
func (s Shoe) After(n int) Shoe {
	s.Dealt += n
	return s
}
