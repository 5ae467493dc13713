package cards

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"croupier/games"
)

// Shuffled says to everyone that a shoe is in use, and what was burned of it.
type Shuffled struct {
	Shoe   Shoe `json:"shoe"`   // after the burning
	Top    Card `json:"top"`    // its first card, where the game shows it
	Burned int  `json:"burned"` // cards, the first one included
}

// Hidden is the order of a shoe. As an event it is for nobody, in a carry it is the
// private part.
type Hidden struct {
	Shoe  games.RoundID `json:"shoe"`
	Order Order         `json:"order"`
}

// Box is the shoe of a table whose rounds end a shoe by the cut card: the round in which
// it comes out is finished, one more is played, and the next one shuffles. Where it
// lies before a round's first card, that round is the last (field: baccarat, dragon
// tiger).
//
//	none ── Shuffle ──► in use ── the cut card is out ──► final ── one round ──► none
//
// Without the order (in a record that anybody reads) a box follows a log and cannot deal.
// A copy goes its own way.
type Box struct {
	shoe  *Shoe
	order Order
}

// ErrBlind says that a table that was made without the order of its shoe was asked to
// deal from it.
var ErrBlind = errors.New("cards: the order of the shoe is not here")

// NewBox takes what a carry keeps. Both are nil before the first shoe and between two.
func NewBox(shoe *Shoe, hidden *Hidden) (Box, error) {
	if shoe == nil {
		if hidden != nil {
			return Box{}, errors.New("cards: the order of no shoe")
		}
		return Box{}, nil
	}
	if err := shoe.Valid(); err != nil {
		return Box{}, err
	}
	b := Box{}
	b.put(*shoe)
	if hidden != nil {
		if hidden.Shoe != shoe.ID {
			return Box{}, fmt.Errorf("cards: the order of shoe %d in a carry of shoe %d", hidden.Shoe, shoe.ID)
		}
		if err := hidden.Order.Of(*shoe); err != nil {
			return Box{}, err
		}
		b.order = hidden.Order
	}
	return b, nil
}

// put replaces the shoe: what was handed out of the box before stays as it was.
func (b *Box) put(s Shoe) { b.shoe = &s }

// Empty says that the round has to shuffle before it deals.
func (b *Box) Empty() bool { return b.shoe == nil }

// Shoe is what everyone may know of the shoe, nil where there is none. The caller
// changes nothing of it.
func (b *Box) Shoe() *Shoe { return b.shoe }

// Carry is the box for the next round.
func (b *Box) Carry() (*Shoe, *Hidden) {
	if b.shoe == nil || b.order == nil {
		return b.shoe, nil
	}
	return b.shoe, &Hidden{Shoe: b.shoe.ID, Order: b.order}
}

// Fresh says what a new shoe of a round would be: burn tells, by its first card, how
// many are burned with it, that one included; none burns nothing.
func Fresh(round games.RoundID, decks, behindCut int, draws games.Draws, burn func(top Card) int) (Shuffled, Hidden) {
	order := Shuffle(decks, draws)
	s := Shuffled{Shoe: New(round, decks, behindCut)}
	s.Burned = burn(order[0])
	s.Shoe = s.Shoe.After(s.Burned)
	return s, Hidden{Shoe: round, Order: order}
}

// Apply makes a new shoe the box's, and says whether the event was one of a shoe.
func (b *Box) Apply(body any) bool {
	switch body := body.(type) {
	case Shuffled:
		b.put(body.Shoe)
	case Hidden:
		b.order = body.Order
	default:
		return false
	}
	return true
}

// Deal begins at the next card, changing nothing.
func (b *Box) Deal() (*Dealer, error) {
	if b.shoe == nil || b.order == nil {
		return nil, ErrBlind
	}
	return b.shoe.Deal(b.order), nil
}

// Played ends a round that took n cards, and the shoe if it was its last.
func (b *Box) Played(n int) {
	if b.shoe == nil {
		return // a record without the shoe
	}
	if b.shoe.Final {
		b.shoe, b.order = nil, nil
		return
	}
	next := b.shoe.After(n)
	next.Final = next.AtCut()
	b.put(next)
}

// MarshalJSON writes all of it, the order as one text, for comparing tables by their
// bytes. It never leaves the server.
func (b *Box) MarshalJSON() ([]byte, error) {
	var order strings.Builder
	for _, c := range b.order {
		order.WriteString(string(c))
	}
	return json.Marshal(struct {
		Shoe  *Shoe
		Order string
	}{b.shoe, order.String()})
}
