package history

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// The house balances to the last line: nothing that the checker looks at is
// wrong, in any table, and all of it is there.
func TestFill(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	cfg := Config{Lines: 60_000, Players: 100, Rooms: 4, Bettors: 25, Seed: 7, Open: true, Say: func(s string) { t.Log(s) }}
	require.Equal(t, 3, indexesOf(t, db), "to be there again afterwards")
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `update growth set segment=8192`)
	require.NoError(t, errors.Join(err, owner.Close(t.Context())))
	filled, err := Fill(t.Context(), db, cfg)
	require.NoError(t, err)
	t.Logf("%+v", filled)
	require.GreaterOrEqual(t, filled.Lines, cfg.Lines)
	r, err := wallet.Verify(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Positive(t, filled.Points, "balances were kept")
	require.Equal(t, wallet.Counts{Transfers: filled.Lines, Accounts: 100, Rooms: 4, Rounds: filled.Rounds, Bets: filled.Bets,
		LogRows: filled.LogRows, Plays: filled.Plays}, r.Counts)

	var months int
	require.NoError(t, db.App.QueryRow(t.Context(), `select count(distinct tableoid) from bets`).Scan(&months))
	require.GreaterOrEqual(t, months, 3)
	require.Equal(t, 3, indexesOf(t, db))

	done := closeAll(t, db) // in segments of their own size, and the sums are those of the lines
	require.Positive(t, done.Segments)
	closed, err := wallet.Verify(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, closed.Findings)
	open, err := wallet.VerifyOpen(t.Context(), db.App)
	require.NoError(t, err)
	require.Empty(t, open.Findings)
	require.Equal(t, done.ClosedTo, open.OpenFrom)
	require.Equal(t, closed.Counts, open.Counts)
	var rooms int64
	require.NoError(t, db.App.QueryRow(t.Context(), `select sum(rounds) from closed_rooms`).Scan(&rooms))
	require.Equal(t, filled.Rounds-8, rooms, "all but the last and the next of each room")

	_, err = Fill(t.Context(), db, cfg)
	require.ErrorContains(t, err, "there are lines already")
}

func indexesOf(t *testing.T, db *store.DB) (n int) {
	require.NoError(t, db.App.QueryRow(t.Context(), `select count(*) from pg_indexes where tablename in ('log','plays')`).Scan(&n))
	return n
}

// A house that cannot be is refused before anything is written.
func TestFillRefuses(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for _, c := range []Config{{Rooms: 7}, {Players: 100}} {
		_, err := Fill(t.Context(), db, c)
		require.Error(t, err)
	}
}
