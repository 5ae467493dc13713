package demo

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/rooms"
	"croupier/server/wire"
)

// mind is what a bot knows and wants: which round is open, and when it will bet.
// It is used by one goroutine.
type mind struct {
	rand  *rand.Rand
	taste taste
	round int64
	plan  []games.Moment // of bets to come in the round, soonest first
	due   *decision      // that the table waits for from this bot
	made  turn           // the last one that it answered in this round
}

// decision is what a bot will do with its hand, and when.
type decision struct {
	play blackjack.Play
	turn turn
	at   games.Moment
}

// How bots bet: like people, a little at a time, at no fixed moment, and not in
// the last moment, which belongs to the players.
const (
	lastMs     = 1500
	reactionMs = 700
	// thinkMs is the most that a decision takes longer than a reaction: others wait.
	thinkMs = 2500
)

// next is when the next bet or decision is due.
func (m *mind) next() (games.Moment, bool) {
	if m.due != nil {
		return m.due.at, true
	}
	if len(m.plan) == 0 {
		return 0, false
	}
	return m.plan[0], true
}

func (m *mind) forget() { m.round, m.plan, m.due, m.made = 0, nil, nil, turn{} }

// upTo is a duration of chance.
func (m *mind) upTo(d time.Duration) time.Duration { return time.Duration(m.rand.Int64N(int64(d))) }

// see takes a frame in. True: a bet was refused for want of money.
func (m *mind) see(frame []byte, now games.Moment) (broke bool) {
	var kind struct {
		T     string          `json:"t"`
		Round int64           `json:"round"`
		Phase string          `json:"phase"`
		View  json.RawMessage `json:"view"`
		// Of table and own frames.
		Events []wire.Event `json:"events"`
	}
	if bytes.HasPrefix(frame, []byte(`{"t":"table"`)) && !bytes.Contains(frame, []byte(`"events":`)) {
		return false // totals and numbers of watchers: most frames are
	}
	if json.Unmarshal(frame, &kind) != nil {
		return false // no frame of this protocol; the room never sends one
	}
	switch kind.T {
	case wire.TSnapshot:
		m.arrived(kind.View, nil)
		var view closing
		if kind.Phase == games.Open.String() && json.Unmarshal(kind.View, &view) == nil {
			m.opened(kind.Round, view.ClosesAt, now)
		}
	case wire.TOwnSnapshot:
		m.arrived(nil, kind.View)
		m.think(now)
	case wire.TTable:
		for _, e := range kind.Events {
			m.happened(e, now)
		}
		m.think(now)
	case wire.TOwn:
		for _, e := range kind.Events {
			var v wire.Verdict
			if e.Type == wire.EventVerdict && json.Unmarshal(e.Body, &v) == nil && v.Code == string(rooms.CodeNoFunds) {
				broke = true
			}
			m.happened(e, now)
		}
		m.think(now)
	}
	return broke
}

// closing is what views, and the events opened and deadline, say alike.
type closing struct {
	ClosesAt games.Moment `json:"closesAtMs"`
}

func (m *mind) arrived(view, own json.RawMessage) {
	if h, ok := m.taste.(hand); ok {
		h.arrived(view, own)
	}
}

func (m *mind) happened(e wire.Event, now games.Moment) {
	switch e.Type {
	case "opened", "deadline":
		var opened closing
		if json.Unmarshal(e.Body, &opened) == nil {
			m.opened(e.Round, opened.ClosesAt, now)
		}
	case "closed", "voided":
		m.plan = nil
	}
	if h, ok := m.taste.(hand); ok {
		h.happened(e)
	}
}

// think plans the decision that the table waits for. One that is planned stays.
func (m *mind) think(now games.Moment) {
	h, ok := m.taste.(hand)
	if !ok {
		return
	}
	play, turn, until, ok := h.decide(m.rand)
	switch {
	case !ok || turn == m.made:
		m.due = nil
	case m.due == nil || m.due.turn != turn:
		at := now + reactionMs + games.Moment(m.rand.Int64N(thinkMs))
		m.due = &decision{play, turn, max(now, min(at, until-reactionMs))}
	}
}

// opened plans the round's bets, once per round; a moved deadline moves nothing.
func (m *mind) opened(round int64, closesAt, now games.Moment) {
	if round == m.round {
		return
	}
	m.round, m.plan, m.due, m.made = round, nil, nil, turn{}
	window := int64(closesAt-now) - lastMs - reactionMs
	if window <= 0 {
		return
	}
	for range m.taste.bets(m.rand) {
		m.plan = append(m.plan, now+reactionMs+games.Moment(m.rand.Int64N(window)))
	}
	slices.Sort(m.plan)
}

// act takes what is due off the plan and makes it.
func (m *mind) act(room games.RoomID) (wire.Act, bool) {
	ask, body := "bet", any(nil)
	switch {
	case m.due != nil:
		ask, body = "play", m.due.play
		m.made, m.due = m.due.turn, nil
	case len(m.plan) > 0:
		m.plan = m.plan[1:]
		if body = m.taste.bet(m.rand); body == nil {
			return wire.Act{}, false
		}
	default:
		return wire.Act{}, false
	}
	id, err := uuid.NewV7()
	if err != nil {
		return wire.Act{}, false // no entropy: no bet
	}
	text, err := json.Marshal(body)
	if err != nil {
		return wire.Act{}, false // cannot be: a struct of texts and numbers
	}
	return wire.Act{T: wire.TAct, Room: int64(room), Round: m.round, ID: id.String(), Ask: ask, Body: text}, true
}
