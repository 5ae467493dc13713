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
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Deps are what the interface stands on.
type Deps struct {
	DB      *store.DB
	People  *players.People
	Tickets Tickets
	Rooms   Rooms
	Rounds  Rounds
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
	// Cards are all rooms, by id.
	Cards(ctx context.Context) ([]wire.Card, error)
	// Sheet describes a room's rules before any bet (G21); ok is false for a
	// room that does not exist.
	Sheet(ctx context.Context, room games.RoomID) (sheet RoomSheet, ok bool, err error)
}

// RoomSheet is a room, its own rules, and what they come to.
type RoomSheet struct {
	Card    wire.Card       `json:"card"`
	Options json.RawMessage `json:"options" doc:"The table's own rules: times, limits"`
	Sheet   json.RawMessage `json:"sheet" doc:"The spots, what they cover and pay, the limits"`
}

// Rounds is the record of what was played.
type Rounds interface {
	// Recall replays a round for a viewer (0: a stranger): the events for
	// everyone and the viewer's own. The seed is there only after the end. ok is
	// false for a round that was never sealed.
	Recall(ctx context.Context, round games.RoundID, viewer games.PlayerID) (r Round, ok bool, err error)
	// History is the player's rounds that ended before a moment, newest first.
	History(ctx context.Context, player games.PlayerID, before games.Moment, limit int) ([]Played, error)
}

// Round is one round as it may be told.
type Round struct {
	Round      games.RoundID   `json:"round"`
	Room       games.RoomID    `json:"room"`
	Name       string          `json:"name"`
	Game       string          `json:"game"`
	Rules      int             `json:"rules" doc:"The version in force when it was played"`
	Phase      string          `json:"phase" enum:"none,open,closed,settled,void"`
	OpenedMs   int64           `json:"openedMs"`
	EndedMs    int64           `json:"endedMs,omitempty"`
	Commitment string          `json:"commitment" doc:"Hex; public before betting opened"`
	Seed       string          `json:"seed,omitempty" doc:"Hex; after the end only"`
	Options    json.RawMessage `json:"options,omitempty"`
	Carry      json.RawMessage `json:"carry,omitempty" doc:"What it inherited; after the end only"`
	Events     []wire.Event    `json:"events"`
	Own        []wire.Event    `json:"own" doc:"The caller's own events"`
}

// Played is a line of a player's history.
type Played struct {
	Round    games.RoundID   `json:"round"`
	Room     games.RoomID    `json:"room"`
	Name     string          `json:"name"`
	Currency string          `json:"currency"`
	EndedMs  int64           `json:"endedMs"`
	Staked   money.Amount    `json:"staked" doc:"Minor units"`
	Returned money.Amount    `json:"returned" doc:"Minor units"`
	Result   json.RawMessage `json:"result,omitempty"`
}
