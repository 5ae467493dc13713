package cluster

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/wallet/money"
)

// A pool that is closed while Redis is away leaves its last attempt to dial
// sleeping for up to a second: go-redis' own, which waits for nobody.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial"))
}

// Times of tests: quick, and far enough apart on a busy machine.
const (
	every = 20 * time.Millisecond
	ttl   = time.Second
	soon  = 10 * time.Second // bounds every wait
	tick  = 5 * time.Millisecond
)

// engine is a Redis that a test may stop and start.
type engine struct {
	url  string
	down func()
	up   func()
}

// engines are what the conformance suite runs on.
var engines = map[string]func(t *testing.T) *engine{
	"miniredis": func(t *testing.T) *engine {
		m := miniredis.NewMiniRedis()
		m.ClockTTL(true)
		require.NoError(t, m.StartAddr("127.0.0.1:0"))
		t.Cleanup(m.Close)
		return &engine{url: "redis://" + m.Addr(), down: m.Close, up: func() { require.NoError(t, m.Restart()); m.FlushAll() }}
	},
	"redis": func(t *testing.T) *engine {
		url, start := dbtest.RedisServer(t)
		kill := start()
		return &engine{url: url, down: func() { kill() }, up: func() { kill = start() }}
	},
}

// onEach runs a test on every engine.
func onEach(t *testing.T, test func(t *testing.T, e *engine)) {
	t.Parallel()
	for name, make := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, make(t))
		})
	}
}

func (e *engine) node(t *testing.T, name string) *Cluster {
	t.Helper()
	c, err := Open(t.Context(), Config{URL: e.url, Node: name, Every: every, TTL: ttl})
	require.NoError(t, err)
	t.Cleanup(func() {
		if err := c.Close(); !errors.Is(err, redis.ErrClosed) { // by die
			require.NoError(t, err)
		}
	})
	return c
}

// die ends a node as a kill does: no further word, and no farewell.
func die(t *testing.T, c *Cluster) {
	t.Helper()
	require.NoError(t, c.client.Close())
	require.ErrorIs(t, c.Close(), redis.ErrClosed)
}

func card(room games.RoomID, watching int) rooms.Card {
	return rooms.Card{
		Room: room, Game: "roulette-european", Name: "European Speed", Currency: money.FUN, Phase: games.Open, Paused: true,
		Watching: watching, Players: 3, Until: 1_800_000_000_000, Extra: []byte(`{"last":[17,0,36]}`),
	}
}

// seen is what a node sees of a room: the node that has it and who watches; ""
// if nothing.
func seen(t *testing.T, c *Cluster, room games.RoomID) (node string, watching int) {
	t.Helper()
	hints, err := c.Cards(t.Context())
	require.NoError(t, err)
	for _, h := range hints {
		if h.Room == room {
			node, watching = h.Node, h.Watching
		}
	}
	return node, watching
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	require.Eventually(t, is, soon, tick, what)
}

// deaf is an address at which something accepts connections and never answers.
func deaf(t *testing.T) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "deaf.sock")
	l, err := net.Listen("unix", socket)
	require.NoError(t, err)
	var held []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			held = append(held, c)
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		for _, c := range held {
			_ = c.Close()
		}
		_ = os.Remove(socket)
	})
	return "unix://" + socket
}
