package demo

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"croupier/games"
	"croupier/games/roulette"
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
}

// How bots bet: like people, a little at a time, at no fixed moment, and not in
// the last moment, which belongs to the players.
const (
	lastMs     = 1500
	reactionMs = 700
)

// next is when the next bet is due.
func (m *mind) next() (games.Moment, bool) {
	if len(m.plan) == 0 {
		return 0, false
	}
	return m.plan[0], true
}

func (m *mind) forget() { m.round, m.plan = 0, nil }

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
		var view roulette.View
		if kind.Phase == games.Open.String() && json.Unmarshal(kind.View, &view) == nil {
			m.opened(kind.Round, view.ClosesAt, now)
		}
	case wire.TTable:
		for _, e := range kind.Events {
			m.happened(e, now)
		}
	case wire.TOwn:
		for _, e := range kind.Events {
			var v wire.Verdict
			if e.Type == wire.EventVerdict && json.Unmarshal(e.Body, &v) == nil && v.Code == string(rooms.CodeNoFunds) {
				broke = true
			}
		}
	}
	return broke
}

func (m *mind) happened(e wire.Event, now games.Moment) {
	switch e.Type {
	case "opened", "deadline":
		var opened roulette.Opened // both have the same body
		if json.Unmarshal(e.Body, &opened) == nil {
			m.opened(e.Round, opened.ClosesAt, now)
		}
	case "closed", "voided":
		m.plan = nil
	}
}

// opened plans the round's bets, once per round; a moved deadline moves nothing.
func (m *mind) opened(round int64, closesAt, now games.Moment) {
	if round == m.round {
		return
	}
	m.round, m.plan = round, nil
	window := int64(closesAt-now) - lastMs - reactionMs
	if window <= 0 {
		return
	}
	for range m.rand.IntN(m.taste.betsMax() + 1) {
		m.plan = append(m.plan, now+reactionMs+games.Moment(m.rand.Int64N(window)))
	}
	slices.Sort(m.plan)
}

// bet takes the bet that is due off the plan and makes it.
func (m *mind) bet(room games.RoomID) (wire.Act, bool) {
	if len(m.plan) == 0 {
		return wire.Act{}, false
	}
	m.plan = m.plan[1:]
	id, err := uuid.NewV7()
	if err != nil {
		return wire.Act{}, false // no entropy: no bet
	}
	body, err := json.Marshal(m.taste.bet(m.rand))
	if err != nil {
		return wire.Act{}, false // cannot be: a struct of texts and numbers
	}
	return wire.Act{T: wire.TAct, Room: int64(room), Round: m.round, ID: id.String(), Ask: "bet", Body: body}, true
}
