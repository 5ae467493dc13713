package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrCommitUnknown says that COMMIT was sent and no answer came: the
// transaction may have committed and may still commit. It is neither success
// nor failure; whoever gets it looks the facts up.
var ErrCommitUnknown = errors.New("store: commit unknown")

// Tx is a transaction under a name that floors without the driver can pass on.
type Tx = pgx.Tx

// rollbackMax bounds a rollback whose caller has already gone.
const rollbackMax = 5 * time.Second

// Beginner begins transactions: a pool or a connection.
type Beginner interface {
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}

// InTx runs fn in one READ COMMITTED transaction. An error or a panic of fn
// rolls back and goes on to the caller. COMMIT is sent once and never retried:
// if it cannot be known what became of it, the error is ErrCommitUnknown; any
// other error means that nothing was committed.
func InTx(ctx context.Context, db Beginner, fn func(tx Tx) error) error {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	done := false
	defer func() {
		if !done { // fn returned an error, panicked, or ended its goroutine
			rollback(ctx, tx)
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	done = true
	return Commit(ctx, tx)
}

// Commit sends COMMIT once and sorts its answer: nil, ErrCommitUnknown, or an
// error that says that nothing was committed.
func Commit(ctx context.Context, tx pgx.Tx) error {
	// What is known before it is sent is known for certain; afterwards only the
	// server's own words count.
	if err := ctx.Err(); err != nil {
		rollback(ctx, tx)
		return fmt.Errorf("store: not committed: %w", err)
	}
	if conn := tx.Conn(); conn != nil && conn.IsClosed() {
		return fmt.Errorf("store: not committed: %w", pgconn.ErrConnClosed)
	}
	err := tx.Commit(ctx)
	switch {
	case err == nil:
		return nil
	case NotCommitted(err):
		return fmt.Errorf("store: commit refused: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrCommitUnknown, err)
}

// NotCommitted says whether the error of a COMMIT that was sent proves that the
// transaction did not and will not commit: the server answered that it rolled
// back. A FATAL answer proves nothing: a server that is shut down while it waits
// for its standby has already committed. Nor does pgconn.SafeToRetry: pgx
// reports an answer that never came as "conn closed", which it calls safe.
func NotCommitted(err error) bool {
	var pe *pgconn.PgError
	return errors.Is(err, pgx.ErrTxCommitRollback) || errors.As(err, &pe) && pe.SeverityUnlocalized == "ERROR"
}

// rollback gives the connection back clean even if the caller's context is
// over; if that fails, pgx closes the connection, which rolls back as well.
func rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackMax)
	defer cancel()
	_ = tx.Rollback(ctx)
}
