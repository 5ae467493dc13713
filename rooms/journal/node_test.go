package journal

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// expire makes a node's lease be over, as if it had not been renewed.
func (w *world) expire(n *Node) {
	_, err := w.db.App.Exec(w.t.Context(), `update nodes set expires_at=clock_timestamp()-interval '1 ms' where id=$1`, n.ID())
	require.NoError(w.t, err)
}

// Who may claim what: a room has one owner, and each change raises its term by one.
func TestClaim(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second, third := w.join("second", time.Minute, nil), w.join("third", time.Minute, nil)
	for _, id := range []games.RoomID{1, 2} {
		w.ensure(id)
	}
	claim := func(n *Node, ids ...games.RoomID) Terms {
		terms, err := n.Claim(t.Context(), ids...)
		require.NoError(t, err)
		return terms
	}
	require.Equal(t, Terms{1: 1, 2: 1}, claim(second, 1, 2, 3))
	require.Empty(t, claim(second, 1), "its own stay as they are")
	require.Empty(t, claim(third, 1), "its owner lives")

	require.NoError(t, third.Release(t.Context(), 1, 1)) // not its own
	require.NoError(t, second.Release(t.Context(), 1, 7))
	require.Empty(t, claim(third, 1))
	require.NoError(t, second.Release(t.Context(), 1, 1))
	require.Equal(t, Terms{1: 3}, claim(third, 1), "raised by the release, and by the claim")

	w.expire(second)
	require.Equal(t, Terms{2: 2}, claim(third, 1, 2))
	require.True(t, one[bool](t, w.db.App, `select dead from nodes where id=$1`, second.ID()))
	require.Empty(t, claim(second, 2), "the dead own nothing")

	require.NoError(t, third.Leave(t.Context()))
	terms, err := w.node.TakeOver(t.Context())
	require.NoError(t, err)
	require.Equal(t, Terms{1: 4, 2: 3}, terms)
	owners, err := w.j.owners(t.Context())
	require.NoError(t, err)
	require.Equal(t, w.node.ID(), owners[0].Node)
}

// A renewal behind a takeover finds itself dead; a takeover behind a renewal
// finds the lease alive. Each waits for the other's lock.
func TestB27RenewalMeetsTakeover(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.ensure(1)
	old := w.join("old", time.Minute, nil)
	_, err := old.Claim(t.Context(), 1)
	require.NoError(t, err)
	w.expire(old)

	tx, err := w.db.App.Begin(t.Context()) // a renewal under way
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `update nodes set expires_at=clock_timestamp()+interval '1 min' where id=$1 and not dead`, old.ID())
	require.NoError(t, err)
	took := make(chan Terms, 1)
	go func() {
		terms, err := w.node.Claim(context.Background(), 1)
		if err != nil {
			t.Error(err)
		}
		took <- terms
	}()
	waitsForLock(t, w, 1)
	require.NoError(t, tx.Commit(t.Context()))
	require.Empty(t, <-took)

	w.expire(old)
	tx, err = w.db.App.Begin(t.Context()) // a takeover under way
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `update nodes set dead=true where id=$1`, old.ID())
	require.NoError(t, err)
	renewed := make(chan error, 1)
	go func() {
		_, err := w.db.App.Exec(context.Background(), `select 1`)
		if err == nil {
			var n *Node = &Node{db: old.db, cfg: old.cfg, id: old.id, began: old.began}
			err = n.renew(context.Background(), answerMax)
			n.close()
		}
		renewed <- err
	}()
	waitsForLock(t, w, 1)
	require.NoError(t, tx.Commit(t.Context()))
	require.ErrorIs(t, <-renewed, ErrLost)
}

// waitsForLock returns once n backends wait for a lock.
func waitsForLock(t testing.TB, w *world, n int) {
	require.Eventually(t, func() bool {
		return one[int](t, w.db.App, `select count(*)::int from pg_stat_activity where datname=current_database() and wait_event_type='Lock'`) >= n
	}, answerMax, 2*time.Millisecond)
}

// A node that is declared dead, and one that cannot renew, stop their rooms; the
// one well before its lease is over.
func TestLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lost := make(chan error, 2)
	n := w.join("declared dead", 300*time.Millisecond, func(err error) { lost <- err })
	first := one[time.Time](t, w.db.App, `select expires_at from nodes where id=$1`, n.ID())
	require.Eventually(t, func() bool { // it renews for two leases
		return one[time.Time](t, w.db.App, `select expires_at from nodes where id=$1`, n.ID()).Sub(first) > 2*n.cfg.Lease
	}, answerMax, 10*time.Millisecond)
	select {
	case <-n.Lost():
		require.FailNow(t, "lost while it renews")
	default:
	}
	alone, err := w.node.Alone(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, alone)
	require.ErrorIs(t, <-lost, ErrLost)
	<-n.Lost()
	_, err = n.Claim(t.Context(), 1)
	require.ErrorIs(t, err, ErrLost)

	const lease = 900 * time.Millisecond
	n = w.join("cut off", lease, func(err error) { lost <- err })
	tx, err := w.db.App.Begin(t.Context()) // its renewals hang
	require.NoError(t, err)
	var expires time.Time
	require.NoError(t, tx.QueryRow(t.Context(), `select expires_at from nodes where id=$1 for update`, n.ID()).Scan(&expires))
	require.ErrorIs(t, <-lost, ErrLost)
	now := one[time.Time](t, w.db.App, `select clock_timestamp()`)
	require.Less(t, now, expires, "it stopped after its lease was over")
	require.NoError(t, tx.Rollback(t.Context()))
}

// A batch of a term that is over writes nothing, whatever had been submitted;
// the new owner goes on at the next place of the log (B26).
func TestB26StaleTerm(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(1, 100)[0]
	round, mine := w.open(1), w.open(2)
	second := w.join("second", time.Minute, nil)
	require.NoError(t, w.node.Release(t.Context(), 1, w.term(1)))
	terms, err := second.Claim(t.Context(), 1)
	require.NoError(t, err)
	inquiry := &rooms.Entry{Kind: rooms.EntryInquiry, Room: 1, Term: 1, Round: round, Bet: &rooms.BetKey{ID: newID(), Player: p}}
	vs := w.doAll(w.stake(round, p, 10), w.stake(mine, p, 10), inquiry, w.closing(round))
	require.Equal(t, []rooms.Outcome{rooms.Stale, rooms.Applied, rooms.Stale, rooms.Stale}, outcomes(vs))
	require.Error(t, vs[0].Err)
	w.setTerm(1, terms[1])
	v := w.do(w.closing(round))
	require.Equal(t, rooms.Applied, v.Outcome)
	require.Equal(t, int64(3), v.Seq)
	w.verify()
}

// A takeover waits for the batch under way, and that batch for nobody: either
// it is whole before the new term, or it is stale.
func TestB26TakeoverUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 1_000_000)[0]
	round := w.open(1)
	owner := w.node
	for range 15 {
		next := w.join("next", time.Minute, nil)
		var answers []chan rooms.Verdict
		for range 50 {
			answers = append(answers, w.submit(w.j, w.stake(round, p, 1))...)
		}
		w.expire(owner)
		terms, err := next.TakeOver(t.Context())
		require.NoError(t, err)
		require.Equal(t, w.term(1)+1, terms[1])
		l, err := w.j.Load(t.Context(), 1) // the new owner reads after its commit
		require.NoError(t, err)
		vs := w.await(answers)
		for _, v := range vs {
			if v.Outcome == rooms.Applied {
				require.LessOrEqual(t, v.Seq, l.Seq, "written after the takeover")
			} else {
				require.Equal(t, rooms.Stale, v.Outcome)
			}
		}
		w.setTerm(1, terms[1])
		owner = next
	}
	w.verify()
}

// A node stopped in the middle of a batch does not hold its rooms for long (B26).
func TestB26StoppedOwner(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	var once sync.Once
	entered, leave := make(chan struct{}), make(chan struct{})
	armed := make(chan struct{})
	w := newWorldOn(t, db, func(c *Config) {
		c.Writers, c.IdleMax = 1, 200*time.Millisecond
		c.hooks.beforeWrite = func(*batch) {
			select {
			case <-armed:
				once.Do(func() { close(entered); <-leave })
			default:
			}
		}
	})
	p := w.rich(1, 100)[0]
	round := w.open(1)
	close(armed)
	answers := w.submit(w.j, w.stake(round, p, 10))
	<-entered
	next := w.join("next", time.Minute, nil)
	w.expire(w.node)
	terms, err := next.TakeOver(t.Context())
	require.NoError(t, err)
	require.Equal(t, Terms{1: 2}, terms)
	close(leave)
	require.Equal(t, rooms.Stale, w.await(answers)[0].Outcome)
	require.Equal(t, money.Amount(100), w.balance(p))
	w.verify()
}

// Room time is the database's and never runs back, whatever the readings say.
func TestClock(t *testing.T) {
	t.Parallel()
	var c clock
	db := time.UnixMilli(1_000_000)
	c.set(db, 10*time.Second)
	require.Equal(t, games.Moment(1_000_000), c.at(10*time.Second))
	require.Equal(t, games.Moment(1_002_500), c.at(12500*time.Millisecond))
	c.set(db.Add(-time.Hour), 13*time.Second) // the database's clock was set back
	require.Equal(t, games.Moment(1_002_500), c.at(14*time.Second))
	c.set(db.Add(time.Hour), 15*time.Second)
	require.Equal(t, games.Moment(1_000_000+3600_000), c.at(15*time.Second))
	require.Equal(t, games.Moment(1_000_000+3600_000), c.at(14*time.Second), "an older look")

	w := newWorld(t)
	before := one[time.Time](t, w.db.App, `select clock_timestamp()`)
	now := w.node.Now()
	require.GreaterOrEqual(t, now, games.Moment(before.UnixMilli())-1000)
	require.LessOrEqual(t, now, games.Moment(one[time.Time](t, w.db.App, `select clock_timestamp()`).UnixMilli()))
}

// A room keeps its game and its currency; the rest follows the configuration.
func TestEnsureRoom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	round := w.open(1)
	c := RoomConfig{ID: 1, Name: "Other", Game: "roulette-european", Rules: 2, Options: []byte(`{}`), Currency: 1000}
	require.NoError(t, w.j.EnsureRoom(t.Context(), c))
	l, err := w.j.Load(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, "Other", l.Name)
	require.Equal(t, 2, l.Rules)
	require.Equal(t, 1, l.Live.Opening.Rules, "a round under way keeps what it opened with")
	c.Currency = 978
	require.ErrorIs(t, w.j.EnsureRoom(t.Context(), c), ErrOtherRoom)
	c.Currency, c.Game = 1000, "crash"
	require.ErrorIs(t, w.j.EnsureRoom(t.Context(), c), ErrOtherRoom)
	_, err = w.j.Round(t.Context(), round.Next().Next())
	require.ErrorIs(t, err, ErrNoRound)
	require.False(t, errors.Is(err, pgx.ErrNoRows))
}
