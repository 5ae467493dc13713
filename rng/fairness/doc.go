// Package fairness keeps the sources of rounds: it seals a fresh one before
// betting opens, unseals it once betting is over, and lets anyone check
// afterwards that nobody had a hand in between.
//
//	seed (32 fresh bytes) ──► commitment ──────────────► published before betting
//	     └──► box, encrypted under a key of the keyring ──► the database
//	box ──► (the close has committed) ──► Source ──► draws ──► an outcome
//	                                        └──► seed, published after the round
//
// # The text
//
// The server, the page's verifier and the auditor each implement these lines.
//
//	commitment = SHA-256("croupier.seal.v1" ‖ u64be room ‖ u64be round ‖
//	             u64be rules version ‖ seed)                        (72 bytes in)
//	stream k   = the blocks b = 0, 1, 2 … of HMAC-SHA256(key = seed,
//	             "croupier.draw.v1" ‖ u64be k ‖ u64be b), end to end; k is 1 for
//	             a round's first drawing step
//	Uintn(n)   = x mod n, where x is the next 8 bytes of the stream, big-endian,
//	             skipping every x ≥ 2^64 − (2^64 mod n)
//	Shuffle(n) = for i from n−1 down to 1: swap i with Uintn(i+1)
//
// round is the whole round id, room<<24 | number. testdata/vectors.json has
// values for all of it; numbers above 2^53 stand there as text.
//
// # Sessions
//
// The rounds of a room of one seat share a pair: a server seed, and a client
// seed that the player chose. The pair is in force from one round on; a round's
// nonce is its id less that of the pair's first.
//
//	server seed ──► commitment ──► published before the pair's first round
//	     └─┐
//	client seed, nonce ──► the round's seed ──► draws, as of any round
//
//	commitment   = SHA-256("croupier.pair.v1" ‖ u64be room ‖ u64be from ‖
//	               server seed)                                  (64 bytes in)
//	round's seed = HMAC-SHA256(key = server seed, "croupier.session.v1" ‖
//	               u64be room ‖ u64be nonce ‖ client seed)
//
// from is the id of the pair's first round, client seed its 1 to 64 bytes of
// UTF-8. The client seed changes by rotation only: one step tells the old server
// seed and commits to a new one, and no later round is drawn from what was told.
// testdata/sessions.json has values for all of it.
//
// # Keys
//
// The seeds of rounds that have not ended are the one secret that would let
// somebody know an outcome. They are stored encrypted (AES-256-GCM) under keys
// that are not in the database: the keyring, a folder of mode 0700 with files
// of mode 0600. It holds a master key and, wrapped by it, the numbered keys that
// seal; the newest seals, all of them open (D19). Each ciphertext names its key
// and is bound to what it is of: a box to room, round and rules, the body of an
// event to its round and its place, and each round has keys of its own (HKDF).
//
// A database remembers with which keys it was sealed: Bind compares the keyring
// with the canaries that stand there, and a server with the wrong keys stops
// before it takes any room.
package fairness
