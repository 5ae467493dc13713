package swarm

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"croupier/server/wire"
)

// Bounds of a connection.
const (
	dialTimeout    = 15 * time.Second
	frameBytesMax  = 1 << 20
	outQueueMax    = 64 // messages; a full queue loses an arrival, which is counted
	frameBytesKept = 4 << 10
)

// clientHeader tells the server that this is no browser: a page cannot set it
// on a WebSocket, so no Origin is needed.
const clientHeader = "X-Croupier-Client"

// connection is one socket with its writer.
type connection struct {
	ws      *websocket.Conn
	out     chan []byte
	base    string          // of the server at the other end
	life    context.Context // its end closes the socket
	giveUp  context.CancelFunc
	rude    atomic.Bool   // ends without a goodbye
	written chan struct{} // closed when the writer has ended
}

// dial opens a socket and starts its writer.
func (s *Swarm) dial(life context.Context, base string) (*connection, error) {
	return dial(life, base, s.api.client, s.config.Version)
}

func dial(life context.Context, base string, client *http.Client, version string) (*connection, error) {
	ctx, cancel := context.WithTimeout(life, dialTimeout)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, base+"/ws", &websocket.DialOptions{
		HTTPClient:   client,
		HTTPHeader:   http.Header{clientHeader: {version}},
		Subprotocols: []string{wire.Subprotocol},
	})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(frameBytesMax)
	c := &connection{ws: ws, base: base, out: make(chan []byte, outQueueMax), written: make(chan struct{})}
	c.life, c.giveUp = context.WithCancel(life)
	go c.write()
	return c, nil
}

// write sends what was queued until the connection is gone. An error ends the
// reader too.
func (c *connection) write() {
	defer close(c.written)
	for {
		select {
		case <-c.life.Done():
			return
		case message := <-c.out:
			if err := c.ws.Write(context.Background(), websocket.MessageText, message); err != nil {
				_ = c.ws.CloseNow() // the reader finds out why
				return
			}
		}
	}
}

// queue puts a message on its way, false if the queue is full.
func (c *connection) queue(message []byte) bool {
	select {
	case c.out <- message:
		return true
	default:
		return false
	}
}

// read hands every frame to take until the connection ends, and returns why.
// The bytes are the reader's own and change with the next frame. No context
// with an end is used: it would cost allocations for each read.
func (c *connection) read(take func(frame []byte, at time.Time)) error {
	buffer := make([]byte, 0, frameBytesKept)
	for {
		kind, r, err := c.ws.Reader(context.Background())
		if err != nil {
			return err
		}
		if buffer, err = readAll(r, buffer[:0]); err != nil {
			return err
		}
		if kind != websocket.MessageText {
			return fmt.Errorf("swarm: a frame that is no text")
		}
		take(buffer, time.Now())
	}
}

// end closes the socket at once and waits for the writer.
func (c *connection) end() {
	c.giveUp()
	_ = c.ws.CloseNow() // it is over either way
	<-c.written
}

// readAll is io.ReadAll into a buffer that is used again.
func readAll(r io.Reader, into []byte) ([]byte, error) {
	for {
		if len(into) == cap(into) {
			into = append(into, 0)[:len(into)]
		}
		n, err := r.Read(into[len(into):cap(into)])
		into = into[:len(into)+n]
		if err == io.EOF {
			return into, nil
		}
		if err != nil {
			return into, err
		}
	}
}
