package wallet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet/money"
)

// What an account had at a moment. The lines of an account are a chain in the
// order of their ids: ids are taken under the account's lock, each line names the
// one before it, and the database refuses a line that does not follow the
// account's last (accounts.last_line). So every prefix of an account's lines that
// ends with a posting is a balance that the account really had, and, its version
// being that of the posting, the one that its player was told. Nothing is ever
// added before a line that can be read.
//
// "At a moment" is after the last line, in that order, whose time is not after
// the moment. Times are the database's clock, read under the account's lock, the
// same for all lines of a posting; those of the rooms' journal are cut to whole
// milliseconds, so a moment is told to the millisecond. Should the clock be set
// back, a line's time may be before that of the line above it; its place is not.
//
// A chain is walked from its end, each step a look-up by the primary key. Two
// indexes by account would find the same lines; they cost a bet 2.3 of 16 µs of
// the database's CPU, the chain costs it 16 bytes. Walks start at the nearest of
// the balances that post() keeps at every 256th version, so a balance of any
// moment costs at most 255 postings.

// clockBackMax is by how much the database's clock may be set back between two
// postings without a moment's place being looked for in vain.
const clockBackMax = time.Minute

// StatementLine is one line as an account sees it.
type StatementLine struct {
	ID       int64
	At       time.Time
	Kind     TransferKind
	Other    AccountID    // the account on the other side
	Amount   money.Amount // > 0: came in, < 0: went out
	Balance  money.Amount // after the line
	Round    games.RoundID
	Ref      [16]byte
	Corrects int64
}

// Statement is an account between two moments.
type Statement struct {
	Account AccountID
	Opening money.Amount // at the first moment
	Closing money.Amount // at the second
	Lines   []StatementLine
	// Next is the Before of the next page, 0 if this is the last.
	Next int64
}

// Page is a part of a statement, newest first.
type Page struct {
	Before int64 // only lines before this one of the account; 0: from the end
	Limit  int   // lines, at least 1
}

// ErrNoStatement says that an account is not a player's.
var ErrNoStatement = errors.New("wallet: statements are of players' accounts")

// walkSQL walks an account's chain, $1, from a line, $2, back to the one after
// another, $3: walk has the lines as the account sees them, the newest first. It
// is lazy: a limit ends the walk.
const walkSQL = `with recursive t as (
  select * from transfers where id=$2 and id>$3 and $1 in (debit,credit)
  union all
  select p.* from t, lateral (select * from transfers where id=case when t.debit=$1 then t.debit_before else t.credit_before end and id>$3) p),
walk as (select id,at,kind,case when debit=$1 then credit else debit end as other,case when debit=$1 then -amount else amount end as amount,
  round,ref,corrects from t) `

// BalanceAt is what a player's account had at a moment; 0 before its first line.
func BalanceAt(ctx context.Context, db Querier, account AccountID, at time.Time) (money.Amount, error) {
	line, err := lineAt(ctx, db, account, at)
	if err != nil {
		return 0, err
	}
	return balanceAfter(ctx, db, account, line)
}

// ReadStatement reads a page of what happened to a player's account after one
// moment and not after another. It needs no snapshot: what lies before a line
// that was read never changes.
func ReadStatement(ctx context.Context, db Querier, account AccountID, from, to time.Time, page Page) (Statement, error) {
	s := Statement{Account: account}
	if page.Limit < 1 {
		return s, fmt.Errorf("wallet: a page of %d lines", page.Limit)
	}
	first, err := lineAt(ctx, db, account, from)
	if err != nil {
		return s, err
	}
	last, err := lineAt(ctx, db, account, to)
	if err != nil {
		return s, err
	}
	last = max(first, last)
	if s.Opening, err = balanceAfter(ctx, db, account, first); err != nil {
		return s, err
	}
	if s.Closing, err = balanceAfter(ctx, db, account, last); err != nil {
		return s, err
	}
	running := s.Closing
	if page.Before != 0 && page.Before <= last {
		before, err := one(ctx, db, walkSQL+`select coalesce((select id from walk offset 1 limit 1),0)`, int64(account), page.Before, 0)
		if err != nil {
			return s, err
		}
		last = max(first, before)
		if running, err = balanceAfter(ctx, db, account, last); err != nil {
			return s, err
		}
	}
	rows, err := db.Query(ctx, walkSQL+`select id,at,kind,other,amount,coalesce(round,0),coalesce(ref,'00000000-0000-0000-0000-000000000000'),coalesce(corrects,0)
from walk limit $4`, int64(account), last, first, page.Limit+1)
	if err != nil {
		return s, err
	}
	var l StatementLine
	_, err = pgx.ForEachRow(rows, []any{&l.ID, &l.At, &l.Kind, &l.Other, &l.Amount, &l.Round, &l.Ref, &l.Corrects}, func() error {
		if len(s.Lines) == page.Limit {
			s.Next = s.Lines[page.Limit-1].ID
			return nil
		}
		l.Balance = running
		s.Lines = append(s.Lines, l)
		running -= l.Amount
		return nil
	})
	return s, err
}

// lineAt is the last line at a moment, 0 if there is none yet. The walk to it
// starts at the first kept balance that is safely after the moment, or at the
// account's last line.
func lineAt(ctx context.Context, db Querier, account AccountID, at time.Time) (int64, error) {
	if k := account.Kind(); !k.Authorises() && k != Receivable {
		return 0, fmt.Errorf("%w: %s", ErrNoStatement, account)
	}
	from, err := one(ctx, db, `select coalesce((select line from balance_points where account=$1 and at>$2 order by at limit 1),
  (select last_line from accounts where id=$1),(select last_line from receivables where account=$1),0)`, int64(account), at.Add(clockBackMax))
	if err != nil {
		return 0, err
	}
	return one(ctx, db, walkSQL+`select coalesce((select id from walk where at<=$4 limit 1),0)`, int64(account), from, 0, at)
}

// balanceAfter adds up the lines from the last kept balance to a line.
func balanceAfter(ctx context.Context, db Querier, account AccountID, line int64) (money.Amount, error) {
	rows, err := db.Query(ctx, `select line,balance from balance_points where account=$1 and line<=$2 order by line desc limit 1`, int64(account), line)
	if err != nil {
		return 0, err
	}
	var kept, balance int64
	if _, err := pgx.ForEachRow(rows, []any{&kept, &balance}, func() error { return nil }); err != nil {
		return 0, err
	}
	sum, err := one(ctx, db, walkSQL+`select coalesce(sum(amount),0)::bigint from walk`, int64(account), line, kept)
	return money.Amount(balance + sum), err
}

// one is a query's one number.
func one(ctx context.Context, db Querier, sql string, args ...any) (int64, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return 0, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}
