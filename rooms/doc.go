// Package rooms is a live table: one loop over a pure step.
//
//	step(state, input) → (state, effects)
//
// The loop does the I/O that the effects ask for (the journal, the sealer,
// frames, timers) and feeds the results back as inputs. A table whose outcome
// all share, a table of turns and a private session are the same loop.
//
// # The walk of a command
//
//	Act ─► inbox ─► Decide ─┬─► refusal ──► stored ─────────────► verdict
//	       (stamped) ▲      ├─► step, Hold ► stored ─┬─► Apply ──► verdict, events
//	                 │      │                        └─► Drop ───► verdict
//	                 └──────┴─► busy: waits for the next verdict
//
// Nothing of a step is shown before the journal has said Applied: frames are
// made in settle.go from flights that have landed, and from nowhere else. The
// order of the log is the order of submission, and verdicts come back in it.
//
// # The rounds of a room
//
//	 new room: a sealing step for round 1
//	                 │
//	                 ▼
//	next: none ── Timeout ─► opening step of n: seals n+1 ─► shown: open
//	  ▲                                                        │ Timeout
//	  │ carry                                                  ▼
//	  └─── settled or void ◄─ Timeout, stream 1, 2 … ◄─ closed: n is unsealed
//
// The round that ended stays the one that is shown until the next one opens.
// After a start or a takeover the round under way is folded from its log and its
// first step is Resumed; a paused or draining room opens no further round.
//
// An operator may void a round that is open: all stakes go back. Past the close
// the source fixes the outcome, and no void is granted; a source that nobody can
// read leaves the room standing, visibly, until the keys are back or an operator
// voids that round (void.go).
//
// # Rooms of one seat
//
// A player's own machine, made on demand (session.go): its spin draws in phase
// none, from a pair of seeds that is in force until the player rotates it out,
// and only that player may know of it. The journal refuses the spin while a round
// is under way in another of the player's own rooms.
//
// # Delivery
//
// core.go and its neighbours decide; public.go, own.go and join.go number what
// there is to tell: one public stream per room and term, one own stream per
// player. Frames are encoded once and the same bytes go to everybody.
package rooms
