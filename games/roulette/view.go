package roulette

import (
	"croupier/games"
)

const (
	seatsShown = 8
	cardLast   = 12
)

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return t.public()
	case a > 0:
		return t.own(games.PlayerID(a))
	}
	return nil
}

func (t *table) public() View {
	return View{
		Phase: t.phase.String(), ClosesAt: t.closesAt, OpensAt: t.shownOpening(),
		Number: t.number, LandsAt: t.shownLanding(), Last: t.newest(lastMax),
	}
}

// shownOpening is when bets are taken next: of this round while it has not
// begun, of the next once this one ended, and nothing in between.
func (t *table) shownOpening() games.Moment {
	switch {
	case t.phase == games.None:
		return t.opensAt
	case t.phase.Ended():
		return t.nextAt
	}
	return 0
}

// shownLanding is when the newest number lies: this round's, or the one
// before's while that ball may still be rolling.
func (t *table) shownLanding() games.Moment {
	if t.phase == games.None || t.number >= 0 {
		return t.landsAt
	}
	return 0
}

func (t *table) own(p games.PlayerID) Own {
	o := Own{Bets: []Placed{}}
	b := t.felt.bettors[p]
	if b == nil {
		return o
	}
	for i := range b.bets {
		o.Bets = append(o.Bets, t.felt.odds.placed(&b.bets[i]))
	}
	o.Staked, o.Paid = b.staked, b.paid
	for _, p := range t.felt.prisonAfter(b, t.number) {
		o.Prison = append(o.Prison, t.felt.odds.prisoner(p))
	}
	return o
}

// Board is the totals and the seats.
func (t *table) Board() any {
	f := &t.felt
	board := Board{Spots: []Total{}, Seats: []Seat{}, Staked: f.staked, Players: f.seated}
	for i, total := range f.totals {
		if total > 0 {
			board.Spots = append(board.Spots, Total{Spot: f.odds.spots[i].Name, Total: total, Players: f.players[i]})
		}
	}
	for b := f.first; b != nil && len(board.Seats) < seatsShown; b = b.after {
		board.Seats = append(board.Seats, Seat{Name: b.name, Staked: b.staked, Bot: b.bot})
	}
	return board
}

// newest is the last numbers that may be seen, at most so many (L3).
func (t *table) newest(most int) []int { return t.last[:min(len(t.last), most, t.shown)] }

// Card is what the lobby shows.
func (t *table) Card() any {
	return Card{
		Last: t.newest(cardLast),
		Min:  t.options.SpotMinMinor, Max: t.options.TableMaxMinor,
		ClosesAt: t.closesAt, OpensAt: t.shownOpening(), LandsAt: t.shownLanding(),
	}
}
