package gateway

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/players"
	"croupier/rooms"
	"croupier/server/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// B48: a session's end closes its sockets within a second, refuses its tokens,
// and touches nobody else's.
func TestEndSession(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	one, w := h.enter(5)
	two, _ := h.enter(5)
	other, _ := h.enter(6)
	spare := h.ticket(5)

	began := time.Now()
	h.g.EndSession(identity(5).Session)
	require.Equal(t, websocket.StatusCode(wire.CloseSignedOut), one.closed().Code)
	require.Equal(t, websocket.StatusCode(wire.CloseSignedOut), two.closed().Code)
	require.Less(t, time.Since(began), time.Second)

	for _, hello := range []wire.Hello{{Ticket: spare}, {Resume: w.Resume}} {
		hello.T, hello.VMin, hello.VMax = wire.THello, 1, 1
		c := h.connect()
		c.say(hello)
		require.Equal(t, websocket.StatusCode(wire.CloseSignedOut), c.closed().Code)
	}
	other.say(wire.Ping{T: wire.TPing, N: 1})
	var p wire.Pong
	other.next(wire.TPong, &p)
}

// A client that takes nothing is closed as soon.
func TestEndSessionOfAStuckClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		c, _ := h.enter(5)
		c.join()
		h.room.publish([]byte(`{"t":"table"}`))
		h.room.publish([]byte(`{"t":"table"}`))
		h.g.EndSession(identity(5).Session)
		time.Sleep(time.Second)
		synctest.Wait()
		require.Zero(t, h.g.Connections())
		h.stop()
	})
}

func TestEndingsForgetLate(t *testing.T) {
	t.Parallel()
	e := newEndings()
	e.add(1, 1_000_000)
	e.add(2, 1_000_000+ResumeLifeMs)
	require.True(t, e.has(1))
	e.add(3, 1_000_000+2*ResumeLifeMs)
	require.False(t, e.has(1))
	require.True(t, e.has(2))
	require.True(t, e.has(3))
}

func TestSessionsAreCheckedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		gone, _ := h.enter(5)
		stays, w := h.enter(6)
		reading := make(chan websocket.CloseError, 2)
		go func() { reading <- gone.closed() }()
		lost := make(chan websocket.CloseError, 1)
		go func() { lost <- stays.closed() }()

		time.Sleep(time.Minute)
		require.Empty(t, h.sessions.calls(), "fresh from a ticket")
		h.sessions.set(identity(5).Session, errors.New("away"))
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		require.Equal(t, 2, h.g.Connections(), "nothing is known while the database is away")
		h.sessions.set(0, nil)
		time.Sleep(2 * checkEvery)
		require.Equal(t, websocket.StatusCode(wire.CloseSignedOut), (<-reading).Code)
		require.ElementsMatch(t, []players.SessionID{105, 106}, h.sessions.touched, "hello was use")

		// A resumed one is checked at the next tick, alone.
		before := len(h.sessions.calls())
		back := h.connect()
		back.hello(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Resume: w.Resume})
		require.Equal(t, websocket.StatusCode(wire.CloseReplaced), (<-lost).Code)
		time.Sleep(2 * checkEvery)
		require.Equal(t, [][]players.SessionID{{106}}, h.sessions.calls()[before:])
		h.stop()
	})
}

func TestSessionChecksAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		// Logins without sockets: what counts here is the statement's size.
		h.g.registry.mu.Lock()
		for i := range players.SessionID(1200) {
			h.g.registry.sessions[i+1] = &login{unsure: true}
		}
		h.g.registry.mu.Unlock()
		time.Sleep(2 * checkEvery)
		synctest.Wait()
		sizes := 0
		for _, ids := range h.sessions.calls() {
			require.LessOrEqual(t, len(ids), checkMax)
			sizes += len(ids)
		}
		require.Equal(t, 1200, sizes)
		h.stop()
	})
}

func TestLobby(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		h.lobby.set(wire.Card{Room: 1, Name: "European"})
		one, _ := h.enter(0)
		two, _ := h.enter(0)
		time.Sleep(3 * time.Second)
		require.Zero(t, h.lobby.looked(), "nobody watches")

		cards := make(chan wire.Cards, 10)
		quit := make(chan struct{})
		go func() {
			defer close(quit)
			for {
				_, b, err := one.ws.Read(context.Background())
				if err != nil {
					return
				}
				var c wire.Cards
				if decodeCards(b, &c) {
					cards <- c
				}
			}
		}()
		one.say(wire.LobbyWatch{T: wire.TLobby, On: true})
		require.Equal(t, "European", (<-cards).Cards[0].Name)
		two.say(wire.LobbyWatch{T: wire.TLobby, On: true})
		var c wire.Cards
		two.next(wire.TCards, &c)

		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Empty(t, cards, "unchanged")
		require.InDelta(t, 11, h.lobby.looked(), 2, "once for all watchers")
		h.lobby.set(wire.Card{Room: 1, Name: "European", Players: 3})
		began := time.Now()
		require.Equal(t, 3, (<-cards).Cards[0].Players)
		require.LessOrEqual(t, time.Since(began), lobbyEvery)
		two.next(wire.TCards, &c)
		require.Equal(t, 3, c.Cards[0].Players)

		one.say(wire.LobbyWatch{T: wire.TLobby, On: false})
		_ = two.ws.CloseNow()
		time.Sleep(time.Second)
		looked := h.lobby.looked()
		time.Sleep(10 * time.Second)
		require.Equal(t, looked, h.lobby.looked())
		h.stop()
		<-quit
	})
}

// Shutdown tells everybody to come back, each at a moment of its own, takes
// nobody in, and leaves nothing running.
func TestShutdown(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	var all []*client
	for i := range 20 {
		c, _ := h.enter(int64(i))
		c.join()
		all = append(all, c)
	}
	codes := make(chan websocket.CloseError, len(all))
	for _, c := range all {
		go func() { codes <- c.closed() }()
	}
	require.NoError(t, h.g.Shutdown(t.Context()))
	waits := map[string]bool{}
	for range all {
		ce := <-codes
		require.Equal(t, websocket.StatusCode(wire.CloseGoingAway), ce.Code)
		ms, err := strconv.Atoi(ce.Reason)
		require.NoError(t, err)
		require.GreaterOrEqual(t, ms, int(returnMin.Milliseconds()))
		require.LessOrEqual(t, ms, int(returnMax.Milliseconds()))
		waits[ce.Reason] = true
	}
	require.Greater(t, len(waits), 10)
	require.Zero(t, h.g.Connections())
	require.Zero(t, h.room.watching())
	_, res, err := h.handshake(h.url, http.Header{"Origin": {testOrigin}}, wire.Subprotocol)
	require.Error(t, err)
	require.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
	require.NoError(t, h.g.Shutdown(t.Context()), "twice is once")
}

// Who watched a room that stopped comes back; the others stay.
func TestSendAway(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	watching, _ := h.enter(0)
	watching.join()
	other, _ := h.enter(0)
	h.room.mu.Lock()
	subs := []rooms.Subscriber{&box{}}
	for sub := range h.room.subs {
		subs = append(subs, sub)
	}
	h.room.mu.Unlock()
	h.g.SendAway(subs)
	ce := watching.closed()
	require.Equal(t, websocket.StatusCode(wire.CloseGoingAway), ce.Code)
	require.NotEmpty(t, ce.Reason)
	other.say(wire.Ping{T: wire.TPing, N: 1})
	var p wire.Pong
	other.next(wire.TPong, &p)
}

// Clients that take nothing do not hold a shutdown up beyond its context.
func TestShutdownOfStuckClients(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t)
		for range 5 {
			c, _ := h.enter(0)
			c.join()
		}
		h.room.publish([]byte(`{"t":"table"}`))
		ctx, done := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer done()
		began := time.Now()
		require.ErrorIs(t, h.g.Shutdown(ctx), context.DeadlineExceeded)
		require.Equal(t, 100*time.Millisecond, time.Since(began))
		require.Zero(t, h.g.Connections())
		h.stop()
	})
}
