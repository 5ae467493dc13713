package blackjack

import (
	"encoding/json"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/cards"
)

// table is one round at seats.
type table struct {
	life
	deal *deal // from the close on
}

func newTable(round games.RoundID, o *Options, c Carry) *table {
	return &table{life: newLife(round, o, c, false)}
}

// Wait says when the table wants its next Timeout, and whose decision it is.
func (t *table) Wait() games.Wait {
	w, turn := t.wait()
	if turn {
		w.Until, w.For = t.deal.Turn.Until, t.deal.whose()
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
func (t *table) Hold(s games.Step) { t.hold(s, early(s)) }

// Drop forgets a held step that was refused.
func (t *table) Drop(s games.Step) { t.drop(s, early(s)) }

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) { t.made(s, early(s), t.apply) }

func (t *table) apply(c games.Command, e games.Event) {
	known := t.life.apply(c, e)
	p := games.PlayerID(e.For)
	switch body := e.Body.(type) {
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
	case Dealt, Turn, Acted, Drawn, Looked, Unfollowed:
	default:
		if !known {
			panic(fmt.Sprintf("blackjack: no such event: %T", e.Body))
		}
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

// dealt says whether cards were shown.
func (t *table) dealt() bool { return t.deal != nil && t.deal.Dealt }

// Keeps is the round whose source has to stay sealed once a step is true (games.Keeper).
func (t *table) Keeps(s games.Step) games.RoundID { return t.keeps(s, t.dealt()) }

// Carry is what the room's next round inherits.
func (t *table) Carry() any {
	if t.phase != games.Settled {
		return t.carry(t.dealt(), 0, nil)
	}
	return t.carry(t.dealt(), t.deal.Taken, t.seatsKept())
}

// afterVoid is the shoe that a void leaves: what the round began with, unless cards of
// it were shown.
func (c *Carry) afterVoid(now *cards.Shoe, dealt bool) *cards.Shoe {
	if before := c.Shoe; !dealt && now == before {
		return before
	}
	return nil
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
