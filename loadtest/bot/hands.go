package bot

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"croupier/server/wire"
)

// deal is what a bot knows of a round of blackjack: a fold of what everyone is told,
// and of what it is told alone. What cannot be read is the auditor's to complain of.
type deal struct {
	common  bool // one hand for all: everybody sits at seat 1
	autoHit int  // below it the system hits for who says nothing

	seats    map[string]int // seats by bet: the bot's own
	hands    map[int][][]string
	up       string
	turn     *turn
	answered map[int]bool // the question of insurance, by seat
	over     map[int]bool // by common hand: the bot takes no more cards of it
	chosen   string       // of the common hand, at this stage

	played []int // seats at which anybody played last
	home   []int // where the bot sat last
}

// turn is what the table waits for.
type turn struct {
	Stage   string   `json:"stage"`
	Seat    int      `json:"seat"`
	Hand    int      `json:"hand"`
	UntilMs int64    `json:"untilMs"`
	Legal   []string `json:"legal"`
}

// The stages at which players decide.
const (
	stageInsure = "insure"
	stageAct    = "act"
)

// facts are the bodies of all events of the game: each has some of the fields.
type facts struct {
	Bet   string          `json:"bet"`
	Bets  []string        `json:"bets"`
	Spots []spotted       `json:"spots"`
	Seats json.RawMessage `json:"seats"` // of a close numbers, of a deal cards
	Up    string          `json:"up"`
	Seat  int             `json:"seat"`
	Hand  int             `json:"hand"`
	Do    string          `json:"do"`
	Cards []string        `json:"cards"`
	Card  string          `json:"card"`
	Halve []string        `json:"halves"`
}

type spotted struct {
	Spot string `json:"spot"`
}

type seatCards struct {
	Seat  int      `json:"seat"`
	Cards []string `json:"cards"`
}

func newDeal(m *Seats) *deal {
	d := &deal{common: m.Common, autoHit: m.AutoHit}
	d.begin()
	return d
}

// begin forgets the round before, but for where the bot sat.
func (d *deal) begin() {
	if len(d.seats) > 0 {
		d.home = d.own()
	}
	d.seats, d.hands, d.up, d.turn, d.chosen = map[string]int{}, map[int][][]string{}, "", nil, ""
	d.answered, d.over = map[int]bool{}, map[int]bool{}
}

// event takes an event of the public stream or of the bot's own.
func (d *deal) event(e *wire.Event) {
	var f facts
	switch e.Type {
	case "turn":
		now := &turn{}
		if json.Unmarshal(e.Body, now) == nil {
			d.turn = now
		}
		return
	case "opened":
		d.begin()
		return
	case "result", "voided":
		d.turn = nil
		return
	}
	if json.Unmarshal(e.Body, &f) != nil {
		return
	}
	switch e.Type {
	case "placed":
		d.sits(f.Bet, f.Spots)
	case "takenBack":
		for _, id := range f.Bets {
			for key := range d.seats {
				if strings.HasPrefix(key, id) {
					delete(d.seats, key)
				}
			}
		}
	case "closed":
		d.played = nil
		_ = json.Unmarshal(f.Seats, &d.played) // unreadable: nobody plays
	case "dealt":
		var cards []seatCards
		_ = json.Unmarshal(f.Seats, &cards) // unreadable: no cards
		d.hands, d.up = map[int][][]string{}, f.Up
		for _, c := range cards {
			d.hands[c.Seat] = [][]string{c.Cards}
		}
	default:
		d.decided(e.Type, &f)
	}
}

// decided is an event of a decision, or of what follows it.
func (d *deal) decided(kind string, f *facts) {
	switch kind {
	case "acted": // what the table waits for next, it says after it
		d.turn = nil
		if f.Do == doInsure || f.Do == doEven || f.Do == doNo {
			d.answered[f.Seat] = true
		}
		if f.Do == doHit {
			d.drawn(f.Seat, f.Hand, f.Cards)
		}
	case "drawn":
		d.drawn(f.Seat, f.Hand, f.Cards)
	case "chosen":
		d.chosen = f.Do
	case "went":
		d.went(f)
		d.turn = nil
	}
}

// sits learns from a bet that stands which seats are the bot's.
func (d *deal) sits(bet string, spots []spotted) {
	for _, s := range spots {
		if number, ok := strings.CutPrefix(s.Spot, "seat:"); ok {
			if n, err := strconv.Atoi(number); err == nil {
				d.seats[bet+" "+number] = n
			}
		}
	}
}

// mine says whether a seat is the bot's.
func (d *deal) mine(seat int) bool {
	for _, n := range d.seats {
		if n == seat {
			return true
		}
	}
	return false
}

// own is the bot's seats, in order.
func (d *deal) own() (list []int) {
	for _, n := range d.seats {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}

// hitsFor says whether the system hits a hand whose player says nothing.
func (d *deal) hitsFor(hand []string) bool {
	sum, _ := total(hand)
	return sum < d.autoHit
}

// drawn is a card more, or the two of a split.
func (d *deal) drawn(seat, n int, cards []string) {
	hands := d.hands[seat]
	if n < 0 || n >= len(hands) {
		return
	}
	if pair := hands[n]; len(cards) == 2 && len(pair) == 2 {
		hands[n] = []string{pair[0], cards[0]}
		d.hands[seat] = slices.Insert(hands, n+1, []string{pair[1], cards[1]})
		return
	}
	hands[n] = append(hands[n], cards...)
}

// went is what became of a common hand, and of the bot's part in it.
func (d *deal) went(f *facts) {
	hands := d.hands[1]
	if d.turn == nil || f.Hand < 0 || f.Hand >= len(hands) {
		return
	}
	chose := d.chosen
	d.chosen = ""
	switch {
	case d.turn.Stage == stageInsure:
		d.answered[1] = true
		d.over[0] = d.over[0] || chose == doEven
	case chose != doHit && !(chose == "" && d.hitsFor(hands[f.Hand])):
		d.over[f.Hand] = true
	}
	if first := hands[0]; len(f.Halve) == 2 && len(first) == 2 {
		out := chose != doSplit || points(first[0]) == 1 // aces get one card each
		d.over[1], d.over[2] = out, out
		hands = append(hands[:1:1], []string{first[0], f.Halve[0]}, []string{first[1], f.Halve[1]})
	}
	if f.Card != "" {
		hands[f.Hand] = append(hands[f.Hand], f.Card)
	}
	d.hands[1] = hands
}

// arrived takes the table as it stands.
func (d *deal) arrived(view json.RawMessage) {
	var v struct {
		Dealer []string `json:"dealer"`
		Turn   *turn    `json:"turn"`
		Seats  []struct {
			Seat  int         `json:"seat"`
			Hands []handShown `json:"hands"`
		} `json:"seats"`
		Hands []handShown `json:"hands"` // common ones
	}
	d.begin()
	if json.Unmarshal(view, &v) != nil {
		return
	}
	if d.turn = v.Turn; len(v.Dealer) > 0 {
		d.up = v.Dealer[0]
	}
	for _, s := range v.Seats {
		for _, h := range s.Hands {
			d.hands[s.Seat] = append(d.hands[s.Seat], h.Cards)
		}
	}
	for i, h := range v.Hands {
		d.hands[1] = append(d.hands[1], h.Cards)
		d.over[i] = true // unless its own view says otherwise
	}
}

type handShown struct {
	Cards []string `json:"cards"`
}

// alone takes the bot's own view, which follows the table's.
func (d *deal) alone(view json.RawMessage) {
	var v struct {
		Bets []struct {
			Bet   string    `json:"bet"`
			Spots []spotted `json:"spots"`
		} `json:"bets"`
		Hands []struct {
			Hand int  `json:"hand"`
			Over bool `json:"over"`
		} `json:"hands"`
		Choice string `json:"choice"`
	}
	if json.Unmarshal(view, &v) != nil {
		return
	}
	d.seats = map[string]int{}
	for _, b := range v.Bets {
		d.sits(b.Bet, b.Spots)
	}
	d.chosen = v.Choice
	for _, h := range v.Hands {
		d.over[h.Hand] = h.Over
	}
}
