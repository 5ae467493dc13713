package bot

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// At a crash table a bot bets with and without a cash-out of its own, no more than
// a table takes but now and then, and cashes out by hand once for each bet while
// the curve runs.
func TestOnACurve(t *testing.T) {
	t.Parallel()
	m, err := ReadMenu([]byte(`{"game":"crash"}`), []byte(`{"stepMinor":100,"betMinMinor":200}`))
	require.NoError(t, err)
	require.Equal(t, Menu{Step: 100, Min: 200, Curve: true}, m)
	auto, hand, outs := 0, 0, 0
	for seed := range uint64(200) {
		b := seated(seed)
		b.menu = m
		mine := map[string]bool{}
		for range 10 {
			act, idle := b.Act(500)
			if idle == IdleClosed {
				break
			}
			require.Empty(t, idle)
			if act.Ask != askBet {
				b.Verdict(&wire.Verdict{ID: act.ID, Verdict: wire.VerdictRefused})
				continue
			}
			var bet struct{ Stake, CashAt int64 }
			require.NoError(t, json.Unmarshal(act.Body, &bet))
			require.Zero(t, bet.Stake%100)
			require.GreaterOrEqual(t, bet.Stake, int64(200))
			if bet.CashAt == 0 {
				hand++
				mine[act.ID] = true
			} else {
				auto++
				require.Greater(t, bet.CashAt, int64(100))
			}
			other := b.Twist(act)
			require.NotEqual(t, string(act.Body), string(other.Body))
			b.Verdict(&wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted})
		}
		b.Table(&wire.Table{Room: room, Term: 2, Seq: 11, Events: []wire.Event{event("closed", `{}`)}})
		_, idle := b.Act(1500)
		require.Equal(t, IdleClosed, idle, "it does not run yet")
		b.Table(&wire.Table{Room: room, Term: 2, Seq: 12, Events: []wire.Event{event("started", `{"startsAtMs":2000}`)}})
		for len(mine) > 0 {
			act, idle := b.Act(2500)
			require.Empty(t, idle)
			require.Equal(t, askCashOut, act.Ask)
			var out struct{ Bet string }
			require.NoError(t, json.Unmarshal(act.Body, &out))
			require.True(t, mine[out.Bet])
			delete(mine, out.Bet)
			outs++
		}
		_, idle = b.Act(2500)
		require.Equal(t, IdleClosed, idle)
	}
	require.Greater(t, auto, 80)
	require.Greater(t, hand, 80)
	require.Positive(t, outs)
}
