package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"croupier/wallet"
	"croupier/wallet/money"
)

type statementInput struct {
	From     int64  `query:"from" minimum:"0" maximum:"4102444800000" doc:"Only what happened after this moment"`
	To       int64  `query:"to" minimum:"0" maximum:"4102444800000" default:"4102444800000" doc:"Only what happened not after this moment"`
	Before   int64  `query:"before" minimum:"0" doc:"The next of the page before"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Kind     string `query:"kind" enum:"cash,bonus,pending,receivable" default:"cash"`
	Currency string `query:"currency" enum:"FUN" default:"FUN"`
}

type statementOutput struct{ Body wallet.ToldStatement }

func (a *API) registerStatements(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "statement", Method: http.MethodGet, Path: "/api/statement",
		Summary: "The caller's account between two moments, every line with the balance after it", Tags: []string{"account"}, Security: SignedIn,
		Errors:      []int{http.StatusUnauthorized, http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{limit(a.limits.recall, a.Now)}}, a.doStatement)
}

func (a *API) doStatement(ctx context.Context, in *statementInput) (*statementOutput, error) {
	session, err := a.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	kind, _ := wallet.ParsePlayerKind(in.Kind) // the schema lets no other in
	currency, err := money.ParseCurrency(in.Currency)
	if err != nil {
		return nil, err
	}
	account, err := wallet.NewAccountID(kind, int64(session.Player.ID), currency)
	if err != nil {
		return nil, err
	}
	s, err := wallet.ReadStatement(ctx, a.DB.App, account, time.UnixMilli(in.From), time.UnixMilli(in.To), wallet.Page{Before: in.Before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &statementOutput{s.Told()}, nil
}
