// Package players is the people: who they are, how they prove it, and which
// sessions they have. What they own is in wallet; what they do is in rooms.
//
// A person is registered (name, password, birth date, accepted terms), a guest
// (one click, a made-up name), a test player (D26) or a bot. All but the first
// have no credential and cannot sign in again.
//
// A session is a login: an opaque token of 256 bits of which the database knows
// the SHA-256 only.
//
//	            idle 30 min, 30 days (P8)
//	live ───────────────────────────────► over
//	  └──────── sign-out, revoked ──────► ended ──► OnRevoked
//
// "over" is a matter of time and written nowhere; "ended" is a row. Either way
// the token never works again. Sockets learn of an end at once through
// OnRevoked on the node where it happened, and through CheckMany elsewhere.
//
// Sign-in answers in the same words, and hashes once, whichever credential was
// wrong (P6). Five failures within 30 minutes lock the pair of name and
// network, never the account, so that nobody can lock a player out (P7, B50).
// The count is a table: it holds across restarts of the server and across nodes.
//
// A registration spans two domains, person and account: Prepare does the slow
// part, Enter writes the person inside the caller's transaction.
package players
