package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime/debug"
	"sync"

	"github.com/coder/websocket"

	"croupier/server/wire"
)

// messages are the buffers of messages being read: a connection that waits has
// none.
var messages = sync.Pool{New: func() any {
	b := make([]byte, 0, 4<<10)
	return &b
}}

// run is the reading goroutine of a connection, from its first message until
// nothing can come any more.
func (c *conn) run() {
	c.g.metrics.conns.Inc()
	defer c.finish()
	defer c.recovered()
	for {
		// A context that could end would cost a timer a read, and its end closes
		// the connection without a code; sockets are closed instead.
		typ, r, err := c.ws.Reader(context.Background())
		if err == nil {
			err = c.readOne(typ, r)
		}
		if err != nil {
			c.end(lastCode(err), "")
			return
		}
	}
}

// lastCode is the close code of a connection that can be read no further.
func lastCode(err error) websocket.StatusCode {
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return websocket.StatusMessageTooBig
	}
	if code := websocket.CloseStatus(err); code >= 0 {
		return code
	}
	var network net.Error
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) ||
		errors.Is(err, net.ErrClosed) || errors.As(err, &network) {
		return websocket.StatusAbnormalClosure // nobody is there to be told
	}
	return websocket.StatusProtocolError // frames that are not WebSocket's
}

func (c *conn) readOne(typ websocket.MessageType, r io.Reader) error {
	buf := messages.Get().(*[]byte)
	defer messages.Put(buf)
	b := (*buf)[:0]
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	*buf = b
	// A closing connection is read on, so that the other side's close frame
	// arrives and ours is not lost to a reset; nothing comes of it.
	if !c.closing.Load() {
		c.g.metrics.framesIn.Inc()
		c.handle(typ, b)
	}
	return nil
}

// finish takes the connection out of everything, once it is closed.
func (c *conn) finish() {
	for _, room := range c.joined {
		room.Leave(c)
	}
	c.g.lobby.watch(c, false)
	if c.who.Player != 0 {
		c.g.o.Wallet.detach(c.who.Player, c)
	}
	c.g.registry.remove(c)
	c.g.admission.leave(c.from)
	c.g.metrics.conns.Dec()
	c.g.log.Debug().Int("code", int(c.closeCode())).Int64("player", int64(c.who.Player)).Msg("connection closed")
}

func (c *conn) closeCode() websocket.StatusCode {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code
}

// recovered is the last resort: a fault in handling one client's message ends
// that client's connection and not the house (ASVS 16.5.4).
func (c *conn) recovered() {
	if fault := recover(); fault != nil {
		c.g.metrics.panics.Inc()
		c.g.log.Error().Any("fault", fault).Bytes("stack", debug.Stack()).Msg("a message broke its connection")
		c.end(websocket.StatusInternalError, "")
	}
}

// onRead counts bytes, so that what never becomes a message (endless fragments,
// control frames) is bounded too (B46).
func (c *conn) onRead(n int) {
	c.g.metrics.bytesIn.Add(float64(n))
	if c.raw.take(paceBytes, int64(n), c.g.since()) > 0 {
		c.end(wire.CloseTooMany, "too many bytes")
	}
}

func (c *conn) onPing(context.Context, []byte) bool {
	if c.control.take(paceControl, 1, c.g.since()) > 0 {
		c.end(wire.CloseTooMany, "too many pings")
	}
	return !c.closing.Load()
}

func (c *conn) onPong(ctx context.Context, b []byte) { c.onPing(ctx, b) }
