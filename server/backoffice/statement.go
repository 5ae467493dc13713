package backoffice

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"croupier/games"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Statements are the players' accounts as operators read them.
type Statements interface {
	// Statement is a page of an account between two moments.
	Statement(ctx context.Context, account wallet.AccountID, from, to time.Time, page wallet.Page) (wallet.Statement, error)
}

// Books are the statements of the ledger.
func Books(db *store.DB) Statements { return books{db} }

type books struct{ db *store.DB }

func (b books) Statement(ctx context.Context, account wallet.AccountID, from, to time.Time, page wallet.Page) (wallet.Statement, error) {
	return wallet.ReadStatement(ctx, b.db.App, account, from, to, page)
}

type statementInput struct {
	Player   games.PlayerID `path:"id" minimum:"1" maximum:"140737488355327"`
	From     int64          `query:"from" minimum:"0" maximum:"4102444800000" doc:"Only what happened after this moment"`
	To       int64          `query:"to" minimum:"0" maximum:"4102444800000" default:"4102444800000" doc:"Only what happened not after this moment"`
	Before   int64          `query:"before" minimum:"0" doc:"The next of the page before"`
	Limit    int            `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Kind     string         `query:"kind" enum:"cash,bonus,pending,receivable" default:"cash"`
	Currency string         `query:"currency" enum:"FUN" default:"FUN"`
}

type statementOutput struct{ Body wallet.ToldStatement }

// statement reads any player's account; who looked at whose is on the log.
func (o door) statement(ctx context.Context, in *statementInput) (*statementOutput, error) {
	session, err := o.operator(ctx, "statement")
	if err != nil {
		return nil, err
	}
	o.by(ctx, o.Log.Info(), session).Str("operation", "statement").Int64("of", int64(in.Player)).Msg("operator reads")
	kind, _ := wallet.ParsePlayerKind(in.Kind) // the schema lets no other in
	currency, err := money.ParseCurrency(in.Currency)
	if err != nil {
		return nil, err
	}
	account, err := wallet.NewAccountID(kind, int64(in.Player), currency)
	if err != nil {
		return nil, err
	}
	s, err := o.Statements.Statement(ctx, account, time.UnixMilli(in.From), time.UnixMilli(in.To), wallet.Page{Before: in.Before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &statementOutput{s.Told()}, nil
}

func registerStatements(api huma.API, o door, signedIn []map[string][]string, refusals []int) {
	huma.Register(api, huma.Operation{OperationID: "operator-statement", Method: http.MethodGet, Path: "/api/operator/players/{id}/statement",
		Summary: "A player's account between two moments, every line with the balance after it", Tags: []string{"operator"},
		Security: signedIn, Errors: refusals}, o.statement)
}
