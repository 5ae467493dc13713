// Package cluster is what nodes tell each other through Redis: the lobby's
// hints, and how many players are where. Nothing here is durable, and nothing is
// decided by it: who owns a room stands in PostgreSQL, and with Redis gone every
// table goes on (S3, S10); the lobby then shows this node's rooms only.
//
//	rooms ──Announce──► newest card per room ──┐
//	gateway ─Present──► count per room ────────┤ at most every 250 ms, one pipeline
//	                                           ▼
//	            croupier:{lobby}:node:<name>   hash, ends by itself after the TTL
//	            croupier:{lobby}:nodes         set of names
//	                                           │ at most every 250 ms, when asked
//	                                Cards, Presence
//
// A node writes its own hash only, and keeps it alive by writing; a node that
// dies is forgotten with it. A Redis that lost everything is filled again by the
// next heartbeat.
//
//	healthy ──a write or a read fails──► down ──a write succeeds──► healthy (all is written again)
//
// Without an address, Redis is miniredis in this process, over a real socket:
// one code path, which keeps to what both understand.
package cluster
