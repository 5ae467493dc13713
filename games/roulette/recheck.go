package roulette

import (
	"errors"
	"fmt"
	"reflect"

	"croupier/games"
)

// Recheck plays an ended round again from its source and compares: the number
// with the draw, and what a player was paid with what that player's own events
// say was staked, or held from a round before. public and own are the bodies of events in their order, as
// Types lists them; own may be empty. A round that was voided has no number and
// passes. options are the table's; draws gives the randomness of the k-th drawing step, k from 1 on.
func (r *Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	o, err := r.Options(options)
	if err != nil {
		return err
	}
	result, ended, err := outcome(public)
	if err != nil {
		return err
	}
	if !ended {
		return errors.New("roulette: neither a result nor a void among the events")
	}
	if result == nil {
		return nil
	}
	if number := int(draws(1).Uintn(uint64(r.wheel.pockets))); number != result.Number {
		return fmt.Errorf("roulette: the source gives %d, the round says %d", number, result.Number)
	}
	return recheckOwn(r.wheel.odds[o.Zero], own, result)
}

// outcome finds the result of a round, nil for a voided one.
func outcome(public []any) (result *Result, ended bool, err error) {
	for _, body := range public {
		switch body := body.(type) {
		case Result:
			if ended {
				return nil, true, errors.New("roulette: a second end")
			}
			result, ended = &body, true
		case Voided:
			if ended {
				return nil, true, errors.New("roulette: a second end")
			}
			ended = true
		}
	}
	return result, ended, nil
}

// recheckOwn settles a player's standing bets and compares with what was paid.
func recheckOwn(odds *odds, own []any, result *Result) error {
	const someone = games.PlayerID(1)
	f := newFelt(odds)
	var paid *Paid
	for _, body := range own {
		switch body := body.(type) {
		case Placed:
			for _, c := range body.Spots {
				if _, ok := odds.index[c.Spot]; !ok {
					return fmt.Errorf("roulette: no such spot: %q", c.Spot)
				}
			}
			f.place(someone, games.Actor{}, odds.wagerOf(body))
		case Held:
			for _, p := range body.Bets {
				in := p.of(someone)
				if err := odds.checkPrison([]Inmate{in}); err != nil {
					return err
				}
				f.imprison(in)
			}
		case TakenBack:
			for _, id := range body.Bets {
				if !f.stands(someone, id) {
					return fmt.Errorf("roulette: bet %s taken back, but it does not stand", id)
				}
				f.takeBack(someone, id)
			}
		case Paid:
			paid = &body
		}
	}
	b := f.bettors[someone]
	switch {
	case b == nil && paid == nil:
		return nil
	case b == nil:
		return errors.New("roulette: paid without a bet")
	case paid == nil:
		return errors.New("roulette: a bet stands or is in prison, and nothing says what it was paid")
	}
	if want := f.settle(b, result.Number, result.LandsAt).Body; !reflect.DeepEqual(want, *paid) {
		return fmt.Errorf("roulette: paid %+v, by the rules it is %+v", *paid, want)
	}
	return nil
}

// stands says whether a player's bet stands.
func (f *felt) stands(p games.PlayerID, id games.BetID) bool {
	b := f.bettors[p]
	if b == nil {
		return false
	}
	for i := range b.bets {
		if b.bets[i].id == id {
			return true
		}
	}
	return false
}
