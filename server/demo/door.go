package demo

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// GivenBalance is an account after the demo put something into it.
type GivenBalance struct {
	Currency string `json:"currency" example:"FUN"`
	Kind     string `json:"kind" enum:"cash"`
	Balance  int64  `json:"balance" doc:"Minor units"`
	Version  int64  `json:"version"`
}

type topUpOutput struct {
	Body struct {
		Balances []GivenBalance `json:"balances"`
	}
}

// Funds are capped (D26), at 1,000,000.00 FUN each.
type testsInput struct {
	Body struct {
		Count      int   `json:"count" minimum:"1" maximum:"1000"`
		FundsMinor int64 `json:"fundsMinor" minimum:"0" maximum:"100000000" doc:"What each gets, in minor units"`
	}
}

// Test is a test player with an open session.
type Test struct {
	ID      games.PlayerID `json:"id"`
	Name    string         `json:"name"`
	Token   string         `json:"token"`
	Balance int64          `json:"balance" doc:"Minor units"`
	Version int64          `json:"version"`
}

type testsOutput struct {
	Body struct {
		Players []Test `json:"players"`
	}
}

// Register adds the demo's operations to the document.
func (d *Demo) Register(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "top-up", Method: http.MethodPost, Path: "/api/top-up",
		Summary: "Play money for who has less than 10.00 (demo)", Tags: []string{"demo"},
		Security: []map[string][]string{{"bearer": {}}, {"cookie": {}}},
		Errors:   []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict}}, d.topUp)
	huma.Register(api, huma.Operation{OperationID: "demo-players", Method: http.MethodPost, Path: "/api/demo/players",
		Summary: "Funded test players with sessions, for load tests (demo)", Tags: []string{"demo"}, MaxBodyBytes: 1 << 10,
		Errors: []int{http.StatusForbidden}}, d.tests)
}

func (d *Demo) topUp(ctx context.Context, _ *struct{}) (*topUpOutput, error) {
	session, err := d.People.Caller(ctx)
	if err != nil {
		return nil, err
	}
	if session.Player.Role != players.RolePlayer {
		return nil, huma.NewError(http.StatusForbidden, "Operators do not play. Sign in as a player.", code("not_player"))
	}
	balance, err := d.give(ctx, session.Player.ID, brokeMinor)
	if errors.Is(err, wallet.ErrNotBroke) {
		return nil, huma.NewError(http.StatusConflict,
			"You still have 10.00 FUN or more. Come back when you have less.", code("not_broke"))
	}
	if err != nil {
		return nil, err
	}
	out := &topUpOutput{}
	out.Body.Balances = []GivenBalance{{Currency: balance.Account.Currency().Code(), Kind: balance.Account.Kind().String(),
		Balance: int64(balance.Amount), Version: balance.Version}}
	return out, nil
}

// give tops up a player who has less than below, and tells the player's sockets.
func (d *Demo) give(ctx context.Context, player games.PlayerID, below money.Amount) (wallet.Balance, error) {
	ref, err := uuid.NewV7()
	if err != nil {
		return wallet.Balance{}, err
	}
	var given []wallet.Balance
	err = store.InTx(ctx, d.DB.App, func(tx store.Tx) error {
		var err error
		given, err = wallet.TopUps(ctx, tx, wallet.Deposit{Player: player, Currency: money.FUN,
			Amount: topUpMinor, Ref: ref, Below: below})
		return err
	})
	if err != nil {
		return wallet.Balance{}, err
	}
	if d.Purse != nil {
		d.Purse.Changed(rooms.Balance{Player: player, Currency: money.FUN, Amount: given[0].Amount, Version: given[0].Version}, 0, 0)
	}
	return given[0], nil
}

// tests makes people, sessions and money in one transaction of a handful of
// statements, whatever the number.
func (d *Demo) tests(ctx context.Context, in *testsInput) (*testsOutput, error) {
	from := players.From(ctx)
	if !d.Anywhere && !from.Address.IsLoopback() {
		return nil, huma.NewError(http.StatusForbidden, "Test players are made on the server's own machine only.", code("not_loopback"))
	}
	var tests []players.TestPlayer
	var balances []wallet.Balance
	err := store.InTx(ctx, d.DB.App, func(tx store.Tx) error {
		var err error
		if tests, err = d.People.EnterTests(ctx, tx, in.Body.Count, from); err != nil {
			return err
		}
		accounts := make([]wallet.AccountID, len(tests))
		for i, t := range tests {
			accounts[i] = wallet.CashOf(t.ID, money.FUN)
		}
		if err := wallet.Open(ctx, tx, accounts...); err != nil {
			return err
		}
		balances, err = fund(ctx, tx, tests, money.Amount(in.Body.FundsMinor))
		return err
	})
	if err != nil {
		return nil, err
	}
	d.Log.Info().Int("count", len(tests)).Int64("funds_minor", in.Body.FundsMinor).Stringer("address", from.Address).
		Msg("made test players")
	out := &testsOutput{}
	out.Body.Players = make([]Test, len(tests))
	for i, t := range tests {
		out.Body.Players[i] = Test{ID: t.ID, Name: t.Name, Token: string(t.Token),
			Balance: int64(balances[i].Amount), Version: balances[i].Version}
	}
	return out, nil
}

func fund(ctx context.Context, tx store.Tx, tests []players.TestPlayer, funds money.Amount) ([]wallet.Balance, error) {
	if funds == 0 {
		return make([]wallet.Balance, len(tests)), nil
	}
	deposits := make([]wallet.Deposit, len(tests))
	for i, t := range tests {
		deposits[i] = wallet.Deposit{Player: t.ID, Currency: money.FUN, Amount: funds, Ref: reference("funds", t.ID)}
	}
	return wallet.TopUps(ctx, tx, deposits...)
}

// code gives a problem its code.
type code string

func (c code) Error() string     { return string(c) }
func (c code) ErrorCode() string { return string(c) }
