package fairness

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Querier is a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Table is the canaries of a PostgreSQL database (migration 0003).
type Table struct {
	DB Querier
}

// Canaries lists all canaries.
func (t Table) Canaries(ctx context.Context) ([]Canary, error) {
	rows, err := t.DB.Query(ctx, `select key_id, fingerprint, canary from keyring_canaries order by key_id`)
	if err != nil {
		return nil, fmt.Errorf("fairness: reading canaries: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Canary, error) {
		var c Canary
		var id int64
		err := row.Scan(&id, &c.Fingerprint, &c.Sealed)
		c.Key = KeyID(id)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("fairness: reading canaries: %w", err)
	}
	return all, nil
}

// AddCanary adds one. Not money: a canary that is there already is the same or
// the reader's to refuse.
func (t Table) AddCanary(ctx context.Context, c Canary) error {
	_, err := t.DB.Exec(ctx,
		`insert into keyring_canaries (key_id, fingerprint, canary) values ($1, $2, $3) on conflict (key_id) do nothing`,
		int64(c.Key), c.Fingerprint, c.Sealed)
	if err != nil {
		return fmt.Errorf("fairness: adding the canary of key %d: %w", c.Key, err)
	}
	return nil
}
