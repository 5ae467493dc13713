package wallet

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/store"
)

// The books are closed behind the checker: lines that nobody can add to any more,
// and that a pass found right, are summed once and not read again. What VerifyOpen
// reads is then bounded by what happened since its last pass, not by the years.
//
//	ids given out ──► safe ──────────► closed
//	                  nobody can add   summed, hashed; read by Verify only
//
// Stretches of a million ids are closed at a time, by the database's own
// functions: the server's role can ask for it and write none of the sums.

// openMark is where the closed books end, in one snapshot.
type openMark struct {
	line  int64     // the first that is open
	since time.Time // results of rounds that are open are not older
}

const markSQL = `select g.closed_to, least(clock_timestamp()-interval '1 hour', (select min(ended_at) from ` + openRounds + ` r where phase>2))
from growth g`

// replacer puts the mark into the checks, as numbers: plans see them then.
func (m openMark) replacer() *strings.Replacer {
	return strings.NewReplacer("{open}", strconv.FormatInt(m.line, 10), "{batch}", strconv.FormatInt(m.line/blockSize, 10),
		"{since}", "'"+m.since.UTC().Format("2006-01-02 15:04:05.999999Z07")+"'::timestamptz")
}

// VerifyOpen recomputes the books from the closed sums and the open lines, in one
// snapshot that holds no lock. It finds what Verify finds, but for changes of what
// was closed: those it finds only where they reach an account's balance.
func VerifyOpen(ctx context.Context, db store.Beginner) (Report, error) {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return Report{}, fmt.Errorf("wallet: verify: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	return verifyOpenIn(ctx, tx)
}

func verifyOpenIn(ctx context.Context, tx pgx.Tx) (Report, error) {
	var mark openMark
	if err := tx.QueryRow(ctx, markSQL).Scan(&mark.line, &mark.since); err != nil {
		return Report{}, fmt.Errorf("wallet: verify: %w", err)
	}
	with := mark.replacer()
	own := openBooks.checks()
	for i := range own {
		own[i].sql = with.Replace(own[i].sql)
	}
	r, err := report(ctx, tx, with.Replace(openBooks.counts), with.Replace(openBooks.read(openBooks.totals)), own)
	r.OpenFrom = mark.line
	return r, err
}

// Closing is how far the books are closed, in ids of lines.
type Closing struct {
	Segments int   // closed now
	ClosedTo int64 // lines below are
	SafeTo   int64 // nobody can add a line below
}

// SafeTo moves the mark below which nobody can add a line any more, and returns
// it. It follows the ids that are given out by a call or two.
func SafeTo(ctx context.Context, db Querier) (int64, error) {
	rows, err := db.Query(ctx, `select safe_to from safe_lines()`)
	if err != nil {
		return 0, fmt.Errorf("wallet: safe lines: %w", err)
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

const (
	closeRestMin   = 5 * time.Millisecond
	closeRoomsMany = 64
	// closeLag: the end of a round without a line may be stored a little later
	// than its time says.
	closeLag = time.Minute
)

// CloseBooks closes the books up to a mark, which SafeTo returned before a pass
// that found nothing, and the rounds that had ended well before it. Each of its transactions is bounded, and each
// is followed by a rest as long as it took: it may end anywhere, and the next call
// goes on. Two that close at the same time do no harm.
func CloseBooks(ctx context.Context, db Querier, safe int64, at time.Time) (Closing, error) {
	done := Closing{SafeTo: safe}
	for {
		began := time.Now()
		closed, err := closeNext(ctx, db, safe, &done.ClosedTo)
		if err != nil {
			return done, err
		}
		if !closed {
			break
		}
		done.Segments++
		if err := rest(ctx, time.Since(began)); err != nil {
			return done, err
		}
	}
	return done, closeRooms(ctx, db, at.Add(-closeLag))
}

func closeNext(ctx context.Context, db Querier, safe int64, to *int64) (closed bool, err error) {
	rows, err := db.Query(ctx, `select closed, closed_to from close_lines($1)`, safe)
	if err != nil {
		return false, fmt.Errorf("wallet: close lines: %w", err)
	}
	if _, err := pgx.ForEachRow(rows, []any{&closed, to}, func() error { return nil }); err != nil {
		return false, fmt.Errorf("wallet: close lines: %w", err)
	}
	return closed, nil
}

func closeRooms(ctx context.Context, db Querier, at time.Time) error {
	for next := int64(1); next > 0; {
		began, from := time.Now(), next
		rows, err := db.Query(ctx, `select next from close_rooms($1,$2,$3)`, from, closeRoomsMany, at)
		if err != nil {
			return fmt.Errorf("wallet: close rooms: %w", err)
		}
		if next, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64]); err != nil {
			return fmt.Errorf("wallet: close rooms: %w", err)
		}
		if next == from { // somebody else is closing
			return nil
		}
		if err := rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
	return nil
}

func rest(ctx context.Context, long time.Duration) error {
	t := time.NewTimer(max(long, closeRestMin))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
