package blackjack

import (
	"croupier/games"
	"croupier/games/cards"
)

// life is what both ways to sit have in common: the phases and times of a round, its shoe
// and its bets. Everything in it follows from the applied steps, but for what book and
// moving say of steps in flight.
type life struct {
	round  games.RoundID
	o      *Options
	before Carry // that the round began with
	phase  games.Phase
	moving bool // a step of the system; at seats, after the close any step

	closesAt games.Moment
	nextAt   games.Moment
	landsAt  games.Moment
	shoe     *cards.Shoe
	order    []cards.Card
	book     book
}

func newLife(round games.RoundID, o *Options, c Carry, common bool) life {
	l := life{round: round, o: o, before: c, shoe: c.Shoe, landsAt: c.LandsAt, book: newBook(o, common)}
	if c.Private != nil {
		l.order = c.Private.Order
	}
	return l
}

// Phase is the phase by applied steps alone.
func (l *life) Phase() games.Phase { return l.phase }

// wait is what the table waits for, and whether the game's own turn says it.
func (l *life) wait() (w games.Wait, turn bool) {
	w.Role = games.System
	switch {
	case l.moving:
	case l.phase == games.None:
		w.Until = max(l.before.OpensAt, 1)
	case l.phase == games.Open:
		w.Until = l.closesAt
	case l.phase == games.Closed:
		return w, true
	}
	return w, false
}

// flying says whether anything is on its way.
func (l *life) flying() bool { return l.moving || len(l.book.held) > 0 }

// hold puts a decided step on its way; own says that it is one of a player's that others
// of other players may fly beside.
func (l *life) hold(s games.Step, own bool) {
	if own {
		f := inFlight{id: s.Cmd.ID}
		if placed, ok := s.Events[0].Body.(Placed); ok {
			f.stake = &placed
		}
		l.book.hold(s.Cmd.By.Player, f)
		return
	}
	if l.moving {
		panic("blackjack: two steps at once")
	}
	l.moving = true
}

// drop forgets a held step that was refused.
func (l *life) drop(s games.Step, own bool) {
	if !l.release(s, own) {
		panic("blackjack: dropped a step that was not held")
	}
}

func (l *life) release(s games.Step, own bool) bool {
	if own {
		return l.book.release(s.Cmd.By.Player, s.Cmd.ID)
	}
	was := l.moving
	l.moving = false
	return was
}

// made makes a committed step true.
func (l *life) made(s games.Step, own bool, apply func(games.Command, games.Event)) {
	l.release(s, own)
	for _, e := range s.Events {
		apply(s.Cmd, e)
	}
	l.phase = s.Then
}

// apply makes an event true, and says whether it was one that both have.
func (l *life) apply(c games.Command, e games.Event) bool {
	p := games.PlayerID(e.For)
	switch body := e.Body.(type) {
	case Opened:
		l.closesAt = body.ClosesAt
	case Deadline:
		l.closesAt = body.ClosesAt
	case Placed:
		l.book.place(p, c.By, body)
	case Shuffled:
		shoe := body.Shoe
		l.shoe = &shoe
	case Order:
		l.order = body.Order
	case Voided:
		l.nextAt = c.At + games.Moment(l.o.PauseMs)
	case Staked:
		l.book.stakeMore(p, body)
	case Paid:
		l.book.bettors[p].paid = &body
	case Result:
		l.landsAt, l.nextAt = body.LandsAt, body.NextAt
	default:
		return false
	}
	return true
}

// decideStake is what players do while bets are taken: until closesAt by room time, not
// when the close has committed. kept is whose the seats are.
func (l *life) decideStake(c games.Command, kept []KeptFor) (games.Step, error) {
	open := l.phase == games.Open && !l.moving && c.At < l.closesAt
	if err := l.book.mayBet(c, open); err != nil {
		return games.Step{}, err
	}
	if ask, ok := c.Ask.(Bet); ok {
		return l.book.decideBet(c, ask, kept)
	}
	_, all := c.Ask.(Clear)
	return l.book.decideBack(c, all)
}

// decideVoid gives everything back, before the outcome is fixed.
func (l *life) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	if err := games.MayVoid(c, ask, l.phase); err != nil {
		return games.Step{}, err
	}
	if l.flying() {
		return games.Step{}, games.ErrBusy
	}
	return l.book.void(c, ask, l.phase), nil
}

// ready says whether the shoe can be dealt from: it is here, its cut card has not
// come out, and what is left is enough for whatever so many hands may need.
func (o *Options) ready(shoe *cards.Shoe, order []cards.Card, hands int) bool {
	return shoe != nil && order != nil && shoe.Decks == o.Decks && !shoe.AtCut() && shoe.Left() >= o.needs(hands)
}

// keeps is the round whose source has to stay sealed once a step is true, because
// cards of its shoe are to come (games.Keeper). dealt says that cards were shown.
func (l *life) keeps(s games.Step, dealt bool) games.RoundID {
	if s.Then == games.Void || l.phase == games.Void {
		return l.before.afterVoid(l.shoe, dealt).Round()
	}
	shoe := l.shoe
	for _, e := range s.Events {
		if body, ok := e.Body.(Shuffled); ok {
			shoe = &body.Shoe
		}
	}
	return shoe.Round()
}

// carry is what the room's next round inherits of a round that took so many cards. After a
// void it is what the round began with, but for cards that were shown: a shoe of which
// some came out for nothing is not used again. seats are nil where there are none.
func (l *life) carry(dealt bool, taken int, seats []KeptFor) Carry {
	c := l.before
	c.OpensAt = l.nextAt
	switch {
	case l.phase == games.Void && l.shoe != nil && l.before.afterVoid(l.shoe, dealt) == nil:
		c.Shoe = nil
		if c.Private != nil {
			c.Private = &Secret{Seats: c.Private.Seats, Order: []cards.Card{}}
		}
	case l.phase == games.Settled:
		c.LandsAt = l.landsAt
		if seats != nil || l.shoe != nil {
			c.Private = &Secret{Order: []cards.Card{}, Seats: append([]KeptFor{}, seats...)}
		}
		if l.shoe != nil {
			shoe := l.shoe.After(taken)
			c.Shoe, c.Private.Order = &shoe, l.order
		}
	}
	return c
}
