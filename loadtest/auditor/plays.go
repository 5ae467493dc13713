package auditor

import (
	"encoding/json"
	"slices"
)

// bjTurn is what a table waits for.
type bjTurn struct {
	Stage string   `json:"stage"`
	Seat  int      `json:"seat"`
	Hand  int      `json:"hand"`
	From  int64    `json:"fromMs"`
	Until int64    `json:"untilMs"`
	Legal []string `json:"legal"`
}

// bjEvent is the fields of all events for everyone.
type bjEvent struct {
	Seat  int      `json:"seat"`
	Hand  int      `json:"hand"`
	Do    string   `json:"do"`
	By    string   `json:"by"`
	Cards []string `json:"cards"`

	Seats  json.RawMessage `json:"seats"` // of the close: numbers; of the deal: with cards
	Up     string          `json:"up"`
	Taken  int             `json:"taken"`
	Shoe   shoe            `json:"shoe"`
	Before *shown          `json:"before"`

	Natural bool   `json:"natural"`
	Card    string `json:"card"`

	Chose []struct {
		Do      string `json:"do"`
		Players int64  `json:"players"`
	} `json:"chose"`
	System int64    `json:"system"`
	Halves []string `json:"halves"`

	Dealer []string `json:"dealer"`
	Total  int      `json:"total"`
	Hands  []struct {
		Seat  int    `json:"seat"`
		Hand  int    `json:"hand"`
		Total int    `json:"total"`
		Why   string `json:"why"`
	} `json:"hands"`
	LandsAt int64 `json:"landsAtMs"`
}

// plays is a round of blackjack while it is followed.
type plays struct {
	g *Blackjack
	d *deal

	seats                  []*bjSeat
	common                 *commonHands
	dealer                 []string
	dealt, looked, natural bool
	hole                   int // place of the card face down among the round's; -1: there is none
	owed                   *bjAct
	closed, over           bool
	turn                   *bjTurn
	acts                   []bjAct // in order
	same                   bool    // nothing has happened since the turn was told
}

// bjAct is one decision.
type bjAct struct {
	seat, hand int
	do         string
	system     bool
}

// bjSeat is a seat that plays.
type bjSeat struct {
	n                      int
	first                  []string
	hands                  []*bjHand
	answered, even, absent bool
}

// follow reads a round.
func (g *Blackjack) follow(log []fact) *deal {
	d := &deal{}
	p := &plays{g: g, d: d, hole: -1}
	d.plays = p
	for i := range log {
		e := &log[i]
		if len(d.faults) > 3 {
			return d // the first ones say it
		}
		var body bjEvent
		if e.kind == "turn" {
			var t bjTurn
			if err := json.Unmarshal(e.body, &t); err != nil {
				return d.wrong(KindMalformed, "turn: %v", err)
			}
			p.turns(e, &t)
			continue
		}
		if err := json.Unmarshal(e.body, &body); err != nil {
			return d.wrong(KindMalformed, "%s: %v", e.kind, err)
		}
		if p.event(e, &body) {
			p.same = false
		}
	}
	return d
}

// event takes one of the round's, turns apart, and says whether it changed the hands.
func (p *plays) event(e *fact, body *bjEvent) bool {
	d := p.d
	switch e.kind {
	case "opened", "deadline":
		if p.closed {
			d.wrong(KindOrder, "%s after the close", e.kind)
		}
		return false
	case "voided":
		return false
	case "closed":
		p.close(body)
		return true
	}
	stage := map[string]string{"shuffled": "shuffle", "dealt": "deal", "looked": "look", "drawn": "cards", "result": "dealer"}[e.kind]
	switch {
	case e.kind == "acted" || e.kind == "went":
	case stage == "":
		d.wrong(KindEarly, "nobody is to be told of %s", e.kind)
		return false
	case p.turn == nil || p.turn.Stage != stage:
		d.wrong(KindOrder, "%s, where the table waited for %+v", e.kind, p.turn)
		return false
	}
	switch e.kind {
	case "shuffled":
		p.d.shuffled = &shuffled{Shoe: body.Shoe, Before: body.Before}
		p.d.from = &p.d.shuffled.Shoe
		if why := p.g.fresh(p.d.shuffled, ""); why != "" {
			d.wrong(KindDraw, "%s", why)
		}
	case "dealt":
		p.deal(body)
	case "looked":
		p.look(body)
	case "acted":
		p.acted(e, body)
	case "drawn":
		p.drawn(body)
	case "went":
		p.went(e, body)
	case "result":
		p.result(e, body)
	}
	return true
}

func (p *plays) close(body *bjEvent) {
	var seats []int
	if err := json.Unmarshal(body.Seats, &seats); err != nil || p.closed {
		p.d.wrong(KindOrder, "closed twice, or with no seats: %v", err)
	}
	most := p.g.o.Seats
	if p.g.common {
		most = 1
		p.common = &commonHands{}
	}
	p.closed = true
	for i, n := range seats {
		if n < 1 || n > most || i > 0 && n <= seats[i-1] {
			p.d.wrong(KindOrder, "no table plays the seats %v", seats)
		}
		p.seats = append(p.seats, &bjSeat{n: n})
	}
}

func (p *plays) seat(n int) *bjSeat {
	for _, s := range p.seats {
		if s.n == n {
			return s
		}
	}
	return nil
}

// turns holds what the table says that it waits for against the cards.
func (p *plays) turns(e *fact, is *bjTurn) {
	want := p.next()
	if is.Stage == "shuffle" && want.Stage == "deal" && p.d.shuffled == nil {
		want.Stage = "shuffle"
	}
	slices.Sort(want.Legal)
	legal := slices.Sorted(slices.Values(is.Legal))
	if is.Stage != want.Stage || is.Seat != want.Seat || is.Hand != want.Hand || !slices.Equal(legal, want.Legal) {
		p.d.wrong(KindOrder, "waits for %+v, where it is %+v", *is, want)
	}
	// Everyone has the whole time, and it begins when the cards lie: no decision made
	// sooner takes of it.
	was, from := p.turn, e.atMs
	switch {
	case was == nil:
	case p.same:
		from = was.From
	default:
		from = max(from, was.From)
	}
	if is.From < from {
		p.d.wrong(KindEarly, "%s of seat %d at %d begins at %d, not %d", is.Stage, is.Seat, e.atMs, is.From, from)
	}
	least := from
	switch {
	case p.same && was != nil: // told again after a takeover
		least = was.Until
	case is.Stage == "insure" && was != nil && was.Stage == "insure":
		if least = was.Until; is.Until != least {
			p.d.wrong(KindOrder, "an answer moved the time from %d to %d", least, is.Until)
		}
	case is.Stage == "insure" && !p.g.common:
		least += p.g.o.DecideMs
	case is.Stage == "act" || is.Stage == "insure":
		if s := p.seat(is.Seat); !p.g.common && s != nil && !s.absent {
			least += p.g.o.DecideMs
		} else {
			least += p.g.o.AbsentMs
		}
	}
	if is.Until < least {
		p.d.wrong(KindEarly, "%s of seat %d at %d has only until %d, not %d", is.Stage, is.Seat, e.atMs, is.Until, least)
	}
	p.turn, p.same = is, true
}

// next is what the table waits for, by the cards.
func (p *plays) next() bjTurn {
	g := p.g
	switch {
	case len(p.seats) == 0:
		return bjTurn{Stage: "dealer"}
	case !p.dealt:
		return bjTurn{Stage: "deal"}
	}
	up := value(p.dealer[0])
	if g.o.Insurance && up == 1 && slices.ContainsFunc(p.seats, func(s *bjSeat) bool { return !s.answered }) {
		if g.common {
			return bjTurn{Stage: "insure", Seat: 1, Legal: g.answers(p.common.hands[0])}
		}
		return bjTurn{Stage: "insure", Legal: []string{"no", "insure", "even"}}
	}
	switch {
	case g.o.Hole == "peek" && (up == 1 || up == 10) && !p.looked:
		return bjTurn{Stage: "look"}
	case p.owed != nil:
		return bjTurn{Stage: "cards", Seat: p.owed.seat, Hand: p.owed.hand}
	case p.natural:
		return bjTurn{Stage: "dealer"}
	case g.common:
		return p.nextCommon()
	}
	for _, s := range p.seats {
		for i, h := range s.hands {
			if legal := g.ask(h, len(s.hands)); legal != nil && !s.even {
				return bjTurn{Stage: "act", Seat: s.n, Hand: i, Legal: legal}
			}
		}
	}
	return bjTurn{Stage: "dealer"}
}

// answers is what may be said where the dealer shows an ace.
func (g *Blackjack) answers(hand []string) []string {
	if isNatural(hand) && g.o.Natural == "3:2" {
		return []string{"no", "even"}
	}
	return []string{"no", "insure"}
}

// out is cards that came out of the shoe.
func (p *plays) out(cards ...string) {
	if !areCards(cards) {
		p.d.wrong(KindDraw, "no cards are %v", cards)
		return
	}
	p.d.cards = append(p.d.cards, cards...)
}

func (p *plays) deal(body *bjEvent) {
	var seats []struct {
		Seat  int      `json:"seat"`
		Cards []string `json:"cards"`
	}
	if err := json.Unmarshal(body.Seats, &seats); err != nil || len(seats) != len(p.seats) {
		p.d.wrong(KindDraw, "dealt to %s", body.Seats)
		return
	}
	for i, s := range seats {
		if s.Seat != p.seats[i].n || len(s.Cards) != 2 || !areCards(s.Cards) || rankOf(body.Up) == 0 {
			p.d.wrong(KindDraw, "dealt %+v", s)
			return
		}
		p.seats[i].first = s.Cards
		p.seats[i].hands = []*bjHand{{cards: s.Cards}}
		p.out(s.Cards[0])
	}
	p.out(body.Up)
	for _, s := range seats {
		p.out(s.Cards[1])
	}
	if p.g.o.Hole == "peek" {
		p.hole = len(p.d.cards)
		p.d.cards = append(p.d.cards, "")
	}
	p.dealt, p.dealer = true, []string{body.Up}
	if p.common != nil {
		p.common.hands[0] = seats[0].Cards
	}
	if body.Taken != len(p.d.cards) {
		p.d.wrong(KindDraw, "dealt %d cards, says %d", len(p.d.cards), body.Taken)
	}
}

func (p *plays) look(body *bjEvent) {
	if p.hole < 0 {
		p.d.wrong(KindOrder, "a look at a card that is not there")
		return
	}
	p.looked, p.natural = true, body.Natural
	if !body.Natural {
		if body.Card != "" {
			p.d.wrong(KindEarly, "the look tells the card that lies face down")
		}
		return
	}
	p.dealer = append(slices.Clip(p.dealer), body.Card)
	p.d.cards[p.hole] = body.Card
	if rankOf(body.Card) == 0 || !isNatural(p.dealer) {
		p.d.wrong(KindDraw, "no blackjack is %v", p.dealer)
	}
}

// result holds the dealer's play against the rules, and the ends of all hands.
func (p *plays) result(e *fact, body *bjEvent) {
	g, d := p.g, p.d
	defer func() {
		p.dealer = body.Dealer
		p.over = len(p.seats) == 0 || p.dealt && len(p.dealer) > 1 // else there is nothing to pay by
	}()
	if len(p.seats) == 0 {
		if len(body.Dealer) != 0 || body.Taken != 0 {
			d.wrong(KindDraw, "nobody played, and the dealer has %v", body.Dealer)
		}
		return
	}
	if len(body.Dealer) < 2 || !areCards(body.Dealer) || !slices.Equal(body.Dealer[:len(p.dealer)], p.dealer) {
		d.wrong(KindDraw, "the dealer had %v and has %v", p.dealer, body.Dealer)
		return
	}
	if p.hole >= 0 {
		d.cards[p.hole] = body.Dealer[1]
	} else {
		p.out(body.Dealer[1])
	}
	at := 2
	for p.matters() && g.draws(body.Dealer[:at]) && at < len(body.Dealer) {
		p.out(body.Dealer[at])
		at++
	}
	if at != len(body.Dealer) || p.matters() && g.draws(body.Dealer) {
		d.wrong(KindDraw, "the dealer ends with %v, hands that wait: %t", body.Dealer, p.matters())
	}
	if p.looked && isNatural(body.Dealer) != p.natural || body.Natural != isNatural(body.Dealer) || body.Total != totalOf(body.Dealer) {
		d.wrong(KindDraw, "the dealer's %v is told as %d, a blackjack: %t", body.Dealer, body.Total, body.Natural)
	}
	if body.Taken != len(d.cards) || body.LandsAt < e.atMs {
		d.wrong(KindDraw, "took %d cards, says %d", len(d.cards), body.Taken)
	}
	n := 0
	for _, s := range p.ended() {
		for i, h := range s.hands {
			if n >= len(body.Hands) {
				d.wrong(KindDraw, "%d hands are told", n)
				return
			}
			is := body.Hands[n]
			if why := g.ends(h, body.Dealer); is.Seat != s.n || is.Hand != i || is.Total != totalOf(h.cards) || is.Why != why {
				d.wrong(KindPayout, "hand %d of seat %d, %v against %v: %s, told %+v", i, s.n, h.cards, body.Dealer, why, is)
			}
			n++
		}
	}
	if n != len(body.Hands) {
		d.wrong(KindDraw, "%d hands were played, %d are told", n, len(body.Hands))
	}
}

// ended is all hands as a result lists them.
func (p *plays) ended() []*bjSeat {
	if p.common == nil {
		return p.seats
	}
	s := &bjSeat{n: 1}
	for n, cards := range p.common.hands {
		if cards != nil {
			s.hands = append(s.hands, &bjHand{cards: cards, split: n > 0})
		}
	}
	return []*bjSeat{s}
}

// matters says whether any hand waits for the dealer's total.
func (p *plays) matters() bool {
	if p.common != nil {
		return p.common.waits
	}
	for _, s := range p.seats {
		for _, h := range s.hands {
			if p.g.waits(h) {
				return true
			}
		}
	}
	return false
}
