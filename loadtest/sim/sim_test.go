package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

const faultsMin = 20

func configOf(t *testing.T, seed uint64, plant Plant) config {
	return config{Seed: seed, Faults: faultsMin, Keys: keysOf(t), ActUs: actUs, Plant: plant}
}

// keysOf is one keyring's folder for a test.
func keysOf(t *testing.T) string {
	folder := t.TempDir() + "/keys"
	_, err := keyring(folder, 0)
	require.NoError(t, err)
	return folder
}

// Whole houses in virtual time: every seed has at least twenty faults that landed,
// and after them every oracle is content.
func TestB31Simulation(t *testing.T) {
	r := bars.Start(t, "B31", "at least 20 faults a seed on rooms, the journal's model and players", bars.N{Quick: 24, Commit: 5000, Night: 200_000})
	cfg := configOf(t, 0, PlantNone)
	total := newTally()
	var mu sync.Mutex
	var next atomic.Uint64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for {
				mine := cfg
				if mine.Seed = next.Add(1); mine.Seed > uint64(r.Trials()) {
					return
				}
				one, err := run(mine)
				mu.Lock()
				judge(t, r, total, mine.Seed, one, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for kind, times := range total.landed {
		r.Landed(kind, "", times)
	}
	for state := range total.reached {
		r.Reached(state)
	}
	r.Ops(total.ops.acked, total.ops.rejected, total.ops.withdrawn)
	r.Note(fmt.Sprintf("%d rounds settled, %s of virtual time, %d events", total.rounds, total.virtual, total.events))
	r.Must("takeover: open", "takeover: closed", "takeover: between", "unknown commit: it had committed",
		"unknown commit: it had not", "verdict told again", "withdrawn", "lease lost", "stale verdict", "account skipped",
		"error: conflict", "resumed without a snapshot", "snapshot: term", "crash in a takeover, 1 deep")
	if r.Trials() >= 1000 {
		r.Must("crash in a takeover, 3 deep", "batch halved", "step failed", "entry aside", "journal full",
			"idle transaction ended", "stale owner told so", "snapshot of a stale owner")
	}
}

func judge(t *testing.T, r *bars.Run, total *tally, seed uint64, one *result, err error) {
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return
	}
	total.add(one)
	if one.Faults < faultsMin {
		t.Errorf("seed %d: only %d faults landed", seed, one.Faults)
	}
	if len(one.Wrong) > 0 {
		r.Seed(seed)
		t.Errorf("seed %d, digest %x: %q", seed, one.Digest[:8], one.Wrong)
	}
	r.Trial()
}

// The same seed is the same run, bit by bit, ten times of ten.
func TestB31SameSeedSameRun(t *testing.T) {
	t.Parallel()
	cfg := configOf(t, 7, PlantNone)
	first, err := run(cfg)
	require.NoError(t, err)
	require.Empty(t, first.Wrong)
	for range 9 {
		again, err := run(cfg)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	cfg.Seed++
	other, err := run(cfg)
	require.NoError(t, err)
	require.NotEqual(t, first.Digest, other.Digest)
}

// A bug is found, and its seed fails the same way ten times of ten, down to the
// digest; without the bug the seed is fine.
func TestB31PlantedBugReplays(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		plant Plant
		from  uint64 // where to begin to look
	}{{PlantFence, 17}, {PlantRedraw, 1}} {
		t.Run(string(one.plant), func(t *testing.T) {
			t.Parallel()
			cfg := configOf(t, one.from, one.plant)
			var found *result
			for ; cfg.Seed < one.from+200; cfg.Seed++ {
				r, err := run(cfg)
				require.NoError(t, err)
				if len(r.Wrong) > 0 {
					found = r
					break
				}
			}
			require.NotNil(t, found, "no seed finds it")
			t.Logf("seed %d, digest %x: %s", found.Seed, found.Digest, found.Wrong[0])
			for range 9 {
				again, err := run(cfg)
				require.NoError(t, err)
				require.Equal(t, found, again)
			}
			cfg.Plant = PlantNone
			fine, err := run(cfg)
			require.NoError(t, err)
			require.Empty(t, fine.Wrong)
			require.NotEqual(t, found.Digest, fine.Digest)
		})
	}
}
