package swarm

import (
	"encoding/json"
	"fmt"
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// frame takes one frame off the socket.
func (c *client) frame(raw []byte, at time.Time) {
	c.s.n.frames.Add(1)
	c.s.n.bytes.Add(int64(len(raw)))
	p, err := peek(raw)
	if err == nil && p.kind == wire.TTable {
		err = c.table(p, raw, at)
	} else if err == nil {
		err = c.other(p.kind, raw, at)
	}
	if err != nil {
		c.s.audit(func(a *auditor.Auditor) {
			a.Malformed(c.who.ID, c.room.id, fmt.Errorf("frame %.80q: %w", raw, err))
		})
	}
}

// table takes a frame of the public stream, decoded once for all.
func (c *client) table(p peeked, raw []byte, at time.Time) error {
	if p.room != c.room.id {
		return fmt.Errorf("of room %d, which was not joined", p.room)
	}
	t, same, err := c.room.feed.table(p, raw)
	if err != nil {
		return err
	}
	if !same {
		c.s.audit(func(a *auditor.Auditor) { a.Differs(c.who.ID, p.room, p.term, p.seq) })
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	live := c.bot.Ready()
	next, gap := c.bot.Table(t)
	c.gap(gap)
	if !next {
		return nil
	}
	if c.observer {
		c.s.audit(func(a *auditor.Auditor) { a.Table(t) })
	}
	for i := range t.Events {
		if c.observer {
			c.s.decided.heard(&t.Events[i])
			c.s.moments.heard(&t.Events[i])
		}
		if t.Events[i].Type == "result" && live {
			c.s.result.add(c.s.clock.server(at).Sub(time.UnixMilli(t.Events[i].AtMs)))
		}
	}
	if len(t.Events) > 0 {
		c.release(at)
		c.owe(at)
	}
	return nil
}

// other takes every kind of frame but the public stream's.
func (c *client) other(kind string, raw []byte, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case wire.TOwn:
		return decode(raw, func(o *wire.Own) { c.own(o, at) })
	case wire.TWallet:
		return decode(raw, func(w *wire.Wallet) {
			c.bot.Wallet(w)
			c.s.audit(func(a *auditor.Auditor) { a.Wallet(c.who.ID, w) })
		})
	case wire.TVerdict:
		return decode(raw, func(v *wire.Verdict) {
			c.s.audit(func(a *auditor.Auditor) { a.Verdict(c.who.ID, v) })
			c.verdict(v, at)
		})
	case wire.TError:
		return decode(raw, c.refused)
	case wire.TPong:
		return decode(raw, func(p *wire.Pong) {
			c.pongAt = at
			if p.N == c.pingN {
				c.s.clock.measured(c.pingAt, at, p.NowMs)
			}
		})
	case wire.TWelcome:
		return decode(raw, func(w *wire.Welcome) {
			c.welcomed, c.resume, c.pongAt = true, w.Resume, at
			c.pingEvery = min(pingEveryMax, time.Duration(max(w.PingSec, 1))*time.Second)
			c.s.versions.set(w.Server, w.V)
			c.ping(at)
			c.join()
		})
	case wire.TResume:
		return decode(raw, func(r *wire.Resume) { c.resume = r.Resume })
	case wire.TSnapshot:
		return decode(raw, func(s *wire.Snapshot) {
			c.bot.Snapshot(s)
			if c.observer {
				c.s.audit(func(a *auditor.Auditor) { a.Snapshot(s) })
			}
		})
	case wire.TOwnSnapshot:
		return decode(raw, func(s *wire.OwnSnapshot) {
			c.bot.OwnSnapshot(s)
			c.s.audit(func(a *auditor.Auditor) { a.OwnSnapshot(c.who.ID, s) })
		})
	case wire.TJoined:
		return decode(raw, func(j *wire.Joined) { c.joined(j, at) })
	}
	return nil // the protocol may grow on this side
}

func decode[T any](raw []byte, take func(*T)) error {
	message := new(T)
	if err := json.Unmarshal(raw, message); err != nil {
		return err
	}
	take(message)
	return nil
}

// own takes a frame of the own stream: verdicts and payouts.
func (c *client) own(o *wire.Own, at time.Time) {
	next, gap := c.bot.Own(o)
	c.gap(gap)
	if !next {
		return
	}
	c.s.audit(func(a *auditor.Auditor) { a.Own(c.who.ID, o) })
	defer c.owe(at)
	for i := range o.Events {
		if o.Events[i].Type != wire.EventVerdict {
			c.s.decided.heard(&o.Events[i])
			continue
		}
		v := &wire.Verdict{}
		if json.Unmarshal(o.Events[i].Body, v) == nil { // the auditor has complained if not
			c.verdict(v, at)
		}
	}
}

// verdict takes an act out of doubt; its latency counts from when it was due.
func (c *client) verdict(v *wire.Verdict, at time.Time) {
	if !c.bot.Verdict(v) {
		return
	}
	if due, ok := c.intended[v.ID]; ok {
		delete(c.intended, v.ID)
		c.s.ack.add(at.Sub(due))
	}
	if once, ok := c.again[v.ID]; ok {
		delete(c.again, v.ID)
		c.sendAgain(once, v.Code)
	}
}

// refused takes an answer that is no verdict.
func (c *client) refused(e *wire.Error) {
	id := e.ID
	if id == "" {
		for _, d := range c.bot.Doubts() {
			if d.Act.Cid == e.Cid {
				id = d.Act.ID
			}
		}
	}
	if e.Cid == c.joinCid && id == "" || e.Code == wire.ErrorNotJoined {
		c.rejoin(e.AfterMs) // the room is on its way to another owner
	}
	unused := false
	c.s.audit(func(a *auditor.Auditor) { unused = a.Error(c.who.ID, id, e) })
	if unused {
		c.bot.Answered(id)
		delete(c.intended, id)
		delete(c.again, id)
	}
}

func (c *client) joined(j *wire.Joined, at time.Time) {
	if j.Cid != c.joinCid {
		return // a join that was so slow that another was sent: the answer to that is under way
	}
	c.gap(c.bot.Joined(j))
	switch {
	case !c.came:
		c.s.n.joined.Add(1)
	case j.Resumed:
		c.s.n.resumed.Add(1)
	default:
		c.s.n.snapshots.Add(1)
	}
	c.came, c.tries = true, 0
	c.release(at)
	c.owe(at)
}

// gap records that a stream broke, and asks to resume where it did.
func (c *client) gap(g *bot.Gap) {
	if g == nil {
		return
	}
	c.s.audit(func(a *auditor.Auditor) {
		a.Gap(c.who.ID, c.room.id, fmt.Sprintf("%s stream: due was %d in term %d, %d in term %d came (while joining: %t)",
			g.Stream, g.Want, g.Term, g.Got, g.GotTerm, g.WhileResuming))
	})
	if !g.WhileResuming {
		c.join()
	}
}
