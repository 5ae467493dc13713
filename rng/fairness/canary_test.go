package fairness_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/rng/fairness"
)

// memory keeps canaries as the database does.
type memory struct {
	rows  []fairness.Canary
	meant []fairness.Canary // arrive between a reading and the next adding
	err   error
}

func (m *memory) Canaries(context.Context) ([]fairness.Canary, error) {
	rows := append([]fairness.Canary{}, m.rows...)
	m.rows = append(m.rows, m.meant...)
	m.meant = nil
	return rows, m.err
}

func (m *memory) AddCanary(_ context.Context, c fairness.Canary) error {
	for _, row := range m.rows {
		if row.Key == c.Key {
			return nil
		}
	}
	m.rows = append(m.rows, c)
	return m.err
}

func TestBind(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	folder := filepath.Join(t.TempDir(), "keys")
	ours, theirs := ring(t, folder), ring(t, filepath.Join(t.TempDir(), "keys"))

	db := &memory{}
	require.NoError(t, fairness.Bind(ctx, ours, db))
	require.Len(t, db.rows, 1)
	require.NoError(t, fairness.Bind(ctx, ours, db), "and again")
	require.Len(t, db.rows, 1)

	err := fairness.Bind(ctx, theirs, db)
	require.ErrorIs(t, err, fairness.ErrWrongKeys)
	require.ErrorContains(t, err, theirs.Folder())
	require.Len(t, db.rows, 1, "the wrong keys leave nothing")

	_, err = ours.Rotate()
	require.NoError(t, err)
	require.NoError(t, fairness.Bind(ctx, ours, db))
	require.Len(t, db.rows, 2)
	require.NoError(t, fairness.Bind(ctx, ring(t, folder), db))

	// A keyring that was restored from before the rotation lacks a key.
	require.NoError(t, fairness.Bind(ctx, theirs, &memory{}))
	short := &memory{rows: db.rows[1:]}
	require.ErrorIs(t, fairness.Bind(ctx, theirs, short), fairness.ErrWrongKeys)

	broken := errors.New("no database")
	require.ErrorIs(t, fairness.Bind(ctx, ours, &memory{err: broken}), broken)
}

// Two servers with different keys on an empty database: the second to write
// reads the first's and stops.
func TestBindRaces(t *testing.T) {
	t.Parallel()
	ours, theirs := ring(t, filepath.Join(t.TempDir(), "keys")), ring(t, filepath.Join(t.TempDir(), "keys"))
	first, err := theirs.MakeCanary(1)
	require.NoError(t, err)
	db := &memory{meant: []fairness.Canary{first}}
	require.ErrorIs(t, fairness.Bind(t.Context(), ours, db), fairness.ErrWrongKeys)
	require.Equal(t, []fairness.Canary{first}, db.rows)
}

func TestCanaryIsOfItsKeyAlone(t *testing.T) {
	t.Parallel()
	k := ring(t, filepath.Join(t.TempDir(), "keys"))
	_, err := k.Rotate()
	require.NoError(t, err)
	one, err := k.MakeCanary(1)
	require.NoError(t, err)
	two, err := k.MakeCanary(2)
	require.NoError(t, err)
	require.NoError(t, k.CheckCanary(one))
	require.NoError(t, k.CheckCanary(two))
	for name, c := range map[string]fairness.Canary{
		"other fingerprint": {Key: 1, Fingerprint: two.Fingerprint, Sealed: one.Sealed},
		"other seal":        {Key: 1, Fingerprint: one.Fingerprint, Sealed: two.Sealed},
		"other number":      {Key: 2, Fingerprint: one.Fingerprint, Sealed: one.Sealed},
		"unknown number":    {Key: 3, Fingerprint: one.Fingerprint, Sealed: one.Sealed},
		"empty":             {Key: 1},
		"no seal":           {Key: 1, Fingerprint: one.Fingerprint},
	} {
		require.ErrorIs(t, k.CheckCanary(c), fairness.ErrWrongKeys, name)
	}
	_, err = k.MakeCanary(9)
	require.ErrorIs(t, err, fairness.ErrNoKey)
}

// The same on a real database, as the role that serves.
func TestBindOnPostgreSQL(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	pool := db.App
	ctx := t.Context()
	ours, theirs := ring(t, filepath.Join(t.TempDir(), "keys")), ring(t, filepath.Join(t.TempDir(), "keys"))
	table := fairness.Table{DB: pool}
	require.NoError(t, fairness.Bind(ctx, ours, table))
	_, err := ours.Rotate()
	require.NoError(t, err)
	require.NoError(t, fairness.Bind(ctx, ours, table))
	require.ErrorIs(t, fairness.Bind(ctx, theirs, table), fairness.ErrWrongKeys)
	all, err := table.Canaries(ctx)
	require.NoError(t, err)
	require.Len(t, all, 2)
	again, err := theirs.MakeCanary(1)
	require.NoError(t, err)
	require.NoError(t, table.AddCanary(ctx, again), "does nothing")
	unchanged, err := table.Canaries(ctx)
	require.NoError(t, err)
	require.Equal(t, all, unchanged)

	for _, forbidden := range []string{
		`update keyring_canaries set canary = ''`, `delete from keyring_canaries`, `truncate keyring_canaries`,
	} {
		_, err := pool.Exec(ctx, forbidden)
		require.ErrorContains(t, err, "permission denied", forbidden)
	}
}
