package roulette

import (
	"fmt"

	"croupier/games"
	"croupier/games/felt"
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
	result, err := felt.End[Result](public)
	if err != nil || result == nil {
		return err
	}
	if number := int(draws(1).Uintn(uint64(r.wheel.pockets))); number != result.Number {
		return fmt.Errorf("roulette: the source gives %d, the round says %d", number, result.Number)
	}
	return r.wheel.odds[o.Zero].recheckOwn(own, result)
}

// recheckOwn settles a player's standing bets and prisoners and compares with what was
// paid.
func (o *odds) recheckOwn(own []any, result *Result) error {
	const someone = games.PlayerID(1)
	held := newJail(o)
	for _, body := range own {
		if body, ok := body.(Held); ok {
			for _, p := range body.Bets {
				in := p.of(someone)
				if err := o.checkPrison([]Inmate{in}); err != nil {
					return err
				}
				held.take(in)
			}
		}
	}
	payout, err := felt.Retell(o.prices, result.Number, own)
	if err != nil {
		return err
	}
	var want *Paid
	if payout != nil || len(held.order) > 0 {
		if payout == nil {
			payout = &felt.Payout{}
		}
		paid := o.settle(payout, held.of[someone], result.Number, result.LandsAt).Body.(Paid)
		want = &paid
	}
	return felt.Agree(want, own)
}
