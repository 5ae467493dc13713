package backoffice

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

// Here is the rooms that this node owns.
func Here(hall *rooms.Hall, node string) Rooms { return &here{hall, node} }

type here struct {
	hall *rooms.Hall
	node string
}

func (h *here) States(context.Context) ([]RoomState, error) {
	open := h.hall.Rooms()
	states := make([]RoomState, len(open))
	for i, room := range open {
		s := room.Status()
		states[i] = RoomState{Card: s.Card.Wire(h.node, true), Term: s.Term, Seq: s.Log, Round: s.Round, Node: h.node,
			Queue: s.Inbox + s.Waiting}
	}
	return states, nil
}

func (h *here) SetPaused(ctx context.Context, id games.RoomID, by games.Actor, paused bool) (wire.Card, bool, error) {
	room, ok := h.hall.Room(id)
	if !ok {
		return wire.Card{}, false, nil
	}
	set := room.Unpause
	if paused {
		set = room.Pause
	}
	err := set(ctx, by)
	switch {
	case errors.Is(err, rooms.ErrStopped):
		return wire.Card{}, true, huma.NewError(http.StatusServiceUnavailable,
			"The table is moving. Look at its state, then try again in a moment.", code(wire.ErrorNoOwner))
	case errors.Is(err, rooms.ErrInboxFull), errors.Is(err, rooms.ErrJournalFull):
		return wire.Card{}, true, huma.NewError(http.StatusServiceUnavailable,
			"The table is too busy. Nothing has changed; try again in a moment.", code(wire.ErrorBusy))
	case err != nil:
		return wire.Card{}, true, err
	}
	// It is on the log; the card may be a moment behind.
	card := room.Card()
	card.Paused = paused
	return card.Wire(h.node, true), true, nil
}
