package wallet

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

// segmentOf makes the segments so small that every batch is one of its own.
func segmentOf(t testing.TB, db *store.DB, ids int64) *pgx.Conn {
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = owner.Close(context.Background()) })
	_, err = owner.Exec(t.Context(), `update growth set segment=$1`, ids)
	require.NoError(t, err)
	return owner
}

// safe asks until the ids that are given out now are behind everybody.
func safe(t testing.TB, db *store.DB) int64 {
	var taken int64
	require.NoError(t, db.App.QueryRow(t.Context(), `select (last_value+1)*64 from transfer_block`).Scan(&taken))
	for range 1000 {
		to, err := SafeTo(t.Context(), db.App)
		require.NoError(t, err)
		if to >= taken {
			return to
		}
		time.Sleep(5 * time.Millisecond) // for transactions of other tests on the server
	}
	require.Fail(t, "nothing becomes safe")
	return 0
}

// closed closes all that can be, as a checker that finds everything right does;
// the rounds that have just ended, too.
func closed(t testing.TB, db *store.DB) Closing {
	to := safe(t, db)
	r, err := VerifyOpen(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	done, err := CloseBooks(t.Context(), db.App, to, r.At.Add(2*closeLag))
	require.NoError(t, err)
	return done
}

// What is closed is not read again, what comes behind it is, and both ways of
// looking see the same books, however often they are closed.
func TestCloseBooks(t *testing.T) {
	t.Parallel()
	db, _, debt := fullBook(t)
	segmentOf(t, db, 64)
	before := verified(t, db)
	done := closed(t, db)
	require.Positive(t, done.Segments)
	require.Equal(t, done.SafeTo, done.ClosedTo)
	r := verified(t, db)
	require.Equal(t, before.Counts, r.Counts)
	open, err := VerifyOpen(t.Context(), db.App)
	require.NoError(t, err)
	require.Equal(t, done.ClosedTo, open.OpenFrom)
	for i := range r.Totals { // escrows that are empty for good are not looked at one by one
		require.Equal(t, r.Totals[i].Sum, sumOf(open, r.Totals[i]), r.Totals[i].Kind)
	}
	require.Zero(t, closed(t, db).Segments, "it is closed")

	_, err = topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 7, Ref: ref()}, Deposit{Player: 2, Currency: money.FUN, Amount: 8, Ref: ref()})
	require.NoError(t, err)
	require.NoError(t, store.InTx(t.Context(), db.App, func(tx pgx.Tx) error { // of a line that is closed
		_, err := Correct(t.Context(), tx, Correction{Ref: ref(), Round: round, Revision: 3, By: debt.By, Why: "again", Lines: []CorrectionLine{{stakeLine(t, db), 5}}})
		return err
	}))
	verified(t, db)
	require.Positive(t, closed(t, db).Segments)
	verified(t, db)
}

func sumOf(r Report, of Total) (sum money.Amount) {
	for _, total := range r.Totals {
		if total.Currency == of.Currency && total.Kind == of.Kind {
			sum = total.Sum
		}
	}
	return sum
}

// A change of what was closed, and a wrong stored sum, are found by the one that
// reads everything; what reaches a balance, by the one that does not as well.
func TestVerifyFindsInClosedBooks(t *testing.T) {
	t.Parallel()
	const (
		segment, follow, sums = "a closed segment is what it was", "closed segments follow each other", "closed sums are those of their lines"
		rounds, room          = "closed sums of rounds are those of their lines", "a closed room has ended up to there"
		balance, together     = "a balance is the sum of its lines", "a currency's accounts are zero together"
	)
	db, _, _ := fullBook(t)
	owner := segmentOf(t, db, 64)
	closed(t, db)
	_, err := topUp(t, db, Deposit{Player: 2, Currency: money.FUN, Amount: 8, Ref: ref()})
	require.NoError(t, err)
	verified(t, db)
	for _, c := range []struct {
		spoil string
		full  string // must be among what Verify finds
		open  string // among what VerifyOpen finds, if it does
	}{
		{`update transfers set at=at-interval '1 ms' where kind=4`, segment, ""},
		{`update transfers set amount=amount+1 where kind=5 and credit=65536+16001 and id=(select min(id) from transfers)`, segment, ""},
		{`update transfers set ref=gen_random_uuid() where kind=1`, segment, ""},
		{`delete from transfers where kind=4`, segment, ""},
		{`delete from transfers where kind=5 and id<128`, segment, ""},
		{`insert into transfers(id,debit,credit,amount,kind,round) select id+9,debit,credit,amount,kind,round from transfers where kind=4`, segment, ""},
		{`update transfers set id=id+9 where kind=4`, segment, ""},
		{`delete from bets`, segment, ""},
		{`update closed_segments set digest=sha256('x') where first=64`, segment, ""},
		{`update closed_segments set lines=lines+1 where first=64`, segment, ""},
		{`delete from closed_segments where first=64`, follow, ""},
		{`update growth set closed_to=closed_to+64,safe_to=closed_to+64`, follow, balance},
		{`update closed_accounts set sum=sum+1 where account=65536+16001`, sums, balance},
		{`update closed_accounts set sum=sum+1 where account & 15=4`, sums, together},
		{`update closed_accounts set last=last-1 where account=65536+16001`, sums, "an account's last line is its last"},
		{`delete from closed_accounts where account & 15=5`, sums, together},
		{`insert into closed_rounds values((1<<24)+1,1000,1,0,1,0)`, rounds, "a round's sums are its lines"},
		{`update closed_rooms set plays=plays+1`, room, ""},
		{`update closed_rooms set round=round-1`, room, "a round's sums are its lines"},
		{`update closed_rooms set log_to=log_to+1`, room, "a room's log has no gap"},
		{`update closed_rooms set log_at=log_at+interval '1 hour'`, room, ""},
		{`delete from plays`, room, ""},
		{`delete from log where seq=1`, room, ""},
		{`update accounts set balance=balance+1 where id=65536+16001`, balance, balance},
	} {
		tx, err := owner.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), `set local session_replication_role=replica`)
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), c.spoil)
		require.NoError(t, err, c.spoil)
		full, err := verifyIn(t.Context(), tx)
		require.NoError(t, err)
		require.Contains(t, foundBy(t, full), c.full, c.spoil)
		open, err := verifyOpenIn(t.Context(), tx)
		require.NoError(t, err)
		if c.open == "" {
			require.Empty(t, foundBy(t, open), c.spoil)
		} else {
			require.Contains(t, foundBy(t, open), c.open, c.spoil)
		}
		require.NoError(t, tx.Rollback(t.Context()))
	}
	verified(t, db)
}

// Ids that somebody took and may still use are not safe, even if he has done
// nothing else yet; and those behind them neither.
func TestNothingIsSafeBeforeItsTakerEnds(t *testing.T) {
	t.Parallel()
	db := book(t)
	segmentOf(t, db, 64)
	closed(t, db)
	taker, err := db.App.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = taker.Rollback(context.Background()) }()
	var block int64
	require.NoError(t, taker.QueryRow(t.Context(), `select nextval('transfer_block')`).Scan(&block))
	for range 3 {
		_, err = topUp(t, db, Deposit{Player: 2, Currency: money.FUN, Amount: 8, Ref: ref()})
		require.NoError(t, err)
	}
	for range 20 {
		to, err := SafeTo(t.Context(), db.App)
		require.NoError(t, err)
		require.LessOrEqual(t, to, block*blockSize)
		done, err := CloseBooks(t.Context(), db.App, 1<<40, time.Now())
		require.NoError(t, err)
		require.LessOrEqual(t, done.ClosedTo, block*blockSize, "not even for one who asks for it")
	}
	_, err = taker.Exec(t.Context(), `insert into transfers(id,debit,credit,amount,kind,debit_before,credit_before)
select $1,$2,$3,3,5,null,last_line from accounts where id=$3`, block*blockSize, int64(ClearingOf(Demo, money.FUN)), int64(anna))
	require.NoError(t, err, "the oldest ids, used last")
	require.NoError(t, taker.Commit(t.Context()))
	require.Greater(t, closed(t, db).ClosedTo, block*blockSize)
	verified(t, db)
}

// A closing that is cut off anywhere, again and again, by its caller or with its
// connection, beside others that close and players who play, closes every line
// once.
func TestClosingIsCutOff(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	segmentOf(t, db, 64)
	require.NoError(t, Open(t.Context(), db.App, anna, bert))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 60 {
				if _, err := topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 1, Ref: ref()},
					Deposit{Player: 2, Currency: money.FUN, Amount: 2, Ref: ref()}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var segments int
	for i := range 40 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(100_000))*time.Microsecond)
		to, err := SafeTo(ctx, db.App)
		if err == nil {
			var done Closing
			done, err = CloseBooks(ctx, db.App, to, time.Now())
			segments += done.Segments
		}
		cancel()
		if err != nil && ctx.Err() == nil {
			var cut interface{ SQLState() string }
			require.True(t, errors.As(err, &cut), err)
		}
		if i%10 == 9 {
			r, err := VerifyOpen(t.Context(), db.App)
			require.NoError(t, err)
			require.Empty(t, r.Findings)
		}
	}
	wg.Wait()
	t.Logf("%d segments closed in pieces", segments)
	require.Positive(t, segments)
	closed(t, db)
	verified(t, db)
}

// The checker closes what it found right, and stops closing when it finds wrong.
func TestCheckerCloses(t *testing.T) {
	t.Parallel()
	db := book(t)
	owner := segmentOf(t, db, 64)
	closings := make(chan Closing)
	c := NewChecker(db.App, CheckerConfig{Every: 5 * time.Millisecond, OnClosed: func(done Closing) {
		select {
		case closings <- done:
		default:
		}
	}, OnError: func(err error) { t.Error(err) }})
	c.Start(t.Context())
	defer c.Stop()
	for done := (Closing{}); done.ClosedTo == 0; {
		select {
		case done = <-closings:
		case <-time.After(20 * time.Second):
			require.Fail(t, "nothing is closed")
		}
	}
	c.Stop()
	verified(t, db)
	_, err := owner.Exec(t.Context(), `update accounts set balance=balance+1 where id=$1`, int64(anna))
	require.NoError(t, err)
	_, err = topUp(t, db, Deposit{Player: 2, Currency: money.FUN, Amount: 8, Ref: ref()})
	require.NoError(t, err)
	to := safe(t, db)
	wrong := NewChecker(db.App, CheckerConfig{Every: time.Millisecond, OnClosed: func(Closing) { t.Error("closed beside what is wrong") }})
	wrong.pass(t.Context())
	var closedTo int64
	require.NoError(t, db.App.QueryRow(t.Context(), `select closed_to from growth`).Scan(&closedTo))
	require.Less(t, closedTo, to)
}
