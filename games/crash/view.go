package crash

import "croupier/games"

const (
	seatsShown = 8
	outsShown  = 16
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
	v := View{
		Phase: t.phase.String(), ClosesAt: t.closesAt, OpensAt: t.shownOpening(),
		StartsAt: t.startsAt, BeatAt: t.beatAt, EndedAt: t.endedAt, Last: t.last,
	}
	if t.endedAt > 0 {
		v.Point = t.point
	}
	return v
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

func (t *table) own(p games.PlayerID) Own {
	o := Own{Bets: []OwnBet{}}
	b := t.pot.bettors[p]
	if b == nil {
		return o
	}
	for _, w := range b.bets {
		o.Bets = append(o.Bets, OwnBet{Bet: w.id, Stake: w.stake, CashAt: w.cashAt, Target: w.target, Times: w.times, Back: w.back, By: w.by})
	}
	o.Staked, o.Returned, o.Paid = b.staked, b.returned, b.paid
	return o
}

// Board is the seats and the newest cash-outs.
func (t *table) Board() any {
	p := &t.pot
	board := Board{
		Seats: []Seat{}, Outs: append([]Out{}, p.outs...), Left: p.left, Bets: p.bets, Players: p.seated,
		Staked: p.staked, Returned: p.returned,
	}
	for b := p.first; b != nil && len(board.Seats) < seatsShown; b = b.after {
		board.Seats = append(board.Seats, Seat{Name: b.name, Staked: b.staked, Returned: b.returned, Bot: b.bot})
	}
	return board
}

// Card is what the lobby shows.
func (t *table) Card() any {
	c := Card{
		Last: []Multiplier{}, Min: t.options.BetMinMinor, Max: t.options.BetMaxMinor,
		ClosesAt: t.closesAt, OpensAt: t.shownOpening(), StartsAt: t.startsAt,
	}
	for _, p := range t.last[:min(len(t.last), cardLast)] {
		c.Last = append(c.Last, p.Point)
	}
	return c
}
