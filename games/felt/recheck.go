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
	const someone = games.PlayerID(1)
	f := newBets(prices)
	var paid *Paid
	for _, body := range own {
		switch body := body.(type) {
		case Placed:
			for _, c := range body.Spots {
				if _, ok := prices.index[c.Spot]; !ok {
					return fmt.Errorf("felt: no such spot: %q", c.Spot)
				}
			}
			f.place(someone, games.Actor{}, prices.wagerOf(body))
		case TakenBack:
			for _, id := range body.Bets {
				if !f.stands(someone, id) {
					return fmt.Errorf("felt: bet %s was taken back and did not stand", id)
				}
				f.takeBack(someone, id)
			}
		case Paid:
			if paid != nil {
				return errors.New("felt: paid twice")
			}
			paid = &body
		}
	}
	b := f.bettors[someone]
	switch {
	case b == nil && paid == nil:
		return nil
	case b == nil:
		return errors.New("felt: paid without a bet")
	case paid == nil:
		return errors.New("felt: a bet stands, and nothing says what it was paid")
	}
	if want := f.settle(b, outcome, landsAt).Body; !reflect.DeepEqual(want, *paid) {
		return fmt.Errorf("felt: paid %+v, by the rules it is %+v", *paid, want)
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
