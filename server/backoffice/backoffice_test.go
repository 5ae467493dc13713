package backoffice_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/players"
	"croupier/rooms"
	"croupier/server/backoffice"
	"croupier/server/wire"
)

// people knows three callers by their token.
type people struct{}

type tokenKey struct{}

func (people) Caller(ctx context.Context) (players.Session, error) {
	token, _ := ctx.Value(tokenKey{}).(string)
	switch token {
	case "player":
		return players.Session{ID: 11, Player: players.Player{ID: 1, Name: "Ada", Role: players.RolePlayer}}, nil
	case "operator":
		return players.Session{ID: 22, Player: players.Player{ID: 2, Name: "Olivia", Role: players.RoleOperator}}, nil
	case "lost":
		return players.Session{}, errors.New("the database is away")
	}
	return players.Session{}, players.ErrNoSession
}

type tables struct {
	paused map[games.RoomID]bool
	by     []games.Actor
	voided []string
	err    error
}

func (f *tables) States(context.Context) ([]backoffice.RoomState, error) {
	return []backoffice.RoomState{{Card: wire.Card{Room: 1, Paused: f.paused[1]}, Term: 3, Seq: 40, Round: 16777218, Node: "n1", Queue: 2}}, f.err
}

func (f *tables) SetPaused(_ context.Context, room games.RoomID, by games.Actor, paused bool) (wire.Card, bool, error) {
	if room != 1 {
		return wire.Card{}, false, nil
	}
	f.by = append(f.by, by)
	if f.err == nil {
		f.paused[room] = paused
	}
	return wire.Card{Room: 1, Paused: f.paused[1]}, true, f.err
}

func (f *tables) Void(_ context.Context, round games.RoundID, by games.Actor, why string) (wire.Card, bool, error) {
	if round.Room() != 1 {
		return wire.Card{}, false, nil
	}
	f.by = append(f.by, by)
	if f.err == nil {
		f.voided = append(f.voided, fmt.Sprint(int64(round), why))
	}
	return wire.Card{Room: 1, Phase: "void"}, true, f.err
}

type office struct {
	*tables
	mux  *http.ServeMux
	log  bytes.Buffer
	read []string
}

func newOffice() *office {
	o := &office{tables: &tables{paused: map[games.RoomID]bool{}}, mux: http.NewServeMux()}
	backoffice.Register(humago.New(o.mux, huma.DefaultConfig("test", "1")),
		backoffice.Deps{People: people{}, Rooms: o.tables, Statements: o, Log: zerolog.New(&o.log)})
	return o
}

// bodies are what operations want to be told.
var bodies = map[string]string{"/api/operator/rooms/1/void": `{"round":16777218,"why":"the ball was lost"}`}

func (o *office) do(method, path, token string) *httptest.ResponseRecorder {
	return o.say(method, path, token, bodies[path])
}

func (o *office) say(method, path, token, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	o.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, token)))
	return w
}

var operations = [][2]string{
	{http.MethodGet, "/api/operator/rooms"},
	{http.MethodPost, "/api/operator/rooms/1/pause"},
	{http.MethodPost, "/api/operator/rooms/1/unpause"},
	{http.MethodPost, "/api/operator/rooms/1/void"},
	{http.MethodGet, "/api/operator/players/5/statement"},
}

// B49: every operation asks on the server for the role; a refusal is logged and
// nothing was done.
func TestOnlyOperatorsComeIn(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		for token, ok := range map[string]bool{"": false, "nonsense": false, "player": false, "lost": false, "operator": true} {
			o := newOffice()
			w := o.do(op[0], op[1], token)
			if ok {
				require.Equal(t, http.StatusOK, w.Code, "%s as %q", op, token)
				continue
			}
			require.GreaterOrEqual(t, w.Code, 400, "%s as %q", op, token)
			require.NotContains(t, w.Body.String(), "term")
			require.Empty(t, o.by, "nothing was done")
			if token == "player" {
				require.Equal(t, http.StatusForbidden, w.Code)
				require.Contains(t, o.log.String(), `"name":"Ada"`)
				require.Contains(t, o.log.String(), "not an operator")
			}
		}
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	w := newOffice().do(http.MethodGet, "/api/operator/rooms", "operator")
	var body struct {
		Rooms []backoffice.RoomState `json:"rooms"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Equal(t, []backoffice.RoomState{{Card: wire.Card{Room: 1}, Term: 3, Seq: 40, Round: 16777218, Node: "n1", Queue: 2}}, body.Rooms)
}

// Each act is done in the operator's name, and is on the log before and after.
func TestPausing(t *testing.T) {
	t.Parallel()
	o := newOffice()
	for i, c := range []struct {
		path   string
		paused bool
	}{{"/api/operator/rooms/1/pause", true}, {"/api/operator/rooms/1/unpause", false}} {
		w := o.do(http.MethodPost, c.path, "operator")
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, c.paused, o.paused[1])
		require.Equal(t, games.Actor{Role: games.Operator, Player: 2, Name: "Olivia"}, o.by[i])
		require.Equal(t, i+1, strings.Count(o.log.String(), "operator acts"))
		require.Equal(t, i+1, strings.Count(o.log.String(), "operator acted"))
	}
	require.Equal(t, 4, strings.Count(o.log.String(), `"name":"Olivia"`))
	require.Equal(t, http.StatusNotFound, o.do(http.MethodPost, "/api/operator/rooms/7/pause", "operator").Code)
	for _, bad := range []string{"0", "x", "8388608"} {
		require.Equal(t, http.StatusUnprocessableEntity, o.do(http.MethodPost, "/api/operator/rooms/"+bad+"/pause", "operator").Code)
	}
}

// An act that failed is on the log too, with why.
func TestFailedActsAreLogged(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.err = errors.New("the journal is full")
	require.GreaterOrEqual(t, o.do(http.MethodPost, "/api/operator/rooms/1/pause", "operator").Code, 500)
	require.Contains(t, o.log.String(), "operator acts")
	require.Contains(t, o.log.String(), "the journal is full")
}

// A void names its round and says why, and is an incident on the log.
func TestVoiding(t *testing.T) {
	t.Parallel()
	const path = "/api/operator/rooms/1/void"
	o := newOffice()
	require.Equal(t, http.StatusOK, o.do(http.MethodPost, path, "operator").Code)
	require.Equal(t, []string{"16777218the ball was lost"}, o.voided)
	require.Equal(t, games.Actor{Role: games.Operator, Player: 2, Name: "Olivia"}, o.by[0])
	require.Equal(t, 1, strings.Count(o.log.String(), "operator acts"))
	require.Equal(t, 1, strings.Count(o.log.String(), `"incident":true`))
	require.Equal(t, 2, strings.Count(o.log.String(), `"why":"the ball was lost"`))
	for body, want := range map[string]int{
		`{"round":16777218}`:                                          http.StatusUnprocessableEntity,
		`{"round":16777218,"why":""}`:                                 http.StatusUnprocessableEntity,
		`{"round":16777218,"why":"x","odds":9}`:                       http.StatusUnprocessableEntity,
		`{"why":"x"}`:                                                 http.StatusUnprocessableEntity,
		`{"round":33554434,"why":"another's"}`:                        http.StatusConflict,
		`{"round":16777218,"why":"` + strings.Repeat("x", 201) + `"}`: http.StatusUnprocessableEntity,
	} {
		require.Equal(t, want, o.say(http.MethodPost, path, "operator", body).Code, body)
	}
	require.Len(t, o.voided, 1)
	require.Equal(t, http.StatusNotFound, o.say(http.MethodPost, "/api/operator/rooms/7/void", "operator", `{"round":117440513,"why":"x"}`).Code)
}

// What a room says to a void is told in plain sentences, with a code.
func TestProblemsOfVoids(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		rooms.ErrOutcomeFixed: "409 outcome_fixed", rooms.ErrNotUnderWay: "409 wrong_round", rooms.ErrStopped: "503 no_owner",
		rooms.ErrJournalFull: "503 busy", rooms.ErrInboxFull: "503 busy", rooms.ErrWhy: "422 bad_why",
	} {
		told := backoffice.Problem(fmt.Errorf("room 1: %w", err))
		var status huma.StatusError
		require.ErrorAs(t, told, &status)
		var model *huma.ErrorModel
		require.ErrorAs(t, told, &model)
		require.NotEmpty(t, model.Detail)
		require.NotEmpty(t, model.Errors)
		require.Equal(t, want, fmt.Sprintf("%d %s", status.GetStatus(), model.Errors[0].Message))
	}
	require.NoError(t, backoffice.Problem(nil))
}
