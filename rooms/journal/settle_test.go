package journal

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet/money"
)

// The COMMIT of a settlement fails, in one of four ways, and its node cannot go
// on; a new owner finds the round as it stands and settles it by the same
// source. Nothing is told before it is on record, the outcome stands there once,
// and the money is paid once (B35).
func TestB35SettlementRetriedByANewOwner(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B35", "COMMIT of a settlement fails, a new owner retries", bars.N{Quick: 12, Commit: 200, Night: 3000})
	ways := []struct {
		name   string
		cut    cut
		trap   spring
		stored bool // the failed COMMIT did commit after all
	}{
		{"the request is lost", noRequest, quiet, false},
		{"the answer is lost", noReply, quiet, true},
		{"the database refuses at COMMIT", whole, raiseOnce, false},
		{"the answer is lost, and it is still running", noReply, slowOnce, true},
	}
	c := newCutter(t)
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	pool := poolThrough(t, cfg, c.dial)
	next := make(chan cut, 1)                  // the line breaks, and stays so
	w := newWorldOn(t, db, func(cfg *Config) { // the old owner's journal
		cfg.DB, cfg.Writers, cfg.IdleMax = pool, 1, answerMax
		cfg.hooks.beforeWrite = func(*batch) {
			select {
			case mode := <-next:
				c.refuse.Store(true)
				c.arm(mode)
			default:
			}
		}
	})
	fault := w.j.cfg.hooks.onFault
	w.j.cfg.hooks.onFault = func(b *batch, e *batchError) {
		fault(b, e)
		if c.refuse.Load() {
			c.cutNow() // it cannot go on, whatever it was told
		}
	}
	fresh := w.journal(func(c *Config) { c.Writers = 1 }) // the new owner's
	tr := w.traps()
	p := w.rich(1, 1_000_000)[0]
	spare := w.rich(1, 1000)[0]
	owner, round, balance := w.node, w.open(1), money.Amount(1_000_000)
	for i := range run.Trials() {
		way := ways[i%len(ways)]
		require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 10)).Outcome)
		require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome)
		w.warmWith(owner, spare)
		number := i * 7 % 37
		settle := w.settle(round, []games.Move{pay(p, money.Amount(number+1))}, rooms.Play{Player: p, Staked: 10, Returned: money.Amount(number + 1)})
		settle.Record = fmt.Appendf(nil, `{"number":%d,"round":%d}`, number, round)
		tr.set(atEnd, way.trap)
		refused := c.refused.Load()
		next <- way.cut
		unheard := w.submit(w.j, settle)
		require.Eventually(t, func() bool { return c.refused.Load() > refused }, answerMax, time.Millisecond, "%s did not land", way.name)

		successor := w.join("next", time.Hour, nil)
		w.expire(owner)
		terms, err := successor.TakeOver(t.Context()) // waits for what still runs
		require.NoError(t, err)
		require.Equal(t, w.term(1)+1, terms[1])
		for id, term := range terms {
			w.setTerm(id, term)
		}
		owner = successor
		require.Empty(t, unheard[0], "told before it was on record")
		l, err := fresh.Load(t.Context(), 1)
		require.NoError(t, err)
		if way.stored {
			require.Nil(t, l.Live)
			require.Equal(t, games.Settled, l.Ended.Phase)
			require.Equal(t, settle.Record, l.Ended.Records[len(l.Ended.Records)-1].Body, "told again from the record")
			run.Reached("the new owner finds it settled")
		} else {
			require.Equal(t, games.Closed, l.Live.Phase)
			require.Equal(t, sealing(round).Sealed, l.Live.Sealed, "the same source, so the same outcome")
			again := resend(settle)
			again.Term = terms[1]
			require.Equal(t, rooms.Applied, w.doOn(fresh, again).Outcome)
			run.Reached("the new owner settles")
		}
		c.refuse.Store(false)
		v := w.await(unheard)[0]
		want := map[bool]rooms.Outcome{true: rooms.Applied, false: rooms.Stale}[way.stored]
		require.Equal(t, want, v.Outcome, "%s: %v", way.name, v.Err)

		rec, err := w.j.Round(t.Context(), round)
		require.NoError(t, err)
		var outcomes [][]byte
		for _, r := range rec.Records {
			if slices.Equal(r.Body, settle.Record) {
				outcomes = append(outcomes, r.Body)
			}
		}
		require.Len(t, outcomes, 1)
		require.Len(t, rec.Records, 4, "opened, bet, closed, settled")
		balance += money.Amount(number+1) - 10
		require.Equal(t, balance, w.balance(p))
		round = round.Next()
		require.Equal(t, rooms.Applied, w.do(w.opening(round)).Outcome)
		run.Landed(way.name, "closed", 1)
		run.Ops(1, 0, 1)
		run.Trial()
	}
	run.Must("the new owner finds it settled", "the new owner settles")
	w.verify()
}
