// Package roulette is European roulette: one zero, 157 spots, no la partage.
//
//	        Timeout at opensAt     Timeout at closesAt      Timeout, at once
//	none ───────────────► open ───────────────► closed ───────────────► settled
//	        opened         │ bet → placed         closed    result, paid
//	                       │ undo, clear → takenBack
//	                       └─ void ► void (every stake back)
//
// Bets commute: what they count against limits are sums, so it does not matter
// in which order verdicts come. The close waits for the verdicts of what is in
// flight (ErrBusy) and takes nothing new meanwhile; the draw is one step that
// draws Uintn(37), tells everyone the number, and pays each player. A round
// without bets spins as well.
//
// Names of spots, as bets and events say them:
//
//	straight:0 … straight:36     one number                      35 to 1
//	split:8/11, split:0/2        two numbers, low/high           17 to 1
//	street:1, 4 … 34             three in a row, by the first    11 to 1
//	trio:0/1/2, trio:0/2/3       zero and two of its neighbours  11 to 1
//	corner:1, 2, 4 … 32          four that meet, by the lowest    8 to 1
//	first-four                   0, 1, 2, 3                       8 to 1
//	line:1, 4 … 31               two rows, by the first           5 to 1
//	column:1 … 3, dozen:1 … 3    twelve numbers                   2 to 1
//	red black odd even low high  eighteen numbers                 1 to 1
//
// Every one of them keeps 1/37 of what is staked (figures d1).
package roulette
