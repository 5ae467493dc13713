package main

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// Of 1000 acts so many are sent again, and so many with another body.
const (
	repeatPerMille = 120
	twistPerMille  = 60
	beatUs         = 400_000
	closeShotsOf10 = 2 // acts that are timed to meet the close
)

// client is one player at one table, behind a line. It never dies.
type client struct {
	s        *sim
	id       games.PlayerID
	room     games.RoomID
	bot      *bot.Bot
	observer bool // its public stream is the one that is audited

	conn    *conn // nil: offline
	stalled bool  // reads nothing
	tries   int
	pongAt  int64
	askedAt int64
	joinCid int64 // of the last join
	term    int64 // the highest that it was told

	acts     map[string]wire.Act
	verdicts map[string]wire.Verdict
	again    map[string]onceMore
}

type onceMore struct {
	act   wire.Act
	twist bool
}

func (c *client) actor() games.Actor {
	return games.Actor{Role: games.Player, Player: c.id, Name: fmt.Sprintf("P%d", c.id)}
}

// dial finds the room's node by the hint, or tries any.
func (c *client) dial() {
	if c.conn != nil {
		return
	}
	m := c.s.hints[c.room]
	if m == nil || c.tries%3 == 2 {
		m = c.s.machines[c.s.below(int64(len(c.s.machines)))]
	}
	c.tries++
	if m.up == nil || c.s.cutLines[line{c, m}] || c.stalled {
		c.s.q.after(50_000+c.s.below(350_000), c.dial)
		return
	}
	k := &conn{s: c.s, c: c, p: m.up, room: c.room, nodeOpen: true, clientOpen: true}
	m.up.conns = append(m.up.conns, k)
	c.conn, c.pongAt = k, c.s.q.now
	c.join()
}

// lostOn is what happens when that connection ends for the client.
func (c *client) lostOn(k *conn) func() {
	return func() {
		if !k.clientOpen {
			return
		}
		k.clientOpen, k.out = false, nil
		c.conn = nil
		c.bot.Lost()
		clear(c.again)
		c.s.auditor.Lost(int64(c.id))
		c.s.q.after(20_000+c.s.below(200_000), c.dial)
	}
}

// hangUp ends the connection from the client's side.
func (c *client) hangUp() {
	if c.conn != nil {
		c.conn.cut()
	}
}

func (c *client) join() {
	j := c.bot.Join()
	if len(j.Inquire) > 0 {
		c.s.auditor.Inquired(int64(c.id), j.Inquire)
	}
	c.askedAt, c.joinCid = c.s.q.now, j.Cid
	k := c.conn
	k.ask(func() { k.join(j) })
}

func (c *client) inquire(ids []string) {
	if len(ids) == 0 || c.conn == nil {
		return
	}
	c.askedAt = c.s.q.now
	c.s.auditor.Inquired(int64(c.id), ids)
	q := wire.Inquire{T: wire.TInquire, Cid: c.bot.Cid(), Room: int64(c.room), IDs: ids}
	k := c.conn
	k.ask(func() { k.inquire(q) })
}

// beat looks after what should have been answered by now.
func (c *client) beat() {
	c.s.q.after(beatUs+c.s.below(beatUs/4), c.beat)
	k := c.conn
	switch {
	case k == nil || c.stalled:
		return
	case c.s.q.now-c.pongAt > pongMaxUs:
		c.hangUp()
		return
	case !c.bot.Ready() && c.s.q.now-c.askedAt > 4*beatUs:
		c.join()
	case c.bot.Ready() && c.s.q.now-c.askedAt > 2*beatUs:
		c.inquire(c.bot.LostIDs())
	}
	k.ask(func() { k.tell(wire.Pong{T: wire.TPong, N: 1}) })
}

// play acts, and again after a while.
func (c *client) play() {
	wait := 100_000 + c.s.below(2*c.s.cfg.ActUs)
	if now, closes := c.s.nowMs(), c.bot.ClosesAtMs(); closes > now && c.s.below(10) < closeShotsOf10 {
		wait = min(max(0, (closes-now)*1000-1_500-c.s.below(4_000)), 3_000_000)
	}
	c.s.q.after(wait, c.play)
	if c.conn == nil || c.stalled || c.s.quiet {
		return
	}
	act, idle := c.bot.Act(c.s.nowMs())
	if idle != "" {
		return
	}
	c.sendNew(act)
}

// owe makes the decision that the table waits for, at its moment. Rounds under way are
// played to their end, even if nobody bets any more.
func (c *client) owe() {
	d, ok := c.bot.Owes(c.s.nowMs())
	if !ok {
		return
	}
	c.s.reached("decision: " + d.Do)
	c.s.q.after(d.AfterMs*1000, func() {
		if c.conn == nil || c.stalled {
			return
		}
		for _, act := range c.bot.Play(d, c.s.nowMs()) {
			c.sendNew(act)
		}
	})
}

// sendNew sends an act, and at times again.
func (c *client) sendNew(act wire.Act) {
	c.s.auditor.Sent(int64(c.id), &act)
	c.acts[act.ID] = act
	c.send(act)
	switch whim := c.s.below(1000); {
	case whim < repeatPerMille/2:
		c.sendAgain(onceMore{act: act}, "")
	case whim < repeatPerMille:
		c.again[act.ID] = onceMore{act: act}
	case whim < repeatPerMille+twistPerMille:
		c.again[act.ID] = onceMore{act: act, twist: true}
	}
}

func (c *client) send(act wire.Act) {
	c.s.ops.sent++
	k := c.conn
	k.ask(func() { k.act(act) })
}

// sendAgain sends an act once more on purpose (B3, B4).
func (c *client) sendAgain(once onceMore, code string) {
	act := once.act
	if once.twist {
		if code == "withdrawn" {
			return
		}
		act = c.bot.Twist(act)
		c.s.auditor.Probed(int64(c.id), act.ID, act.Cid)
	} else {
		act.Cid = c.bot.Cid()
		c.s.auditor.Repeated(int64(c.id), act.ID, act.Cid)
	}
	c.send(act)
}

// frame takes one frame off the line.
func (c *client) frame(k *conn, f sent) {
	if c.conn != k {
		return
	}
	defer func() {
		if c.conn == k {
			c.owe()
		}
	}()
	player := int64(c.id)
	switch m := f.what.(type) {
	case *wire.Table:
		next, gap := c.bot.Table(m)
		c.gap(gap)
		if next && c.observer {
			c.s.auditor.Table(m)
		}
	case *wire.Own:
		next, gap := c.bot.Own(m)
		c.gap(gap)
		if !next {
			return
		}
		c.s.auditor.Own(player, m)
		for i := range m.Events {
			v := &wire.Verdict{}
			if m.Events[i].Type == wire.EventVerdict && json.Unmarshal(m.Events[i].Body, v) == nil {
				c.verdict(v)
			}
		}
	case *wire.Verdict:
		c.s.auditor.Verdict(player, m)
		c.verdict(m)
	case *wire.Wallet:
		c.bot.Wallet(m)
		c.s.auditor.Wallet(player, m)
	case *wire.Snapshot:
		if m.Term < c.term {
			// From an owner that was stopped and does not know yet that it is none.
			c.s.reached("snapshot of a stale owner")
			c.hangUp()
			return
		}
		c.term = m.Term
		c.bot.Snapshot(m)
		if c.observer {
			c.s.auditor.Snapshot(m)
		}
	case *wire.OwnSnapshot:
		c.bot.OwnSnapshot(m)
		c.s.auditor.OwnSnapshot(player, m)
	case *wire.Joined:
		if m.Cid != c.joinCid {
			return // asked again since: what follows is the answer to that
		}
		c.gap(c.bot.Joined(m))
		c.tries = 0
		if m.Resumed {
			c.s.reached("resumed without a snapshot")
		} else {
			c.s.reached("snapshot: " + m.Why)
		}
	case *wire.Pong:
		c.pongAt = c.s.q.now
	case *wire.Error:
		c.refused(m)
	}
}

// verdict compares a verdict with what the player was told before (O2).
func (c *client) verdict(v *wire.Verdict) {
	plain := *v
	plain.T = ""
	if was, ok := c.verdicts[v.ID]; ok {
		c.s.reached("verdict told again")
		if was != plain {
			c.s.wrong("changed", "player %d: the verdict of %s was %+v and is %+v", c.id, v.ID, was, plain)
		}
	} else {
		c.verdicts[v.ID] = plain
		c.s.ops.verdict(&plain)
		if plain.Verdict == wire.VerdictAccepted {
			c.s.acceptedAt[c.room] = c.s.q.now
		}
	}
	if !c.bot.Verdict(v) {
		return
	}
	if once, ok := c.again[v.ID]; ok {
		delete(c.again, v.ID)
		c.sendAgain(once, v.Code)
	}
}

// refused takes an answer that is no verdict.
func (c *client) refused(e *wire.Error) {
	c.s.reached("error: " + e.Code)
	id := e.ID
	if id == "" && e.Code == wire.ErrorNoOwner {
		c.hangUp() // to look for the room elsewhere
		return
	}
	if c.s.auditor.Error(int64(c.id), id, e) {
		c.bot.Answered(id)
		delete(c.again, id)
	}
	if e.Code == wire.ErrorNoOwner || e.Code == wire.ErrorNotJoined {
		c.hangUp()
	}
}

// gap is a stream that did not go on as it must.
func (c *client) gap(g *bot.Gap) {
	if g == nil {
		return
	}
	c.s.auditor.Gap(int64(c.id), int64(c.room), fmt.Sprintf("%+v", *g))
	if !g.WhileResuming {
		c.join()
	}
}
