package rooms

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/crash"
	"croupier/server/wire"
)

const (
	crashRoom    games.RoomID = 6
	crashOptions              = `{"betMs":2000,"leadMs":500,"pauseMs":500,"stepMinor":100,"betMinMinor":100,
		"betMaxMinor":100000,"winMaxMinor":100000000,"allowanceMinor":1000000000,"timesMax":400}`
)

// told lists the bodies of a type that a connection's own stream had.
func told[T any](c *counter, name string) (all []T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.own {
		var body T
		if e.Type == name && json.Unmarshal(e.Body, &body) == nil {
			all = append(all, body)
		}
	}
	return all
}

// Curves in a room: one player cashes out by itself and one by hand, the node dies
// in the middle of a curve, every round ends once and is told once. The lobby's
// card never says when the table wants to be asked next while a curve runs: that
// may be its end (B34).
func TestCrashInARoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer func() { h.close() }()
		h.rules = append(h.rules, crash.New())
		h.ledger.addRoom(crashRoom, crash.Game, crash.Version, []byte(crashOptions))
		h.journal.kill()
		h.boot()
		room := h.open(crashRoom)
		var auto, hand *counter
		enter := func() {
			auto, hand = &counter{}, &counter{}
			for p, c := range map[int64]*counter{1: auto, 2: hand} {
				require.NoError(t, room.Join(c, player(p), Point{}, nil, 0))
			}
		}
		until := func(phase games.Phase) {
			for range 10_000 {
				if room.Status().Card.Phase == phase {
					return
				}
				rest(20 * time.Millisecond)
			}
			require.Fail(t, "never reached", "%v", phase)
		}
		act := func(c *counter, p int64, ask, body string) games.BetID {
			id := newBetID()
			require.NoError(t, room.Act(c, player(p), wire.Act{Round: int64(room.Status().Round), ID: id.String(), Ask: ask, Body: []byte(body)}))
			return id
		}
		for p := range int64(2) {
			h.ledger.grant(games.PlayerID(p+1), 1_000_000)
		}
		enter()
		kill := func() {
			h.kill()
			rest(2 * time.Second)
			h.boot()
			room = h.open(crashRoom)
			enter()
			rest(100 * time.Millisecond)
		}
		kills, byAuto, byHand := map[string]int{}, 0, 0
		for round := range 24 {
			until(games.Open)
			act(auto, 1, "bet", `{"stake":1000,"cashAt":150}`)
			bet := act(hand, 2, "bet", `{"stake":2000}`)
			rest(50 * time.Millisecond)
			if round%4 == 1 {
				kills["bets"]++
				kill()
			}
			until(games.Closed)
			if round%4 == 2 {
				kills["lead"]++
				kill()
			}
			rest(time.Second) // past the lead
			if round%4 == 3 && room.Status().Card.Phase == games.Closed {
				kills["curve"]++
				kill()
			}
			if room.Status().Card.Phase == games.Closed {
				act(hand, 2, "cashOut", fmt.Sprintf(`{"bet":%q}`, bet))
			}
			until(games.Open)
			for _, out := range told[crash.CashedOut](auto, "cashedOut") {
				require.Equal(t, crash.Multiplier(150), out.Times)
				byAuto++
			}
			for _, out := range told[crash.CashedOut](hand, "cashedOut") {
				require.Equal(t, bet, out.Bet)
				byHand++
			}
			require.Len(t, told[crash.Paid](auto, "paid"), 1)
			require.Len(t, told[crash.Paid](hand, "paid"), 1)
			for _, c := range []*counter{auto, hand} { // each round is read alone
				c.mu.Lock()
				c.own = nil
				c.mu.Unlock()
			}
		}
		for _, when := range []string{"bets", "lead", "curve"} {
			require.Positive(t, kills[when], when)
		}
		require.Positive(t, byAuto)
		require.Positive(t, byHand)
		h.audit()
		running := 0
		h.lobby.mu.Lock()
		defer h.lobby.mu.Unlock()
		for i, card := range h.lobby.cards {
			if card.Room == crashRoom && card.Phase == games.Closed {
				running++
				require.LessOrEqual(t, card.Until, h.lobby.at[i], "the card says when the curve may end")
			}
		}
		require.Positive(t, running)
	})
}
