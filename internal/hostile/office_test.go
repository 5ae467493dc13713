package hostile

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Rooms of the operator's own, whose bets stay open.
const voidRoom = 3

// office is a request with the operator's session.
func office(name, want string, c call) row {
	if c.header == nil {
		c.header = map[string]string{}
	}
	c.header["Authorization"] = "Bearer {operator}"
	return requests("operator: "+name, want, c)
}

// whole is a body that would void the round in which the victim's bet stands.
const whole = `{"round":{round},"why":"a fault of the table"}`

// B8, B49: the door that gives stakes back.
func voidRows() []row {
	const path = "/api/operator/rooms/1/void"
	as := func(name, want, body string) row {
		return office("void: "+name, want, call{method: http.MethodPost, path: path, body: body})
	}
	at := func(name, room, want, body string) row {
		return office("void: "+name, want, call{method: http.MethodPost, path: "/api/operator/rooms/" + room + "/void", body: body})
	}
	why := func(text string) string { return `{"round":{round},"why":` + text + `}` }
	page := func(name, want, body string, header map[string]string) row {
		header["Cookie"] = "croupier_session={operator}"
		return requests("void from "+name, want, call{method: http.MethodPost, path: path, body: body, header: header, anonymous: true})
	}
	return []row{
		post("nobody voids a round", path, whole, "401 no_session"),
		requests("a player voids a round", "403 not_operator", call{method: http.MethodPost, path: path, body: whole}),
		requests("a player voids with an operator's word", "422 invalid", call{method: http.MethodPost, path: path,
			body: `{"round":{round},"why":"x","role":"operator"}`}),
		page("a foreign page", "403 cross_origin", whole, map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}),
		page("a page of no origin", "403 cross_origin", whole, map[string]string{"Origin": "null"}),
		page("a page that hides its origin", "403 cross_origin", whole, map[string]string{"Sec-Fetch-Site": "cross-site"}),
		page("a form", "403 cross_origin", "round=1", map[string]string{"Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"}),
		page("a program without origin, of another room's round", "409 wrong_round", `{"round":50331649,"why":"x"}`, map[string]string{}),

		as("a round of another room", "409 wrong_round", `{"round":50331649,"why":"x"}`),
		as("the round to come", "409 wrong_round", `{"round":16777218,"why":"x"}`),
		as("round nothing", "422 invalid", `{"round":0,"why":"x"}`),
		as("a round below nothing", "422 invalid", `{"round":-16777217,"why":"x"}`),
		as("a round as text", "422 invalid", `{"round":"16777217","why":"x"}`),
		as("a round with a fraction", "422 invalid", `{"round":16777217.5,"why":"x"}`),
		as("no round", "422 invalid", `{"why":"x"}`),
		as("no reason", "422 invalid", `{"round":{round}}`),
		as("an empty reason", "422 invalid", why(`""`)),
		as("a reason of null", "422 invalid", why(`null`)),
		as("a reason that is no text", "422 invalid", why(`["x"]`)),
		as("a reason of 201 letters", "422 invalid", why(`"`+strings.Repeat("x", 201)+`"`)),
		as("a reason of 101 letters in 202 bytes", "422 bad_why", why(`"`+strings.Repeat("é", 101)+`"`)),
		as("a reason of 8 KiB", "413 too_large", why(`"`+strings.Repeat("x", 8<<10)+`"`)),
		as("an unknown field", "422 invalid", `{"round":{round},"why":"x","to":{me}}`),
		as("a field twice", "400 malformed", `{"round":{round},"round":50331649,"why":"x"}`),
		as("no body", "400 malformed", ``),
		as("not JSON", "400 malformed", `{"round":`),
		at("a room out of range", "8388608", "422 invalid", whole),
		at("a room that is none", "8388607", "404 no_room", `{"round":140737471578113,"why":"x"}`),
		office("void: by reading", "405 method_not_allowed", call{method: http.MethodGet, path: path}),
		office("void: as text", "415 unsupported_media_type", call{method: http.MethodPost, path: path, body: whole,
			header: map[string]string{"Content-Type": "text/plain"}}),
		{name: "http: operator: void: a round whose number is drawn", want: "409 outcome_fixed", attack: func(t *testing.T, a *attack) string {
			return a.void(t, closedRoom, a.drawn(t, closedRoom))
		}},
		{name: "http: operator: void: twice, and twice at once", want: "200", before: voidedTwice, attack: func(t *testing.T, a *attack) string {
			return a.void(t, voidRoom, a.under(t, voidRoom).Round)
		}},
	}
}

// tableState is a room as its operator sees it.
type tableState struct {
	Card struct {
		Room  int64
		Phase string
	}
	Round int64
}

// under is the round under way of a room.
func (a *attack) under(t *testing.T, room int64) tableState {
	var all struct{ Rooms []tableState }
	a.get(t, &all, http.MethodGet, "/api/operator/rooms", a.office, nil)
	for _, s := range all.Rooms {
		if s.Card.Room == room {
			return s
		}
	}
	t.Fatal("no such room: ", room)
	return tableState{}
}

// drawn waits until the ball rolls in a room, and returns its round.
func (a *attack) drawn(t *testing.T, room int64) int64 {
	var s tableState
	require.Eventually(t, func() bool {
		s = a.under(t, room)
		return s.Card.Phase == "settled"
	}, patience, 50*time.Millisecond, "the ball does not roll")
	return s.Round
}

func (a *attack) void(t *testing.T, room, round int64) string {
	return a.problem(t, call{method: http.MethodPost, path: "/api/operator/rooms/" + itoa(room) + "/void",
		body: `{"round":` + itoa(round) + `,"why":"a fault of the table"}`, header: map[string]string{"Authorization": "Bearer {operator}"}})
}

// voidedTwice bets in a room that opens no further round, and has two voids of
// its round asked for at once: the stake comes back once.
func voidedTwice(t *testing.T, a *attack) {
	a.get(t, nil, http.MethodPost, "/api/operator/rooms/"+itoa(voidRoom)+"/pause", a.office, nil)
	a.id = newID()
	a.s = a.enter(t, a.me, voidRoom)
	message := `{"t":"act","room":` + itoa(voidRoom) + `,"round":{round},"id":"{mine}","ask":"bet","body":` + one("700") + `}`
	require.Equal(t, "verdict accepted", a.s.ask(t, a.fill(message)))
	require.Contains(t, a.balance(t, a.me), `"balance":`+itoa(fundsMinor-700)+`,`)
	var both sync.WaitGroup
	answers := make([]string, 2)
	for i := range answers {
		both.Go(func() { answers[i] = a.void(t, voidRoom, a.s.round) })
	}
	both.Wait()
	require.Equal(t, []string{"200", "200"}, answers)
	require.Contains(t, a.balance(t, a.me), `"balance":`+itoa(fundsMinor)+`,`)
}

// B49: accounts are read by those whose they are, and by operators.
func statementRows() []row {
	mine := func(name, query, want string) row { return get("statement: "+name, "/api/statement"+query, want) }
	as := func(name, of, want string) row {
		return office("statement: "+name, want, call{method: http.MethodGet, path: "/api/operator/players/" + of})
	}
	anonymous := func(name, path string) row {
		return requests("nobody reads "+name, "401 no_session", call{method: http.MethodGet, path: path, anonymous: true})
	}
	return []row{
		anonymous("a statement", "/api/statement"),
		anonymous("the victim's statement", "/api/operator/players/{whose}/statement"),
		mine("of the victim, by a parameter", "?player={whose}", "422 invalid"),
		mine("of the victim's account", "?account={whose}", "422 invalid"),
		mine("of the house", "?kind=house", "422 invalid"),
		mine("of a round's escrow", "?kind=escrow", "422 invalid"),
		mine("in a currency that is none", "?currency=EUR", "422 invalid"),
		mine("of no lines", "?limit=0", "422 invalid"),
		mine("of too many lines", "?limit=201", "422 invalid"),
		mine("with a limit twice", "?limit=1&limit=100", "400 malformed"),
		mine("from before the first moment", "?from=-1", "422 invalid"),
		mine("until after the last moment", "?to=4102444800001", "422 invalid"),
		mine("before 2^63", "?before=9223372036854775808", "422 invalid"),
		mine("of SQL", "?kind=cash%27%20or%201=1", "422 invalid"),
		requests("statement: by writing", "405 method_not_allowed", call{method: http.MethodPost, path: "/api/statement", body: `{"lines":[]}`}),
		{name: "http: statement: all lines there are", want: "mine alone", attack: func(t *testing.T, a *attack) string {
			return a.lines(t, "/api/statement?limit=200&before=9223372036854775807", a.me.Token)
		}},
		{name: "http: statement: for a foreign page", want: "mine alone", attack: foreignReading},
		get("a player reads the victim's statement", "/api/operator/players/{whose}/statement", "403 not_operator"),
		get("a player reads its own by the operator's door", "/api/operator/players/{me}/statement", "403 not_operator"),

		as("of player nothing", "0/statement", "422 invalid"),
		as("of a player out of range", "140737488355328/statement", "422 invalid"),
		as("of a player of SQL", "1%20or%201=1/statement", "422 invalid"),
		as("of the house", "{whose}/statement?kind=house", "422 invalid"),
		as("of another by a parameter", "{whose}/statement?player={me}", "422 invalid"),
		as("of too many lines", "{whose}/statement?limit=201", "422 invalid"),
		as("to write", "{whose}/statement/lines", "404 not_found"),
		office("statement: by writing", "405 method_not_allowed", call{method: http.MethodPost, path: "/api/operator/players/{whose}/statement", body: `{"balance":1}`}),
		{name: "http: operator: statement: of the attacker alone", want: "mine alone", attack: func(t *testing.T, a *attack) string {
			return a.lines(t, a.fill("/api/operator/players/{me}/statement?limit=200"), a.office)
		}},
	}
}

// lines reads a statement, which must be what the attacker began with and
// nothing of anybody else's.
func (a *attack) lines(t *testing.T, path, token string) string {
	var s struct {
		Account, Closing int64
		Lines            []struct{ Amount, Balance int64 }
	}
	a.get(t, &s, http.MethodGet, path, token, nil)
	require.Equal(t, int64(fundsMinor), s.Closing)
	require.Len(t, s.Lines, 1)
	require.Equal(t, int64(fundsMinor), s.Lines[0].Amount)
	return "mine alone"
}

// foreignReading reads with a page's origin: the answer goes to the browser
// without leave for that page to look at it.
func foreignReading(t *testing.T, a *attack) string {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL()+"/api/statement", nil)
	require.NoError(t, err)
	request.Header.Set("Origin", "https://evil.example")
	request.Header.Set("Cookie", "croupier_session="+a.me.Token)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	for name := range answer.Header {
		require.NotContains(t, name, "Access-Control")
	}
	require.Contains(t, answer.Header.Get("Cache-Control"), "no-store")
	var s struct{ Closing json.Number }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&s))
	require.Equal(t, itoa(fundsMinor), s.Closing.String())
	return "mine alone"
}
