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
	states := make([]RoomState, 0, len(open))
	for _, room := range open {
		s := room.Status()
		if room.Seat() != 0 && !s.SourceLost {
			continue // a player's own, of which there may be thousands: those in trouble only
		}
		states = append(states, RoomState{Card: s.Card.Wire(h.node, true), Term: s.Term, Seq: s.Log, Round: s.Round, Node: h.node,
			Queue: s.Inbox + s.Waiting, SourceLost: s.SourceLost, UntoldShoe: s.Untold})
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
	if err := problem(set(ctx, by)); err != nil {
		return wire.Card{}, true, err
	}
	// It is on the log; the card may be a moment behind.
	card := room.Card()
	card.Paused = paused
	return card.Wire(h.node, true), true, nil
}

func (h *here) Void(ctx context.Context, round games.RoundID, by games.Actor, why string) (wire.Card, bool, error) {
	room, ok := h.hall.Room(round.Room())
	if !ok {
		return wire.Card{}, false, nil
	}
	if err := problem(room.Void(ctx, round, by, why)); err != nil {
		return wire.Card{}, true, err
	}
	card := room.Card()
	card.Phase = games.Void // as on the log; the next round may be a moment away
	return card.Wire(h.node, true), true, nil
}

// problem puts a room's errors into sentences for operators.
func problem(err error) error {
	switch {
	case errors.Is(err, rooms.ErrStopped):
		return huma.NewError(http.StatusServiceUnavailable,
			"The table is moving. Look at its state, then try again in a moment.", code(wire.ErrorNoOwner))
	case errors.Is(err, rooms.ErrInboxFull), errors.Is(err, rooms.ErrJournalFull):
		return huma.NewError(http.StatusServiceUnavailable,
			"The table is too busy. Nothing has changed; try again in a moment.", code(wire.ErrorBusy))
	case errors.Is(err, rooms.ErrNotUnderWay):
		return huma.NewError(http.StatusConflict, "That round is not under way any more. Nothing has changed.", code(games.CodeWrongRound))
	case errors.Is(err, rooms.ErrOutcomeFixed):
		return huma.NewError(http.StatusConflict,
			"Betting has closed: the outcome is fixed, and the round is settled by it. Nothing has changed.", code("outcome_fixed"))
	case errors.Is(err, rooms.ErrWhy):
		return huma.NewError(http.StatusUnprocessableEntity, "Say why, in at most 200 bytes.", code("bad_why"))
	}
	return err
}
