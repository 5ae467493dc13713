package history

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
)

// chunkBytes is what a stream hands on at once, chunks how many may wait.
const (
	chunkBytes = 256 << 10
	chunks     = 4
)

// binaryHeader begins PostgreSQL's binary COPY: signature, flags, no extension.
var binaryHeader = append([]byte("PGCOPY\n\xff\r\n\x00"), make([]byte, 8)...)

// stream is the rows of one COPY on their way: made by one goroutine, sent by
// another. After a failure it swallows rows; finish says what it was.
type stream struct {
	table, columns string
	buf            []byte
	full, free     chan []byte
	failed         chan struct{}
	err            error
	done           chan struct{}
	rows           int64
}

// newStream starts COPY on a connection that it has to itself until finish.
func newStream(ctx context.Context, conn *pgx.Conn, table, columns string, freeze bool) *stream {
	s := &stream{table: table, columns: columns, full: make(chan []byte, chunks), free: make(chan []byte, chunks+2),
		failed: make(chan struct{}), done: make(chan struct{})}
	for range chunks + 2 {
		s.free <- make([]byte, 0, chunkBytes+4096)
	}
	s.buf = append(<-s.free, binaryHeader...)
	how := "format binary"
	if freeze {
		how += ", freeze"
	}
	go func() {
		defer close(s.done)
		_, err := conn.PgConn().CopyFrom(ctx, &reader{s: s}, fmt.Sprintf("copy %s(%s) from stdin (%s)", table, columns, how))
		if err != nil {
			s.err = fmt.Errorf("history: %s: %w", table, err)
			close(s.failed)
		}
	}()
	return s
}

// deadStream swallows rows.
func deadStream() *stream {
	s := &stream{failed: make(chan struct{})}
	close(s.failed)
	return s
}

// row begins a row of n fields, which follow.
func (s *stream) row(n int) {
	s.rows++
	if len(s.buf) >= chunkBytes {
		s.flush()
	}
	s.buf = binary.BigEndian.AppendUint16(s.buf, uint16(n))
}

func (s *stream) flush() {
	select {
	case s.full <- s.buf:
		select {
		case s.buf = <-s.free:
		case <-s.failed:
			s.buf = make([]byte, 0, chunkBytes+4096)
		}
	case <-s.failed:
	}
	s.buf = s.buf[:0]
}

func (s *stream) int8(v int64) {
	s.buf = binary.BigEndian.AppendUint32(s.buf, 8)
	s.buf = binary.BigEndian.AppendUint64(s.buf, uint64(v))
}

func (s *stream) int4(v int64) {
	s.buf = binary.BigEndian.AppendUint32(s.buf, 4)
	s.buf = binary.BigEndian.AppendUint32(s.buf, uint32(v))
}

func (s *stream) int2(v int64) {
	s.buf = binary.BigEndian.AppendUint32(s.buf, 2)
	s.buf = binary.BigEndian.AppendUint16(s.buf, uint16(v))
}

func (s *stream) bytes(b []byte) {
	s.buf = binary.BigEndian.AppendUint32(s.buf, uint32(len(b)))
	s.buf = append(s.buf, b...)
}

func (s *stream) int8OrNull(v int64, there bool) {
	if there {
		s.int8(v)
	} else {
		s.null()
	}
}

func (s *stream) null() { s.buf = binary.BigEndian.AppendUint32(s.buf, 0xffffffff) }

// time is a moment in ms as a timestamptz: µs since 2000.
func (s *stream) time(ms int64) {
	const epoch2000 = 946684800000
	s.int8((ms - epoch2000) * 1000)
}

// finish ends the COPY and waits for PostgreSQL's answer.
func (s *stream) finish() error {
	s.buf = binary.BigEndian.AppendUint16(s.buf, 0xffff)
	s.flush()
	close(s.full)
	<-s.done
	return s.err
}

// reader gives a stream's chunks to the driver.
type reader struct {
	s   *stream
	cur []byte
	at  int
}

func (r *reader) Read(p []byte) (int, error) {
	for r.at == len(r.cur) {
		if r.cur != nil {
			r.s.free <- r.cur[:0]
		}
		var ok bool
		if r.cur, ok = <-r.s.full; !ok {
			r.cur = nil
			r.at = 0
			return 0, io.EOF
		}
		r.at = 0
	}
	n := copy(p, r.cur[r.at:])
	r.at += n
	return n, nil
}
