package rooms

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

func operator() games.Actor { return games.Actor{Role: games.Operator, Player: 77, Name: "Ada"} }

// A pause lets the round under way finish and opens no further one; both ways
// are steps on the log with who.
func TestPause(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		now := a.sees().Round
		a.bet(1, 5)
		require.NoError(t, room.Pause(background(), operator()))
		require.NoError(t, room.Pause(background(), operator()), "again: no step")
		b.bet(1, 5)
		rest(8 * time.Second)
		require.Equal(t, now, a.sees().Round)
		require.Equal(t, "settled", a.sees().View.Phase)
		require.Len(t, b.accepted(), 1, "the round under way takes bets")
		require.True(t, room.Card().Paused)
		late := newBetID()
		a.act(late, now+1, "bet", `{"Number":1,"Stake":5}`)
		rest(20 * time.Millisecond)
		require.Equal(t, string(CodePaused), a.verdict(late).Code)

		h.kill() // it stays paused over a restart
		h.boot()
		room = h.open(tossRoom)
		c := newClient(t, room, player(1)).enter()
		rest(3 * time.Second)
		require.Equal(t, now, c.sees().Round)
		require.NoError(t, room.Unpause(background(), operator()))
		rest(200 * time.Millisecond)
		require.Equal(t, now+1, c.sees().Round)
		require.Equal(t, []string{wire.EventPaused}, only(a.types(), wire.EventPaused, wire.EventUnpaused))
		require.Equal(t, []string{wire.EventUnpaused}, only(c.types(), wire.EventPaused, wire.EventUnpaused))
	})
}

func only(all []string, which ...string) []string {
	var kept []string
	for _, one := range all {
		for _, w := range which {
			if one == w {
				kept = append(kept, one)
			}
		}
	}
	return kept
}

// A draining room finishes its round, tells of it, and stops.
func TestDrain(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		a.bet(1, 5)
		require.NoError(t, h.hall.Drain(background()))
		<-room.Done()
		require.NoError(t, room.Err())
		require.Equal(t, "settled", a.sees().View.Phase, "the end of the round was told")
		require.Contains(t, a.types(), wire.EventRevealed)
		require.Len(t, only(a.types(), "opened"), 1, "and no other begun")
		require.Equal(t, 2, h.sentTo[tossRoom])
		require.NoError(t, h.stopped[tossRoom])
		require.ErrorIs(t, room.Act(a, a.who, wire.Act{}), ErrStopped)
		require.ErrorIs(t, room.Join(a, a.who, Point{}, nil, 0), ErrStopped)
		require.ErrorIs(t, room.Pause(background(), operator()), ErrStopped)
		_, open := h.hall.Room(tossRoom)
		require.False(t, open)
		_, err := h.hall.Open(h.ledger.load(tossRoom))
		require.ErrorIs(t, err, ErrHallClosed)
	})
}

// At the deadline a drain stops what is left; the round goes on elsewhere.
func TestDrainHasADeadline(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.journal.set(func(j *journal) { j.full = true })
		ctx, cancel := context.WithTimeout(background(), 3*time.Second)
		defer cancel()
		require.ErrorIs(t, h.hall.Drain(ctx), context.Canceled)
		require.NotNil(t, h.ledger.load(tossRoom).Live)
	})
}

// Whatever breaks a room stops that room alone, loudly, and shows nothing.
func TestFaultsStopTheRoom(t *testing.T) {
	stale := func(v Verdict) func(*house, *client) {
		return func(h *house, a *client) {
			h.journal.set(func(j *journal) {
				j.meddle = func(e *Entry) *Verdict {
					if e.Room == tossRoom {
						return &v
					}
					return nil
				}
			})
			a.bet(1, 5)
		}
	}
	ask := func(name string) func(*house, *client) {
		return func(_ *house, a *client) { a.act(newBetID(), a.sees().Round, name, `{}`) }
	}
	for name, tc := range map[string]struct {
		do   func(h *house, a *client)
		want error
	}{
		"a stale term":       {stale(Verdict{Outcome: Stale, Err: errors.New("x")}), ErrStale},
		"a failed step":      {stale(Verdict{Outcome: Failed, Err: errors.New("x")}), ErrFailed},
		"no such outcome":    {stale(Verdict{}), ErrFault},
		"a fault of rules":   {ask("bug"), ErrFault},
		"a panic of rules":   {ask("fall"), ErrFault},
		"rules that hang":    {ask("stuck"), ErrFault},
		"the journal's stop": {func(h *house, a *client) { h.journal.set(func(j *journal) { j.closed = true }); a.bet(1, 5) }, ErrStopped},
		"no more seeds": {func(h *house, a *client) {
			h.sealer.mu.Lock()
			defer h.sealer.mu.Unlock()
			h.sealer.broken = errors.New("entropy")
		}, ErrFault},
	} {
		t.Run(name, func(t *testing.T) {
			atTable(t, func(h *house, room *Room, a, b *client) {
				h.ledger.addRoom(8, "toss", 1, tossDefaults.json())
				other := newClient(t, h.open(8), player(2)).enter()
				rest(100 * time.Millisecond)
				frames := len(a.frames)
				tc.do(h, a)
				rest(3 * time.Second)
				<-room.Done()
				require.ErrorIs(t, room.Err(), tc.want)
				require.ErrorIs(t, h.stopped[tossRoom], tc.want)
				require.Equal(t, 2, h.sentTo[tossRoom])
				require.Empty(t, a.verdicts)
				if tc.want != ErrFault || name == "no such outcome" {
					require.Len(t, a.frames, frames, "nothing is shown")
				}
				if h.sealer.broken == nil && !h.journal.closed {
					require.Contains(t, other.types(), "result")
				}
			})
		})
	}
}

// A full inbox is told to the sender at once; leavings and verdicts still pass.
func TestInboxIsBounded(t *testing.T) {
	t.Parallel()
	box := newInbox(vclock{}, 0)
	for range inboxMax {
		require.NoError(t, box.put(inDrain{}))
	}
	require.ErrorIs(t, box.put(inDrain{}), ErrInboxFull)
	box.putAlways(inLeave{})
	items, now := box.take(nil)
	require.Len(t, items, inboxMax+1)
	for i := 1; i < len(items); i++ {
		require.LessOrEqual(t, items[i-1].at, items[i].at)
	}
	require.LessOrEqual(t, items[inboxMax].at, now)
	require.NoError(t, box.put(inDrain{}))
	box.close()
	require.ErrorIs(t, box.put(inDrain{}), ErrStopped)
	box.putAlways(inLeave{})
	items, _ = box.take(nil)
	require.Empty(t, items)
}

func TestHallKeepsItsRooms(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.ledger.addRoom(9, "toss", 1, tossDefaults.json())
		h.ledger.addRoom(3, "toss", 1, tossDefaults.json())
		h.ledger.addRoom(4, "toss", 2, tossDefaults.json())
		nine := h.open(9)
		h.open(3)
		_, err := h.hall.Open(h.ledger.load(4))
		require.ErrorIs(t, err, ErrFault, "no such rules")
		_, err = h.hall.Open(&Loaded{Room: 9, Game: "toss", Rules: 1, Options: tossDefaults.json(), Term: nine.Term()})
		require.ErrorIs(t, err, ErrOpen)
		var ids []games.RoomID
		for _, r := range h.hall.Rooms() {
			ids = append(ids, r.ID())
		}
		require.Equal(t, []games.RoomID{3, 7, 9}, ids)
		rest(300 * time.Millisecond)
		require.Equal(t, Counts{Rooms: 3, Live: 3, Watching: 2}, h.hall.Counts())

		newer := h.open(9) // a later term: the room of the earlier one stops
		<-nine.Done()
		got, ok := h.hall.Room(9)
		require.True(t, ok)
		require.Same(t, newer, got)

		h.hall.StopAll()
		require.Empty(t, h.hall.Rooms())
		require.ErrorIs(t, room.Err(), context.Canceled)
		h.open(3)
	})
}

// Many goroutines at one room's doors: for the race detector.
func TestManyHandsAtOnce(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		var all sync.WaitGroup
		for g := range int64(8) {
			h.ledger.grant(games.PlayerID(g+10), 1000)
			all.Go(func() {
				for i := range int64(40) {
					c := newClient(t, room, player(g+10)).enter()
					time.Sleep(60 * time.Millisecond)
					c.bet(i%10, 3)
					_ = room.Inquire(c, c.who, []string{newBetID().String()}, 1)
					_, _ = room.Status(), h.hall.Counts()
					time.Sleep(time.Duration(g) * time.Millisecond)
					room.Leave(c)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		require.Zero(t, room.Status().Joining)
		rest(1200 * time.Millisecond)
		require.Equal(t, 2, a.sees().Watching)
	})
}

// badLog is a game that cannot stand its own log.
type badLog struct{ tossRules }

func (badLog) ID() (string, int) { return "bad", 1 }

func (badLog) Table(games.RoundID, []byte, []byte) (games.Table, error) { panic("bad log") }

// A room that cannot be opened is an error, and no matter to the others.
func TestOpenSurvivesTheRules(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.kill()
		h.rules = append(h.rules, badLog{})
		h.boot()
		h.ledger.addRoom(8, "bad", 1, nil)
		_, err := h.hall.Open(h.ledger.load(8))
		require.ErrorIs(t, err, ErrFault)
		require.ErrorContains(t, err, "bad log")
		h.open(tossRoom)
	})
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	r := NewRegistry(tossRules{}, tossRules{version: 2})
	_, err := r.Rules("toss", 2)
	require.NoError(t, err)
	_, err = r.Rules("toss", 3)
	require.Error(t, err)
	require.Panics(t, func() { NewRegistry(tossRules{}, tossRules{version: 1}) })
}

// A round is played by the rules that its source was sealed for; the room's new
// version begins with the first round that is sealed under it.
func TestRulesChangeBetweenRounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.rules = append(h.rules, tossRules{version: 2})
		h.open(tossRoom)
		rest(200 * time.Millisecond)
		h.kill()
		h.ledger.rooms[tossRoom].Rules = 2
		h.boot()
		h.open(tossRoom)
		rest(14 * time.Second)
		r := h.ledger.rooms[tossRoom]
		require.GreaterOrEqual(t, len(r.order), 4)
		for i, want := range []int{1, 1, 2, 2} {
			require.Equal(t, want, r.rounds[r.order[i]].Opening.Rules, "round %d", i+1)
		}
	})
}
