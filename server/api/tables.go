package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/server/wire"
)

type ticketOutput struct {
	Body struct {
		Ticket    string `json:"ticket" doc:"For hello.ticket; works once"`
		ExpiresMs int64  `json:"expiresMs"`
	}
}

func (a *API) registerTickets(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "ticket", Method: http.MethodPost, Path: "/api/ticket",
		Summary: "A ticket that opens a socket for this session", Tags: []string{"tables"}, Security: SignedIn,
		Errors:      []int{http.StatusUnauthorized, http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{limit(a.limits.ticket, a.Now)}}, a.doTicket)
}

func (a *API) doTicket(ctx context.Context, _ *struct{}) (*ticketOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	balances, err := a.balancesOf(ctx, session.Player)
	if err != nil {
		return nil, err
	}
	ticket, expires, err := a.Tickets.Issue(ctx, Claims{Session: session, Balances: balances})
	if err != nil {
		return nil, err
	}
	out := &ticketOutput{}
	out.Body.Ticket, out.Body.ExpiresMs = ticket, int64(expires)
	return out, nil
}

type roomsOutput struct {
	Body struct {
		NowMs int64       `json:"nowMs"`
		Rooms []wire.Card `json:"rooms"`
	}
}

type roomInput struct {
	Room games.RoomID `path:"room" minimum:"1" maximum:"8388607"`
}

// RoomSheet is a room, its own rules, and what they come to.
type RoomSheet struct {
	Card    wire.Card       `json:"card"`
	Options json.RawMessage `json:"options" doc:"The table's own rules: times, limits"`
	Sheet   json.RawMessage `json:"sheet" doc:"The spots, what they cover and pay, the limits"`
}

type roomOutput struct{ Body RoomSheet }

func (a *API) registerRooms(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "rooms", Method: http.MethodGet, Path: "/api/rooms",
		Summary: "The lobby", Tags: []string{"tables"}}, a.doRooms)
	huma.Register(api, huma.Operation{OperationID: "room", Method: http.MethodGet, Path: "/api/rooms/{room}",
		Summary: "A table's rules, payouts and limits, before any bet", Tags: []string{"tables"},
		Errors: []int{http.StatusNotFound}}, a.doRoom)
}

func (a *API) doRooms(ctx context.Context, _ *struct{}) (*roomsOutput, error) {
	cards, err := a.Rooms.Cards(ctx)
	if err != nil {
		return nil, err
	}
	out := &roomsOutput{}
	out.Body.NowMs = a.Now().UnixMilli()
	out.Body.Rooms = append([]wire.Card{}, cards...) // never null
	return out, nil
}

// doRoom tells the rules to anyone, before any bet (G21).
func (a *API) doRoom(ctx context.Context, in *roomInput) (*roomOutput, error) {
	named, ok, err := a.Rooms.Rules(ctx, in.Room)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoRoom()
	}
	rules, err := a.Registry.Rules(named.Game, named.Version)
	if err != nil {
		return nil, err
	}
	sheet, err := a.sheets.sheet(rules, named.Options)
	if err != nil {
		return nil, err
	}
	cards, err := a.Rooms.Cards(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(cards, func(c wire.Card) bool { return c.Room == int64(in.Room) })
	if at < 0 {
		return nil, errNoRoom()
	}
	return &roomOutput{RoomSheet{Card: cards[at], Options: named.Options, Sheet: sheet}}, nil
}

func errNoRoom() error {
	return huma.NewError(http.StatusNotFound, "There is no such table. Choose one in the lobby.", code(wire.ErrorNoRoom))
}

// code gives a problem its code.
type code string

func (c code) Error() string     { return string(c) }
func (c code) ErrorCode() string { return string(c) }
