package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/games/cards"
	"croupier/server/wire"
	"croupier/wallet/money"
)

// turn names what a table waits for from one bot: the same decision is made once.
// A split makes another one of it, with as many cards.
type turn struct {
	stage                   string
	seat, hand, seen, hands int
}

// seat is a bot at a blackjack table: a seat of its own, at times something beside
// it or behind another's, and the chart for the cards. What it knows of the cards
// follows from the events that everyone gets.
type seat struct {
	o      blackjack.Options
	chart  *blackjack.Chart
	common bool // one hand for all: every player sits at seat 1

	home   int   // where it sat last; 0: anywhere
	others []int // seats that others played in the round before

	mine     []int // seats of this round
	hands    map[int][][]cards.Card
	up       []cards.Card // the dealer's open cards
	now      *blackjack.Turn
	answered map[int]bool // to the question of insurance, by seat
	over     map[int]bool // by common hand: it takes no more cards from there
	chosen   string       // of the common hand, at this stage
}

// The stages at which players decide.
const (
	stageInsure = "insure"
	stageAct    = "act"
)

func seatOf(rules *blackjack.Rules, options []byte) (taste, error) {
	o, err := rules.Options(options)
	if err != nil {
		return nil, err
	}
	game, _ := rules.ID()
	return &seat{o: o, chart: blackjack.BestPlay(o.Terms), common: game == blackjack.GameCommon}, nil
}

func (s *seat) another() hand { return &seat{o: s.o, chart: s.chart, common: s.common} }

// bets are one in most rounds: who sits at a table plays.
func (s *seat) bets(r *rand.Rand) int { return min(1, r.IntN(8)) }

func (s *seat) bet(r *rand.Rand) any {
	at := 1
	if !s.common {
		at = s.place(r)
	}
	var bet blackjack.Bet
	put := func(kind string, seat int, stake money.Amount) {
		bet.Spots = append(bet.Spots, blackjack.Chip{Spot: fmt.Sprintf("%s:%d", kind, seat), Stake: stake})
	}
	stake := min(s.o.SeatMinMinor*chips[r.IntN(len(chips)-1)], s.o.SeatMaxMinor)
	if at > 0 {
		put("seat", at, stake)
		if s.o.Pairs != "" && r.IntN(6) == 0 {
			put("pairs", at, s.o.SideMinMinor)
		}
		if s.o.Threes != "" && r.IntN(6) == 0 {
			put("threes", at, s.o.SideMinMinor)
		}
	}
	behind := slices.DeleteFunc(slices.Clone(s.others), func(n int) bool { return n == at })
	if s.o.BehindMax > 0 && len(behind) > 0 && (at == 0 || r.IntN(4) == 0) {
		put("behind", behind[r.IntN(len(behind))], s.o.SeatMinMinor)
		bet.Follow = r.IntN(2) == 0
	}
	if len(bet.Spots) == 0 {
		return nil
	}
	s.home = at
	return bet
}

// place is the seat where it sat, or one where nobody did; 0: there is none.
func (s *seat) place(r *rand.Rand) int {
	if s.home > 0 {
		return s.home
	}
	var free []int
	for n := 1; n <= s.o.Seats; n++ {
		if !slices.Contains(s.others, n) {
			free = append(free, n)
		}
	}
	if len(free) == 0 {
		return 0
	}
	return free[r.IntN(len(free))]
}

// clear forgets the round's cards.
func (s *seat) clear() {
	s.mine, s.hands, s.up, s.now, s.chosen = nil, map[int][][]cards.Card{}, nil, nil, ""
	s.answered, s.over = map[int]bool{}, map[int]bool{}
}

// happened takes an event in. What cannot be read is not the bot's to complain of.
func (s *seat) happened(e wire.Event) {
	switch e.Type {
	case "opened":
		s.clear()
	case "placed":
		fold(e, func(b blackjack.Placed) { s.sits(b.Spots) })
	case wire.EventVerdict:
		fold(e, func(v wire.Verdict) {
			if v.Code == string(blackjack.CodeSeatTaken) {
				s.home = 0
			}
		})
	case "closed":
		fold(e, func(b blackjack.ClosedBets) {
			s.others = slices.DeleteFunc(b.Seats, func(n int) bool { return slices.Contains(s.mine, n) })
		})
	case "turn":
		fold(e, func(b blackjack.Turn) { s.now = &b })
	case "dealt":
		fold(e, func(b blackjack.Dealt) {
			s.clearCards(b.Up)
			for _, c := range b.Seats {
				s.hands[c.Seat] = [][]cards.Card{c.Cards}
			}
		})
	case "acted": // what the table waits for next, it says after it
		s.now = nil
		fold(e, s.acted)
	case "drawn":
		fold(e, func(b blackjack.Drawn) { s.drawn(b.Seat, b.Hand, b.Cards) })
	case "chosen":
		fold(e, func(b blackjack.Chosen) { s.chosen = b.Do })
	case "went":
		fold(e, s.went)
		s.now = nil
	case "result", "voided":
		s.now = nil
	}
}

func fold[T any](e wire.Event, take func(T)) {
	var body T
	if json.Unmarshal(e.Body, &body) == nil {
		take(body)
	}
}

// sits learns from a bet that stands which seats are the bot's.
func (s *seat) sits(chips []blackjack.Chip) {
	for _, c := range chips {
		var n int
		if _, err := fmt.Sscanf(c.Spot, "seat:%d", &n); err == nil && !slices.Contains(s.mine, n) {
			s.mine = append(s.mine, n)
		}
	}
}

func (s *seat) clearCards(up ...cards.Card) {
	s.hands, s.up, s.answered, s.over = map[int][][]cards.Card{}, up, map[int]bool{}, map[int]bool{}
}

func (s *seat) acted(a blackjack.Acted) {
	switch a.Do {
	case blackjack.Insure, blackjack.Even, blackjack.Decline:
		s.answered[a.Seat] = true
	case blackjack.Hit:
		s.drawn(a.Seat, a.Hand, a.Cards)
	}
}

// drawn is a card more, or the two of a split.
func (s *seat) drawn(seat, n int, got []cards.Card) {
	hands := s.hands[seat]
	if n < 0 || n >= len(hands) {
		return
	}
	if len(got) == 2 {
		pair := hands[n]
		hands[n] = []cards.Card{pair[0], got[0]}
		s.hands[seat] = slices.Insert(hands, n+1, []cards.Card{pair[1], got[1]})
		return
	}
	hands[n] = append(hands[n], got...)
}

// went is what became of a common hand, and of the bot's part in it.
func (s *seat) went(w blackjack.Went) {
	hands := s.hands[1]
	if len(hands) == 0 || w.Hand < 0 || w.Hand >= len(hands) || s.now == nil {
		return
	}
	switch s.chosen {
	case blackjack.Insure, blackjack.Decline:
		s.answered[1] = true
	case blackjack.Hit:
	case blackjack.Even, blackjack.Split:
		s.over[0] = true
	default: // stood, doubled, gave up; or the table hit or stood for it, and it leaves it at that
		s.over[w.Hand] = s.now.Stage == stageAct
	}
	split := s.chosen == blackjack.Split
	s.chosen = ""
	if len(w.Halves) == 2 {
		s.hands[1] = append(hands[:1:1], []cards.Card{hands[0][0], w.Halves[0]}, []cards.Card{hands[0][1], w.Halves[1]})
		aces := hands[0][0].Rank() == cards.Ace // one card each
		s.over[1], s.over[2] = !split || aces, !split || aces
	}
	if w.Card != "" {
		s.hands[1][w.Hand] = append(s.hands[1][w.Hand], w.Card)
	}
}

// arrived takes the table as it stands, and then the bot's own view of it.
func (s *seat) arrived(view, own json.RawMessage) {
	if own != nil {
		var mine struct {
			Bets   []blackjack.Placed  `json:"bets"`
			Hands  []blackjack.HandOwn `json:"hands"`
			Choice string              `json:"choice"`
		}
		if json.Unmarshal(own, &mine) != nil {
			return
		}
		for _, b := range mine.Bets {
			s.sits(b.Spots)
		}
		s.chosen = mine.Choice
		for _, h := range mine.Hands {
			s.over[h.Hand] = h.Over
		}
		return
	}
	s.clear()
	var table struct {
		Dealer []cards.Card          `json:"dealer"`
		Turn   *blackjack.Turn       `json:"turn"`
		Seats  []blackjack.SeatShown `json:"seats"`
		Hands  []blackjack.HandShown `json:"hands"` // common ones
	}
	if json.Unmarshal(view, &table) != nil {
		return
	}
	s.up, s.now = table.Dealer, table.Turn
	if s.common {
		table.Seats = []blackjack.SeatShown{{Seat: 1, Hands: table.Hands}}
	}
	for _, at := range table.Seats {
		for i, h := range at.Hands {
			s.hands[at.Seat] = append(s.hands[at.Seat], h.Cards)
			s.over[i] = s.common && i > 0 // unless its own view says otherwise
		}
	}
}

// decide is what the table waits for from this bot.
func (s *seat) decide(r *rand.Rand) (play blackjack.Play, at turn, until games.Moment, ok bool) {
	if s.now == nil || len(s.up) == 0 || s.chosen != "" {
		return play, at, 0, false
	}
	play = blackjack.Play{Seat: s.now.Seat, Hand: s.now.Hand}
	if s.now.Stage == stageInsure {
		play.Hand = 0
		i := slices.IndexFunc(s.mine, func(n int) bool { return !s.answered[n] && len(s.hands[n]) > 0 })
		if i < 0 {
			return play, at, 0, false
		}
		play.Seat = s.mine[i]
	}
	hands := s.hands[play.Seat]
	if !slices.Contains(s.mine, play.Seat) || play.Hand >= len(hands) || s.common && s.over[play.Hand] {
		return play, at, 0, false
	}
	held := hands[play.Hand]
	play.Seen = len(held)
	switch s.now.Stage {
	case stageInsure:
		play.Do = s.insures(r, held)
	case stageAct:
		play.Do = s.chart.Best(held, s.up[0], s.now.Legal)
	}
	return play, turn{s.now.Stage, play.Seat, play.Hand, play.Seen, len(hands)}, s.now.Until, play.Do != ""
}

// insures says no mostly, as the chart would.
func (s *seat) insures(r *rand.Rand, hand []cards.Card) string {
	natural := hand[0].Rank() == cards.Ace && hand[1].Rank() >= cards.Ten || hand[1].Rank() == cards.Ace && hand[0].Rank() >= cards.Ten
	switch {
	case natural && s.o.Natural == blackjack.ThreeToTwo && r.IntN(3) == 0:
		return blackjack.Even
	case !natural && r.IntN(8) == 0:
		return blackjack.Insure
	}
	return blackjack.Decline
}
