package rooms

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// A void gives every stake back, tells everybody why, and the room goes on.
func TestVoid(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		round := room.Status().Round
		a.bet(1, 300)
		a.bet(2, 50)
		b.bet(3, 100)
		rest(60 * time.Millisecond)
		require.Equal(t, money.Amount(0), h.balance(2))
		require.NoError(t, room.Void(background(), round, player(9), "the ball was lost"))
		require.Equal(t, money.Amount(5000), h.balance(1))
		require.Equal(t, money.Amount(100), h.balance(2))
		require.NoError(t, room.Void(background(), round, operator(), "again"), "it is void already")
		late := b.bet(3, 10)
		rest(100 * time.Millisecond)
		require.Equal(t, "void", a.sees().View.Phase)
		require.Equal(t, "closed", b.verdict(late).Code)
		require.Contains(t, a.types(), "voided")
		require.NotContains(t, a.types(), wire.EventRevealed, "its source stays sealed")
		require.Equal(t, []Play{{1, 350, 350}, {2, 100, 100}}, h.round(round).plays)
		rest(500 * time.Millisecond)
		require.Equal(t, "open", a.sees().View.Phase)
		require.Equal(t, int64(round.Next()), a.sees().Round)
		require.ErrorIs(t, room.Void(background(), round, operator(), "late"), ErrNotUnderWay)
		require.ErrorIs(t, room.Void(background(), round.Next().Next(), operator(), "early"), ErrNotUnderWay)
		require.ErrorIs(t, room.Void(background(), round.Next(), operator(), ""), ErrWhy)
		require.ErrorIs(t, room.Void(background(), round.Next(), operator(), strings.Repeat("x", 201)), ErrWhy)
		var by games.Actor
		for _, line := range h.round(round).Records {
			rec, err := decodeRecord(line.Body)
			require.NoError(t, err)
			if rec.Then == games.Void {
				by = rec.By
			}
		}
		require.Equal(t, games.Actor{Role: games.Operator, Player: 9, Name: "P9"}, by, "who did it is on the log")
	})
}

// round is a copy of what is stored of a round.
func (h *house) round(id games.RoundID) ledgerRound {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	return *h.ledger.rooms[id.Room()].rounds[id]
}

func (h *house) balance(p games.PlayerID) money.Amount {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	return h.ledger.balances[p].Amount
}

// Bets in flight land first and come back with the others; those that come
// later stand behind the void, however many they are.
func TestVoidStandsBeforeLaterBets(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.journal.set(func(j *journal) { j.delay = func() time.Duration { return 40 * time.Millisecond } })
		round := room.Status().Round
		flying := a.bet(1, 300)
		synctest.Wait()
		done := make(chan error, 1)
		go func() { done <- room.Void(background(), round, operator(), "the wheel stands") }()
		synctest.Wait()
		var later []games.BetID
		for range 20 {
			later = append(later, b.bet(3, 1))
			rest(10 * time.Millisecond)
		}
		rest(500 * time.Millisecond)
		require.NoError(t, <-done)
		require.Equal(t, wire.VerdictAccepted, a.verdict(flying).Verdict)
		for _, id := range later[:waitingPerPlayer] {
			require.NotEqual(t, wire.VerdictAccepted, b.verdict(id).Verdict)
		}
		require.Equal(t, money.Amount(5000), h.balance(1))
		require.Equal(t, money.Amount(100), h.balance(2))
	})
}

// Past the close there is an outcome, and no void: asked for during the close,
// between close and outcome, and after it.
func TestNoVoidPastTheClose(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		round := room.Status().Round
		a.bet(1, 300)
		errs := make(chan error, 100)
		n := 0
		for a.sees().View.Phase != "settled" {
			if a.sees().View.ClosesAt <= (vclock{}).Now() {
				n++
				go func() { errs <- room.Void(background(), round, operator(), "no") }()
			}
			rest(10 * time.Millisecond)
		}
		require.Greater(t, n, 10)
		for range n {
			require.ErrorIs(t, <-errs, ErrOutcomeFixed)
		}
		require.ErrorIs(t, room.Void(background(), round, operator(), "no"), ErrOutcomeFixed)
		require.NoError(t, room.failure())
	})
}

// The journal has no place: nothing has changed, and what waited goes on.
func TestVoidWithAFullJournal(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.journal.set(func(j *journal) { j.full = true })
		require.ErrorIs(t, room.Void(background(), room.Status().Round, operator(), "no place"), ErrJournalFull)
		h.journal.set(func(j *journal) { j.full = false })
		rest(100 * time.Millisecond)
		id := a.bet(1, 5)
		rest(50 * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, a.verdict(id).Verdict)
	})
}

// The keys are gone: the room stands still with its closed round, visibly, and
// settles when they are back.
func TestLostSourceWaits(t *testing.T) {
	for _, restart := range []bool{false, true} {
		lostSource(t, restart, func(h *house, room *Room, a *client) {
			rest(15 * time.Second)
			require.Equal(t, "closed", a.sees().View.Phase)
			id := a.bet(1, 5)
			rest(50 * time.Millisecond)
			require.Contains(t, codes(a), wire.ErrorBusy)
			require.Empty(t, a.verdict(id), "its id is unused")
			h.sealer.lose(nil)
			rest(11 * time.Second)
			require.Contains(t, a.types(), "result")
			require.False(t, room.Status().SourceLost)
			requireSealedOutcomes(t, h)
		})
	}
}

// ... or is voided by an operator, which reads the source once more before it
// believes that it is lost.
func TestLostSourceMayBeVoided(t *testing.T) {
	for _, restart := range []bool{false, true} {
		lostSource(t, restart, func(h *house, room *Room, a *client) {
			round := room.Status().Round
			require.NoError(t, room.Void(background(), round, operator(), "the keys are lost"))
			require.Equal(t, money.Amount(5000), h.balance(1))
			require.NoError(t, room.Void(background(), round, operator(), "again"))
			h.sealer.lose(nil)
			rest(2 * time.Second)
			require.Greater(t, a.sees().Round, int64(round), "the next round opens")
			for _, e := range a.events {
				require.False(t, e.Type == "result" && e.Round == int64(round), "a void round has no result")
			}
		})
		lostSource(t, restart, func(h *house, room *Room, a *client) {
			h.sealer.lose(nil)
			require.ErrorIs(t, room.Void(background(), room.Status().Round, operator(), "the keys are back"), ErrOutcomeFixed)
			rest(time.Second)
			require.Contains(t, a.types(), "result")
		})
	}
}

// lostSource runs a test at a closed table whose source cannot be read.
func lostSource(t *testing.T, restart bool, test func(h *house, room *Room, a *client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.ledger.grant(1, 5000)
		room := h.open(tossRoom)
		a := newClient(t, room, player(1)).enter()
		rest(100 * time.Millisecond)
		a.bet(4, 200)
		rest(100 * time.Millisecond)
		h.sealer.lose(errors.New("no such key"))
		rest(1100 * time.Millisecond)
		if restart {
			h.kill()
			h.boot()
			room = h.open(tossRoom)
			a = newClient(t, room, player(1)).enter()
			rest(100 * time.Millisecond)
		}
		require.True(t, room.Status().SourceLost)
		require.Equal(t, 1, h.hall.Counts().Lost)
		require.Equal(t, money.Amount(4800), h.balance(1))
		test(h, room, a)
		require.Empty(t, a.problem)
		require.NoError(t, room.failure())
		h.audit()
	})
}

// The void's own step dies before or after its commit, and is asked for again of
// the node that comes after: every stake comes back once.
func TestVoidOverACrash(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, tossDefaults)
			defer func() { h.close() }()
			h.ledger.grant(1, 5000)
			room := h.open(tossRoom)
			a := newClient(t, room, player(1)).enter()
			rest(100 * time.Millisecond)
			a.bet(4, 200)
			rest(100 * time.Millisecond)
			round := room.Status().Round
			h.journal.set(func(j *journal) { j.dieAt, j.dieLate = j.seen+1, late })
			ctx, cancel := context.WithTimeout(background(), time.Second)
			defer cancel()
			require.ErrorIs(t, room.Void(ctx, round, operator(), "the ball was lost"), context.DeadlineExceeded)
			h.kill()
			h.boot()
			room = h.open(tossRoom)
			for range 3 {
				require.NoError(t, room.Void(background(), round, operator(), "the ball was lost"))
			}
			require.Equal(t, money.Amount(5000), h.balance(1))
			h.audit()
			var view tossView
			_, body, err := room.core.shown.rules.codec.Encode(room.core.shown.table.View(games.Everyone))
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(body, &view))
			require.Equal(t, "void", view.Phase)
		})
	}
}
