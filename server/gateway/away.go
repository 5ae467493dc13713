package gateway

import (
	"math/rand/v2"
	"strconv"
	"time"

	"croupier/rooms"
	"croupier/server/wire"
)

// The window over which clients come back that were sent away, by the reason of
// CloseGoingAway, so that they do not come all at once (B43).
const (
	returnMin = 250 * time.Millisecond
	returnMax = 3 * time.Second
)

// sendAway closes the connection with the moment at which to come back.
func (c *conn) sendAway() {
	wait := returnMin + rand.N(returnMax-returnMin)
	c.end(wire.CloseGoingAway, strconv.FormatInt(wait.Milliseconds(), 10))
}

// SendAway closes the connections that watched a room which stopped here, so
// that they resume where it opens next. It does not wait. Subscribers that are
// no connections are left to themselves.
func (g *Gateway) SendAway(watching []rooms.Subscriber) {
	for _, sub := range watching {
		if c, ok := sub.(*conn); ok {
			c.sendAway()
		}
	}
}
