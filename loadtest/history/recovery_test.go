package history

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/loadtest/swarm"
	"croupier/rooms/journal"
	"croupier/store"
	"croupier/store/embedded"
	"croupier/wallet"
)

// TestRecovery measures, on a data folder that Make has filled
// (CROUPIER_HISTORY_DIR; see docs/growth.md): how long the real server takes to
// serve again after kill -9, how long its database takes after a kill -9 of its
// own with a write-ahead log to read, and how long a room takes that is taken
// over and opened. Then it closes the books and looks at the plans.
func TestRecovery(t *testing.T) {
	dir := os.Getenv("CROUPIER_HISTORY_DIR")
	if dir == "" {
		t.Skip("no CROUPIER_HISTORY_DIR")
	}
	killServer(t, dir)
	cfg := embedded.Config{Dir: dir, BinDir: os.Getenv("CROUPIER_PG_BIN")}
	killDatabase(t, cfg)

	began := time.Now()
	server, err := embedded.Start(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop(context.Background())) })
	at := store.Config{URL: server.URL(), AppURL: server.AppURL()}
	db, err := store.Open(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	t.Logf("database started again after its kill and opened in %s", time.Since(began).Round(time.Millisecond))
	takeOver(t, db)
	began = time.Now()
	done := closeAll(t, db)
	t.Logf("books closed: %+v in %s, resting half of it", done, time.Since(began).Round(time.Millisecond))
	for range 3 {
		r, err := wallet.VerifyOpen(t.Context(), db.App)
		require.NoError(t, err)
		require.Empty(t, r.Findings)
		t.Logf("the open books of %d lines verified in %d ms", r.Counts.Transfers, r.TookMs)
	}
	pool, heard := listen(t, at)
	live(t, pool, heard)
	judge(t, pool, heard)
}

// killServer runs the real server on the folder with the demo's tables and their
// company, kills it, and starts it again.
func killServer(t *testing.T, dir string) {
	binary := filepath.Join(t.TempDir(), "croupier")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "croupier/server").CombinedOutput()
	require.NoError(t, err, string(out))
	log, err := os.Create(filepath.Join(t.TempDir(), "server.log"))
	require.NoError(t, err)
	defer func() { _ = log.Close() }()
	victim, err := swarm.NewVictim(binary, dir, []string{"CROUPIER_CHECK_EVERY=1h"}, log)
	require.NoError(t, err)
	for i := range 4 {
		took, err := victim.Start(t.Context())
		if err != nil {
			text, _ := os.ReadFile(log.Name())
			t.Fatalf("%v\n%s", err, text)
		}
		if i > 0 {
			t.Logf("the server serves %s after kill -9", took.Round(time.Millisecond))
		}
		time.Sleep(5 * time.Second) // of play
		require.NoError(t, victim.Kill())
	}
}

// killDatabase writes for some seconds, beyond what is on the tables' files, and
// kills PostgreSQL with everything that it had in memory.
func killDatabase(t *testing.T, cfg embedded.Config) {
	server, err := embedded.Start(t.Context(), cfg)
	require.NoError(t, err)
	db, err := store.Open(t.Context(), store.Config{URL: server.URL(), AppURL: server.AppURL()})
	require.NoError(t, err)
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	require.NoError(t, run(t.Context(), owner, "checkpoint"))
	var from, wal int64
	position := `select pg_wal_lsn_diff(pg_current_wal_lsn(),'0/0')::int8`
	require.NoError(t, owner.QueryRow(t.Context(), position).Scan(&from))
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); { // pages all over the disk
		require.NoError(t, run(t.Context(), owner, `update accounts set stop=0 where id in (select id from accounts tablesample system(5))`))
	}
	require.NoError(t, owner.QueryRow(t.Context(), position).Scan(&wal))
	_ = owner.Close(t.Context())
	db.Close()
	process, err := os.FindProcess(server.PID())
	require.NoError(t, err)
	require.NoError(t, process.Kill())
	<-server.Died()
	_ = server.Stop(context.Background()) // says that it was killed
	t.Logf("database killed with %d MB of WAL since its checkpoint", (wal-from)>>20)
}

// takeOver claims the old rooms and reads each as its next owner does.
func takeOver(t *testing.T, db *store.DB) {
	j, err := journal.New(t.Context(), journal.Config{DB: db.App})
	require.NoError(t, err)
	node, err := journal.Join(t.Context(), db.App, journal.NodeConfig{Name: "heir", Lease: time.Minute})
	require.NoError(t, err)
	defer func() { require.NoError(t, node.Leave(context.Background())) }()
	var ids []games.RoomID
	for i := range games.RoomID(64) {
		ids = append(ids, 1001+i)
	}
	began := time.Now()
	terms, err := node.Claim(t.Context(), ids...)
	require.NoError(t, err)
	require.Len(t, terms, len(ids))
	claimed := time.Since(began)
	took := make([]time.Duration, 0, len(ids))
	for _, id := range ids {
		began := time.Now()
		_, err := j.Load(t.Context(), id)
		require.NoError(t, err)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	t.Logf("%d old rooms claimed in %s; each read in %s (median), %s (longest)", len(ids), claimed.Round(time.Microsecond),
		took[len(took)/2].Round(time.Microsecond), took[len(took)-1].Round(time.Microsecond))
	require.NoError(t, j.Stop(t.Context()))
}
