package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// tally sums up runs.
type tally struct {
	seeds, faults, least int
	failed               []uint64
	landed               map[string]int
	reached              map[string]int // in how many seeds
	ops                  ops
	rounds, voids        int
	events               uint64
	virtual              time.Duration
}

func newTally() *tally {
	return &tally{landed: map[string]int{}, reached: map[string]int{}}
}

func (t *tally) add(r *result) {
	t.seeds++
	t.faults += r.Faults
	if t.least == 0 || r.Faults < t.least {
		t.least = r.Faults
	}
	if len(r.Wrong) > 0 {
		t.failed = append(t.failed, r.Seed)
	}
	for kind, n := range r.Landed {
		t.landed[kind] += n
	}
	for state := range r.Reached {
		t.reached[state]++
	}
	t.ops.sent += r.Ops.sent
	t.ops.acked += r.Ops.acked
	t.ops.rejected += r.Ops.rejected
	t.ops.withdrawn += r.Ops.withdrawn
	t.rounds += r.Rounds
	t.voids += r.Voids
	t.events += r.Events
	t.virtual += time.Duration(r.Virtual) * time.Microsecond
}

// sheet is the result as a page.
func (t *tally) sheet(faults int, from uint64, took time.Duration) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("| | |\n|---|---|")
	line("| seeds | %d, from %d on |", t.seeds, from)
	line("| failures | %d |", len(t.failed))
	if len(t.failed) > 0 {
		line("| seeds that failed | %v |", t.failed[:min(len(t.failed), 50)])
	} else {
		line("| bound at 95 %% | below %.4f %% of seeds (3/N) |", 300/float64(t.seeds))
	}
	line("| faults landed | %d; at least %d in each seed (%d asked for) |", t.faults, t.least, faults)
	line("| virtual time | %s |", t.virtual.Round(time.Second))
	line("| events | %d |", t.events)
	line("| rounds settled, void | %d, %d |", t.rounds, t.voids)
	line("| acts sent; accepted, refused, withdrawn | %d; %d, %d, %d |", t.ops.sent, t.ops.acked, t.ops.rejected, t.ops.withdrawn)
	line("| took | %s on one core (%s), %.1f seeds a second |", took.Round(time.Second), runtime.Version(), float64(t.seeds)/took.Seconds())
	line("\n## Faults landed, by kind and phase\n\n| kind / phase of the round | times |\n|---|---|")
	for _, kind := range landedOf(t.landed) {
		line("| %s | %d |", kind, t.landed[kind])
	}
	line("\n## States reached\n\n| state | in seeds |\n|---|---|")
	states := landedOf(t.reached)
	slices.Sort(states)
	for _, state := range states {
		line("| %s | %d |", state, t.reached[state])
	}
	return b.String()
}
