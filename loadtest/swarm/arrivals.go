package swarm

import (
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// waitingMax bounds the arrivals of one bot that wait for an opening; more are
// lost, and counted.
const waitingMax = 64

// spreadOf100 is the part of the betting time, from the opening on, over which
// waiting arrivals are spread: the last moments are left to arrivals of their
// own.
const spreadOf100 = 95

// again is an act to be sent once more when its verdict is there.
type again struct {
	act   wire.Act
	twist bool // with another body: a conflict is due
}

// arrive makes the bot act, at or after the moment at which that was due.
func (c *client) arrive(due time.Time) {
	if c.s.quiet.Load() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	act, idle := c.bot.Act(c.s.clock.ms(now))
	switch idle {
	case "":
		c.act(act, due)
	case bot.IdleClosed:
		if c.waiting >= waitingMax {
			c.s.n.overflow.Add(1)
			return
		}
		c.waiting++
		c.s.n.delayed.Add(1)
	case bot.IdleOffline:
		c.s.n.offline.Add(1)
	default:
		c.s.n.overflow.Add(1)
	}
}

// release gives the arrivals that waited for an opening their moments. The
// caller holds the lock.
func (c *client) release(now time.Time) {
	if c.waiting == 0 || !c.bot.Ready() {
		return
	}
	ms := c.s.clock.ms(now)
	if _, open := c.bot.Round(ms); !open {
		return
	}
	window := (c.bot.ClosesAtMs() - ms) * spreadOf100 / 100 * int64(time.Millisecond)
	if window <= 0 {
		return
	}
	for ; c.waiting > 0; c.waiting-- {
		c.s.plan.add(now.Add(time.Duration(bot.Below(c.jitter, window))), c.arrive)
	}
}

// act sends what the bot decided. It is in doubt already. The caller holds the
// lock.
func (c *client) act(act wire.Act, due time.Time) {
	c.s.audit(func(a *auditor.Auditor) { a.Sent(c.who.ID, &act) })
	if !c.send(act) {
		c.s.audit(func(a *auditor.Auditor) { a.Unsent(c.who.ID, act.ID) })
		c.bot.Answered(act.ID)
		c.s.n.overflow.Add(1)
		return
	}
	c.s.n.sent.Add(1)
	c.intended[act.ID] = due
	switch whim := bot.Below(c.jitter, 1000); {
	case whim < c.s.config.RepeatPerMille/2:
		c.sendAgain(again{act: act}, "") // on its heels
	case whim < c.s.config.RepeatPerMille:
		c.again[act.ID] = again{act: act}
	case whim < c.s.config.RepeatPerMille+c.s.config.TwistPerMille:
		c.again[act.ID] = again{act: act, twist: true}
	}
}

// sendAgain sends an act once more on purpose: the same must get the same
// verdict (B3), another body under the same id must be a conflict (B4). The
// caller holds the lock.
func (c *client) sendAgain(once again, code string) {
	act := once.act
	if once.twist {
		if code == "withdrawn" {
			return // whatever was asked: there is nothing to conflict with
		}
		act = c.bot.Twist(act)
		if c.send(act) {
			c.s.n.twists.Add(1)
			c.s.audit(func(a *auditor.Auditor) { a.Probed(c.who.ID, act.ID, act.Cid) })
		}
		return
	}
	act.Cid = c.bot.Cid()
	if c.send(act) {
		c.s.n.repeats.Add(1)
		c.s.audit(func(a *auditor.Auditor) { a.Repeated(c.who.ID, act.ID, act.Cid) })
	}
}
