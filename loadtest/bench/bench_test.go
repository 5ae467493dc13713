package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/internal/dbtest"
	"croupier/loadtest/naive"
	"croupier/store"
)

// The servers whose sockets are measured are this program under another name.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == serveWord {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	dbtest.Main(m, func() error { return goleak.Find() })
}

// testPlan runs everything for a moment: no figure is judged.
var testPlan = plan{rounds: 1, warm: 20 * time.Millisecond, journal: 200 * time.Millisecond, fewer: 100 * time.Millisecond,
	scan: 20 * time.Millisecond, naive: 200 * time.Millisecond, pgbench: time.Second, latency: 200 * time.Millisecond, settles: 2,
	sockets: 300 * time.Millisecond, rushes: 1, syncs: 5}

// Every part that needs no PostgreSQL of its own runs; the books are right
// afterwards, the journal's by the checker and the naive ones by their sums.
func TestMoneyIsKeptByWhatIsMeasured(t *testing.T) {
	t.Parallel()
	cfg := dbtest.NewConfig(t)
	cfg.PoolMax = poolMax
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	s := &server{db: db, url: cfg.URL, pid: os.Getpid(), dir: t.TempDir()}
	f := flags{Players: 128, Seed: 1, Only: []string{"disk", "journal", "naive", "settle", "latency"},
		JSON: filepath.Join(t.TempDir(), "figures.json"), Sheet: filepath.Join(t.TempDir(), "sheet.md")}
	require.NoError(t, f.validate())
	var out bytes.Buffer
	b, err := newBench(t.Context(), s, f, testPlan, &out)
	require.NoError(t, err)
	err = b.run(t.Context()) // verifies the journal's books
	require.NoError(t, b.close())
	require.NoError(t, err, out.String())
	require.NoError(t, b.report(&out))

	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, owner.Close(t.Context())) }()
	sums, err := naive.Count(t.Context(), owner)
	require.NoError(t, err)
	require.Positive(t, sums.Lines)
	require.Equal(t, sums.Staked, sums.Bets)
	require.Equal(t, int64(len(b.house.players))*int64(funds), sums.Balances+sums.Staked)
	require.Equal(t, sums.Lines, sums.Logged)
	require.Positive(t, sums.House)
	require.Less(t, sums.House, sums.Staked, "one variant of two has a house row")

	for _, id := range []string{headline + ".per_s", "naive.house.per_s", "naive.plain.per_s", "x.house", "settle.ms", "latency.beside.p99_ms"} {
		require.NotNil(t, b.figures.get(id), id)
		require.Positive(t, b.figures.get(id).Median, id)
	}
	sheet, err := os.ReadFile(f.Sheet)
	require.NoError(t, err)
	require.Contains(t, string(sheet), "| journal / one transaction per bet with a hot house row | ≥ 60 x |")
	require.FileExists(t, f.JSON)
}

// Servers and pgbench are measured on a PostgreSQL of the program's own, which
// keeps its promises: servers refuse another.
func TestServersAreMeasured(t *testing.T) {
	t.Parallel()
	f := flags{Players: 64, Seed: 1, Data: t.TempDir(), Only: []string{"pgbench", "sockets"}}
	if _, err := findPgbench(""); err != nil {
		f.Only = f.Only[1:]
	}
	var out bytes.Buffer
	s, err := openServer(t.Context(), f, &out)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.close()) })
	b, err := newBench(t.Context(), s, f, testPlan, &out)
	require.NoError(t, err)
	err = b.run(t.Context())
	require.NoError(t, b.close())
	require.NoError(t, err, out.String())
	for _, f := range b.figures.list {
		if f.Unit == "acks/s" || f.Unit == "tx/s" {
			require.Positive(t, f.Median, f.What)
		}
	}
	require.NotNil(t, b.figures.get("x.sockets"))
	require.Zero(t, b.figures.get("sockets.naive.refused").Median)
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.1234: "0.123", 12.34: "12.3", 8: "8", 1234.5: "1,235", 98765432.1: "98,765,432"} {
		require.Equal(t, want, number(v))
	}
	require.Equal(t, 2, median([]int{3, 1, 2}))
	require.Equal(t, 1, median([]int{2, 1}))
}

func TestRatiosAreOfOneRound(t *testing.T) {
	f := newFigures()
	f.add("a", "", "", 10)
	f.add("b", "", "", 5)
	f.ratio(1, "x", "", "a", "b")
	f.add("a", "", "", 9)
	f.ratio(2, "x", "", "a", "b") // b has no second round yet
	require.Equal(t, []float64{2}, f.get("x").Rounds)
}
