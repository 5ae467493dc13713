package app

import (
	"math"
	"os"
	"runtime/debug"

	"croupier/store/embedded"
)

// gcPercent: a server's live heap is small beside what a second of bets makes
// and forgets. With Go's own 100 a bet costs the journal's process a fifth more
// CPU, spent on looking at the same tables again (docs/results/bench.md).
const gcPercent = 400

// TuneHeap sets how far the heap may grow between collections, and a soft limit
// of half the machine's memory. GOGC and GOMEMLIMIT win over it. Called once, by
// a program's main.
func TuneHeap() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if memory := embedded.MemoryBytes(); memory > 0 && memory/2 < math.MaxInt64 && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(memory / 2))
	}
}
