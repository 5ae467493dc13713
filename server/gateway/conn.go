package gateway

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"croupier/games"
	"croupier/server/wire"
)

// The bounds of a connection's write queue, what is being written included.
// When either is passed the connection is cut with CloseSlow and resumes (D11).
// A room sends at most 20 public frames a second: 256 are ten seconds of one
// room for a client that reads nothing. 1 MiB is 64 of the largest snapshots,
// so that a page may join many rooms at once.
const (
	queueFramesMax = 256
	queueBytesMax  = 1 << 20
)

// batchBytesMax is about how much goes into one write.
const batchBytesMax = 32 << 10

// closeGrace bounds a close: what is queued, the close frame and the other
// side's answer to it (B48: closed within a second).
const closeGrace = 900 * time.Millisecond

// conn is one connection. It has a reading goroutine for as long as it lives,
// and a pump for as long as there is something to write.
type conn struct {
	g     *Gateway
	ws    *websocket.Conn
	sock  *socket
	from  string // the address that its admission counts under
	began time.Duration

	// Under mu.
	mu      sync.Mutex
	queue   [][]byte
	spare   [][]byte // a queue that was written, for the next one
	frames  int      // queued and being written
	bytes   int
	ping    bool // a ping is due
	pumping bool
	code    websocket.StatusCode // why it closes
	reason  string
	closing atomic.Bool // written under mu, read anywhere
	dropped atomic.Bool // closing, and nothing queued goes out any more

	greeted  atomic.Bool  // hello was answered
	active   atomic.Bool  // did something since its session was last checked
	issuedAt atomic.Int64 // when the newest resume token was sent

	// Written before greeted by the reading goroutine, then by nobody.
	who  Identity // Player is 0 for one that watches
	line tokenID

	issued atomic.Uint64 // the newest resume token's number

	// The sweeper's alone.
	pinged time.Duration

	// The reading goroutine's alone.
	joined    map[games.RoomID]Room
	perKind   map[string]*meter
	messages  meter
	control   meter
	raw       meter
	malformed meter
}

// Send queues one frame for the connection; the bytes are shared and not
// changed. It never waits. False: the connection is closing; if it was the
// queue that was full, it is being cut with CloseSlow.
func (c *conn) Send(frame []byte) bool {
	c.mu.Lock()
	if c.closing.Load() {
		c.mu.Unlock()
		return false
	}
	if c.frames >= queueFramesMax || c.bytes+len(frame) > queueBytesMax {
		c.mu.Unlock()
		c.cut(wire.CloseSlow, "too slow")
		return false
	}
	c.queue = append(c.queue, frame)
	c.frames++
	c.bytes += len(frame)
	c.startPump()
	c.mu.Unlock()
	return true
}

// sendPing has the pump write a ping.
func (c *conn) sendPing() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closing.Load() {
		c.ping = true
		c.startPump()
	}
}

// send encodes and queues a message for this connection alone.
func (c *conn) send(msg any) bool {
	frame, err := json.Marshal(msg)
	if err != nil {
		c.g.log.Error().Err(err).Type("message", msg).Msg("encode a message")
		return false
	}
	return c.Send(frame)
}

// end closes the connection with a code after what is queued has been written.
// The first code counts. It never waits.
func (c *conn) end(code websocket.StatusCode, reason string) { c.close(code, reason, false) }

// cut closes the connection with a code and drops what is queued.
func (c *conn) cut(code websocket.StatusCode, reason string) { c.close(code, reason, true) }

func (c *conn) close(code websocket.StatusCode, reason string, drop bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing.Load() {
		return
	}
	c.closing.Store(true)
	c.code, c.reason = code, reason
	if drop {
		c.dropped.Store(true)
		c.queue = nil
	}
	c.ping = false
	c.sock.endBy(closeGrace)
	c.g.metrics.closed(code)
	c.startPump()
}

// startPump sees to it that a pump runs. Called under mu. The reading goroutine
// is counted in work until it has closed the connection, so the count is not
// zero here.
func (c *conn) startPump() {
	if c.pumping {
		return
	}
	c.pumping = true
	c.g.work.Go(c.pump)
}
