package cards

import (
	"errors"
	"fmt"

	"croupier/games"
)

// Record is what a round's log says to everyone of its shoe.
type Record struct {
	Shuffled *Shuffled // nil where the shoe is of a round before
	Shoe     Shoe      // before the round's first card
	Cards    []Card    // that came out, in their order
}

// RecordOf reads what a round's public events say of its shoe. Nothing was dealt in a voided
// round, and its record names no shoe.
func RecordOf[B any](public []any) (*Record, error) {
	r := &Record{}
	for _, body := range public {
		switch body := body.(type) {
		case Shuffled:
			if r.Shuffled != nil {
				return nil, errors.New("cards: shuffled twice")
			}
			r.Shuffled = &body
		case Dealt[B]:
			r.Shoe, r.Cards = body.Dealt()
		}
	}
	return r, nil
}

// By holds a record against a source; burn is the game's (Fresh).
type By func(r *Record, burn func(top Card) int) error

// ByRound holds a record against the round's own source, by the draws of its k-th drawing
// step, where the round shuffled its shoe. Where it did not, the source had no part in its
// cards; and where the draws are nil it is sealed, since cards of the shoe are to come.
func ByRound(draws func(k int) games.Draws) By {
	return func(r *Record, burn func(top Card) int) error {
		if r.Shuffled == nil {
			return nil
		}
		d := draws(1)
		if d == nil {
			return nil
		}
		return r.Recheck(d, burn)
	}
}

// ByShoe holds a record against the source of the round that shuffled, by the draws of
// that round's first drawing step.
func ByShoe(draws games.Draws) By {
	return func(r *Record, burn func(top Card) int) error { return r.Recheck(draws, burn) }
}

// Recheck shuffles the shoe of a record again, by the draws of the first drawing step of
// the round that shuffled it, and compares: the cards with their places, and where the
// record has it what was burned. burn is the game's (Fresh).
func (r *Record) Recheck(draws games.Draws, burn func(top Card) int) error {
	if err := r.Shoe.Valid(); err != nil {
		return err
	}
	order := Shuffle(r.Shoe.Decks, draws)
	burned := burn(order[0])
	if is := r.Shuffled; is != nil {
		switch {
		case is.Shoe != r.Shoe:
			return fmt.Errorf("cards: shuffled was %+v, dealt from %+v", is.Shoe, r.Shoe)
		case is.Burned != burned || is.Shoe.Dealt != burned:
			return fmt.Errorf("cards: by the source %d cards are burned, the round says %d", burned, is.Burned)
		case is.Top != "" && is.Top != order[0]:
			return fmt.Errorf("cards: the source's first card is %s, the round says %s", order[0], is.Top)
		}
	}
	if r.Shoe.Dealt < burned || r.Shoe.Left() < len(r.Cards) {
		return errors.New("cards: not a place in the shoe")
	}
	for i, c := range r.Cards {
		if in := order[r.Shoe.Dealt+i]; c != in {
			return fmt.Errorf("cards: card %d of the shoe is %s by its source, the round says %s", r.Shoe.Dealt+i, in, c)
		}
	}
	return nil
}
