package siege

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/loadtest/bot"
	"croupier/loadtest/swarm"
)

// takeoverMax is how soon after a kill bets are accepted at every table again,
// in 95 of 100 cases (B16).
const takeoverMax = 10 * time.Second

// begin starts a bar of faults with a source of chance of its own, whose seed
// stands in the record.
func begin(t *testing.T, bar, what string, n bars.N) (*bars.Run, bot.Random) {
	t.Helper()
	run := bars.Start(t, bar, what, n)
	seed := rand.Uint64()
	run.Seed(seed)
	return run, bot.Seeded(seed)
}

// quantile is the q-th hundredth of some durations.
func quantile(all []time.Duration, q int) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, len(sorted)*q/100)]
}

// TestB16KillANode kills one of two servers at a random moment under load. The
// other takes its tables over at the phase that they were in.
func TestB16KillANode(t *testing.T) {
	t.Parallel()
	t.Run("wheels", func(t *testing.T) {
		t.Parallel()
		killANode(t, "kill -9 of one of two nodes at a random moment under load", nil, bars.N{Commit: 100, Night: 1000})
	})
	t.Run("cards", func(t *testing.T) {
		t.Parallel()
		killANode(t, "kill -9 of one of two nodes at a random moment of hands and shoes", swarm.CardTables(), bars.N{Commit: 40, Night: 400})
	})
}

func killANode(t *testing.T, what string, tables []string, n bars.N) {
	run, random := begin(t, "B16", what, n)
	h := newHouse(t, plan{servers: 2, bots: 40, rate: 300, tables: tables})
	var took []time.Duration
	for range run.Trials() {
		h.load(random, 6*time.Second)
		victim := int(bot.Below(random, 2))
		owned := 0
		h.owners.Range(func(_, url any) bool {
			if url == h.nodes[victim].URL() {
				owned++
			}
			return true
		})
		began := time.Now()
		require.NoError(t, h.kill(victim))
		h.landed(run, "kill")
		if owned > 0 {
			run.Reached("the victim had tables")
		}
		after := h.playing(began)
		if owned > 0 {
			took = append(took, after)
		}
		require.NoError(t, h.start(victim), "%s", h.nodes[victim].log)
		h.judge(run)
	}
	h.ends(run)
	run.Must("money on the felt")
	if len(took) > 0 {
		run.Note(fmt.Sprintf("bets accepted at every table again after a kill: median %v, 95 %% %v, most %v",
			quantile(took, 50).Round(time.Millisecond), quantile(took, 95).Round(time.Millisecond), slices.Max(took).Round(time.Millisecond)))
		require.Less(t, quantile(took, 95), takeoverMax)
	}
}

// TestB19KillEveryNode kills all servers at once. After the restart every round
// goes on to its one end.
func TestB19KillEveryNode(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B19", "kill -9 of every node at once", bars.N{Quick: 1, Commit: 10, Night: 100})
	h := newHouse(t, plan{servers: 3, bots: 40, rate: 300})
	for range run.Trials() {
		h.load(random, 5*time.Second)
		began := time.Now()
		for i := range h.nodes {
			require.NoError(t, h.kill(i))
		}
		h.landed(run, "kill of all")
		for i := range h.nodes {
			require.NoError(t, h.start(i), "%s", h.nodes[i].log)
		}
		h.playing(began)
		h.judge(run)
	}
	h.ends(run)
	run.Must("money on the felt")
}
