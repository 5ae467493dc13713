package cluster

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"croupier/games"
)

func TestNodesSeeEachOther(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 7))
		b.Announce(card(2, 9))
		eventually(t, "b sees room 1", func() bool { node, n := seen(t, b, 1); return node == "a" && n == 7 })
		eventually(t, "a sees room 2", func() bool { node, n := seen(t, a, 2); return node == "b" && n == 9 })
		hints, err := b.Cards(t.Context())
		require.NoError(t, err)
		require.Len(t, hints, 2)
		require.Equal(t, card(1, 7), hints[0].Card, "whole, as it was announced")
		require.True(t, a.Healthy())
	})
}

func TestNewestCardCounts(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		var writes counter
		a.client.AddHook(&writes)
		begin := time.Now()
		for n := range 5000 {
			a.Announce(card(1, n))
		}
		eventually(t, "the last card arrives", func() bool { _, n := seen(t, b, 1); return n == 4999 })
		atMost := int64(time.Since(begin)/every) + 2
		require.LessOrEqual(t, writes.pipelines.Load(), atMost, "one write per %v", every)
		require.Zero(t, writes.single.Load(), "nothing is written one by one")
	})
}

// counter counts what is sent.
type counter struct{ single, pipelines atomic.Int64 }

func (c *counter) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (c *counter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		switch cmd.Name() { // a new connection's greeting is no write
		case "hset", "hdel", "del", "pexpire", "sadd", "srem":
			c.single.Add(1)
		}
		return next(ctx, cmd)
	}
}

func (c *counter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.pipelines.Add(1); return next(ctx, cmds) }
}

func TestRoomMovesToAnotherNode(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b, c := e.node(t, "a"), e.node(t, "b"), e.node(t, "c")
		a.Announce(card(1, 1))
		eventually(t, "a has it", func() bool { node, _ := seen(t, c, 1); return node == "a" })
		time.Sleep(2 * time.Millisecond) // hints are stamped in milliseconds
		b.Announce(card(1, 2))           // a does not know yet
		eventually(t, "b has it", func() bool { node, n := seen(t, c, 1); return node == "b" && n == 2 })
		eventually(t, "a sees that", func() bool { node, _ := seen(t, a, 1); return node == "b" })
		b.Retire(1)
		a.Retire(1)
		eventually(t, "nobody has it", func() bool { node, _ := seen(t, c, 1); return node == "" })
	})
}

func TestPresenceIsSummed(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b, idle := e.node(t, "a"), e.node(t, "b"), e.node(t, "idle")
		a.Present(1, 40)
		a.Present(2, 5)
		b.Present(1, 2)
		is := func(c *Cluster, nodes []string, want map[games.RoomID]int64) func() bool {
			return func() bool {
				p, err := c.Presence(t.Context())
				require.NoError(t, err)
				return assertEqual(p, Presence{nodes, want})
			}
		}
		all := []string{"a", "b", "idle"}
		for _, c := range []*Cluster{a, b, idle} {
			eventually(t, c.cfg.Node, is(c, all, map[games.RoomID]int64{1: 42, 2: 5}))
		}
		a.Present(1, 0)
		a.Present(2, 6)
		eventually(t, "the new counts", is(idle, all, map[games.RoomID]int64{1: 2, 2: 6}))
		require.NoError(t, a.Close())
		eventually(t, "without a", is(idle, []string{"b", "idle"}, map[games.RoomID]int64{1: 2}))
	})
}

func TestManyRooms(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		const n = 2*fieldsMax + 7
		for room := range games.RoomID(n) {
			a.Announce(card(room+1, 1))
		}
		eventually(t, "all of them", func() bool {
			hints, err := b.Cards(t.Context())
			require.NoError(t, err)
			return len(hints) == n
		})
		for room := range games.RoomID(n) {
			a.Retire(room + 1)
		}
		eventually(t, "none of them", func() bool {
			hints, err := b.Cards(t.Context())
			require.NoError(t, err)
			return len(hints) == 0
		})
		a.mu.Lock()
		defer a.mu.Unlock()
		require.Empty(t, a.own, "rooms that are gone are forgotten")
	})
}

// A node that dies is forgotten after the TTL, B29.
func TestDeadNodeIsForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1))
		eventually(t, "it is there", func() bool { node, _ := seen(t, b, 1); return node == "a" })
		die(t, a)
		silent := time.Now()
		eventually(t, "it is gone", func() bool { node, _ := seen(t, b, 1); return node == "" })
		require.Greater(t, time.Since(silent), ttl/2, "not before its time")
		p, err := b.Presence(t.Context())
		require.NoError(t, err)
		require.Equal(t, []string{"b"}, p.Nodes)
		names, err := b.client.SMembers(t.Context(), b.keys.nodes).Result()
		require.NoError(t, err)
		require.Equal(t, []string{"b"}, names)
	})
}

func TestIdleRoomStays(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1)) // and nothing more happens there
		eventually(t, "it is there", func() bool { node, _ := seen(t, b, 1); return node == "a" })
		for end := time.Now().Add(2 * ttl); time.Now().Before(end); time.Sleep(every) {
			node, _ := seen(t, b, 1)
			require.Equal(t, "a", node)
		}
	})
}

func TestRedisForgetsEverything(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1))
		a.Present(1, 12)
		eventually(t, "it is there", func() bool { node, _ := seen(t, b, 1); return node == "a" })
		require.NoError(t, b.client.FlushAll(t.Context()).Err())
		gone, back := false, false
		eventually(t, "it is there again", func() bool {
			node, _ := seen(t, b, 1)
			gone = gone || node == ""
			back = gone && node == "a"
			return back
		})
		p, err := b.Presence(t.Context())
		require.NoError(t, err)
		require.Equal(t, int64(12), p.Rooms[1])
	})
}

// S3, S10: with Redis gone nothing waits, own tables are still shown, and
// everything comes back by itself.
func TestRedisGoesAndComes(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1))
		b.Announce(card(2, 2))
		eventually(t, "they see each other", func() bool { node, _ := seen(t, a, 2); return node == "b" })

		e.down()
		eventually(t, "it is noticed", func() bool { return !a.Healthy() && !b.Healthy() })
		begin := time.Now()
		for n := range 1000 {
			a.Announce(card(1, n))
			a.Present(1, int64(n))
		}
		require.Less(t, time.Since(begin), time.Second, "announcing never waits")
		eventually(t, "a sees its own room only", func() bool {
			hints, err := a.Cards(t.Context())
			return err != nil && len(hints) == 1
		})
		hints, err := a.Cards(t.Context())
		require.ErrorIs(t, err, ErrDegraded)
		require.Equal(t, card(1, 999), hints[0].Card)
		p, err := a.Presence(t.Context())
		require.ErrorIs(t, err, ErrDegraded)
		require.Equal(t, map[games.RoomID]int64{1: 999}, p.Rooms)

		e.up() // empty
		eventually(t, "both are well", func() bool { return a.Healthy() && b.Healthy() })
		eventually(t, "b sees what was announced meanwhile", func() bool {
			hints, err := b.Cards(t.Context())
			return err == nil && len(hints) == 2 && hints[0].Watching == 999
		})
	})
}

func TestCloseTakesEverythingBack(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1))
		eventually(t, "it is there", func() bool { node, _ := seen(t, b, 1); return node == "a" })
		require.NoError(t, a.Close())
		require.NoError(t, a.Close())
		a.Announce(card(1, 2)) // too late, and no harm
		n, err := b.client.Exists(t.Context(), a.keys.own).Result()
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

// A node starts again under its name: what its former life left is replaced.
func TestRestartUnderTheSameName(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		a, b := e.node(t, "a"), e.node(t, "b")
		a.Announce(card(1, 1))
		eventually(t, "it is there", func() bool { node, _ := seen(t, b, 1); return node == "a" })
		die(t, a)
		again := e.node(t, "a")
		again.Announce(card(2, 2))
		eventually(t, "the new room", func() bool { node, _ := seen(t, b, 2); return node == "a" })
		node, _ := seen(t, b, 1)
		require.Empty(t, node)
	})
}

// What others write is read with care.
func TestStrangeFields(t *testing.T) {
	onEach(t, func(t *testing.T, e *engine) {
		b := e.node(t, "b")
		own := keysOf("strange").own
		require.NoError(t, b.client.HSet(t.Context(), own,
			"card:1", `{"room":1,"name":"from the future","atMs":5,"colour":"green"}`,
			"card:2", `{"room":3}`, "card:3", `{`, "card:-4", `{"room":-4}`, "card:x", `{}`, "card:9999999999", `{"room":9999999999}`,
			"present:1", "12", "present:2", "-3", "present:3", "many", "something", "else").Err())
		require.NoError(t, b.client.SAdd(t.Context(), b.keys.nodes, "strange").Err())
		eventually(t, "the good card", func() bool { node, _ := seen(t, b, 1); return node == "strange" })
		hints, err := b.Cards(t.Context())
		require.NoError(t, err)
		require.Len(t, hints, 1)
		p, err := b.Presence(t.Context())
		require.NoError(t, err)
		require.Equal(t, map[games.RoomID]int64{1: 12}, p.Rooms)
	})
}
