package rooms

import (
	"encoding/json"
	"errors"

	"croupier/games"
	"croupier/server/wire"
)

// What a room does by itself: the table's timeouts, sealing ahead, going on
// after a restart, pauses, the end of a drain.

// tick does what is due. It ends every batch of inputs, so that whoever arrived
// before a deadline has been heard when the deadline is acted on.
func (c *core) tick() {
	if c.again {
		c.askAgain()
	}
	if !c.dead {
		c.flow()
	}
	if c.again && !c.dead { // a void was not granted: what waited for it goes on
		c.askAgain()
	}
	if !c.dead {
		c.deliver()
	}
	c.mustMove()
	c.closeIdle()
	if c.draining && !c.dead && !c.live() && len(c.flights) == 0 && !c.public.dirty {
		c.stop(nil)
	}
}

// mustMove stops a room whose commands wait for a verdict that nobody owes: they
// would wait for ever, and the deadline behind them.
func (c *core) mustMove() {
	owed := len(c.flights) > 0 || c.again || c.asked || c.unsealing || c.rotation != nil ||
		c.resume || c.sourceLost() || c.now < c.retryAt
	if len(c.waiting) > 0 && !owed && !c.dead {
		c.fault(errors.New("busy with nothing on its way"))
	}
}

// flow takes the room's next step of its own, if one is due.
func (c *core) flow() {
	if c.now < c.retryAt {
		return
	}
	c.nextPause()
	switch {
	case c.nextVoid() || c.dead:
		return
	case c.sourceLost():
		c.tryAgain()
		return
	case c.resume:
		c.goOn()
		return
	case c.due || c.resuming || c.draining && !c.live():
		return
	}
	r := c.active()
	if r == c.next && !c.prepared() {
		return
	}
	var ask any = games.Timeout{}
	until := r.table.Wait().Until
	switch {
	case c.declined != nil && r == c.shown:
		ask = games.Declined{Bet: *c.declined}
	case until == 0 || until > c.now || c.earlyWaits(until):
		return
	}
	step, err := c.decide(r, c.systems(r, ask))
	switch {
	case errors.Is(err, games.ErrBusy) && (r.flying > 0 || c.unsealing):
	case err != nil:
		c.fault(err)
	default:
		c.due = true
		c.launch(&flight{round: r, step: step, timeout: true})
	}
}

func (c *core) systems(r *round, ask any) games.Command {
	return games.Command{By: games.Actor{Role: games.System}, At: max(c.now, r.lastAt), Ask: ask}
}

// prepared says whether a round may open: not paused, its source sealed, and a
// fresh one at hand for the round after it.
func (c *core) prepared() bool {
	id := c.nextID()
	if c.sealedFor(id) {
		id = id.Next()
	}
	if c.spare == nil {
		if !c.asked && !c.lostFor(c.next) {
			c.asked = true
			c.orderSeal(id)
		}
		return false
	}
	if id == c.nextID() {
		c.sealStep()
		return false
	}
	return !c.paused && !c.opFlying
}

// sealStep is a new room's first step: the source of its first round.
func (c *core) sealStep() {
	f := &flight{entry: &Entry{Kind: EntryStep, Round: c.spare.Round, Seal: c.spare}}
	c.due = true
	events := []any{sealedEvent(c.spare)}
	if c.spare.Pair != nil {
		events = append(events, pairEvent(c.spare.Pair, c.spare.Round))
	}
	c.sendOwn(f, askSeal, games.Actor{Role: games.System}, events...)
}

// sendOwn sends a step of the room itself. It moves no money and no phase, and
// stands on the log of a round that has not begun.
func (c *core) sendOwn(f *flight, ask string, by games.Actor, events ...any) {
	rec := &record{
		V: recordVersion, Round: f.entry.Round, At: c.now, By: by,
		Ask: recordBody{Type: ask, Body: json.RawMessage(`{}`)},
	}
	if err := c.finish(f, rec, events); err != nil {
		c.fault(err)
		return
	}
	c.send(f)
}

// goOn is the first step after a start or a takeover of a round under way.
func (c *core) goOn() {
	r := c.shown
	if r.table.Phase() == games.Closed && r.source == nil {
		if !c.unsealing {
			c.unseal(r)
		}
		return
	}
	gap := max(0, int64(c.now-c.gapFrom))
	step, err := c.decide(r, c.systems(r, games.Resumed{GapMs: gap}))
	switch {
	case errors.Is(err, games.ErrBusy) && c.unsealing:
		return
	case err != nil:
		c.fault(err)
		return
	}
	c.resume, c.resuming = false, true
	c.launch(&flight{round: r, step: step})
}

// pauseQueueMax bounds the operators' pauses that wait for each other; beyond
// it, the operator is told that the room is busy.
const pauseQueueMax = 16

func (c *core) pause(in inPause) {
	if len(c.ops) >= pauseQueueMax {
		c.effect(fxReply{in.reply, ErrInboxFull})
		return
	}
	c.ops = append(c.ops, in)
}

// nextPause sends the next pause or unpause. It belongs to the round that has
// not begun, since the one under way goes on to its end; while an opening step
// is in flight, it is not yet known which round that is.
func (c *core) nextPause() {
	for len(c.ops) > 0 && !c.opFlying && !c.due && c.sealedFor(c.nextID()) {
		op := c.ops[0]
		c.ops = c.ops[1:]
		if op.on == c.paused {
			c.effect(fxReply{reply: op.reply})
			continue
		}
		c.opFlying = true
		ask := askUnpause
		if op.on {
			ask = askPause
		}
		f := &flight{pause: &op, entry: &Entry{Kind: EntryStep, Round: c.nextID(), Paused: &op.on}}
		c.sendOwn(f, ask, op.by, pausedEvent{wire.RoomPaused{By: op.by.Name}, op.on})
	}
}

// wake is when the room wants its next tick if nothing happens before; 0: never.
func (c *core) wake() games.Moment {
	at := c.deliverAt()
	if r := c.active(); r != nil && !c.due && !c.resuming && !c.resume {
		idle := r == c.next && (c.paused || c.draining)
		if until := r.table.Wait().Until; until > c.now && !idle {
			at = earlier(at, until)
		}
	}
	if c.sourceLost() && !c.unsealing {
		at = earlier(at, max(c.unsealAt, c.now+1))
	}
	if c.retryAt > c.now {
		at = earlier(at, c.retryAt)
	}
	return earlier(at, c.idleAt())
}

// earlier is the earlier of two moments of which 0 is none.
func earlier(a, b games.Moment) games.Moment {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
