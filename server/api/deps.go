package api

import (
	"context"
	"encoding/json"
	"io/fs"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet"
)

// Deps are what the interface stands on.
type Deps struct {
	DB      *store.DB
	People  *players.People
	Tickets Tickets
	Rooms   Rooms
	Rounds  Rounds
	// Machines are what players play alone; nil: nothing.
	Machines Machines
	Seats    Seats
	// Chains are what sources of rounds were fixed by; fairness.Table is one.
	Chains Chains
	// Registry knows the rules that rooms name.
	Registry *rooms.Registry
	// Bodies opens what the record keeps sealed, for the player whose it is.
	Bodies rooms.Bodies
	// Welcome puts something into a new player's account, in the transaction
	// that opens it: the demo's. nil: it begins empty.
	Welcome func(ctx context.Context, tx store.Tx, player players.Player) error

	// Ready says why clients should not be sent here: recovery is not done
	// (D17), the node drains. nil: they may come.
	Ready func(context.Context) error
	// Pages is the folder of built pages, web.Dist.
	Pages fs.FS
	// Origins are the exact origins whose pages may change something, such as
	// "http://127.0.0.1:8080": the server's own address is one of them.
	Origins []string
	// SecureCookie sends the cookie over HTTPS only.
	SecureCookie bool
	// Demo tells pages that there is play money for the asking.
	Demo    bool
	Version string
	Limits  Limits
	Now     func() time.Time // nil: time.Now
	Log     zerolog.Logger
	// More adds operations to the same document: the back office's, the demo's.
	More []func(huma.API)
}

// Tickets lets a session open a socket.
type Tickets interface {
	// Issue signs a ticket that works once, soon.
	Issue(ctx context.Context, c Claims) (ticket string, expires games.Moment, err error)
}

// Claims is what a ticket says of its bearer.
type Claims struct {
	Session  players.Session
	Balances []wallet.Balance
}

// Rooms is what anyone may know of the tables.
type Rooms interface {
	// Cards are all rooms of the house, by id.
	Cards(ctx context.Context) ([]wire.Card, error)
	// Rules says by which rules a room plays; ok is false for a room that the
	// house does not have.
	Rules(ctx context.Context, room games.RoomID) (r RoomRules, ok bool, err error)
}

// RoomRules names a room's rules, and the table's own options for them.
type RoomRules struct {
	Game    string
	Version int
	Options json.RawMessage
}

// Rounds is the record of what was played; *journal.Journal is one.
type Rounds interface {
	// Round reads a round with its log, or returns journal.ErrNoRound.
	Round(ctx context.Context, id games.RoundID) (*journal.RoundRecord, error)
	// History is the player's rounds that ended before a moment (0: all), newest
	// first.
	History(ctx context.Context, player games.PlayerID, before games.Moment, limit int) ([]journal.PlayedRound, error)
}
