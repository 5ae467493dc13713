package api

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// Round is one round as it may be told.
type Round struct {
	Round      games.RoundID   `json:"round"`
	Room       games.RoomID    `json:"room"`
	Name       string          `json:"name"`
	Game       string          `json:"game"`
	Rules      int             `json:"rules" doc:"The version in force when it was played"`
	Phase      string          `json:"phase" enum:"none,open,closed,settled,void"`
	OpenedMs   games.Moment    `json:"openedMs,omitempty"`
	EndedMs    games.Moment    `json:"endedMs,omitempty"`
	Commitment string          `json:"commitment" doc:"Hex; public before betting opened"`
	Seed       string          `json:"seed,omitempty" doc:"Hex; after the end only; absent in a room of one seat"`
	Pair       *RoundPair      `json:"pair,omitempty" doc:"In a room of one seat: what it was drawn from"`
	Chain      *Chain          `json:"chain,omitempty" doc:"What its seed is a link of, if it is of any"`
	Shoe       *RoundShoe      `json:"shoe,omitempty" doc:"The round that shuffled the shoe, where cards come from one that lasts"`
	Options    json.RawMessage `json:"options,omitempty"`
	Carry      json.RawMessage `json:"carry,omitempty" doc:"What it inherited, but for what is private; after the end only"`
	Events     []wire.Event    `json:"events" doc:"For everyone"`
	Own        []wire.Event    `json:"own" doc:"For the caller alone"`
}

// RoundShoe is the round that shuffled a shoe, and what proves the cards from it.
type RoundShoe struct {
	Round      games.RoundID `json:"round"`
	Rules      int           `json:"rules"`
	Commitment string        `json:"commitment" doc:"Hex"`
	Seed       string        `json:"seed,omitempty" doc:"Hex; when the shoe has ended"`
}

// Played is a line of a player's history.
type Played struct {
	Round    games.RoundID   `json:"round"`
	Room     games.RoomID    `json:"room"`
	Name     string          `json:"name"`
	Currency string          `json:"currency"`
	EndedMs  games.Moment    `json:"endedMs"`
	Staked   money.Amount    `json:"staked" doc:"Minor units"`
	Returned money.Amount    `json:"returned" doc:"Minor units"`
	Result   json.RawMessage `json:"result,omitempty" doc:"The body of the event that ended the round"`
	Own      json.RawMessage `json:"own,omitempty" doc:"The body of what the same step told the caller alone"`
}

type roundInput struct {
	Round games.RoundID `path:"round" minimum:"16777217" maximum:"140737488355327"`
}

type roundOutput struct{ Body Round }

type historyInput struct {
	Before int64 `query:"before" minimum:"0" maximum:"4102444800000" doc:"Rounds that ended before this moment; the last line's endedMs gives the next page"`
	Limit  int   `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type historyOutput struct {
	Body struct {
		Items []Played `json:"items" doc:"Newest first"`
	}
}

func (a *API) registerRounds(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "round", Method: http.MethodGet, Path: "/api/rounds/{round}",
		Summary: "A round's record: its events, and what proves it", Tags: []string{"rounds"},
		Errors:      []int{http.StatusNotFound, http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{limit(a.limits.recall, a.Now)}}, a.doRound)
	huma.Register(api, huma.Operation{OperationID: "history", Method: http.MethodGet, Path: "/api/history",
		Summary: "The caller's rounds", Tags: []string{"rounds"}, Security: SignedIn,
		Errors: []int{http.StatusUnauthorized}}, a.doHistory)
}

// doRound tells a round to anyone: what everyone saw, what the caller alone saw,
// and once it has ended the seed that proves it (G47).
func (a *API) doRound(ctx context.Context, in *roundInput) (*roundOutput, error) {
	var viewer players.Player
	session, err := a.People.Caller(ctx)
	switch {
	case err == nil:
		viewer = session.Player
	case !isNoSession(err):
		return nil, err
	}
	record, err := a.Rounds.Round(ctx, in.Round)
	if errors.Is(err, journal.ErrNoRound) || err == nil && !mayRead(viewer, record.Seat) {
		return nil, huma.NewError(http.StatusNotFound, "There is no such round.", code("no_round"))
	}
	if err != nil {
		return nil, err
	}
	round, err := a.tell(record, viewer.ID)
	if err != nil {
		return nil, err
	}
	if record.Seat == 0 && a.Chains != nil {
		chain, err := a.Chains.ChainOf(ctx, round.Round, round.Rules)
		if err != nil {
			return nil, err
		}
		if chain != nil {
			told := chainOf(chain)
			round.Chain = &told
		}
	}
	return &roundOutput{round}, nil
}

func (a *API) tell(r *journal.RoundRecord, viewer games.PlayerID) (Round, error) {
	public, own, err := rooms.Recall(a.Bodies, &r.LoadedRound, viewer)
	if err != nil {
		return Round{}, err
	}
	round := Round{Round: r.Round, Room: r.Room, Name: r.Name, Game: r.Game, Rules: r.Opening.Rules,
		Phase: r.Phase.String(), OpenedMs: r.OpenedAt, EndedMs: r.EndedAt,
		Commitment: hex.EncodeToString(r.Sealed.Commitment[:]), Options: r.Opening.Options,
		Events: append([]wire.Event{}, public...), Own: append([]wire.Event{}, own...)} // never null
	if r.Pair != nil {
		round.Pair = &RoundPair{Pair: pairOf(r.Pair), Nonce: int64(r.Round - r.Pair.From)}
	}
	if !r.Phase.Ended() {
		return round, nil
	}
	if round.Carry, err = rooms.PublicCarry(r.Opening.Carry); err != nil {
		return round, err
	}
	if round.Seed, err = revealed(public, r.Round); err != nil {
		return round, err
	}
	return round, a.tellShoe(&round, r)
}

// tellShoe adds what proves the cards of a shoe: whose source they come from, and its
// seed once the shoe has ended.
func (a *API) tellShoe(round *Round, r *journal.RoundRecord) error {
	if (r.Shoe == nil || r.Shoe.Kept.Round != r.Round) && shuffled(round.Events, r.Round) { // and nothing has begun under its own yet
		round.Shoe = &RoundShoe{Round: r.Round, Rules: r.Opening.Rules, Commitment: round.Commitment, Seed: round.Seed}
		return nil
	}
	if r.Shoe == nil {
		return nil
	}
	public, _, err := rooms.Recall(a.Bodies, r.Shoe, 0)
	if err != nil {
		return err
	}
	of := r.Shoe.Kept
	seed, err := revealed(public, of.Round)
	if err != nil {
		return err
	}
	if of.Round == r.Round {
		round.Seed = seed
	}
	round.Shoe = &RoundShoe{Round: of.Round, Rules: of.Rules, Commitment: hex.EncodeToString(of.Commitment[:]), Seed: seed}
	return nil
}

// shuffled says whether a round's events tell of a shoe that it shuffled itself.
func shuffled(events []wire.Event, round games.RoundID) bool {
	return slices.ContainsFunc(events, func(e wire.Event) bool {
		var body struct {
			Shoe struct {
				ID games.RoundID `json:"shoe"`
			} `json:"shoe"`
		}
		return e.Type == "shuffled" && json.Unmarshal(e.Body, &body) == nil && body.Shoe.ID == round
	})
}

// revealed is the seed of a round as a round's log tells it to everyone; a round that
// was voided before its close reveals none.
func revealed(public []wire.Event, of games.RoundID) (string, error) {
	for _, event := range public {
		if event.Type == wire.EventRevealed {
			var body wire.Revealed
			if err := json.Unmarshal(event.Body, &body); err != nil || body.Round == int64(of) {
				return body.Seed, err
			}
		}
	}
	return "", nil
}

func (a *API) doHistory(ctx context.Context, in *historyInput) (*historyOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	played, err := a.Rounds.History(ctx, session.Player.ID, games.Moment(in.Before), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &historyOutput{}
	out.Body.Items = make([]Played, len(played))
	for i := range played {
		p := &played[i]
		out.Body.Items[i] = Played{Round: p.Round, Room: p.Room, Name: p.Name, Currency: p.Currency.Code(),
			EndedMs: p.EndedAt, Staked: p.Staked, Returned: p.Returned}
		if out.Body.Items[i].Result, out.Body.Items[i].Own, err = a.ending(p, session.Player.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ending is what the game's last event told everyone, and what it told the
// player: the room's own, such as the reveal of the seed, may follow it in the
// same step.
func (a *API) ending(p *journal.PlayedRound, player games.PlayerID) (result, told json.RawMessage, err error) {
	last := rooms.LoadedRound{Round: p.Round, Phase: p.Phase, Records: []rooms.Record{p.Last}}
	public, own, err := rooms.Recall(a.Bodies, &last, player)
	if err != nil {
		return nil, nil, err
	}
	return lastBody(public), lastBody(own), nil
}

// lastBody is the body of the last event that is the game's; nil if none is.
func lastBody(events []wire.Event) json.RawMessage {
	for _, e := range slices.Backward(events) {
		if !slices.ContainsFunc(wire.RoomEvents(), func(own wire.RoomEvent) bool { return own.Type == e.Type }) {
			return e.Body
		}
	}
	return nil
}
