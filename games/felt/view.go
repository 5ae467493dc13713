package felt

import (
	"iter"

	"croupier/games"
	"croupier/wallet/money"
)

const seatsShown = 8

// Clock is the times that everyone sees; those that are not known are 0. A game's view and
// card embed it.
type Clock struct {
	ClosesAt games.Moment `json:"closesAtMs"` // of this round's bets, from the opening on
	OpensAt  games.Moment `json:"opensAtMs"`  // of this round before it opens, of the next once it ended
	LandsAt  games.Moment `json:"landsAtMs"`  // of this round's outcome; before the opening, of the round before
}

// Clock is the times of the round.
func (f *Felt) Clock() Clock {
	c := Clock{ClosesAt: f.closesAt}
	switch {
	case f.phase == games.None:
		c.OpensAt, c.LandsAt = f.opensAt, f.landsAt
	case f.phase == games.Settled:
		c.OpensAt, c.LandsAt = f.nextAt, f.landsAt
	case f.phase == games.Void:
		c.OpensAt = f.nextAt
	}
	return c
}

// Own is what a player alone sees.
func (f *Felt) Own(p games.PlayerID) Own {
	o := Own{}
	o.Bets, o.Staked = f.Bets(p)
	if b := f.bets.bettors[p]; b != nil {
		o.Paid = b.paid
	}
	return o
}

// Bets is a player's standing bets in the order in which they were accepted, and what is
// staked on them.
func (f *Felt) Bets(p games.PlayerID) (bets []Placed, staked money.Amount) {
	bets = []Placed{}
	b := f.bets.bettors[p]
	if b == nil {
		return bets, 0
	}
	for i := range b.bets {
		bets = append(bets, f.bets.prices.placed(&b.bets[i]))
	}
	return bets, b.staked
}

// Players is how many have a standing bet.
func (f *Felt) Players() int { return f.bets.seated }

// Seated is the players with a standing bet, in the order of the seats.
func (f *Felt) Seated() iter.Seq[games.PlayerID] {
	return func(yield func(games.PlayerID) bool) {
		for b := f.bets.first; b != nil && yield(b.player); b = b.after {
		}
	}
}

// Board is the totals and the seats.
func (f *Felt) Board() any {
	all := &f.bets
	board := Board{Spots: []Total{}, Seats: []Seat{}, Staked: all.staked, Players: all.seated}
	for i, total := range all.totals {
		if total > 0 {
			board.Spots = append(board.Spots, Total{Spot: all.prices.spots[i].Name, Total: total, Players: all.players[i]})
		}
	}
	for b := all.first; b != nil && len(board.Seats) < seatsShown; b = b.after {
		board.Seats = append(board.Seats, Seat{Name: b.name, Staked: b.staked, Bot: b.bot})
	}
	return board
}
