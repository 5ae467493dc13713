// Package rooms is a live table: one loop over a pure step.
//
//	step(state, input) → (state, effects)
//
// The loop does the I/O that the effects ask for (the journal, the sealer,
// frames, timers) and feeds the results back as inputs. A table whose outcome
// all share, a table of turns and a private session are the same loop.
package rooms
