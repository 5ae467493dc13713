package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

func anAct() wire.Act {
	return wire.Act{T: wire.TAct, Cid: 3, Room: int64(roomHere), Round: 1, ID: betID, Ask: "bet", Body: json.RawMessage(`{"a":1}`)}
}

func TestActReachesTheRoom(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	c, _ := h.enter(5)
	c.say(wire.Join{T: wire.TJoin, Cid: 8, Room: int64(roomHere), Term: 1, Seq: 2, N: 3, Inquire: []string{betID}})
	var j wire.Joined
	c.next(wire.TJoined, &j)
	require.Equal(t, int64(8), j.Cid)
	require.Equal(t, rooms.Point{Term: 1, Seq: 2, N: 3}, h.room.have)
	require.Equal(t, betID, h.room.asked[0].String())

	c.say(anAct())
	var v wire.Verdict
	c.next(wire.TVerdict, &v)
	require.Equal(t, betID, v.ID)
	require.Equal(t, anAct(), h.room.acts[0])
	require.Equal(t, games.Actor{Role: games.Player, Player: 5, Name: "Ada"}, h.room.lastActor())

	c.say(wire.Inquire{T: wire.TInquire, Room: int64(roomHere), IDs: []string{betID}})
	c.next(wire.TVerdict, &v)
	require.Equal(t, wire.VerdictRefused, v.Verdict)

	c.say(wire.Leave{T: wire.TLeave, Room: int64(roomHere)})
	c.say(anAct())
	require.Equal(t, wire.ErrorNotJoined, c.refused().Code)
	require.Zero(t, h.room.watching())
}

// What is no verdict says so, names the message, and leaves the id unused.
func TestErrorsOfActs(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	player, _ := h.enter(5)
	watcher, _ := h.enter(0)
	watcher.join()
	require.Equal(t, games.Actor{Role: games.Player, Name: ""}, h.room.lastActor(), "a watcher never acts as the system")
	inRoom := func(id games.RoomID) wire.Act {
		a := anAct()
		a.Room = int64(id)
		return a
	}
	for _, tc := range []struct {
		name string
		c    *client
		say  any
		want wire.Error
	}{
		{"a watcher's act", watcher, anAct(), wire.Error{Cid: 3, Room: 7, ID: betID, Code: wire.ErrorNotSignedIn}},
		{"a watcher's inquiry", watcher, wire.Inquire{T: wire.TInquire, Cid: 4, Room: 7, IDs: []string{betID}}, wire.Error{Cid: 4, Room: 7, Code: wire.ErrorNotSignedIn}},
		{"a watcher's inquiring join", watcher, wire.Join{T: wire.TJoin, Cid: 5, Room: 7, Inquire: []string{betID}}, wire.Error{Cid: 5, Room: 7, Code: wire.ErrorNotSignedIn}},
		{"not joined", player, anAct(), wire.Error{Cid: 3, Room: 7, ID: betID, Code: wire.ErrorNotJoined}},
		{"left without joining", player, wire.Leave{T: wire.TLeave, Room: 7}, wire.Error{Room: 7, Code: wire.ErrorNotJoined}},
		{"no room", player, inRoom(99), wire.Error{Cid: 3, Room: 99, ID: betID, Code: wire.ErrorNoRoom}},
		{"join no room", player, wire.Join{T: wire.TJoin, Room: 99}, wire.Error{Room: 99, Code: wire.ErrorNoRoom}},
		{"join a room elsewhere", player, wire.Join{T: wire.TJoin, Cid: 1, Room: int64(roomAway)}, wire.Error{Cid: 1, Room: 8, Code: wire.ErrorNoOwner, Retry: true, AfterMs: retryMs}},
		{"no id", player, wire.Join{T: wire.TJoin, Room: 7, Inquire: []string{"nope"}}, wire.Error{Room: 7, Code: wire.ErrorBadID}},
	} {
		tc.c.say(tc.say)
		tc.want.T = wire.TError
		require.Equal(t, tc.want, tc.c.refused(), tc.name)
	}
	require.Empty(t, h.room.acts)

	player.join()
	h.room.failWith(errors.New("the inbox is full"))
	player.say(anAct())
	require.Equal(t, wire.Error{T: wire.TError, Cid: 3, Room: 7, ID: betID, Code: wire.ErrorBusy, Retry: true, AfterMs: retryMs}, player.refused())
	h.room.failWith(rooms.ErrStopped)
	player.say(anAct())
	require.Equal(t, wire.ErrorNoOwner, player.refused().Code)
	h.room.failWith(nil)
	player.say(anAct())
	require.Equal(t, wire.ErrorNotJoined, player.refused().Code, "a lost room is joined again")
	require.Empty(t, h.room.acts)
}

func TestRoomsOfOneConnectionAreBounded(t *testing.T) {
	t.Parallel()
	c := &conn{g: &Gateway{o: Options{Rooms: everywhere{&fakeRoom{}}}, metrics: newMetrics()}, joined: map[games.RoomID]Room{}}
	c.pumping = true // nothing is written here
	for i := range int64(joinedMax) {
		c.join(wire.Join{Room: 1 + i})
	}
	require.Len(t, c.joined, joinedMax)
	c.queue = nil
	c.join(wire.Join{Room: 5000, Cid: 6})
	require.Len(t, c.joined, joinedMax)
	require.JSONEq(t, `{"t":"error","cid":6,"room":5000,"code":"too_many"}`, string(c.queue[0]))
	c.join(wire.Join{Room: 1})
	require.Contains(t, string(c.queue[1]), "joined", "joining again is resuming")
}

type everywhere struct{ room *fakeRoom }

func (e everywhere) Room(games.RoomID, games.PlayerID) (Room, bool) { return e.room, true }

func TestMalformedIsAnsweredThenClosed(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	c, _ := h.enter(5)
	write := func(typ websocket.MessageType, text string) {
		require.NoError(t, c.ws.Write(context.Background(), typ, []byte(text)))
	}
	write(websocket.MessageText, `{"t":"join","cid":12,"room":"7"}`)
	require.Equal(t, wire.Error{T: wire.TError, Cid: 12, Code: wire.ErrorMalformed}, c.refused())
	write(websocket.MessageBinary, `{"t":"ping","n":1}`)
	require.Equal(t, wire.ErrorMalformed, c.refused().Code)
	c.say(wire.Hello{T: wire.THello, VMin: 1, VMax: 1})
	require.Equal(t, wire.ErrorMalformed, c.refused().Code, "a second hello")
	c.say(wire.Ping{T: wire.TPing, N: 1})
	var p wire.Pong
	c.next(wire.TPong, &p) // a few mistakes are no end
	for range paceMalformed.burst {
		write(websocket.MessageText, `{`)
	}
	require.Equal(t, websocket.StatusCode(wire.CloseBadMessage), c.closed().Code)
	require.Eventually(t, func() bool { return h.g.Connections() == 0 }, 5*time.Second, time.Millisecond)
}

// Every hostile message gets an answer, in the protocol and without a fault.
func TestHostileMessages(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	for name, text := range hostile() {
		c, _ := h.enter(5)
		require.NoError(t, c.ws.Write(context.Background(), websocket.MessageText, []byte(text)))
		require.Equal(t, wire.ErrorMalformed, c.refused().Code, name)
		_ = c.ws.CloseNow()
	}
}

func TestTooLargeIsClosed(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	c, _ := h.enter(5)
	c.join()
	fits := anAct()
	pad := func(n int) json.RawMessage {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'x'
		}
		return json.RawMessage(`{"a":"` + string(b) + `"}`)
	}
	empty := anAct()
	empty.Body = pad(0)
	overhead, err := json.Marshal(empty)
	require.NoError(t, err)
	fits.Body = pad(wire.MessageBytesMax - len(overhead))
	c.say(fits)
	var v wire.Verdict
	c.next(wire.TVerdict, &v)
	fits.Body = pad(wire.MessageBytesMax - len(overhead) + 1)
	c.say(fits)
	require.Equal(t, websocket.StatusMessageTooBig, c.closed().Code)
	require.Len(t, h.room.acts, 1)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	registry := prometheus.NewPedanticRegistry()
	require.NoError(t, registry.Register(h.g.Metrics()))
	c, _ := h.enter(5)
	c.join()
	_, _, err := h.handshake(h.url, nil, wire.Subprotocol)
	require.Error(t, err)
	families, err := registry.Gather()
	require.NoError(t, err)
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			got[f.GetName()] += m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	require.Equal(t, 1.0, got["croupier_gateway_connections"])
	require.Equal(t, 1.0, got["croupier_gateway_refused_total"])
	require.Equal(t, 2.0, got["croupier_gateway_frames_in_total"])
	require.GreaterOrEqual(t, got["croupier_gateway_frames_out_total"], 1.0)
	require.Greater(t, got["croupier_gateway_bytes_in_total"], 50.0)
}
