package swarm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"croupier/loadtest/auditor"
	"croupier/server/wire"
)

// Bounds of one request.
const (
	requestTimeout  = 15 * time.Second
	answerBytesMax  = 32 << 20 // a round's record with many events
	playersPerChunk = 500
)

// api speaks with the server's HTTP doors.
type api struct {
	locate func(room int64) string // see Config.Locate
	client *http.Client
}

// errNobody says that nobody serves a room, or anything, at the moment.
var errNobody = errors.New("swarm: nobody serves it at the moment")

// player is a funded test player, as the demo's door gives them.
type player struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Token   string `json:"token"`
	Balance int64  `json:"balance"`
	Version int64  `json:"version"`
}

// sheet is a room with its rules.
type sheet struct {
	Card    wire.Card       `json:"card"`
	Options json.RawMessage `json:"options"`
	Sheet   json.RawMessage `json:"sheet"`
}

// Refused is an answer that is no success, with the problem's code.
type Refused struct {
	Status int
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (r *Refused) Error() string {
	text := strings.TrimSpace(r.Code + " " + r.Title + " " + r.Detail)
	return fmt.Sprintf("the server said %d %s", r.Status, text)
}

// newAPI bounds the connections that HTTP requests open at once.
func newAPI(locate func(room int64) string, connections int) *api {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil // load goes straight to the server that was named
	transport.MaxIdleConnsPerHost = connections
	transport.MaxConnsPerHost = 0 // sockets live on; dials have their own bound
	return &api{locate: locate, client: &http.Client{Transport: transport}}
}

// at is a server that is always at the same address.
func at(base string) func(int64) string {
	base = strings.TrimRight(base, "/")
	return func(int64) string { return base }
}

func (a *api) close() { a.client.CloseIdleConnections() }

// call asks any server of the house.
func (a *api) call(ctx context.Context, method, path, token string, in, out any) error {
	return a.callAt(ctx, a.locate(0), method, path, token, in, out)
}

func (a *api) callAt(ctx context.Context, base, method, path, token string, in, out any) error {
	if base == "" {
		return errNobody
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := a.send(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerBytesMax))
	if err != nil {
		return err
	}
	if answer.StatusCode/100 != 2 {
		refused := &Refused{}
		_ = json.Unmarshal(text, refused) // a proxy may answer with anything; the status says enough
		refused.Status = answer.StatusCode
		return refused
	}
	return json.Unmarshal(text, out)
}

// Whoever compares everything reads faster than one network may: a request that
// is told to wait waits, this often and this long each time.
const (
	waitsMax = 40
	waitRest = 250 * time.Millisecond
)

// send sends a request, and again while the server says that there are too many.
func (a *api) send(request *http.Request) (*http.Response, error) {
	for try := 0; ; try++ {
		answer, err := a.client.Do(request)
		if err != nil || answer.StatusCode != http.StatusTooManyRequests || try == waitsMax {
			return answer, err
		}
		if err := answer.Body.Close(); err != nil {
			return nil, err
		}
		if request.GetBody != nil {
			if request.Body, err = request.GetBody(); err != nil {
				return nil, err
			}
		}
		select {
		case <-request.Context().Done():
			return nil, request.Context().Err()
		case <-time.After(waitRest):
		}
	}
}

// players asks the demo's door for funded test players.
func (a *api) players(ctx context.Context, count int, fundsMinor int64) ([]player, error) {
	all := make([]player, 0, count)
	for len(all) < count {
		var out struct {
			Players []player `json:"players"`
		}
		in := map[string]int64{"count": int64(min(count-len(all), playersPerChunk)), "fundsMinor": fundsMinor}
		if err := a.call(ctx, http.MethodPost, "/api/demo/players", "", in, &out); err != nil {
			return nil, fmt.Errorf("asking the demo's door for players: %w", err)
		}
		if len(out.Players) == 0 {
			return nil, errors.New("the demo's door gave no players")
		}
		all = append(all, out.Players...)
	}
	return all[:count], nil
}

// ticket is for the server that gave it alone.
func (a *api) ticket(ctx context.Context, base, token string) (string, error) {
	var out struct {
		Ticket string `json:"ticket"`
	}
	err := a.callAt(ctx, base, http.MethodPost, "/api/ticket", token, struct{}{}, &out)
	return out.Ticket, err
}

func (a *api) rooms(ctx context.Context) ([]wire.Card, error) {
	var out struct {
		Rooms []wire.Card `json:"rooms"`
	}
	err := a.call(ctx, http.MethodGet, "/api/rooms", "", nil, &out)
	return out.Rooms, err
}

func (a *api) sheet(ctx context.Context, room int64) (sheet, error) {
	var out sheet
	err := a.call(ctx, http.MethodGet, "/api/rooms/"+strconv.FormatInt(room, 10), "", nil, &out)
	return out, err
}

// me is the player's cash balance and its account's version.
func (a *api) me(ctx context.Context, token, currency string) (balance, version int64, err error) {
	var out struct {
		Balances []struct {
			Currency string `json:"currency"`
			Kind     string `json:"kind"`
			Balance  int64  `json:"balance"`
			Version  int64  `json:"version"`
		} `json:"balances"`
	}
	if err := a.call(ctx, http.MethodGet, "/api/me", token, nil, &out); err != nil {
		return 0, 0, err
	}
	for _, b := range out.Balances {
		if b.Currency == currency && b.Kind == "cash" {
			return b.Balance, b.Version, nil
		}
	}
	return 0, 0, fmt.Errorf("the server names no cash in %s", currency)
}

// What the server's pace for reading rounds asks of a reader: wait a little.
const (
	paceRest = 200 * time.Millisecond
	paceMax  = 100 // tries: twenty seconds
)

// record is a round as its player may read it; token may be empty. Told that it
// reads too fast, it waits and tries again.
func (a *api) record(ctx context.Context, round, player int64, token string) (*auditor.Record, error) {
	for try := 1; ; try++ {
		out := &auditor.Record{}
		err := a.call(ctx, http.MethodGet, "/api/rounds/"+strconv.FormatInt(round, 10), token, nil, out)
		var refused *Refused
		if !errors.As(err, &refused) || refused.Status != http.StatusTooManyRequests || try == paceMax {
			out.Player = player
			return out, err
		}
		select {
		case <-ctx.Done():
			return out, ctx.Err()
		case <-time.After(paceRest):
		}
	}
}
