// Package history fills an empty database with an old house: 100,000 players and
// 50 million lines of play, or as many as are asked for, as the journal would
// have left them. It is what figures and plans are taken on that must hold for
// years.
//
//	house.go   plays the house in memory: waves of rounds, batches of bets
//	rows.go    what each table gets of it
//	copy.go    binary COPY into tables without indexes
//	fill.go    the order of things: empty tables ─► rows ─► indexes ─► statistics
//
// The books balance to the last line and `ledger verify` finds nothing. Two
// things are not as in a house that lived: the records on the log have the frame
// of real ones but noise for a body, so that no round can be played again; and
// the tables have no dead rows.
package history
