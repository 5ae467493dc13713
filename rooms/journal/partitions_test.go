package journal

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/rooms"
)

// heard keeps what is logged.
type heard struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.Write(p)
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all.String()
}

func linesLeft(t *testing.T, j *Journal) float64 {
	var m dto.Metric
	require.NoError(t, j.metrics.LinesLeft.Write(&m))
	return m.GetGauge().GetValue()
}

// A thin margin is told, in the log and as a number; and play that goes on past
// the last partition, without the job, has the next ones made and loses nothing.
func TestPartitionsThin(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	owner, err := w.db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()
	// From here on they are so narrow that a hundred bets one by one go through several.
	_, err = owner.Exec(t.Context(), `update growth set lines_width=1024,lines_ahead=2; select setval('transfer_block', 9 * (1::bigint << 24) - 40)`)
	require.NoError(t, err)
	var log heard
	j := w.journal(func(c *Config) { c.Log = zerolog.New(&log) })
	require.InDelta(t, 40*64, linesLeft(t, j), 64)
	require.Empty(t, log.text(), "nobody was there to make more")
	count := func() int {
		return one[int](t, w.db.App, `select count(*)::int from pg_inherits where inhparent='transfers'::regclass`)
	}
	before := count()

	p := w.rich(1, 1000)[0]
	round := w.open(1)
	for range 100 {
		v := w.await(w.submit(j, w.stake(round, p, 1)))[0]
		require.Equal(t, rooms.Applied, v.Outcome, v.Err)
	}
	require.Greater(t, count(), before, "made by the batches that met the end")
	require.Contains(t, log.text(), "few partitions were left ahead")
	w.verify()

	_, err = owner.Exec(t.Context(), `update growth set lines_width=1048576`)
	require.NoError(t, err)
	require.NoError(t, j.partitions(t.Context()), "of another width, behind those that there are")
	require.NoError(t, j.partitions(t.Context()))
	require.Greater(t, linesLeft(t, j), 1e6)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)
	w.verify()
}

func TestThin(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 5, 20, 0, 0, 0, 0, time.UTC)
	end := func(at time.Time) (id [16]byte) {
		for i := range 6 {
			id[i] = byte(at.UnixMilli() >> (40 - 8*i))
		}
		return id
	}
	july := end(time.Date(2030, 8, 1, 0, 0, 0, 0, time.UTC))
	for _, c := range []struct {
		name  string
		a     ahead
		first bool
		what  string
	}{
		{"all is there", ahead{left: 90, target: 100, to: july}, false, ""},
		{"half the lines are gone", ahead{left: 49, target: 100, to: july}, false, "lines"},
		{"after a pause of the whole house", ahead{left: 0, target: 100, to: july}, true, ""},
		{"the next month is the last", ahead{left: 90, target: 100, to: end(now.AddDate(0, 0, 12))}, false, "bets"},
	} {
		require.Equal(t, c.what, c.a.thin(now, c.first), c.name)
	}
}
