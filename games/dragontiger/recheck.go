package dragontiger

import (
	"fmt"
	"reflect"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// Recheck plays an ended round again and compares: what the two cards mean, and what a
// player was paid with what that player's own events say was staked. Where the round
// shuffled its shoe, the cards are held against its own source; where it did not, the
// source had no part in them and RecheckShoe looks. public and own are the bodies of
// events in their order, own may be empty. A voided round has no cards and passes. draws
// gives the randomness of the k-th drawing step, k from 1 on.
func (*Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	return playAgain(options, public, own, cards.ByRound(draws))
}

// RecheckShoe is Recheck, and holds the cards against the shoe: by the draws of the first
// drawing step of the round that shuffled it, which the result names.
func (*Rules) RecheckShoe(options []byte, public, own []any, shoe games.Draws) error {
	return playAgain(options, public, own, cards.ByShoe(shoe))
}

// playAgain is Recheck, by one source or the other.
func playAgain(options []byte, public, own []any, by cards.By) error {
	o, err := ParseOptions(options)
	if err != nil {
		return err
	}
	result, err := felt.End[Result](public)
	if err != nil || result == nil {
		return err
	}
	if err := result.byTheRules(); err != nil {
		return err
	}
	record, err := cards.RecordOf[Bead](public)
	if err == nil {
		err = by(record, burn)
	}
	if err != nil {
		return err
	}
	return felt.Recheck(o.felt, outcomeIndex[result.outcome()], result.LandsAt, own)
}

// byTheRules compares all that the result says of its own two cards.
func (r *Result) byTheRules() error {
	if len(r.Cards) != 2 || !r.Cards[0].Card.Valid() || !r.Cards[1].Card.Valid() {
		return fmt.Errorf("dragontiger: not two cards: %v", r.Cards)
	}
	want := resultOf(r.Cards[0].Card, r.Cards[1].Card)
	want.Cards[0].At, want.Cards[1].At = r.Cards[0].At, r.Cards[1].At
	want.Shoe, want.LandsAt, want.NextAt, want.Staked, want.Returned = r.Shoe, r.LandsAt, r.NextAt, r.Staked, r.Returned
	if !reflect.DeepEqual(want, *r) {
		return fmt.Errorf("dragontiger: the round says %+v, by the rules it is %+v", *r, want)
	}
	return nil
}
