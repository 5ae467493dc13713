package siege

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/server/wire"
	"croupier/wallet"
	"croupier/wallet/money"
)

// retryBets are the bets of one trial's client, all on the way when its link is
// cut.
const retryBets = 20

// TestB6CutBeforeTheAnswer cuts a client's link when its bets are committed and
// before it has read an answer. Sent again on another connection, at this node
// or at the one that took the table over, they get one answer and one debit.
func TestB6CutBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	run, _ := begin(t, "B6", "cut the link after the commit, before the answer; send again elsewhere", bars.N{Quick: 20, Commit: 300, Night: 3000})
	h := newHouse(t, plan{servers: 2, tables: several(1, 0, times{20_000, 200, 100})})
	takeover := false
	for done := 0; done < run.Trials(); done += retryBets {
		p := h.player()
		acts := p.acts(h, retryBets)
		first := p.enter(h)
		for _, act := range acts {
			require.NoError(t, first.write(act))
		}
		require.NoError(t, h.within(10*time.Second, "the bets are committed", func() bool { return h.stored(p) == retryBets }))
		_ = first.ws.CloseNow() // unread is whatever came
		kind := "cut link"
		if takeover {
			kind = "cut link and takeover"
			h.moveRoom()
		}
		answers := map[string]wire.Verdict{}
		for range 2 { // and once more, on a third connection
			for id, v := range p.again(h, acts) {
				if was, ok := answers[id]; ok {
					require.Equal(t, stripped(was), stripped(v), "the answer changed")
				}
				answers[id] = v
			}
		}
		require.Len(t, answers, retryBets)
		for _, v := range answers {
			require.Equal(t, wire.VerdictAccepted, v.Verdict)
			run.Landed(kind, "open", 1)
			run.Trial()
		}
		run.Ops(len(answers), 0, retryBets)
		h.oneDebit(p, retryBets)
		takeover = !takeover
	}
	h.books()
	h.logs()
}

// stripped is what two answers to one id have in common.
func stripped(v wire.Verdict) wire.Verdict {
	v.T = ""
	return v
}

// person is a funded player at the house's first table.
type person struct {
	ID      int64  `json:"id"`
	Token   string `json:"token"`
	Balance int64  `json:"balance"`
}

// player asks the demo's door for one.
func (h *house) player() *person {
	var out struct {
		Players []person `json:"players"`
	}
	h.post("/api/demo/players", h.locate(0), "", map[string]int{"count": 1, "fundsMinor": 1_000_000}, &out)
	return &out.Players[0]
}

// post asks a server; anything but 200 fails the test.
func (h *house) post(path, base, token string, in, out any) {
	h.t.Helper()
	body, err := json.Marshal(in)
	require.NoError(h.t, err)
	request, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, base+path, bytes.NewReader(body))
	require.NoError(h.t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(h.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(h.t, err)
	require.Equal(h.t, http.StatusOK, answer.StatusCode, "%s", text)
	require.NoError(h.t, json.Unmarshal(text, out))
}

// acts are bets of 1.00 each for the round that is open, which has time left.
func (p *person) acts(h *house, n int) []wire.Act {
	var round int64
	require.NoError(h.t, h.within(40*time.Second, "a round with time left", func() bool {
		return h.db.QueryRow(h.t.Context(), `select id from rounds where phase=1 and room=1
and opened_at>clock_timestamp()-interval '4 s'`).Scan(&round) == nil
	}))
	acts := make([]wire.Act, n)
	for i := range acts {
		acts[i] = wire.Act{T: wire.TAct, Cid: int64(i + 1), Room: 1, Round: round, ID: uuid.Must(uuid.NewV7()).String(), Ask: "bet",
			Body: json.RawMessage(fmt.Sprintf(`{"spots":[{"spot":"straight:%d","stake":100}]}`, i))}
	}
	return acts
}

// stored counts a player's verdicts in the database.
func (h *house) stored(p *person) (n int) {
	require.NoError(h.t, h.db.QueryRow(h.t.Context(), `select count(*) from bets where player=$1 and verdict=1`, p.ID).Scan(&n))
	return n
}

// oneDebit says that so many bets of 1.00 left the account once each.
func (h *house) oneDebit(p *person, bets int) {
	var lines, sum int64
	cash := wallet.CashOf(games.PlayerID(p.ID), money.FUN)
	require.NoError(h.t, h.db.QueryRow(h.t.Context(), `select count(*), coalesce(sum(amount),0)::bigint from transfers where debit=$1 and kind=1`,
		int64(cash)).Scan(&lines, &sum))
	require.EqualValues(h.t, 100*bets, sum)
	require.Equal(h.t, bets, h.stored(p))
}

// moveRoom kills the owner of the table and waits for the other to have it.
func (h *house) moveRoom() {
	owner := h.busiest()
	require.NoError(h.t, h.kill(owner))
	h.allOwned()
	require.NoError(h.t, h.start(owner), "%s", h.nodes[owner].log)
}

// link is one connection of a person's.
type link struct{ ws *websocket.Conn }

// entriesMax bounds how often a person tries to enter: a table may be on its way
// to another server, on a busy machine more than once.
const entriesMax = 10

// enter connects to the owner of the table and joins it.
func (p *person) enter(h *house) *link {
	h.t.Helper()
	var err error
	for range entriesMax {
		h.allOwned()
		var l *link
		if l, err = p.tryEnter(h); err == nil {
			return l
		}
		rest(h, 300*time.Millisecond)
	}
	require.NoError(h.t, err)
	return nil
}

func (p *person) tryEnter(h *house) (*link, error) {
	base := h.locate(1)
	var ticket struct{ Ticket string }
	h.post("/api/ticket", base, p.Token, struct{}{}, &ticket)
	ws, _, err := websocket.Dial(h.t.Context(), base+"/ws", &websocket.DialOptions{Subprotocols: []string{wire.Subprotocol},
		HTTPHeader: http.Header{"X-Croupier-Client": {"siege"}}})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(1 << 20)
	h.t.Cleanup(func() { _ = ws.CloseNow() }) // it may have been closed
	l := &link{ws}
	return l, errors.Join(
		l.write(wire.Hello{T: wire.THello, VMin: 1, VMax: 1, Client: "siege", Ticket: ticket.Ticket}),
		l.write(wire.Join{T: wire.TJoin, Cid: 1000, Room: 1}),
		l.until(h, func(v wire.Verdict) bool { return v.T == wire.TJoined }))
}

func (l *link) write(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return l.ws.Write(context.Background(), websocket.MessageText, text)
}

// until reads frames until one is the last that is wanted. An error of the
// protocol ends it as well.
func (l *link) until(h *house, last func(wire.Verdict) bool) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), aliveMax)
	defer cancel()
	for {
		_, text, err := l.ws.Read(ctx)
		if err != nil {
			return err
		}
		var v wire.Verdict
		if err := json.Unmarshal(text, &v); err != nil {
			return err
		}
		if v.T == wire.TError {
			return fmt.Errorf("an error instead of an answer: %s", text)
		}
		if last(v) {
			return nil
		}
	}
}

// again sends acts that were sent before, on a connection of its own, and reads
// until each has an answer.
func (p *person) again(h *house, acts []wire.Act) map[string]wire.Verdict {
	answers := map[string]wire.Verdict{}
	var err error
	for range entriesMax {
		l := p.enter(h)
		for _, act := range acts {
			err = errors.Join(err, l.write(act))
		}
		if err == nil {
			err = l.until(h, func(v wire.Verdict) bool {
				if v.T == wire.TVerdict {
					answers[v.ID] = v
				}
				return len(answers) == len(acts)
			})
		}
		if err == nil {
			return answers
		}
		h.t.Log("sending again:", err)
		err = nil
	}
	require.Len(h.t, answers, len(acts))
	return answers
}
