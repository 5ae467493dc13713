package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/players"
	"croupier/rng/fairness"
	"croupier/rooms/journal"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// Machines are games that each player plays in a room of one's own.
type Machines interface {
	Machines() []Machine
	// Sit finds the player's room for a game, or makes it, and opens it here. name
	// is the game's title; clientSeed is the first pair's in a new room, chosen by
	// the house where it is empty. Errors: the Err of this file, or *ElsewhereError.
	Sit(ctx context.Context, player games.PlayerID, game, name, clientSeed string) (games.RoomID, error)
}

// Machine is a game that each player plays alone, and its options but for the
// seat.
type Machine struct {
	Game     string
	Version  int
	Currency money.Currency
	Options  json.RawMessage
}

// Seats is the record of players' own rooms; *journal.Journal is one.
type Seats interface {
	// UnfinishedOf is the player's round under way in a room of one's own; nil:
	// none.
	UnfinishedOf(ctx context.Context, seat games.PlayerID) (*journal.Unfinished, error)
	// RoomSeat is whose a room is, 0 if all share it, or journal.ErrNoRoom.
	RoomSeat(ctx context.Context, room games.RoomID) (games.PlayerID, error)
	// Pairs lists a room's pairs of seeds, newest first.
	Pairs(ctx context.Context, room games.RoomID) ([]journal.PairRecord, error)
}

// Errors of Sit.
var (
	ErrNoMachine = errors.New("api: no such machine")
	ErrFull      = errors.New("api: no place for another player's own room")
	ErrMoving    = errors.New("api: the room is moving")
)

// ElsewhereError says that another node has the player's room.
type ElsewhereError struct{ Address string }

func (e *ElsewhereError) Error() string { return "api: the room is open at " + e.Address }

// MachineCard is a machine as the lobby shows it.
type MachineCard struct {
	Game          string  `json:"game"`
	Rules         int     `json:"rules" doc:"The version in force"`
	Title         string  `json:"title"`
	Kind          string  `json:"kind" doc:"lines or ways"`
	Currency      string  `json:"currency"`
	Stakes        []int64 `json:"stakesMinor" doc:"What a spin may cost, growing"`
	Min           int64   `json:"minMinor"`
	Max           int64   `json:"maxMinor"`
	ReturnPercent string  `json:"returnPercent" doc:"Of stakes, in the long run"`
	Sheet         string  `json:"sheet" doc:"Where its rules are"`
}

// MachineSheet is a machine's rules, as they are dealt.
type MachineSheet struct {
	Card    MachineCard     `json:"card"`
	Options json.RawMessage `json:"options"`
	Sheet   json.RawMessage `json:"sheet" doc:"The machine's own file, the stakes, the most that a round pays"`
}

type machinesOutput struct {
	Body struct {
		Machines []MachineCard `json:"machines"`
	}
}

type machineInput struct {
	Game string `path:"game" maxLength:"64"`
}

type machineOutput struct{ Body MachineSheet }

type sitInput struct {
	Game string `path:"game" maxLength:"64"`
	Body *struct {
		ClientSeed string `json:"clientSeed,omitempty" maxLength:"64" doc:"Of the first pair in a new room: 1 to 64 bytes of printable text"`
	}
}

// UnfinishedRound is a round that comes before any other of its player's own.
type UnfinishedRound struct {
	Round games.RoundID `json:"round"`
	Room  games.RoomID  `json:"room"`
	Game  string        `json:"game" doc:"Sit down at it to finish the round"`
}

type sitOutput struct {
	Body struct {
		Room       games.RoomID     `json:"room" doc:"To be joined on the socket"`
		Unfinished *UnfinishedRound `json:"unfinished,omitempty" doc:"A round under way in another room of the caller's: no spin before it has ended"`
	}
}

func (a *API) registerMachines(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "machines", Method: http.MethodGet, Path: "/api/machines",
		Summary: "The machines that each player plays alone", Tags: []string{"machines"}}, a.doMachines)
	huma.Register(api, huma.Operation{OperationID: "machine", Method: http.MethodGet, Path: "/api/machines/{game}",
		Summary: "A machine's rules, pays and stakes, before any spin", Tags: []string{"machines"},
		Errors: []int{http.StatusNotFound}}, a.doMachine)
	huma.Register(api, huma.Operation{OperationID: "sit", Method: http.MethodPost, Path: "/api/machines/{game}/sit",
		Summary: "Open the caller's own room at a machine", Tags: []string{"machines"}, Security: SignedIn, MaxBodyBytes: bodyBytesMax,
		Errors:      []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Middlewares: huma.Middlewares{limit(a.limits.ticket, a.Now)}}, a.doSit)
	huma.Register(api, huma.Operation{OperationID: "pairs", Method: http.MethodGet, Path: "/api/rooms/{room}/pairs",
		Summary: "The pairs of seeds of the caller's own room, newest first", Tags: []string{"machines"}, Security: SignedIn,
		Errors: []int{http.StatusUnauthorized, http.StatusNotFound}}, a.doPairs)
}

// sheetHead is what every machine's sheet begins with.
type sheetHead struct {
	Machine struct {
		Title string `json:"title"`
		Kind  string `json:"kind"`
	} `json:"machine"`
	Stakes []int64 `json:"stakesMinor"`
	Return string  `json:"returnPercent"`
}

func (a *API) machine(m *Machine) (MachineSheet, error) {
	rules, err := a.Registry.Rules(m.Game, m.Version)
	if err != nil {
		return MachineSheet{}, err
	}
	sheet, err := a.sheets.sheet(rules, m.Options)
	if err != nil {
		return MachineSheet{}, err
	}
	var head sheetHead
	if err := json.Unmarshal(sheet, &head); err != nil {
		return MachineSheet{}, err
	}
	card := MachineCard{Game: m.Game, Rules: m.Version, Title: cmp.Or(head.Machine.Title, m.Game), Kind: head.Machine.Kind,
		Currency: m.Currency.Code(), Stakes: append([]int64{}, head.Stakes...), ReturnPercent: head.Return, Sheet: "/api/machines/" + m.Game}
	if n := len(card.Stakes); n > 0 {
		card.Min, card.Max = card.Stakes[0], card.Stakes[n-1]
	}
	return MachineSheet{Card: card, Options: m.Options, Sheet: sheet}, nil
}

func (a *API) findMachine(game string) (MachineSheet, error) {
	if a.Machines != nil {
		for _, m := range a.Machines.Machines() {
			if m.Game == game {
				return a.machine(&m)
			}
		}
	}
	return MachineSheet{}, errNoMachine()
}

func (a *API) doMachines(context.Context, *struct{}) (*machinesOutput, error) {
	out := &machinesOutput{}
	out.Body.Machines = []MachineCard{}
	if a.Machines == nil {
		return out, nil
	}
	for _, m := range a.Machines.Machines() {
		sheet, err := a.machine(&m)
		if err != nil {
			return nil, err
		}
		out.Body.Machines = append(out.Body.Machines, sheet.Card)
	}
	return out, nil
}

func (a *API) doMachine(_ context.Context, in *machineInput) (*machineOutput, error) {
	sheet, err := a.findMachine(in.Game)
	if err != nil {
		return nil, err
	}
	return &machineOutput{sheet}, nil
}

// doSit opens the caller's own room, and says what has to be finished first.
func (a *API) doSit(ctx context.Context, in *sitInput) (*sitOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	if session.Player.Role != players.RolePlayer {
		return nil, huma.NewError(http.StatusForbidden, "Operators do not play. Sign in as a player.", code("not_player"))
	}
	machine, err := a.findMachine(in.Game)
	if err != nil {
		return nil, err
	}
	clientSeed := ""
	if in.Body != nil && in.Body.ClientSeed != "" {
		clientSeed = in.Body.ClientSeed
		if fairness.CheckClientSeed(clientSeed) != nil {
			return nil, huma.NewError(http.StatusUnprocessableEntity, "A client seed is 1 to 64 bytes of printable text.", code("bad_client_seed"))
		}
	}
	room, err := a.Machines.Sit(ctx, session.Player.ID, in.Game, machine.Card.Title, clientSeed)
	if err != nil {
		return nil, sitProblem(err)
	}
	out := &sitOutput{}
	out.Body.Room = room
	under, err := a.Seats.UnfinishedOf(ctx, session.Player.ID)
	if err != nil {
		return nil, err
	}
	if under != nil && under.Round.Room() != room {
		out.Body.Unfinished = &UnfinishedRound{Round: under.Round, Room: under.Round.Room(), Game: under.Game}
	}
	return out, nil
}

func sitProblem(err error) error {
	var elsewhere *ElsewhereError
	switch {
	case errors.As(err, &elsewhere):
		return huma.NewError(http.StatusConflict, "Your machine is open on another server, at "+elsewhere.Address+". Play it there, or come back when it has closed.", code("elsewhere"))
	case errors.Is(err, ErrNoMachine):
		return errNoMachine()
	case errors.Is(err, ErrFull):
		return huma.NewError(http.StatusServiceUnavailable, "All machines are taken at the moment. Try again in a while.", code("full"))
	case errors.Is(err, ErrMoving):
		return huma.NewError(http.StatusServiceUnavailable, "The table is moving. Look at its state, then try again in a moment.", code(wire.ErrorNoOwner))
	}
	return err
}

func errNoMachine() error {
	return huma.NewError(http.StatusNotFound, "There is no such machine. Choose one in the lobby.", code("no_machine"))
}
