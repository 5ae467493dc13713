package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"croupier/games"
	"croupier/internal/failpoint"
	"croupier/rooms"
)

// How long a batch may take before its connection is given up, and how long to
// rest while the database does not answer.
const (
	attemptMax = 15 * time.Second
	restMin    = 10 * time.Millisecond
	restMax    = time.Second
	// againMax bounds the runs after a deadlock or a race for an id; then the
	// batch counts as refused.
	againMax   = 8
	probingMax = 256
	// roundTripMax bounds a rollback.
	roundTripMax = 5 * time.Second
)

// lane is a connection of the journal's own and what runs on it, one batch at a
// time.
type lane struct {
	j    *Journal
	conn *pgx.Conn // nil until it is needed, and after a loss
	down bool
	// probing is for how many attempts more all ids are asked for: whoever sends
	// known ids on purpose costs one batch in so many, not each of them.
	probing int
}

func newLane(j *Journal) *lane { return &lane{j: j} }

// fault says what an error means for its batch. Nothing was committed by any of
// them but unknown.
type fault uint8

const (
	refused fault = iota // the database says no: again once, then halve
	again                // a race was lost: run again
	unasked              // an entry would fail that may be a repeat: run again and ask for its id
	blocked              // somebody held an account for too long: run again without it
	lost                 // no connection, or the server cannot write now: rest, run again
	unknown              // COMMIT was sent and nothing came back
)

// batchError is an error of a batch and what it means.
type batchError struct {
	fault fault
	err   error
}

func (e *batchError) Error() string { return e.err.Error() }
func (e *batchError) Unwrap() error { return e.err }

// sortError tells what an error before, or with, the COMMIT means.
func sortError(err error, commitSent bool) *batchError {
	var pe *pgconn.PgError
	if !errors.As(err, &pe) || pe.SeverityUnlocalized != "ERROR" {
		// pgconn.SafeToRetry is not asked: pgx calls a connection that it closed
		// while waiting for COMMIT's answer safe as well.
		if commitSent {
			return &batchError{unknown, err}
		}
		return &batchError{lost, err}
	}
	switch {
	case pe.Code == "55P03":
		return &batchError{blocked, err}
	case pe.Code == "40P01" || pe.Code == "40001",
		pe.Code == "23505" && strings.HasPrefix(pe.TableName, "bets"): // an id's race: the probe now sees it
		return &batchError{again, err}
	case pe.Code == "23514" && pe.ConstraintName == "", // no partition: made every hour, so the database was away
		pe.Code == "25006", pe.Code[:2] == "53", pe.Code[:2] == "57", pe.Code[:2] == "58": // read-only, full, going down
		return &batchError{lost, err}
	}
	return &batchError{refused, err}
}

func sqlState(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}

// conclude runs a batch to its end: every item is answered, or returned as
// deferred because somebody holds its accounts.
func (l *lane) conclude(ctx context.Context, items []*item, wait patience) (deferred []*item) {
	var refusals, races int
	rest := time.Duration(0)
	for {
		if ctx.Err() != nil {
			l.abandon(items)
			return nil
		}
		b, bad := l.attempt(ctx, items, wait)
		if bad == nil {
			l.j.metrics.Down.Sub(l.up())
			return l.answer(b)
		}
		if bad.fault != blocked && bad.fault != unasked {
			l.j.metrics.Retries.Inc()
		}
		if l.j.cfg.hooks.onFault != nil {
			l.j.cfg.hooks.onFault(b, bad)
		}
		switch bad.fault {
		case unknown:
			l.j.metrics.Unknowns.Inc()
			l.j.cfg.Log.Warn().Err(bad.err).Int64("batch", b.number).Msg("a commit got no answer; looking it up")
			committed, err := l.resolve(ctx, b)
			if err != nil {
				l.abandon(items)
				return nil
			}
			if l.j.cfg.hooks.onResolved != nil {
				l.j.cfg.hooks.onResolved(b, committed)
			}
			if committed {
				return l.answer(b)
			}
		case lost:
			l.drop()
			if sqlState(bad.err) == "23514" {
				_ = l.j.partitions(ctx) // the next run says so if it did not help
			}
			rest = l.rest(ctx, rest, bad.err)
		case unasked:
			l.probing = probingMax
		case blocked:
			l.j.metrics.Waits.Inc()
			wait = waitNot
		case again:
			if sqlState(bad.err) == "23505" {
				l.probing = probingMax
			}
			if races++; races > againMax {
				refusals++
			}
		default:
			refusals++
			l.j.cfg.Log.Warn().Err(bad.err).Int("entries", len(items)).Msg("the database refuses a batch")
		}
		if refusals >= 2 {
			return l.halve(ctx, items, wait, bad.err)
		}
	}
}

// halve runs the two halves of a batch that was refused twice, in order, until
// the entry at fault is alone.
func (l *lane) halve(ctx context.Context, items []*item, wait patience, err error) (deferred []*item) {
	if len(items) == 1 {
		l.j.answer(items[0], rooms.Verdict{Outcome: rooms.Failed, Err: err})
		return nil
	}
	deferred = l.conclude(ctx, items[:len(items)/2], wait)
	held := map[games.RoomID]bool{}
	for _, it := range deferred {
		held[it.e.Room] = true
	}
	var second []*item
	for _, it := range items[len(items)/2:] {
		if held[it.e.Room] {
			deferred = append(deferred, it)
		} else {
			second = append(second, it)
		}
	}
	if len(second) == 0 {
		return deferred
	}
	return append(deferred, l.conclude(ctx, second, wait)...)
}

// answer tells the verdicts of a batch that is known to be committed, in order,
// and returns what it deferred.
func (l *lane) answer(b *batch) []*item {
	l.j.metrics.Batch.Observe(float64(len(b.items) - len(b.deferred)))
	l.j.metrics.Skips.Add(float64(len(b.deferred)))
	now := time.Now()
	for _, it := range b.deferred {
		if it.skips == 0 {
			it.skipped = now
		}
		it.skips++
	}
	for i, it := range b.items {
		if b.verdicts[i].Outcome != 0 {
			l.j.answer(it, b.verdicts[i])
		}
	}
	return b.deferred
}

// abandon answers entries that will not be run: the journal is stopped. Stale
// claims nothing about them but that this node no longer speaks for the room.
func (l *lane) abandon(items []*item) {
	for _, it := range items {
		l.j.answer(it, rooms.Verdict{Outcome: rooms.Stale, Err: rooms.ErrStopped})
	}
}

// attempt runs a batch once. The batch is returned with an unknown COMMIT, too.
func (l *lane) attempt(ctx context.Context, items []*item, wait patience) (*batch, *batchError) {
	ctx, cancel := context.WithTimeout(ctx, attemptMax)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, &batchError{lost, err}
	}
	began := time.Now()
	b := newBatch(items, wait, l.probing > 0)
	l.probing = max(0, l.probing-1)
	if err := l.j.learnCurrencies(ctx, conn, b); err != nil {
		l.drop()
		return b, sortError(err, false)
	}
	if err := b.read(ctx, conn, l.j); err != nil {
		bad := sortError(err, false)
		l.rollback(ctx)
		return b, bad
	}
	b.decide(l.j)
	if b.doubt {
		l.rollback(ctx)
		return b, &batchError{unasked, errDoubt}
	}
	if !b.writes() {
		l.rollback(ctx)
		return b, nil
	}
	if l.j.cfg.hooks.beforeWrite != nil {
		l.j.cfg.hooks.beforeWrite(b)
	}
	b.pass(failpoint.BeforeBetCommit, failpoint.BeforeSettleCommit)
	if err := b.write(ctx, conn); err != nil {
		bad := sortError(err, true)
		if bad.fault == unknown {
			l.drop()
		} else {
			l.rollback(ctx)
		}
		return b, bad
	}
	b.pass(failpoint.AfterBetCommit, failpoint.AfterSettleCommit)
	l.j.metrics.Commit.Observe(time.Since(began).Seconds())
	return b, nil
}

// pass goes by the places at which a node may be told to die: one for batches
// with a bet, one for those that end a round.
func (b *batch) pass(bet, settle failpoint.Place) {
	if !failpoint.On {
		return
	}
	if slices.ContainsFunc(b.items, func(it *item) bool { return it.e.Bet != nil }) {
		failpoint.Hit(bet)
	}
	if slices.ContainsFunc(b.items, func(it *item) bool { return it.e.Then.Ended() }) {
		failpoint.Hit(settle)
	}
}

// connect takes a connection out of the pool for good, so that settings of its
// own bother nobody.
func (l *lane) connect(ctx context.Context) (*pgx.Conn, error) {
	if l.conn != nil && !l.conn.IsClosed() {
		return l.conn, nil
	}
	l.conn = nil
	c, err := l.j.cfg.DB.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	conn := c.Hijack()
	// All that a lane asks is by key, posting included. Plans are made once, when
	// the tables may be small: then PostgreSQL would read them whole, and hash, for
	// every batch from then on. And one plan serves all sizes of a set.
	set := fmt.Sprintf("set idle_in_transaction_session_timeout=%d; set enable_seqscan=off; set enable_hashjoin=off; set enable_mergejoin=off; set plan_cache_mode=force_generic_plan",
		l.j.cfg.IdleMax.Milliseconds())
	if _, err := conn.Exec(ctx, set); err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	l.conn = conn
	return conn, nil
}

// rollback makes the connection fit for the next batch, or drops it.
func (l *lane) rollback(ctx context.Context) {
	if l.conn == nil || l.conn.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), roundTripMax)
	defer cancel()
	if _, err := l.conn.Exec(ctx, "rollback"); err != nil {
		l.drop()
	}
}

// drop closes the connection; the server rolls back what it had begun.
func (l *lane) drop() {
	if l.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), roundTripMax)
	defer cancel()
	_ = l.conn.Close(ctx)
	l.conn = nil
}

// up says that the database answers again: 1 if it was down.
func (l *lane) up() float64 {
	if !l.down {
		return 0
	}
	l.down = false
	l.j.cfg.Log.Info().Msg("the database answers again")
	return 1
}

// rest waits while the database does not answer: not at all after the first
// loss, which may be an old connection's, then twice as long each time.
func (l *lane) rest(ctx context.Context, last time.Duration, err error) time.Duration {
	if last == 0 {
		return restMin
	}
	if !l.down {
		l.down = true
		l.j.metrics.Down.Inc()
		l.j.cfg.Log.Warn().Err(err).Msg("the database does not answer; entries wait")
	}
	t := time.NewTimer(last)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
	return min(2*last, restMax)
}
