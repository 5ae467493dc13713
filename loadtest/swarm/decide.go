package swarm

import (
	"encoding/json"
	"maps"
	"sync"
	"time"

	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// decisions counts what was decided at tables of turns. Many goroutines use it.
type decisions struct {
	mu         sync.Mutex
	asked      map[string]int64 // by what was decided
	whims      map[string]int64 // by the way
	system     int64            // that were left to the system, as one observer of each table saw it
	followed   int64            // stakes that the system placed behind a seat
	unfollowed int64            // that the ledger refused
}

func (d *decisions) count(what bot.Decision) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked == nil {
		d.asked, d.whims = map[string]int64{}, map[string]int64{}
	}
	d.asked[what.Do]++
	d.whims[string(what.Whim)]++
}

func (d *decisions) report(r *Report) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.Decisions, r.Whims = maps.Clone(d.asked), maps.Clone(d.whims)
	r.SystemDecisions, r.Followed, r.Unfollowed = d.system, d.followed, d.unfollowed
}

// heard counts what an event of a table of turns says of decisions.
func (d *decisions) heard(e *wire.Event) {
	var body struct {
		By     string          `json:"by"`
		System json.RawMessage `json:"system"` // a number, or yes and no
	}
	switch e.Type {
	case "acted", "went", "staked", "unfollowed":
	default:
		return
	}
	if json.Unmarshal(e.Body, &body) != nil {
		return // the auditor complains
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e.Type {
	case "acted":
		if body.By == "system" {
			d.system++
		}
	case "went":
		var n int64
		if json.Unmarshal(body.System, &n) == nil {
			d.system += n
		}
	case "staked":
		if string(body.System) == "true" {
			d.followed++
		}
	case "unfollowed":
		d.unfollowed++
	}
}

// owe plans what the table waits for from the bot, if it does. Bots decide while bets
// are held as well: rounds under way are played to their end. The caller holds the
// lock.
func (c *client) owe(now time.Time) {
	d, ok := c.bot.Owes(c.s.clock.ms(now))
	if !ok {
		return
	}
	c.s.decided.count(d)
	if d.Whim != bot.WhimSilent {
		c.s.plan.add(now.Add(time.Duration(d.AfterMs)*time.Millisecond), func(due time.Time) { c.decide(d, due) })
	}
}

// decide makes a decision at its moment.
func (c *client) decide(d bot.Decision, due time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, act := range c.bot.Play(d, c.s.clock.ms(time.Now())) {
		c.act(act, due)
	}
}
