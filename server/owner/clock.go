package owner

import (
	"sync/atomic"

	"croupier/games"
	"croupier/rooms"
)

// Clock is room time for those who outlive a lease: the present node's clock,
// and never behind what an earlier one has shown. Before the first node it
// stands at zero. Safe for concurrent use.
type Clock struct {
	node  atomic.Pointer[rooms.Clock]
	shown atomic.Int64
}

// Now is room time.
func (c *Clock) Now() games.Moment {
	node := c.node.Load()
	if node == nil {
		return games.Moment(c.shown.Load())
	}
	now := int64((*node).Now())
	for {
		shown := c.shown.Load()
		if now <= shown {
			return games.Moment(shown)
		}
		if c.shown.CompareAndSwap(shown, now) {
			return games.Moment(now)
		}
	}
}

func (c *Clock) follow(node rooms.Clock) { c.node.Store(&node) }
