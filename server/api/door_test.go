package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/api"
	"croupier/wallet/money"
)

func TestTicket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.post(t, "/api/ticket", "", "").refused(t, 401, "no_session")
	in := h.register(t)
	ticket := into[struct {
		Ticket    string `json:"ticket"`
		ExpiresMs int64  `json:"expiresMs"`
	}](t, h.post(t, "/api/ticket", "", in.Token))
	require.Equal(t, "ticket-1", ticket.Ticket)
	require.Equal(t, h.Now().UnixMilli()+30_000, ticket.ExpiresMs)
	require.Len(t, h.claims, 1)
	require.Equal(t, in.Me.Player.ID, h.claims[0].Session.Player.ID)
	require.Equal(t, h.cash(t, in.Me.Player.ID), h.claims[0].Balances[0])
}

func TestRooms(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lobby := into[struct {
		NowMs int64             `json:"nowMs"`
		Rooms []json.RawMessage `json:"rooms"`
	}](t, h.get(t, "/api/rooms", ""))
	require.Equal(t, h.Now().UnixMilli(), lobby.NowMs)
	require.Len(t, lobby.Rooms, 1)

	// G21: the rules are open to anyone.
	room := into[api.RoomSheet](t, h.get(t, "/api/rooms/1", ""))
	require.JSONEq(t, options, string(room.Options))
	require.Contains(t, string(room.Sheet), "straight:17")
	h.get(t, "/api/rooms/2", "").refused(t, 404, "no_room")
	for _, bad := range []string{"0", "-1", "8388608", "x", "1.5", "99999999999999999999"} {
		h.get(t, "/api/rooms/"+bad, "").refused(t, 422, "invalid")
	}
	h.get(t, "/api/rooms?x=1", "").refused(t, 422, "invalid")
}

// The seed and the carry are told after the end only, and private events to
// whose they are only (B34, B49).
func TestRound(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	in := h.register(t)
	guest := into[signedIn](t, h.post(t, "/api/guest", "{}", ""))
	seed := [32]byte{7, 7, 7}
	live, ended := games.RoomID(1).Round(2), games.RoomID(1).Round(1)
	h.rounds[live] = record(live, games.Closed, in.Me.Player.ID, seed)
	h.rounds[ended] = record(ended, games.Settled, in.Me.Player.ID, seed)

	for _, token := range []string{"", in.Token, guest.Token} {
		a := h.get(t, "/api/rounds/16777218", token)
		r := into[api.Round](t, a)
		require.Equal(t, "closed", r.Phase)
		require.Empty(t, r.Seed)
		require.Empty(t, r.Carry)
		require.NotContains(t, a.text, hexOf(seed[:]))
		require.NotContains(t, a.text, "seed")
	}

	for token, owns := range map[string]int{"": 0, in.Token: 1, guest.Token: 0} {
		a := h.get(t, "/api/rounds/16777217", token)
		r := into[api.Round](t, a)
		require.Equal(t, hexOf(seed[:]), r.Seed)
		require.JSONEq(t, `{"last":[4]}`, string(r.Carry))
		require.Equal(t, "c0"+strings.Repeat("00", 31), r.Commitment)
		require.Equal(t, []string{"settled", "European", "roulette-european"}, []string{r.Phase, r.Name, r.Game})
		require.Len(t, r.Events, 2)
		require.Equal(t, "result", r.Events[0].Type)
		require.Len(t, r.Own, owns)
		require.NotContains(t, a.text, "null")
		require.NotContains(t, a.text, "secret")
	}
	h.get(t, "/api/rounds/16777219", "").refused(t, 404, "no_round")
	for _, bad := range []string{"0", "-5", "x", "140737488355328"} {
		h.get(t, "/api/rounds/"+bad, "").refused(t, 422, "invalid")
	}
}

func TestHistory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.get(t, "/api/history", "").refused(t, 401, "no_session")
	in := h.register(t)
	a := h.get(t, "/api/history", in.Token)
	require.JSONEq(t, `{"items":[]}`, a.text)
	for n := int64(3); n > 0; n-- {
		id, told := games.RoomID(1).Round(n), in.Me.Player.ID
		if n == 1 {
			told++ // somebody else alone
		}
		h.played = append(h.played, journal.PlayedRound{Round: id, Room: 1, Name: "European", Currency: money.FUN, Phase: games.Settled,
			EndedAt: games.Moment(1000 * n), Staked: 500, Returned: 18000,
			Last: rooms.Record{Seq: 1, Body: record(id, games.Settled, told, [32]byte{}).Records[0].Body}})
	}
	type history struct {
		Items []api.Played `json:"items"`
	}
	page := into[history](t, h.get(t, "/api/history?limit=2", in.Token))
	require.Len(t, page.Items, 2)
	require.Equal(t, api.Played{Round: games.RoomID(1).Round(3), Room: 1, Name: "European", Currency: "FUN", EndedMs: 3000,
		Staked: 500, Returned: 18000, Result: json.RawMessage(`{"number":17}`), Own: json.RawMessage(`{"number":17}`)}, page.Items[0])
	rest := into[history](t, h.get(t, "/api/history?limit=2&before=2000", in.Token))
	require.Len(t, rest.Items, 1)
	require.Nil(t, rest.Items[0].Own)
	for _, bad := range []string{"limit=0", "limit=101", "limit=x", "before=-1", "sort=up"} {
		h.get(t, "/api/history?"+bad, in.Token).refused(t, 422, "invalid")
	}
}

// B47: what changes something comes from a page of ours, or from no page.
func TestOrigins(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		origin, site string
		ok           bool
	}{
		{"", "", true}, // a program
		{ours, "same-origin", true},
		{ours, "", true},
		{"", "same-origin", true},
		{"", "none", true},
		{theirs, "cross-site", false},
		{theirs, "", false},
		{theirs, "same-origin", false}, // a foreign name that resolves here
		{"null", "cross-site", false},
		{"null", "", false},
		{"", "cross-site", false},
		{"", "same-site", false},
		{ours + ":81", "same-site", false},
		{"https://tables.example", "same-site", false},
		{"http://tables.example.evil.example", "cross-site", false},
		{"http://sub.tables.example", "same-site", false},
		{"http://tables.example/", "", false},
	} {
		header := map[string]string{"Host": "tables.example"}
		if c.origin != "" {
			header["Origin"] = c.origin
		}
		if c.site != "" {
			header["Sec-Fetch-Site"] = c.site
		}
		a := h.do(t, call{method: http.MethodPost, path: ours + "/api/sign-out", header: header})
		if c.ok {
			require.Equal(t, http.StatusNoContent, a.StatusCode, "%+v", c)
			continue
		}
		a.refused(t, 403, "cross_origin")
		header["Sec-Fetch-Mode"] = "cors"
		read := h.do(t, call{method: http.MethodGet, path: ours + "/api/rooms", header: header})
		require.Equal(t, http.StatusOK, read.StatusCode)
		require.Empty(t, read.Header.Get("Access-Control-Allow-Origin"), "and nobody else may read")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(d *api.Deps) { d.Pages = fstest.MapFS{"app/index.html": {Data: []byte("<p>tables")}} })
	for _, path := range []string{"/", "/tables/1", "/api/me", "/api/nothing", "/livez", "/readyz", "/openapi.json", "/x.js", "/api/panics"} {
		a := h.get(t, path, "")
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "default-src 'self'", path)
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'", path)
		require.NotContains(t, a.Header.Get("Content-Security-Policy"), "unsafe", path)
		require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "no-referrer", a.Header.Get("Referrer-Policy"), path)
		if strings.HasPrefix(path, "/api/") {
			require.Equal(t, "no-store", a.Header.Get("Cache-Control"), path)
		}
	}
}

// Faults are told in general words and logged whole.
func TestFaults(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, code := range map[string]string{"/api/broken": "fault", "/api/panics": "fault"} {
		a := h.get(t, path, "")
		a.refused(t, 500, code)
		require.NotContains(t, a.text, "secret detail")
	}
	require.Equal(t, 2, strings.Count(h.log.String(), "secret detail"))
	p := h.get(t, "/api/unknown", "").refused(t, 503, "unknown")
	require.NotContains(t, p.Detail, "failed", "unknown is never told as failed")
	h.broken = errors.New("secret detail")
	h.get(t, "/api/rooms", "").refused(t, 500, "fault")
}

func TestNothingThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.get(t, "/api/nothing", "").refused(t, 404, "not_found")
	h.get(t, "/api/", "").refused(t, 404, "not_found")
	h.post(t, "/api/demo/players", `{}`, "").refused(t, 404, "not_found") // there is no demo here
	a := h.get(t, "/api/sign-in", "")
	a.refused(t, 405, "method_not_allowed")
	require.Equal(t, "POST", a.Header.Get("Allow"))
	h.do(t, call{method: http.MethodDelete, path: "/api/me"}).refused(t, 405, "method_not_allowed")
	h.do(t, call{method: http.MethodPost, path: "/tables"}).refused(t, 405, "method_not_allowed")
	h.get(t, "/docs", "") // no page that loads scripts from elsewhere
	require.NotContains(t, h.get(t, "/docs", "").text, "unpkg")
}

func TestHealth(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	require.JSONEq(t, `{"ok":true}`, h.get(t, "/livez", "").text)
	require.JSONEq(t, `{"ok":true}`, h.get(t, "/readyz", "").text)
	h.ready = errors.New("recovery is under way")
	a := h.get(t, "/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, a.StatusCode)
	require.JSONEq(t, `{"ok":false,"why":"recovery is under way"}`, a.text)
	require.Equal(t, http.StatusOK, h.get(t, "/livez", "").StatusCode, "a restart would not help")
}

func TestPages(t *testing.T) {
	t.Parallel()
	never := newHouse(t)
	a := never.get(t, "/", "")
	require.Equal(t, "<style>p{}</style><p>build me", a.text)
	require.Contains(t, a.Header.Get("Content-Security-Policy"), "style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='")
	require.NotContains(t, a.Header.Get("Content-Security-Policy"), "unsafe")
	require.Contains(t, a.Header.Get("Content-Security-Policy"), "default-src 'self'")

	h := newHouse(t, func(d *api.Deps) {
		d.Pages = fstest.MapFS{
			"placeholder.html":      {Data: []byte("<style>p{}</style><p>build me")},
			"app/index.html":        {Data: []byte("<p>tables")},
			"app/assets/a-1f2e3.js": {Data: []byte("let a")},
			"app/icon.svg":          {Data: []byte("<svg/>")},
			"secret":                {Data: []byte("not a page")},
		}
	})
	for path, want := range map[string]struct {
		status      int
		text, cache string
		kind        string
	}{
		"/":                     {200, "<p>tables", "no-cache", "text/html"},
		"/index.html":           {200, "<p>tables", "no-cache", "text/html"},
		"/tables/1":             {200, "<p>tables", "no-cache", "text/html"},
		"/assets/a-1f2e3.js":    {200, "let a", "public, max-age=31536000, immutable", "text/javascript"},
		"/icon.svg":             {200, "<svg/>", "no-cache", "image/svg+xml"},
		"/assets/gone-0.js":     {404, "", "", "application/problem+json"},
		"/assets/":              {200, "<p>tables", "no-cache", "text/html"},
		"/secret":               {200, "<p>tables", "no-cache", "text/html"},
		"/assets/../../secret":  {307, "", "", ""},
		"/%2e%2e/secret":        {200, "<p>tables", "no-cache", "text/html"},
		"/..%2fplaceholder.htm": {404, "", "", "application/problem+json"},
	} {
		a := h.get(t, path, "")
		require.Equal(t, want.status, a.StatusCode, path)
		if want.text != "" {
			require.Equal(t, want.text, a.text, path)
		}
		require.Equal(t, want.cache, a.Header.Get("Cache-Control"), path)
		require.Contains(t, a.Header.Get("Content-Type"), want.kind, path)
	}
	head := h.do(t, call{method: http.MethodHead, path: "/"})
	require.Equal(t, http.StatusOK, head.StatusCode)
	require.Empty(t, head.text)
}

// The document describes every operation, and which of them need a session;
// those that do refuse strangers.
func TestDocument(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.get(t, "/openapi.json", "")
	require.Equal(t, "application/openapi+json", a.Header.Get("Content-Type"))
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string                     `json:"operationId"`
			Summary     string                     `json:"summary"`
			Security    []map[string][]string      `json:"security"`
			Responses   map[string]json.RawMessage `json:"responses"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]struct {
				Properties           map[string]json.RawMessage `json:"properties"`
				AdditionalProperties *bool                      `json:"additionalProperties"`
			} `json:"schemas"`
			SecuritySchemes map[string]json.RawMessage `json:"securitySchemes"`
		} `json:"components"`
	}
	require.NoError(t, json.Unmarshal([]byte(a.text), &doc))
	require.True(t, strings.HasPrefix(doc.OpenAPI, "3.1"))

	var found, needSession []string
	for path, methods := range doc.Paths {
		for method, op := range methods {
			name := strings.ToUpper(method) + " " + path
			found = append(found, name)
			require.NotEmpty(t, op.OperationID, name)
			require.NotEmpty(t, op.Summary, name)
			for status, response := range op.Responses {
				if status[0] == '4' || status[0] == '5' {
					require.Contains(t, string(response), "application/problem+json", name)
					require.Contains(t, string(response), "#/components/schemas/Problem", name)
				}
			}
			if len(op.Security) > 0 {
				needSession = append(needSession, name)
			}
		}
	}
	slices.Sort(found)
	slices.Sort(needSession)
	require.Equal(t, []string{"GET /api/history", "GET /api/machines", "GET /api/machines/{game}", "GET /api/me", "GET /api/rooms",
		"GET /api/rooms/{room}", "GET /api/rooms/{room}/chains", "GET /api/rooms/{room}/pairs", "GET /api/rounds/{round}",
		"GET /api/statement", "POST /api/guest", "POST /api/machines/{game}/sit", "POST /api/register", "POST /api/sign-in", "POST /api/sign-out", "POST /api/ticket"}, found)
	require.Equal(t, []string{"GET /api/history", "GET /api/rooms/{room}/pairs", "GET /api/statement",
		"POST /api/machines/{game}/sit", "POST /api/sign-out", "POST /api/ticket"}, needSession)
	for _, name := range needSession {
		method, path, _ := strings.Cut(name, " ")
		if path == "/api/sign-out" {
			continue // signed out is what is asked for
		}
		path = strings.NewReplacer("{room}", "1048576", "{game}", "slots-harbour").Replace(path)
		h.do(t, call{method: method, path: path}).refused(t, 401, "no_session")
	}
	require.Contains(t, doc.Components.Schemas, "Problem")
	require.Contains(t, doc.Components.Schemas["Problem"].Properties, "code")
	for name, schema := range doc.Components.Schemas {
		require.NotNil(t, schema.AdditionalProperties, name)
		require.False(t, *schema.AdditionalProperties, name)
	}
	require.Len(t, doc.Components.SecuritySchemes, 2)
	require.NotContains(t, a.text, "$schema")
}

func TestOriginsAreChecked(t *testing.T) {
	t.Parallel()
	_, err := api.New(api.Deps{Origins: []string{"tables.example"}})
	require.ErrorContains(t, err, "allowed origins")
}
