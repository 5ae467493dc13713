package gateway

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/server/wire"
)

// In any window a meter lets through at most the burst and what the window
// refills; what it refuses it lets through after the wait it named.
func TestMeterProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := pace{time.Duration(rapid.IntRange(1, 50).Draw(t, "every")), int64(rapid.IntRange(1, 20).Draw(t, "burst"))}
		var m meter
		var now time.Duration
		var taken []time.Duration
		for range 100 {
			now += time.Duration(rapid.IntRange(0, 40).Draw(t, "gap"))
			if wait := m.take(p, 1, now); wait > 0 {
				probe := m
				if probe.take(p, 1, now+wait-1) <= 0 || probe.take(p, 1, now+wait) > 0 {
					t.Fatalf("wait of %d is not exact", wait)
				}
				continue
			}
			taken = append(taken, now)
			for i, from := range taken {
				if got := int64(len(taken) - i); got > p.burst+int64((now-from)/p.every) {
					t.Fatalf("%d in %d at %+v", got, now-from, p)
				}
			}
		}
	})
}

func TestRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		c, _ := h.enter(5)
		c.join()
		for range paceAct.burst {
			c.say(anAct())
			var v wire.Verdict
			c.next(wire.TVerdict, &v)
		}
		c.say(anAct())
		e := c.refused()
		require.Equal(t, wire.Error{T: wire.TError, Cid: 3, Room: 7, ID: betID, Code: wire.ErrorRate, Retry: true, AfterMs: 50}, e)
		c.say(wire.Ping{T: wire.TPing, N: 1}) // another kind has its own pace
		var p wire.Pong
		c.next(wire.TPong, &p)
		time.Sleep(time.Duration(e.AfterMs) * time.Millisecond)
		c.say(anAct())
		var v wire.Verdict
		c.next(wire.TVerdict, &v)
		require.Len(t, h.room.acts, int(paceAct.burst)+1)
		h.stop()
	})
}

func TestFlood(t *testing.T) {
	t.Parallel()
	for name, flood := range map[string]func(ctx context.Context, ws *websocket.Conn) error{
		"messages": func(ctx context.Context, ws *websocket.Conn) error {
			return ws.Write(ctx, websocket.MessageText, []byte(`{"t":"ping","n":1}`))
		},
		"pings": func(ctx context.Context, ws *websocket.Conn) error {
			return ws.Ping(ctx)
		},
		"bytes": func(ctx context.Context, ws *websocket.Conn) error {
			return ws.Write(ctx, websocket.MessageText, make([]byte, wire.MessageBytesMax))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := overTCP(t)
			other, _ := h.enter(1)
			c, _ := h.enter(5)
			ctx, stop := context.WithCancel(context.Background())
			done := make(chan struct{})
			go func() {
				defer close(done)
				for range 20_000 {
					if flood(ctx, c.ws) != nil {
						return
					}
				}
			}()
			code := c.closed().Code
			stop()
			<-done
			if name == "bytes" {
				// The bytes are no messages either: whichever bound is met first.
				require.Contains(t, []websocket.StatusCode{wire.CloseTooMany, wire.CloseBadMessage}, code)
			} else {
				require.Equal(t, websocket.StatusCode(wire.CloseTooMany), code)
			}
			other.say(wire.Ping{T: wire.TPing, N: 1})
			var p wire.Pong
			other.next(wire.TPong, &p)
		})
	}
}

// A message in endless empty fragments is no message and no memory; the bytes
// of its frames are counted.
func TestFragmentFlood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		c, _ := h.enter(5)
		closed := make(chan websocket.CloseError, 1)
		go func() { closed <- c.closed() }()
		w, err := c.ws.Writer(context.Background(), websocket.MessageText)
		require.NoError(t, err)
		sent := 0
		for ; err == nil && sent < 1_000_000; sent++ {
			_, err = w.Write(nil)
		}
		require.Error(t, err)
		require.Less(t, sent, 400_000)
		require.Equal(t, websocket.StatusCode(wire.CloseTooMany), (<-closed).Code)
		h.stop()
	})
}
