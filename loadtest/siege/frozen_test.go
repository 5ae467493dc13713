package siege

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// frozenLease is short, so that three of it are soon over.
const frozenLease = 2 * time.Second

// TestB26FreezeTheOwner stops an owner's process for three times its lease while
// another takes its tables over, and lets it go on: it has not noticed anything.
// It must write no row, and tell nobody on its old connections an outcome.
func TestB26FreezeTheOwner(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B26", "SIGSTOP of the owner for 3 leases, takeover, SIGCONT", bars.N{Quick: 1, Commit: 50, Night: 500})
	h := newHouse(t, plan{servers: 2, bots: 40, rate: 300, lease: frozenLease, tables: several(6, 1, times{700, 150, 100})})
	for range run.Trials() {
		h.load(random, 3*time.Second)
		var stale *node
		var terms map[int64]int64
		var w *witness
		require.NoError(t, h.within(aliveMax, "an owner that is watched", func() bool {
			stale = h.nodes[h.busiest()]
			terms = h.terms(stale.URL())
			w = newWitness(t, h.db, stale.URL(), ids(h.rooms)...)
			return len(terms) > 0 && w.seen(h) == nil
		}))
		h.load(random, time.Second)

		stale.up.Store(false)
		require.NoError(t, stale.Freeze())
		began := time.Now()
		h.struck(run, "SIGSTOP", 0, 0)
		h.playing(began) // at the other's tables
		rest(h, 3*frozenLease-time.Since(began))
		before := h.staleRows(terms)
		require.NoError(t, stale.Thaw())
		stale.thawed(h)
		require.Equal(t, before, h.staleRows(terms), "the stale owner wrote")
		w.close() // the server has closed it, or does not miss it
		require.Empty(t, w.wrongs(), "the stale owner told an outcome that is not its own")
		run.Landed("SIGCONT", "", 1)
		if len(terms) > 1 {
			run.Reached("several tables at once")
		}
		h.judge(run)
	}
	h.ends(run)
	run.Must("several tables at once")
}

// busiest is the server with the most tables.
func (h *house) busiest() int {
	count := map[string]int{}
	h.owners.Range(func(_, url any) bool { count[url.(string)]++; return true })
	best := 0
	for i, n := range h.nodes {
		if count[n.URL()] > count[h.nodes[best].URL()] {
			best = i
		}
	}
	return best
}

// terms are the rooms that a server owns, and in which terms.
func (h *house) terms(url string) map[int64]int64 {
	terms := map[int64]int64{}
	h.owners.Range(func(room, at any) bool {
		if at == url {
			var term int64
			require.NoError(h.t, h.db.QueryRow(h.t.Context(), `select term from rooms where id=$1`, room).Scan(&term))
			terms[room.(int64)] = term
		}
		return true
	})
	return terms
}

// staleRows counts what was ever written in those terms: steps and verdicts.
func (h *house) staleRows(terms map[int64]int64) (rows [2]int) {
	rooms, ts := columns(terms)
	err := h.db.QueryRow(h.t.Context(), `select count(*), (select count(*) from bets b join log l on l.batch=b.batch and l.room=b.room
join unnest($1::int8[],$2::int8[]) k(room,term) on l.room=k.room and l.term=k.term)
from log l join unnest($1::int8[],$2::int8[]) k(room,term) on l.room=k.room and l.term=k.term`, rooms, ts).Scan(&rows[0], &rows[1])
	require.NoError(h.t, err)
	return rows
}

// thawed waits until a server that was frozen has noticed, and is one of the
// house again.
func (n *node) thawed(h *house) {
	h.t.Helper()
	const noticed = "the node stops its rooms"
	require.NoError(h.t, h.within(aliveMax, "the stale owner notices", func() bool { return n.log.has(noticed) }))
	_, err := n.Ready(h.t.Context())
	require.NoError(h.t, err)
	n.log.forget()
	n.up.Store(true)
}

func rest(h *house, d time.Duration) {
	select {
	case <-h.t.Context().Done():
	case <-time.After(d):
	}
}
