package rooms

import (
	"croupier/games"
	"croupier/server/wire"
)

// The commands that wait. A command is kept when its answer depends on a step in
// flight, and asked again after the next verdict, in the order of arrival; a
// player's own commands never pass each other.
//
// A deadline is a barrier in that order: what arrived before it is asked before
// the table's Timeout is, and keeps its moment; what arrived after it stays
// behind both. So a command in time stays in time while it waits.

// keep queues a command; full, it is answered by the error "busy", id unused.
// The return value is false where the command waits.
func (c *core) keep(cmd *command) bool {
	if len(c.waiting) >= waitingMax || c.waitingOf[cmd.key.player] >= waitingPerPlayer {
		c.giveUp(cmd, wire.ErrorBusy)
		return true
	}
	c.waiting = append(c.waiting, cmd)
	c.waitingOf[cmd.key.player]++
	return false
}

// mustWait says whether a new command has to stand behind those that wait.
func (c *core) mustWait(cmd *command) bool {
	if c.waitingOf[cmd.key.player] > 0 {
		return true
	}
	until := c.deadline()
	return until != 0 && cmd.at >= until && c.earlyWaits(until)
}

// earlyWaits says whether a command waits that arrived in time.
func (c *core) earlyWaits(until games.Moment) bool {
	return len(c.waiting) > 0 && c.waiting[0].at < until
}

// deadline is when the active table wants its Timeout; 0: nothing is due.
func (c *core) deadline() games.Moment {
	if r := c.active(); r != nil {
		return r.table.Wait().Until
	}
	return 0
}

// shownDeadline is the deadline as the lobby may know it: 0 where it follows from
// what nobody may know yet (games.Wait).
func (c *core) shownDeadline() games.Moment {
	if r := c.active(); r != nil && !r.table.Wait().Hidden {
		return r.table.Wait().Until
	}
	return 0
}

// askAgain puts the waiting commands to the rules once more: those before the
// deadline, then the Timeout if it is due, then those after it. It runs once for
// a batch of verdicts, so that a long queue is not asked for each of them.
func (c *core) askAgain() {
	c.again = false
	until := c.deadline()
	if until != 0 {
		c.askWaiting(func(w *command) bool { return w.at < until })
		if c.dead || c.earlyWaits(until) {
			return
		}
		c.flow()
	}
	c.askWaiting(func(*command) bool { return true })
}

func (c *core) askWaiting(which func(*command) bool) {
	queue := c.waiting
	c.waiting = make([]*command, 0, len(queue))
	clear(c.waitingOf)
	for _, cmd := range queue {
		if c.dead {
			return
		}
		if c.waitingOf[cmd.key.player] > 0 || !which(cmd) {
			c.keep(cmd)
			continue
		}
		c.ask(cmd)
	}
}

// atOf is the moment by which the rules judge a command: when it arrived, but
// never before what is on its way already, since room time does not run back on
// a log. One that arrived in time is not pushed past the deadline by its wait.
func (c *core) atOf(r *round, cmd *command) games.Moment {
	at := max(cmd.at, r.lastAt)
	if until := r.table.Wait().Until; cmd.at < until && at >= until {
		return until - 1
	}
	return at
}
