package gateway

import (
	"errors"
	"os"
	"sync"
	"time"

	"github.com/coder/websocket"

	"croupier/server/wire"
)

// batches are the buffers of writes under way: a connection that writes nothing
// has none.
var batches = sync.Pool{New: func() any {
	b := make([]byte, 0, batchBytesMax)
	return &b
}}

// pump writes what is queued, many frames in one write, and ends when nothing
// is left. Of a closing connection it is the end: it writes the close frame and
// closes the socket. There is never more than one pump of a connection.
func (c *conn) pump() {
	buf := batches.Get().(*[]byte)
	defer batches.Put(buf)
	for {
		queue, ping, more := c.takeQueue()
		if !more {
			return
		}
		if len(queue) == 0 && !ping {
			c.shut()
			return
		}
		err := c.writeAll(queue, ping, (*buf)[:0])
		c.wrote(queue)
		if err != nil {
			c.lost(err)
			return
		}
	}
}

// takeQueue takes all that is queued. more is false if the pump has ended;
// nothing to write and more true: the connection is to be shut.
func (c *conn) takeQueue() (queue [][]byte, ping, more bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 && !c.ping && !c.closing.Load() {
		c.pumping = false
		return nil, false, false
	}
	queue, ping = c.queue, c.ping
	c.queue, c.spare, c.ping = c.spare, nil, false
	return queue, ping, true
}

// spareMax is how large a queue is kept for reuse by an idle connection.
const spareMax = 16

// wrote gives the room of a written queue back.
func (c *conn) wrote(queue [][]byte) {
	n := 0
	for i, f := range queue {
		n += len(f)
		queue[i] = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frames -= len(queue)
	c.bytes -= n
	if cap(queue) <= spareMax {
		c.spare = queue[:0]
	}
}

// writeAll writes a queue in batches. Once the connection is cut, nothing more
// of it goes out (D11).
func (c *conn) writeAll(queue [][]byte, ping bool, buf []byte) error {
	if ping {
		buf = appendFrame(buf, opPing, nil)
	}
	for i, frame := range queue {
		buf = appendFrame(buf, opText, frame)
		if len(buf) < batchBytesMax && i < len(queue)-1 {
			continue
		}
		if c.dropped.Load() {
			return nil
		}
		if err := c.write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	if len(queue) == 0 {
		return c.write(buf)
	}
	c.g.metrics.framesOut.Add(float64(len(queue)))
	return nil
}

func (c *conn) write(buf []byte) error {
	_, err := c.sock.Write(buf)
	c.g.metrics.writes.Inc()
	c.g.metrics.bytesOut.Add(float64(len(buf)))
	return err
}

// lost ends a connection whose socket took no more.
func (c *conn) lost(err error) {
	code := websocket.StatusAbnormalClosure
	if errors.Is(err, os.ErrDeadlineExceeded) {
		code = wire.CloseSlow // for the count; a cut frame cannot be followed
	}
	c.cut(code, "")
	_ = c.sock.Close()
	_ = c.ws.CloseNow()
}

// shut ends the WebSocket: the close frame, the other side's, and the socket,
// all within closeGrace of the close.
func (c *conn) shut() {
	c.mu.Lock()
	code, reason := c.code, c.reason
	c.mu.Unlock()
	if code == websocket.StatusAbnormalClosure {
		_ = c.ws.CloseNow()
		return
	}
	left := time.Duration(c.sock.endsBy.Load()) - c.sock.since()
	stop := time.AfterFunc(left, func() { _ = c.sock.Close() })
	_ = c.ws.Close(code, reason) // the connection is over either way
	stop.Stop()
}
