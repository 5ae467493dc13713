package journal

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// What the journal does in each bad case, forced, and seen to have happened:
//
//	an id under two currencies' accounts     TestCaseIDInTwoCurrencies
//	deadlock                                 TestCaseDeadlock
//	lost before COMMIT was sent              TestCaseLostBeforeCommit
//	stale term of one room of many           TestB26StaleTerm
//	any other error: again, then halve       TestCaseRefusedOnce, TestCasePoisonedStepIsAlone
//	COMMIT unknown                           TestB07UnknownCommit, TestCaseCommitStillRunning
//	one player, two rooms, two nodes         TestCaseOnePlayerOnTwoNodes
//	one id racing on two nodes               TestB03OneIDBehindAHeldAccount, TestB03OneIDOnTwoJournals
//	settle beside payment                    TestCaseSettleBesidePayment
//	accounts held for long                   TestCaseHeldForEightTurns, TestCaseHeldForLong
//	settlements of many                      TestCaseLargeSettlementGoesAside

// gate holds batches between their two round trips until all that it waits for
// have come; then it is open until it is armed again.
type gate struct {
	mu   sync.Mutex
	need int
	open chan struct{}
}

func (g *gate) arm(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.need, g.open = n, make(chan struct{})
}

func (g *gate) pass(*batch) {
	g.mu.Lock()
	if g.need == 0 {
		g.mu.Unlock()
		return
	}
	open := g.open
	if g.need--; g.need == 0 {
		close(open)
	}
	g.mu.Unlock()
	<-open
}

// euros makes a room in another currency, opens its first round, and gives the
// player money in it.
func (w *world) euros(id games.RoomID, p games.PlayerID, amount money.Amount) games.RoundID {
	require.NoError(w.t, w.j.EnsureRoom(w.t.Context(), RoomConfig{ID: id, Name: "Euros", Game: "roulette-european",
		Rules: 1, Options: []byte(`{}`), Currency: money.EUR}))
	terms, err := w.node.Claim(w.t.Context(), id)
	require.NoError(w.t, err)
	if term, ok := terms[id]; ok {
		w.setTerm(id, term)
		require.Equal(w.t, rooms.Applied, w.do(w.seal(id.Round(1))).Outcome)
		require.Equal(w.t, rooms.Applied, w.do(w.opening(id.Round(1))).Outcome)
	}
	w.fundEuros(p, amount)
	return id.Round(1)
}

func (w *world) fundEuros(p games.PlayerID, amount money.Amount) {
	require.NoError(w.t, store.InTx(w.t.Context(), w.db.App, func(tx pgx.Tx) error {
		if err := wallet.Open(w.t.Context(), tx, wallet.CashOf(p, money.EUR)); err != nil {
			return err
		}
		_, err := wallet.TopUps(w.t.Context(), tx, wallet.Deposit{Player: p, Currency: money.EUR, Amount: amount, Ref: uuid.Must(uuid.NewV7())})
		return err
	}))
}

// One id under the accounts of two currencies: no lock is common to the two
// batches, both probe before either wrote, and the key in the database decides.
// The loser runs again, sees the answer, and takes no money.
func TestCaseIDInTwoCurrencies(t *testing.T) {
	t.Parallel()
	var g gate
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers, c.hooks.beforeWrite = 1, g.pass })
	other := w.journal(func(c *Config) { c.Writers, c.hooks.beforeWrite = 1, g.pass })
	fun := w.open(1)
	for i, p := range w.rich(10, 100) {
		euro := w.euros(2, p, 100)
		e := w.stake(fun, p, 10)
		copy_ := *e
		copy_.Room, copy_.Round, copy_.Term = 2, euro, w.term(2)
		g.arm(2)
		vs := w.await(append(w.submit(w.j, e), w.submit(other, &copy_)...))
		require.Equal(t, 1, count(vs, rooms.Applied))
		require.Equal(t, 1, count(vs, rooms.Repeated))
		require.Equal(t, vs[0].Answer, vs[1].Answer)
		require.Equal(t, i+1, w.met.code("23505"), "races for the key that were lost")
		id := wallet.CashOf(p, money.EUR)
		b, err := wallet.Balances(t.Context(), w.db.App, id)
		require.NoError(t, err)
		require.Equal(t, money.Amount(190), w.balance(p)+b[id].Amount)
	}
	require.Equal(t, 10, w.met.times(again))
	w.verify()
}

// A deadlock takes the batch: it runs again, nobody having been told.
func TestCaseDeadlock(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	tr := w.traps()
	tr.session("deadlock_timeout", "1500ms") // looked once after the wait began: the other must be there by then
	p := w.rich(1, 100)[0]
	one, two := w.open(1), w.open(2)
	w.j.writers[0].lane.drop() // the next connection has the setting
	ctx := t.Context()
	_, err := tr.conn.Exec(ctx, `set deadlock_timeout='1min'; begin; select 1 from rooms where id=2 for update`)
	require.NoError(t, err)
	done := make(chan []rooms.Verdict, 1)
	go func() { done <- w.doAll(w.stake(one, p, 10), w.stake(two, p, 10)) }()
	waitsForLock(t, w, 1)
	_, err = tr.conn.Exec(ctx, `select 1 from rooms where id=1 for update`) // in the other order
	require.NoError(t, err)
	require.Eventually(t, func() bool { return w.met.code("40P01") == 1 }, answerMax, time.Millisecond, "the deadlock took the batch")
	require.Empty(t, done)
	_, err = tr.conn.Exec(ctx, `rollback`)
	require.NoError(t, err)
	require.Equal(t, 2, count(<-done, rooms.Applied))
	require.Equal(t, money.Amount(80), w.balance(p))
	w.verify()
}

// A connection that is lost before COMMIT was sent took nothing with it: the
// batch runs again at once, and nothing has to be looked up.
func TestCaseLostBeforeCommit(t *testing.T) {
	t.Parallel()
	w, c, _ := fragile(t)
	w.j.cfg.IdleMax = answerMax // no other loss than those below
	p := w.rich(1, 1000)[0]
	round := w.open(1)
	for i, mode := range []cut{noReply, noRequest, noReply, noRequest} {
		e := w.stake(round, p, 10)
		copy_ := *e
		c.arm(mode) // the next request is the first round trip
		v := w.do(e)
		require.Equal(t, rooms.Applied, v.Outcome)
		require.Equal(t, money.Amount(1000-10*(i+1)), v.Balances[0].Amount)
		require.Equal(t, rooms.Repeated, w.do(&copy_).Outcome)
		require.Equal(t, i+1, w.met.times(lost))
	}
	require.Equal(t, 4, c.cuts)
	require.Zero(t, w.met.times(unknown))
	w.verify()
}

// A refusal of the database may have been of the moment: the whole batch runs
// once more before it is halved.
func TestCaseRefusedOnce(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	tr := w.traps()
	p := w.rich(1, 100)[0]
	one, two := w.open(1), w.open(2)
	tr.set(atLog, deniedOnce)
	require.Equal(t, 2, count(w.doAll(w.stake(one, p, 10), w.stake(two, p, 10)), rooms.Applied))
	require.Equal(t, 1, tr.sprung())
	require.Equal(t, 1, w.met.times(refused))
	require.Equal(t, int64(1), retries(w.j))
	require.Equal(t, money.Amount(80), w.balance(p))
	w.verify()
}

// The link is gone and the COMMIT still runs: a plain look would see nothing,
// and be wrong when it commits. The rooms' lock waits for its end. What had no
// id would otherwise be written twice, or be told as failed.
func TestCaseCommitStillRunning(t *testing.T) {
	t.Parallel()
	for name, what := range map[string]spring{"committed": slowOnce, "rolled back": raiseOnce} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, c, atCommit := fragile(t)
			w.j.cfg.IdleMax = answerMax // no other loss than those below
			tr := w.traps()
			p := w.rich(1, 1000)[0]
			var heal func()
			w.j.cfg.hooks.onFault = func(b *batch, e *batchError) {
				w.met.fault(b, e)
				heal()
			}
			round := w.open(1)
			for i, entry := range []*rooms.Entry{
				w.stake(round, p, 10),
				w.stake(round, p, 5000), // refused for funds: no line on the log
				w.closing(round),        // no id
				w.settle(round, []games.Move{pay(p, 20)}, rooms.Play{Player: p, Staked: 10, Returned: 20}),
			} {
				w.warm(p)
				before := w.met.times(unknown)
				tr.set(atEnd, what)
				atCommit(noReply)
				heal = c.alone()
				sent := time.Now()
				v := w.do(entry)
				want := rooms.Applied
				if i == 1 {
					want = rooms.Refused
				}
				require.Equal(t, want, v.Outcome, "entry %d: %v", i, v.Err)
				require.Greater(t, time.Since(sent), slow, "the look-up waited for the end")
				require.Equal(t, before+1, w.met.times(unknown))
				require.Equal(t, i+1, tr.sprung())
			}
			committed, rolledBack := w.met.known()
			if what == slowOnce {
				require.Equal(t, []int{4, 0}, []int{committed, rolledBack})
			} else {
				require.Equal(t, []int{0, 4}, []int{committed, rolledBack})
			}
			require.Equal(t, 4, c.cuts)
			require.Equal(t, money.Amount(1000-10+20), w.balance(p))
			require.Equal(t, 1, one[int](t, w.db.App, `select count(*)::int from log where room=1 and body like '%"closed"%'`))
			w.verify()
		})
	}
}

// One player at two rooms of two nodes: the second batch passes the account by,
// tells nothing, and decides on what the first left.
func TestCaseOnePlayerOnTwoNodes(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	var armed atomic.Bool
	w := newWorldOn(t, newDB(t), func(c *Config) {
		c.Writers = 1
		c.hooks.beforeWrite = func(*batch) {
			if armed.CompareAndSwap(true, false) {
				entered <- struct{}{}
				<-leave
			}
		}
	})
	other := w.journal(func(c *Config) { c.Writers = 1 })
	here, there := w.open(1), w.open(2)
	for _, p := range w.rich(5, 100) {
		armed.Store(true)
		first := w.submit(w.j, w.stake(here, p, 70))
		<-entered
		was := skips(other)
		second := w.submit(other, w.stake(there, p, 40), w.stake(there, p, 30))
		require.Eventually(t, func() bool { return skips(other) > was }, answerMax, time.Millisecond, "it never met the held account")
		require.Empty(t, second[0])
		leave <- struct{}{}
		require.Equal(t, rooms.Applied, w.await(first)[0].Outcome)
		vs := w.await(second)
		require.Equal(t, []rooms.Outcome{rooms.Refused, rooms.Applied}, outcomes(vs))
		require.Equal(t, money.Amount(30), vs[0].Answer.Value, "the balance that the first left")
		require.Equal(t, money.Amount(0), w.balance(p))
	}
	require.Zero(t, retries(w.j)+retries(other))
	w.verify()
}

// A settlement and a payment on one account wait for each other in the order of
// the accounts, in either order of coming: a payment holds no room, so there is
// no cycle.
func TestCaseSettleBesidePayment(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	var armed atomic.Bool
	w := newWorldOn(t, newDB(t), func(c *Config) {
		c.hooks.beforeWrite = func(b *batch) {
			if b.wait == waitOut && armed.CompareAndSwap(true, false) {
				entered <- struct{}{}
				<-leave
			}
		}
	})
	players := w.rich(largeMoves+50, 100)
	round := w.open(1)
	settlement := func() *rooms.Entry {
		var bets []*rooms.Entry
		var pays []games.Move
		var plays []rooms.Play
		for _, p := range players {
			bets = append(bets, w.stake(round, p, 1))
			pays = append(pays, pay(p, 1))
			plays = append(plays, rooms.Play{Player: p, Staked: 1, Returned: 1})
		}
		require.Equal(t, len(bets), count(w.await(w.submit(w.j, bets...)), rooms.Applied))
		require.Equal(t, rooms.Applied, w.do(w.closing(round)).Outcome)
		return w.settle(round, pays, plays...)
	}
	payment := func() chan error { // of several accounts, the last one first
		paid := make(chan error, 1)
		go func() {
			paid <- store.InTx(context.Background(), w.db.App, func(tx pgx.Tx) error {
				_, err := wallet.TopUps(context.Background(), tx,
					wallet.Deposit{Player: players[200], Currency: money.FUN, Amount: 5, Ref: uuid.Must(uuid.NewV7())},
					wallet.Deposit{Player: players[3], Currency: money.FUN, Amount: 5, Ref: uuid.Must(uuid.NewV7())})
				return err
			})
		}()
		return paid
	}

	// The settlement has the accounts, the payment waits.
	settle := settlement()
	armed.Store(true)
	settled := w.submit(w.j, settle)
	<-entered
	paid := payment()
	waitsForLock(t, w, 1)
	require.Empty(t, paid)
	leave <- struct{}{}
	require.NoError(t, <-paid)
	require.Equal(t, rooms.Applied, w.await(settled)[0].Outcome)

	// Somebody has an account in the middle: the settlement waits with half of
	// the accounts in hand, a payment behind it, and neither falls.
	round = round.Next()
	require.Equal(t, rooms.Applied, w.do(w.opening(round)).Outcome)
	settle = settlement()
	release := w.hold(players[100])
	settled = w.submit(w.j, settle)
	waitsForLock(t, w, 1)
	paid = payment()
	waitsForLock(t, w, 2)
	release()
	require.NoError(t, <-paid)
	require.Equal(t, rooms.Applied, w.await(settled)[0].Outcome)
	require.Zero(t, w.met.code("40P01"))
	require.Equal(t, money.Amount(110), w.balance(players[3]))
	w.verify()
}

// A held account puts its steps off eight times; then they wait for it, aside,
// and no other room notices.
func TestCaseHeldForEightTurns(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(2, 100)
	held, free := w.open(1), w.open(2)
	release := w.hold(p[0])
	answers := w.submit(w.j, w.stake(held, p[0], 10))
	require.Eventually(t, func() bool { return asides(w.j) == 1 }, answerMax, time.Millisecond) // it has stopped passing by
	waitsForLock(t, w, 1)
	require.LessOrEqual(t, skips(w.j), int64(skipsMax))
	for range 20 {
		require.Equal(t, rooms.Applied, w.do(w.stake(free, p[1], 1)).Outcome)
	}
	require.Empty(t, answers[0])
	release()
	require.Equal(t, rooms.Applied, w.await(answers)[0].Outcome)
	w.verify()
}

// On a slow machine eight turns are long: after 100 ms they wait aside as well.
func TestCaseHeldForLong(t *testing.T) {
	t.Parallel()
	var turn atomic.Bool
	w := newWorldOn(t, newDB(t), func(c *Config) {
		c.Writers = 1
		c.hooks.beforeWrite = func(*batch) {
			if turn.Load() {
				time.Sleep(skipMax) // a disk that takes its time
			}
		}
	})
	p := w.rich(2, 10_000)
	held, free := w.open(1), w.open(2)
	release := w.hold(p[0])
	turn.Store(true)
	both := w.queueAll(w.stake(held, p[0], 10), w.stake(free, p[1], 1)) // one that writes makes the turn long
	vs, beside := both[:1], both[1:]
	for end := time.Now().Add(answerMax); asides(w.j) == 0; {
		beside = append(beside, w.submit(w.j, w.stake(free, p[1], 1))...)
		time.Sleep(skipMax / 5)
		require.True(t, time.Now().Before(end), "it is never put aside")
	}
	require.Less(t, skips(w.j), int64(skipsMax), "its time was over before its turns")
	turn.Store(false)
	waitsForLock(t, w, 1)
	require.Equal(t, len(beside), count(w.await(beside), rooms.Applied))
	require.Empty(t, vs[0])
	release()
	require.Equal(t, rooms.Applied, w.await(vs)[0].Outcome)
	w.verify()
}
