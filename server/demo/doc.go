// Package demo makes the house playable at once: tables, people whose passwords
// are printed, money for the asking, company at the tables, and a door through
// which load tests get funded players.
//
// All of it is play money (G37) from the demo's clearing account, by transfers
// like any other. Nothing here runs unless the demo is on, which is the default
// only for an embedded database on a loopback address.
//
// Seed is done at each start and doubles nothing: people are found by name, and
// the money that greets a player has a reference made of the player's id.
//
// At blackjack bots sit down, and play their hands by the chart (seat.go).
//
// The bots are ordinary subscribers of a room: they see frames, and bet by the
// same calls as a connection. Each is a goroutine that Bots owns:
//
//	join ─► watching ──opened──► betting ──closed──► watching
//	  ▲        │ queue full, or quiet for long
//	  └────────┘
package demo
