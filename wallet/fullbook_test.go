package wallet

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

// fullBook is a book with everything in it: what book has, a correction that
// gave and one that left a debt, a repayment, and a withdrawal in each state.
func fullBook(t testing.TB) (db *store.DB, by [2]games.PlayerID, debt Correction) {
	db = book(t)
	by = operators(t, db)
	ctx := t.Context()
	in := func(do func(tx pgx.Tx) error) { require.NoError(t, store.InTx(ctx, db.App, do)) }
	give := Correction{Ref: ref(), Round: round, Revision: 1, By: by, Why: "the number was 17", Lines: []CorrectionLine{{stakeLine(t, db), 100}}}
	in(func(tx pgx.Tx) error {
		done, err := Correct(ctx, tx, give)
		require.Equal(t, Corrected{Revision: 1, Given: 100, Balances: []Balance{{Account: anna, Amount: 560, Version: 3}}}, done)
		return err
	})
	kept, back, paid := Withdrawal{ref(), 1, money.FUN, 240}, Withdrawal{ref(), 1, money.FUN, 10}, Withdrawal{ref(), 1, money.FUN, 300}
	for _, w := range []Withdrawal{back, kept, paid} {
		in(func(tx pgx.Tx) error { _, err := Hold(ctx, tx, w); return err })
		if w == back {
			in(func(tx pgx.Tx) error { _, err := Release(ctx, tx, w.Ref); return err })
		}
	}
	in(func(tx pgx.Tx) error { _, err := Disburse(ctx, tx, paid.Ref, Demo); return err })

	var award int64
	require.NoError(t, db.App.QueryRow(ctx, `select id from transfers where kind=7`).Scan(&award))
	debt = Correction{Ref: ref(), Round: round, Revision: 2, By: by, Why: "it was 18", Lines: []CorrectionLine{{award, 90}}}
	in(func(tx pgx.Tx) error {
		done, err := Correct(ctx, tx, debt)
		require.Equal(t, Corrected{Revision: 2, Taken: 90, Owed: 70, Balances: []Balance{{Account: anna, Amount: 0, Version: 8}}}, done)
		return err
	})
	_, err := topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: 50, Ref: ref()})
	require.NoError(t, err)
	in(func(tx pgx.Tx) error {
		b, owed, err := Repay(ctx, tx, Repaying{Ref: ref(), Player: 1, Currency: money.FUN, Amount: 30})
		require.Equal(t, []any{money.Amount(20), money.Amount(40)}, []any{b.Amount, owed})
		return err
	})
	return db, by, debt
}

func stakeLine(t testing.TB, db *store.DB) (id int64) {
	require.NoError(t, db.App.QueryRow(t.Context(), `select id from transfers where kind=1`).Scan(&id))
	return id
}

// What a correction may be, and what the round says of it afterwards.
func TestCorrect(t *testing.T) {
	t.Parallel()
	db, by, debt := fullBook(t)
	ctx := t.Context()
	correct := func(c Correction) error {
		return store.InTx(ctx, db.App, func(tx pgx.Tx) error { _, err := Correct(ctx, tx, c); return err })
	}
	require.NoError(t, correct(debt), "the same again changes nothing")
	stakeID := stakeLine(t, db)
	award := debt.Lines[0].Corrects
	for _, c := range []struct {
		name   string
		change func(*Correction)
		err    error
	}{
		{"its reference for another", func(c *Correction) { c.Why = "else" }, ErrRefTaken},
		{"a revision that was made", func(c *Correction) { c.Ref = ref() }, ErrRevision},
		{"one person twice", func(c *Correction) { c.Ref, c.By[1] = ref(), c.By[0] }, ErrTwoPersons},
		{"a person whom it pays", func(c *Correction) { c.Ref, c.Revision, c.By[1], c.Lines = ref(), 3, 1, []CorrectionLine{{stakeID, 1}} }, ErrTwoPersons},
		{"more than is left of the line", func(c *Correction) { c.Ref, c.Revision, c.Lines = ref(), 3, []CorrectionLine{{award, 11}} }, ErrBadCorrection},
		{"twice in one what is left once", func(c *Correction) { c.Ref, c.Revision, c.Lines = ref(), 3, []CorrectionLine{{award, 6}, {award, 6}} }, ErrBadCorrection},
		{"a line that is none", func(c *Correction) { c.Ref, c.Revision, c.Lines = ref(), 3, []CorrectionLine{{1, 1}} }, ErrBadCorrection},
		{"nothing", func(c *Correction) { c.Ref, c.Revision, c.Lines = ref(), 3, []CorrectionLine{{stakeID, 0}} }, ErrBadTransfer},
		{"less than nothing", func(c *Correction) { c.Ref, c.Revision, c.Lines = ref(), 3, []CorrectionLine{{award, -1}} }, ErrBadCorrection},
		{"a round under way", func(c *Correction) { c.Ref, c.Round = ref(), round.Next() }, ErrNotEnded},
		{"a round that is none", func(c *Correction) { c.Ref, c.Round = ref(), round+99 }, ErrNoRound},
	} {
		bad := debt
		c.change(&bad)
		require.ErrorIs(t, correct(bad), c.err, c.name)
	}
	records, err := Corrections(ctx, db.App, round)
	require.NoError(t, err)
	require.Len(t, records, 2)
	require.Equal(t, []money.Amount{100, 0, 0, 90}, []money.Amount{records[0].Given, records[0].Taken, records[1].Given, records[1].Taken})
	require.Equal(t, by, records[1].By)
	var staked, returned, kept, revision int64
	require.NoError(t, db.App.QueryRow(ctx, `select staked,returned,kept,revision from rounds where id=$1`, int64(round)).Scan(&staked, &returned, &kept, &revision))
	require.Equal(t, [4]int64{40, 0, 40, 2}, [4]int64{staked, returned, kept, revision}, "as at the end, but for the revision")
	verified(t, db)
}

// Every way to spoil what corrections, withdrawals and statements stand on is
// found by the check that is meant for it, and by no other than those named.
func TestVerifyFindsActs(t *testing.T) {
	t.Parallel()
	const (
		lastLine, point, receivable = "an account's last line is its last", "a kept balance is the sum of the lines before it", "a receivable is the sum of its lines"
		sums, names                 = "a correction's sums are its lines", "a correction names lines of its round, at most whole"
		revision, persons           = "a round's revision counts its corrections", "a correction is two persons'"
		ends, pending, posting      = "a withdrawal ends once, whole", "pending money is on hold", "a posting is its line"
		result, logGoesOn           = "a player's result is the player's lines", "a room's log goes on where it stood"
		ahead, orphan               = "a log's term and time are not ahead of its room", "nothing stands without its round"
		balance, counts, roundPlays = "a balance is the sum of its lines", "a version counts postings", "players' results are their rounds'"
		gap, roundSums              = "a room's log has no gap", "a round's sums are its lines"
		chain                       = "an account's lines are one chain"
	)
	db, _, _ := fullBook(t)
	verified(t, db)
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()
	for _, c := range []struct {
		spoil string
		found []string
	}{
		{`update accounts set last_line=last_line+1 where id=65536+16001`, []string{lastLine}},
		{`update receivables set last_line=last_line+1`, []string{lastLine}},
		{`update transfers set credit_before=credit_before-1 where kind=5 and credit_before>0`, []string{chain}},
		{`update transfers set credit_before=null where kind=8`, []string{chain}},
		{`insert into balance_points select id,256,last_line,balance+1,now() from accounts where id=65536+16001`, []string{point}},
		{`update receivables set owed=owed-1`, []string{receivable}},
		{`delete from receivables`, []string{receivable}},
		{`delete from transfers where kind=8`, []string{balance, counts, lastLine, receivable, posting}},
		{`update corrections set taken=taken-1 where taken>0`, []string{sums}},
		{`update corrections set ref=gen_random_uuid() where given>0`, []string{sums}},
		{`delete from transfers where kind=6 and (debit & 15)=10`, []string{receivable, sums, chain}},
		{`update transfers set corrects=1 where kind=7`, []string{names}},
		{`update transfers set corrects=(select max(id) from transfers where kind=4) where kind=6`, []string{names}},
		{`update transfers set amount=10 where kind=7`, []string{balance, sums, names}},
		{`update rounds set revision=1 where revision=2`, []string{revision}},
		{`delete from corrections where revision=2`, []string{revision, sums}},
		{`alter table corrections drop constraint corrections_two; update corrections set by_two=by_one where revision=1`, []string{persons}},
		{`update holds set amount=amount+1 where state=1`, []string{ends, pending}},
		{`update holds set state=1,ended=null where state=3`, []string{ends, pending}},
		{`update holds set state=3 where state=2`, []string{ends}},
		{`delete from holds where state=2`, []string{ends}},
		{`update postings set transfer=transfer+1 where transfer=(select max(transfer) from postings)`, []string{posting}},
		{`delete from postings where transfer=(select max(transfer) from postings)`, []string{posting}},
		{`update plays set player=2`, []string{result}},
		{`update plays set staked=staked+1`, []string{result, roundPlays}},
		{`insert into log(room,seq,last,term,batch,at,body) values(2,1,2,0,1,'epoch',''),(2,2,2,0,1,'epoch',''); update rooms set seq=3 where id=2`, []string{logGoesOn, gap}},
		{`update log set last=last-1 where seq=1; insert into log(room,seq,last,term,batch,at,body) values(1,0+4,4,0,1,(select max(at) from log),''); update rooms set seq=4 where id=1`, []string{logGoesOn, gap}},
		{`update log set term=1 where seq=3`, []string{ahead}},
		{`update log set at=at+interval '1 hour' where seq=3`, []string{ahead}},
		{`insert into plays values(1,77,0,0,now())`, []string{orphan}},
		{`update bets set round=77`, []string{orphan}},
		{`insert into log(room,seq,last,term,batch,at,body) values(88,1,1,0,1,now(),'')`, []string{orphan}},
		{`update accounts set version=version+90 where id=65536+16001`, []string{counts}},
		{`update transfers set round=round+1 where kind=6`, []string{sums, names}},
		{`update transfers set round=round+5 where kind=1`, []string{roundSums, result, names}},
	} {
		tx, err := owner.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), `set local session_replication_role=replica; alter table transfers drop constraint transfers_round, drop constraint transfers_corrects, drop constraint transfers_kind, drop constraint transfers_chain; `+c.spoil)
		require.NoError(t, err, c.spoil)
		for _, verify := range []func(context.Context, pgx.Tx) (Report, error){verifyIn, verifyOpenIn} {
			r, err := verify(t.Context(), tx)
			require.NoError(t, err)
			require.ElementsMatch(t, c.found, foundBy(t, r), c.spoil)
		}
		require.NoError(t, tx.Rollback(t.Context()))
	}
	verified(t, db)
}

// The sums of a statement are the balances, whatever page one looks at.
func TestStatement(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	ctx := t.Context()
	require.NoError(t, Open(ctx, db.App, anna))
	moment := func() (at games.Moment) { // behind the last posting by its sleep, before the next one by being cut
		var ms int64
		require.NoError(t, db.App.QueryRow(ctx, `select floor(extract(epoch from clock_timestamp())*1000)::bigint from pg_sleep(0.002)`).Scan(&ms))
		return games.Moment(ms)
	}
	begin := moment()
	var at []games.Moment // after each posting; past 256 of them balances are kept
	for i := range 300 {
		_, err := topUp(t, db, Deposit{Player: 1, Currency: money.FUN, Amount: money.Amount(i + 1), Ref: ref()})
		require.NoError(t, err)
		if i%60 == 0 {
			at = append(at, moment())
		} else {
			at = append(at, 0)
		}
	}
	end := moment()
	var points int
	require.NoError(t, db.App.QueryRow(ctx, `select count(*) from balance_points`).Scan(&points))
	require.Equal(t, 1, points)
	for i, m := range at {
		if m == 0 {
			continue
		}
		got, err := BalanceAt(ctx, db.App, anna, time.UnixMilli(int64(m)))
		require.NoError(t, err)
		require.Equal(t, money.Amount((i+1)*(i+2)/2), got, "after %d", i+1)
	}
	none, err := BalanceAt(ctx, db.App, anna, time.UnixMilli(int64(begin)))
	require.NoError(t, err)
	require.Zero(t, none)

	from, page := at[60], Page{Limit: 100}
	running, lines := money.Amount(300*301/2), 0
	for {
		s, err := ReadStatement(ctx, db.App, anna, time.UnixMilli(int64(from)), time.UnixMilli(int64(end)), page)
		require.NoError(t, err)
		require.Equal(t, money.Amount(61*62/2), s.Opening)
		require.Equal(t, money.Amount(300*301/2), s.Closing)
		for _, l := range s.Lines {
			require.Equal(t, running, l.Balance)
			require.Equal(t, []any{TopUp, ClearingOf(Demo, money.FUN)}, []any{l.Kind, l.Other})
			running -= l.Amount
			lines++
		}
		if page.Before = s.Next; s.Next == 0 {
			break
		}
	}
	require.Equal(t, 239, lines)
	require.Equal(t, money.Amount(61*62/2), running, "down to the opening balance")
	// Lines of one posting follow each other; another player's line begins no page.
	require.NoError(t, Open(ctx, db.App, bert))
	require.NoError(t, store.InTx(ctx, db.App, func(tx pgx.Tx) error {
		d := Deposit{Player: 1, Currency: money.FUN, Amount: 7, Ref: ref()}
		again, other := d, d
		again.Ref, other.Ref, other.Player = ref(), ref(), 2
		more := other
		more.Ref = ref()
		_, err := TopUps(ctx, tx, d, other, more, again)
		return err
	}))
	verified(t, db)
	s, err := ReadStatement(ctx, db.App, anna, time.UnixMilli(int64(end)), time.UnixMilli(int64(moment())), Page{Limit: 9})
	require.NoError(t, err)
	require.Len(t, s.Lines, 2)
	for _, before := range []int64{s.Lines[0].ID - 1, 1} {
		foreign, err := ReadStatement(ctx, db.App, anna, time.UnixMilli(int64(begin)), time.UnixMilli(int64(moment())), Page{Limit: 9, Before: before})
		require.NoError(t, err)
		require.Empty(t, foreign.Lines)
	}

	_, err = BalanceAt(ctx, db.App, HouseOf(1, money.FUN), time.UnixMilli(int64(end)))
	require.ErrorIs(t, err, ErrNoStatement)
	_, err = ReadStatement(ctx, db.App, anna, time.UnixMilli(int64(from)), time.UnixMilli(int64(end)), Page{})
	require.Error(t, err)
	verified(t, db)
}
