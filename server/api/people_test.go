package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/players"
	"croupier/server/api"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// A registration is a person, an account and a session, all at once.
func TestRegister(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.post(t, "/api/register", adaText, "")
	in := into[signedIn](t, a)
	require.Equal(t, api.Me{SignedIn: true,
		Player:   &api.Person{ID: in.Me.Player.ID, Name: "Ada", Role: players.RolePlayer},
		Balances: []api.Balance{{Currency: "FUN", Kind: "cash"}}}, in.Me)
	require.Zero(t, h.cash(t, in.Me.Player.ID).Amount)

	require.Len(t, a.Cookies(), 1)
	cookie := a.Cookies()[0]
	require.Equal(t, in.Token, cookie.Value)
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))

	for _, c := range []call{{token: in.Token}, {cookie: in.Token}} {
		c.method, c.path = http.MethodGet, "/api/me"
		require.Equal(t, in.Me, into[api.Me](t, h.do(t, c)))
	}
}

func TestRegisterIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *api.Deps) { d.Limits.Register = api.Rate{Every: time.Second, Burst: 100} })
	h.register(t)
	edit := func(old, with string) string { return strings.Replace(adaText, old, with, 1) }
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"taken":           {edit("Ada", "aDA"), 409, "name_taken"},
		"bad name":        {edit("Ada", "a"), 422, "bad_name"},
		"reserved":        {edit("Ada", "Dealer"), 409, "reserved_name"},
		"bot's name":      {edit("Ada", players.BotPrefix+"Ada"), 422, "bad_name"},
		"under age":       {edit("1990-12-10", "2010-01-01"), 403, "under_age"},
		"no date":         {edit("1990-12-10", "soon"), 422, "bad_birth_date"},
		"short password":  {edit("correct horse", "short"), 422, "bad_password"},
		"common password": {edit("correct horse", "password1"), 422, "common_password"},
		"terms":           {edit("true", "false"), 422, "terms_needed"},
		"unknown field":   {edit("{", `{"role":"operator",`), 422, "invalid"},
		"other case":      {edit(`"name"`, `"Name"`), 422, "invalid"},
		"field twice":     {edit("{", `{"name":"Eve",`), 400, "malformed"},
		"missing field":   {`{"name":"Ada"}`, 422, "invalid"},
		"wrong type":      {edit(`"Ada"`, "7"), 422, "invalid"},
		"no JSON":         {"name=Ada", 400, "malformed"},
		"something after": {adaText + "{}", 400, "malformed"},
		"nothing":         {"", 400, "malformed"},
		"null":            {"null", 422, "invalid"},
		"array":           {"[]", 422, "invalid"},
		"too large":       {edit("Ada", strings.Repeat("a", 5000)), 413, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			a := h.post(t, "/api/register", c.body, "")
			a.refused(t, c.status, c.code)
			require.Empty(t, a.Cookies())
			require.NotContains(t, a.text, "correct horse", "an answer never repeats a password")
		})
	}
	require.NotContains(t, h.log.String(), "correct horse")
	a := h.do(t, call{method: http.MethodPost, path: "/api/register", body: adaText, header: map[string]string{"Content-Type": "text/plain"}})
	a.refused(t, 415, "unsupported_media_type")
}

// Of many who want one name at once exactly one gets it, with its account.
func TestRacingRegistrations(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var won, taken int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			a := h.post(t, "/api/register", adaText, "")
			mu.Lock()
			defer mu.Unlock()
			switch a.StatusCode {
			case http.StatusOK:
				won++
			case http.StatusConflict:
				taken++
			}
		})
	}
	wg.Wait()
	require.Equal(t, []int{1, 7}, []int{won, taken})
	var people, accounts int
	require.NoError(t, h.db.App.QueryRow(t.Context(), `select (select count(*) from players), (select count(*) from accounts)`).
		Scan(&people, &accounts))
	require.Equal(t, []int{1, 1}, []int{people, accounts})
}

// If the account cannot be made, there is no person either.
func TestRegistrationIsAllOrNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *api.Deps) {
		d.Welcome = func(context.Context, store.Tx, players.Player) error { return errors.New("the till is stuck") }
	})
	h.post(t, "/api/register", adaText, "").refused(t, 500, "fault")
	var people int
	require.NoError(t, h.db.App.QueryRow(t.Context(), `select count(*) from players`).Scan(&people))
	require.Zero(t, people)
}

func TestWelcomeIsPartOfTheRegistration(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *api.Deps) {
		d.Demo = true
		d.Welcome = func(ctx context.Context, tx store.Tx, p players.Player) error {
			_, err := wallet.TopUps(ctx, tx, wallet.Deposit{Player: p.ID, Currency: money.FUN, Amount: 5, Ref: [16]byte{1}})
			return err
		}
	})
	in := into[signedIn](t, h.post(t, "/api/guest", "{}", ""))
	require.True(t, in.Me.Demo)
	require.True(t, in.Me.Player.Guest)
	require.Equal(t, []api.Balance{{Currency: "FUN", Kind: "cash", Balance: 5, Version: 1}}, in.Me.Balances)
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	registered := h.Now()
	first := h.register(t)
	require.Zero(t, first.Me.PreviousSignInMs)
	h.pass(time.Minute)
	second := into[signedIn](t, h.post(t, "/api/sign-in", `{"name":"ada","password":"correct horse"}`, ""))
	require.Equal(t, registered.UnixMilli(), second.Me.PreviousSignInMs, "P10")
	require.NotEqual(t, first.Token, second.Token)

	var over []players.SessionID
	h.people.OnRevoked(func(ids []players.SessionID) { over = append(over, ids...) })
	a := h.post(t, "/api/sign-out", "", second.Token)
	require.Equal(t, http.StatusNoContent, a.StatusCode)
	require.Len(t, a.Cookies(), 1)
	require.Negative(t, a.Cookies()[0].MaxAge)
	require.Len(t, over, 1, "its sockets are told at once (B48)")
	require.False(t, into[api.Me](t, h.get(t, "/api/me", second.Token)).SignedIn)
	h.post(t, "/api/ticket", "", second.Token).refused(t, 401, "no_session")
	require.True(t, into[api.Me](t, h.get(t, "/api/me", first.Token)).SignedIn, "the other login stays")
	for _, token := range []string{second.Token, "", "nonsense"} {
		require.Equal(t, http.StatusNoContent, h.post(t, "/api/sign-out", "", token).StatusCode)
	}
}

// P6: whichever is wrong, the bytes of the answer are the same.
func TestWrongCredentials(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.register(t)
	one := h.post(t, "/api/sign-in", `{"name":"Ada","password":"wrong horse"}`, "")
	one.refused(t, 401, "bad_credentials")
	two := h.post(t, "/api/sign-in", `{"name":"Bob","password":"correct horse"}`, "")
	require.Equal(t, one.text, two.text)
	require.Contains(t, h.log.String(), "sign-in refused")
	require.Contains(t, h.log.String(), "192.0.2.7")
	require.NotContains(t, h.log.String(), "horse")
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.register(t)
	for range 5 {
		h.post(t, "/api/sign-in", `{"name":"Ada","password":"wrong horse"}`, "").refused(t, 401, "bad_credentials")
	}
	a := h.post(t, "/api/sign-in", `{"name":"Ada","password":"correct horse"}`, "")
	a.refused(t, 429, "too_many_failures")
	require.Equal(t, "1800", a.Header.Get("Retry-After"))
	into[signedIn](t, h.do(t, call{method: http.MethodPost, path: "/api/sign-in", from: "198.51.100.9",
		body: `{"name":"Ada","password":"correct horse"}`}))
}

// A sign-in ends the session that the browser had, which it forgets; a token
// that somebody planted is never taken over (B48, session fixation).
func TestSignInReplacesTheSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	guest := into[signedIn](t, h.post(t, "/api/guest", "{}", ""))
	in := into[signedIn](t, h.do(t, call{method: http.MethodPost, path: "/api/register", body: adaText, cookie: guest.Token}))
	require.NotEqual(t, guest.Token, in.Token)
	require.False(t, into[api.Me](t, h.get(t, "/api/me", guest.Token)).SignedIn)
	planted := into[signedIn](t, h.do(t, call{method: http.MethodPost, path: "/api/guest", body: "{}", cookie: "planted"}))
	require.NotEqual(t, "planted", planted.Token)
}

func TestMeOfStrangers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, token := range []string{"", "nonsense"} {
		a := h.get(t, "/api/me", token)
		require.Equal(t, api.Me{Balances: []api.Balance{}}, into[api.Me](t, a))
		require.Contains(t, a.text, `"balances":[]`)
	}
}

func TestGuestsNeedSayNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, body := range []string{"", "{}"} {
		in := into[signedIn](t, h.post(t, "/api/guest", body, ""))
		require.True(t, in.Me.Player.Guest)
	}
	h.post(t, "/api/guest", `{"role":"operator"}`, "").refused(t, 422, "invalid")
}

func TestIdleSessionsAreOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.register(t)
	h.pass(players.SessionIdle)
	h.get(t, "/api/history", in.Token).refused(t, 401, "no_session")
}

// Rates are per address; one that asks too often is told when to come back.
func TestRates(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *api.Deps) { d.Limits.Guest = api.Rate{Every: 10 * time.Second, Burst: 2} })
	guest := func(from string) answer {
		return h.do(t, call{method: http.MethodPost, path: "/api/guest", body: "{}", from: from})
	}
	into[signedIn](t, guest("192.0.2.1"))
	into[signedIn](t, guest("192.0.2.1"))
	a := guest("192.0.2.1")
	a.refused(t, 429, "rate")
	require.Equal(t, "10", a.Header.Get("Retry-After"))
	into[signedIn](t, guest("192.0.2.2"))
	h.pass(10 * time.Second)
	into[signedIn](t, guest("192.0.2.1"))
	guest("192.0.2.1").refused(t, 429, "rate")
	into[signedIn](t, guest("[2001:db8::1]"))
	into[signedIn](t, guest("[2001:db8::2]"))
	guest("[2001:db8::3]").refused(t, 429, "rate") // one subscriber owns the /64
}
