package journal

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// wounded is a world whose database is hurt in some way, while a bet, a bet
// without funds and a settlement are on their way.
type wounded struct {
	*world
	tr     *trap
	pool   *pgxpool.Pool // the journal's own
	asked  *acquires     // of the pool
	p      games.PlayerID
	open   games.RoundID
	closed games.RoundID // its number goes on
}

func newWounded(t *testing.T) *wounded {
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	asked := &acquires{}
	pool := poolThrough(t, cfg, (&net.Dialer{}).DialContext, func(c *pgxpool.Config) { c.ConnConfig.Tracer = asked })
	w := newWorldOn(t, db, func(c *Config) { c.DB, c.Writers = pool, 1 })
	d := &wounded{world: w, tr: w.traps(), pool: pool, asked: asked, p: w.rich(1, 10_000)[0], open: w.open(1)}
	d.closed = w.open(2)
	return d
}

// acquires counts who asks a pool for a connection, also in vain.
type acquires struct{ n atomic.Int64 }

func (a *acquires) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	a.n.Add(1)
	return ctx
}

func (*acquires) TraceAcquireEnd(context.Context, *pgxpool.Pool, pgxpool.TraceAcquireEndData) {}

func (*acquires) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

func (*acquires) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// try hurts the database, sees that the wound is felt, that meanwhile nobody is
// told anything and nothing is half done, heals it, and sees everything done
// once, without anybody's help. felt says whether it is felt by now.
func (d *wounded) try(run *bars.Run, kind string, hurt func(), felt func() bool, heal func()) {
	t := d.t
	require.Equal(t, rooms.Applied, d.do(d.stake(d.closed, d.p, 10)).Outcome)
	require.Equal(t, rooms.Applied, d.do(d.closing(d.closed)).Outcome)
	bet, poor := d.stake(d.open, d.p, 10), d.stake(d.open, d.p, 1_000_000)
	settle := d.settle(d.closed, []games.Move{pay(d.p, 20)}, rooms.Play{Player: d.p, Staked: 10, Returned: 20})
	before, lines, steps := d.balance(d.p), d.lines(), d.steps()

	hurt()
	answers := d.queueAll(bet, poor, settle)
	require.Eventually(t, felt, answerMax, 2*time.Millisecond, "%s was not felt", kind)
	for _, a := range answers {
		require.Empty(t, a, "told while it is not known")
	}
	require.Equal(t, []int64{lines, steps}, []int64{d.lines(), d.steps()})
	require.Equal(t, before, d.balance(d.p))
	require.Zero(t, one[int](t, d.db.App, `select count(*)::int from bets where bet_id=any($1)`, [][16]byte{bet.Bet.ID, poor.Bet.ID}))
	heal()

	vs := d.await(answers)
	require.Equal(t, []rooms.Outcome{rooms.Applied, rooms.Refused, rooms.Applied}, outcomes(vs), "%v", vs)
	require.Equal(t, before-10+20, d.balance(d.p))
	require.Equal(t, []int64{lines + 3, steps + 2}, []int64{d.lines(), d.steps()})
	d.closed = d.closed.Next()
	require.Equal(t, rooms.Applied, d.do(d.opening(d.closed)).Outcome)
	run.Landed(kind, "open", 2)
	run.Landed(kind, "closed", 1)
	run.Ops(2, 1, 0)
	run.Trial()
}

// code says when the journal has met an SQLSTATE five times more than now: by
// then a batch that counts as refused has been halved, and told.
func (d *wounded) code(sqlstate string) func() bool {
	before := d.met.code(sqlstate)
	return func() bool { return d.met.code(sqlstate) >= before+5 }
}

var woundTrials = bars.N{Quick: 2, Commit: 10, Night: 100}

// Every connection is somebody else's: entries wait for one (B21).
func TestB21PoolExhausted(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B21", "pool exhausted", woundTrials)
	d := newWounded(t)
	var held []*pgxpool.Conn
	for range run.Trials() {
		var before int64
		d.try(run, "pool exhausted", func() {
			d.j.writers[0].lane.drop()
			for range d.pool.Config().MaxConns {
				c, err := d.pool.Acquire(t.Context())
				require.NoError(t, err)
				held = append(held, c)
			}
			before = d.asked.n.Load()
		}, func() bool { return d.asked.n.Load() > before }, func() {
			for _, c := range held {
				c.Release()
			}
			held = nil
		})
	}
	d.verify()
}

// A statement takes too long and is ended with the COMMIT behind it (B21).
func TestB21StatementTimeout(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B21", "statement timeout", woundTrials)
	d := newWounded(t)
	d.tr.session("statement_timeout", "150ms")
	d.j.writers[0].lane.drop() // the next connections have it
	for range run.Trials() {
		d.try(run, "statement timeout", func() { d.tr.set(atLog, stuck) }, d.code("57014"), func() { d.tr.set(atLog, quiet) })
	}
	d.verify()
}

// The database takes no writes, as a standby does (B21).
func TestB21ReadOnly(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B21", "read-only", woundTrials)
	d := newWounded(t)
	for range run.Trials() {
		d.try(run, "read-only", func() {
			d.tr.session("default_transaction_read_only", "on")
			d.j.writers[0].lane.drop()
		}, d.code("25006"), func() { d.tr.session("default_transaction_read_only", "") })
	}
	d.verify()
}

// The disk is full, which shows in the middle of a transaction or at its end (B21).
func TestB21DiskFull(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B21", "disk full", woundTrials)
	d := newWounded(t)
	for i := range run.Trials() {
		at := []place{atLog, atBets, atEnd}[i%3]
		d.try(run, "disk full at "+string(at), func() { d.tr.set(at, diskFull) }, d.code("53100"), func() { d.tr.set(at, quiet) })
	}
	d.verify()
}

// Batches of two nodes write the same ids in opposite orders, under the accounts
// of two currencies: each time one of the two falls, runs again, and finds the
// answers (B21).
func TestB21DeadlockStorm(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B21", "deadlock storm", woundTrials)
	var g gate
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers, c.hooks.beforeWrite = 1, g.pass })
	other := w.journal(func(c *Config) { c.Writers, c.hooks.beforeWrite = 1, g.pass })
	tr := w.traps()
	tr.session("deadlock_timeout", "20ms")
	p := w.rich(1, 1000)[0]
	fun, euro := w.open(1), w.euros(2, p, 1000)
	w.j.writers[0].lane.drop()
	tr.set(atBets, eachRow)
	const ids = 5
	left := money.Amount(2000)
	for range run.Trials() {
		before := w.met.code("40P01")
		var here, there []*rooms.Entry
		for range ids {
			e := w.stake(fun, p, 10)
			here, there = append(here, e), append([]*rooms.Entry{w.in(euro, e)}, there...)
		}
		g.arm(2)
		answers := w.queueAll(here...)
		w.j, other = other, w.j // the other door
		answers = append(answers, w.queueAll(there...)...)
		w.j, other = other, w.j
		vs := w.await(answers)
		require.Equal(t, ids, count(vs, rooms.Applied), "%v", vs)
		require.Equal(t, ids, count(vs, rooms.Repeated))
		left -= 10 * ids
		b, err := wallet.Balances(t.Context(), w.db.App, wallet.CashOf(p, money.EUR))
		require.NoError(t, err)
		require.Equal(t, left, w.balance(p)+b[wallet.CashOf(p, money.EUR)].Amount)
		require.Greater(t, w.met.code("40P01"), before, "no deadlock")
		run.Landed("deadlock", "open", w.met.code("40P01")-before)
		run.Ops(2*ids, 0, 0)
		run.Trial()
	}
	run.Note(fmt.Sprintf("%d batches fell to a deadlock", w.met.code("40P01")))
	w.verify()
}
