package hostile

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// call is an HTTP request as an attacker writes it.
type call struct {
	method, path, body string
	header             map[string]string // Content-Type is JSON unless named
	anonymous          bool              // without the attacker's session
}

// problem sends it and returns the status and the problem's code.
func (a *attack) problem(t *testing.T, c call) string {
	request, err := http.NewRequestWithContext(t.Context(), c.method, a.URL()+a.fill(c.path), strings.NewReader(a.fill(c.body)))
	require.NoError(t, err)
	if c.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if !c.anonymous {
		request.Header.Set("Authorization", "Bearer "+a.me.Token)
	}
	for name, value := range c.header {
		request.Header.Set(name, a.fill(value))
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NotContains(t, string(text), "[running]")                // a stack
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge { // which net/http answers before any handler
		require.NotContains(t, answer.Header.Get("Content-Security-Policy"), "unsafe")
		require.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'self'")
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"))
	}
	got := strconv.Itoa(answer.StatusCode)
	var p struct{ Code, Detail string }
	if json.Unmarshal(text, &p) == nil && p.Code != "" {
		require.NotEmpty(t, p.Detail, "a problem has a sentence")
		got += " " + p.Code
	}
	return got
}

func requests(name, want string, c call) row {
	return row{name: "http: " + name, want: want, attack: func(t *testing.T, a *attack) string { return a.problem(t, c) }}
}

func post(name, path, body, want string) row {
	return requests(name, want, call{method: http.MethodPost, path: path, body: body, anonymous: true})
}

func get(name, path, want string) row {
	return requests(name, want, call{method: http.MethodGet, path: path})
}

// Bodies of requests. Sign-in stands for all: each is read in one way.
func bodyRows() []row {
	signIn := func(name, body, want string) row { return post(name, "/api/sign-in", body, want) }
	return []row{
		signIn("no body", ``, "400 malformed"),
		signIn("a list", `[]`, "422 invalid"),
		signIn("null", `null`, "422 invalid"),
		signIn("not JSON", `{"name":`, "400 malformed"),
		signIn("two bodies in one", `{"name":"a","password":"b"}{"name":"c"}`, "400 malformed"),
		signIn("an unknown field", `{"name":"a","password":"b","role":"operator"}`, "422 invalid"),
		signIn("a field twice", `{"name":"a","name":"b","password":"c"}`, "400 malformed"),
		signIn("a field in other letters", `{"Name":"a","password":"c"}`, "422 invalid"),
		signIn("a field missing", `{"name":"a"}`, "422 invalid"),
		signIn("an object for a text", `{"name":{"$ne":null},"password":"b"}`, "422 invalid"),
		signIn("a name of SQL", `{"name":"' or 1=1 --","password":"whatever it is"}`, "401 bad_credentials"),
		signIn("5 KiB", `{"name":"a","password":"`+strings.Repeat("b", 5<<10)+`"}`, "413 too_large"),
		requests("another content type", "415 unsupported_media_type", call{method: http.MethodPost, path: "/api/sign-in",
			body: `name=a&password=b`, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, anonymous: true}),
		requests("JSON as text", "415 unsupported_media_type", call{method: http.MethodPost, path: "/api/sign-in",
			body: `{"name":"a","password":"b"}`, header: map[string]string{"Content-Type": "text/plain"}, anonymous: true}),
		post("a name of script", "/api/register", `{"name":"<script>alert(1)</script>","password":"correct horse 9","birthDate":"1990-01-01","accept":true}`, "422 bad_name"),
		post("a name to be mistaken", "/api/register", "{\"name\":\"ad\u0430m1\",\"password\":\"correct horse 9\",\"birthDate\":\"1990-01-01\",\"accept\":true}", "422 bad_name"),
		post("a name of the house", "/api/register", `{"name":"admin","password":"correct horse 9","birthDate":"1990-01-01","accept":true}`, "409 reserved_name"),
		post("a child", "/api/register", `{"name":"young-one","password":"correct horse 9","birthDate":"2020-01-01","accept":true}`, "403 under_age"),
		post("born on no day", "/api/register", `{"name":"nobody","password":"correct horse 9","birthDate":"1990-02-30","accept":true}`, "422 bad_birth_date"),
		post("a password that all try first", "/api/register", `{"name":"simple1","password":"password","birthDate":"1990-01-01","accept":true}`, "422 common_password"),
		post("terms not accepted", "/api/register", `{"name":"never-ever","password":"correct horse 9","birthDate":"1990-01-01","accept":false}`, "422 terms_needed"),
		post("funds below nothing", "/api/demo/players", `{"count":1,"fundsMinor":-1}`, "422 invalid"),
		post("funds beyond all bounds", "/api/demo/players", `{"count":1,"fundsMinor":1e400}`, "400 malformed"),
		post("a million players", "/api/demo/players", `{"count":1000000,"fundsMinor":0}`, "422 invalid"),
	}
}

// B49: who may do what.
func accessRows() []row {
	anonymous := func(name, method, path, want string) row {
		return requests("nobody "+name, want, call{method: method, path: path, anonymous: true})
	}
	from := func(origin string) map[string]string {
		return map[string]string{"Origin": origin, "Cookie": "croupier_session=x", "Sec-Fetch-Site": "cross-site"}
	}
	return []row{
		anonymous("asks for a ticket", http.MethodPost, "/api/ticket", "401 no_session"),
		anonymous("asks for history", http.MethodGet, "/api/history", "401 no_session"),
		anonymous("asks for money", http.MethodPost, "/api/top-up", "401 no_session"),
		anonymous("is an operator", http.MethodGet, "/api/operator/rooms", "401 no_session"),
		requests("a forged session", "401 no_session", call{method: http.MethodPost, path: "/api/ticket", anonymous: true,
			header: map[string]string{"Authorization": "Bearer " + strings.Repeat("A", 43)}}),
		requests("a session of SQL", "401 no_session", call{method: http.MethodPost, path: "/api/ticket", anonymous: true,
			header: map[string]string{"Cookie": "croupier_session=' or '1'='1"}}),
		get("a player looks at the operator's tables", "/api/operator/rooms", "403 not_operator"),
		requests("a player pauses a table", "403 not_operator", call{method: http.MethodPost, path: "/api/operator/rooms/1/pause"}),
		requests("a player unpauses a table", "403 not_operator", call{method: http.MethodPost, path: "/api/operator/rooms/1/unpause"}),
		requests("money for who has some", "409 not_broke", call{method: http.MethodPost, path: "/api/top-up"}),
		{name: "http: the victim's bets by the round", want: "200, nothing of the victim's", attack: func(t *testing.T, a *attack) string {
			var round struct{ Own, Events json.RawMessage }
			a.get(t, &round, http.MethodGet, "/api/rounds/"+itoa(a.round), a.me.Token, nil)
			require.JSONEq(t, `[]`, string(round.Own))
			require.NotContains(t, string(round.Events), a.bet)
			return "200, nothing of the victim's"
		}},
		get("the victim's history by a parameter", "/api/history?player=1", "422 invalid"),
		requests("a foreign page signs in", "403 cross_origin", call{method: http.MethodPost, path: "/api/sign-in", body: `{"name":"a","password":"b"}`, header: from("https://evil.example"), anonymous: true}),
		requests("a foreign page takes a ticket", "403 cross_origin", call{method: http.MethodPost, path: "/api/ticket", header: from("https://evil.example")}),
		requests("a page of no origin takes a ticket", "403 cross_origin", call{method: http.MethodPost, path: "/api/ticket", header: from("null")}),
		requests("a foreign page that hides its origin", "403 cross_origin", call{method: http.MethodPost, path: "/api/ticket", header: map[string]string{"Sec-Fetch-Site": "cross-site"}}),
		requests("our name at another port", "403 cross_origin", call{method: http.MethodPost, path: "/api/ticket", header: from("http://127.0.0.1:1")}),
	}
}

// cutWithin is how long a request that does not end may take: the server gives
// headers and bodies five seconds.
const cutWithin = 20 * time.Second

// What is no request of ours, and what does not end.
func httpRows() []row {
	slow := func(name, first, want string) row {
		return row{name: "http: " + name, want: want, attack: func(t *testing.T, a *attack) string {
			conn := a.raw(t)
			_, err := io.WriteString(conn, first)
			require.NoError(t, err)
			began := time.Now()
			go func() { // a byte a second, until it is cut; the row's end closes the connection
				for {
					time.Sleep(time.Second)
					if _, err := io.WriteString(conn, "a"); err != nil {
						return
					}
				}
			}()
			text, _ := io.ReadAll(conn) // it ends by a reset or by an end
			require.Less(t, time.Since(began), cutWithin, "it was not cut")
			status, _, _ := bytes.Cut(text, []byte("\r\n"))
			return strings.TrimSpace("cut " + string(status))
		}}
	}
	return []row{
		get("a room of nothing", "/api/rooms/0", "422 invalid"),
		get("a room below nothing", "/api/rooms/-1", "422 invalid"),
		get("a room out of range", "/api/rooms/8388608", "422 invalid"),
		get("a room that is none", "/api/rooms/8388607", "404 no_room"),
		get("a room of 2^64", "/api/rooms/18446744073709551616", "422 invalid"),
		get("a room of SQL", "/api/rooms/1%27%20or%201=1", "422 invalid"),
		get("a round of nothing", "/api/rounds/0", "422 invalid"),
		get("a round out of range", "/api/rounds/140737488355328", "422 invalid"),
		get("a round that is none", "/api/rounds/140737488355327", "404 no_round"),
		get("a round as a float", "/api/rounds/1.6777217e7", "422 invalid"),
		get("history of 2^63", "/api/history?before=9223372036854775808", "422 invalid"),
		get("history below nothing", "/api/history?limit=-1", "422 invalid"),
		get("history without end", "/api/history?limit=1000000", "422 invalid"),
		get("history with a limit twice", "/api/history?limit=1&limit=100", "400 malformed"),
		get("a query that cannot be read", "/api/history?limit=1;limit=100", "400 malformed"),
		get("the metrics, with the headers of all pages", "/metrics", "200"),
		get("an address that is none", "/api/nothing", "404 not_found"),
		get("a way out of the folder", "/assets/..%2f..%2fgo.mod", "404 not_found"),
		requests("a method that is not there", "405 method_not_allowed", call{method: http.MethodDelete, path: "/api/me"}),
		requests("TRACE", "405 method_not_allowed", call{method: http.MethodTrace, path: "/"}),
		requests("headers of 20 KiB", "431", call{method: http.MethodGet, path: "/api/me", header: map[string]string{"X-Long": strings.Repeat("a", 24<<10)}}),
		slow("headers without end", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "cut"),
		slow("a body without end", "POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{", "cut HTTP/1.1 408 Request Timeout"),
		slow("two lengths", "POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\n{}{}", "cut HTTP/1.1 400 Bad Request"),
	}
}
