package crash

import (
	"fmt"
	"slices"

	"croupier/games"
)

// beatMs is how often a running curve is put on the log, so that a takeover finds
// until when the table was heard. A bet that is worth m when the node falls silent
// leaves at the last beat, and so gives up 0.75 % of m on the average.
const beatMs = 250

// table is one round. Everything in it follows from the applied steps, but for
// what pot and moving say of steps in flight.
type table struct {
	round   games.RoundID
	options Options
	phase   games.Phase

	opensAt  games.Moment // of this round
	closesAt games.Moment // 0 before the opening
	closedAt games.Moment // 0 before the close
	startsAt games.Moment // of the curve, 0 before it is armed
	beatAt   games.Moment // last seen running; at first startsAt
	endedAt  games.Moment // 0 before the end
	nextAt   games.Moment // of the round after, once this one ended

	point   Multiplier // 0 until armed; nobody sees it before the end
	bustsAt games.Moment
	rescue  *Rescued
	last    []Past // newest first, at most lastMax; replaced, never changed

	pot    pot
	moving *moving
}

// moving is a held step of the system. There is at most one. out is the bets that
// it cashes out.
type moving struct {
	from, then games.Phase
	at         games.Moment
	out        []*wager
}

func newTable(round games.RoundID, o Options, c Carry) *table {
	t := &table{round: round, options: o, opensAt: c.OpensAt, last: c.Last}
	t.pot = newPot(&t.options)
	return t
}

// Phase is the phase by applied steps alone.
func (t *table) Phase() games.Phase { return t.phase }

// Wait says when the table wants its next Timeout: nothing while a step of the
// system is on its way. While the curve runs, nobody may be told of it: it may
// be its end.
func (t *table) Wait() games.Wait {
	w := games.Wait{Role: games.System}
	switch {
	case t.moving != nil:
	case t.phase == games.None:
		w.Until = max(t.opensAt, 1) // a room's first round opens at once
	case t.phase == games.Open:
		w.Until = t.closesAt
	case t.phase == games.Closed && t.point == 0:
		w.Until = t.closedAt
	case t.phase == games.Closed:
		w.Until, w.Hidden = t.due(), true
	}
	return w
}

// due is when something of the running curve is: a cash-out, a beat, its end.
func (t *table) due() games.Moment {
	if t.rescue != nil && t.pot.hands > 0 {
		return t.rescue.BeatAt // whoever is played by hand leaves at once
	}
	due := min(t.bustsAt, t.beatAt+beatMs)
	if w := t.pot.nextOut(t.point); w != nil {
		due = min(due, t.startsAt+games.Moment(w.due))
	}
	return due
}

// Hold puts a decided step on its way.
func (t *table) Hold(s games.Step) {
	key := keyOf(s)
	switch ask := s.Cmd.Ask.(type) {
	case Bet:
		t.pot.holdStake(key, t.pot.wagerOf(s.Events[0].Body.(Placed)))
	case Undo, Clear:
		t.pot.holdBack(key)
	case CashOut:
		t.pot.holdOut(key, t.pot.find(key.player, ask.Bet))
	default:
		if t.moving != nil {
			panic("crash: two steps of the system at once")
		}
		m := &moving{from: s.Phase, then: s.Then, at: s.Cmd.At}
		for _, e := range s.Events {
			if out, ok := e.Body.(CashedOut); ok {
				w := t.pot.find(games.PlayerID(e.For), out.Bet)
				w.leaving = true
				m.out = append(m.out, w)
			}
		}
		t.moving = m
	}
}

// Drop forgets a held step that was refused.
func (t *table) Drop(s games.Step) {
	if !t.release(s) {
		panic("crash: dropped a step that was not held")
	}
}

// release takes a step out of what is held, if it is there.
func (t *table) release(s games.Step) bool {
	if isAct(s) {
		return t.pot.release(keyOf(s))
	}
	m := t.moving
	if m == nil || m.from != s.Phase || m.then != s.Then || m.at != s.Cmd.At {
		return false
	}
	for _, w := range m.out {
		w.leaving = false
	}
	t.moving = nil
	return true
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
	case Opened:
		t.closesAt = body.ClosesAt
	case Deadline:
		t.closesAt = body.ClosesAt
	case ClosedBets:
		t.closedAt = body.At
	case Placed:
		t.pot.place(c.By, t.pot.wagerOf(body))
	case TakenBack:
		for _, id := range body.Bets {
			t.pot.takeBack(player, id)
		}
	case Armed:
		t.point = body.Point
		t.pot.arm()
	case Started:
		t.startsAt, t.beatAt = body.StartsAt, body.StartsAt
		t.bustsAt = body.StartsAt + games.Moment(bustsAfter(t.point))
	case Beat:
		t.beatAt = body.At
	case Rescued:
		t.rescue = &body
	case CashedOut:
		t.pot.leave(t.pot.find(player, body.Bet), body)
	case Result:
		t.endedAt, t.nextAt = body.EndedAt, body.NextAt
		t.last = t.with(Past{Round: t.round, Point: body.Point})
	case Paid:
		t.pot.bettors[player].paid = &body
	case Voided:
		t.nextAt = c.At + games.Moment(t.options.PauseMs)
	default:
		panic(fmt.Sprintf("crash: no such event: %T", e.Body))
	}
}

// with puts a point before the others and keeps lastMax of them.
func (t *table) with(p Past) []Past {
	kept := min(len(t.last), lastMax-1)
	return slices.Concat([]Past{p}, t.last[:kept])
}

// Carry is what the room's next round inherits.
func (t *table) Carry() any { return Carry{Last: t.last, OpensAt: t.nextAt} }

// isAct says whether a step is a player's.
func isAct(s games.Step) bool {
	switch s.Cmd.Ask.(type) {
	case Bet, Undo, Clear, CashOut:
		return true
	}
	return false
}

func keyOf(s games.Step) actKey { return actKey{player: s.Cmd.By.Player, id: s.Cmd.ID} }
