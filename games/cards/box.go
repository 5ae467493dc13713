package cards

import (
	"encoding/json"
	"errors"
	"fmt"

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

// Kept is what a carry says of the shoe to everyone.
type Kept struct {
	Shoe
	Final bool `json:"final"` // the cut card is out, or next: this round is the shoe's last
}

// Box is the shoe of a table whose rounds end a shoe by the cut card: the round in which
// it comes out is finished, one more is played, and the next one shuffles. Where it
// lies before a round's first card, that round is the last (field: baccarat, dragon
// tiger).
//
//	none ── Shuffle ──► in use ── the cut card is out ──► final ── one round ──► none
//
// Without the order (in a record that anybody reads) a box follows a log and cannot deal.
type Box struct {
	kept  *Kept
	order Order
}

// ErrBlind says that a table that was made without the order of its shoe was asked to
// deal from it.
var ErrBlind = errors.New("cards: the order of the shoe is not here")

// NewBox takes what a carry keeps. Both are nil before the first shoe and between two.
func NewBox(kept *Kept, hidden *Hidden) (Box, error) {
	if kept == nil {
		if hidden != nil {
			return Box{}, errors.New("cards: the order of no shoe")
		}
		return Box{}, nil
	}
	if err := kept.Shoe.Valid(); err != nil {
		return Box{}, err
	}
	b := Box{kept: new(Kept)}
	*b.kept = *kept
	if hidden != nil {
		if hidden.Shoe != kept.ID {
			return Box{}, fmt.Errorf("cards: the order of shoe %d in a carry of shoe %d", hidden.Shoe, kept.ID)
		}
		if err := hidden.Order.Of(kept.Shoe); err != nil {
			return Box{}, err
		}
		b.order = hidden.Order
	}
	return b, nil
}

// Empty says that the round has to shuffle before it deals.
func (b *Box) Empty() bool { return b.kept == nil }

// Shoe is what everyone may know of the shoe, nil where there is none.
func (b *Box) Shoe() *Kept {
	if b.kept == nil {
		return nil
	}
	kept := *b.kept
	return &kept
}

// Carry is the box for the next round.
func (b *Box) Carry() (*Kept, *Hidden) {
	if b.kept == nil || b.order == nil {
		return b.Shoe(), nil
	}
	return b.Shoe(), &Hidden{Shoe: b.kept.ID, Order: b.order}
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
		b.kept = &Kept{Shoe: body.Shoe}
	case Hidden:
		b.order = body.Order
	default:
		return false
	}
	return true
}

// Deal begins at the next card, changing nothing.
func (b *Box) Deal() (*Dealer, error) {
	if b.kept == nil || b.order == nil {
		return nil, ErrBlind
	}
	return b.kept.Deal(b.order), nil
}

// Played ends a round that took n cards, and the shoe if it was its last.
func (b *Box) Played(n int) {
	if b.kept == nil {
		return // a record without the shoe
	}
	if b.kept.Final {
		b.kept, b.order = nil, nil
		return
	}
	b.kept = &Kept{Shoe: b.kept.After(n)}
	b.kept.Final = b.kept.AtCut()
}

// MarshalJSON writes all of it, the order too, for comparing tables by their bytes. It
// never leaves the server.
func (b *Box) MarshalJSON() ([]byte, error) {
	kept, hidden := b.Carry()
	return json.Marshal(struct {
		Kept   *Kept
		Hidden *Hidden
	}{kept, hidden})
}
