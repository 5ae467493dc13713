package rooms

import (
	"bytes"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// Nothing that is not for everyone is ever in a frame for everyone, and what is
// for nobody is in no frame, no card and not readable in the log.
func TestSecretsStaySecret(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		for range 6 {
			a.bet(1, 11)
			rest(400 * time.Millisecond)
		}
		rest(2 * time.Second)
		for _, c := range []*client{a, b} {
			for _, frame := range c.frames {
				require.NotContains(t, string(frame), "canary")
			}
		}
		require.NotContains(t, bytes.Join(b.frames, nil), []byte(`"placed"`))
		require.NotContains(t, string(bytes.Join(b.frames, nil)), `"paid"`)
		h.lobby.mu.Lock()
		defer h.lobby.mu.Unlock()
		for _, card := range h.lobby.cards {
			require.NotContains(t, string(card.Extra), "canary")
		}
		secrets := 0
		for _, r := range h.ledger.rooms[tossRoom].rounds {
			for _, line := range r.Records {
				require.NotContains(t, string(line.Body), "canary")
				require.NotContains(t, string(line.Body), `"Stake"`, "a player's bet is the player's")
				require.NotContains(t, string(line.Body), `"Back"`)
				rec, err := decodeRecord(line.Body)
				require.NoError(t, err)
				for _, e := range rec.Events {
					require.Equal(t, e.For != games.Everyone, e.Box != nil)
					if e.For == games.Nobody {
						secrets++
					}
				}
			}
		}
		require.Positive(t, secrets)
	})
}

// Whoever comes back at any point of the streams ends with what those have who
// never left, by missed frames while they are kept and by a snapshot after.
func TestResumeAtEveryPoint(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		for i := range 60 {
			a.bet(int64(i%10), 7)
			rest(60 * time.Millisecond)
		}
		rest(2 * time.Second)
		require.NoError(t, room.Pause(background(), player(9)))
		rest(3 * time.Second)
		frames := a.frames
		resumed, snapshots := 0, 0
		for cut := 1; cut <= len(frames); cut++ {
			c := newClient(t, room, player(1))
			for _, frame := range frames[:cut] {
				c.Send(frame)
			}
			if len(c.joined) == 0 {
				continue // cut inside the first answer: it begins afresh
			}
			c.enter()
			synctest.Wait()
			last := c.joined[len(c.joined)-1]
			if last.Resumed {
				resumed++
				require.Empty(t, last.Why)
				require.Equal(t, c.snapshots, 1)
			} else {
				snapshots++
				require.Equal(t, whyGap, last.Why)
			}
			got, want := c.sees(), a.sees()
			got.Watching = want.Watching // others of this loop come and go
			require.Equal(t, want, got)
			room.Leave(c)
			synctest.Wait()
		}
		require.Greater(t, resumed, 10)
		require.Greater(t, snapshots, 10)
	})
}

// Whoever joins while events wait for their frame is told each of them once: in
// the snapshot or in a frame, never in both.
func TestJoinWhileEventsWait(t *testing.T) {
	t.Parallel()
	for ms := 990; ms < 1100; ms += 5 {
		synctest.Test(t, func(t *testing.T) {
			options := tossDefaults
			options.SpinMs = 20 // the result comes before the frame of the spin is due
			h := newHouse(t, options)
			defer h.close()
			room := h.open(tossRoom)
			first := newClient(t, room, games.Actor{}).enter()
			rest(time.Duration(ms) * time.Millisecond)
			late := newClient(t, room, games.Actor{}).enter()
			rest(1200 * time.Millisecond)
			require.NotEmpty(t, first.results())
			require.Equal(t, first.sees(), late.sees())
		})
	}
}

func TestJoinSaysWhy(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		a.bet(1, 5)
		rest(100 * time.Millisecond)
		at := a.sees()
		for name, tc := range map[string]struct {
			point Point
			why   string
			kinds []string
		}{
			"fresh":        {Point{}, whyFresh, []string{"snapshot", "own.snapshot", "joined"}},
			"other term":   {Point{99, at.Seq, at.N}, whyTerm, []string{"snapshot", "own.snapshot", "joined"}},
			"ahead":        {Point{1, at.Seq + 1, at.N}, whyGap, []string{"snapshot", "own.snapshot", "joined"}},
			"own ahead":    {Point{1, at.Seq, at.N + 1}, whyGap, []string{"own.snapshot", "joined"}},
			"nothing lost": {Point{1, at.Seq, at.N}, "", []string{"joined"}},
			"own lost":     {Point{1, at.Seq, 0}, "", []string{"own", "joined"}},
		} {
			c := newClient(t, room, player(1))
			c.term, c.seq, c.n = tc.point.Term, tc.point.Seq, tc.point.N
			c.round = at.Round
			c.enter()
			synctest.Wait()
			require.Len(t, c.joined, 1, name)
			require.Equal(t, tc.why, c.joined[0].Why, name)
			require.Equal(t, tc.why == "", c.joined[0].Resumed, name)
			require.Equal(t, tc.kinds, c.kinds, name)
			require.Empty(t, c.problem, name)
			room.Leave(c)
		}
	})
}

// A connection that does not keep up is cut at once; the others notice nothing.
func TestSlowConsumerIsCut(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		slow := newClient(t, room, games.Actor{})
		slow.limit = 5
		slow.enter()
		rest(1100 * time.Millisecond)
		require.Equal(t, 3, room.Status().Card.Watching)
		rest(6 * time.Second)
		require.Len(t, slow.frames, 5)
		require.Equal(t, 2, room.Status().Card.Watching)
		require.Equal(t, 2, a.sees().Watching)
		require.Greater(t, len(a.frames), 15)
		slow.limit = 0
		slow.enter()
		rest(100 * time.Millisecond)
		require.True(t, slow.joined[len(slow.joined)-1].Resumed || slow.snapshots == 2)
		slow.sees()
	})
}

// One set of bytes for everybody.
func TestFramesAreShared(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		c := newClient(t, room, games.Actor{}).enter()
		d := newClient(t, room, games.Actor{}).enter()
		rest(100 * time.Millisecond)
		a.bet(2, 5)
		rest(100 * time.Millisecond)
		require.Equal(t, c.kinds, d.kinds)
		require.Contains(t, c.kinds, wire.TTable)
		require.Contains(t, c.kinds, wire.TSnapshot)
		for i := range c.frames {
			if c.kinds[i] != wire.TJoined {
				require.Same(t, &c.frames[i][0], &d.frames[i][0])
			}
		}
	})
}

// An own frame never overtakes the public frame of the same step, and what is
// held back is told within one frame's time.
func TestOwnFollowsPublic(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		a.bet(3, 100)
		rest(1500 * time.Millisecond)
		last := map[string]int{}
		for i, frame := range a.frames {
			for _, what := range []string{`"result"`, `"paid"`} {
				if bytes.Contains(frame, []byte(what)) {
					last[what] = i
				}
			}
		}
		require.Positive(t, last[`"result"`])
		require.Greater(t, last[`"paid"`], last[`"result"`])
		var own wire.Own
		var public wire.Table
		require.NoError(t, json.Unmarshal(a.frames[last[`"paid"`]], &own))
		require.NoError(t, json.Unmarshal(a.frames[last[`"result"`]], &public))
		require.Equal(t, public.Seq, own.After)
	})
}

// Players whose connections are gone are forgotten in the end, and nobody ever
// resumes into numbers that were another stream's.
func TestForgottenStreams(t *testing.T) {
	t.Parallel()
	o := newOwnStreams()
	gone := o.attach(&watcher{who: player(1)})
	gone.ring.add([]byte("a"))
	gone.ring.add([]byte("b"))
	o.detach(gone.conns[0])
	for p := range int64(ownIdleMax) {
		w := &watcher{who: player(p + 2)}
		o.attach(w)
		o.detach(w)
	}
	require.Len(t, o.of, ownIdleMax)
	require.NotContains(t, o.of, games.PlayerID(1))
	again := o.stream(1)
	require.Equal(t, int64(2), again.ring.last)
	_, ok := again.ring.since(1)
	require.False(t, ok, "the second frame is gone")
	missed, ok := again.ring.since(2)
	require.True(t, ok)
	require.Empty(t, missed)
}

func TestRing(t *testing.T) {
	t.Parallel()
	r := frameRing{countMax: 3, bytesMax: 10}
	_, ok := r.since(0)
	require.True(t, ok)
	for _, frame := range []string{"1", "22", "333", "4444"} {
		r.add([]byte(frame))
	}
	for n, want := range map[int64]int{4: 0, 3: 1, 2: 2, 1: 3} {
		missed, ok := r.since(n)
		require.True(t, ok, n)
		require.Len(t, missed, want)
	}
	for _, n := range []int64{0, 5, -1} {
		_, ok := r.since(n)
		require.False(t, ok, n)
	}
	r.add([]byte("55555"))
	_, ok = r.since(2)
	require.False(t, ok, "by bytes")
	r.add(make([]byte, 100))
	_, ok = r.since(5)
	require.False(t, ok)
	_, ok = r.since(6)
	require.True(t, ok)
}

// Cards are told on change, and not more often than they may.
func TestCards(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		for range 30 {
			a.bet(1, 1)
			rest(20 * time.Millisecond)
		}
		rest(3 * time.Second)
		h.lobby.mu.Lock()
		defer h.lobby.mu.Unlock()
		require.Greater(t, len(h.lobby.at), 5)
		phases := map[games.Phase]bool{}
		for i, card := range h.lobby.cards {
			phases[card.Phase] = true
			if i > 0 {
				require.GreaterOrEqual(t, h.lobby.at[i]-h.lobby.at[i-1], games.Moment(cardGapMs))
				require.False(t, sameCard(card, h.lobby.cards[i-1]))
			}
		}
		require.True(t, phases[games.Open] && phases[games.Settled])
		require.Equal(t, h.lobby.cards[len(h.lobby.cards)-1], room.Card())
	})
}
