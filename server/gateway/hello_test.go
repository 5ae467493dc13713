package gateway

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
)

func TestWelcome(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	held := rooms.Balance{Player: 5, Currency: money.FUN, Amount: 1234, Version: 9}
	c, w := h.enter(5, held)
	require.Equal(t, 1, w.V)
	require.Equal(t, testNode, w.Node)
	require.Equal(t, int64(5), w.Player)
	require.Equal(t, "Ada", w.Name)
	require.NotEmpty(t, w.Resume)
	var b wire.Wallet
	c.next(wire.TWallet, &b)
	require.Equal(t, wire.Wallet{T: wire.TWallet, Currency: "FUN", Kind: "cash", Balance: 1234, Version: 9}, b)
	require.Zero(t, h.balances.count(), "the ticket brought the balance")

	c.say(wire.Ping{T: wire.TPing, N: 42})
	var p wire.Pong
	c.next(wire.TPong, &p)
	require.Equal(t, int64(42), p.N)
	require.InDelta(t, time.Now().UnixMilli(), p.NowMs, 5000)

	_, watching := h.enter(0)
	require.Zero(t, watching.Player)
	require.Empty(t, watching.Resume)
}

func TestHelloRefused(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	used := h.ticket(1)
	h.connect().hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 3, Client: "x", Ticket: used})
	for name, tc := range map[string]struct {
		first any
		code  websocket.StatusCode
	}{
		"a ticket used":         {wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Ticket: used}, wire.CloseBadTicket},
		"a ticket made up":      {wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Ticket: "abcd"}, wire.CloseBadTicket},
		"a ticket as resume":    {wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: h.ticket(1)}, wire.CloseBadTicket},
		"ticket and resume":     {wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Ticket: h.ticket(1), Resume: "x"}, wire.CloseBadMessage},
		"a version to come":     {wire.Hello{T: wire.THello, VMin: 2, VMax: 3}, wire.CloseVersion},
		"a version gone":        {wire.Hello{T: wire.THello, VMin: -1, VMax: 0}, wire.CloseVersion},
		"something else before": {wire.Ping{T: wire.TPing}, wire.CloseBadMessage},
	} {
		t.Run(name, func(t *testing.T) {
			c := h.connect()
			c.say(tc.first)
			require.Equal(t, tc.code, c.closed().Code)
		})
	}
}

// One session has so many connections and no more; a connection that resumes
// takes its own place, and one that closed gives its place back (B46).
func TestConnectionsOfOneSession(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	var first *client
	var welcome wire.Welcome
	for n := range ConnsSessionMax {
		c, w := h.enter(7)
		if n == 0 {
			first, welcome = c, w
		}
	}
	one := h.connect()
	one.say(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "test", Ticket: h.ticket(7)})
	require.Equal(t, websocket.StatusCode(wire.CloseTooMany), one.closed().Code)
	h.enter(8) // another session's are its own

	again := h.connect()
	resumed := again.hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "test", Resume: welcome.Resume})
	require.Equal(t, int64(7), resumed.Player)
	require.Equal(t, websocket.StatusCode(wire.CloseReplaced), first.closed().Code)

	require.NoError(t, again.ws.Close(websocket.StatusNormalClosure, ""))
	h.enter(7)
}

func TestHelloTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		c := h.connect()
		began := time.Now()
		require.Equal(t, websocket.StatusCode(wire.CloseHelloTimeout), c.closed().Code)
		require.GreaterOrEqual(t, time.Since(began), helloTimeout)
		require.LessOrEqual(t, time.Since(began), helloTimeout+2*sweepEvery)
		synctest.Wait()
		require.Zero(t, h.g.Connections())
		h.stop()
	})
}

func TestResume(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	first, w := h.enter(5)

	second := h.connect()
	again := second.hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: w.Resume})
	require.Equal(t, int64(5), again.Player)
	require.NotEqual(t, w.Resume, again.Resume)
	require.Equal(t, websocket.StatusCode(wire.CloseReplaced), first.closed().Code, "of a line the newer counts")

	replay := h.connect()
	replay.say(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: w.Resume})
	require.Equal(t, websocket.StatusCode(wire.CloseBadTicket), replay.closed().Code)

	third := h.connect()
	third.hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: again.Resume})
	require.Equal(t, websocket.StatusCode(wire.CloseReplaced), second.closed().Code)
}

// A connection that lives longer than its resume token gets others, and the
// newest resumes it.
func TestResumeStaysFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		c, w := h.enter(5)
		began := time.Now()
		var newest wire.Resume
		c.next(wire.TResume, &newest)
		require.NotEqual(t, w.Resume, newest.Resume)
		require.InDelta(t, ResumeLifeMs/2, time.Since(began).Milliseconds(), 2000)
		time.Sleep(3 * ResumeLifeMs * time.Millisecond / 4) // the welcome's is over by now
		_ = c.ws.CloseNow()
		h.connect().hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: newest.Resume})
		h.stop()
	})
}

func TestSilenceIsClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		alive, _ := h.enter(0)
		silent, _ := h.enter(0)
		began := time.Now()
		// The library answers pings while somebody reads; silent does not.
		heard := make(chan websocket.CloseError, 1)
		go func() { heard <- alive.closed() }()
		time.Sleep(pingAfter + pongTimeout + 3*sweepEvery)
		synctest.Wait()
		require.Equal(t, 1, h.g.Connections())
		require.NotZero(t, silent.ws)
		time.Sleep(10 * time.Minute / 4)
		require.Equal(t, 1, h.g.Connections())
		require.Greater(t, time.Since(began), pingAfter)
		h.stop()
		require.Equal(t, websocket.StatusCode(wire.CloseGoingAway), (<-heard).Code)
	})
}
