package journal

import (
	"sync"
	"time"

	"croupier/games"
)

// clock is room time: the database's, carried by the monotonic clock since it
// was last read. It never runs back, and the node's wall clock does not move it
// (B28). The moment of a reading counts from when its answer came, so that room
// time is never ahead of the database by the way of the answer.
type clock struct {
	mu   sync.Mutex
	db   time.Time     // as it was read
	mono time.Duration // when the answer came
	last games.Moment
}

// set takes a reading of the database's clock.
func (c *clock) set(db time.Time, mono time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.db, c.mono = db, mono
}

// at is room time at a moment of the monotonic clock.
func (c *clock) at(mono time.Duration) games.Moment {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last, games.Moment(c.db.Add(mono-c.mono).UnixMilli()))
	return c.last
}
