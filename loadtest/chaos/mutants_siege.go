package main

import "time"

// siegeMutants are bugs that servers of several processes must be seen to die
// of: each test builds the server with the bug in it.
func siegeMutants() []Mutant {
	const quarter = 15 * time.Minute
	early := in("rooms/journal/lane.go", "\tb.pass(failpoint.BeforeBetCommit, failpoint.BeforeSettleCommit)\n",
		"\tl.answer(b)\n\ttime.Sleep(20 * time.Millisecond)\n\tb.pass(failpoint.BeforeBetCommit, failpoint.BeforeSettleCommit)\n")
	return []Mutant{
		{Name: "early-acknowledgement", Bar: "B16", What: "A node answers bets 20 ms before it sends their COMMIT.",
			Edits: early, Package: "./loadtest", Run: "^TestB16Kill$", Timeout: quarter, Tries: 2},
		{Name: "verdicts-in-memory", Bar: "B19", What: "The verdict of a bet lives in the node's memory alone.",
			Edits:   in("rooms/journal/decide.go", "\tb.bets = append(b.bets, bet{betRef: ref, stored: s, verdict: verdict, stake: stake})\n", "\t_ = stake\n"),
			Package: "./loadtest/siege", Run: "^TestB19KillEveryNode$", Timeout: quarter},
	}
}
