package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The card tables of the house: at two of them bets stay open, at one a hand waits for the
// player who is seated there, at one that player is asked about insurance.
const (
	baizeRoom  = 67
	handRoom   = 68
	insureRoom = 69
	puntoRoom  = 70
	tigerRoom  = 71
)

const baize = `{"decks":6,"hole":"peek","natural":"6:5","handsMax":4,"double":"any","afterSplit":true,"surrender":true,
	"insurance":%v,"autoHitBelow":12,"behindCut":60,"pairs":"25/12/6","seats":7,"seatsEach":2,"behindMax":4,"betMs":%d,
	"decideMs":300000,"absentMs":300000,"dealMs":0,"pauseMs":50,"stepMinor":100,"seatMinMinor":200,"seatMaxMinor":2000,
	"sideMinMinor":100,"sideMaxMinor":1000,"tableMaxMinor":20000,"allowanceMinor":100000000}`

const felt = `{"betMs":600000,"cardMs":10,"landMs":20,"pauseMs":20,"stepMinor":100,"spotMinMinor":100,
	"tableMaxMinor":20000,"allowanceMinor":100000000,"decks":8,"limits":%s}`

// cardTables are those tables.
func cardTables() []map[string]any {
	table := func(room int, game, options string) map[string]any {
		return map[string]any{"room": room, "name": "Cards", "game": game, "rules": 1, "currency": "FUN",
			"options": json.RawMessage(options), "bots": []string{}}
	}
	return []map[string]any{
		table(baizeRoom, "blackjack", fmt.Sprintf(baize, true, 600_000)),
		table(handRoom, "blackjack", fmt.Sprintf(baize, false, 400)),
		table(insureRoom, "blackjack", fmt.Sprintf(baize, true, 300)),
		table(puntoRoom, "baccarat", fmt.Sprintf(felt, `{"player":4000,"banker":4000,"tie":2000}`)),
		table(tigerRoom, "dragon-tiger", fmt.Sprintf(felt, `{"dragon":4000,"tiger":4000,"tie":2000}`)),
	}
}

// placeCards seats the victim and a second player at the tables of hands: each table then
// waits, for as long as the rows run, for that second player's decision.
func (h *house) placeCards(t *testing.T) {
	_, _ = h.placeVictim(t, baizeRoom, `{"spots":[{"spot":"seat:3","stake":700}]}`)
	h.hand = h.seatedAt(t, handRoom, "act")
	h.insuring = h.seatedAt(t, insureRoom, "insure")
}

// turn is what a table waits for.
type turn struct {
	Stage string   `json:"stage"`
	Seat  int      `json:"seat"`
	Legal []string `json:"legal"`
}

// seatedAt plays rounds until the table waits for a decision of the seated player's at a
// stage, and names the round.
func (h *house) seatedAt(t *testing.T, room int64, stage string) (round int64) {
	t.Helper()
	seated, victim := h.enter(t, h.seated, room), h.enter(t, h.victim, room)
	say := func(s *socket, round int64, ask, body string) {
		s.text(t, `{"t":"act","room":`+itoa(room)+`,"round":`+itoa(round)+`,"id":"`+newID()+`","ask":"`+ask+`","body":`+body+`}`)
	}
	said := map[string]bool{}
	for range 20_000 {
		m := seated.next(t)
		require.False(t, m.T == "gone" || strings.HasPrefix(m.T, "close"), m.T)
		for _, e := range m.Events {
			switch e.Type {
			case "opened":
				say(seated, e.Round, "bet", `{"spots":[{"spot":"seat:1","stake":400}]}`)
				say(victim, e.Round, "bet", `{"spots":[{"spot":"seat:2","stake":400}]}`)
			case "turn":
				var now turn
				require.NoError(t, json.Unmarshal(e.Body, &now))
				if now.Stage == stage && (stage == "insure" || now.Seat == 1) {
					time.Sleep(200 * time.Millisecond) // the others have it as well
					return e.Round
				}
				who, key := seated, fmt.Sprint(e.Round, now.Seat)
				if now.Seat == 2 {
					who = victim
				}
				if now.Stage == "act" && !said[key] {
					said[key] = true
					say(who, e.Round, "play", `{"seat":`+itoa(int64(now.Seat))+`,"hand":0,"seen":2,"do":"stand"}`)
				}
			}
		}
	}
	t.Fatal("the table never waits for ", stage)
	return 0
}

// cardRow is an ask at a card table, by a stranger to it.
func cardRow(room int64, name, ask, body, want string) row {
	return at(room, "cards: "+name,
		`{"t":"act","cid":1,"room":`+itoa(room)+`,"round":{round},"id":"{id}","ask":"`+ask+`","body":`+body+`}`, want)
}

// seatedRow is an ask of the player whose decision it is.
func seatedRow(room int64, name, ask, body, want string) row {
	return row{name: "cards: " + name, want: want, attack: func(t *testing.T, a *attack) string {
		a.chairs <- struct{}{} // a player has so many windows and no more
		t.Cleanup(func() { <-a.chairs })
		a.s, a.id = a.enter(t, a.seated, room), newID()
		a.s.text(t, a.fill(`{"t":"act","cid":1,"room":`+itoa(room)+`,"round":{round},"id":"{mine}","ask":"`+ask+`","body":`+body+`}`))
		return a.s.answerTo(t, a.id)
	}}
}

// answerTo is the verdict of an id: other rows ask as the same player at the same time, and
// a player's own stream goes to every window.
func (s *socket) answerTo(t *testing.T, id string) string {
	t.Helper()
	for {
		m := s.next(t)
		if m.T == "error" {
			return "error " + m.Code
		}
		if m.T == "gone" || strings.HasPrefix(m.T, "close") {
			return m.T
		}
		for _, e := range m.Events {
			var v message
			if e.Type == "verdict" && json.Unmarshal(e.Body, &v) == nil && v.ID == id {
				return verdict(v)
			}
		}
	}
}

// B8, B39, B49: seats, hands and decisions that are another's, or nobody's, or not now.
func cardRows() []row {
	seat := func(spot, stake string) string { return `{"spots":[{"spot":"` + spot + `","stake":` + stake + `}]}` }
	play := func(seat, hand, seen, do string) string {
		return `{"seat":` + seat + `,"hand":` + hand + `,"seen":` + seen + `,"do":"` + do + `"}`
	}
	insure := func(stake string) string { return `{"seat":1,"hand":0,"seen":2,"do":"insure","stake":` + stake + `}` }
	spots := strings.Repeat(`{"spot":"seat:1","stake":400},`, 1000) + `{"spot":"seat:1","stake":400}`
	return []row{
		cardRow(baizeRoom, "the victim's seat", "bet", seat("seat:3", "400"), "verdict refused seat_taken"),
		cardRow(baizeRoom, "seat nought", "bet", seat("seat:0", "400"), "verdict refused bad_spot"),
		cardRow(baizeRoom, "seat eight", "bet", seat("seat:8", "400"), "verdict refused bad_spot"),
		cardRow(baizeRoom, "a seat below nothing", "bet", seat("seat:-1", "400"), "verdict refused bad_spot"),
		cardRow(baizeRoom, "a seat in another spelling", "bet", seat("seat:01", "400"), "verdict refused bad_spot"),
		cardRow(baizeRoom, "a side bet without a seat", "bet", seat("pairs:1", "100"), "verdict refused needs_seat"),
		cardRow(baizeRoom, "a side bet at the victim's seat", "bet", seat("pairs:3", "100"), "verdict refused needs_seat"),
		cardRow(baizeRoom, "a side bet that is not offered", "bet", seat("threes:1", "100"), "verdict refused bad_spot"),
		cardRow(baizeRoom, "three seats", "bet", `{"spots":[{"spot":"seat:4","stake":400},{"spot":"seat:5","stake":400},{"spot":"seat:6","stake":400}]}`,
			"verdict refused too_many"),
		cardRow(baizeRoom, "a seat below nothing's stake", "bet", seat("seat:4", "-400"), "verdict refused below_min"),
		cardRow(baizeRoom, "a seat off the step", "bet", seat("seat:4", "250"), "verdict refused bad_step"),
		cardRow(baizeRoom, "a seat above its most", "bet", seat("seat:4", "2100"), "verdict refused above_spot"),
		cardRow(baizeRoom, "a stake of the greatest integer", "bet", seat("seat:4", "9223372036854775807"), "verdict refused above_spot"),
		cardRow(baizeRoom, "a seat twice", "bet", `{"spots":[{"spot":"seat:4","stake":400},{"spot":"seat:4","stake":400}]}`, "verdict refused twice_spot"),
		cardRow(baizeRoom, "behind oneself", "bet", `{"spots":[{"spot":"seat:4","stake":400},{"spot":"behind:4","stake":400}]}`, "verdict refused own_seat"),
		cardRow(baizeRoom, "a consent that is no truth", "bet", `{"spots":[{"spot":"behind:3","stake":400}],"follow":"yes"}`, "error malformed"),
		cardRow(baizeRoom, "a seat for another player", "bet", `{"spots":[{"spot":"seat:4","stake":400}],"player":{whose}}`, "error malformed"),
		cardRow(baizeRoom, "a card of one's own", "bet", `{"spots":[{"spot":"seat:4","stake":400}],"cards":["As","Ks"]}`, "error malformed"),
		cardRow(baizeRoom, "another's bet back", "undo", `{}`, "verdict refused nothing"),
		cardRow(baizeRoom, "all bets back", "clear", `{"seat":3}`, "error malformed"),
		cardRow(baizeRoom, "a decision before the cards", "play", play("3", "0", "2", "hit"), "verdict refused closed"),
		cardRow(baizeRoom, "the system's declined", "declined", `{"bet":"{id}"}`, "error malformed"),
		cardRow(baizeRoom, "the dealer's cards", "dealt", `{"seats":[],"up":"As","taken":1}`, "verdict refused bad_ask"),
		cardRow(baizeRoom, "a shoe of one's own", "order", `{"order":["As","Ks"]}`, "verdict refused bad_ask"),
		cardRow(baizeRoom, "a shuffle", "shuffled", `{"shoe":{"shoe":1,"decks":6,"cut":1,"dealt":0},"before":null}`, "verdict refused bad_ask"),
		cardRow(baizeRoom, "1,000 seats", "bet", `{"spots":[`+spots+`]}`, "close 1009"),
		cardRow(baizeRoom, "a decision of 33 KiB", "play", play("3", "0", "2", strings.Repeat("hit", 11<<10)), "close 1009"),

		cardRow(handRoom, "the victim's hand", "play", play("2", "0", "2", "hit"), "verdict refused not_your_turn"),
		cardRow(handRoom, "the hand whose turn it is, by a stranger", "play", play("1", "0", "2", "hit"), "verdict refused not_your_turn"),
		cardRow(handRoom, "a seat after the close", "bet", seat("seat:4", "400"), "verdict refused closed"),
		seatedRow(handRoom, "the victim's hand, from beside it", "play", play("2", "0", "2", "stand"), "verdict refused not_your_turn"),
		seatedRow(handRoom, "a hand of nobody's", "play", play("5", "0", "2", "stand"), "verdict refused not_your_turn"),
		seatedRow(handRoom, "a hand at seat 99", "play", play("99", "0", "2", "stand"), "verdict refused not_your_turn"),
		seatedRow(handRoom, "a second hand without a split", "play", play("1", "1", "2", "stand"), "verdict refused not_your_turn"),
		seatedRow(handRoom, "a hand below nothing", "play", play("1", "-1", "2", "stand"), "verdict refused not_your_turn"),
		seatedRow(handRoom, "a hand of 2^63", "play", play("1", "9223372036854775808", "2", "stand"), "error malformed"),
		seatedRow(handRoom, "more cards seen than there are", "play", play("1", "0", "3", "stand"), "verdict refused stale"),
		seatedRow(handRoom, "fewer cards seen than there are", "play", play("1", "0", "1", "stand"), "verdict refused stale"),
		seatedRow(handRoom, "cards seen below nothing", "play", play("1", "0", "-2", "stand"), "verdict refused stale"),
		seatedRow(handRoom, "an act of no game", "play", play("1", "0", "2", "peek"), "verdict refused illegal_play"),
		seatedRow(handRoom, "an insurance that nobody offers", "play", play("1", "0", "2", "insure"), "verdict refused illegal_play"),
		seatedRow(handRoom, "even money that nobody offers", "play", play("1", "0", "2", "even"), "verdict refused illegal_play"),
		seatedRow(handRoom, "a stake with a stand", "play", `{"seat":1,"hand":0,"seen":2,"do":"stand","stake":100}`, "verdict refused bad_ask"),
		seatedRow(handRoom, "a double for more", "play", `{"seat":1,"hand":0,"seen":2,"do":"double","stake":800}`, "verdict refused bad_ask"),
		seatedRow(handRoom, "a stand by the system", "play", `{"seat":1,"hand":0,"seen":2,"do":"stand","by":"system"}`, "error malformed"),
		seatedRow(handRoom, "a bet back after the cards", "undo", `{}`, "verdict refused closed"),
		seatedRow(handRoom, "more on a hand after the cards", "bet", seat("seat:1", "400"), "verdict refused closed"),

		seatedRow(insureRoom, "an insurance above half", "play", insure("250"), "verdict refused above_spot"),
		seatedRow(insureRoom, "an insurance of the greatest integer", "play", insure("9223372036854775807"), "verdict refused above_spot"),
		seatedRow(insureRoom, "an insurance below nothing", "play", insure("-200"), "verdict refused below_min"),
		seatedRow(insureRoom, "an insurance off the step", "play", insure("75"), "verdict refused bad_step"),
		seatedRow(insureRoom, "even money at six to five", "play", play("1", "0", "2", "even"), "verdict refused illegal_play"),
		seatedRow(insureRoom, "a hit before the look", "play", play("1", "0", "2", "hit"), "verdict refused illegal_play"),
		seatedRow(insureRoom, "insuring the victim's hand", "play", `{"seat":2,"hand":0,"seen":2,"do":"insure"}`, "verdict refused not_your_turn"),
		seatedRow(insureRoom, "insuring a second hand", "play", `{"seat":1,"hand":1,"seen":2,"do":"insure"}`, "verdict refused stale"),
		cardRow(insureRoom, "a stranger's insurance", "play", insure("100"), "verdict refused not_your_turn"),

		cardRow(puntoRoom, "a spot of another game", "bet", seat("dragon", "400"), "verdict refused bad_spot"),
		cardRow(puntoRoom, "a side bet without a limit", "bet", seat("dragon-7", "100"), "verdict refused bad_spot"),
		cardRow(puntoRoom, "a banker off the step", "bet", seat("banker", "150"), "verdict refused bad_step"),
		cardRow(puntoRoom, "a tie above its most", "bet", seat("tie", "2100"), "verdict refused above_spot"),
		cardRow(puntoRoom, "a decision where there is none", "play", play("1", "0", "2", "hit"), "error malformed"),
		cardRow(puntoRoom, "a shoe of one's own at punto", "order", `{"shoe":1,"order":["As"]}`, "verdict refused bad_ask"),
		cardRow(puntoRoom, "a hand of one's own", "result", `{"winner":"player"}`, "verdict refused bad_ask"),
		cardRow(tigerRoom, "a spot of baccarat's", "bet", seat("banker", "400"), "verdict refused bad_spot"),
		cardRow(tigerRoom, "a tiger above its most", "bet", seat("tiger", "4100"), "verdict refused above_spot"),
		cardRow(tigerRoom, "a tiger below nothing", "bet", seat("tiger", "-100"), "verdict refused below_min"),
	}
}
