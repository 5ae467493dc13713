package rooms

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// atTable runs a test at an open table with two funded players.
func atTable(t *testing.T, test func(h *house, room *Room, a, b *client)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.ledger.grant(1, 5000)
		h.ledger.grant(2, 100)
		room := h.open(tossRoom)
		a := newClient(t, room, player(1)).enter()
		b := newClient(t, room, player(2)).enter()
		rest(100 * time.Millisecond)
		test(h, room, a, b)
		require.Empty(t, a.problem)
		require.Empty(t, b.problem)
		h.audit()
	})
}

// Every refusal is a verdict: stored under the id, told once, repeated word for
// word, and its words are the rules'.
func TestRefusalsAreVerdicts(t *testing.T) {
	now := int64(tossRoom.Round(1))
	for name, tc := range map[string]struct {
		who   int
		round int64
		ask   string
		body  string
		want  wire.Verdict
	}{
		"by the rules":       {0, now, "bet", `{"Number":10,"Stake":5}`, wire.Verdict{Code: "bad_spot"}},
		"by a limit":         {0, now, "bet", `{"Number":1,"Stake":1001}`, wire.Verdict{Code: "above_spot", Limit: 1000, Value: 1001}},
		"by the purse":       {1, now, "bet", `{"Number":1,"Stake":101}`, wire.Verdict{Code: "no_funds", Value: 100}},
		"nothing there":      {0, now, "back", `{}`, wire.Verdict{Code: "nothing"}},
		"another round":      {0, now + 5, "bet", `{"Number":1,"Stake":5}`, wire.Verdict{Code: "wrong_round"}},
		"another room's":     {0, 5, "bet", `{"Number":1,"Stake":5}`, wire.Verdict{Code: "wrong_round"}},
		"the next round":     {0, now + 1, "bet", `{"Number":1,"Stake":5}`, wire.Verdict{Code: "wrong_round"}},
		"an event, no ask":   {0, now, "result", `{"Number":1}`, wire.Verdict{Code: "bad_ask"}},
		"what nobody may do": {0, now, "secret", `{"Canary":""}`, wire.Verdict{Code: "bad_ask"}},
	} {
		t.Run(name, func(t *testing.T) {
			atTable(t, func(h *house, room *Room, a, b *client) {
				c := []*client{a, b}[tc.who]
				id := newBetID()
				c.act(id, tc.round, tc.ask, tc.body)
				rest(20 * time.Millisecond)
				want := tc.want
				want.Room, want.Round, want.ID, want.Ask, want.Verdict = 7, tc.round, id.String(), tc.ask, wire.VerdictRefused
				require.Equal(t, want, c.verdict(id))
				require.False(t, h.ledger.bets[betKey{c.who.Player, id}].answer.Accepted)
				c.act(id, tc.round, tc.ask, tc.body)
				rest(20 * time.Millisecond)
				want.T = wire.TVerdict
				require.Equal(t, []wire.Verdict{want}, c.direct)
				require.Zero(t, h.ledger.bets[betKey{c.who.Player, id}].times)
			})
		})
	}
}

// Errors are no verdicts: nothing is stored and the id is unused.
func TestErrorsAreNotVerdicts(t *testing.T) {
	now := int64(tossRoom.Round(1))
	day := games.Moment(25 * 60 * 60 * 1000)
	for name, tc := range map[string]struct {
		id   func() string
		who  games.Actor
		ask  string
		body string
		code string
	}{
		"no id":             {func() string { return "x" }, player(1), "bet", `{}`, wire.ErrorBadID},
		"another version":   {func() string { return "0192f0c1-2b3c-4d4e-8f50-112233445566" }, player(1), "bet", `{}`, wire.ErrorBadID},
		"the rules'":        {func() string { return newBetID().Derive(tossRoom.Round(1), 1).String() }, player(1), "bet", `{}`, wire.ErrorBadID},
		"a day before":      {func() string { return betIDAt(vclock{}.Now() - day).String() }, player(1), "bet", `{}`, wire.ErrorBadID},
		"a day after":       {func() string { return betIDAt(vclock{}.Now() + day).String() }, player(1), "bet", `{}`, wire.ErrorBadID},
		"no such ask":       {nil, player(1), "spin", `{}`, wire.ErrorMalformed},
		"the system's":      {nil, player(1), "timeout", `{}`, wire.ErrorMalformed},
		"the system's also": {nil, player(1), "resumed", `{"gapMs":99999}`, wire.ErrorMalformed},
		"the room's":        {nil, player(1), askPause, `{}`, wire.ErrorMalformed},
		"unknown field":     {nil, player(1), "bet", `{"Number":1,"Stake":5,"Odds":9}`, wire.ErrorMalformed},
		"no body":           {nil, player(1), "bet", `null1`, wire.ErrorMalformed},
		"watching only":     {nil, games.Actor{Role: games.Player}, "bet", `{"Number":1,"Stake":5}`, wire.ErrorNotSignedIn},
		"as the system":     {nil, games.Actor{Player: 1}, "bet", `{"Number":1,"Stake":5}`, wire.ErrorNotSignedIn},
		"as another":        {nil, player(2), "bet", `{"Number":1,"Stake":5}`, wire.ErrorNotJoined},
	} {
		t.Run(name, func(t *testing.T) {
			atTable(t, func(h *house, room *Room, a, b *client) {
				id := newBetID().String()
				if tc.id != nil {
					id = tc.id()
				}
				commits := h.ledger.commits
				require.NoError(t, room.Act(a, tc.who, wire.Act{Cid: 3, Round: now, ID: id, Ask: tc.ask, Body: []byte(tc.body)}))
				rest(20 * time.Millisecond)
				retry := tc.code == wire.ErrorNotJoined
				require.Equal(t, []wire.Error{{T: wire.TError, Cid: 3, Room: 7, ID: id, Code: tc.code, Retry: retry}}, a.errors)
				require.Equal(t, commits, h.ledger.commits)
				require.Empty(t, h.ledger.bets)
			})
		})
	}
}

// One id, one answer: while the first is in flight, after it, after a restart.
func TestOneIDIsOneBet(t *testing.T) {
	now := int64(tossRoom.Round(1))
	body, spaced, other := `{"Number":1,"Stake":5}`, ` { "Stake":5, "Number":1 } `, `{"Number":1,"Stake":6}`
	atTable(t, func(h *house, room *Room, a, b *client) {
		second := newClient(t, room, player(1)).enter()
		rest(60 * time.Millisecond)
		id := newBetID()
		a.act(id, now, "bet", body)
		second.act(id, now, "bet", spaced) // in flight, written otherwise
		second.act(id, now, "bet", other)  // in flight, another bet
		rest(20 * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, a.verdict(id).Verdict)
		require.Equal(t, a.verdict(id), second.verdict(id))
		require.Empty(t, a.direct)
		require.Len(t, second.direct, 1)
		require.Equal(t, []string{wire.ErrorConflict}, codes(second))
		b.act(id, now, "bet", other) // another player's id is another id
		a.act(id, now, "bet", body)
		a.act(id, now, "bet", other)
		rest(20 * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, b.verdict(id).Verdict)
		require.Len(t, a.direct, 1)
		require.Equal(t, []string{wire.ErrorConflict}, codes(a))

		h.kill()
		h.boot()
		room = h.open(tossRoom)
		c := newClient(t, room, player(1)).enter(id)
		rest(100 * time.Millisecond)
		want := a.direct[0]
		require.Equal(t, []wire.Verdict{want}, c.direct)
		c.act(id, now, "bet", other)
		rest(20 * time.Millisecond)
		c.act(id, now, "bet", body)
		rest(20 * time.Millisecond)
		require.Equal(t, []wire.Verdict{want, want}, c.direct)
		require.Equal(t, []string{wire.ErrorConflict}, codes(c))
		require.Equal(t, 1, h.ledger.bets[betKey{1, id}].times)
		require.Empty(t, c.verdicts, "repeats are direct")
	})
}

func codes(c *client) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, e := range c.errors {
		all = append(all, e.Code)
	}
	return all
}

// Who asks about an id that nobody knows has withdrawn it, for ever.
func TestInquiryWithdraws(t *testing.T) {
	now := int64(tossRoom.Round(1))
	atTable(t, func(h *house, room *Room, a, b *client) {
		id := newBetID()
		require.NoError(t, room.Inquire(a, a.who, []string{id.String(), "x"}, 4))
		a.act(id, now, "bet", `{"Number":1,"Stake":5}`) // behind its inquiry
		rest(20 * time.Millisecond)
		want := wire.Verdict{T: wire.TVerdict, Room: 7, Round: now, ID: id.String(), Verdict: wire.VerdictRefused, Code: "withdrawn"}
		require.Equal(t, []wire.Verdict{want}, a.direct)
		require.Equal(t, []string{wire.ErrorBadID, wire.ErrorPending}, codes(a))
		a.act(id, now, "bet", `{"Number":1,"Stake":5}`)
		rest(20 * time.Millisecond)
		require.Equal(t, []wire.Verdict{want, want}, a.direct)
		require.Empty(t, a.verdicts)
	})
}

// Who asks about a bet in flight is answered when it lands.
func TestInquiryWaitsForTheFlight(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		id := a.bet(1, 5)
		again := newClient(t, room, player(1)).enter(id)
		rest(200 * time.Millisecond)
		require.Len(t, again.direct, 1)
		require.Equal(t, wire.VerdictAccepted, again.direct[0].Verdict)
		require.Empty(t, b.direct)
	})
}

// The case to keep in mind: 400 bets of 100 arrive during one slow commit at a
// table with a limit of 10,000. Held bets count, so 100 get through.
func TestLimitHoldsUnderASlowCommit(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.journal.set(func(j *journal) { j.delay = func() time.Duration { return 40 * time.Millisecond } })
		var all []*client
		for p := range int64(400) {
			h.ledger.grant(games.PlayerID(100+p), 100)
			all = append(all, newClient(t, room, player(100+p)).enter())
		}
		rest(70 * time.Millisecond)
		for _, c := range all {
			c.bet(1, 100)
		}
		synctest.Wait()
		require.Empty(t, all[0].verdicts, "nothing is told before it is stored")
		require.Zero(t, all[0].sees().Board.Totals[1], "held bets are in no view")
		rest(300 * time.Millisecond)
		accepted := 0
		for _, c := range all {
			accepted += len(c.accepted())
			require.Len(t, c.verdicts, 1)
		}
		require.Equal(t, 100, accepted)
		require.Equal(t, int64(10_000), a.sees().Board.Totals[1])
	})
}

// A command that depends on a step in flight waits for it, in order, and is not
// passed by the player's next one; the queue is bounded.
func TestBusyCommandsWaitInOrder(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		now := int64(room.Status().Round)
		bet := a.bet(1, 10)
		back := newBetID()
		a.act(back, now, "back", `{}`)
		after := a.bet(2, 30)
		other := b.bet(3, 7)
		rest(2 * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, a.verdict(bet).Verdict)
		require.Equal(t, wire.VerdictAccepted, b.verdict(other).Verdict, "nobody else waits")
		require.Empty(t, a.verdict(back))
		require.Empty(t, a.verdict(after))
		rest(20 * time.Millisecond)
		require.Equal(t, int64(10), a.verdict(back).Back)
		require.Equal(t, int64(30), a.verdict(after).Stake)
		require.Equal(t, int64(30), a.sees().Own.Staked)
		requireOrder(t, a, bet, back, after)
	})
}

// requireOrder checks in which order a player's verdicts came.
func requireOrder(t *testing.T, c *client, ids ...games.BetID) {
	t.Helper()
	var got, want []string
	for _, e := range c.private {
		var v wire.Verdict
		if e.Type == wire.EventVerdict && json.Unmarshal(e.Body, &v) == nil {
			got = append(got, v.ID)
		}
	}
	for _, id := range ids {
		want = append(want, id.String())
	}
	require.Equal(t, want, got)
}

func TestBusyQueueIsBounded(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		now := int64(room.Status().Round)
		h.journal.set(func(j *journal) { j.delay = func() time.Duration { return 50 * time.Millisecond } })
		a.bet(1, 10)
		var ids []games.BetID
		for range waitingPerPlayer + 3 {
			id := newBetID()
			ids = append(ids, id)
			a.act(id, now, "back", `{}`)
		}
		synctest.Wait()
		require.Equal(t, []string{wire.ErrorBusy, wire.ErrorBusy, wire.ErrorBusy}, codes(a))
		require.Equal(t, ids[waitingPerPlayer].String(), a.errors[0].ID)
		require.True(t, a.errors[0].Retry)
		rest(300 * time.Millisecond)
		require.Len(t, a.verdicts, 1+waitingPerPlayer)
		a.act(ids[waitingPerPlayer], now, "back", `{}`) // the id is unused
		rest(300 * time.Millisecond)
		require.Equal(t, "nothing", a.verdict(ids[waitingPerPlayer]).Code)
	})
}

// The journal's queue is full: the id is unused, and the room's own steps are
// tried again until there is a place.
func TestJournalFull(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		h.journal.set(func(j *journal) { j.full = true })
		id := a.bet(1, 10)
		rest(20 * time.Millisecond)
		require.Equal(t, []string{wire.ErrorBusy}, codes(a))
		require.ErrorIs(t, room.Pause(background(), player(9)), ErrJournalFull)
		rest(3 * time.Second)
		require.Equal(t, "open", a.sees().View.Phase, "nothing can close it")
		h.journal.set(func(j *journal) { j.full = false })
		rest(700 * time.Millisecond)
		require.Equal(t, "settled", a.sees().View.Phase)
		require.Empty(t, a.verdicts)
		a.act(id, a.sees().Round, "bet", `{"Number":1,"Stake":10}`)
		rest(20 * time.Millisecond)
		require.Equal(t, "closed", a.verdict(id).Code)
	})
}

// A command that arrived before the deadline is judged as of then, however long
// it waited; one after it is not let past.
func TestInTimeStaysInTime(t *testing.T) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		now := int64(room.Status().Round)
		closes := a.sees().View.ClosesAt
		h.journal.set(func(j *journal) { j.delay = func() time.Duration { return 30 * time.Millisecond } })
		rest(time.Duration(closes-vclock{}.Now()-10) * time.Millisecond)
		a.bet(1, 10)
		back, after := newBetID(), newBetID()
		a.act(back, now, "back", `{}`) // waits for the bet, past the deadline
		rest(15 * time.Millisecond)
		require.Greater(t, vclock{}.Now(), closes)
		b.act(after, now, "bet", `{"Number":1,"Stake":5}`)
		rest(300 * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, a.verdict(back).Verdict)
		require.Equal(t, "closed", b.verdict(after).Code)
		requireMonotone(t, h)
	})
}

// requireMonotone checks that room time never runs back on a round's log.
func requireMonotone(t *testing.T, h *house) {
	t.Helper()
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	for _, r := range h.ledger.rooms[tossRoom].rounds {
		records, err := roundRecords(&r.LoadedRound)
		require.NoError(t, err)
		last := games.Moment(0)
		for _, rec := range records {
			require.GreaterOrEqual(t, rec.At, last, fmt.Sprint(rec.Ask.Type))
			last = rec.At
		}
	}
}
