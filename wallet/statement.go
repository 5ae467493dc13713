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

// What an account had at a moment. The lines of an account are in the order of
// their ids: ids are taken under the account's lock, and the database refuses a
// line whose id is not above all of its account's (accounts.last_line). So every
// prefix of an account's lines that ends with a posting is a balance that the
// account really had, and, its version being that of the posting, the one that
// its player was told. Nothing is ever added before a line that can be read.
//
// "At a moment" is after the last line, in that order, whose time is not after
// the moment. Times are the database's clock, read under the account's lock, the
// same for all lines of a posting; those of the rooms' journal are cut to whole
// milliseconds, so a moment is told to the millisecond. Should the clock be set
// back, a line's time may be before that of the line above it; its place is not.
//
// A line is found by two partial indexes (debit, id) and (credit, id) over
// players' accounts; every line of play is in one of them. BenchmarkPost: they
// cost the database 3 to 5 µs of CPU per line, on a posting's 10 to 12. What is
// cheaper does not answer the question: BRIN or blooms over ranges of ids name
// nearly every range for a player who is active, and an index on closed
// partitions alone leaves the last billion of ids, which may be weeks, unread.
// Sums start at the nearest of the balances that post() keeps at every 256th
// version, so a balance of any moment costs two look-ups and at most 255 postings.

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
	Before int64 // only lines before this id; 0: from the end
	Limit  int   // lines, at least 1
}

// ErrNoStatement says that an account is not a player's.
var ErrNoStatement = errors.New("wallet: statements are of players' accounts")

// playerLines are an account's lines, $1, as it sees them; the indexes need the
// words about kinds.
const playerLines = `(select id,at,kind,credit as other,-amount as amount,round,ref,corrects from transfers
  where debit=$1 and (debit & 15) in (1,2,6,10)
union all select id,at,kind,debit,amount,round,ref,corrects from transfers
  where credit=$1 and (credit & 15) in (1,2,6,10)) l`

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
		last = max(first, page.Before-1)
		if running, err = balanceAfter(ctx, db, account, last); err != nil {
			return s, err
		}
	}
	rows, err := db.Query(ctx, `select id,at,kind,other,amount,coalesce(round,0),coalesce(ref,'00000000-0000-0000-0000-000000000000'),coalesce(corrects,0)
from `+playerLines+` where id>$2 and id<=$3 order by id desc limit $4`, int64(account), first, last, page.Limit+1)
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

// lineAt is the last line at a moment, 0 if there is none yet. The first kept
// balance that is safely after the moment bounds where it is looked for.
func lineAt(ctx context.Context, db Querier, account AccountID, at time.Time) (int64, error) {
	if k := account.Kind(); !k.Authorises() && k != Receivable {
		return 0, fmt.Errorf("%w: %s", ErrNoStatement, account)
	}
	rows, err := db.Query(ctx, `select coalesce((select id from `+playerLines+`
  where at<=$2 and id<=coalesce((select line from balance_points where account=$1 and at>$3 order by at limit 1),9223372036854775807)
  order by id desc limit 1),0)`, int64(account), at, at.Add(clockBackMax))
	if err != nil {
		return 0, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

// balanceAfter adds up the lines from the last kept balance to a line.
func balanceAfter(ctx context.Context, db Querier, account AccountID, line int64) (money.Amount, error) {
	rows, err := db.Query(ctx, `with p as materialized (select line,balance from balance_points where account=$1 and line<=$2 order by line desc limit 1)
select (coalesce((select balance from p),0)+coalesce((select sum(amount) from `+playerLines+`
  where id>coalesce((select line from p),0) and id<=$2),0))::bigint`, int64(account), line)
	if err != nil {
		return 0, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[money.Amount])
}
