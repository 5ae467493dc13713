package bot

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Seats is what a blackjack table takes besides chips on spots.
type Seats struct {
	Common         bool // one hand for all
	Count, Each    int  // seats of the table, and of one player
	Behind         bool // others may bet behind a seat
	Pairs, Threes  bool
	Min, Max, Side int64 // on a hand, and the least of a side bet
	Step           int64
	Even           bool // a blackjack pays 3:2: its player is offered even money, not insurance
	AutoHit        int
	Chart          chart
}

// readSeats reads a blackjack table's page.
func readSeats(sheet []byte) (Menu, error) {
	var s struct {
		Common  bool       `json:"common"`
		Spots   []string   `json:"spots"`
		Best    [][]string `json:"best"`
		AutoHit int        `json:"autoHitBelow"`
		Options struct {
			Natural string `json:"natural"`
			Pairs   string `json:"pairs"`
			Threes  string `json:"threes"`
			Seats   int    `json:"seats"`
			Each    int    `json:"seatsEach"`
			Behind  int    `json:"behindMax"`
			Step    int64  `json:"stepMinor"`
			Min     int64  `json:"seatMinMinor"`
			Max     int64  `json:"seatMaxMinor"`
			SideMin int64  `json:"sideMinMinor"`
			SideMax int64  `json:"sideMaxMinor"`
		} `json:"options"`
	}
	if err := json.Unmarshal(sheet, &s); err != nil {
		return Menu{}, err
	}
	if len(s.Spots) == 0 {
		return Menu{}, ErrNoMenu
	}
	o := &s.Options
	m := Menu{Step: max(o.Step, 1), Min: max(o.SideMin, o.Step, 1), Seats: &Seats{
		Common: s.Common, Count: max(o.Seats, 1), Each: max(o.Each, 1), Behind: o.Behind > 0, Pairs: o.Pairs != "", Threes: o.Threes != "",
		Min: o.Min, Max: o.Max, Side: o.SideMin, Step: max(o.Step, 1), Even: o.Natural == "3:2", AutoHit: s.AutoHit, Chart: readChart(s.Best),
	}}
	for _, name := range s.Spots {
		most := o.Max
		if kind, _, _ := strings.Cut(name, ":"); kind == "pairs" || kind == "threes" {
			most = o.SideMax
		}
		m.Spots = append(m.Spots, Spot{Name: name, Max: most})
	}
	return m, nil
}

// Of 1000 bets at a blackjack table so many are such that no table takes them; of
// those of a bot without a seat so many take one or more, of those with one so many
// are behind others, and of bets behind so many follow.
const (
	misplacedPerMille = 30
	sitPerMille       = 600
	behindPerMille    = 500
	followPerMille    = 500
	sidePerMille      = 300
	homePerMille      = 850 // of the bots that sit down take the seats that they had
)

// seatsBet is the body of a bet while it is made.
type seatsBet struct {
	Spots  []seatChip `json:"spots"`
	Follow bool       `json:"follow,omitempty"`
}

type seatChip struct {
	Spot  string `json:"spot"`
	Stake int64  `json:"stake"`
}

func (s *seatsBet) put(kind string, seat int, stake int64) {
	s.Spots = append(s.Spots, seatChip{kind + ":" + strconv.Itoa(seat), stake})
}

// atSeats is a bet: seats for who has none, then side bets, more chips, and chips
// behind others.
func (b *Bot) atSeats() json.RawMessage {
	m, own := b.menu.Seats, b.deal.own()
	bet := &seatsBet{}
	switch {
	case perMille(b.rand, misplacedPerMille):
		b.misplaced(bet)
	case m.Common && len(own) == 0:
		b.sit(bet, []int{1})
	case len(own) == 0 && (!m.Behind || perMille(b.rand, sitPerMille)):
		b.sit(bet, b.wanted())
	case m.Behind && (len(own) == 0 || perMille(b.rand, behindPerMille)):
		b.behind(bet, own)
	default:
		seat := own[Below(b.rand, int64(len(own)))]
		if b.beside(bet, seat); len(bet.Spots) == 0 {
			bet.put("seat", seat, m.Step)
		}
	}
	body, _ := json.Marshal(bet) // texts and numbers: it cannot fail
	return body
}

// wanted is the seats that a bot sits down at: where it was, or anywhere.
func (b *Bot) wanted() []int {
	m := b.menu.Seats
	if home := b.deal.home; len(home) > 0 && perMille(b.rand, homePerMille) {
		return home
	}
	first := Below(b.rand, int64(m.Count))
	seats := make([]int, 1+Below(b.rand, int64(min(m.Each, 3))))
	for i := range seats {
		seats[i] = int(first+int64(i))%m.Count + 1
	}
	return seats
}

func (b *Bot) sit(bet *seatsBet, seats []int) {
	m := b.menu.Seats
	for _, seat := range seats {
		bet.put("seat", seat, min(m.Max, m.Min+m.Step*Below(b.rand, chipsMax)))
		b.beside(bet, seat)
	}
}

// beside puts chips on the side bets of a seat, at times.
func (b *Bot) beside(bet *seatsBet, seat int) {
	m := b.menu.Seats
	if m.Pairs && perMille(b.rand, sidePerMille) {
		bet.put("pairs", seat, m.Side)
	}
	if m.Threes && perMille(b.rand, sidePerMille) {
		bet.put("threes", seat, m.Side)
	}
}

// behind puts chips behind a seat that is not the bot's: mostly one at which somebody
// played last.
func (b *Bot) behind(bet *seatsBet, own []int) {
	m := b.menu.Seats
	seat := int(Below(b.rand, int64(m.Count))) + 1
	if played := b.deal.played; len(played) > 0 && perMille(b.rand, homePerMille) {
		seat = played[Below(b.rand, int64(len(played)))]
	}
	for range m.Count {
		if !slices.Contains(own, seat) {
			break
		}
		seat = seat%m.Count + 1
	}
	bet.put("behind", seat, min(m.Max, m.Min+m.Step*Below(b.rand, chipsMax)))
	bet.Follow = perMille(b.rand, followPerMille)
}

// misplaced is a bet that every table refuses.
func (b *Bot) misplaced(bet *seatsBet) {
	m := b.menu.Seats
	seat := int(Below(b.rand, int64(m.Count))) + 1
	switch Below(b.rand, 4) {
	case 0:
		bet.put("seat", m.Count+1, m.Min)
	case 1:
		bet.put("seat", seat, m.Max+m.Step)
	case 2:
		bet.put("seat", seat, m.Min)
		bet.put("seat", seat, m.Min)
	default:
		bet.put("behind", m.Count+2, m.Min)
	}
}
