package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/loadtest/swarm"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/wire"
	"croupier/store"
	"croupier/store/embedded"
)

// Bets around the close (B32): clients that fire within ±50 ms of it, more often
// than any person. What a connection may send (a burst of 40, 20 a second)
// bounds a client's share of one close.
const (
	closeClients  = 50
	closeBets     = 20 // of a client at one close
	closeSpreadMs = 50
	closesDefault = 5 // CROUPIER_CLOSES says otherwise, at every level; 20 make 20,000 bets
)

// shortTable closes every 1.6 s, so that a client's pace has recovered.
const shortTable = `{"tables":[{"room":1,"name":"Short","game":"roulette-european","rules":1,"currency":"FUN","bots":[],
"options":{"betMs":1300,"landMs":200,"pauseMs":100,"stepMinor":100,"spotMinMinor":100,
"limits":{"straight":1000000,"split":1000000,"street":1000000,"trio":1000000,"corner":1000000,"firstFour":1000000,"line":1000000,"column":1000000,"dozen":1000000,"even":1000000},
"tableMaxMinor":10000000,"allowanceMinor":100000000000}}]}`

// closesOf are the trials of B32: closes of betting.
func closesOf(t *testing.T) bars.N {
	if said := os.Getenv("CROUPIER_CLOSES"); said != "" {
		closes, err := strconv.Atoi(said)
		require.NoError(t, err, "CROUPIER_CLOSES is no number")
		return bars.N{Quick: closes, Commit: closes, Night: closes}
	}
	return bars.N{Quick: closesDefault, Commit: 200, Night: 5000}
}

// TestB32BetsAtTheClose shows that betting closes in the database: every accepted
// bet stands before the close on its round's log, every other one was refused,
// and each has one verdict.
func TestB32BetsAtTheClose(t *testing.T) {
	bar := bars.Start(t, "B32", "bets within 50 ms of the close, from 50 clients", closesOf(t))
	closes := bar.Trials()
	dir := folder(t)
	tables := filepath.Join(dir, "tables.json")
	require.NoError(t, os.WriteFile(tables, []byte(shortTable), 0o600))
	data := filepath.Join(dir, "data")
	log, err := os.Create(filepath.Join(dir, "server.log"))
	require.NoError(t, err)
	defer func() { require.NoError(t, log.Close()) }()
	victim, err := swarm.NewVictim(build(t, ""), data, []string{"CROUPIER_TABLES=" + tables}, log)
	require.NoError(t, err)
	_, err = victim.Start(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, victim.Stop()) }()

	clients := enter(t, victim.URL())
	var all sync.WaitGroup
	for _, c := range clients {
		all.Go(func() { c.play(t.Context(), closes) })
	}
	all.Wait()
	accepted, refused := 0, 0
	fired := map[games.RoundID]map[string]bool{} // by round: bets that were accepted
	for _, c := range clients {
		require.NoError(t, c.err)
		require.Len(t, c.verdicts, len(c.sent), "each bet has one verdict")
		for id, v := range c.verdicts {
			require.Equal(t, v.Round, c.sent[id])
			if v.Verdict != wire.VerdictAccepted {
				require.Contains(t, []string{string(games.CodeClosed), string(games.CodeWrongRound)}, v.Code)
				refused++
				continue
			}
			accepted++
			round := games.RoundID(v.Round)
			if fired[round] == nil {
				fired[round] = map[string]bool{}
			}
			fired[round][id] = true
		}
	}
	t.Logf("%d bets at %d closes: %d accepted, %d refused", accepted+refused, closes, accepted, refused)
	require.Equal(t, closes*closeClients*closeBets, accepted+refused)
	require.Positive(t, accepted, "no bet was early")
	require.Positive(t, refused, "no bet was late")
	checkOrder(t, data, fired)
	bar.Ops(accepted, refused, 0)
	bar.Landed("bet around the close", "open", accepted)
	bar.Landed("bet around the close", "closed", refused)
	for range closes {
		bar.Trial()
	}
}

// checkOrder reads the rounds' logs: what was accepted, and only that, precedes
// the close.
func checkOrder(t *testing.T, data string, accepted map[games.RoundID]map[string]bool) {
	there, err := embedded.Attach(data)
	require.NoError(t, err)
	db, err := store.Open(t.Context(), store.Config{URL: there.URL(), AppURL: there.AppURL(), PoolMax: 2})
	require.NoError(t, err)
	defer db.Close()
	j, err := journal.New(t.Context(), journal.Config{DB: db.App})
	require.NoError(t, err)
	for round, ids := range accepted {
		record, err := j.Round(t.Context(), round)
		require.NoError(t, err)
		closed := false
		before := map[string]bool{}
		for _, line := range record.Records {
			step, err := rooms.ReadHead(line)
			require.NoError(t, err)
			if step.ID != (games.BetID{}) {
				require.False(t, closed, "round %d: bet %s stands behind the close", round, step.ID)
				before[step.ID.String()] = true
			}
			closed = closed || step.Then > games.Open
		}
		require.True(t, closed)
		require.Equal(t, ids, before, "round %d", round)
	}
}

// late is a client that bets around the close.
type late struct {
	id       int
	ws       *websocket.Conn
	mu       sync.Mutex
	sent     map[string]int64 // bet id → round
	verdicts map[string]wire.Verdict
	opened   chan opening
	told     chan struct{} // a verdict came
	err      error
}

type opening struct{ round, closesAtMs int64 }

// enter makes the clients: funded, connected, at the table.
func enter(t *testing.T, url string) []*late {
	var funded struct {
		Players []struct{ Token string } `json:"players"`
	}
	post(t, url+"/api/demo/players", "", map[string]int{"count": closeClients, "fundsMinor": 10_000_000}, &funded)
	clients := make([]*late, len(funded.Players))
	for i, p := range funded.Players {
		var ticket struct{ Ticket string }
		post(t, url+"/api/ticket", p.Token, map[string]any{}, &ticket)
		c := &late{id: i, sent: map[string]int64{}, verdicts: map[string]wire.Verdict{},
			opened: make(chan opening, 64), told: make(chan struct{}, 1)}
		var err error
		c.ws, _, err = websocket.Dial(t.Context(), url+"/ws", &websocket.DialOptions{Subprotocols: []string{wire.Subprotocol},
			HTTPHeader: http.Header{"X-Croupier-Client": {"close-test"}}})
		require.NoError(t, err)
		c.ws.SetReadLimit(1 << 20)
		require.NoError(t, c.write(t.Context(), wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "close-test", Ticket: ticket.Ticket}))
		require.NoError(t, c.write(t.Context(), wire.Join{T: wire.TJoin, Room: 1}))
		done := make(chan struct{})
		go func() { defer close(done); c.read(t.Context()) }()
		t.Cleanup(func() { _ = c.ws.CloseNow(); <-done })
		clients[i] = c
	}
	return clients
}

func post(t *testing.T, url, token string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, "%s", text)
	require.NoError(t, json.Unmarshal(text, out))
}

func (c *late) write(ctx context.Context, message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return c.ws.Write(ctx, websocket.MessageText, text)
}

// read takes frames until the connection ends.
func (c *late) read(ctx context.Context) {
	for {
		_, text, err := c.ws.Read(ctx)
		if err != nil {
			return
		}
		var frame struct {
			T      string       `json:"t"`
			Code   string       `json:"code"`
			Events []wire.Event `json:"events"`
		}
		if err := json.Unmarshal(text, &frame); err != nil || frame.T == wire.TError {
			c.fail(fmt.Errorf("client %d: %v %s", c.id, err, text))
			continue
		}
		for _, e := range frame.Events {
			c.event(e)
		}
	}
}

func (c *late) event(e wire.Event) {
	switch e.Type {
	case "opened":
		var body struct {
			ClosesAtMs int64 `json:"closesAtMs"`
		}
		if json.Unmarshal(e.Body, &body) == nil {
			select {
			case c.opened <- opening{e.Round, body.ClosesAtMs}:
			default: // play has had enough
			}
		}
	case wire.EventVerdict:
		var v wire.Verdict
		if err := json.Unmarshal(e.Body, &v); err != nil {
			c.fail(err)
			return
		}
		c.mu.Lock()
		c.verdicts[v.ID] = v
		c.mu.Unlock()
		select {
		case c.told <- struct{}{}:
		default:
		}
	}
}

func (c *late) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

// play fires around each close and waits for the verdicts.
func (c *late) play(ctx context.Context, closes int) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(closes)*10*time.Second)
	defer cancel()
	for range closes {
		var next opening
		select {
		case next = <-c.opened:
		case <-ctx.Done():
			c.fail(ctx.Err())
			return
		}
		c.volley(ctx, next)
		if !c.answered(ctx) {
			c.fail(fmt.Errorf("client %d: %d bets, %d verdicts", c.id, len(c.sent), len(c.verdicts)))
			return
		}
	}
}

// volley sends a client's bets evenly over the spread, from a start of its own.
func (c *late) volley(ctx context.Context, next opening) {
	step := 2 * closeSpreadMs * time.Millisecond / closeBets
	at := time.UnixMilli(next.closesAtMs - closeSpreadMs).Add(rand.N(step))
	for range closeBets {
		time.Sleep(time.Until(at)) // the moment is the test
		at = at.Add(step)
		id := uuid.Must(uuid.NewV7()).String()
		c.mu.Lock()
		c.sent[id] = next.round
		c.mu.Unlock()
		bet := json.RawMessage(fmt.Sprintf(`{"spots":[{"spot":"straight:%d","stake":100}]}`, rand.IntN(37)))
		if err := c.write(ctx, wire.Act{T: wire.TAct, Room: 1, Round: next.round, ID: id, Ask: "bet", Body: bet}); err != nil {
			c.fail(err)
			return
		}
	}
}

// answered waits until every bet has its verdict.
func (c *late) answered(ctx context.Context) bool {
	for {
		c.mu.Lock()
		done := len(c.verdicts) == len(c.sent) || c.err != nil
		c.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-c.told:
		case <-ctx.Done():
			return false
		}
	}
}
