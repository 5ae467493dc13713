// Package felt is what tables with one outcome for all have in common: bets by spot,
// their limits, undo and clear, the totals and the seats that everyone sees, the
// phases of the round, and what each player gets back. A game adds the outcome.
//
//	        Timeout at opensAt     Timeout at closesAt      Timeout, at once
//	none ───────────────► open ───────────────► closed ─ ─ ─ ─ ─ ─ ─ ─ ─► settled
//	        opened         │ bet → placed         closed   the game's own steps
//	                       │ undo, clear → takenBack
//	                       └─ void ► void (every stake back)
//
// Bets commute: what they count against limits are sums, so it does not matter in
// which order verdicts come. The close waits for the verdicts of what is in flight
// (ErrBusy) and takes nothing new meanwhile.
//
// A game has outcomes, numbered from 0, and spots. Prices says what some units on
// a spot bring back by each outcome, in whole numbers; a table's step of stakes is
// such that nothing is ever rounded.
//
// What a round left to a later one (roulette's prisoners) is the game's: the felt counts it
// against the limits (Owe) and tells what every bet brings back (Payouts), so that a game
// may pay in its own words.
//
// A Felt is part of a game's table and is used by one goroutine.
package felt
