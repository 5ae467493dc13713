package felt

import (
	"errors"
	"fmt"
	"reflect"

	"croupier/games"
)

// End finds how a round ended among its public events: by the game's result, or nil for a
// voided one. Anything but one end is an error.
func End[R any](public []any) (*R, error) {
	var result *R
	ends := 0
	for _, body := range public {
		switch body := body.(type) {
		case R:
			result = &body
			ends++
		case Voided:
			ends++
		}
	}
	if ends != 1 {
		return nil, fmt.Errorf("felt: a round with %d ends", ends)
	}
	return result, nil
}

// Recheck settles what one player's own events say was staked, and compares it with
// what they say was paid; the events are bodies in their order, and there may be none.
func Recheck(prices *Prices, outcome int, landsAt games.Moment, own []any) error {
	p, err := Retell(prices, outcome, own)
	if err != nil {
		return err
	}
	var want *Paid
	if p != nil {
		paid := prices.paid(p, outcome, landsAt)
		want = &paid
	}
	return Agree(want, own)
}

// Retell is what an outcome brings a player back whose own events placed bets and took
// them back; nil where none stands.
func Retell(prices *Prices, outcome int, own []any) (*Payout, error) {
	const someone = games.PlayerID(1)
	f := newBets(prices)
	for _, body := range own {
		switch body := body.(type) {
		case Placed:
			for _, c := range body.Spots {
				if _, ok := prices.index[c.Spot]; !ok {
					return nil, fmt.Errorf("felt: no such spot: %q", c.Spot)
				}
			}
			f.place(someone, games.Actor{}, prices.wagerOf(body))
		case TakenBack:
			for _, id := range body.Bets {
				if !f.stands(someone, id) {
					return nil, fmt.Errorf("felt: bet %s was taken back and did not stand", id)
				}
				f.takeBack(someone, id)
			}
		}
	}
	b := f.bettors[someone]
	if b == nil {
		return nil, nil
	}
	var p Payout
	f.payout(b, outcome, &p)
	return &p, nil
}

// Agree compares how a round ended for a player by the rules, nil where there was nothing
// to pay for, with what that player's own events say of it.
func Agree[P any](want *P, own []any) error {
	var paid *P
	for _, body := range own {
		if p, ok := body.(P); ok {
			if paid != nil {
				return errors.New("felt: paid twice")
			}
			paid = &p
		}
	}
	switch {
	case want == nil && paid == nil:
		return nil
	case want == nil:
		return errors.New("felt: paid without a bet")
	case paid == nil:
		return errors.New("felt: a stake stands, and nothing says what it was paid")
	case !reflect.DeepEqual(want, paid):
		return fmt.Errorf("felt: paid %+v, by the rules it is %+v", *paid, *want)
	}
	return nil
}

// stands says whether a player's bet stands.
func (f *bets) stands(p games.PlayerID, id games.BetID) bool {
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
