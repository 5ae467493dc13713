package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rooms"
	"croupier/wallet/money"
)

// lostTheRace says that an entry came to a round that had ended, or behind one
// that did: nothing else may be why it failed.
func lostTheRace(t testing.TB, v rooms.Verdict) {
	require.Equal(t, rooms.Failed, v.Outcome)
	require.True(t, errors.Is(v.Err, errPhase) || errors.Is(v.Err, errStopped), "%v", v.Err)
}

// A round is settled ten times at once from two nodes: it is paid once, and its
// outcome stands once on the log, also when it had no bet (B10).
func TestB10SettleOnce(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B10", "one round settled 10 times at once from two nodes", bars.N{Quick: 20, Commit: 300, Night: 3000})
	for i := range run.Trials() {
		id := games.RoomID(i + 1)
		round := d.open(id)
		p := d.rich(1, 100)[0]
		var moves []games.Move
		var plays []rooms.Play
		want := money.Amount(100)
		if i%3 > 0 {
			require.Equal(t, rooms.Applied, d.do(d.stake(round, p, 10)).Outcome)
			moves, plays = []games.Move{pay(p, 360)}, []rooms.Play{{Player: p, Staked: 10, Returned: 360}}
			want = 450
		} else {
			run.Reached("a round without bets")
		}
		require.Equal(t, rooms.Applied, d.do(d.closing(round)).Outcome)
		var settles []*rooms.Entry
		for range 10 {
			settles = append(settles, d.settle(round, moves, plays...))
		}
		vs := d.atOnce(settles...)
		require.Equal(t, 1, count(vs, rooms.Applied))
		for _, v := range vs {
			if v.Outcome != rooms.Applied {
				lostTheRace(t, v)
			}
		}
		require.Equal(t, want, d.balance(p))
		l, err := d.j.Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, games.Settled, l.Ended.Phase)
		require.Len(t, l.Ended.Records, 3+len(plays), "opened, perhaps a bet, closed, settled")
		run.Landed("second settlement", "closed", 9)
		run.Ops(1, 9, 0)
		run.Trial()
	}
	run.Must("a round without bets")
	d.verify()
}

// Settling, voiding and a timeout meet at one round from two nodes: one of them
// happens, whole, and the others nothing (B11).
func TestB11OneEnd(t *testing.T) {
	t.Parallel()
	d := newDoors(t)
	run := bars.Start(t, "B11", "settle, void and timeout at once from two nodes", bars.N{Quick: 20, Commit: 300, Night: 3000})
	for i := range run.Trials() {
		round := d.open(games.RoomID(i + 1))
		p := d.rich(1, 100)[0]
		require.Equal(t, rooms.Applied, d.do(d.stake(round, p, 10)).Outcome)
		from := []games.Phase{games.Closed, games.Open}[i%2]
		void := d.step(round, from, games.Void)
		void.Moves, void.Plays = []games.Move{refund(p, 10)}, []rooms.Play{{Player: p, Staked: 10, Returned: 10}}
		ends := []*rooms.Entry{void}
		if from == games.Closed {
			require.Equal(t, rooms.Applied, d.do(d.closing(round)).Outcome)
			timeout := d.settle(round, nil, rooms.Play{Player: p, Staked: 10})
			ends = append(ends, d.settle(round, []games.Move{pay(p, 20)}, rooms.Play{Player: p, Staked: 10, Returned: 20}), timeout)
		} else {
			ends = append(ends, d.closing(round)) // the timeout of an open round closes it
		}
		if i/2%2 == 1 {
			ends = append(ends[1:], ends[0]) // another one at the first door
		}
		vs := d.atOnce(ends...)
		require.Equal(t, 1, count(vs, rooms.Applied))
		for j, v := range vs {
			if v.Outcome != rooms.Applied {
				lostTheRace(t, v)
				continue
			}
			want := money.Amount(90)
			for _, m := range ends[j].Moves {
				want += m.Amount
			}
			require.Equal(t, want, d.balance(p))
			require.Equal(t, int(ends[j].Then), one[int](t, d.db.App, `select phase::int from rounds where id=$1`, int64(round)))
			run.Reached(fmt.Sprintf("from %s to %s", from, ends[j].Then))
		}
		run.Landed("race for the end", from.String(), 1)
		run.Ops(1, len(ends)-1, 0)
		run.Trial()
	}
	d.verify()
}

// The phase is compared and set by the statement itself. Two writers that hold
// no room's lock, each with the phase that it read, meet at the round's row: the
// second one waits, finds another phase than it says, and its transaction is
// undone, also where the round would only have gone forward (B11, B36: voided
// from the close). What goes back, or on from an end, rounds_forward refuses too.
func TestB11PhaseIsComparedAndSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type move struct{ found, then games.Phase }
	id := games.RoomID(0)
	for _, c := range []struct{ first, second move }{
		{move{games.Open, games.Closed}, move{games.Open, games.Void}},
		{move{games.Open, games.Closed}, move{games.Open, games.Settled}},
		{move{games.Open, games.Closed}, move{games.Open, games.Closed}},
		{move{games.Closed, games.Settled}, move{games.Closed, games.Void}},
		{move{games.Closed, games.Void}, move{games.Closed, games.Settled}},
		{move{games.Closed, games.Settled}, move{games.Closed, games.Settled}},
		{move{games.Open, games.Void}, move{games.Open, games.Closed}},
	} {
		id++
		name := fmt.Sprintf("%v behind %v", c.second, c.first)
		round := w.open(id)
		if c.first.found == games.Closed {
			require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome)
		}
		set := func(ctx context.Context, tx pgx.Tx, m move) error {
			seq := int64(0)
			if m.then.Ended() {
				seq = 9
			}
			_, err := tx.Exec(ctx, phaseSQL, []int64{int64(round)}, []int16{int16(m.found)}, []int16{int16(m.then)},
				[]int64{seq}, []time.Time{time.UnixMilli(1)}, 1)
			return err
		}
		tx, err := w.db.App.Begin(t.Context())
		require.NoError(t, err)
		require.NoError(t, set(t.Context(), tx, c.first), name)
		var wg sync.WaitGroup
		var second error
		wg.Go(func() {
			second = pgx.BeginFunc(context.Background(), w.db.App, func(tx pgx.Tx) error { return set(context.Background(), tx, c.second) })
		})
		waitsForLock(t, w, 1)
		require.NoError(t, tx.Commit(t.Context()))
		wg.Wait()
		var pe *pgconn.PgError
		require.ErrorAs(t, second, &pe, name)
		require.Equal(t, "CR001", pe.Code, name)
		require.Equal(t, int(c.first.then), one[int](t, w.db.App, `select phase::int from rounds where id=$1`, int64(round)), name)
	}
}
