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
	w := newWitness(t, h.db, h.nodes[0].URL(), ids(revealTables)...)
	h.swarm.Hold(false)
	limit := 30*time.Second + time.Duration(run.Trials())*time.Second
	require.NoError(t, h.within(limit, "enough rounds", func() bool { return w.rounds() >= run.Trials() || len(w.wrongs()) > 0 }))
	require.Empty(t, w.wrongs())
	rounds := w.rounds()
	w.close()
	require.Empty(t, w.wrongs())
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
