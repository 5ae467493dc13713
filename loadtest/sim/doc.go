// Command sim plays whole houses from one seed in virtual time: several nodes with the
// real rooms and rules, the model of their journal and database, players over
// bad lines, and at least twenty faults that land (B31, D16).
//
//	go run ./loadtest/sim --seeds 5000 --faults 20 --from 1
//
// There is one goroutine and one queue of events; what looks like chance comes
// from the seed. So a seed that fails fails again, bit by bit: each run ends in
// a digest over every frame that was sent and every row that was written.
//
//	players ◄─ lines ─► gateways ─ rooms.Stepped ─ model.Journal ◄─ lines ─► model.Database
//	   │                                 │                                      │
//	auditor                       secrecy at each send                 watchers, Verify, Replay
//
// The tables are wheels, shoes and turns (furnish.go). Of a shoe no card may be dealt
// once its source was told, and its source is in no frame before (shoes.go).
//
// The life of a run:
//
//	faults, until enough have landed ─► heal ─► bets are taken again (O10)
//	  ─► no more bets, rooms paused ─► every round over (O3) ─► the oracles
package main
