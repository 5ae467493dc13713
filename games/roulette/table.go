package roulette

import (
	"fmt"

	"croupier/games"
)

// table is one round. Everything in it follows from the applied steps, but for
// what felt and moving say of steps in flight.
type table struct {
	round   games.RoundID
	options Options
	phase   games.Phase

	opensAt  games.Moment // of this round
	closesAt games.Moment // 0 before the opening
	closedAt games.Moment // 0 before the close
	landsAt  games.Moment // of the newest number in last
	nextAt   games.Moment // of the round after, once this one ended
	number   int          // -1 until it is drawn
	last     []int        // newest first, at most lastMax; replaced, never changed
	shown    int          // of last, in views

	felt   felt
	moving *moving
}

// moving is a held step of the system: it opens, closes, draws, voids, or
// moves a deadline. There is at most one.
type moving struct {
	from, then games.Phase
}

func newTable(round games.RoundID, odds *odds, o Options, c Carry) *table {
	t := &table{
		round: round, options: o,
		opensAt: c.OpensAt, landsAt: c.LandsAt, last: c.Last, number: -1,
		felt: newFelt(odds), shown: o.shown(),
	}
	for _, p := range c.Prison {
		t.felt.imprison(p)
	}
	return t
}

// Phase is the phase by applied steps alone.
func (t *table) Phase() games.Phase { return t.phase }

// Wait says when the table wants its next Timeout: nothing while a step of the
// system is on its way.
func (t *table) Wait() games.Wait {
	w := games.Wait{Role: games.System}
	if t.moving != nil {
		return w
	}
	switch t.phase {
	case games.None:
		w.Until = max(t.opensAt, 1) // a room's first round opens at once
	case games.Open:
		w.Until = t.closesAt
	case games.Closed:
		w.Until = t.closedAt
	}
	return w
}

// Hold puts a decided step on its way.
func (t *table) Hold(s games.Step) {
	switch {
	case !isAct(s):
		if t.moving != nil {
			panic("roulette: two steps of the system at once")
		}
		t.moving = &moving{from: s.Phase, then: s.Then}
	case isStake(s):
		t.felt.holdStake(keyOf(s), t.felt.odds.wagerOf(placedIn(s)))
	default:
		t.felt.holdBack(keyOf(s))
	}
}

// Drop forgets a held step that was refused.
func (t *table) Drop(s games.Step) {
	if !t.release(s) {
		panic("roulette: dropped a step that was not held")
	}
}

// release takes a step out of what is held, if it is there.
func (t *table) release(s games.Step) bool {
	if !isAct(s) {
		held := t.moving != nil && *t.moving == moving{from: s.Phase, then: s.Then}
		if held {
			t.moving = nil
		}
		return held
	}
	return t.felt.release(keyOf(s))
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
	player := games.PlayerID(e.For)
	switch body := e.Body.(type) {
	case Held: // known by the carry
	case Opened:
		t.closesAt = body.ClosesAt
	case Deadline:
		t.closesAt = body.ClosesAt
	case ClosedBets:
		t.closedAt = body.At
	case Placed:
		t.felt.place(player, c.By, t.felt.odds.wagerOf(body))
	case TakenBack:
		for _, id := range body.Bets {
			t.felt.takeBack(player, id)
		}
	case Result:
		t.number, t.landsAt, t.nextAt = body.Number, body.LandsAt, body.NextAt
		t.last = prepend(body.Number, t.last)
	case Paid:
		t.felt.bettors[player].paid = &body
	case Voided:
		t.nextAt = c.At + games.Moment(t.options.PauseMs)
	default:
		panic(fmt.Sprintf("roulette: no such event: %T", e.Body))
	}
}

// Carry is what the room's next round inherits.
func (t *table) Carry() any {
	return Carry{Last: t.last, OpensAt: t.nextAt, LandsAt: t.landsAt, Prison: t.felt.inmates(t.number)}
}

// prepend puts a number before the others and keeps lastMax of them.
func prepend(n int, last []int) []int {
	kept := min(len(last), lastMax-1)
	return append(append(make([]int, 0, kept+1), n), last[:kept]...)
}

// isAct says whether a step is a player's: a bet or one taken back.
func isAct(s games.Step) bool {
	switch s.Cmd.Ask.(type) {
	case Bet, Undo, Clear:
		return true
	}
	return false
}

func isStake(s games.Step) bool {
	_, bet := s.Cmd.Ask.(Bet)
	return bet
}

func placedIn(s games.Step) Placed { return s.Events[0].Body.(Placed) }

func keyOf(s games.Step) actKey { return actKey{player: s.Cmd.By.Player, id: s.Cmd.ID} }

// wagerOf reads the bet of an event; the spots in it were found when it was
// decided.
func (o *odds) wagerOf(p Placed) wager {
	w := wager{id: p.Bet, chips: make([]chip, len(p.Spots)), total: p.Total}
	for i, c := range p.Spots {
		spot, ok := o.index[c.Spot]
		if !ok {
			panic("roulette: no such spot on the log: " + c.Spot)
		}
		w.chips[i] = chip{spot: spot, stake: c.Stake}
	}
	return w
}

// placed writes a bet as everyone knows it.
func (o *odds) placed(w *wager) Placed {
	p := Placed{Bet: w.id, Spots: make([]Chip, len(w.chips)), Total: w.total}
	for i, c := range w.chips {
		p.Spots[i] = Chip{Spot: o.spots[c.spot].Name, Stake: c.stake}
	}
	return p
}
