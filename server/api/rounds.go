package api

import (
	"context"
	"math"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/server/wire"
)

type roundInput struct {
	Round games.RoundID `path:"round" minimum:"16777217" maximum:"140737488355327"`
}

type roundOutput struct{ Body Round }

type historyInput struct {
	Before int64 `query:"before" minimum:"0" doc:"Rounds that ended before this moment; the last line's endedMs gives the next page"`
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
		Errors: []int{http.StatusNotFound}}, a.doRound)
	huma.Register(api, huma.Operation{OperationID: "history", Method: http.MethodGet, Path: "/api/history",
		Summary: "The caller's rounds", Tags: []string{"rounds"}, Security: SignedIn,
		Errors: []int{http.StatusUnauthorized}}, a.doHistory)
}

func (a *API) doRound(ctx context.Context, in *roundInput) (*roundOutput, error) {
	var viewer games.PlayerID
	session, err := a.People.Caller(ctx)
	switch {
	case err == nil:
		viewer = session.Player.ID
	case !isNoSession(err):
		return nil, err
	}
	round, ok, err := a.Rounds.Recall(ctx, in.Round, viewer)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, huma.NewError(http.StatusNotFound, "There is no such round.", code("no_round"))
	}
	round.Events = append([]wire.Event{}, round.Events...) // never null
	round.Own = append([]wire.Event{}, round.Own...)
	return &roundOutput{round}, nil
}

func (a *API) doHistory(ctx context.Context, in *historyInput) (*historyOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	before := games.Moment(in.Before)
	if before == 0 {
		before = math.MaxInt64
	}
	items, err := a.Rounds.History(ctx, session.Player.ID, before, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &historyOutput{}
	out.Body.Items = append([]Played{}, items...)
	return out, nil
}
