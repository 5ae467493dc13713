package store_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
)

// notes opens a database with a table that the serving role may write.
func notes(t *testing.T) *store.DB {
	t.Helper()
	cfg := dbtest.NewConfig(t)
	asOwner(t, cfg.URL, "create table notes(n int primary key deferrable initially deferred)",
		"grant select,insert on notes to "+store.AppRole)
	cfg.PoolMax = 1 // a connection that is not given back stops the test
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db
}

func count(t *testing.T, db *store.DB) (n int) {
	t.Helper()
	require.NoError(t, db.App.QueryRow(t.Context(), "select count(*) from notes").Scan(&n))
	return n
}

func TestInTx(t *testing.T) {
	t.Parallel()
	db := notes(t)
	insert := func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), "insert into notes values(1)")
		return err
	}
	boom := errors.New("boom")

	require.ErrorIs(t, store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		require.NoError(t, insert(tx))
		return boom
	}), boom)
	require.Equal(t, 0, count(t, db), "an error rolls back")

	require.PanicsWithValue(t, "boom", func() {
		_ = store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
			require.NoError(t, insert(tx))
			panic("boom")
		})
	})
	require.Equal(t, 0, count(t, db), "a panic rolls back and goes on")

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
			_ = insert(tx)
			runtime.Goexit()
			return nil
		})
	}()
	<-ended
	require.Equal(t, 0, count(t, db), "the end of the goroutine rolls back")

	require.NoError(t, store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		var level string
		require.NoError(t, tx.QueryRow(t.Context(), "show transaction_isolation").Scan(&level))
		require.Equal(t, "read committed", level)
		return insert(tx)
	}))
	require.Equal(t, 1, count(t, db))
}

func TestCommitThatIsRefused(t *testing.T) {
	t.Parallel()
	db := notes(t)
	err := store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), "insert into notes values(1),(1)") // the key is looked at by COMMIT
		return err
	})
	require.Error(t, err)
	require.NotErrorIs(t, err, store.ErrCommitUnknown, "the server said no")

	err = store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		_, _ = tx.Exec(t.Context(), "select 1/0")
		return nil // swallowed: COMMIT of a failed transaction rolls back
	})
	require.ErrorIs(t, err, pgx.ErrTxCommitRollback)
	require.NotErrorIs(t, err, store.ErrCommitUnknown)

	ctx, cancel := context.WithCancel(t.Context())
	err = store.InTx(ctx, db.App, func(tx pgx.Tx) error {
		cancel()
		_, err := tx.Exec(t.Context(), "insert into notes values(1)")
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, store.ErrCommitUnknown, "nothing was sent")
	require.Equal(t, 0, count(t, db))
}

// deafConn passes everything on until it has sent a COMMIT, and then hears
// nothing any more.
type deafConn struct {
	net.Conn
	sent bool
}

func (c *deafConn) Write(b []byte) (int, error) {
	c.sent = c.sent || bytes.Contains(b, []byte("commit\x00"))
	return c.Conn.Write(b)
}

func (c *deafConn) Read(b []byte) (int, error) {
	if c.sent {
		_, _ = c.Conn.Read(b) // the server has answered
		return 0, io.ErrUnexpectedEOF
	}
	return c.Conn.Read(b)
}

func TestCommitWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	db := notes(t)
	cc := db.App.Config().ConnConfig
	cc.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		c, err := d.DialContext(ctx, network, address)
		return &deafConn{Conn: c}, err
	}
	conn, err := pgx.ConnectConfig(t.Context(), cc)
	require.NoError(t, err)
	err = store.InTx(t.Context(), conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), "insert into notes values(1)")
		return err
	})
	require.ErrorIs(t, err, store.ErrCommitUnknown)
	require.True(t, pgconn.SafeToRetry(err), "pgx calls it safe to retry, which is why nobody asks it")
	require.Equal(t, 1, count(t, db), "it is there, though nobody said so")
}

func TestConnectionLostBeforeCommit(t *testing.T) {
	t.Parallel()
	db := notes(t)
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, owner.Close(context.Background())) }()
	err = store.InTx(t.Context(), db.App, func(tx pgx.Tx) error {
		var pid int
		require.NoError(t, tx.QueryRow(t.Context(), "select pg_backend_pid()").Scan(&pid))
		_, err := tx.Exec(t.Context(), "insert into notes values(1)")
		require.NoError(t, err)
		_, err = owner.Exec(t.Context(), "select pg_terminate_backend($1, 5000)", pid)
		return err
	})
	require.ErrorIs(t, err, store.ErrCommitUnknown, "the first write after the end of a connection may still go out")
	require.Equal(t, 0, count(t, db), "the pool goes on with a new connection")
}

// fakeTx answers COMMIT with an error and counts how often it was asked.
type fakeTx struct {
	pgx.Tx
	answer             error
	commits, rollbacks int
}

func (f *fakeTx) BeginTx(context.Context, pgx.TxOptions) (pgx.Tx, error) { return f, nil }
func (f *fakeTx) Commit(context.Context) error                           { f.commits++; return f.answer }
func (f *fakeTx) Conn() *pgx.Conn                                        { return nil }
func (f *fakeTx) Rollback(context.Context) error                         { f.rollbacks++; return nil }

func TestCommitIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer  error
		unknown bool
	}{
		"connection lost":          {errors.New("unexpected EOF"), true},
		"timeout while waiting":    {context.DeadlineExceeded, true},
		"shut down while waiting":  {&pgconn.PgError{SeverityUnlocalized: "FATAL", Code: "57P01"}, true},
		"serialization":            {&pgconn.PgError{SeverityUnlocalized: "ERROR", Code: "40001"}, false},
		"rolled back":              {pgx.ErrTxCommitRollback, false},
		"transaction ended before": {pgx.ErrTxClosed, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tx := &fakeTx{answer: c.answer}
			err := store.InTx(t.Context(), tx, func(pgx.Tx) error { return nil })
			require.ErrorIs(t, err, c.answer)
			require.Equal(t, c.unknown, errors.Is(err, store.ErrCommitUnknown))
			require.Equal(t, 1, tx.commits)
		})
	}
}
