package journal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// One round from the sealing to the end, with everything that it leaves.
func TestRoundFromSealToSettlement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(2, 1000)
	round := w.open(7)

	first := w.stake(round, p[0], 300)
	v := w.do(first)
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, first.Answer, v.Answer)
	require.Equal(t, int64(3), v.Seq) // sealed, opened, this
	require.Equal(t, []rooms.Balance{{Player: p[0], Currency: money.FUN, Amount: 700, Version: 2}}, v.Balances)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p[1], 1000)).Outcome)
	require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome)
	v = w.do(w.settle(round, []games.Move{pay(p[0], 600)}, rooms.Play{Player: p[0], Staked: 300, Returned: 600}, rooms.Play{Player: p[1], Staked: 1000}))
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, []rooms.Balance{{Player: p[0], Currency: money.FUN, Amount: 1300, Version: 3}}, v.Balances)
	require.Equal(t, money.Amount(0), w.balance(p[1]))
	require.Equal(t, int64(700), one[int64](t, w.db.App, `select kept from rounds where id=$1`, int64(round)))

	r := w.verify()
	for _, total := range r.Totals {
		if total.Kind == "house" {
			require.Equal(t, money.Amount(700), total.Sum)
		}
	}
	recs, err := w.j.Round(t.Context(), round)
	require.NoError(t, err)
	require.Equal(t, games.Settled, recs.Phase)
	require.Len(t, recs.Records, 5)
	require.Equal(t, "Table", recs.Name)
	require.NotZero(t, recs.OpenedAt)
	require.GreaterOrEqual(t, recs.EndedAt, recs.OpenedAt)
	history, err := w.j.History(t.Context(), p[0], 0, 10)
	require.NoError(t, err)
	require.Len(t, history, 1)
	require.Equal(t, money.Amount(600), history[0].Returned)
	require.Equal(t, v.Seq, history[0].Last.Seq)
	require.Equal(t, recs.EndedAt, history[0].EndedAt)
	history, err = w.j.History(t.Context(), p[0], history[0].EndedAt, 10)
	require.NoError(t, err)
	require.Empty(t, history)
}

// The house pays when the players win more than they staked.
func TestHouseLosesARound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)
	round := w.open(1)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p[0], 100)).Outcome)
	w.do(w.closing(round))
	require.Equal(t, rooms.Applied, w.do(w.settle(round, []games.Move{pay(p[0], 3600)}, rooms.Play{Player: p[0], Staked: 100, Returned: 3600})).Outcome)
	require.Equal(t, int64(-3500), one[int64](t, w.db.App, `select kept from rounds where id=$1`, int64(round)))
	w.verify()
}

// A round without bets, a round that is void, and a round that opens and ends
// in one step.
func TestOtherEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)
	round := w.open(1)
	require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome)
	require.Equal(t, rooms.Applied, w.do(w.settle(round, nil)).Outcome)

	next := round.Next()
	require.Equal(t, rooms.Applied, w.do(w.opening(next)).Outcome)
	require.Equal(t, rooms.Applied, w.do(w.stake(next, p[0], 60)).Outcome)
	void := w.step(next, games.Open, games.Void)
	void.Moves, void.Plays = []games.Move{refund(p[0], 60)}, []rooms.Play{{Player: p[0], Staked: 60, Returned: 60}}
	require.Equal(t, rooms.Applied, w.do(void).Outcome)
	require.Equal(t, money.Amount(100), w.balance(p[0]))

	spin := w.stake(next.Next(), p[0], 10)
	spin.Phase, spin.Then = games.None, games.Settled
	spin.Open, spin.Seal = w.opening(next.Next()).Open, sealing(next.Next().Next())
	spin.Moves = append(spin.Moves, pay(p[0], 50))
	spin.Plays = []rooms.Play{{Player: p[0], Staked: 10, Returned: 50}}
	require.Equal(t, rooms.Applied, w.do(spin).Outcome)
	require.Equal(t, money.Amount(140), w.balance(p[0]))
	w.verify()
}

// Effects add up within one batch: money, phases, places on the log.
func TestOneBatchSeesItself(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(1, 100)
	one_, two := w.room(1).Round(1), w.open(2)
	vs := w.doAll(
		w.opening(one_),
		w.stake(one_, p[0], 60),
		w.stake(two, p[0], 60), // 40 are left
		w.stake(two, p[0], 40),
		w.stake(one_, p[0], 1),
		w.closing(one_),
		w.settle(one_, []games.Move{pay(p[0], 120)}, rooms.Play{Player: p[0], Staked: 60, Returned: 120}),
		w.stake(two, p[0], 120), // just won
	)
	require.Equal(t, []rooms.Outcome{rooms.Applied, rooms.Applied, rooms.Refused, rooms.Applied, rooms.Refused,
		rooms.Applied, rooms.Applied, rooms.Applied}, outcomes(vs))
	require.Equal(t, rooms.CodeNoFunds, vs[2].Answer.Code)
	require.Equal(t, money.Amount(40), vs[2].Answer.Value)
	require.Equal(t, []int64{2, 3, 0, 3, 0, 4, 5, 4}, []int64{vs[0].Seq, vs[1].Seq, vs[2].Seq, vs[3].Seq, vs[4].Seq, vs[5].Seq, vs[6].Seq, vs[7].Seq})
	for _, i := range []int{1, 3, 6, 7} { // all after the batch
		require.Equal(t, money.Amount(0), vs[i].Balances[0].Amount)
		require.Equal(t, vs[1].Balances, vs[i].Balances)
	}
	require.Equal(t, int64(1), one[int64](t, w.db.App, `select count(*) from log where room=1 and seq>1`))
	l, err := w.j.Load(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, l.Ended.Records, 4)
	w.verify()
}

// A round that opens right behind the end of the one before waits one batch.
func TestNextRoundRightBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	round := w.open(1)
	vs := w.doAll(w.closing(round), w.settle(round, nil), w.opening(round.Next()), w.closing(round.Next()))
	require.Equal(t, 4, count(vs, rooms.Applied))
	w.verify()
}

// Load gives back what the room needs in each phase (B17, B19).
func TestLoadInEveryPhase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)
	w.ensure(3)
	_, err := w.j.Load(t.Context(), 99)
	require.ErrorIs(t, err, ErrNoRoom)

	load := func() *rooms.Loaded {
		l, err := w.j.Load(t.Context(), 3)
		require.NoError(t, err)
		return l
	}
	l := load()
	require.Equal(t, int64(0), l.Term+l.Seq)
	require.Nil(t, l.Live)
	require.Nil(t, l.Ended)
	require.Empty(t, l.Sealed)
	require.Equal(t, []byte(`{"betMs":12000}`), l.Options)

	round := w.room(3).Round(1)
	l = load()
	require.Equal(t, []rooms.Sealing{*sealing(round)}, l.Sealed)
	require.Equal(t, int64(1), l.Term)

	opening := w.opening(round)
	opening.Record = []byte("opened")
	w.do(opening)
	stake := w.stake(round, p[0], 10)
	stake.Record = nil // an empty record is one, too
	w.do(stake)
	l = load()
	require.Equal(t, games.Open, l.Live.Phase)
	require.Equal(t, *opening.Open, l.Live.Opening)
	require.Equal(t, sealing(round).Sealed, l.Live.Sealed)
	require.Equal(t, []rooms.Sealing{*sealing(round.Next())}, l.Sealed)
	require.Equal(t, []int64{2, 3}, []int64{l.Live.Records[0].Seq, l.Live.Records[1].Seq})
	require.Equal(t, "opened", string(l.Live.Records[0].Body))
	require.Empty(t, l.Live.Records[1].Body)
	require.Equal(t, l.LastAt, l.Live.Records[1].At)

	w.do(w.closing(round))
	require.Equal(t, games.Closed, load().Live.Phase)
	w.do(w.settle(round, nil, rooms.Play{Player: p[0], Staked: 10}))
	l = load()
	require.Nil(t, l.Live)
	require.Equal(t, games.Settled, l.Ended.Phase)
	require.Len(t, l.Ended.Records, 4)
	require.Equal(t, int64(5), l.Seq)

	pause, on := w.step(round.Next(), games.None, games.None), true
	pause.Paused = &on
	require.Equal(t, rooms.Applied, w.do(pause).Outcome)
	l = load()
	require.True(t, l.Paused)
	require.Len(t, l.Ended.Records, 4)
	w.verify()
}

// What a room may not ask for is Failed, stops that room alone, and leaves no
// trace (E2 of one room is nobody else's).
func TestBadSteps(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(1, 100)
	good := w.open(1)
	cases := map[string]func(round games.RoundID) *rooms.Entry{
		"another phase":    func(r games.RoundID) *rooms.Entry { return w.settle(r, nil) },
		"runs back":        func(r games.RoundID) *rooms.Entry { return w.step(r, games.Open, games.None) },
		"opens twice":      func(r games.RoundID) *rooms.Entry { return w.opening(r) },
		"second under way": func(r games.RoundID) *rooms.Entry { return w.opening(r.Next()) },
		"seals twice":      func(r games.RoundID) *rooms.Entry { return w.seal(r.Next()) },
		"no such round":    func(r games.RoundID) *rooms.Entry { return w.stake(r.Next().Next(), p[0], 1) },
		"another room's":   func(r games.RoundID) *rooms.Entry { e := w.stake(r, p[0], 1); e.Round = good; return e },
		"nobody's account": func(r games.RoundID) *rooms.Entry { e := w.stake(r, p[0], 1); e.Moves[0].Player = 0; return e },
		"pays a stranger":  func(r games.RoundID) *rooms.Entry { e := w.closing(r); e.Moves = []games.Move{pay(999, 5)}; return e },
		"stakes nothing":   func(r games.RoundID) *rooms.Entry { e := w.stake(r, p[0], 1); e.Moves[0].Amount = 0; return e },
		"stakes less":      func(r games.RoundID) *rooms.Entry { e := w.stake(r, p[0], 1); e.Moves[0].Amount = -5; return e },
		"pays past int64": func(r games.RoundID) *rooms.Entry {
			e := w.closing(r)
			e.Moves = []games.Move{pay(p[0], 1<<63-1)}
			return e
		},
		"moves of no kind": func(r games.RoundID) *rooms.Entry { e := w.stake(r, p[0], 1); e.Moves[0].Kind = 9; return e },
		"results, no end": func(r games.RoundID) *rooms.Entry {
			e := w.closing(r)
			e.Plays = []rooms.Play{{Player: p[0]}}
			return e
		},
		"no kind": func(r games.RoundID) *rooms.Entry { e := w.closing(r); e.Kind = 9; return e },
		"a play of nobody's": func(r games.RoundID) *rooms.Entry {
			e := w.step(r, games.Open, games.Settled)
			e.Plays = []rooms.Play{{Player: -1}}
			return e
		},
	}
	id := games.RoomID(10)
	for name, bad := range cases {
		round := w.open(id)
		before := one[string](t, w.db.App, `select coalesce(sum(balance),0)::text from accounts`)
		e := bad(round)
		e.Room = id
		vs := w.doAll(w.stake(good, p[0], 1), e, w.closing(round), w.stake(good, p[0], 1))
		require.Equal(t, []rooms.Outcome{rooms.Applied, rooms.Failed, rooms.Failed, rooms.Applied}, outcomes(vs), name)
		require.Error(t, vs[1].Err, name)
		require.Equal(t, int64(2), one[int64](t, w.db.App, `select seq from rooms where id=$1`, int64(id)), name)
		require.NotEqual(t, before, one[string](t, w.db.App, `select coalesce(sum(balance),0)::text from accounts`), "the good ones moved")
		if e.Bet != nil {
			require.Zero(t, one[int](t, w.db.App, `select count(*)::int from bets where bet_id=$1`, [16]byte(e.Bet.ID)), name)
		}
		// The room goes on in a new term.
		require.NoError(t, w.node.Release(t.Context(), id, w.term(id)))
		terms, err := w.node.Claim(t.Context(), id)
		require.NoError(t, err)
		w.setTerm(id, terms[id])
		require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome, name)
		id++
	}
	w.verify()
}
