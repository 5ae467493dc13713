package swarm

import (
	"sync"
	"time"
)

// offsetKeep is how long the best measurement of the server's clock stands
// before a worse one may replace it: clocks drift, and servers are restarted.
const offsetKeep = 20 * time.Second

// clock tells the server's time from the answers to pings: the one with the
// shortest round trip says most about the difference.
type clock struct {
	mu     sync.Mutex
	offset time.Duration // server - own
	rtt    time.Duration
	at     time.Time // of the measurement; zero: none yet
}

// measured takes a ping's answer: the server's milliseconds, read somewhere
// between sent and now.
func (c *clock) measured(sent, now time.Time, serverMs int64) {
	rtt := now.Sub(sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && rtt >= c.rtt && now.Sub(c.at) < offsetKeep {
		return
	}
	// The server cuts to whole milliseconds: half a one is lost on average.
	server := time.UnixMilli(serverMs).Add(500 * time.Microsecond)
	c.offset, c.rtt, c.at = server.Sub(sent.Add(rtt/2)), rtt, now
}

// forget starts again, for another server at the same address.
func (c *clock) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Time{}
}

// server is the server's time at a moment of the own clock.
func (c *clock) server(at time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return at.Add(c.offset)
}

// ms is the same in milliseconds, as the protocol has it.
func (c *clock) ms(at time.Time) int64 { return c.server(at).UnixMilli() }
