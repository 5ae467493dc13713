package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// Frames of every length that has a header of its own arrive whole and in
// order, however many share a write.
func TestFramesArrive(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	c, _ := h.enter(0)
	c.join()
	var want []string
	for _, n := range []int{0, 1, 125, 126, 127, 1000, batchBytesMax - 1, batchBytesMax, 65535, 65536, 100_000} {
		text := fmt.Sprintf(`{"t":"table","pad":%q}`, strings.Repeat("x", n))
		want = append(want, text)
		h.room.publish([]byte(text))
	}
	for _, text := range want {
		_, b, err := c.ws.Read(context.Background())
		require.NoError(t, err)
		require.Equal(t, text, string(b))
	}
}

func TestAppendFrame(t *testing.T) {
	t.Parallel()
	require.Equal(t, []byte{0x81, 2, 'h', 'i'}, appendFrame(nil, opText, []byte("hi")))
	require.Equal(t, []byte{0x89, 0}, appendFrame(nil, opPing, nil))
	require.Equal(t, []byte{0x81, 126, 0, 126}, appendFrame(nil, opText, make([]byte, 126))[:4])
	require.Equal(t, []byte{0x81, 126, 0xff, 0xff}, appendFrame(nil, opText, make([]byte, 65535))[:4])
	require.Equal(t, []byte{0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}, appendFrame(nil, opText, make([]byte, 65536))[:10])
}

// countingConn counts writes and can be told to take none.
type countingConn struct {
	net.Conn
	writes int
	hold   chan struct{}
	got    bytes.Buffer
}

func (c *countingConn) Write(b []byte) (int, error) {
	<-c.hold
	c.writes++
	return c.got.Write(b)
}
func (c *countingConn) SetWriteDeadline(time.Time) error { return nil }

// What queues up while a write is under way goes out in one write.
func TestFramesShareAWrite(t *testing.T) {
	t.Parallel()
	under := &countingConn{hold: make(chan struct{})}
	g := &Gateway{metrics: newMetrics(), base: time.Now()}
	c := &conn{g: g, sock: &socket{Conn: under, base: g.base}}
	var want []byte
	for i := range 100 {
		frame := []byte(fmt.Sprintf(`{"n":%d}`, i))
		want = appendFrame(want, opText, frame)
		require.True(t, c.Send(frame))
	}
	close(under.hold)
	g.work.Wait()
	require.LessOrEqual(t, under.writes, 2)
	require.Equal(t, want, under.got.Bytes())
	require.Zero(t, c.frames)
	require.Zero(t, c.bytes)
}

// D11, B42: a consumer that reads nothing is cut with its code, never waited
// for; the others get every frame at once.
func TestSlowConsumerIsCut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		slow, _ := h.enter(0)
		slow.join()
		quick, _ := h.enter(0)
		quick.join()
		for i := range 2 * queueFramesMax {
			began := time.Now()
			frame, err := json.Marshal(wire.Table{T: wire.TTable, Seq: int64(i)})
			require.NoError(t, err)
			h.room.publish(frame)
			require.Zero(t, time.Since(began), "Send waited")
			var got wire.Table
			quick.next(wire.TTable, &got)
			require.Equal(t, int64(i), got.Seq)
			require.Zero(t, time.Since(began), "the other waited")
		}
		require.Equal(t, 1, h.room.watching(), "Send said no")
		ce := slow.closed()
		require.Equal(t, websocket.StatusCode(wire.CloseSlow), ce.Code)
		synctest.Wait()
		require.Equal(t, 1, h.g.Connections())
		h.stop()
	})
}

// One that never reads again is gone with its memory within the grace, and a
// write that nobody takes does not last.
func TestDeadConsumerIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		full, _ := h.enter(0)
		full.join()
		for range queueFramesMax + 2 {
			h.room.publish([]byte(`{"t":"table"}`))
		}
		time.Sleep(closeGrace + 10*time.Millisecond)
		synctest.Wait()
		require.Zero(t, h.g.Connections())

		stuck, _ := h.enter(0)
		stuck.join()
		h.room.publish([]byte(`{"t":"table"}`))
		time.Sleep(writeTimeout + 10*time.Millisecond)
		synctest.Wait()
		require.Zero(t, h.g.Connections())
		h.stop()
	})
}

// The bytes are bounded too, in flight included; a cut connection takes nothing.
func TestQueueBounds(t *testing.T) {
	t.Parallel()
	c := &conn{g: &Gateway{metrics: newMetrics()}, sock: &socket{Conn: &countingConn{}, base: time.Now()}}
	c.pumping = true // nothing is written here
	big := make([]byte, queueBytesMax/4)
	for range 4 {
		require.True(t, c.Send(big))
	}
	taken, _, _ := c.takeQueue()
	require.Len(t, taken, 4)
	require.False(t, c.Send([]byte("x")), "what is being written counts")
	require.True(t, c.closing.Load())
	require.Equal(t, websocket.StatusCode(wire.CloseSlow), c.code)
	c.wrote(taken)
	require.False(t, c.Send([]byte("x")))
	require.Empty(t, c.queue)
}

// Over real sockets: with a tenth of the clients reading nothing, the others
// get each frame, and the room's goroutine is not held up.
func TestSlowConsumersOverTCP(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	const quick, slow = 18, 2
	for range slow {
		c, _ := h.enter(0)
		c.join()
	}
	var all []*client
	for range quick {
		c, _ := h.enter(0)
		c.join()
		all = append(all, c)
	}
	frame := []byte(`{"t":"table","pad":"` + strings.Repeat("x", 15<<10) + `"}`)
	// Kernel buffers take megabytes before the slow ones' queues fill up.
	var worst time.Duration
	for i := 0; h.room.watching() > quick && i < 5000; i++ {
		began := time.Now()
		h.room.publish(frame)
		worst = max(worst, time.Since(began))
		for _, c := range all {
			_, b, err := c.ws.Read(context.Background())
			require.NoError(t, err)
			require.Len(t, b, len(frame))
		}
	}
	require.Equal(t, quick, h.room.watching(), "the slow ones are cut")
	require.Less(t, worst, writeTimeout/2)
	require.Eventually(t, func() bool { return h.g.Connections() == quick }, 10*time.Second, 10*time.Millisecond)
}

// Once a connection is cut, what was queued stays unsent, though a write of the
// same queue was under way.
func TestNothingFollowsACut(t *testing.T) {
	t.Parallel()
	under := &countingConn{hold: make(chan struct{})}
	g := &Gateway{metrics: newMetrics(), base: time.Now()}
	c := &conn{g: g, sock: &socket{Conn: under, base: g.base}}
	c.pumping = true // by hand, below
	big := make([]byte, batchBytesMax)
	for range 3 {
		require.True(t, c.Send(big))
	}
	queue, _, _ := c.takeQueue()
	done := make(chan error)
	go func() { done <- c.writeAll(queue, false, nil) }()
	under.hold <- struct{}{} // the first write is under way
	c.cut(wire.CloseSlow, "")
	close(under.hold)
	require.NoError(t, <-done)
	require.LessOrEqual(t, under.writes, 2)
}

// Behind a frame that was cut off nothing is written: it would be read as the
// rest of it.
func TestBrokenSocket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, server := net.Pipe()
		s := &socket{Conn: server, base: time.Now()}
		s.endBy(time.Second)
		_, err := s.Write([]byte("ab"))
		require.ErrorIs(t, err, os.ErrDeadlineExceeded)
		require.Equal(t, time.Second, s.since())
		go func() { _, _ = client.Read(make([]byte, 10)) }()
		s.endsBy.Store(0)
		_, err = s.Write([]byte("cd"))
		require.ErrorIs(t, err, errBroken)
		require.NoError(t, client.Close())
	})
}
