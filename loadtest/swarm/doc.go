// Package swarm drives bots over real connections: it asks a demo's door for
// funded players, opens a socket for each, lets them bet at moments that do not
// depend on how fast the server answers, and tells an auditor everything.
//
//	pacer ─► schedule ─► client (one per bot) ═ socket ═ server
//	                        │  reader: frame ─► feed ─► bot, auditor, timings
//	                        │  writer: bounded queue ─► socket
//	                        └  life:   dial, hello, join, lose, back off, again
//
// Arrivals are open-loop: each has its intended moment, from which its latency
// counts, however late it could be sent. An arrival while its table takes no
// bets waits for the next opening, at a place in the betting time drawn at
// random, so that openings see no storm of the swarm's own making; these are
// counted as delayed.
//
// Every queue is bounded. A full one loses an arrival, which is counted, never
// an answer.
//
// A Parlour is bots at slot machines: each sits down in a room of its own, plays
// at the pace of its machine, and rotates its seeds now and then and at the end.
//
// A Rush is the other way round: connections that each bet again as soon as they
// were answered, unaudited, to find how fast a server acknowledges.
package swarm
