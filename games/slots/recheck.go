package slots

import (
	"errors"
	"fmt"
	"reflect"

	"croupier/games"
)

// Recheck plays an ended round again from its source and compares: what every
// spin showed and won, what the gamble drew, and what was paid. public and own
// are the bodies of events in their order, as Types lists them. Without the
// player's own events only the first spin's stops are compared. A voided round
// has no result and passes. draws gives the randomness of the k-th drawing step,
// k from 1 on.
func (r *Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	o, err := r.Options(options)
	if err != nil {
		return err
	}
	var result *Result
	voided := false
	for _, body := range public {
		switch body := body.(type) {
		case Result:
			if result != nil || voided {
				return errors.New("slots: a second end")
			}
			result = &body
		case Voided:
			if result != nil || voided {
				return errors.New("slots: a second end")
			}
			voided = true
		}
	}
	switch {
	case voided:
		return nil
	case result == nil:
		return errors.New("slots: neither a result nor a void among the events")
	}
	first := r.m.base.draw(draws(1))
	for k, stop := range first.stops[:r.m.reels] {
		if len(result.Stops) != r.m.reels || result.Stops[k] != int(stop) {
			return fmt.Errorf("slots: the source stops at %v, the round says %v", first.stops[:r.m.reels], result.Stops)
		}
	}
	if len(own) == 0 {
		return nil
	}
	return r.recheckOwn(o, *result, own, draws)
}

// recheckOwn decides the player's acts again, on a table of its own.
func (r *Rules) recheckOwn(o Options, result Result, own []any, draws func(k int) games.Draws) error {
	const someone = games.PlayerID(1)
	o.Seat = 0
	t := &table{m: r.m, round: games.RoomID(1).Round(1), options: o, carry: Carry{Stops: []int{}}}
	at := result.NextAt
	drawn := 0
	for _, body := range own {
		c := games.Command{By: games.Actor{Role: games.Player, Player: someone}, At: at, ID: games.BetID{15: 1}}
		switch body := body.(type) {
		case Spun:
			c.Ask, c.ID = Spin{Coin: body.Coin}, body.Bet
		case FreeSpun:
			c.Ask = Next{}
		case Gambled:
			c.Ask = Gamble{Colour: body.Colour}
		case Paid:
			if t.state != nil && t.state.Doing == doingGamble {
				c.Ask = Collect{}
				break
			}
			continue
		default:
			continue
		}
		if t.phase.Ended() {
			return fmt.Errorf("slots: %T after the end", body)
		}
		s, err := t.Decide(c, draws(drawn+1))
		if err != nil {
			return fmt.Errorf("slots: %T, played again: %w", body, err)
		}
		if s.Drawn {
			drawn++
			if want := s.Events[0].Body; !reflect.DeepEqual(timeless(want), timeless(body)) {
				return fmt.Errorf("slots: the events say %+v, by the source it is %+v", body, want)
			}
		}
		t.Apply(s)
	}
	switch {
	case t.paid == nil:
		return errors.New("slots: the round has a result, and its player's events no end")
	case t.paid.Staked != result.Staked || t.paid.Returned != result.Returned:
		return fmt.Errorf("slots: the result returns %d of %d, by the rules it is %d of %d",
			result.Returned, result.Staked, t.paid.Returned, t.paid.Staked)
	case t.state.Played != result.Free || t.state.Steps != result.Gambles:
		return fmt.Errorf("slots: the result counts %d free spins and %d gambles, there were %d and %d",
			result.Free, result.Gambles, t.state.Played, t.state.Steps)
	}
	return paidAs(own, *t.paid)
}

// timeless is a body without what the clock and whoever asked put into it.
func timeless(body any) any {
	switch b := body.(type) {
	case Spun:
		b.State.Until = 0
		return b
	case FreeSpun:
		b.State.Until, b.System = 0, false
		return b
	case Gambled:
		b.State.Until = 0
		return b
	}
	return body
}

// paidAs compares the money of the paid event.
func paidAs(own []any, want Paid) error {
	for _, body := range own {
		if paid, ok := body.(Paid); ok {
			if paid.Staked != want.Staked || paid.Returned != want.Returned {
				return fmt.Errorf("slots: paid %d of %d, by the rules it is %d of %d", paid.Returned, paid.Staked, want.Returned, want.Staked)
			}
			return nil
		}
	}
	return errors.New("slots: nothing says what was paid")
}
