package siege

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/wallet"
)

// TestWrongBooksStopBetting changes a balance behind the ledger's back, as only a
// superuser can: within a check's time the server says so, is not ready, takes
// no bet any more, and ends with an error.
func TestWrongBooksStopBetting(t *testing.T) {
	t.Parallel()
	const every = time.Second
	h := newHouse(t, plan{servers: 1, bots: 20, rate: 200, env: []string{"CROUPIER_CHECK_EVERY=" + every.String()}})
	h.swarm.Hold(false)
	accepted := h.swarm.Report().Accepted
	require.NoError(t, h.within(aliveMax, "bets are accepted", func() bool { return h.swarm.Report().Accepted > accepted+50 }))

	_, err := h.db.Exec(t.Context(), `update accounts set balance=balance+1 where id=(select max(id) from accounts)`)
	require.NoError(t, err)
	began := time.Now()
	n := h.nodes[0]
	n.up.Store(false)
	ctx, cancel := context.WithTimeout(t.Context(), dieMax)
	defer cancel()
	end, err := n.Wait(ctx)
	require.NoError(t, err, "the server goes on with wrong books")
	took := time.Since(began)
	require.EqualError(t, end, "exit status 2")
	require.True(t, n.log.has("the books are wrong: run `croupier ledger verify`"), "%s", n.log)
	// The last bet was taken before the mismatch was told, give or take the
	// commit that was under way.
	stopped := n.log.when(t, "the books are wrong: betting stops")
	require.Less(t, began.Add(took).Sub(stopped), 5*time.Second, "from the finding to the end")
	var late int
	require.NoError(t, h.db.QueryRow(t.Context(), `select count(*) from transfers where kind=1 and at>$1`,
		stopped.Add(500*time.Millisecond)).Scan(&late))
	require.Zero(t, late, "bets were taken with wrong books")
	report, err := wallet.Verify(t.Context(), h.db)
	require.NoError(t, err)
	require.NotEmpty(t, report.Findings)
	t.Logf("stopped and ended %v after the damage", took.Round(time.Millisecond))

	// Nor does a new server open: it finds the same.
	if err := n.Launch(); err == nil {
		end, err = n.Wait(ctx)
		require.NoError(t, err, "a server goes on with wrong books")
		require.Error(t, end)
	}
}

// TestNothingIsAnsweredBeforeTheRoomsAreOpen holds up a recovery: until it is
// done no request is answered and no socket accepted (ASVS 16.5.3, D17).
func TestNothingIsAnsweredBeforeTheRoomsAreOpen(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{servers: 1, bots: 10, rate: 100, lease: time.Second})
	h.swarm.Hold(false)
	accepted := h.swarm.Report().Accepted
	require.NoError(t, h.within(aliveMax, "bets are accepted", func() bool { return h.swarm.Report().Accepted > accepted+20 }))
	require.NoError(t, h.kill(0))
	h.bury()

	// Recovery has to wait for the row of the node that had the rooms.
	tx, err := h.db.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), `select 1 from nodes order by id for update`)
	require.NoError(t, err)
	n := h.nodes[0]
	require.NoError(t, n.Launch())
	require.NoError(t, h.within(aliveMax, "the server waits for the rooms", func() bool {
		var waiting int
		err := h.db.QueryRow(t.Context(), `select count(*) from pg_stat_activity where wait_event_type='Lock' and query ilike '%nodes%'`).Scan(&waiting)
		return err == nil && waiting > 0
	}))
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for _, path := range []string{"/livez", "/readyz", "/api/rooms", "/api/me", "/ws", "/"} {
		answer, err := client.Get(n.URL() + path)
		if err == nil {
			_ = answer.Body.Close()
		}
		require.Error(t, err, "%s was answered before the rooms were open: %v", path, answer)
	}
	require.NoError(t, tx.Rollback(t.Context()))
	_, err = n.Ready(t.Context())
	require.NoError(t, err, "%s", n.log)
	n.up.Store(true)
	h.playing(time.Now())
	h.swarm.Hold(true)
	require.NoError(t, h.swarm.Calm(t.Context(), calmMax))
	require.NoError(t, h.swarm.Check(t.Context()))
	h.audited()
	h.books()
}
