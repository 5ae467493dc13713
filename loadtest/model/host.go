package model

// Host is the machine that a journal or a node runs on: its monotonic time, in
// microseconds, and its way to the database. What the machine no longer lives to
// see is not run. Calls never run do before they return.
type Host interface {
	Mono() int64
	After(us int64, do func())
	ToDatabase(do func())   // runs at the database, later, or never
	FromDatabase(do func()) // runs on the machine, later, or never
}

// Time is the database's own machine.
type Time interface {
	Now() int64 // microseconds since the Unix epoch, as the database's clock has it
	After(us int64, do func())
}

// Fate is what happens to a request that has reached the database.
type Fate uint8

// The fates.
const (
	Fine Fate = iota
	// Deadlock ends the transaction by 40P01: run it again.
	Deadlock
	// Refuse ends the transaction by an error of the statement's own.
	Refuse
	// CutBefore loses the connection before the request is looked at.
	CutBefore
	// CutAfter loses the connection after the request was done, before its reply.
	CutAfter
)

// Trouble is asked at each batch what becomes of it. commit says that it is the
// writing half. syncUs is what the commit takes.
type Trouble interface {
	Batch(node int64, commit bool, b Glance) (fate Fate, syncUs int64)
}

// Glance is what trouble may know of a batch.
type Glance struct {
	Rooms   []int64
	Entries int
	Bets    bool // an entry has an id
	Ends    bool // an entry ends a round
}

type calm struct{ syncUs int64 }

func (c calm) Batch(int64, bool, Glance) (Fate, int64) { return Fine, c.syncUs }

// Calm is no trouble at all: commits take that long.
func Calm(syncUs int64) Trouble { return calm{syncUs} }
