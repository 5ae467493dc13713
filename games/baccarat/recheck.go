package baccarat

import (
	"fmt"
	"reflect"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// Recheck plays an ended round again and compares: the hand with the rules of the third
// card, what it means, and what a player was paid with what that player's own events say
// was staked. Where the round shuffled its shoe, the cards are held against its own
// source; where it did not, the source had no part in them and RecheckShoe looks.
// public and own are the bodies of events in their order, own may be empty. A voided
// round has no hand and passes. draws gives the randomness of the k-th drawing step, k
// from 1 on.
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
	h, err := result.again()
	if err != nil {
		return err
	}
	record, err := cards.RecordOf[Bead](public)
	if err == nil {
		err = by(record, burn)
	}
	if err != nil {
		return err
	}
	return felt.Recheck(o.prices, outcomeIndex[h.outcome()], result.LandsAt, own)
}

// again deals the result's own cards by the rules, and compares all that it says of
// them.
func (r *Result) again() (*hand, error) {
	next := 0
	h := play(func() cards.Card {
		next++
		if next > len(r.Cards) || !r.Cards[next-1].Card.Valid() {
			return cards.Of(cards.Ace, cards.Clubs) // found out below
		}
		return r.Cards[next-1].Card
	})
	if next != len(r.Cards) {
		return nil, fmt.Errorf("baccarat: the rules deal %d cards, the round has %d", next, len(r.Cards))
	}
	want := h.result()
	for i := range want.Cards {
		want.Cards[i].At = r.Cards[i].At
	}
	want.Shoe, want.LandsAt, want.NextAt, want.Staked, want.Returned = r.Shoe, r.LandsAt, r.NextAt, r.Staked, r.Returned
	if !reflect.DeepEqual(want, *r) {
		return nil, fmt.Errorf("baccarat: the round says %+v, by the rules it is %+v", *r, want)
	}
	return &h, nil
}
