package wire

import "encoding/json"

// The kinds of messages that the server sends.
const (
	TWelcome     = "welcome"
	TResume      = "resume"
	TSnapshot    = "snapshot"
	TTable       = "table"
	TOwnSnapshot = "own.snapshot"
	TOwn         = "own"
	TJoined      = "joined"
	TVerdict     = "verdict"
	TWallet      = "wallet"
	TCards       = "cards"
	TPong        = "pong"
	TError       = "error"
	TNotice      = "notice"
)

// Welcome answers hello.
type Welcome struct {
	T       string `json:"t"`
	V       int    `json:"v"` // the version that both speak
	Node    string `json:"node"`
	Server  string `json:"server"` // version of the server
	NowMs   int64  `json:"nowMs"`
	Player  int64  `json:"player,omitempty"` // absent: watching only
	Name    string `json:"name,omitempty"`
	Resume  string `json:"resume,omitempty"` // for the next hello; works once
	PingSec int    `json:"pingSec"`          // send a ping this often
}

// Resume replaces the resume token of welcome while a connection lives, so that
// one which is lost after hours still resumes without asking the database.
type Resume struct {
	T      string `json:"t"`
	Resume string `json:"resume"` // for the next hello; works once
}

// Event is one fact of a room: the game's, or one of the room's own (Sealed,
// Revealed, Paused, Unpaused), by its type.
type Event struct {
	Round int64           `json:"round"`
	AtMs  int64           `json:"atMs"`
	Type  string          `json:"type"`
	Body  json.RawMessage `json:"body"`
}

// Snapshot is a room's whole public view at a place in its public stream.
type Snapshot struct {
	T          string          `json:"t"`
	Room       int64           `json:"room"`
	Term       int64           `json:"term"`
	Seq        int64           `json:"seq"`
	AtMs       int64           `json:"atMs"`
	Game       string          `json:"game"`
	Rules      int             `json:"rules"`
	Name       string          `json:"name"`
	Currency   string          `json:"currency"`
	Round      int64           `json:"round"`
	Phase      string          `json:"phase"`
	Commitment string          `json:"commitment,omitempty"` // hex, of this round's source
	Paused     bool            `json:"paused,omitempty"`
	Watching   int             `json:"watching"`
	View       json.RawMessage `json:"view"`
	Board      json.RawMessage `json:"board,omitempty"`
	// NextCommitment is the hex of the next round's, which was published when
	// this round opened: whoever comes later can still hold the house to it.
	NextCommitment string `json:"nextCommitment,omitempty"`
	// Pair is what a room of one seat draws from; absent at a table that all
	// share, and in a new room until its first source is sealed.
	Pair *Pair `json:"pair,omitempty"`
}

// Table is one frame of a room's public stream: what happened since the last
// one, merged. Board and Watching replace what was there.
type Table struct {
	T        string          `json:"t"`
	Room     int64           `json:"room"`
	Term     int64           `json:"term"`
	Seq      int64           `json:"seq"`
	AtMs     int64           `json:"atMs"`
	Events   []Event         `json:"events,omitempty"`
	Board    json.RawMessage `json:"board,omitempty"`
	Watching *int            `json:"watching,omitempty"`
}

// OwnSnapshot is a player's private view of a room at a place in the own
// stream; After is the public seq that it belongs to.
type OwnSnapshot struct {
	T     string          `json:"t"`
	Room  int64           `json:"room"`
	Term  int64           `json:"term"`
	N     int64           `json:"n"`
	After int64           `json:"after"`
	Round int64           `json:"round"`
	View  json.RawMessage `json:"view"`
}

// Own is one frame of a player's own stream of a room: private events, among
// them every first Verdict (type "verdict"). Never merged away.
type Own struct {
	T      string  `json:"t"`
	Room   int64   `json:"room"`
	Term   int64   `json:"term"`
	N      int64   `json:"n"`
	After  int64   `json:"after"`
	Events []Event `json:"events"`
}

// Joined ends the answer to join. Resumed says that nothing was skipped; else
// Why says what made a snapshot necessary (fresh, term, gap).
type Joined struct {
	T       string `json:"t"`
	Cid     int64  `json:"cid,omitempty"`
	Room    int64  `json:"room"`
	Term    int64  `json:"term"`
	Seq     int64  `json:"seq"`
	N       int64  `json:"n"`
	Resumed bool   `json:"resumed"`
	Why     string `json:"why,omitempty"`
}

// Verdicts.
const (
	VerdictAccepted = "accepted"
	VerdictRefused  = "refused"
)

// Verdict is the one answer to a bet id, the same words whenever it is asked
// for. Codes of refusals are the games' and the rooms'; the amounts are the
// limit that was met and what the stake would have made.
type Verdict struct {
	T       string `json:"t,omitempty"` // "verdict" when sent directly
	Room    int64  `json:"room"`
	Round   int64  `json:"round"`
	ID      string `json:"id"`
	Verdict string `json:"verdict"`
	Ask     string `json:"ask,omitempty"`
	Code    string `json:"code,omitempty"`
	Spot    string `json:"spot,omitempty"`
	Limit   int64  `json:"limit,omitempty"`
	Value   int64  `json:"value,omitempty"`
	Stake   int64  `json:"stake,omitempty"` // money out of the player's account
	Back    int64  `json:"back,omitempty"`  // money back into it (undo, clear)
}

// Wallet is a balance and its account's version; keep the highest version.
// LandsAtMs, when set, is when a page may show it.
type Wallet struct {
	T         string `json:"t"`
	Currency  string `json:"currency"`
	Kind      string `json:"kind"` // "cash"
	Balance   int64  `json:"balance"`
	Version   int64  `json:"version"`
	LandsAtMs int64  `json:"landsAtMs,omitempty"`
	Round     int64  `json:"round,omitempty"` // whose settlement it was
}

// Card is a room as the lobby shows it: a hint, replaced at will.
type Card struct {
	Room     int64           `json:"room"`
	Game     string          `json:"game"`
	Name     string          `json:"name"`
	Currency string          `json:"currency"`
	Phase    string          `json:"phase"`
	Paused   bool            `json:"paused,omitempty"`
	Live     bool            `json:"live"` // false: no owner at the moment
	Watching int             `json:"watching"`
	Players  int             `json:"players"` // with a bet in this round
	UntilMs  int64           `json:"untilMs,omitempty"`
	Node     string          `json:"node"`
	Extra    json.RawMessage `json:"extra,omitempty"` // the game's own: last numbers, limits
}

// Cards is the lobby, whole.
type Cards struct {
	T     string `json:"t"`
	NowMs int64  `json:"nowMs"`
	Cards []Card `json:"cards"`
}

// Pong answers ping.
type Pong struct {
	T     string `json:"t"`
	N     int64  `json:"n"`
	NowMs int64  `json:"nowMs"`
}

// Error is no verdict: nothing was stored, the id is unused, and the same
// message may be sent again where Retry says so.
type Error struct {
	T       string `json:"t"`
	Cid     int64  `json:"cid,omitempty"`
	Room    int64  `json:"room,omitempty"`
	ID      string `json:"id,omitempty"`
	Code    string `json:"code"`
	Retry   bool   `json:"retry,omitempty"`
	AfterMs int64  `json:"afterMs,omitempty"`
}

// Codes of errors.
const (
	ErrorMalformed   = "malformed"     // not a message of this protocol
	ErrorNotSignedIn = "not_signed_in" // watching only
	ErrorBadID       = "bad_id"        // no UUIDv7, or more than a day off
	ErrorConflict    = "conflict"      // the id was used with another body
	ErrorNoRoom      = "no_room"       // no such room
	ErrorNoOwner     = "no_owner"      // the room is moving: again in a moment
	ErrorRate        = "rate"          // too fast
	ErrorBusy        = "busy"          // a queue is full: again in a moment
	ErrorNotJoined   = "not_joined"
	ErrorPending     = "pending"  // the verdict is not known yet
	ErrorTooMany     = "too_many" // rooms joined on one connection; leave some
)

// Notice tells something that is no event of a table: a drain, a pause of the
// whole house.
type Notice struct {
	T    string `json:"t"`
	Code string `json:"code"`
	AtMs int64  `json:"atMs,omitempty"`
}

// The room's own events on its public stream.
const (
	EventSealed   = "room.sealed"
	EventRevealed = "room.revealed"
	EventPaused   = "room.paused"
	EventUnpaused = "room.unpaused"
	EventResumed  = "room.resumed"
	EventPair     = "room.pair"
	EventRotated  = "room.rotated"
	EventVerdict  = "verdict" // on the own stream
)

// AskRotate is the room's own ask, in rooms of one seat: its body is Rotate, its
// round the one that comes next. It is granted between rounds.
const AskRotate = "room.rotate"

// Rotate ends the pair of seeds in force and begins another with this client
// seed: 1 to 64 bytes of printable text.
type Rotate struct {
	ClientSeed string `json:"clientSeed"`
}

// Pair is the pair of seeds that a room of one seat draws from: a round's nonce
// is its id less From.
type Pair struct {
	From       int64  `json:"from"`       // the first round of the pair
	Commitment string `json:"commitment"` // hex, to the server seed
	ClientSeed string `json:"clientSeed"`
	Next       int64  `json:"next"` // the round that comes next: a spin and a rotation name it
}

// Rotated reveals a pair that no later round is drawn from, and commits to the
// one that follows it.
type Rotated struct {
	From       int64  `json:"from"`
	To         int64  `json:"to"` // the last round of the pair; it is never played
	Commitment string `json:"commitment"`
	ClientSeed string `json:"clientSeed"`
	ServerSeed string `json:"serverSeed"` // hex, 32 bytes
	Pair       Pair   `json:"pair"`       // in force from now on
}

// Sealed publishes the commitment of the next round's source, before that
// round opens.
type Sealed struct {
	Round      int64  `json:"round"`
	Rules      int    `json:"rules"`
	Commitment string `json:"commitment"` // hex
}

// Revealed opens the source of a round that has ended.
type Revealed struct {
	Round      int64  `json:"round"`
	Rules      int    `json:"rules"`
	Commitment string `json:"commitment"` // hex
	Seed       string `json:"seed"`       // hex, 32 bytes
}

// RoomPaused says that no further round opens, or that rounds open again.
type RoomPaused struct {
	By string `json:"by"`
}

// RoomResumed says that the table went on after a takeover or a restart.
type RoomResumed struct {
	GapMs int64 `json:"gapMs"`
}
