// Package auditor recounts what a load test saw, by its own arithmetic: every
// player's balance, every round's source, every payout. It shares the types of
// the protocol with the server and none of its rules, so that a fault in one is
// not repeated by the other (O1, O2, O4).
//
// It is told what was sent and what came (in the order of each connection) and
// keeps a list of what was wrong:
//
//	Sent ─► in doubt ─► verdict ─► book of the round ─► settled by the outcome
//	            │                        │                     │
//	            └ error: id unused       └ placed, takenBack   └ paid, compared
//
//	public stream:  room.sealed ─► opened ─► closed ─► result | voided ─► room.revealed
//
// A round of cards is judged by all that it told everyone (deals.go): who gets which card,
// whose turn it is, what is legal, what the system does for who says nothing, how the
// dealer plays, what each line pays. Its cards are held against the order of their shoe
// once the seed of that is told (shoes.go); the rounds of a shoe that is in use are
// counted as such, and not passed over.
//
//	opened ─► closed ─► [shuffled] ─► dealt, turn, acted … ─► result ─► recounted
//	                        └─ commitment … the shoe ends: seed ─► order ─► every card in its place
//
// Slot machines are recounted by Sessions, which judges their published tables
// anew (Cabinet), and draws every spin again once its pair of seeds is told.
//
// What a connection missed makes a player's book hazy: its bets are then proved
// from the round's own record (Record) instead of from the stream.
//
// An Auditor is used by one goroutine at a time.
package auditor
