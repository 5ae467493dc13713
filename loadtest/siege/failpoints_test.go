package siege

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/internal/failpoint"
	"croupier/loadtest/bot"
	"croupier/loadtest/swarm"
)

// dieMax is how long a server may go on past its arming: a table that a crash
// met open closes five seconds later at the earliest.
const dieMax = time.Minute

// often is how many times a place is passed in about two seconds under this
// load: the one at which the server dies is drawn below it.
var often = map[failpoint.Place]int64{
	failpoint.BeforeBetCommit: 150, failpoint.AfterBetCommit: 150, failpoint.BeforeAck: 300,
	failpoint.AfterClose: 6, failpoint.AfterDraw: 6, failpoint.BeforeSettleCommit: 5, failpoint.AfterSettleCommit: 5,
	failpoint.MidBroadcast: 80, failpoint.AfterReveal: 5, failpoint.DuringTakeover: 4, failpoint.Outbox: 40, failpoint.Drain: 1,
}

// TestB17KillAtEachPlace kills a server at each named place, at tables of each
// wheel and of cards. Quick tries the three most dangerous ones.
func TestB17KillAtEachPlace(t *testing.T) {
	t.Parallel()
	if bars.Level() == "quick" {
		places := []failpoint.Place{failpoint.AfterBetCommit, failpoint.AfterDraw, failpoint.AfterSettleCommit}
		killAtPlaces(t, wheels[2].game, several(4, 2, times{900, 200, 100}), places, bars.N{Quick: 3})
		return
	}
	tables := map[string][]string{"cards": swarm.CardTables()}
	for wheel, w := range wheels {
		tables[w.game] = several(4, wheel, times{900, 200, 100})
	}
	for what, tables := range tables {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			n := len(failpoint.Places)
			killAtPlaces(t, what, tables, failpoint.Places, bars.N{Commit: 5 * n, Night: 50 * n})
		})
	}
}

func killAtPlaces(t *testing.T, what string, tables []string, places []failpoint.Place, n bars.N) {
	run, random := begin(t, "B17", "kill at each named failpoint, "+what, n)
	h := newHouse(t, plan{servers: 1, bots: 30, rate: 150, tags: "failpoints", tables: tables})
	for i := range run.Trials() {
		place := places[i%len(places)]
		require.NoError(t, h.dieAt(run, random, place), "%s: %s", place, h.nodes[0].log)
		began := time.Now()
		h.bury()
		require.NoError(t, h.start(0), "%s", h.nodes[0].log)
		h.playing(began)
		h.judge(run)
	}
	h.ends(run)
	for _, place := range places {
		run.Must("died at " + string(place))
	}
}

// dieAt starts the server again, armed, and waits until it has died at the
// place. The error says that it did not.
func (h *house) dieAt(run *bars.Run, random bot.Random, place failpoint.Place) error {
	n := h.nodes[0]
	if err := h.kill(0); err != nil {
		return err
	}
	h.bury()
	n.Arm(fmt.Sprintf("%s=%s:%d", failpoint.Env, place, 1+bot.Below(random, often[place])))
	err := h.start(0)
	if err == nil {
		err = h.dieUnderLoad(random, place)
	}
	if err != nil && !errors.Is(err, swarm.ErrEnded) { // it may meet the place before it is ready
		return err
	}
	h.landed(run, string(place))
	run.Reached("died at " + string(place))
	return nil
}

// dieUnderLoad waits until an armed server under load has died by itself.
func (h *house) dieUnderLoad(random bot.Random, place failpoint.Place) error {
	n := h.nodes[0]
	h.swarm.Hold(false)
	if place == failpoint.Drain {
		h.load(random, time.Second)
		if err := n.Signal(sigterm); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(h.t.Context(), dieMax)
	defer cancel()
	end, err := n.Wait(ctx)
	n.up.Store(false)
	if err != nil {
		return err
	}
	if end == nil || end.Error() != "signal: killed" {
		return fmt.Errorf("the server was to be killed, and ended with: %v", end)
	}
	return nil
}
