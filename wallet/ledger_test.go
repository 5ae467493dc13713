package wallet

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }

func ref() [16]byte { return uuid.Must(uuid.NewV7()) }

func topUp(t testing.TB, db *store.DB, deposits ...Deposit) (b []Balance, err error) {
	err = store.InTx(t.Context(), db.App, func(tx pgx.Tx) (err error) {
		b, err = TopUps(t.Context(), tx, deposits...)
		return err
	})
	return b, err
}

func TestTopUps(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	ctx := t.Context()
	require.NoError(t, Open(ctx, db.App, anna, bert, anna))
	require.NoError(t, Open(ctx, db.App, anna))

	first := Deposit{Player: 1, Currency: money.FUN, Amount: 500, Ref: ref()}
	got, err := topUp(t, db, first, Deposit{Player: 2, Currency: money.FUN, Amount: 70, Ref: ref()}, Deposit{Player: 1, Currency: money.FUN, Amount: 1, Ref: ref()})
	require.NoError(t, err)
	require.Equal(t, []Balance{{Account: anna, Amount: 501, Version: 1}, {Account: bert, Amount: 70, Version: 1}, {Account: anna, Amount: 501, Version: 1}}, got)

	got, err = topUp(t, db, first, first) // once for ever
	require.NoError(t, err)
	require.Equal(t, Balance{Account: anna, Amount: 501, Version: 1}, got[0])
	other := first
	other.Amount = 501
	_, err = topUp(t, db, other)
	require.ErrorIs(t, err, ErrRefTaken)
	_, err = topUp(t, db, Deposit{Player: 9, Currency: money.FUN, Amount: 1, Ref: ref()})
	require.ErrorIs(t, err, ErrNoAccount)
	_, err = topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: -1, Ref: ref()})
	require.ErrorIs(t, err, ErrBadTransfer)
	_, err = topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 1, Ref: ref(), Below: 501})
	require.ErrorIs(t, err, ErrNotBroke)
	_, err = topUp(t, db, Deposit{Player: 2, Currency: money.FUN, Amount: 1, Ref: ref(), Below: 71}, Deposit{Player: 1, Currency: money.FUN, Amount: 1, Ref: ref(), Below: 1})
	require.ErrorIs(t, err, ErrNotBroke, "all of them or none")

	balances, err := Balances(ctx, db.App, anna, bert, CashOf(3, money.FUN))
	require.NoError(t, err)
	require.Equal(t, map[AccountID]Balance{anna: {Account: anna, Amount: 501, Version: 1}, bert: {Account: bert, Amount: 70, Version: 1}}, balances)
	verified(t, db)
}

// One reference fifty times at once is posted once; fifty broke players' calls
// for one player top up once (B2, B13).
func TestTopUpsAtOnce(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	require.NoError(t, Open(t.Context(), db.App, anna, bert))
	same := ref()
	var wg sync.WaitGroup
	var paid, refused atomic.Int64
	for i := range 50 {
		wg.Go(func() {
			if _, err := topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 100, Ref: same}); err != nil {
				t.Error(err)
			}
			_, err := topUp(t, db, Deposit{Player: 2, Currency: money.FUN, Amount: 1000 + money.Amount(i), Ref: ref(), Below: 1000})
			switch {
			case err == nil:
				paid.Add(1)
			case errors.Is(err, ErrNotBroke):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, [2]int64{1, 49}, [2]int64{paid.Load(), refused.Load()})
	b, err := Balances(t.Context(), db.App, anna)
	require.NoError(t, err)
	require.Equal(t, money.Amount(100), b[anna].Amount)
	verified(t, db)
}

func TestStopsAndGuardsNeedAnAccount(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	err := store.InTx(t.Context(), db.App, func(tx pgx.Tx) error { return SetStop(t.Context(), tx, anna, PlayerStop) })
	require.ErrorIs(t, err, ErrNoAccount)
	g := Guard{Account: anna, Kind: LossGuard, Until: 5000, Used: 3, Cap: 10}
	set := func() error {
		return store.InTx(t.Context(), db.App, func(tx pgx.Tx) error { return SetGuard(t.Context(), tx, g) })
	}
	require.ErrorIs(t, set(), ErrNoAccount)
	require.NoError(t, Open(t.Context(), db.App, anna))
	require.NoError(t, set())
	g.Cap = 7
	require.NoError(t, set())
	got, err := Guards(t.Context(), db.App, anna)
	require.NoError(t, err)
	require.Equal(t, []Guard{g}, got)
}

// verified reads everything, then the open books as the checker does, and wants
// nothing found, and the same counted.
func verified(t testing.TB, db *store.DB) Report {
	r, err := Verify(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	open, err := VerifyOpen(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, open.Findings)
	require.Equal(t, r.Counts, open.Counts)
	return r
}

// foundBy are the checks that found something, in their order.
func foundBy(t testing.TB, r Report) []string {
	found := []string{}
	for _, f := range r.Findings {
		require.NotEmpty(t, f.Subject)
		require.NotEmpty(t, f.Detail)
		if len(found) == 0 || found[len(found)-1] != f.Check {
			found = append(found, f.Check)
		}
	}
	return found
}

// book is a database with one round under way, one that ended, and a room's log.
func book(t testing.TB) *store.DB {
	db := dbtest.New(t)
	ctx := t.Context()
	require.NoError(t, Open(ctx, db.App, anna, bert))
	_, err := topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 500, Ref: ref()}, Deposit{Player: 2, Currency: money.FUN, Amount: 500, Ref: ref()})
	require.NoError(t, err)
	bet := ref()
	require.NoError(t, store.InTx(ctx, db.App, func(tx pgx.Tx) error {
		exec := func(sql string, args ...any) {
			_, err := tx.Exec(ctx, sql, args...)
			require.NoError(t, err)
		}
		exec(`insert into rooms(id,name,game,rules,options,currency) values(1,'a','g',1,'',1000),(2,'b','g',1,'',1000)`)
		exec(`insert into rounds(id,room,rules,commitment,sealed) select (1<<24)+n,1,1,decode(repeat('00',32),'hex'),'' from generate_series(1,3) n`)
		exec(`update rounds set phase=1,options='',opened_seq=1,opened_at=now() where id=$1`, int64(round))
		exec(`insert into bets(bet_id,player,hash,room,round,batch,stake,verdict,answer) values($1,1,decode(repeat('00',32),'hex'),1,$2,1,40,1,'')`, bet, int64(round))
		line := stake(anna, 40)
		line.Ref = bet
		_, err := Post(ctx, tx, []Transfer{line, {Debit: escrow, Credit: HouseOf(1, money.FUN), Amount: 40, Kind: Close, Round: round}})
		require.NoError(t, err)
		exec(`update rounds set phase=3,ended_seq=2,ended_at=now() where id=$1`, int64(round))
		exec(`insert into plays values(1,$1,40,0,now())`, int64(round))
		exec(`update rounds set phase=1,options='',opened_seq=3,opened_at=now() where id=$1`, int64(round.Next()))
		exec(`insert into log(room,seq,last,term,batch,at,body) values(1,1,2,0,1,now(),''),(1,3,3,0,2,now(),'')`)
		exec(`update rooms set seq=3,last_at=now() where id=1`)
		return nil
	}))
	return db
}

// Every way to spoil the books, by somebody who owns the database, is found by
// the check that is meant for it, and a book that is right passes all (O1).
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ spoil, check string }{
		{`update accounts set balance=balance+1 where id&15=1 and balance=460`, "a balance is the sum of its lines"},
		{`delete from transfers where kind=5 and credit=65536+16001`, "a balance is the sum of its lines"},
		{`delete from accounts where id=65536+16001`, "a balance is the sum of its lines"},
		{`update accounts set version=3`, "a version counts postings"},
		{`update accounts set version=0`, "a version counts postings"},
		{`alter table accounts drop constraint accounts_balance_check; update accounts set balance=-1`, "no player's balance is below zero"},
		{`alter table transfers drop constraint transfers_currency; update transfers set credit=(credit-16000)|(978<<4) where kind=5`, "a line has two accounts of one currency"},
		{`alter table transfers drop constraint transfers_players, drop constraint transfers_kind, drop constraint transfers_chain; update transfers set debit=131072+16001 where kind=5 and credit=65536+16001`, "no money goes from player to player"},
		{`update rounds set staked=41,kept=41 where phase=3`, "a round's sums are its lines"},
		{`delete from transfers where kind=4`, "a round's sums are its lines"},
		{`alter table rounds drop constraint rounds_escrow; update rounds set kept=39 where phase=3`, "a round that ended holds nothing"},
		{`alter table rooms disable trigger all; update rooms set currency=978`, "a line of a round is in its room's currency"},
		{`alter table rounds drop constraint rounds_ended; alter table rounds disable trigger all; update rounds set ended_at=null`, "a round that ended has its times and its commitment"},
		{`drop index rounds_live; update rounds set phase=1,options='',opened_seq=4,opened_at=now() where phase=0`, "a room has one round under way"},
		{`update bets set stake=41`, "a bet's money is there once"},
		{`update bets set verdict=2,stake=0`, "a bet's money is there once"},
		{`delete from transfers where kind=1`, "a bet's money is there once"},
		{`delete from log where seq=1`, "a room's log has no gap"},
		{`delete from log where seq=3`, "a room's log has no gap"},
		{`update rooms set seq=9`, "a room's log has no gap"},
		{`update log set term=5 where seq=1`, "terms and times on a log do not run back"},
		{`update log set at=at+interval '1 h' where seq=1`, "terms and times on a log do not run back"},
		{`update plays set returned=5`, "players' results are their rounds'"},
		{`delete from plays`, "players' results are their rounds'"},
	} {
		t.Run(c.spoil, func(t *testing.T) {
			t.Parallel()
			db := book(t)
			verified(t, db)
			owner, err := db.Owner(t.Context())
			require.NoError(t, err)
			defer func() { _ = owner.Close(context.Background()) }()
			_, err = owner.Exec(t.Context(), c.spoil)
			require.NoError(t, err)
			for _, verify := range []func(context.Context, store.Beginner) (Report, error){Verify, VerifyOpen} {
				r, err := verify(t.Context(), db.App)
				require.NoError(t, err)
				require.False(t, r.OK())
				require.Contains(t, foundBy(t, r), c.check)
				var text strings.Builder
				require.NoError(t, r.WriteText(&text))
				require.Contains(t, text.String(), "WRONG  "+c.check)
			}
		})
	}
}

func TestReportOfAGoodBook(t *testing.T) {
	t.Parallel()
	r := verified(t, book(t))
	require.Equal(t, Counts{Transfers: 4, Accounts: 2, Rooms: 2, Rounds: 3, Bets: 1, LogRows: 2, Plays: 1}, r.Counts)
	require.Equal(t, []Total{
		{"FUN", "cash", 2, 960}, {"FUN", "escrow", 1, 0}, {"FUN", "house", 1, 40}, {"FUN", "clearing", 1, -1000},
	}, r.Totals)
	require.Len(t, r.Checks, len(checks)+len(actChecks)+len(closedChecks)+1)
}

// The checker looks at once and again, says what it found, and stops.
func TestChecker(t *testing.T) {
	t.Parallel()
	db := book(t)
	passes, wrong := make(chan Report), make(chan Report)
	tell := func(to chan Report) func(Report) {
		return func(r Report) {
			select {
			case to <- r:
			default: // nobody asks just now
			}
		}
	}
	next := func(from chan Report) *Report {
		t.Helper()
		select {
		case r := <-from:
			return &r
		case <-time.After(20 * time.Second): // a pass takes milliseconds
			require.Fail(t, "the checker says nothing")
			return nil
		}
	}
	c := NewChecker(db.App, CheckerConfig{Every: 5 * time.Millisecond,
		OnPass: tell(passes), OnMismatch: tell(wrong), OnError: func(err error) { t.Error(err) }})
	c.Start(t.Context())
	defer c.Stop() // again is no harm
	require.True(t, next(passes).OK())
	require.True(t, next(passes).OK())
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `update accounts set balance=balance+1`)
	require.NoError(t, err)
	require.NoError(t, owner.Close(t.Context()))
	require.Len(t, next(wrong).Findings, 2)
	c.Stop()
}

// A wrong line takes everything that was posted with it back.
func TestPostIsAllOrNothing(t *testing.T) {
	t.Parallel()
	db := book(t)
	err := store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		_, err := Post(t.Context(), tx, []Transfer{
			{Debit: ClearingOf(Demo, money.FUN), Credit: anna, Amount: 5, Kind: TopUp},
			{Debit: bert, Credit: EscrowOf(round.Next(), money.FUN), Amount: 501, Kind: Stake, Round: round.Next()},
		})
		return err
	})
	var pe *pgconn.PgError
	require.ErrorAs(t, err, &pe)
	require.Equal(t, "23514", pe.Code)
	b, err := Balances(t.Context(), db.App, anna)
	require.NoError(t, err)
	require.Equal(t, money.Amount(460), b[anna].Amount)
	require.Equal(t, games.PlayerID(1), anna.Player())
	verified(t, db)
}
