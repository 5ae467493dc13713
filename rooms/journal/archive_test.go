package journal

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
)

// oldBets makes two months that are long over, with bets of the round that is
// open, as if it had been open then.
func (w *world) oldBets(round games.RoundID) (names [2]string) {
	owner, err := w.db.Owner(w.t.Context())
	require.NoError(w.t, err)
	defer func() { _ = owner.Close(context.Background()) }()
	for i := range names {
		month := time.Date(time.Now().Year(), time.Now().Month()-8+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
		names[i] = "bets_" + month.Format("2006_01")
		_, err = owner.Exec(w.t.Context(), `create table `+names[i]+` (like bets including defaults including constraints including indexes)`)
		require.NoError(w.t, err)
		var from, to string
		require.NoError(w.t, owner.QueryRow(w.t.Context(), `select uuid_at($1)::text,uuid_at($2)::text`, month, month.AddDate(0, 1, 0)).Scan(&from, &to))
		_, err = owner.Exec(w.t.Context(), `alter table bets attach partition `+names[i]+` for values from ('`+from+`') to ('`+to+`')`)
		require.NoError(w.t, err)
		_, err = owner.Exec(w.t.Context(), `insert into bets(bet_id,player,hash,room,round,batch,verdict,answer)
select (left(uuid_at($1)::text,14)||'7000-8000-'||lpad(n::text,12,'0'))::uuid,1,sha256('x'),1,$2,1,2,'\x5c0a09' from generate_series(1,1000) n`, month.AddDate(0, 0, 3), int64(round))
		require.NoError(w.t, err)
	}
	return names
}

// Old months leave for files that prove themselves; what is played meanwhile and
// afterwards, and what is verified, does not notice.
func TestArchiveBets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 1000)[0]
	round := w.open(1)
	names := w.oldBets(round)
	before := w.verify()
	folder := filepath.Join(t.TempDir(), "archive")
	owner, err := w.db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()

	_, err = ArchiveBets(t.Context(), owner, folder, 1)
	require.ErrorContains(t, err, "the least is 2")
	done, err := ArchiveBets(t.Context(), owner, folder, 24)
	require.NoError(t, err)
	require.Empty(t, done, "nothing is as old as that")

	done, err = ArchiveBets(t.Context(), owner, folder, 7)
	require.NoError(t, err)
	require.Len(t, done, 1)
	require.Equal(t, names[0], done[0].Name)
	done, err = ArchiveBets(t.Context(), owner, folder, KeepMonthsMin)
	require.NoError(t, err)
	require.Len(t, done, 1)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)

	all, err := Archives(t.Context(), owner)
	require.NoError(t, err)
	require.Len(t, all, 2)
	for i, a := range all {
		require.Equal(t, []any{names[i], int64(1000), 3}, []any{a.Name, a.Rows, a.State})
		require.NoError(t, a.Check(folder))
		require.Equal(t, 0, one[int](t, w.db.App, `select count(*)::int from pg_class where relname='`+names[i]+`'`))
	}
	after := w.verify()
	require.Equal(t, before.Counts.Bets-2000+1, after.Counts.Bets)
	require.Equal(t, int64(2000), after.Counts.Archived)
	_, err = New(t.Context(), Config{DB: w.db.App}) // makes partitions: not those that left
	require.NoError(t, err)
	require.Equal(t, 4, one[int](t, w.db.App, `select count(*)::int from pg_inherits where inhparent='bets'::regclass`))

	path := filepath.Join(folder, all[0].File)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	text[len(text)/2] ^= 1
	require.NoError(t, os.WriteFile(path, text, 0o600))
	require.ErrorIs(t, all[0].Check(folder), ErrArchive)
	require.NoError(t, os.Remove(path))
	require.ErrorIs(t, all[0].Check(folder), ErrArchive)
}

// Cut off behind any of its steps, an archive is finished by the next run; a file
// that was damaged in between keeps its month in the database.
func TestArchiveIsCutOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	round := w.open(1)
	names := w.oldBets(round)
	folder := t.TempDir()
	owner, err := w.db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()

	a, err := export(t.Context(), owner, folder, names[0]) // and killed here
	require.NoError(t, err)
	path := filepath.Join(folder, a.File)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, text[1:], 0o600))
	_, err = ArchiveBets(t.Context(), owner, folder, KeepMonthsMin)
	require.ErrorIs(t, err, ErrArchive)
	require.Equal(t, 2000, one[int](t, w.db.App, `select count(*)::int from bets`))
	require.NoError(t, os.WriteFile(path, text, 0o600))

	require.NoError(t, detach(t.Context(), owner, names[0])) // and killed here
	_, err = export(t.Context(), owner, folder, names[1])
	require.NoError(t, err)
	require.NoError(t, detach(t.Context(), owner, names[1]))
	require.NoError(t, setState(t.Context(), owner, names[1], 2)) // or here
	done, err := ArchiveBets(t.Context(), owner, folder, KeepMonthsMin)
	require.NoError(t, err)
	require.Len(t, done, 2)
	for _, a := range done {
		require.Equal(t, 3, a.State)
		require.Equal(t, int64(1000), a.Rows)
	}
	r, err := wallet.Verify(t.Context(), w.db.App)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Equal(t, int64(2000), r.Counts.Archived)
}
