package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rooms"
	"croupier/server/wire"
	"croupier/wallet/money"
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
	betsMax    = 3 // in a round; at times none
	spotsMax   = 3 // of a bet
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
	for range m.rand.IntN(betsMax + 1) {
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
	var bet roulette.Bet
	for range 1 + m.rand.IntN(spotsMax) {
		spot := m.spot()
		if slices.ContainsFunc(bet.Spots, func(c roulette.Chip) bool { return c.Spot == spot }) {
			continue
		}
		bet.Spots = append(bet.Spots, roulette.Chip{Spot: spot, Stake: m.stake()})
	}
	body, err := json.Marshal(bet)
	if err != nil {
		return wire.Act{}, false // cannot be: a struct of texts and numbers
	}
	return wire.Act{T: wire.TAct, Room: int64(room), Round: m.round, ID: id.String(), Ask: "bet", Body: body}, true
}

// spot is one that people like: a number, a colour, a dozen, a corner.
func (m *mind) spot() string {
	liked := []roulette.Kind{roulette.Straight, roulette.Straight, roulette.Even, roulette.Dozen, roulette.Column, roulette.Corner}
	spots := m.taste.spots[liked[m.rand.IntN(len(liked))]]
	return spots[m.rand.IntN(len(spots))]
}

// stake is a chip or a few, mostly small, within what every spot takes.
func (m *mind) stake() money.Amount {
	chips := [...]money.Amount{1, 1, 1, 2, 2, 5, 5, 10, 25}
	o := &m.taste.options
	most := min(o.Limits.Straight, o.Limits.Corner, o.Limits.Column, o.Limits.Dozen, o.Limits.Even)
	return max(o.SpotMinMinor, min(chips[m.rand.IntN(len(chips))]*o.SpotMinMinor, most/o.StepMinor*o.StepMinor))
}

// taste is what there is to bet on at a table.
type taste struct {
	options roulette.Options
	spots   map[roulette.Kind][]string
}

func tasteOf(t Table) (taste, error) {
	rules, ok := roulette.Of(t.Game, t.Rules)
	if !ok {
		return taste{}, fmt.Errorf("no roulette: %q, version %d", t.Game, t.Rules)
	}
	o, err := rules.Options(t.Options)
	if err != nil {
		return taste{}, err
	}
	spots := map[roulette.Kind][]string{}
	for _, s := range rules.Spots() {
		spots[s.Kind] = append(spots[s.Kind], s.Name)
	}
	return taste{options: o, spots: spots}, nil
}
