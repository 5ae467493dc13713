package rooms

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// The power goes at every entry of a game, before and after its commit. The room
// is opened again from what was stored: every round ends once, with the outcome
// that was sealed for it; what was acknowledged stands, once; no money is lost.
func TestRestartAtEveryStep(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		for at := 1; at <= 26; at++ {
			t.Run(fmt.Sprintf("entry %d late %v", at, late), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { restartAt(t, at, late) })
			})
		}
	}
}

func restartAt(t *testing.T, at int, late bool) {
	h := newHouse(t, tossDefaults)
	defer func() { h.close() }()
	for p := range int64(3) {
		h.ledger.grant(games.PlayerID(p+1), 2000)
	}
	h.journal.dieAt, h.journal.dieLate = at, late
	died := h.journal.died
	acked := playUntil(t, h, h.open(tossRoom), died)
	select {
	case <-died:
	default:
		require.Fail(t, "the power stayed on: the game has fewer entries")
	}
	before := h.ledger.load(tossRoom)
	h.kill()
	rest(700 * time.Millisecond)
	h.boot()
	room := h.open(tossRoom)
	watching := newClient(t, room, games.Actor{}).enter()
	rest(100 * time.Millisecond)
	if before.Live != nil {
		require.Contains(t, watching.types(), wire.EventResumed)
	}
	playUntil(t, h, room, make(chan struct{}))
	rest(time.Second)
	watching.sees()
	requireSealedOutcomes(t, h)
	for id := range acked {
		require.Equal(t, 1, h.ledger.bets[id].times, "an acknowledged bet is lost")
	}
	require.NoError(t, room.Pause(background(), games.Actor{Role: games.Operator}))
	rest(8 * time.Second)
	h.audit()
	require.False(t, h.ledger.load(tossRoom).Live != nil)
}

// playUntil bets for two rounds, or until the power goes, and returns what was
// acknowledged.
func playUntil(t *testing.T, h *house, room *Room, died chan struct{}) map[betKey]bool {
	var all []*client
	for p := range int64(3) {
		all = append(all, newClient(t, room, player(p+1)).enter())
	}
	acked := map[betKey]bool{}
	for range 55 {
		select {
		case <-died:
		case <-time.After(80 * time.Millisecond):
		}
		for _, c := range all {
			for _, id := range c.accepted() {
				acked[betKey{c.who.Player, id}] = true
			}
		}
		select {
		case <-died:
			return acked
		default:
		}
		if c := all[len(acked)%3]; c.isIn() {
			c.bet(int64(len(acked)%10), 20)
		}
	}
	return acked
}

// requireSealedOutcomes recomputes every outcome from the source that was sealed
// before its round began, and replays the logs.
func requireSealedOutcomes(t *testing.T, h *house) {
	t.Helper()
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	r := h.ledger.rooms[tossRoom]
	ended := 0
	for _, id := range r.order {
		round := r.rounds[id]
		if !round.Phase.Ended() {
			continue
		}
		ended++
		events, _, err := Recall(h.sealer, &round.LoadedRound, 0)
		require.NoError(t, err)
		want := int64(source(round.Sealed.Box).Draws(2).Uintn(10))
		seen := 0
		for _, e := range events {
			switch e.Type {
			case "result":
				var b tossResult
				require.NoError(t, json.Unmarshal(e.Body, &b))
				require.Equal(t, want, b.Number, "round %d", id)
				seen++
			case wire.EventRevealed:
				var b wire.Revealed
				require.NoError(t, json.Unmarshal(e.Body, &b))
				require.Equal(t, hex.EncodeToString(round.Sealed.Box), b.Seed)
				require.Equal(t, hex.EncodeToString(round.Sealed.Commitment[:]), b.Commitment)
				seen++
			}
		}
		require.Equal(t, 2, seen)
		table, err := Replay(NewRegistry(tossRules{}), "toss", source(round.Sealed.Box), h.sealer, &round.LoadedRound)
		require.NoError(t, err)
		require.Equal(t, games.Settled, table.Phase())
	}
	require.Positive(t, ended)
}

// After a takeover the deadline moves by the gap, and ends no sooner than five
// seconds from then.
func TestTakeoverMovesTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.open(tossRoom)
		rest(200 * time.Millisecond)
		h.kill()
		rest(20 * time.Second)
		h.boot()
		now := vclock{}.Now()
		room := h.open(tossRoom)
		c := newClient(t, room, player(1)).enter()
		rest(100 * time.Millisecond)
		got := c.sees()
		require.Equal(t, "open", got.View.Phase)
		require.GreaterOrEqual(t, got.View.ClosesAt, now+5000)
		require.Equal(t, int64(tossRoom.Round(1)), got.Round, "the same round goes on")
		require.Equal(t, int64(2), room.Term())
	})
}

// Nobody loses betting time by a takeover: the deadline moves by all of the gap,
// also where five seconds would be less.
func TestTakeoverGivesTheGapBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		options := tossDefaults
		options.BetMs = 60_000
		h := newHouse(t, options)
		defer func() { h.close() }()
		before := newClient(t, h.open(tossRoom), player(1)).enter()
		rest(100 * time.Millisecond)
		closesAt := before.sees().View.ClosesAt
		h.kill()
		rest(20 * time.Second)
		h.boot()
		after := newClient(t, h.open(tossRoom), player(1)).enter()
		rest(100 * time.Millisecond)
		moved := after.sees().View.ClosesAt - closesAt
		require.GreaterOrEqual(t, moved, games.Moment(20_000))
		require.Less(t, moved, games.Moment(21_000))
	})
}

// A round that ended is shown again by the node that comes after, and the next
// one opens when it would have.
func TestSettledRoundIsPublishedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.ledger.grant(1, 500)
		room := h.open(tossRoom)
		c := newClient(t, room, player(1)).enter()
		rest(100 * time.Millisecond)
		c.bet(4, 500)
		rest(1400 * time.Millisecond)
		want := c.sees()
		require.Equal(t, "settled", want.View.Phase)
		h.kill()
		h.boot()
		again := newClient(t, h.open(tossRoom), player(1)).enter()
		rest(60 * time.Millisecond)
		got := again.sees()
		require.Equal(t, want.View, got.View)
		require.Equal(t, want.Own, got.Own)
		require.Equal(t, want.Board, got.Board)
		rest(time.Second)
		require.Equal(t, int64(tossRoom.Round(2)), again.sees().Round)
	})
}

// Room time does not run back, though the next node's clock is behind: it
// stands still until the clock has caught up.
func TestRoomTimeNeverRunsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer h.close()
		ahead := vclock{}.Now() + 400
		h.ledger.rooms[tossRoom].LastAt = ahead
		room := h.open(tossRoom)
		c := newClient(t, room, player(1)).enter()
		rest(500 * time.Millisecond)
		require.Equal(t, ahead+1000, c.sees().View.ClosesAt)
		rest(800 * time.Millisecond)
		require.Equal(t, "open", c.sees().View.Phase)
		rest(700 * time.Millisecond)
		require.Equal(t, "settled", c.sees().View.Phase)
	})
}
