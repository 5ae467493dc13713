package hostile

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// patience bounds every wait for the server's answer.
const patience = 45 * time.Second

// Opcodes of frames (RFC 6455, 5.2).
const (
	opMore   = 0x0
	opText   = 0x1
	opBinary = 0x2
	opClose  = 0x8
	opPing   = 0x9
)

// socket is a WebSocket client that can do what a library would not let it.
type socket struct {
	conn  net.Conn
	in    *bufio.Reader
	round int64                // of the room that was entered
	heard func(payload []byte) // of every message, if any
}

// raw opens a connection to the server.
func (h *house) raw(t *testing.T) net.Conn {
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL(), "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	return conn
}

// handshake asks for a socket and returns the status, and why it was refused.
func (h *house) handshake(t *testing.T, path string, header http.Header) (*socket, string) {
	conn := h.raw(t)
	request := "GET " + path + " HTTP/1.1\r\nHost: " + strings.TrimPrefix(h.URL(), "http://") +
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	for name, values := range header {
		for _, v := range values {
			request += name + ": " + v + "\r\n"
		}
	}
	_, err := io.WriteString(conn, request+"\r\n")
	require.NoError(t, err)
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, nil)
	require.NoError(t, err)
	if answer.StatusCode != http.StatusSwitchingProtocols {
		why, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return nil, "http " + strconv.Itoa(answer.StatusCode) + " " + strings.TrimSpace(string(why))
	}
	return &socket{conn: conn, in: in}, "open"
}

// program is the header of a client that is no browser.
func program() http.Header {
	h := http.Header{}
	h.Set("X-Croupier-Client", "hostile")
	h.Set("Sec-WebSocket-Protocol", wire.Subprotocol)
	return h
}

func (h *house) dial(t *testing.T) *socket {
	s, why := h.handshake(t, "/ws", program())
	require.NotNil(t, s, why)
	return s
}

// greet is a socket for a player, or one that watches for none.
func (h *house) greet(t *testing.T, p player) *socket {
	s := h.dial(t)
	hello := `{"t":"hello","vMin":1,"vMax":1,"client":"hostile"}`
	if p.Token != "" {
		hello = `{"t":"hello","vMin":1,"vMax":1,"client":"hostile","ticket":"` + h.ticket(t, p) + `"}`
	}
	s.text(t, hello)
	require.Equal(t, "welcome", s.next(t).T)
	return s
}

// enter is a socket for a player at a table.
func (h *house) enter(t *testing.T, p player, room int64) *socket {
	s := h.greet(t, p)
	s.text(t, `{"t":"join","room":`+itoa(room)+`}`)
	for {
		m := s.next(t)
		require.False(t, m.T == "gone" || strings.HasPrefix(m.T, "close"), "not let in: %s", m.T)
		if m.T == "snapshot" {
			s.round = m.Round
		}
		if m.T == "joined" {
			require.NotZero(t, s.round)
			return s
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// frame writes one frame; mask false breaks the protocol.
func (s *socket) frame(t *testing.T, first byte, payload []byte, mask bool) {
	t.Helper()
	_, err := s.conn.Write(frame(first, payload, mask))
	if err != nil && !errors.Is(err, net.ErrClosed) {
		t.Logf("writing: %v", err) // it may have been closed in the middle of a flood
	}
}

func frame(first byte, payload []byte, mask bool) []byte {
	masked := byte(0)
	if mask {
		masked = 0x80
	}
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, masked|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, masked|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, masked|127), uint64(n))
	}
	if mask {
		b = append(b, 0, 0, 0, 0) // a mask of zeros changes nothing
	}
	return append(b, payload...)
}

func (s *socket) text(t *testing.T, message string) {
	t.Helper()
	s.frame(t, 0x80|opText, []byte(message), true)
}

// message is what any message of the server may hold that is looked at here.
type message struct {
	T       string
	Code    string
	Verdict string
	Round   int64
	Resume  string
	ID      string
	Events  []struct {
		Round int64
		AtMs  int64
		Type  string
		Body  json.RawMessage
	}
}

// next reads the server's next message. A close, and an end without one, are
// messages too: "close 4500", "gone".
func (s *socket) next(t *testing.T) message {
	t.Helper()
	for {
		var head [2]byte
		if _, err := io.ReadFull(s.in, head[:]); err != nil {
			return message{T: "gone"}
		}
		n := uint64(head[1] & 0x7f)
		switch n {
		case 126:
			var b [2]byte
			_, err := io.ReadFull(s.in, b[:])
			require.NoError(t, err)
			n = uint64(binary.BigEndian.Uint16(b[:]))
		case 127:
			var b [8]byte
			_, err := io.ReadFull(s.in, b[:])
			require.NoError(t, err)
			n = binary.BigEndian.Uint64(b[:])
		}
		require.Less(t, n, uint64(4<<20))
		payload := make([]byte, n)
		_, err := io.ReadFull(s.in, payload)
		require.NoError(t, err)
		switch head[0] & 0x0f {
		case opText:
			var m message
			require.NoError(t, json.Unmarshal(payload, &m), "%s", payload)
			if s.heard != nil {
				s.heard(payload)
			}
			return m
		case opClose:
			require.GreaterOrEqual(t, len(payload), 2)
			return message{T: "close " + strconv.Itoa(int(binary.BigEndian.Uint16(payload)))}
		}
	}
}

// answer is the next message that answers something: an error, a verdict in
// either form, a close.
func (s *socket) answer(t *testing.T) string {
	t.Helper()
	for {
		m := s.next(t)
		switch {
		case m.T == "error":
			return "error " + m.Code
		case m.T == "verdict":
			return verdict(m)
		case m.T == "gone" || strings.HasPrefix(m.T, "close"):
			return m.T
		case m.T == "own":
			for _, e := range m.Events {
				if e.Type == "verdict" {
					var v message
					require.NoError(t, json.Unmarshal(e.Body, &v))
					return verdict(v)
				}
			}
		}
	}
}

func verdict(m message) string { return strings.TrimSpace("verdict " + m.Verdict + " " + m.Code) }

// ask sends one message and returns its answer.
func (s *socket) ask(t *testing.T, message string) string {
	t.Helper()
	s.text(t, message)
	return s.answer(t)
}

// act is an ask about an id, in the room that was entered.
func (s *socket) act(t *testing.T, kind, id string) string {
	return s.ask(t, `{"t":"`+kind+`","room":`+itoa(s.round>>24)+`,"ids":["`+id+`"]}`)
}

// until reads answers until one is the wanted one, at most so many.
func (s *socket) until(t *testing.T, want string, most int) string {
	t.Helper()
	got := ""
	for range most {
		if got = s.answer(t); got == want || got == "gone" || strings.HasPrefix(got, "close") {
			return got
		}
	}
	return got
}
