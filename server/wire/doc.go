// Package wire is the protocol's envelope: every message between a page or a
// bot and the server, as Go structs. The AsyncAPI file, its page and the
// TypeScript types are made from it and from the games' types (`server gen`).
//
// A message is one JSON object in one text frame with its kind in "t".
// Amounts are integers in minor units, times are milliseconds since the Unix
// epoch on the server's clock, ids of bets are UUIDv7 made by the client.
//
// Client → server: hello, join, leave, act, inquire, lobby, ping. Decoding is
// strict. A message that cannot be answered by a verdict gets an error.
//
// Server → client, three numbered streams and what stands around them:
//
//	room, public    snapshot, table     (term, seq)   gapless in a term
//	room, own       own.snapshot, own   (term, n)     gapless in a term
//	wallet          wallet              version       keep the highest
//	direct          welcome, resume, joined, verdict, cards, pong, error, notice
//
// Joining and resuming are one message. The answer is, in this order: what was
// missed of the public stream (table frames) or a snapshot; the same of the own
// stream; joined; one verdict per id that was asked about.
// With a snapshot of the public stream comes one of the own stream. Own frames
// told on a resume may hold events of a round before the one that is shown by
// then: they tell of that round and do not change the own view of this one.
//
// An outcome travels with landsAt: until that moment a page animates toward it
// and shows neither the result nor the balances that came with it.
package wire

// Subprotocol is the WebSocket subprotocol, and Version the integer inside it.
const (
	Subprotocol = "croupier.v1+json"
	VersionMin  = 1
	VersionMax  = 1
)

// MessageBytesMax is the largest message that a client may send (ASVS 5.0
// 15.3.5; 64 spots of a bet fit four times over).
const MessageBytesMax = 16 << 10

// Close codes tell a client what to do: 4000-4099 connect again and resume,
// 4100-4199 resume elsewhere, 4500 and up stop and say why. A message over
// MessageBytesMax is closed with WebSocket's own 1009.
const (
	CloseGoingAway    = 4000 // the server drains: come back; the reason is how many ms to wait first
	CloseSlow         = 4001 // the queue was full: resume
	CloseNoPong       = 4002
	CloseReplaced     = 4003 // this resume token was used elsewhere
	CloseMoved        = 4100 // the reason is the address to resume at
	CloseBadMessage   = 4500 // not this protocol
	CloseVersion      = 4501 // no common version: reload
	CloseSignedOut    = 4502 // the session has ended
	CloseBadTicket    = 4503 // get a new ticket
	CloseTooMany      = 4504 // too many messages or connections
	CloseHelloTimeout = 4505
)
