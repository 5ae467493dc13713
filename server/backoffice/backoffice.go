// Package backoffice is the operator's door: the state of the tables, and
// pausing and unpausing them.
//
// Every operation asks on the server whether the caller is an operator, and
// every act is logged before it is tried and after, with who did it and what
// became of it, so that an act whose answer was lost is in the log as well.
package backoffice

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/players"
	"croupier/server/wire"
)

// Deps are what the operator's operations stand on.
type Deps struct {
	People People
	Rooms  Rooms
	Log    zerolog.Logger
}

// People knows who calls.
type People interface {
	// Caller is the live session of the request, or players.ErrNoSession.
	Caller(ctx context.Context) (players.Session, error)
}

// Rooms are the tables as an operator sees and commands them.
type Rooms interface {
	// States are all rooms, by id.
	States(ctx context.Context) ([]RoomState, error)
	// SetPaused asks the room to open no further round, or to open rounds again,
	// and answers when that is durable. ok is false for a room that is not here.
	SetPaused(ctx context.Context, room games.RoomID, by games.Actor, paused bool) (card wire.Card, ok bool, err error)
}

// RoomState is a room from inside.
type RoomState struct {
	Card  wire.Card     `json:"card"`
	Term  int64         `json:"term" doc:"Which ownership this is"`
	Seq   int64         `json:"seq" doc:"The place on the room's log"`
	Round games.RoundID `json:"round"`
	Node  string        `json:"node"`
	Queue int           `json:"queue" doc:"Commands that wait in the inbox"`
}

type statesOutput struct {
	Body struct {
		Rooms []RoomState `json:"rooms"`
	}
}

type roomInput struct {
	Room games.RoomID `path:"room" minimum:"1" maximum:"8388607"`
}

type cardOutput struct{ Body wire.Card }

type door struct{ Deps }

// Register adds the operator's operations to the document.
func Register(api huma.API, d Deps) {
	o := door{d}
	signedIn := []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	refusals := []int{http.StatusUnauthorized, http.StatusForbidden}
	huma.Register(api, huma.Operation{OperationID: "operator-rooms", Method: http.MethodGet, Path: "/api/operator/rooms",
		Summary: "The tables from inside", Tags: []string{"operator"}, Security: signedIn, Errors: refusals}, o.rooms)
	huma.Register(api, huma.Operation{OperationID: "operator-pause", Method: http.MethodPost, Path: "/api/operator/rooms/{room}/pause",
		Summary: "Open no further round at a table; the one under way is played to its end", Tags: []string{"operator"},
		Security: signedIn, Errors: append(refusals, http.StatusNotFound)}, o.pause)
	huma.Register(api, huma.Operation{OperationID: "operator-unpause", Method: http.MethodPost, Path: "/api/operator/rooms/{room}/unpause",
		Summary: "Open rounds again", Tags: []string{"operator"},
		Security: signedIn, Errors: append(refusals, http.StatusNotFound)}, o.unpause)
}

// operator lets operators in and nobody else; refusals are logged (B49).
func (o door) operator(ctx context.Context, operation string) (players.Session, error) {
	session, err := o.People.Caller(ctx)
	if err != nil {
		return players.Session{}, err
	}
	if session.Player.Role != players.RoleOperator {
		o.by(ctx, o.Log.Warn(), session).Str("operation", operation).Msg("refused: not an operator")
		return players.Session{}, huma.NewError(http.StatusForbidden,
			"This is for operators. Sign in as one.", code("not_operator"))
	}
	return session, nil
}

func (o door) rooms(ctx context.Context, _ *struct{}) (*statesOutput, error) {
	if _, err := o.operator(ctx, "rooms"); err != nil {
		return nil, err
	}
	states, err := o.Rooms.States(ctx)
	if err != nil {
		return nil, err
	}
	out := &statesOutput{}
	out.Body.Rooms = append([]RoomState{}, states...) // never null
	return out, nil
}

func (o door) pause(ctx context.Context, in *roomInput) (*cardOutput, error) {
	return o.setPaused(ctx, in.Room, true)
}

func (o door) unpause(ctx context.Context, in *roomInput) (*cardOutput, error) {
	return o.setPaused(ctx, in.Room, false)
}

func (o door) setPaused(ctx context.Context, room games.RoomID, paused bool) (*cardOutput, error) {
	operation := "unpause"
	if paused {
		operation = "pause"
	}
	session, err := o.operator(ctx, operation)
	if err != nil {
		return nil, err
	}
	o.by(ctx, o.Log.Info(), session).Str("operation", operation).Int64("room", int64(room)).Msg("operator acts")
	by := games.Actor{Role: games.Operator, Player: session.Player.ID, Name: session.Player.Name}
	card, ok, err := o.Rooms.SetPaused(ctx, room, by, paused)
	o.by(ctx, o.Log.Info(), session).Str("operation", operation).Int64("room", int64(room)).
		Bool("found", ok).AnErr("error", err).Msg("operator acted")
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, huma.NewError(http.StatusNotFound, "There is no such table on this node.", code(wire.ErrorNoRoom))
	}
	return &cardOutput{card}, nil
}

func (o door) by(ctx context.Context, e *zerolog.Event, s players.Session) *zerolog.Event {
	return e.Int64("player", int64(s.Player.ID)).Str("name", s.Player.Name).Int64("session", int64(s.ID)).
		Stringer("address", players.From(ctx).Address)
}

// code gives a problem its code.
type code string

func (c code) Error() string     { return string(c) }
func (c code) ErrorCode() string { return string(c) }
