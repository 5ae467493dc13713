package gateway

import (
	"errors"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

// joinedMax is how many rooms one connection may watch: a wall of tables, and a
// bound on what one socket makes rooms do.
const joinedMax = 64

// retryMs is when to try again what was refused for the moment only.
const retryMs = 250

// actor is for whom the connection acts: always as a player, whatever its role;
// operators act over HTTP. A watcher is player 0.
func (c *conn) actor() games.Actor {
	return games.Actor{Role: games.Player, Player: c.who.Player, Name: c.who.Name}
}

func (c *conn) join(m wire.Join) {
	about := wire.Error{Cid: m.Cid, Room: m.Room}
	ids, ok := betIDs(m.Inquire)
	switch {
	case !ok:
		c.refuse(about, wire.ErrorBadID)
		return
	case c.who.Player == 0 && len(ids) > 0:
		c.refuse(about, wire.ErrorNotSignedIn)
		return
	}
	id := games.RoomID(m.Room)
	was, again := c.joined[id]
	if !again && len(c.joined) >= joinedMax {
		c.refuse(about, wire.ErrorTooMany)
		return
	}
	room, known := c.g.o.Rooms.Room(id, c.who.Player)
	switch {
	case room == nil && !known:
		c.refuse(about, wire.ErrorNoRoom)
		return
	case room == nil:
		c.lose(id, about)
		return
	case again && was != room:
		was.Leave(c)
	}
	// Before the call: frames may come before it returns.
	c.joined[id] = room
	have := rooms.Point{Term: m.Term, Seq: m.Seq, N: m.N}
	if err := room.Join(c, c.actor(), have, ids, m.Cid); err != nil {
		delete(c.joined, id)
		c.refuseBusy(err, id, about)
	}
}

func (c *conn) leave(m wire.Leave) {
	id := games.RoomID(m.Room)
	room := c.joined[id]
	if room == nil {
		c.refuse(wire.Error{Room: m.Room}, wire.ErrorNotJoined)
		return
	}
	delete(c.joined, id)
	room.Leave(c)
}

func (c *conn) act(m wire.Act) {
	about := wire.Error{Cid: m.Cid, Room: m.Room, ID: m.ID}
	room := c.playing(m.Room, about)
	if room == nil {
		return
	}
	c.active.Store(true)
	if err := room.Act(c, c.actor(), m); err != nil {
		c.refuseBusy(err, games.RoomID(m.Room), about)
	}
}

func (c *conn) inquire(m wire.Inquire) {
	about := wire.Error{Cid: m.Cid, Room: m.Room}
	room := c.playing(m.Room, about)
	if room == nil {
		return
	}
	if err := room.Inquire(c, c.actor(), m.IDs, m.Cid); err != nil {
		c.refuseBusy(err, games.RoomID(m.Room), about)
	}
}

// playing is the room for a player who has joined it, or nil and answered.
func (c *conn) playing(id int64, about wire.Error) Room {
	if c.who.Player == 0 {
		c.refuse(about, wire.ErrorNotSignedIn)
		return nil
	}
	room := c.joined[games.RoomID(id)]
	if room == nil {
		if here, known := c.g.o.Rooms.Room(games.RoomID(id), c.who.Player); here == nil && !known {
			c.refuse(about, wire.ErrorNoRoom)
		} else {
			c.refuse(about, wire.ErrorNotJoined)
		}
	}
	return room
}

// refuseBusy answers what a room did not queue: the id is unused.
func (c *conn) refuseBusy(err error, id games.RoomID, about wire.Error) {
	if errors.Is(err, rooms.ErrStopped) {
		c.lose(id, about)
		return
	}
	about.Retry, about.AfterMs = true, retryMs
	c.refuse(about, wire.ErrorBusy)
}

// lose answers for a room that is owned here no longer or not yet. The client
// joins it again.
func (c *conn) lose(id games.RoomID, about wire.Error) {
	if room := c.joined[id]; room != nil {
		delete(c.joined, id)
		room.Leave(c)
	}
	about.Retry, about.AfterMs = true, retryMs
	c.refuse(about, wire.ErrorNoOwner)
}

func betIDs(texts []string) ([]games.BetID, bool) {
	ids := make([]games.BetID, len(texts))
	for i, text := range texts {
		if err := ids[i].UnmarshalText([]byte(text)); err != nil {
			return nil, false
		}
	}
	return ids, true
}
