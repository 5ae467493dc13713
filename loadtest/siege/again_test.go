package siege

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/internal/failpoint"
	"croupier/loadtest/bot"
	"croupier/loadtest/swarm"
)

const sigterm = syscall.SIGTERM

// deepest is how many times in a row a recovery is killed (B18).
const deepest = 3

// TestB18KillTheRecovery kills a server, and then the one that recovers, up to
// three times in a row: between a room's term and its fold, or at any moment of
// its start. What the last one finds is what the first one left.
func TestB18KillTheRecovery(t *testing.T) {
	t.Parallel()
	run, random := begin(t, "B18", "kill the recovering node again, up to 3 deep", bars.N{Commit: 50, Night: 500})
	h := newHouse(t, plan{servers: 1, bots: 30, rate: 120, tags: "failpoints"})
	var starts time.Duration // the last whole start: recoveries are killed within such a time
	for range run.Trials() {
		h.load(random, 3*time.Second)
		began := time.Now()
		require.NoError(t, h.kill(0))
		h.landed(run, "kill")
		for depth := 1 + int(bot.Below(random, deepest)); depth > 0; depth-- {
			h.bury()
			require.NoError(t, h.killRecovery(run, random, max(starts, 300*time.Millisecond)), "%s", h.nodes[0].log)
		}
		h.bury()
		again := time.Now()
		require.NoError(t, h.start(0), "%s", h.nodes[0].log)
		starts = time.Since(again)
		h.playing(began)
		h.judge(run)
	}
	h.ends(run)
	run.Must("money on the felt")
}

// killRecovery starts the server and kills it before it is ready, or a moment
// after.
func (h *house) killRecovery(run *bars.Run, random bot.Random, start time.Duration) error {
	n := h.nodes[0]
	if bot.Below(random, 2) == 0 {
		n.Arm(fmt.Sprintf("%s=%s:%d", failpoint.Env, failpoint.DuringTakeover, 1+bot.Below(random, int64(h.rooms))))
		_, err := n.Start(h.t.Context())
		if errors.Is(err, swarm.ErrEnded) {
			h.landed(run, "kill during the takeover")
			return nil
		}
		return errors.Join(err, errors.New("the server passed its takeover alive"))
	}
	if err := n.Launch(); err != nil {
		return err
	}
	select {
	case <-time.After(time.Duration(bot.Below(random, int64(start+start/4)))):
	case <-h.t.Context().Done():
	}
	if err := n.Kill(); err != nil {
		return err
	}
	h.landed(run, "kill during the start")
	return nil
}
