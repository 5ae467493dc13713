package model

import (
	"fmt"
	"slices"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Room is a room as the configuration has it. All money here is play money.
type Room struct {
	ID      games.RoomID
	Name    string
	Game    string
	Rules   int
	Options []byte
}

type roomRow struct {
	Room
	node   int64
	term   int64
	seq    int64
	paused bool
	lastAt games.Moment
	log    []LogRow
	rounds []*Round // by number, from 1 on
	wrote  int64    // the highest term that has written: a watcher's
}

// LogRow is one row of a room's log: one committed step.
type LogRow struct {
	Seq   int64
	Term  int64
	Batch int64
	Round games.RoundID
	At    games.Moment
	Phase games.Phase
	Then  games.Phase
	Body  []byte
}

// Round is a round's row.
type Round struct {
	ID       games.RoundID
	Phase    games.Phase
	Sealing  rooms.Sealing
	Opening  rooms.Opening
	Staked   money.Amount
	Returned money.Amount
	Opened   int64 // places on the room's log, 0: not yet
	Ended    int64
	Plays    []rooms.Play
}

// Account is a row that authorises.
type Account struct {
	Balance money.Amount
	Version int64 // counts the commits that moved it
}

// Bet is a stored verdict.
type Bet struct {
	Key       rooms.BetKey // the hash is zero for a withdrawn one
	Withdrawn bool
	Room      games.RoomID
	Round     games.RoundID
	Answer    rooms.Answer
	Batch     int64
	Stake     money.Amount
}

type betRef struct {
	id     games.BetID
	player games.PlayerID
}

type nodeRow struct {
	dead      bool
	expiresAt int64 // us
}

// Database is the tables. Everything of it is for one goroutine.
type Database struct {
	time Time
	cfg  Config

	nodes    []*nodeRow // by id - 1
	rooms    map[games.RoomID]*roomRow
	order    []games.RoomID
	accounts map[games.PlayerID]*Account
	people   []games.PlayerID
	bets     map[betRef]*Bet
	lines    []wallet.Transfer
	batches  int64

	locks    locks
	sessions []*Session
	down     bool

	broken  []string
	Counted Counted
}

// Config says how a database behaves.
type Config struct {
	Trouble Trouble
	IdleUs  int64 // after which a transaction that says nothing is ended
	// Written is told of each row of a room's log, when it is true.
	Written func(games.RoomID, *LogRow)
	// PlainFence plants a bug: the terms are read without a lock and compared
	// nowhere else (B26).
	PlainFence bool
}

// Counted is what happened in a database's life.
type Counted struct {
	Commits, Deadlocks, Refused, IdleEnded, Stale int
	UnknownCommitted, UnknownRolledBack           int
	Skipped, Aside, Halved, Failed, Full          int
	Accepted, Denied, Withdrawn, Repeated         int
	Conflicts                                     int
}

// New makes an empty database.
func New(time Time, cfg Config) *Database {
	return &Database{time: time, cfg: cfg, rooms: map[games.RoomID]*roomRow{}, accounts: map[games.PlayerID]*Account{},
		bets: map[betRef]*Bet{}, locks: locks{}}
}

// EnsureRoom makes a room's row.
func (d *Database) EnsureRoom(r Room) {
	d.rooms[r.ID] = &roomRow{Room: r, lastAt: d.now()}
	d.order = append(d.order, r.ID)
}

// Fund opens a player's account and pays play money in.
func (d *Database) Fund(p games.PlayerID, amount money.Amount) {
	if d.accounts[p] == nil {
		d.accounts[p] = &Account{}
		d.people = append(d.people, p)
	}
	if amount > 0 {
		d.post([]wallet.Transfer{{Debit: wallet.ClearingOf(wallet.Demo, money.FUN), Credit: wallet.CashOf(p, money.FUN),
			Amount: amount, Kind: wallet.TopUp}})
	}
}

// post writes the lines of one commit and moves the balances of what authorises.
func (d *Database) post(lines []wallet.Transfer) {
	d.lines = append(d.lines, lines...)
	var moved []*Account
	for _, l := range lines {
		moved = d.move(moved, l.Debit, -l.Amount)
		moved = d.move(moved, l.Credit, l.Amount)
	}
	for _, a := range moved {
		a.Version++
		if a.Balance < 0 {
			d.breaks("a balance of %d", a.Balance)
		}
	}
}

func (d *Database) move(moved []*Account, id wallet.AccountID, amount money.Amount) []*Account {
	if !id.Kind().Authorises() {
		return moved
	}
	a := d.accounts[id.Player()]
	if a == nil {
		d.breaks("a line names %s, which has no row", id)
		return moved
	}
	a.Balance += amount
	if !slices.Contains(moved, a) {
		moved = append(moved, a)
	}
	return moved
}

// now is the database's clock in room time.
func (d *Database) now() games.Moment { return games.Moment(d.time.Now() / 1000) }

// breaks notes that something is so that may never be so.
func (d *Database) breaks(format string, args ...any) {
	const listMax = 50
	if len(d.broken) < listMax {
		d.broken = append(d.broken, fmt.Sprintf(format, args...))
	}
}

// Broken lists what the watchers saw.
func (d *Database) Broken() []string { return d.broken }

// Account is a player's account as it is committed.
func (d *Database) Account(p games.PlayerID) Account { return *d.accounts[p] }

// Round is a round's row; nil if there is none.
func (d *Database) Round(id games.RoundID) *Round {
	r := d.rooms[id.Room()]
	if r == nil || id.Number() > int64(len(r.rounds)) {
		return nil
	}
	return r.rounds[id.Number()-1]
}

// Rounds are a room's rounds, in order.
func (d *Database) Rounds(room games.RoomID) []*Round { return d.rooms[room].rounds }

// Log is a room's log.
func (d *Database) Log(room games.RoomID) []LogRow { return d.rooms[room].log }

// Bet is a stored verdict; nil if there is none.
func (d *Database) Bet(id games.BetID, p games.PlayerID) *Bet { return d.bets[betRef{id, p}] }

// Bets calls each for every stored verdict, in no order.
func (d *Database) Bets(each func(*Bet)) {
	for _, b := range d.bets {
		each(b)
	}
}

// Live is the round of a room that is open or closed; nil if none is.
func (d *Database) Live(room games.RoomID) *Round {
	for i := len(d.rooms[room].rounds) - 1; i >= 0; i-- {
		if r := d.rooms[room].rounds[i]; r.Phase == games.Open || r.Phase == games.Closed {
			return r
		}
	}
	return nil
}

// Term is a room's term.
func (d *Database) Term(room games.RoomID) int64 { return d.rooms[room].term }

// Owner is the node that owns a room; 0: none.
func (d *Database) Owner(room games.RoomID) int64 { return d.rooms[room].node }
