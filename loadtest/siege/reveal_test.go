package siege

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// B33's tables: many short rounds, so that outcomes come close together.
const revealTables = 12

// TestB33NoOutcomeBeforeItsRow has a second connection to the database look for
// a round's end at the very frame that tells of it.
func TestB33NoOutcomeBeforeItsRow(t *testing.T) {
	t.Parallel()
	run, _ := begin(t, "B33", "a second connection looks for the settled row at each outcome frame", bars.N{Quick: 30, Commit: 1000, Night: 20000})
	h := newHouse(t, plan{servers: 1, bots: 36, rate: 200, tables: several(revealTables, 0, times{700, 150, 50})})
	h.swarm.Hold(false)
	rounds := 0
	limit := time.Now().Add(4*time.Minute + time.Duration(run.Trials())*time.Second)
	for rounds < run.Trials() {
		require.True(t, time.Now().Before(limit), "%d rounds only", rounds)
		w := newWitness(t, h.db, h.nodes[0].URL(), ids(revealTables)...)
		// A machine that stalls costs the server its lease, and the witness its seat.
		_ = h.within(time.Until(limit), "enough rounds", func() bool {
			return rounds+w.rounds() >= run.Trials() || len(w.wrongs()) > 0 || w.gone()
		})
		w.close()
		require.Empty(t, w.wrongs())
		rounds += w.rounds()
	}
	for range rounds {
		run.Landed("outcome frame", "settled", 1)
		run.Trial()
	}
	h.ends(run)
	run.Note(fmt.Sprintf("%d rounds whose row was there when their frame came", rounds))
}

func ids(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i + 1)
	}
	return list
}
