package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/players"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// CookieName is the cookie of a session.
const CookieName = "croupier_session"

// Person is a player as pages see one.
type Person struct {
	ID    games.PlayerID `json:"id"`
	Name  string         `json:"name"`
	Role  players.Role   `json:"role" enum:"player,operator"`
	Guest bool           `json:"guest"`
	Test  bool           `json:"test"`
}

// Balance is an account of the caller's; keep the highest version.
type Balance struct {
	Currency string `json:"currency" example:"FUN"`
	Kind     string `json:"kind" enum:"cash,bonus,pending"`
	Balance  int64  `json:"balance" doc:"Minor units"`
	Version  int64  `json:"version"`
}

// Me is who calls.
type Me struct {
	SignedIn         bool      `json:"signedIn"`
	Player           *Person   `json:"player,omitempty"`
	Balances         []Balance `json:"balances"`
	PreviousSignInMs int64     `json:"previousSignInMs,omitempty" doc:"The sign-in before this one"`
	Demo             bool      `json:"demo" doc:"Play money for the asking"`
}

type meOutput struct{ Body Me }

type registerInput struct {
	Body struct {
		Name      string `json:"name" maxLength:"160" doc:"3 to 20 letters or digits; - _ . between them" example:"ada"`
		Password  string `json:"password" maxLength:"512" doc:"8 to 128 characters"`
		BirthDate string `json:"birthDate" maxLength:"10" doc:"Year-month-day; 18 or older" example:"1990-04-25"`
		Accept    bool   `json:"accept" doc:"The terms are accepted"`
	}
}

type signInInput struct {
	Body struct {
		Name     string `json:"name" maxLength:"160"`
		Password string `json:"password" maxLength:"512"`
	}
}

type guestInput struct {
	Body *struct{} // nothing is asked; an empty object may be sent
}

type signedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Token string `json:"token" doc:"For Authorization: Bearer, where there are no cookies"`
		Me    Me     `json:"me"`
	}
}

type signOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (a *API) registerPeople(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "register", Method: http.MethodPost, Path: "/api/register",
		Summary: "Become a player", Tags: []string{"people"}, MaxBodyBytes: bodyBytesMax,
		Errors:      []int{http.StatusConflict, http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Middlewares: huma.Middlewares{limit(a.limits.register, a.Now)}}, a.doRegister)
	huma.Register(api, huma.Operation{OperationID: "sign-in", Method: http.MethodPost, Path: "/api/sign-in",
		Summary: "Sign in", Tags: []string{"people"}, MaxBodyBytes: bodyBytesMax,
		Errors:      []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable},
		Middlewares: huma.Middlewares{limit(a.limits.signIn, a.Now)}}, a.doSignIn)
	huma.Register(api, huma.Operation{OperationID: "guest", Method: http.MethodPost, Path: "/api/guest",
		Summary: "Play as a guest", Tags: []string{"people"}, MaxBodyBytes: bodyBytesMax,
		Errors:      []int{http.StatusTooManyRequests},
		Middlewares: huma.Middlewares{limit(a.limits.guest, a.Now)}}, a.doGuest)
	huma.Register(api, huma.Operation{OperationID: "sign-out", Method: http.MethodPost, Path: "/api/sign-out",
		Summary: "End this session and close its sockets", Tags: []string{"people"}, DefaultStatus: http.StatusNoContent,
		Security: SignedIn}, a.doSignOut)
	huma.Register(api, huma.Operation{OperationID: "me", Method: http.MethodGet, Path: "/api/me",
		Summary: "Who calls, and with what balance", Tags: []string{"people"}}, a.doMe)
}

func (a *API) doRegister(ctx context.Context, in *registerInput) (*signedInOutput, error) {
	applicant, err := a.People.Prepare(ctx, players.Registration{Name: in.Body.Name, Password: in.Body.Password,
		BirthDate: in.Body.BirthDate, Accept: in.Body.Accept})
	if err != nil {
		return nil, err
	}
	return a.enter(ctx, applicant)
}

func (a *API) doGuest(ctx context.Context, _ *guestInput) (*signedInOutput, error) {
	return a.enter(ctx, a.People.PrepareGuest())
}

// enter makes the person and the account, both or neither.
func (a *API) enter(ctx context.Context, applicant players.Applicant) (*signedInOutput, error) {
	var session players.Session
	var token players.Token
	err := store.InTx(ctx, a.DB.App, func(tx store.Tx) error {
		var err error
		if session, token, err = a.People.Enter(ctx, tx, applicant, players.From(ctx)); err != nil {
			return err
		}
		if err := wallet.Open(ctx, tx, cashOf(session.Player)); err != nil || a.Welcome == nil {
			return err
		}
		return a.Welcome(ctx, tx, session.Player)
	})
	if err != nil {
		return nil, err
	}
	return a.signedIn(ctx, session, token)
}

func (a *API) doSignIn(ctx context.Context, in *signInInput) (*signedInOutput, error) {
	session, token, err := a.People.SignIn(ctx, in.Body.Name, in.Body.Password, players.From(ctx))
	if err != nil {
		var known *players.Error
		if errors.As(err, &known) {
			// The name is left out: a password is easily typed into its field (R29).
			zerolog.Ctx(ctx).Warn().Stringer("address", players.From(ctx).Address).Str("code", known.ErrorCode()).Msg("sign-in refused")
		}
		return nil, err
	}
	zerolog.Ctx(ctx).Info().Stringer("address", players.From(ctx).Address).Int64("player", int64(session.Player.ID)).
		Int64("session", int64(session.ID)).Msg("signed in")
	return a.signedIn(ctx, session, token)
}

// signedIn answers with the new session. The one that the request came with
// ends: the browser forgets it, so nobody else should hold it.
func (a *API) signedIn(ctx context.Context, session players.Session, token players.Token) (*signedInOutput, error) {
	before, err := a.People.Caller(ctx)
	switch {
	case err == nil:
		err = a.People.SignOut(ctx, before.ID)
	case isNoSession(err):
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("api: end the session before: %w", err)
	}
	me, err := a.meOf(ctx, session)
	if err != nil {
		return nil, err
	}
	out := &signedInOutput{SetCookie: a.cookie(string(token), players.SessionAbsolute)}
	out.Body.Token, out.Body.Me = string(token), me
	return out, nil
}

func (a *API) doSignOut(ctx context.Context, _ *struct{}) (*signOutOutput, error) {
	session, err := a.People.Caller(ctx)
	switch {
	case err == nil:
		err = a.People.SignOut(ctx, session.ID)
	case isNoSession(err):
		err = nil // signed out is what was asked for
	}
	if err != nil {
		return nil, err
	}
	return &signOutOutput{SetCookie: a.cookie("", -time.Second)}, nil
}

func (a *API) doMe(ctx context.Context, _ *struct{}) (*meOutput, error) {
	session, err := a.People.Caller(ctx)
	if isNoSession(err) {
		return &meOutput{Me{Balances: []Balance{}, Demo: a.Demo}}, nil
	}
	if err != nil {
		return nil, err
	}
	me, err := a.meOf(ctx, session)
	return &meOutput{me}, err
}

func (a *API) meOf(ctx context.Context, s players.Session) (Me, error) {
	found, err := a.balancesOf(ctx, s.Player)
	if err != nil {
		return Me{}, err
	}
	me := Me{SignedIn: true, Demo: a.Demo, Balances: make([]Balance, len(found)),
		Player: &Person{ID: s.Player.ID, Name: s.Player.Name, Role: s.Player.Role, Guest: s.Player.Guest, Test: s.Player.Test}}
	for i, b := range found {
		me.Balances[i] = Balance{Currency: b.Account.Currency().Code(), Kind: b.Account.Kind().String(),
			Balance: int64(b.Amount), Version: b.Version}
	}
	if !s.PreviousAt.IsZero() {
		me.PreviousSignInMs = s.PreviousAt.UnixMilli()
	}
	return me, nil
}

// balancesOf are the player's accounts that authorise; an operator has none.
func (a *API) balancesOf(ctx context.Context, p players.Player) ([]wallet.Balance, error) {
	found, err := wallet.Balances(ctx, a.DB.App, cashOf(p))
	if err != nil {
		return nil, err
	}
	return slices.Collect(maps.Values(found)), nil
}

// cashOf is the one account of a player while there is one currency.
func cashOf(p players.Player) wallet.AccountID { return wallet.CashOf(p.ID, money.FUN) }

// cookie is out of reach of scripts and of other sites' requests.
func (a *API) cookie(token string, life time.Duration) http.Cookie {
	return http.Cookie{Name: CookieName, Value: token, Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: a.SecureCookie, SameSite: http.SameSiteStrictMode}
}

// limit refuses an address that asks too often, before anything is read.
func limit(table *limiters, now func() time.Time) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if wait := table.wait(players.From(ctx.Context()).Address, now()); wait > 0 {
			ctx.SetHeader("Retry-After", retryAfter(wait))
			ctx.SetHeader("Content-Type", "application/problem+json")
			p := newProblem(http.StatusTooManyRequests, "Too many requests from your network. Wait a little, then try again.", nil)
			ctx.SetStatus(p.Status)
			_ = strictJSON.Marshal(ctx.BodyWriter(), p) // the client has gone: nothing to tell it
			return
		}
		next(ctx)
	}
}
