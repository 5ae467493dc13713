package swarm

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/coder/websocket"

	"croupier/games"
	"croupier/loadtest/auditor"
	"croupier/server/wire"
)

func (h *house) doPlayers(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Count      int   `json:"count"`
		FundsMinor int64 `json:"fundsMinor"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	out := []player{}
	for range in.Count {
		p := &guest{id: int64(len(h.players)) + 1, balance: in.FundsMinor, version: 1, acts: map[string]*answer{}}
		p.token = "token-" + strconv.FormatInt(p.id, 10)
		h.players[p.token] = p
		out = append(out, player{ID: p.id, Token: p.token, Balance: p.balance, Version: p.version})
	}
	answerJSON(w, map[string]any{"players": out})
}

func (h *house) doMe(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.players[bearer(r)]
	answerJSON(w, map[string]any{"balances": []map[string]any{
		{"currency": "FUN", "kind": "cash", "balance": p.balance, "version": p.version}}})
}

func (h *house) doRound(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, err := strconv.ParseInt(r.PathValue("round"), 10, 64)
	g := h.rounds[games.RoundID(id)]
	if err != nil || g == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	out := auditor.Record{Round: id, Room: int64(fakeRoom), Rules: 1, Phase: g.phase, Commitment: g.commitment, Events: g.public}
	if g.phase == "settled" {
		out.Seed = hexOf(g.seed)
	}
	if p := h.players[bearer(r)]; p != nil {
		out.Own = g.own[p.id]
	}
	answerJSON(w, out)
}

func (h *house) doSocket(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{wire.Subprotocol}})
	if err != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := &seat{ws: ws, out: make(chan []byte, 4096)}
	h.done.Add(1)
	go func() {
		defer h.done.Done()
		for {
			select {
			case <-ctx.Done():
				return
			case raw := <-c.out:
				_ = ws.Write(ctx, websocket.MessageText, raw)
			}
		}
	}()
	for {
		_, raw, err := ws.Read(ctx)
		if err != nil {
			break
		}
		h.locked(func() { h.message(c, raw) })
	}
	h.locked(func() { delete(h.conns, c) })
	_ = ws.CloseNow()
}

func (h *house) message(c *seat, raw []byte) {
	var head struct {
		T string `json:"t"`
	}
	_ = json.Unmarshal(raw, &head)
	switch head.T {
	case wire.THello:
		var m wire.Hello
		_ = json.Unmarshal(raw, &m)
		if c.who = h.players[m.Ticket]; c.who == nil {
			c.who = h.players[m.Resume]
		}
		h.conns[c] = true
		c.send(encode(wire.Welcome{T: wire.TWelcome, V: 1, Server: "fake", NowMs: nowMs(), Player: c.who.id, Resume: c.who.token, PingSec: 15}))
		c.send(encode(wire.Wallet{T: wire.TWallet, Currency: "FUN", Kind: "cash", Balance: c.who.balance, Version: c.who.version}))
	case wire.TJoin:
		var m wire.Join
		_ = json.Unmarshal(raw, &m)
		h.join(c, &m)
	case wire.TAct:
		var m wire.Act
		_ = json.Unmarshal(raw, &m)
		h.act(c, &m)
	case wire.TInquire:
		var m wire.Inquire
		_ = json.Unmarshal(raw, &m)
		h.inquire(c, m.IDs)
	case wire.TPing:
		var m wire.Ping
		_ = json.Unmarshal(raw, &m)
		c.send(encode(wire.Pong{T: wire.TPong, N: m.N, NowMs: nowMs()}))
	}
}

func (h *house) join(c *seat, m *wire.Join) {
	if h.moving > 0 {
		h.moving--
		c.send(encode(wire.Error{T: wire.TError, Cid: m.Cid, Room: m.Room, Code: wire.ErrorNoOwner, Retry: true, AfterMs: 20}))
		return
	}
	c.in = true
	j := wire.Joined{T: wire.TJoined, Cid: m.Cid, Room: int64(fakeRoom), Term: h.term, Seq: int64(len(h.public)), N: int64(len(c.who.own))}
	if m.Term == h.term {
		j.Resumed = true
		for _, raw := range append(h.public[m.Seq:len(h.public):len(h.public)], c.who.own[m.N:]...) {
			c.send(raw)
		}
	} else {
		j.Why = "term"
		g := h.now
		c.send(encode(wire.Snapshot{T: wire.TSnapshot, Room: int64(fakeRoom), Term: h.term, Seq: j.Seq, Game: game, Rules: 1,
			Round: int64(g.id), Phase: g.phase, Commitment: g.commitment, View: encode(map[string]any{"phase": g.phase, "closesAtMs": g.closesAt})}))
		view := map[string]any{"bets": h.placed(c.who, g)}
		for _, e := range g.own[c.who.id] {
			if e.Type == "paid" {
				view["paid"] = e.Body
			}
		}
		c.send(encode(wire.OwnSnapshot{T: wire.TOwnSnapshot, Room: int64(fakeRoom), Term: h.term, N: j.N, Round: int64(g.id), View: encode(view)}))
	}
	c.send(encode(j))
	h.inquire(c, m.Inquire)
}

func (h *house) placed(p *guest, g *game1) []json.RawMessage {
	bets := []json.RawMessage{}
	for _, e := range g.own[p.id] {
		if e.Type == "placed" {
			bets = append(bets, e.Body)
		}
	}
	return bets
}

func (h *house) inquire(c *seat, ids []string) {
	for _, id := range ids {
		a := c.who.acts[id]
		if a == nil {
			a = &answer{verdict: wire.Verdict{Room: int64(fakeRoom), Round: int64(h.now.id), ID: id, Verdict: wire.VerdictRefused, Code: "withdrawn"}}
			c.who.acts[id] = a
		}
		h.direct(c, a.verdict)
	}
}

func (h *house) direct(c *seat, v wire.Verdict) {
	v.T = wire.TVerdict
	if v.Verdict == wire.VerdictAccepted && h.once("changed") {
		v.Verdict, v.Code, v.Stake = wire.VerdictRefused, "closed", 0
	}
	c.send(encode(v))
}

func (h *house) act(c *seat, m *wire.Act) {
	p, g := c.who, h.now
	hash := sha256.Sum256([]byte(m.Ask + string(m.Body)))
	if was := p.acts[m.ID]; was != nil {
		if was.hash != hash && was.verdict.Code != "withdrawn" && h.fault != "conflict" {
			c.send(encode(wire.Error{T: wire.TError, Cid: m.Cid, Room: m.Room, ID: m.ID, Code: wire.ErrorConflict}))
			return
		}
		h.direct(c, was.verdict)
		return
	}
	v := wire.Verdict{Room: m.Room, Round: m.Round, ID: m.ID, Verdict: wire.VerdictAccepted, Ask: m.Ask}
	a := &answer{hash: hash}
	p.acts[m.ID] = a
	if m.Ask == "bet" && g.phase == "open" && m.Round == int64(g.id) && h.once("late") { // it is accepted, but after the close
		delete(p.acts, m.ID)
		h.late = func() {
			if p.acts[m.ID] != nil { // a copy came and was taken in time: another one, then
				h.struck = false
				return
			}
			h.act(c, m)
		}
		return
	}
	if m.Round != int64(g.id) || g.phase != "open" && h.late == nil {
		v.Verdict, v.Code = wire.VerdictRefused, "closed"
		a.verdict = v
		h.tellOwn(p, g, event(g.id, wire.EventVerdict, v))
		return
	}
	events := h.move(p, g, m, a, &v)
	a.verdict = v
	if h.once("lost ack") {
		g.own[p.id] = append(g.own[p.id], events...)
		h.tellWallet(p)
		return
	}
	answer := event(g.id, wire.EventVerdict, v)
	h.tellOwn(p, g, append(events, answer)...)
	if h.once("answered twice") {
		h.tellOwn(p, g, answer)
	}
	h.tellWallet(p)
}

// move does what an act asks, and returns its events.
func (h *house) move(p *guest, g *game1, m *wire.Act, a *answer, v *wire.Verdict) []wire.Event {
	if m.Ask == "bet" {
		var body struct {
			Spots []auditor.Stake `json:"spots"`
		}
		_ = json.Unmarshal(m.Body, &body)
		a.spots = body.Spots
		for _, s := range body.Spots {
			v.Stake += s.Stake
		}
		if h.once("stake") {
			v.Stake += 100
		}
		p.balance -= v.Stake
		g.staked += v.Stake
		p.order = append(p.order, m.ID)
		return []wire.Event{event(g.id, "placed", map[string]any{"bet": m.ID, "spots": body.Spots, "total": v.Stake})}
	}
	taken := p.order[len(p.order)-1:]
	if m.Ask == "clear" {
		taken = p.order
	}
	p.order = p.order[:len(p.order)-len(taken)]
	for _, id := range taken {
		v.Back += p.acts[id].verdict.Stake
	}
	if v.Back > 0 && h.once("undo") {
		v.Back -= 100
	}
	p.balance += v.Back
	g.staked -= v.Back
	return []wire.Event{event(g.id, "takenBack", map[string]any{"bets": append([]string{}, taken...), "total": v.Back})}
}

// cut ends every connection without a word.
func (h *house) cut() {
	h.mu.Lock()
	var all []*seat
	for c := range h.conns {
		all = append(all, c)
	}
	h.mu.Unlock()
	for _, c := range all {
		_ = c.ws.CloseNow()
	}
}

// restart is what a kill of the process looks like from outside: every socket
// ends, streams begin anew, rounds and money stay.
func (h *house) restart() {
	h.locked(func() {
		h.term++
		h.moving = 5
		for c := range h.conns {
			c.in = false
		}
		h.public = nil
		for _, p := range h.players {
			p.own = nil
		}
		if h.fault == "lost bet" {
			h.forgetBets()
		}
	})
	h.cut()
}

// forgetBets loses acknowledged bets, as a server does that answers before the
// commit.
func (h *house) forgetBets() {
	for _, p := range h.players {
		if len(p.order) == 0 {
			continue
		}
		id := p.order[len(p.order)-1]
		p.order = p.order[:len(p.order)-1]
		p.balance += p.acts[id].verdict.Stake
		h.now.staked -= p.acts[id].verdict.Stake
		delete(p.acts, id)
		own := h.now.own[p.id]
		for i := len(own) - 1; i >= 0; i-- {
			if own[i].Type == "placed" {
				h.now.own[p.id] = append(own[:i:i], own[i+1:]...)
				break
			}
		}
	}
}
