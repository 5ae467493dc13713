// Package naive is the yardstick of the benchmarks: what one would otherwise
// write instead of rooms/journal. Every bet is a transaction of its own, with
// prepared statements, over plain tables without partitions or triggers:
//
//	begin · account (lock) · guards · bet (probe) · account (update) · line · bet · log [· house (update)] · commit
//
// The rows and the checks are the journal's (schema.sql says which): balance,
// stop, the player's own limits, the bet's id with its verdict and the hash of
// its request, the room's log. What it leaves out (the fence of the room's
// term, the round's phase and sums, postings that no server can get wrong) only
// makes it faster.
//
// Schema makes the tables, in a schema of their own; Worker runs bets on one
// connection; Journal lets a real server's rooms commit that way. It is for
// measuring: nothing of it is ever part of the server.
package naive
