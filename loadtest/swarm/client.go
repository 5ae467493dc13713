package swarm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// How a client comes back: after a pause drawn below a ceiling that doubles
// (full jitter), so that a thousand do not come at once.
const (
	backoffBase = 50 * time.Millisecond
	backoffMax  = 2 * time.Second
)

// The beat of a client: it looks after what should have been answered by now.
const (
	beatEvery    = time.Second
	pingEveryMax = 5 * time.Second
	pongMax      = 15 * time.Second // without an answer the connection is given up
	rejoinAfter  = 3 * time.Second
	rejoinSpread = 300 * time.Millisecond
)

// client is one bot with its connection.
type client struct {
	s        *Swarm
	who      player
	room     *room
	observer bool // its public stream is the one that is audited
	jitter   *bot.Rand

	mu       sync.Mutex
	bot      *bot.Bot
	conn     *connection // nil while offline
	welcomed bool        // on this connection
	resume   string      // token for the next hello
	resumeAt string      // the server that gave it, the only one that takes it
	tries    int         // failed connections in a row
	came     bool        // it was in its room before
	stopped  bool        // the server said that it must not come back

	intended map[string]time.Time // by id: when an act in doubt was due
	again    map[string]again     // acts to send again once their verdict is there
	waiting  int                  // arrivals that wait for the next opening

	joinCid        int64 // of the last join
	pingN          int64
	pingAt, pongAt time.Time
	askedAt        time.Time
	pingEvery      time.Duration
}

// live keeps the client connected until the context ends.
func (c *client) live(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.session(ctx)
		if ctx.Err() != nil {
			return
		}
		c.mu.Lock()
		if c.tries++; errors.Is(err, errNobody) {
			c.tries = 1 // nobody was bothered: look again soon
		}
		c.lost(err)
		ceiling := min(backoffMax, backoffBase<<min(c.tries, 10))
		pause := time.Duration(bot.Below(c.jitter, int64(ceiling)))
		stopped := c.stopped
		c.mu.Unlock()
		if stopped {
			return
		}
		c.s.n.reconnects.Add(1)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// session is one connection from its dialling to its end.
func (c *client) session(ctx context.Context) error {
	select {
	case c.s.dials <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	conn, err := c.greet(ctx)
	<-c.s.dials
	if err != nil {
		return err
	}
	closed := make(chan struct{})
	stop := context.AfterFunc(conn.life, func() {
		defer close(closed)
		if conn.rude.Load() {
			_ = conn.ws.CloseNow() // the reader ends by it
		} else {
			_ = conn.ws.Close(websocket.StatusNormalClosure, "")
		}
	})
	err = conn.read(c.frame)
	if !stop() {
		<-closed
	}
	conn.end()
	return err
}

// greet dials and sends hello, with the resume token if there is one.
func (c *client) greet(ctx context.Context) (*connection, error) {
	base := c.s.api.locate(c.room.id)
	if base == "" {
		return nil, errNobody
	}
	c.mu.Lock()
	if c.resumeAt != base {
		c.resume = ""
	}
	hello := wire.Hello{T: wire.THello, VMin: wire.VersionMin, VMax: wire.VersionMax, Client: c.s.config.Version, Resume: c.resume}
	c.resume = "" // it works once, whatever comes of it
	c.mu.Unlock()
	if hello.Resume == "" {
		var err error
		if hello.Ticket, err = c.s.api.ticket(ctx, base, c.who.Token); err != nil {
			return nil, err
		}
	}
	conn, err := c.s.dial(ctx, base)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.resumeAt = base
	c.conn, c.welcomed, c.pingAt, c.pongAt, c.askedAt = conn, false, time.Time{}, time.Now(), time.Now()
	c.send(hello)
	return conn, nil
}

// lost takes the end of a connection. The caller holds the lock.
func (c *client) lost(why error) {
	if c.conn == nil {
		return // it was never open
	}
	c.conn = nil
	c.bot.Lost()
	clear(c.again)
	c.s.audit(func(a *auditor.Auditor) { a.Lost(c.who.ID) })
	code := websocket.CloseStatus(why)
	switch {
	case code == wire.CloseBadTicket || code == wire.CloseTooMany:
		// another ticket, or later
	case code >= wire.CloseBadMessage:
		c.stopped = true
		c.s.audit(func(a *auditor.Auditor) {
			a.Malformed(c.who.ID, c.room.id, fmt.Errorf("the server closed with %d: %w", code, why))
		})
	case code == wire.CloseSlow:
		c.s.n.slow.Add(1)
	}
	var said websocket.CloseError
	if !errors.As(why, &said) {
		c.s.n.dropped.Add(1)
	}
}

// send encodes and queues a message. The caller holds the lock.
func (c *client) send(message any) bool {
	text, err := json.Marshal(message)
	if err != nil || c.conn == nil {
		return false // only raw JSON of our own making can fail to encode
	}
	return c.conn.queue(text)
}

// join asks to enter the room or to go on. The caller holds the lock.
func (c *client) join() {
	j := c.bot.Join()
	if len(j.Inquire) > 0 {
		c.s.audit(func(a *auditor.Auditor) { a.Inquired(c.who.ID, j.Inquire) })
	}
	c.askedAt, c.joinCid = time.Now(), j.Cid
	c.send(j)
}

// rejoin asks again to enter the room, once the server's pause and a bit of
// chance have passed. The caller holds the lock.
func (c *client) rejoin(afterMs int64) {
	pause := time.Duration(afterMs)*time.Millisecond + time.Duration(bot.Below(c.jitter, int64(rejoinSpread)))
	refused := c.joinCid
	c.s.plan.add(time.Now().Add(min(pause, rejoinAfter)), func(time.Time) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.conn != nil && c.welcomed && c.joinCid == refused { // nobody has asked since
			c.join()
		}
	})
}

// beat looks after what should have been answered by now.
func (c *client) beat(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.conn != nil && c.welcomed {
		c.look(now)
	}
	if !c.stopped {
		c.s.plan.add(at.Add(beatEvery), c.beat)
	}
}

func (c *client) look(now time.Time) {
	lost := c.bot.LostIDs()
	owner := c.s.api.locate(c.room.id)
	switch {
	case owner != "" && owner != c.conn.base: // the room has moved; where it was may not know yet
		c.conn.rude.Store(true)
		c.conn.giveUp()
	case now.Sub(c.pongAt) > pongMax+c.pingEvery:
		c.s.n.silent.Add(1)
		c.conn.giveUp()
	case !c.bot.Ready() && now.Sub(c.askedAt) > rejoinAfter:
		c.join()
	case c.bot.Ready() && len(lost) > 0 && now.Sub(c.askedAt) > beatEvery:
		c.inquire(lost)
	}
	if now.Sub(c.pingAt) >= c.pingEvery {
		c.ping(now)
	}
}

// inquire asks about ids. The caller holds the lock.
func (c *client) inquire(ids []string) {
	c.askedAt = time.Now()
	c.s.audit(func(a *auditor.Auditor) { a.Inquired(c.who.ID, ids) })
	c.send(wire.Inquire{T: wire.TInquire, Cid: c.bot.Cid(), Room: c.room.id, IDs: ids})
}

func (c *client) ping(now time.Time) {
	c.pingN++
	c.pingAt = now
	c.send(wire.Ping{T: wire.TPing, N: c.pingN})
}
