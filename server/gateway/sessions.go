package gateway

import (
	"context"
	"time"

	"croupier/players"
)

// How sessions of live connections are checked again. A session that ended on
// another node is found within sessionAge and a tick (ASVS 7.4.5: five minutes
// at most); one that came by a resume token, which the database did not see, at
// the next tick.
const (
	checkEvery   = time.Second
	sessionAge   = 4 * time.Minute
	checkMax     = 500 // sessions in one statement
	checkTimeout = 5 * time.Second
)

// checkUntil checks sessions until ctx ends.
func (g *Gateway) checkUntil(ctx context.Context) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		due, active := g.registry.due(g.since())
		for len(due) > 0 && ctx.Err() == nil {
			n := min(checkMax, len(due))
			if err := g.check(ctx, due[:n], active); err != nil {
				// Nothing is known, so nobody is closed: bets need the same
				// database and are refused meanwhile. The next tick asks again.
				g.log.Warn().Err(err).Int("sessions", n).Msg("sessions could not be checked")
				break
			}
			due = due[n:]
		}
	}
}

func (g *Gateway) check(ctx context.Context, ids []players.SessionID, active map[players.SessionID]bool) error {
	ctx, done := context.WithTimeout(ctx, checkTimeout)
	defer done()
	asked := g.since()
	var used []players.SessionID
	for _, id := range ids {
		if active[id] {
			used = append(used, id)
		}
	}
	// First what counts as use: a player at a table is not idle.
	if len(used) > 0 {
		if err := g.o.Sessions.Touch(ctx, used); err != nil {
			return err
		}
	}
	over, err := g.o.Sessions.CheckMany(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range over {
		g.EndSession(id)
	}
	g.registry.checked(ids, asked)
	return nil
}

// due lists the sessions to check now, and which of them did something since
// the last check. Watching and pings are no use of a session; acts are.
func (r *registry) due(now time.Duration) (ids []players.SessionID, active map[players.SessionID]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	active = map[players.SessionID]bool{}
	for id, l := range r.sessions {
		if !l.unsure && now-l.checked < sessionAge {
			continue
		}
		ids = append(ids, id)
		for _, c := range l.conns {
			if c.active.Swap(false) {
				active[id] = true
			}
		}
	}
	return ids, active
}

// checked marks sessions as good at a moment.
func (r *registry) checked(ids []players.SessionID, at time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if l := r.sessions[id]; l != nil {
			l.checked, l.unsure = at, false
		}
	}
}
