package dragontiger

import (
	"errors"
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
func (r *Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	return r.recheck(options, public, own, func(record *cards.Record) games.Draws {
		if record.Shuffled == nil {
			return nil
		}
		return draws(1)
	})
}

// RecheckShoe is Recheck, and holds the cards against the shoe: by the draws of the first
// drawing step of the round that shuffled it, which the result names.
func (r *Rules) RecheckShoe(options []byte, public, own []any, shoe games.Draws) error {
	return r.recheck(options, public, own, func(*cards.Record) games.Draws { return shoe })
}

func (*Rules) recheck(options []byte, public, own []any, draws func(*cards.Record) games.Draws) error {
	o, err := ParseOptions(options)
	if err != nil {
		return err
	}
	result, record, err := read(public)
	if err != nil || result == nil {
		return err
	}
	if err := result.byTheRules(); err != nil {
		return err
	}
	if d := draws(record); d != nil {
		if err := record.Recheck(d, burn); err != nil {
			return err
		}
	}
	return felt.Recheck(o.felt, outcomeIndex[result.outcome()], result.LandsAt, own)
}

// read finds the result of a round, nil for a voided one, and what it says of the shoe.
func read(public []any) (*Result, *cards.Record, error) {
	var result *Result
	record, ends := &cards.Record{}, 0
	for _, body := range public {
		switch body := body.(type) {
		case cards.Shuffled:
			if record.Shuffled != nil {
				return nil, nil, errors.New("dragontiger: shuffled twice")
			}
			record.Shuffled = &body
		case Result:
			result = &body
			ends++
		case felt.Voided:
			ends++
		}
	}
	if ends != 1 {
		return nil, nil, fmt.Errorf("dragontiger: a round with %d ends", ends)
	}
	if result == nil {
		return nil, nil, nil
	}
	record.Shoe = result.Shoe
	for _, turn := range result.Cards {
		record.Cards = append(record.Cards, turn.Card)
	}
	return result, record, nil
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
