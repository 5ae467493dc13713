package gateway

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// writeTimeout ends a write that the other side does not take (D11).
const writeTimeout = 5 * time.Second

// Buffers of the library around the socket. Messages are read past the reader's
// buffer; the writer's holds a whole control frame (131 bytes at most), so that
// each is one Write and never lands inside another frame.
const (
	readBufferBytes  = 512
	writeBufferBytes = 256
)

var errBroken = errors.New("gateway: a frame was cut off")

// socket is the connection under the WebSocket library. Both write to it: the
// library its control frames, the pump its batches; each Write is whole frames
// and runs alone. One goroutine reads.
type socket struct {
	net.Conn
	base  time.Time // all durations count from here
	rest  []byte    // read by the HTTP server already
	heard atomic.Int64
	read  func(n int) // told of every read

	endsBy  atomic.Int64 // no write lasts beyond, if set
	writing sync.Mutex
	broken  bool // under writing: the last frame is not whole
}

func (s *socket) since() time.Duration { return time.Since(s.base) }

// lastHeard is when bytes last came in.
func (s *socket) lastHeard() time.Duration { return time.Duration(s.heard.Load()) }

func (s *socket) Read(p []byte) (n int, err error) {
	if len(s.rest) > 0 {
		n = copy(p, s.rest)
		if s.rest = s.rest[n:]; len(s.rest) == 0 {
			s.rest = nil
		}
	} else {
		n, err = s.Conn.Read(p)
	}
	if n > 0 {
		s.heard.Store(int64(s.since()))
		s.read(n)
	}
	return n, err
}

// Write writes whole frames, or breaks the socket for good.
func (s *socket) Write(p []byte) (int, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.broken {
		return 0, errBroken
	}
	s.limitWrite()
	n, err := s.Conn.Write(p)
	s.broken = err != nil
	return n, err
}

// limitWrite sets the deadline of the write that follows. endBy may come
// between the look and the setting; then it is set again.
func (s *socket) limitWrite() {
	for {
		by := s.endsBy.Load()
		deadline := s.since() + writeTimeout
		if by != 0 {
			deadline = min(deadline, time.Duration(by))
		}
		_ = s.Conn.SetWriteDeadline(s.base.Add(deadline))
		if s.endsBy.Load() == by {
			return
		}
	}
}

// endBy makes every write, the one under way included, end within d.
func (s *socket) endBy(d time.Duration) {
	by := s.since() + d
	s.endsBy.Store(int64(by))
	_ = s.Conn.SetWriteDeadline(s.base.Add(by))
}

// hijacker gives the library a socket of ours and small buffers: with the HTTP
// server's own, a connection costs twice the memory.
type hijacker struct {
	http.ResponseWriter
	sock *socket
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, _ := rw.Reader.Peek(rw.Reader.Buffered())
	h.sock.Conn, h.sock.rest = conn, append([]byte(nil), early...)
	return h.sock, bufio.NewReadWriter(
		bufio.NewReaderSize(h.sock, readBufferBytes),
		bufio.NewWriterSize(h.sock, writeBufferBytes)), nil
}
