package rooms

import (
	"croupier/games"
	"croupier/wallet/money"
)

// EntryKind says what an entry asks of the journal.
type EntryKind uint8

// The kinds of entries.
const (
	// EntryStep commits a step: its log line, its moves, the phase, and the
	// verdict under its bet's id if it has one.
	EntryStep EntryKind = 1 + iota
	// EntryRefusal stores a refusal under a bet's id; nothing moves.
	EntryRefusal
	// EntryInquiry asks for the verdict of an id and stores "withdrawn" if
	// there is none.
	EntryInquiry
)

// Entry is one unit of the journal's work for one room. The room makes it and
// does not touch it again.
type Entry struct {
	Kind  EntryKind
	Room  games.RoomID
	Term  int64
	Round games.RoundID

	// Of a step.
	Phase  games.Phase  // that the database must find
	Then   games.Phase  // that it leaves
	Moves  []games.Move // in order; the closing line escrow ↔ house is the journal's
	Record []byte       // the encoded step, for the log
	Open   *Opening     // with the step that leaves phase None
	Seal   *Sealing     // with the step that seals another round's source
	Plays  []Play       // with the step that ends the round: who had money in it
	Paused *bool        // with a step that pauses or unpauses the room
	// Seat is the player of a room of one seat, with the step that opens its
	// round: refused while another room of that seat has a round under way (G44).
	Seat   games.PlayerID
	Reveal *Reveal // with the step that rotates a pair out

	// Of a bet's answer. Bet is nil for steps without an id. Several acts of
	// one player may name one bet in their moves; the id here is the act's own.
	Bet    *BetKey
	Answer Answer // as it is if accepted; the refusal of an EntryRefusal

	// Done gets the verdict. Called once, must not block.
	Done func(Verdict)
}

// Opening is what a round inherits: the table's options and the carry.
type Opening struct {
	Rules   int
	Options []byte
	// Carry is nil for a room's first round. In an entry, and in the database, its
	// private part is sealed (carry.go).
	Carry []byte
	// Kept is the round whose source stays sealed while this one begins
	// (games.Keeper); 0: none.
	Kept games.RoundID
}

// Sealing puts the next round's sealed source into the database.
type Sealing struct {
	Round games.RoundID
	Rules int
	Sealed
	// Pair begins with this round; nil at a table that all share, and where the
	// round follows another of its pair.
	Pair *PairHead
}

// PairHead is what is public of a pair of seeds while it is in force.
type PairHead struct {
	From       games.RoundID // its first round
	ClientSeed string
	Commitment [32]byte // to the server seed
}

// Reveal ends a pair: its server seed is public, and no round from its first to
// To may open any more.
type Reveal struct {
	PairHead
	To   games.RoundID // sealed under it and never played
	Seed [32]byte
}

// Play is what one player put into a round and got out of it.
type Play struct {
	Player   games.PlayerID
	Staked   money.Amount
	Returned money.Amount
}

// BetKey is a bet's or an act's id, unique with its player for ever, and the
// hash of the request that it stands for.
type BetKey struct {
	ID     games.BetID
	Player games.PlayerID
	Hash   [32]byte
}

// Answer is the verdict of a bet id as it is stored, word for word. The journal
// stores it encoded and knows of it only whether it is a refusal.
type Answer struct {
	Accepted bool
	Ask      string
	Code     games.Code // of a refusal
	Spot     string
	Limit    money.Amount
	Value    money.Amount
	Stake    money.Amount
	Back     money.Amount
}

// The codes of refusals that the rules do not know.
const (
	CodeNoFunds   games.Code = "no_funds"  // Value is the balance
	CodeStopped   games.Code = "stopped"   // the account may not stake
	CodeGuarded   games.Code = "guarded"   // a limit of the player's own; Limit is its cap
	CodeWithdrawn games.Code = "withdrawn" // inquired before it was known
	CodePaused    games.Code = "paused"
	// CodeUnfinished: a round of the player's own is under way in a room of one
	// seat, and comes first; Value is its id.
	CodeUnfinished games.Code = "unfinished"
	CodeFault      games.Code = "fault" // the step could not be stored; the room stops
)

// Outcome says what became of an entry.
type Outcome uint8

// The outcomes.
const (
	// Applied: committed. For an EntryRefusal or an EntryInquiry of an unknown
	// id: the refusal is stored.
	Applied Outcome = 1 + iota
	// Refused: the ledger said no; the answer is stored and holds why.
	Refused
	// Repeated: the id has an answer already, with the same hash (or it was an
	// inquiry); Answer is that one and nothing else happened.
	Repeated
	// Conflict: the id has an answer for another request. Nothing happened.
	Conflict
	// Stale: the room's term is over on this node. The room stops at once.
	Stale
	// Failed: the step alone breaks the batch. The room stops; nothing of the
	// step is stored.
	Failed
)

// Verdict is the journal's answer to an entry.
type Verdict struct {
	Outcome  Outcome
	Answer   Answer        // valid but for Conflict, Stale and Failed
	Room     games.RoomID  // of a repeated answer: where it was given
	Round    games.RoundID // of a repeated answer: its round
	Seq      int64         // the step's place on the room's log, if applied
	Balances []Balance     // of every player whose account moved, after the batch
	Err      error         // with Stale and Failed
}

// Loaded is what the database knows of a room.
type Loaded struct {
	Room     games.RoomID
	Name     string
	Game     string
	Rules    int
	Options  []byte
	Currency money.Currency
	Term     int64
	Seq      int64
	Paused   bool
	LastAt   games.Moment // of the room's last log line: room time must not run back
	Ended    *LoadedRound // the newest round that ended; nil before the first
	Live     *LoadedRound // open or closed; nil between rounds
	Sealed   []Sealing    // sources of rounds that may still begin, by round

	// Of a room of one seat.
	Seat       games.PlayerID // 0: all share the room
	ClientSeed string         // of its first pair
	Pair       *PairHead      // in force; nil before the first
}

// LoadedRound is one round with its log.
type LoadedRound struct {
	Round   games.RoundID
	Phase   games.Phase
	Opening Opening
	Sealed  Sealed
	Records []Record
	// Kept is the source that the opening names, sealed; nil if it names none.
	Kept *Sealing
}

// Record is one encoded step and its place on the room's log.
type Record struct {
	Seq  int64
	At   games.Moment // of the commit, on the database's clock
	Body []byte
}
