// Package backoffice is the operator's door: the state of the tables, pausing
// and unpausing them, voiding a round before its outcome is fixed, and the
// statements of players' accounts.
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
	People     People
	Rooms      Rooms
	Statements Statements
	Log        zerolog.Logger
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
	// Void gives every stake of the room's round back and ends it, and answers
	// when that is durable. ok is false for a room that is not here.
	Void(ctx context.Context, round games.RoundID, by games.Actor, why string) (card wire.Card, ok bool, err error)
}

// RoomState is a room from inside.
type RoomState struct {
	Card  wire.Card     `json:"card"`
	Term  int64         `json:"term" doc:"Which ownership this is"`
	Seq   int64         `json:"seq" doc:"The place on the room's log"`
	Round games.RoundID `json:"round"`
	Node  string        `json:"node"`
	Queue int           `json:"queue" doc:"Commands that wait in the inbox"`
	// SourceLost is there while a closed round waits for keys.
	SourceLost bool `json:"sourceLost,omitempty" doc:"The round is closed and its source cannot be read: bring the keys back, or void the round"`
	// UntoldShoe is there once a shoe has ended that nobody can prove.
	UntoldShoe games.RoundID `json:"untoldShoe,omitempty" doc:"The shoe that this round shuffled has ended, and its source could not be read: its cards stay without their proof. Bring the keys of that time back before the shoe in use ends as well"`
}

type statesOutput struct {
	Body struct {
		Rooms []RoomState `json:"rooms"`
	}
}

type roomInput struct {
	Room games.RoomID `path:"room" minimum:"1" maximum:"8388607"`
}

type voidInput struct {
	Room games.RoomID `path:"room" minimum:"1" maximum:"8388607"`
	Body struct {
		Round games.RoundID `json:"round" minimum:"1" doc:"The round under way, so that a late request voids no other"`
		Why   string        `json:"why" minLength:"1" maxLength:"200" doc:"Everyone at the table sees it"`
	}
}

// voidBytesMax is more than a void takes with a reason of 200 bytes, each of
// them escaped (B46).
const voidBytesMax = 4 << 10

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
	huma.Register(api, huma.Operation{OperationID: "operator-void", Method: http.MethodPost, Path: "/api/operator/rooms/{room}/void",
		Summary: "Give every stake of the round under way back and end it; not past the close, unless its source is lost", Tags: []string{"operator"},
		MaxBodyBytes: voidBytesMax, Security: signedIn, Errors: append(refusals, http.StatusNotFound, http.StatusConflict)}, o.void)
	registerStatements(api, o, signedIn, refusals)
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
	card, ok, err := o.Rooms.SetPaused(ctx, room, actor(session), paused)
	o.by(ctx, o.Log.Info(), session).Str("operation", operation).Int64("room", int64(room)).
		Bool("found", ok).AnErr("error", err).Msg("operator acted")
	return answer(card, ok, err)
}

// void is an incident: it is logged as one, with the reason (GLI-19 A.6.4).
func (o door) void(ctx context.Context, in *voidInput) (*cardOutput, error) {
	session, err := o.operator(ctx, "void")
	if err != nil {
		return nil, err
	}
	if in.Body.Round.Room() != in.Room {
		return nil, huma.NewError(http.StatusConflict, "That round is of another table.", code(games.CodeWrongRound))
	}
	line := func(e *zerolog.Event) *zerolog.Event {
		return o.by(ctx, e, session).Str("operation", "void").Int64("room", int64(in.Room)).Int64("round", int64(in.Body.Round)).
			Str("why", in.Body.Why)
	}
	line(o.Log.Warn()).Msg("operator acts")
	card, ok, err := o.Rooms.Void(ctx, in.Body.Round, actor(session), in.Body.Why)
	line(o.Log.Warn()).Bool("found", ok).AnErr("error", err).Bool("incident", ok && err == nil).Msg("operator acted")
	return answer(card, ok, err)
}

func actor(s players.Session) games.Actor {
	return games.Actor{Role: games.Operator, Player: s.Player.ID, Name: s.Player.Name}
}

func answer(card wire.Card, ok bool, err error) (*cardOutput, error) {
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
