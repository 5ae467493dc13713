package siege

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// TestB20KillPostgres kills every process of PostgreSQL under load. The servers
// stay, tell nobody anything that they do not know, and go on by themselves when
// the database is back.
func TestB20KillPostgres(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B20", "kill -9 of all PostgreSQL processes under load", bars.N{Quick: 1, Commit: 15, Night: 250})
	h := newHouse(t, plan{servers: 2, bots: 40, rate: 400})
	for range run.Trials() {
		h.load(random, 4*time.Second)
		require.Greater(t, h.pg.kill(), 2, "PostgreSQL's processes")
		doubts, books := h.swarm.Standing()
		h.pg.start()
		began := time.Now()
		h.db.Reset()
		h.struck(run, "kill of PostgreSQL", doubts, books)
		h.playing(began)
		for _, n := range h.nodes {
			require.True(t, n.Running())
		}
		h.judge(run)
	}
	h.ends(run)
	run.Must("money on the felt", "bets in doubt")
}

// TestB20KillTheEmbeddedPostgres does the same to the server's own child: it
// says so and ends, and its next start recovers.
func TestB20KillTheEmbeddedPostgres(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B20", "kill -9 of all processes of the embedded PostgreSQL", bars.N{Quick: 1, Commit: 5, Night: 50})
	h := newEmbedded(t, plan{bots: 40, rate: 400})
	var ended []time.Duration
	for range run.Trials() {
		h.load(random, 4*time.Second)
		require.Greater(t, killPostgres(h.data(0)), 2, "PostgreSQL's processes")
		doubts, books := h.swarm.Standing()
		ctx, cancel := context.WithTimeout(t.Context(), dieMax)
		killed := time.Now()
		end, err := h.nodes[0].Wait(ctx)
		cancel()
		ended = append(ended, time.Since(killed))
		require.NoError(t, err)
		require.Error(t, end, "it must say that something was wrong")
		require.True(t, h.nodes[0].log.has("PostgreSQL has ended"), "%s", h.nodes[0].log)
		h.nodes[0].up.Store(false)
		began := time.Now()
		require.NoError(t, h.start(0), "%s", h.nodes[0].log)
		h.db.Reset()
		h.struck(run, "kill of the embedded PostgreSQL", doubts, books)
		h.playing(began)
		h.judge(run)
	}
	h.ends(run)
	run.Must("money on the felt")
	run.Note(fmt.Sprintf("the server says so and ends: median %v, most %v", quantile(ended, 50), slices.Max(ended)))
}
