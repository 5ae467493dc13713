package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// VersionMin is the oldest PostgreSQL that the server works with: before 15
// everybody could create in the public schema, and the schema's plans were
// tried on 15.
const VersionMin = 15

// CheckVersion refuses a server older than VersionMin.
func CheckVersion(ctx context.Context, conn *pgx.Conn) error {
	var number int
	var name string
	err := conn.QueryRow(ctx,
		`select current_setting('server_version_num')::int, current_setting('server_version')`).Scan(&number, &name)
	if err != nil {
		return fmt.Errorf("store: asking PostgreSQL for its version: %w", redacted(err))
	}
	return refuseOlder(number, name)
}

func refuseOlder(number int, name string) error {
	if number/10000 < VersionMin {
		return fmt.Errorf("store: this is PostgreSQL %s, and %d or newer is needed", name, VersionMin)
	}
	return nil
}

// CheckDurable refuses a server, or the settings of this connection, with which
// an acknowledged bet could be lost: fsync, full_page_writes and
// synchronous_commit must not be off. unsafe lets them pass, in tests.
func CheckDurable(ctx context.Context, conn *pgx.Conn, unsafe bool) error {
	if unsafe {
		return nil
	}
	rows, err := conn.Query(ctx, `select name from pg_settings
		where name in ('fsync','full_page_writes','synchronous_commit') and setting='off' order by name`)
	if err != nil {
		return fmt.Errorf("store: asking PostgreSQL for its settings: %w", redacted(err))
	}
	off, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("store: asking PostgreSQL for its settings: %w", redacted(err))
	}
	if len(off) > 0 {
		return fmt.Errorf("store: PostgreSQL runs with %s off: acknowledged bets could be lost, turn it on",
			strings.Join(off, ", "))
	}
	return nil
}

// redacted makes an error of the driver one line without a password.
func redacted(err error) error {
	var bad *pgconn.ParseConfigError
	if errors.As(err, &bad) {
		return errors.New("it cannot be parsed")
	}
	var refused *pgconn.ConnectError
	if errors.As(err, &refused) && errors.Unwrap(refused) != nil {
		err = errors.Unwrap(refused)
	}
	if strings.Contains(err.Error(), "\n") {
		return &oneLine{err}
	}
	return err
}

// oneLine prints an error in one line and keeps what it wraps.
type oneLine struct{ err error }

func (e *oneLine) Error() string {
	return strings.Join(strings.FieldsFunc(e.err.Error(), func(r rune) bool { return r == '\n' || r == '\t' }), "; ")
}

func (e *oneLine) Unwrap() error { return e.err }
