package blackjack

import (
	"encoding/json"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/cards"
)

// table is one round at seats. Everything in it follows from the applied steps,
// but for what book and moving say of steps in flight.
type table struct {
	round  games.RoundID
	o      *Options
	before Carry // that the round began with
	phase  games.Phase
	moving bool // a step of the system, or after the close any step

	closesAt games.Moment
	nextAt   games.Moment
	landsAt  games.Moment
	shoe     *cards.Shoe
	order    []cards.Card
	book     book
	deal     *deal // from the close on
}

func newTable(round games.RoundID, o *Options, c Carry) *table {
	t := &table{round: round, o: o, before: c, shoe: c.Shoe, landsAt: c.LandsAt, book: newBook(o, false)}
	if c.Private != nil {
		t.order = c.Private.Order
	}
	return t
}

// Phase is the phase by applied steps alone.
func (t *table) Phase() games.Phase { return t.phase }

// Wait says when the table wants its next Timeout, and whose decision it is.
func (t *table) Wait() games.Wait {
	w := games.Wait{Role: games.System}
	if t.moving {
		return w
	}
	switch t.phase {
	case games.None:
		w.Until = max(t.before.OpensAt, 1)
	case games.Open:
		w.Until = t.closesAt
	case games.Closed:
		w.Until = t.deal.Turn.Until
		w.For = t.deal.whose()
		if w.For != nil {
			w.Role = games.Player
		}
	}
	return w
}

// whose decision it is.
func (d *deal) whose() (list []games.PlayerID) {
	switch d.Turn.Stage {
	case stageAct:
		return []games.PlayerID{d.seat(d.Turn.Seat).Player}
	case stageInsure:
		for i := range d.Seats {
			if p := d.Seats[i].Player; !d.Seats[i].Answered && !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// early says whether a step is an act of a player while bets are taken.
func early(s games.Step) bool { return s.Phase == games.Open && s.Cmd.By.Role == games.Player }

// Hold puts a decided step on its way.
func (t *table) Hold(s games.Step) {
	if early(s) {
		f := inFlight{id: s.Cmd.ID}
		if placed, ok := s.Events[0].Body.(Placed); ok {
			f.stake = &placed
		}
		t.book.hold(s.Cmd.By.Player, f)
		return
	}
	if t.moving {
		panic("blackjack: two steps at once")
	}
	t.moving = true
}

// Drop forgets a held step that was refused.
func (t *table) Drop(s games.Step) {
	if !t.release(s) {
		panic("blackjack: dropped a step that was not held")
	}
}

func (t *table) release(s games.Step) bool {
	if early(s) {
		return t.book.release(s.Cmd.By.Player, s.Cmd.ID)
	}
	was := t.moving
	t.moving = false
	return was
}

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) {
	t.release(s)
	for _, e := range s.Events {
		t.apply(s.Cmd, e)
	}
	t.phase = s.Then
}

func (t *table) apply(c games.Command, e games.Event) {
	p := games.PlayerID(e.For)
	switch body := e.Body.(type) {
	case Opened:
		t.closesAt = body.ClosesAt
	case Deadline:
		t.closesAt = body.ClosesAt
	case Placed:
		t.book.place(p, c.By, body)
	case TakenBack:
		if t.deal == nil && c.By.Role == games.Player {
			for _, id := range body.Bets {
				t.book.takeBack(p, id)
			}
		} else {
			t.book.forget(p)
		}
	case ClosedBets:
		t.deal = t.newDeal()
	case Unbacked:
		t.book.unback(p, body)
	case Shuffled:
		shoe := body.Shoe
		t.shoe = &shoe
	case Order:
		t.order = body.Order
	case Voided:
		t.nextAt = c.At + games.Moment(t.o.PauseMs)
	case Staked:
		t.book.stakeMore(p, body)
	case Paid:
		t.book.bettors[p].paid = &body
	case Result:
		t.landsAt, t.nextAt = body.LandsAt, body.NextAt
	case Dealt, Turn, Acted, Drawn, Looked, Unfollowed:
	default:
		panic(fmt.Sprintf("blackjack: no such event: %T", e.Body))
	}
	if t.deal != nil {
		t.deal.apply(e)
	}
}

// newDeal seats those who have a hand, and who is behind them.
func (t *table) newDeal() *deal {
	d := &deal{}
	for n := 1; n <= t.o.Seats; n++ {
		p := t.book.holder(n)
		if p == 0 {
			continue
		}
		b := t.book.bettors[p]
		s := seat{N: n, Player: p, Name: b.name, Bot: b.bot, Stakes: b.stakes(spot{onSeat, n})}
		for _, q := range t.book.order {
			s.Stakes = append(s.Stakes, t.book.bettors[q].stakes(spot{onBehind, n})...)
		}
		d.Seats = append(d.Seats, s)
	}
	return d
}

// stakes are a player's on a spot, bet by bet.
func (b *bettor) stakes(s spot) (list []stake) {
	for i := range b.bets {
		for _, c := range b.bets[i].Spots {
			if c.Spot == s.String() {
				list = append(list, stake{Player: b.player, Bet: b.bets[i].Bet, Amount: c.Stake, Follow: b.bets[i].Follow})
			}
		}
	}
	return list
}

// ready says whether the shoe can be dealt from: it is here, its cut card has not
// come out, and what is left is enough for whatever so many hands may need.
func (o *Options) ready(shoe *cards.Shoe, order []cards.Card, hands int) bool {
	return shoe != nil && order != nil && shoe.Decks == o.Decks && !shoe.AtCut() && shoe.Left() >= o.needs(hands)
}

// Keeps is the round whose source has to stay sealed once a step is true, because
// cards of its shoe are to come (games.Keeper).
func (t *table) Keeps(s games.Step) games.RoundID {
	if s.Then == games.Void || t.phase == games.Void {
		return t.before.afterVoid(t.shoe, t.deal != nil && t.deal.Dealt).Round()
	}
	return shoeAfter(t.shoe, s).Round()
}

// shoeAfter is the shoe in use once a step is true.
func shoeAfter(shoe *cards.Shoe, s games.Step) *cards.Shoe {
	for _, e := range s.Events {
		if body, ok := e.Body.(Shuffled); ok {
			shoe = &body.Shoe
		}
	}
	return shoe
}

// afterVoid is the shoe that a void leaves: what the round began with, unless cards of
// it were shown.
func (c *Carry) afterVoid(now *cards.Shoe, dealt bool) *cards.Shoe {
	if before := c.Shoe; !dealt && now == before {
		return before
	}
	return nil
}

// Carry is what the room's next round inherits. After a void it is what the round
// began with, but for cards that were shown: a shoe of which some came out for
// nothing is not used again.
func (t *table) Carry() any {
	c := t.before
	c.OpensAt = t.nextAt
	switch {
	case t.phase == games.Void && t.shoe != nil && t.before.afterVoid(t.shoe, t.deal != nil && t.deal.Dealt) == nil:
		c.Shoe = nil
		if c.Private != nil {
			c.Private = &Secret{Seats: c.Private.Seats, Order: []cards.Card{}}
		}
	case t.phase == games.Settled:
		c.LandsAt = t.landsAt
		c.Private = &Secret{Order: []cards.Card{}, Seats: t.seatsKept()}
		if t.shoe != nil {
			shoe := t.shoe.After(t.deal.Taken)
			c.Shoe = &shoe
			c.Private.Order = t.order
		}
	}
	return c
}

// seatsKept is who played where: the seats wait for them through the next round.
func (t *table) seatsKept() []KeptFor {
	kept := []KeptFor{}
	for i := range t.deal.Seats {
		s := &t.deal.Seats[i]
		kept = append(kept, KeptFor{Seat: s.N, Player: s.Player, Name: s.Name})
	}
	return kept
}

func (t *table) kept() []KeptFor {
	if t.before.Private == nil {
		return nil
	}
	return t.before.Private.Seats
}

// tableState is the whole state in one order, for comparing tables by their
// bytes. It never leaves the server.
type tableState struct {
	Round    games.RoundID
	Options  *Options
	Before   Carry
	Phase    games.Phase
	Moving   bool
	ClosesAt games.Moment
	NextAt   games.Moment
	LandsAt  games.Moment
	Shoe     *cards.Shoe
	Order    []cards.Card
	Book     bookState
	Deal     *deal
}

// MarshalJSON writes the whole table, held steps included.
func (t *table) MarshalJSON() ([]byte, error) {
	return json.Marshal(tableState{t.round, t.o, t.before, t.phase, t.moving, t.closesAt, t.nextAt, t.landsAt,
		t.shoe, t.order, t.book.state(), t.deal})
}
