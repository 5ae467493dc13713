// Command bench measures what the server's promises cost, beside what others
// would have written, in one run on one PostgreSQL with fsync and
// synchronous_commit on:
//
//	go run ./loadtest/bench [--quick] [--only journal,naive] [--json FILE] [--sheet FILE]
//
// It starts a PostgreSQL of its own in a temporary folder on a real disk,
// migrates it as the server does, and measures its parts in turns, round after
// round, so that what else the machine does meets all of them alike. Figures
// are medians of the rounds with the least and the most; ratios are taken within
// a round.
//
//	disk      fdatasync of 8 kB: what everything durable waits for
//	journal   rooms/journal, closed loop: bets/s, CPU of both sides, WAL, disk
//	naive     loadtest/naive: one transaction per bet, with and without a house row
//	pgbench   TPC-B-like, scale 10, 16 clients, prepared
//	settle    a round of 10,000 bettors settled by one entry
//	latency   open loop at fixed rates, from the moment at which a bet was due
//	sockets   1,000 connections to the real server, and to one that commits each bet by itself
//
// What the journal is fed is what real rooms wrote: at the start a table of
// roulette is played in memory, with real sealed bodies, and its entries are
// kept (tape.go). CPU is user and system time from /proc, of this process
// (client and journal) and of all of PostgreSQL's, those that ended included.
package main
