package gateway

import (
	"math/rand/v2"
	"strconv"

	"croupier/rooms"
	"croupier/server/wire"
)

// SendAway closes the connections that watched a room which stopped here, so
// that they resume where it opens next. It does not wait. Subscribers that are
// no connections are left to themselves.
func (g *Gateway) SendAway(watching []rooms.Subscriber) {
	for _, sub := range watching {
		if c, ok := sub.(*conn); ok {
			wait := returnMin + rand.N(returnMax-returnMin)
			c.end(wire.CloseGoingAway, strconv.FormatInt(wait.Milliseconds(), 10))
		}
	}
}
