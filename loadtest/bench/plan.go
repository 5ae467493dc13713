package main

import "time"

// plan is how long everything runs.
type plan struct {
	rounds  int
	warm    time.Duration // before each measurement
	journal time.Duration // at the most entries in flight
	fewer   time.Duration // at fewer
	scan    time.Duration // per number of workers, once
	naive   time.Duration // per variant
	pgbench time.Duration
	latency time.Duration // per rate
	settles int           // per round
	sockets time.Duration
	rushes  int // rounds in which sockets are measured: their servers take seconds to start
	syncs   int // fdatasyncs per round
}

// planOf: a quick run ends within 90 s, a full one within 12 minutes.
func planOf(f flags) plan {
	p := plan{rounds: 3, warm: time.Second, journal: 8 * time.Second, fewer: 4 * time.Second, scan: time.Second,
		naive: 5 * time.Second, pgbench: 6 * time.Second, latency: 5 * time.Second, settles: 5, sockets: 8 * time.Second,
		rushes: 20, syncs: 1000}
	if f.Quick {
		p = plan{rounds: 3, warm: 300 * time.Millisecond, journal: 2 * time.Second, fewer: time.Second, scan: 300 * time.Millisecond,
			naive: 1500 * time.Millisecond, pgbench: 2 * time.Second, latency: 1500 * time.Millisecond, settles: 2,
			sockets: 2 * time.Second, rushes: 1, syncs: 300}
	}
	if f.Rounds > 0 {
		p.rounds = f.Rounds
	}
	return p
}
