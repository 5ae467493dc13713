package gateway

import (
	"context"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/server/wire"
)

// What the gateway needs of the house.

// Rooms finds live rooms.
type Rooms interface {
	// Room is a room that this node owns, or nil. known says whether the house
	// has such a room at all, here, elsewhere or between two owners. Another
	// player's own room is none.
	Room(id games.RoomID, player games.PlayerID) (room Room, known bool)
}

// Room is a live room. Its methods queue and return at once; what they lead to
// comes through Send. An error means that nothing was queued: rooms.ErrStopped
// if the room is owned here no longer, any other if it is too busy.
type Room interface {
	Join(sub rooms.Subscriber, who games.Actor, have rooms.Point, inquire []games.BetID, cid int64) error
	Leave(sub rooms.Subscriber)
	Act(sub rooms.Subscriber, who games.Actor, act wire.Act) error
	Inquire(sub rooms.Subscriber, who games.Actor, ids []string, cid int64) error
}

var _ Room = (*rooms.Room)(nil)

// Sessions knows which logins are good.
type Sessions interface {
	// CheckMany says which of the sessions are over. With an error nothing is
	// known of any.
	CheckMany(ctx context.Context, ids []players.SessionID) (over []players.SessionID, err error)
	// Touch counts as use of the sessions, which end when idle.
	Touch(ctx context.Context, ids []players.SessionID) error
}

// Balances reads accounts: of every player asked for, each cash account.
type Balances interface {
	Balances(ctx context.Context, of []games.PlayerID) ([]rooms.Balance, error)
}

// Lobby knows what all rooms of the house show, on any node.
type Lobby interface {
	Cards(ctx context.Context) ([]wire.Card, error)
}
