package swarm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"croupier/games"
	"croupier/loadtest/auditor"
	"croupier/server/wire"
)

// fault is one thing that the fake house does wrong.
type fault string

// house is a casino of one table that fits a test: the protocol over real
// sockets, a ledger of integers, sealed rounds of a few hundred milliseconds.
// It is right unless a fault is set.
type house struct {
	*httptest.Server
	fault fault

	mu      sync.Mutex
	players map[string]*guest // by session token
	conns   map[*seat]bool
	term    int64
	public  [][]byte // frames of this term, by seq-1
	rounds  map[games.RoundID]*game1
	now     *game1
	next    *game1
	armed   bool // everybody is there: the fault may happen
	struck  bool // it has happened
	late    func()
	moving  int // joins that are told to ask again
	over    chan struct{}
	done    sync.WaitGroup
}

type guest struct {
	id, balance, version int64
	token                string
	own                  [][]byte // frames of this term, by n-1
	acts                 map[string]*answer
	order                []string // accepted bets of the round, not taken back
}

type answer struct {
	hash    [32]byte
	verdict wire.Verdict
	spots   []auditor.Stake
}

type game1 struct {
	id         games.RoundID
	seed       [32]byte
	commitment string
	phase      string
	closesAt   int64
	number     int
	public     []wire.Event
	own        map[int64][]wire.Event
	staked     int64
	returned   int64
}

type seat struct {
	ws   *websocket.Conn
	out  chan []byte
	who  *guest
	in   bool
	held []byte // a frame that is sent too late
}

const (
	fakeRoom  = games.RoomID(7)
	fakeBetMs = 300
	fakeGapMs = 100
)

func newHouse(t *testing.T, f fault) *house {
	h := &house{fault: f, players: map[string]*guest{}, conns: map[*seat]bool{}, term: 1,
		rounds: map[games.RoundID]*game1{}, over: make(chan struct{})}
	h.next = h.newRound(fakeRoom.Round(1))
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/demo/players", h.doPlayers)
	mux.HandleFunc("POST /api/ticket", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, map[string]any{"ticket": bearer(r), "expiresMs": 1})
	})
	card := wire.Card{Room: int64(fakeRoom), Game: game, Name: "Fake", Currency: "FUN", Live: true}
	mux.HandleFunc("GET /api/rooms", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, map[string]any{"nowMs": 1, "rooms": []wire.Card{card, {Room: 8, Game: "big-six", Name: "Other", Currency: "FUN", Live: true}}})
	})
	mux.HandleFunc("GET /api/rooms/7", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, h.sheet(card)) })
	mux.HandleFunc("GET /api/me", h.doMe)
	mux.HandleFunc("GET /api/rounds/{round}", h.doRound)
	mux.HandleFunc("GET /ws", h.doSocket)
	h.Server = httptest.NewServer(mux)
	h.done.Add(1)
	go h.deal()
	t.Cleanup(func() {
		close(h.over)
		h.done.Wait()
		h.cut()
		h.Close()
	})
	return h
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func bearer(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func nowMs() int64 { return time.Now().UnixMilli() }

// once is true the first time that a fault may happen.
func (h *house) once(f fault) bool {
	if h.fault != f || h.struck || !h.armed {
		return false
	}
	h.struck = true
	return true
}

func (h *house) newRound(id games.RoundID) *game1 {
	g := &game1{id: id, phase: "none", number: -1, own: map[int64][]wire.Event{}}
	g.seed = sha256.Sum256([]byte(strconv.FormatInt(int64(id), 10)))
	sealed := auditor.Commitment(int64(fakeRoom), int64(id), 1, g.seed)
	g.commitment = hex.EncodeToString(sealed[:])
	h.rounds[id] = g
	return g
}

// deal runs one round after the other.
func (h *house) deal() {
	defer h.done.Done()
	pause := func(ms int64) bool {
		select {
		case <-h.over:
			return false
		case <-time.After(time.Duration(ms) * time.Millisecond):
			return true
		}
	}
	for {
		h.locked(h.open)
		if !pause(fakeBetMs / 2) {
			return
		}
		if h.fault == "early" {
			h.locked(func() { h.settle(); h.close() })
		}
		if !pause(fakeBetMs/2 + 5) {
			return
		}
		h.locked(func() {
			if h.now.phase == "open" {
				h.close()
				h.settle()
			}
		})
		if !pause(fakeGapMs) {
			return
		}
	}
}

func (h *house) locked(do func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	do()
}

func (h *house) open() {
	h.now, h.next = h.next, h.newRound(h.next.id.Next())
	h.now.phase, h.now.closesAt = "open", nowMs()+fakeBetMs
	for _, p := range h.players {
		p.order = nil
	}
	sealed := event(h.now.id, wire.EventSealed, wire.Sealed{Round: int64(h.next.id), Rules: 1, Commitment: h.next.commitment})
	opened := event(h.now.id, "opened", map[string]int64{"closesAtMs": h.now.closesAt})
	if h.fault == "unsealed" {
		h.tell(opened)
		return
	}
	h.tell(opened, sealed)
}

func (h *house) close() {
	if h.now.phase == "open" {
		h.now.phase = "closed"
	}
	h.tell(event(h.now.id, "closed", map[string]int64{"atMs": nowMs()}))
	if h.late != nil {
		time.Sleep(2 * time.Millisecond) // moments are whole milliseconds
		h.late()
		h.late = nil
	}
}

func (h *house) settle() {
	g := h.now
	g.phase, g.number = "settled", auditor.Pocket(g.seed)
	if h.once("draw") {
		g.number = (g.number + 1) % 37
	}
	for _, p := range h.players {
		h.pay(p, g)
	}
	seed := g.seed
	if h.once("seed") {
		seed[0]++
	}
	result := event(g.id, "result", map[string]int64{"number": int64(g.number), "staked": g.staked, "returned": g.returned})
	revealed := event(g.id, wire.EventRevealed,
		wire.Revealed{Round: int64(g.id), Rules: 1, Commitment: g.commitment, Seed: hex.EncodeToString(seed[:])})
	events := []wire.Event{result, revealed}
	if h.once("ended twice") {
		events = append(events, result)
	}
	h.tell(events...)
}

func (h *house) pay(p *guest, g *game1) {
	if len(p.order) == 0 {
		return
	}
	type win struct {
		Spot  string `json:"spot"`
		Stake int64  `json:"stake"`
		Pays  int64  `json:"pays"`
		Back  int64  `json:"back"`
	}
	var staked, returned int64
	wins := []win{}
	for _, id := range p.order {
		for _, s := range p.acts[id].spots {
			staked += s.Stake
			if back := auditor.Back(s.Spot, s.Stake, g.number); back > 0 {
				returned += back
				wins = append(wins, win{s.Spot, s.Stake, back/s.Stake - 1, back})
			}
		}
	}
	if returned > 0 && h.once("payout") {
		returned -= 100
		wins[0].Back -= 100
	}
	p.balance += returned
	if returned > 0 && h.once("paid twice") {
		p.balance += returned
	}
	g.returned += returned
	h.tellOwn(p, g, event(g.id, "paid", map[string]any{"number": g.number, "wins": wins, "staked": staked, "returned": returned}))
	h.tellWallet(p)
}

func event(round games.RoundID, kind string, body any) wire.Event {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return wire.Event{Round: int64(round), AtMs: nowMs(), Type: kind, Body: text}
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// tell sends a frame of the public stream to everybody.
func (h *house) tell(events ...wire.Event) {
	h.now.public = append(h.now.public, events...)
	frame := wire.Table{T: wire.TTable, Room: int64(fakeRoom), Term: h.term, Seq: int64(len(h.public)) + 1, AtMs: nowMs(), Events: events}
	raw := encode(frame)
	h.public = append(h.public, raw)
	for c := range h.conns {
		if !c.in {
			continue
		}
		switch {
		case c.who.id%3 == 0 && h.once("gap"):
			continue
		case c.who.id%3 == 0 && h.once("reordered"):
			c.held = raw
			continue
		case c.who.id%3 == 1 && events[0].Type == "result" && h.once("differs"):
			frame.Events = append([]wire.Event{event(h.now.id, "result", map[string]int64{"number": 99})}, events[1:]...)
			c.send(encode(frame))
			continue
		}
		c.send(raw)
		if c.held != nil {
			c.send(c.held)
			c.held = nil
		}
	}
}

// tellOwn sends a frame of a player's own stream.
func (h *house) tellOwn(p *guest, g *game1, events ...wire.Event) {
	for _, e := range events {
		if e.Type != wire.EventVerdict {
			g.own[p.id] = append(g.own[p.id], e)
		}
	}
	raw := encode(wire.Own{T: wire.TOwn, Room: int64(fakeRoom), Term: h.term, N: int64(len(p.own)) + 1, After: int64(len(h.public)), Events: events})
	p.own = append(p.own, raw)
	if h.once("own gap") {
		return
	}
	for c := range h.conns {
		if c.in && c.who == p {
			c.send(raw)
		}
	}
}

func (h *house) tellWallet(p *guest) {
	p.version++
	w := wire.Wallet{T: wire.TWallet, Currency: "FUN", Kind: "cash", Balance: p.balance, Version: p.version}
	if h.once("wallet") {
		w.Balance++
	}
	for c := range h.conns {
		if c.who == p {
			c.send(encode(w))
		}
	}
}

func (c *seat) send(raw []byte) {
	select {
	case c.out <- raw:
	default:
		panic(fmt.Sprintf("the fake's queue of player %d is full", c.who.id))
	}
}
