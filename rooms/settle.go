package rooms

import (
	"encoding/json"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/internal/failpoint"
	"croupier/server/wire"
)

// What the journal's verdicts do. This is the only file that tells anybody
// anything of a step, and it is entered only when its commit has an answer.

// verdict takes the answer to the oldest flight.
func (c *core) verdict(f *flight, v Verdict) {
	if len(c.flights) == 0 || c.flights[0] != f {
		c.fault(errors.New("a verdict out of order"))
		return
	}
	c.flights = c.flights[1:]
	c.again = true
	switch v.Outcome {
	case Applied:
		c.applied(f, v)
	case Refused, Repeated, Conflict:
		c.dropped(f, v)
	case Stale:
		c.stop(fmt.Errorf("%w: room %d, term %d: %w", ErrStale, c.room, c.term, v.Err))
	case Failed:
		c.stop(fmt.Errorf("%w: room %d: %w", ErrFailed, c.room, v.Err))
	default:
		c.fault(fmt.Errorf("outcome %d", v.Outcome))
	}
}

// applied makes a flight true and tells of it.
func (c *core) applied(f *flight, v Verdict) {
	c.seq = max(c.seq, v.Seq)
	if f.entry.Kind == EntryStep {
		c.landOwn(f)
	}
	if f.round != nil {
		c.land(f)
	}
	if c.dead {
		return
	}
	c.tellEvents(f)
	if f.cmd != nil {
		c.answer(f.cmd, verdictOf(f.cmd, c.room, f.entry.Round, v.Answer), !f.cmd.inquiry)
	}
	for _, b := range v.Balances {
		c.effect(fxBalance{b, f.entry.Round, f.step.LandsAt})
	}
}

// land applies a step to its table and counts it.
func (c *core) land(f *flight) {
	r, step := f.round, f.step
	r.table.Apply(step)
	r.flying--
	if step.Drawn {
		r.drawn++
		r.drawing = false
	}
	if err := r.plays.add(step); err != nil {
		c.fault(err)
		return
	}
	if f.timeout {
		c.due = false
	}
	if f.void != nil {
		c.voided(f.void, nil)
	}
	switch step.Cmd.Ask.(type) {
	case games.Resumed:
		c.resuming = false
	case games.Declined:
		c.declined = nil
	}
	if step.Then.Ended() {
		c.declined = nil
		if r.untold() && c.kept.source == nil {
			c.untold = r.keeps
		}
	}
	if step.Phase == games.None && step.Then != games.None {
		r.sealed = c.sealed[r.id].Sealed
		delete(c.sealed, r.id)
		c.shown, c.next = r, nil
	}
	if step.Phase != step.Then {
		c.entered(r, step.Then)
	}
	c.public.dirty, c.cardDirty = true, true
}

// entered does what a phase asks of the room.
func (c *core) entered(r *round, phase games.Phase) {
	if phase == games.Closed {
		failpoint.Hit(failpoint.AfterClose)
		c.unseal(r)
	}
	if phase.Ended() {
		r.source = nil
		if err := c.makeNext(); err != nil {
			c.fault(err)
		}
	}
}

// unseal orders the source of a round whose close has committed, not earlier.
func (c *core) unseal(r *round) {
	if r.source != nil {
		return // of a room of one seat: its spin was drawn from it
	}
	c.unsealing = true
	c.effect(fxUnseal{round: r.id, rules: r.rules.version, sealed: r.sealed})
}

// landOwn does what a committed step means to the room itself.
func (c *core) landOwn(f *flight) {
	if s := f.entry.Seal; s != nil {
		c.sealed[s.Round] = *s
		c.spare = nil
		if s.Pair != nil {
			c.pair = s.Pair
		}
	}
	if f.rotate != nil {
		c.rotated(f)
	}
	if p := f.entry.Paused; p != nil {
		c.paused, c.opFlying = *p, false
		c.effect(fxReply{reply: f.pause.reply})
	}
	if f.round == nil {
		c.public.dirty, c.cardDirty = true, true
		if f.pause == nil { // a sealing step
			c.due = false
		}
	}
}

// dropped forgets a flight that moved nothing.
func (c *core) dropped(f *flight, v Verdict) {
	if f.cmd == nil {
		c.systemDropped(f, v)
		return
	}
	c.forget(f)
	if f.rotate != nil {
		c.rotation, c.rotating = nil, false
	}
	if v.Outcome == Conflict {
		c.giveUp(f.cmd, wire.ErrorConflict)
		return
	}
	room, round := c.room, f.entry.Round
	if v.Outcome == Repeated {
		room, round = v.Room, v.Round
	}
	c.answer(f.cmd, verdictOf(f.cmd, room, round, v.Answer), v.Outcome == Refused)
}

// systemDropped forgets a stake of the system's own that the ledger did not take, now or
// before a takeover, and has the table told: the published fallback applies. An
// accepted one that comes back is a fault: it would be on the log, and the table would
// not have asked for it again.
func (c *core) systemDropped(f *flight, v Verdict) {
	if f.entry.Bet == nil || v.Outcome == Repeated && v.Answer.Accepted {
		c.fault(fmt.Errorf("round %d: the system's own step: outcome %d", f.entry.Round, v.Outcome))
		return
	}
	c.forget(f)
	c.due, c.declined = false, &f.entry.Bet.ID
}

// forget drops a flight's step from its table.
func (c *core) forget(f *flight) {
	if r := f.round; r != nil {
		r.table.Drop(f.step)
		r.flying--
		r.drawing = r.drawing && !f.step.Drawn
	}
}

// notQueued takes back a flight for which the journal had no place.
func (c *core) notQueued(f *flight, err error) {
	if !errors.Is(err, ErrJournalFull) {
		c.stop(fmt.Errorf("room %d: %w", c.room, err))
		return
	}
	last := len(c.flights) - 1
	for last >= 0 && c.flights[last] != f {
		last--
	}
	if last < 0 {
		c.fault(errors.New("no such flight"))
		return
	}
	c.flights = append(c.flights[:last], c.flights[last+1:]...)
	c.forget(f)
	switch {
	case f.cmd != nil:
		if f.rotate != nil {
			c.rotation, c.rotating = nil, false
		}
		c.giveUp(f.cmd, wire.ErrorBusy)
		return
	case f.pause != nil:
		c.opFlying = false
		c.effect(fxReply{f.pause.reply, err})
	case f.void != nil:
		c.voided(f.void, err)
	default:
		c.due = false
		if c.resuming {
			c.resume, c.resuming = true, false
		}
	}
	c.retryAt = c.now + journalRetryMs
}

// tellEvents routes a committed step's events.
func (c *core) tellEvents(f *flight) {
	for _, e := range f.events {
		if e.audience == games.Everyone {
			c.public.events = append(c.public.events, e.event)
		}
	}
	for _, e := range f.events {
		if e.audience > 0 {
			c.own.add(games.PlayerID(e.audience), e.event)
		}
	}
	if f.cmd == nil {
		c.tellOwn()
	}
}

// answer gives a command its one verdict: the first as an event of the player's
// own stream, repeats and inquiries directly.
func (c *core) answer(cmd *command, v wire.Verdict, first bool) {
	delete(c.byBet, cmd.key)
	c.answers.put(cmd.key, answered{
		verdict: v, hash: cmd.hash, byInquiry: cmd.inquiry, anyHash: v.Code == string(CodeWithdrawn),
	})
	if first {
		failpoint.Hit(failpoint.BeforeAck)
		body, err := json.Marshal(v)
		if err != nil {
			c.fault(err)
			return
		}
		c.own.add(cmd.key.player, wire.Event{Round: v.Round, AtMs: int64(c.now), Type: wire.EventVerdict, Body: body})
	} else {
		c.direct(cmd.from, v)
	}
	c.tellOwn()
	for _, from := range cmd.echoes {
		c.direct(from, v)
	}
}

// giveUp answers a command by an error: no verdict, its id unused.
func (c *core) giveUp(cmd *command, code string) {
	delete(c.byBet, cmd.key)
	retry := code != wire.ErrorConflict
	c.refuseUnused(cmd.from, cmd.key.id.String(), code, retry)
	for _, from := range cmd.echoes {
		c.refuseUnused(from, cmd.key.id.String(), code, retry)
	}
}

func (c *core) direct(to origin, v wire.Verdict) {
	v.T = wire.TVerdict
	c.toOne(to.sub, v)
}

func (c *core) refuseUnused(to origin, id, code string, retry bool) {
	c.toOne(to.sub, wire.Error{T: wire.TError, Cid: to.cid, Room: int64(c.room), ID: id, Code: code, Retry: retry})
}

func (c *core) toOne(sub Subscriber, v any) {
	frame, err := json.Marshal(v)
	if err != nil {
		c.fault(err)
		return
	}
	c.effect(fxToOne{sub, frame})
}

func verdictOf(cmd *command, room games.RoomID, round games.RoundID, a Answer) wire.Verdict {
	v := wire.Verdict{
		Room: int64(room), Round: int64(round), ID: cmd.key.id.String(), Verdict: wire.VerdictRefused,
		Ask: a.Ask, Code: string(a.Code), Spot: a.Spot,
		Limit: int64(a.Limit), Value: int64(a.Value), Stake: int64(a.Stake), Back: int64(a.Back),
	}
	if a.Accepted {
		v.Verdict = wire.VerdictAccepted
	}
	return v
}
