package rooms

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A room whose next source is on its way stands still and asks again, at its first
// round and between two; it does not stop.
func TestSourceOnItsWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.ledger.addRoom(crashRoom, "toss", 1, tossDefaults.json())
		late := func(why error) {
			h.sealer.mu.Lock()
			defer h.sealer.mu.Unlock()
			h.sealer.broken = why
		}
		late(ErrNotYet)
		h.journal.kill()
		h.boot()
		room := h.open(crashRoom)
		for range 3 {
			rest(5 * time.Minute)
			before := room.Status()
			rest(5 * time.Minute)
			require.Equal(t, before.Round, room.Status().Round, "it waits")
			late(nil)
			rest(time.Minute)
			require.Greater(t, room.Status().Log, before.Log, "it goes on")
			late(ErrNotYet)
		}
		require.False(t, room.stopped())
	})
}
