package api_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/internal/dbtest"
	"croupier/players"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/api"
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

const (
	ours   = "http://tables.example"
	theirs = "http://evil.example"
)

// house is a whole door over a real database; the tables behind it are fakes.
type house struct {
	*fakes
	db      *store.DB
	people  *players.People
	handler http.Handler
	log     *bytes.Buffer
}

// fakes are the tables and rounds that tests speak about.
type fakes struct {
	mu     sync.Mutex
	now    time.Time
	ready  error
	rounds map[games.RoundID]*journal.RoundRecord
	played []journal.PlayedRound
	broken error
	claims []api.Claims
}

func (f *fakes) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fakes) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

func (f *fakes) Issue(_ context.Context, c api.Claims) (string, games.Moment, error) {
	f.claims = append(f.claims, c)
	return fmt.Sprintf("ticket-%d", len(f.claims)), games.Moment(f.Now().Add(30 * time.Second).UnixMilli()), nil
}

func (f *fakes) Cards(context.Context) ([]wire.Card, error) {
	return []wire.Card{{Room: 1, Game: "roulette-european", Name: "European", Currency: "FUN", Phase: "open", Live: true}}, f.broken
}

func (f *fakes) Rules(_ context.Context, room games.RoomID) (api.RoomRules, bool, error) {
	return api.RoomRules{Game: "roulette-european", Version: 1, Options: json.RawMessage(options)}, room == 1, f.broken
}

func (f *fakes) Round(_ context.Context, id games.RoundID) (*journal.RoundRecord, error) {
	if r, ok := f.rounds[id]; ok {
		return r, nil
	}
	return nil, fmt.Errorf("journal: %w", journal.ErrNoRound)
}

func (f *fakes) History(_ context.Context, player games.PlayerID, before games.Moment, limit int) ([]journal.PlayedRound, error) {
	var found []journal.PlayedRound
	for _, p := range f.played {
		if len(found) < limit && (before == 0 || p.EndedAt < before) {
			found = append(found, p)
		}
	}
	return found, f.broken
}

// The bodies: a box is the body backwards.
func (f *fakes) SealBody(_ games.RoundID, _ int64, body []byte) ([]byte, error) {
	return backwards(body), nil
}
func (f *fakes) OpenBody(_ games.RoundID, _ int64, sealed []byte) ([]byte, error) {
	return backwards(sealed), nil
}

func backwards(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	return out
}

const options = `{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
"limits":{"straight":50000,"split":50000,"street":50000,"trio":50000,"corner":50000,"firstFour":50000,"line":50000,"column":50000,"dozen":50000,"even":50000},
"tableMaxMinor":200000,"allowanceMinor":100000000}`

func newHouse(t *testing.T, change ...func(*api.Deps)) *house {
	t.Helper()
	f := &fakes{now: time.Date(2026, time.March, 14, 15, 9, 26, 0, time.UTC), rounds: map[games.RoundID]*journal.RoundRecord{}}
	h := &house{fakes: f, db: dbtest.New(t), log: &bytes.Buffer{}}
	h.people = players.New(h.db.App, players.Options{Now: f.Now, Argon: players.Argon{MemoryKiB: 64, Time: 1, Threads: 1}})
	d := api.Deps{DB: h.db, People: h.people, Tickets: f, Rooms: f, Rounds: f, Bodies: f,
		Registry: rooms.NewRegistry(roulette.European()), Ready: func(context.Context) error { return f.ready },
		Pages: fstest.MapFS{"placeholder.html": {Data: []byte("<style>p{}</style><p>build me")}}, Origins: []string{ours},
		Version: "test", Now: f.Now, Log: zerolog.New(h.log),
		More: []func(huma.API){func(a huma.API) {
			huma.Register(a, huma.Operation{Method: http.MethodGet, Path: "/api/broken", Hidden: true},
				func(context.Context, *struct{}) (*struct{}, error) { return nil, errors.New("secret detail") })
			huma.Register(a, huma.Operation{Method: http.MethodGet, Path: "/api/panics", Hidden: true},
				func(context.Context, *struct{}) (*struct{}, error) { panic("secret detail") })
			huma.Register(a, huma.Operation{Method: http.MethodGet, Path: "/api/unknown", Hidden: true},
				func(context.Context, *struct{}) (*struct{}, error) { return nil, store.ErrCommitUnknown })
		}}}
	for _, c := range change {
		c(&d)
	}
	var err error
	h.handler, err = api.New(d)
	require.NoError(t, err)
	return h
}

// call is a request on its way; answer what came back.
type call struct {
	method, path, body string
	token              string
	cookie             string
	from               string // address
	header             map[string]string
}

type answer struct {
	*http.Response
	text string
}

func (h *house) do(t *testing.T, c call) answer {
	t.Helper()
	r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
	r.RemoteAddr = "192.0.2.7:40000"
	if c.from != "" {
		r.RemoteAddr = c.from + ":40000"
	}
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: api.CookieName, Value: c.cookie})
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	return answer{w.Result(), string(body)}
}

func (h *house) get(t *testing.T, path, token string) answer {
	t.Helper()
	return h.do(t, call{method: http.MethodGet, path: path, token: token})
}

func (h *house) post(t *testing.T, path, body, token string) answer {
	t.Helper()
	return h.do(t, call{method: http.MethodPost, path: path, body: body, token: token})
}

func into[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	require.Equal(t, http.StatusOK, a.StatusCode, a.text)
	require.Equal(t, "application/json", a.Header.Get("Content-Type"))
	require.NoError(t, json.Unmarshal([]byte(a.text), &v), a.text)
	return v
}

// refused expects a problem with a code.
func (a answer) refused(t *testing.T, status int, code string) api.Problem {
	t.Helper()
	var p api.Problem
	require.Equal(t, status, a.StatusCode, a.text)
	require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
	require.NoError(t, json.Unmarshal([]byte(a.text), &p))
	require.Equal(t, code, p.Code, a.text)
	require.Equal(t, status, p.Status)
	require.NotEmpty(t, p.Detail)
	return p
}

type signedIn struct {
	Token string `json:"token"`
	Me    api.Me `json:"me"`
}

const adaText = `{"name":"Ada","password":"correct horse","birthDate":"1990-12-10","accept":true}`

func (h *house) register(t *testing.T) signedIn {
	t.Helper()
	return into[signedIn](t, h.post(t, "/api/register", adaText, ""))
}

// record makes a round's record: one public event, and one event sealed for a player.
func record(id games.RoundID, phase games.Phase, viewer games.PlayerID, seed [32]byte) *journal.RoundRecord {
	paid, err := json.Marshal(map[string]any{"number": 17})
	if err != nil {
		panic(err)
	}
	last := `{"type":"room.paused","body":{"by":"Olivia"}}`
	if phase.Ended() {
		last = fmt.Sprintf(`{"type":"room.revealed","body":{"round":%d,"rules":1,"commitment":"c0","seed":"%x"}}`, id, seed)
	}
	line := fmt.Sprintf(`{"v":1,"round":%d,"at":1000,"by":{"role":0},"ask":{"type":"timeout","body":{}},"drawn":true,"phase":2,"then":%d,
		"events":[{"type":"result","body":{"number":17}},{"for":%d,"type":"paid","place":1,"box":%s},{"for":-1,"type":"secret","place":2,"box":%s},
		%s]}`,
		id, phase, viewer, boxed(paid), boxed(paid), last)
	r := &journal.RoundRecord{Room: id.Room(), Name: "European", Game: "roulette-european", Currency: money.FUN, OpenedAt: 900}
	if phase.Ended() {
		r.EndedAt = 1000
	}
	r.LoadedRound = rooms.LoadedRound{Round: id, Phase: phase,
		Opening: rooms.Opening{Rules: 1, Options: []byte(`{"betMs":1}`), Carry: []byte(`{"last":[4],"private":[{"player":7}]}`)},
		Sealed:  rooms.Sealed{Commitment: [32]byte{0xc0}, Box: []byte("sealed")},
		Records: []rooms.Record{{Seq: 1, At: 1000, Body: []byte(line)}}}
	return r
}

func boxed(body []byte) string {
	text, err := json.Marshal(backwards(body))
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (h *house) cash(t *testing.T, player games.PlayerID) wallet.Balance {
	t.Helper()
	account := wallet.CashOf(player, money.FUN)
	found, err := wallet.Balances(t.Context(), h.db.App, account)
	require.NoError(t, err)
	require.Contains(t, found, account)
	return found[account]
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
