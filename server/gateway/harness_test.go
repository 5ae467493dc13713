package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
)

const (
	testOrigin = "https://play.example.com"
	testNode   = "node-1"
	roomHere   = games.RoomID(7)
	roomAway   = games.RoomID(8) // known, owned elsewhere
)

type wallClock struct{}

func (wallClock) Now() games.Moment { return games.Moment(time.Now().UnixMilli()) }

// fakeRoom answers a join by "joined" and remembers what it was given.
type fakeRoom struct {
	mu    sync.Mutex
	subs  map[rooms.Subscriber]bool
	acts  []wire.Act
	who   []games.Actor
	asked []games.BetID
	have  rooms.Point
	fail  error
}

func (r *fakeRoom) Join(sub rooms.Subscriber, who games.Actor, have rooms.Point, ids []games.BetID, cid int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	if r.subs == nil {
		r.subs = map[rooms.Subscriber]bool{}
	}
	r.subs[sub] = true
	r.who, r.have, r.asked = append(r.who, who), have, append(r.asked, ids...)
	frame, _ := json.Marshal(wire.Joined{T: wire.TJoined, Cid: cid, Room: int64(roomHere)})
	sub.Send(frame)
	return nil
}

func (r *fakeRoom) Leave(sub rooms.Subscriber) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.subs, sub)
}

func (r *fakeRoom) Act(sub rooms.Subscriber, who games.Actor, act wire.Act) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	r.acts, r.who = append(r.acts, act), append(r.who, who)
	frame, _ := json.Marshal(wire.Verdict{T: wire.TVerdict, ID: act.ID, Verdict: wire.VerdictAccepted})
	sub.Send(frame)
	return nil
}

func (r *fakeRoom) Inquire(sub rooms.Subscriber, _ games.Actor, ids []string, _ int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	frame, _ := json.Marshal(wire.Verdict{T: wire.TVerdict, ID: ids[0], Verdict: wire.VerdictRefused})
	sub.Send(frame)
	return nil
}

// publish sends a frame to all, as a room's goroutine does.
func (r *fakeRoom) publish(frame []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for sub := range r.subs {
		if !sub.Send(frame) {
			delete(r.subs, sub)
		}
	}
}

func (r *fakeRoom) watching() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.subs)
}

func (r *fakeRoom) failWith(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = err
}

func (r *fakeRoom) lastActor() games.Actor {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.who[len(r.who)-1]
}

type fakeHall struct{ room *fakeRoom }

func (h fakeHall) Room(id games.RoomID, _ games.PlayerID) (Room, bool) {
	if id == roomHere {
		return h.room, true
	}
	return nil, id == roomAway || id > 1000
}

type fakeSessions struct {
	mu      sync.Mutex
	over    map[players.SessionID]bool
	asked   [][]players.SessionID
	touched []players.SessionID
	err     error
}

func (s *fakeSessions) CheckMany(_ context.Context, ids []players.SessionID) (over []players.SessionID, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, append([]players.SessionID(nil), ids...))
	for _, id := range ids {
		if s.over[id] {
			over = append(over, id)
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	return over, nil
}

func (s *fakeSessions) Touch(_ context.Context, ids []players.SessionID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touched = append(s.touched, ids...)
	return nil
}

func (s *fakeSessions) set(over players.SessionID, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
	if over != 0 {
		s.over = map[players.SessionID]bool{over: true}
	}
}

func (s *fakeSessions) calls() [][]players.SessionID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]players.SessionID(nil), s.asked...)
}

type fakeBalances struct {
	mu    sync.Mutex
	calls [][]games.PlayerID
	fails int
}

func (b *fakeBalances) Balances(_ context.Context, of []games.PlayerID) (all []rooms.Balance, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls = append(b.calls, append([]games.PlayerID(nil), of...))
	if b.fails > 0 {
		b.fails--
		return nil, errors.New("the database is away")
	}
	for _, p := range of {
		all = append(all, rooms.Balance{Player: p, Currency: money.FUN, Amount: money.Amount(p) * 100, Version: 1})
	}
	return all, nil
}

func (b *fakeBalances) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.calls)
}

type fakeLobby struct {
	mu    sync.Mutex
	cards []wire.Card
	polls int
}

func (l *fakeLobby) Cards(context.Context) ([]wire.Card, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.polls++
	return append([]wire.Card(nil), l.cards...), nil
}

func (l *fakeLobby) set(cards ...wire.Card) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cards = cards
}

func (l *fakeLobby) looked() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.polls
}

// house is a gateway with everything around it made up, served on a listener.
type house struct {
	t        *testing.T
	g        *Gateway
	room     *fakeRoom
	sessions *fakeSessions
	balances *fakeBalances
	lobby    *fakeLobby
	tokens   *Tokens
	wallet   *Wallet
	dial     func(context.Context, string, string) (net.Conn, error)
	server   *http.Server
	url      string
	served   sync.WaitGroup
	patience time.Duration // of its clients
}

func newHouse(t *testing.T, l net.Listener, dial func(context.Context, string, string) (net.Conn, error), with ...func(*Options)) *house {
	t.Helper()
	h := &house{t: t, room: &fakeRoom{}, sessions: &fakeSessions{}, balances: &fakeBalances{}, lobby: &fakeLobby{},
		dial: dial, patience: 10 * time.Second, url: "http://" + l.Addr().String() + "/ws"}
	var err error
	h.tokens, err = NewTokens([32]byte{1}, testNode, wallClock{}, rand.Reader)
	require.NoError(t, err)
	h.wallet = NewWallet(wallClock{}, h.balances, zerolog.Nop())
	o := Options{Node: testNode, Version: "test", Tokens: h.tokens, Clock: wallClock{}, Rooms: fakeHall{h.room},
		Sessions: h.sessions, Lobby: h.lobby, Wallet: h.wallet, Origins: []string{testOrigin}, Log: zerolog.Nop()}
	for _, f := range with {
		f(&o)
	}
	h.g, err = New(o)
	require.NoError(t, err)
	h.g.Start()
	h.server = &http.Server{Handler: h.g}
	h.served.Go(func() { _ = h.server.Serve(l) })
	t.Cleanup(h.stop)
	return h
}

func (h *house) stop() {
	ctx, done := context.WithTimeout(context.Background(), 5*time.Second)
	defer done()
	_ = h.g.Shutdown(ctx)
	_ = h.server.Close()
	h.served.Wait()
}

// overTCP serves on a loopback port.
func overTCP(t *testing.T, with ...func(*Options)) *house {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return newHouse(t, l, (&net.Dialer{}).DialContext, with...)
}

// overPipes serves over net.Pipe, for bubbles of virtual time.
func overPipes(t *testing.T, with ...func(*Options)) *house {
	l := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	h := newHouse(t, l, l.dial, with...)
	h.patience = time.Hour // of virtual time
	return h
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// handshake tries to connect with the given headers.
func (h *house) handshake(url string, header http.Header, subprotocols ...string) (*websocket.Conn, *http.Response, error) {
	// One request per connection: nothing is kept alive behind a test.
	transport := &http.Transport{DialContext: h.dial, DisableKeepAlives: true}
	ctx, done := context.WithTimeout(context.Background(), 5*time.Second)
	defer done()
	return websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport},
		HTTPHeader: header, Subprotocols: subprotocols})
}

// client is a page's connection.
type client struct {
	t        *testing.T
	ws       *websocket.Conn
	patience time.Duration
}

func (h *house) connect() *client {
	h.t.Helper()
	ws, _, err := h.handshake(h.url, http.Header{"Origin": {testOrigin}}, wire.Subprotocol)
	require.NoError(h.t, err)
	ws.SetReadLimit(1 << 20)
	h.t.Cleanup(func() { _ = ws.CloseNow() })
	return &client{h.t, ws, h.patience}
}

// identity is player n with a session of its own.
func identity(n int64) Identity {
	return Identity{Player: games.PlayerID(n), Name: "Ada", Role: players.RolePlayer, Session: players.SessionID(100 + n)}
}

func (h *house) ticket(n int64, held ...rooms.Balance) string {
	h.t.Helper()
	text, _, err := h.tokens.Ticket(identity(n), held...)
	require.NoError(h.t, err)
	return text
}

// enter connects player n, or a watcher if n is 0.
func (h *house) enter(n int64, held ...rooms.Balance) (*client, wire.Welcome) {
	h.t.Helper()
	hello := wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "test"}
	if n != 0 {
		hello.Ticket = h.ticket(n, held...)
	}
	c := h.connect()
	return c, c.hello(hello)
}

func (c *client) hello(m wire.Hello) wire.Welcome {
	c.t.Helper()
	c.say(m)
	var w wire.Welcome
	c.next(wire.TWelcome, &w)
	return w
}

func (c *client) say(msg any) {
	c.t.Helper()
	b, err := json.Marshal(msg)
	require.NoError(c.t, err)
	require.NoError(c.t, c.ws.Write(context.Background(), websocket.MessageText, b))
}

// next reads until a message of a kind comes and decodes it.
func (c *client) next(kind string, into any) {
	c.t.Helper()
	for {
		ctx, done := context.WithTimeout(context.Background(), c.patience)
		_, b, err := c.ws.Read(ctx)
		done()
		require.NoErrorf(c.t, err, "waiting for %q", kind)
		var t struct{ T string }
		require.NoError(c.t, json.Unmarshal(b, &t))
		if t.T == kind {
			require.NoError(c.t, json.Unmarshal(b, into))
			return
		}
	}
}

func (c *client) refused() wire.Error {
	c.t.Helper()
	var e wire.Error
	c.next(wire.TError, &e)
	return e
}

// closed reads to the end and returns the close error, zero if there was none.
func (c *client) closed() websocket.CloseError {
	c.t.Helper()
	ctx, done := context.WithTimeout(context.Background(), c.patience)
	defer done()
	for {
		_, _, err := c.ws.Read(ctx)
		if err == nil {
			continue
		}
		require.NoError(c.t, ctx.Err(), "still open")
		var ce websocket.CloseError
		errors.As(err, &ce)
		return ce
	}
}

func (c *client) join() {
	c.t.Helper()
	c.say(wire.Join{T: wire.TJoin, Room: int64(roomHere)})
	var j wire.Joined
	c.next(wire.TJoined, &j)
}

func decodeCards(b []byte, into *wire.Cards) bool {
	return json.Unmarshal(b, into) == nil && into.T == wire.TCards
}
