// Package auditor recounts what a load test saw, by its own arithmetic: every
// player's balance, every round's source, every payout. It shares the types of
// the protocol with the server and none of its rules, so that a fault in one is
// not repeated by the other (O1, O2, O4).
//
// It is told what was sent and what came (in the order of each connection) and
// keeps a list of what was wrong:
//
//	Sent ─► in doubt ─► verdict ─► book of the round ─► settled by the number
//	            │                        │                     │
//	            └ error: id unused       └ placed, takenBack   └ paid, compared
//
//	public stream:  room.sealed ─► opened ─► closed ─► result | voided ─► room.revealed
//
// Slot machines are recounted by Sessions, which judges their published tables
// anew (Cabinet), and draws every spin again once its pair of seeds is told.
//
// What a connection missed makes a player's book hazy: its bets are then proved
// from the round's own record (Record) instead of from the stream.
//
// An Auditor is used by one goroutine at a time.
package auditor
