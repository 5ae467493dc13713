package gateway

import (
	"context"
	"time"

	"croupier/server/wire"
)

// sweepEvery is how exactly the times of connections are kept.
const sweepEvery = time.Second

// When a connection is silent: a ping is due, and then something must come.
// Browsers answer pings by themselves, even where a page's own timers sleep.
const (
	pingAfter   = 25 * time.Second
	pongTimeout = 10 * time.Second
)

// renewEvery is when a living connection is given its next resume token.
const renewEvery = ResumeLifeMs / 2 * time.Millisecond

// sweepUntil keeps the times of all connections in one goroutine until ctx
// ends: timers of their own would cost each of them more than all this does.
func (g *Gateway) sweepUntil(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	var conns []*conn
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		conns = g.registry.all(conns[:0])
		now := g.since()
		for _, c := range conns {
			c.sweep(now)
		}
		clear(conns)
	}
}

func (c *conn) sweep(now time.Duration) {
	heard := c.sock.lastHeard()
	greeted := c.greeted.Load()
	switch {
	case c.closing.Load():
		return
	case !greeted && now-c.began >= helloTimeout:
		c.end(wire.CloseHelloTimeout, "no hello")
		return
	case c.pinged > heard && now-c.pinged >= pongTimeout:
		c.end(wire.CloseNoPong, "no pong")
		return
	case c.pinged <= heard && now-heard >= pingAfter:
		c.pinged = now
		c.sendPing()
	}
	if greeted && c.who.Player != 0 && now-time.Duration(c.issuedAt.Load()) >= renewEvery {
		token, err := c.nextResume()
		if err != nil {
			c.fail(err)
			return
		}
		c.send(wire.Resume{T: wire.TResume, Resume: token})
	}
}
