package rooms

import (
	"context"
	"errors"

	"croupier/games"
	"croupier/wallet/money"
)

// What rooms needs of the world. The journal, the cluster, the keyring and the
// gateway meet these; tests bring their own. None of them may block the loop.

// Journal makes entries durable, many rooms at a time.
type Journal interface {
	// Submit queues an entry and returns at once. The entry's Done is called
	// exactly once, later, from the journal's goroutine, in the order in which
	// the room submitted; it must not block. An error means that nothing was
	// queued: ErrJournalFull, ErrBadID or ErrStopped.
	Submit(*Entry) error
	// Load reads what a room needs to go on: its row, the last round that
	// ended, the one under way, the sources sealed ahead.
	Load(ctx context.Context, room games.RoomID) (*Loaded, error)
}

// Errors of Submit.
var (
	ErrJournalFull = errors.New("rooms: the journal's queue is full")
	ErrStopped     = errors.New("rooms: stopped")
	// ErrNotYet is of Sealer.Seal.
	ErrNotYet = errors.New("rooms: the round's source is on its way")
	// ErrBadID says that a bet's id has no place in the database: it is no
	// UUIDv7, or was made weeks off. Nothing can be stored under it.
	ErrBadID = errors.New("rooms: bet id out of range")
)

// Clock is room time: the database's clock, carried by the node's monotonic
// one since its last lease renewal. Now never runs back.
type Clock interface {
	Now() games.Moment
}

// Sealer keeps the secrets of rounds. Its keys are not in the database.
type Sealer interface {
	// Seal makes a fresh source for a round (G1, G2) and seals it, or hands out the
	// one that was sealed for it long before. ErrNotYet: it is on its way, and the
	// room asks again.
	Seal(round games.RoundID, rulesVersion int) (Sealed, error)
	// Unseal opens a round's source; rooms calls it only once the round's
	// close has committed, and each call is logged.
	Unseal(round games.RoundID, rulesVersion int, s Sealed) (Source, error)
	// SealBody encrypts the body of an event that is not for everyone, bound to
	// its round and its place on the round's log; OpenBody reads it.
	SealBody(round games.RoundID, place int64, body []byte) ([]byte, error)
	OpenBody(round games.RoundID, place int64, sealed []byte) ([]byte, error)
}

// Pairs keeps the seeds of rooms of one seat, whose rounds draw from a pair of
// them. What it seals is no Sealer's to open, nor the reverse.
type Pairs interface {
	// Begin makes a fresh server seed for the rounds from one on, with a client
	// seed, and seals that round under it.
	Begin(from games.RoundID, rulesVersion int, clientSeed string) (Sealed, error)
	// Follow seals the round after one under the same pair. Logged.
	Follow(round games.RoundID, rulesVersion int, s Sealed, nextRules int) (Sealed, error)
	// Open reads a round's pair: for its draws, or to tell it. Logged.
	Open(round games.RoundID, rulesVersion int, s Sealed, reveal bool) (Pair, error)
}

// Pair is a pair of seeds, unsealed, as one of its rounds has it.
type Pair struct {
	From       games.RoundID
	ClientSeed string
	Seed       [32]byte // the server's: a secret until the pair is rotated out
	Source     Source   // of that round
}

// Sealed is a source that nobody can read yet, and the commitment to it.
type Sealed struct {
	Commitment [32]byte
	Box        []byte
}

// Source is where a round's draws come from, unsealed.
type Source interface {
	// Draws is the randomness of the k-th drawing step, k from 1 on.
	Draws(k int) games.Draws
	// Seed is what is revealed when the round has ended.
	Seed() [32]byte
}

// Purse tells a player's connections of a balance, wherever they are. It is
// called by the room's goroutine and must not block.
type Purse interface {
	Changed(b Balance, round games.RoundID, landsAt games.Moment)
}

// Directory carries what others may know of a room: the lobby's hints. It is
// called by the room's goroutine, keeps the newest only, and must not block.
type Directory interface {
	Announce(Card)
}

// Subscriber is a connection that watches a room.
type Subscriber interface {
	// Send queues one frame for the connection; the bytes are shared and not
	// changed. False: the queue is full, the connection is being cut (D11).
	Send(frame []byte) bool
}

// Balance is a player's account after a commit.
type Balance struct {
	Player   games.PlayerID
	Currency money.Currency
	Amount   money.Amount
	Version  int64
}

// Card is what the lobby shows of a room.
type Card struct {
	Room     games.RoomID
	Game     string
	Name     string
	Currency money.Currency
	Phase    games.Phase
	Paused   bool
	Watching int
	Players  int // with money in this round
	Until    games.Moment
	Extra    []byte // JSON, the game's own
}
