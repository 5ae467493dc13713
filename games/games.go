// Package games is the contract of a game: what a table of rules is given, what
// it may answer, and how what it answered becomes true.
//
// A round is the fold of its log over its carry. A game says what a command
// would do (Decide), and how a committed step changes the table (Apply). It
// never does anything itself: it has no clock, no I/O, no randomness of its
// own, and it sees no balance, so an outcome cannot depend on one (G10).
//
// The life of a step:
//
//	Decide ──► Step ──► Hold ──► (commit) ──► Apply
//	   │                   └───► (refused) ─► Drop
//	   └──► error: *Refusal (a verdict) or ErrBusy (ask again after the next verdict)
//
// The phases of a round:
//
//	none ──► open ──► closed ──► settled
//	           └─────────┴─────► void
//
// Rules, tables and everything that they name are used by one goroutine.
package games

import (
	"errors"

	"croupier/wallet/money"
)

// Moment is room time: milliseconds since the Unix epoch on the database's
// clock. On one log it never runs back.
type Moment int64

// Role says on whose behalf a command comes.
type Role uint8

// The roles.
const (
	System   Role = iota // timers and consequences
	Player               // a player at the table
	Dealer               // whoever enters outcomes
	Operator             // pause, resume, void
)

// Actor is who gives a command. Rooms fills it from the session; a client
// cannot say it.
type Actor struct {
	Role   Role     `json:"role"`
	Player PlayerID `json:"player,omitempty"`
	Name   string   `json:"name,omitempty"` // the display name at that time
	Bot    bool     `json:"bot,omitempty"`  // one of the house's marked bots (P22)
}

// Command is one request to a table.
type Command struct {
	By  Actor
	At  Moment // stamped by the owner's inbox
	ID  BetID  // of a stake or an act; zero for timers
	Ask any    // one of the types that the rules list, by value
}

// Timeout is the command that rooms gives, as System, at Wait().Until.
type Timeout struct{}

// Resumed is the first command after a takeover: the table has been still for
// GapMs, and moves its deadlines so that none ends sooner than five seconds
// from the command's moment.
type Resumed struct {
	GapMs int64 `json:"gapMs"`
}

// Declined is what rooms says, as System, when the ledger has refused a stake that
// the rules had placed for a player by earlier consent: the step of the system that
// staked it under the id Bet was dropped, and the published fallback applies.
type Declined struct {
	Bet BetID `json:"bet"`
}

// VoidRound gives every stake of a round back and ends it (G46, L10): the
// operator's or the system's, and every game's to grant. A void is of the whole
// round and comes before the outcome is fixed: in Open, all stakes of the round
// go back as refunds, exactly, and the carry is what the round began with, times
// aside. Past the close it is refused by CodeClosed (D5): the source fixes the
// outcome, and the round is settled by it. The one exception is a source that
// nobody can read any more: rooms says so by SourceLost, after trying, and then
// an operator may void the closed round as well, unless it has paid already: what
// was paid before the end (a cash-out, insurance) cannot be asked back.
type VoidRound struct {
	Why        string `json:"why"` // at most VoidWhyMax bytes; everyone sees it
	SourceLost bool   `json:"sourceLost,omitempty"`
}

// VoidWhyMax bounds what an operator may say about a void, in bytes.
const VoidWhyMax = 200

// Phase is where a round stands.
type Phase uint8

// The phases, as the database stores them.
const (
	None    Phase = iota // sealed, not begun
	Open                 // stakes are taken; nothing is drawn
	Closed               // no new bets; draws and decisions
	Settled              // paid
	Void                 // all stakes returned
)

// Ended says whether no further step may follow, corrections apart.
func (p Phase) Ended() bool { return p == Settled || p == Void }

func (p Phase) String() string {
	switch p {
	case None:
		return "none"
	case Open:
		return "open"
	case Closed:
		return "closed"
	case Settled:
		return "settled"
	case Void:
		return "void"
	}
	return "invalid"
}

// Audience says for whom an event is: it routes delivery, filters recall, and
// decides whether the log stores the body sealed.
type Audience int64

// Everyone and Nobody are the audiences that are not one player.
const (
	Everyone Audience = 0
	Nobody   Audience = -1 // nobody yet: a later event reveals it
)

// Only is the audience of one player.
func Only(p PlayerID) Audience { return Audience(p) }

// MoveKind says which way money goes.
type MoveKind uint8

// The kinds of moves.
const (
	Stake  MoveKind = 1 + iota // player → the round's escrow
	Pay                        // escrow → player: winnings, the stake included
	Refund                     // escrow → player: a stake taken back
)

// Move is the money in an event: the only source of a round's transfers.
type Move struct {
	Bet    BetID        `json:"bet"`
	Player PlayerID     `json:"player"`
	Kind   MoveKind     `json:"kind"`
	Amount money.Amount `json:"amount"` // > 0
}

// Event is a fact on the round's log.
type Event struct {
	For   Audience
	Body  any // one of the types that the rules list, by value
	Moves []Move
}

// Step is what one commit makes true: all of it, or nothing.
type Step struct {
	Cmd     Command
	Drawn   bool   // took draws: at most one such step in flight
	Phase   Phase  // that the database must find
	Then    Phase  // that it leaves
	LandsAt Moment // pages show the outcome and the new balances then; 0: at once
	Events  []Event
}

// Draws is the randomness of one drawing step, by its place in the round:
// asked again, it gives the same.
type Draws interface {
	// Uintn is uniform over [0,n), n > 0.
	Uintn(n uint64) uint64
	// Shuffle permutes n things, Fisher-Yates from the top.
	Shuffle(n int, swap func(i, j int))
}

// Wait says when and for whom a table waits.
type Wait struct {
	Until Moment // Timeout is sent then; 0: nothing is due
	// Hidden says that Until follows from what nobody may know yet, such as the end
	// of a running curve: the room acts on it and tells nobody.
	Hidden bool
	For    []PlayerID // whose decision it is, where turns matter
	Role   Role
}

// ErrBusy says that the answer depends on a step in flight. Rooms keeps the
// command and asks again after the next verdict.
var ErrBusy = errors.New("games: waits for a step in flight")

// Table is one round at a table, from its sealed beginning to its end. It is a
// json.Marshaler as well, and writes its whole state, held steps included, so
// that tables can be compared by bytes (gamestest).
type Table interface {
	// Decide says what the command would do and changes nothing. Held steps
	// count. The error is a *Refusal, ErrBusy, or a fault that stops the room.
	// draws is nil except in Closed, or where a step opens and ends in one, or in a
	// private session opens and draws in one.
	// Timeout, Resumed and Declined are the system's and VoidRound is the operator's: from
	// anybody else they are refused as any ask that makes no sense. A Timeout before Wait().Until is a fault.
	Decide(Command, Draws) (Step, error)
	// Hold puts a decided step on its way: it counts against limits, seats and
	// turns, and no View shows it.
	Hold(Step)
	// Drop forgets a held step that was refused, as if it had never been held.
	Drop(Step)
	// Apply makes a committed step true, held here before or read from the log.
	Apply(Step)
	// Phase is the phase by applied steps alone.
	Phase() Phase
	// Wait says when the table wants its next Timeout.
	Wait() Wait
	// View is what an audience may see of the applied steps: Everyone's is
	// public and bounded whatever the number of players; a player's is private
	// and holds only what the public one does not. Nobody's is nil.
	View(Audience) any
	// Board is the replaceable part of the public view (totals, seats), sent
	// merged while bets come in; nil if the game has none.
	Board() any
	// Card is the little that the lobby shows of the table: last numbers,
	// limits. Public, small.
	Card() any
	// Carry is what the room's next round inherits; called after the end only.
	// Anyone may read it in the record of that round, but for a field named
	// "private": it is left out there, and a table is made without it as well.
	Carry() any
}

// Rules is one set of rules in one version, kept for ever (G48).
type Rules interface {
	// ID names the game and the version of its rules.
	ID() (game string, version int)
	// Table makes the table of one round. options is the table's own rules as
	// JSON (limits, times), carry is what the round before left, nil for the
	// room's first. An error says what is wrong with them.
	Table(round RoundID, options, carry []byte) (Table, error)
	// Types lists every Ask, Body, View, Board, Card and Carry by its name on log
	// and wire. Values are zero values of struct types.
	Types() map[string]any
	// Sheet describes the rules to anyone, before any bet (G21): the spots,
	// what they pay, the limits. It is JSON.
	Sheet(options []byte) ([]byte, error)
}
