package auditor

import (
	"fmt"
	"slices"
)

// acted takes a decision at a seat.
func (p *plays) acted(e *fact, body *bjEvent) {
	d, g, turn := p.d, p.g, p.turn
	s := p.seat(body.Seat)
	system := body.By == "system"
	switch {
	case g.common || turn == nil || s == nil || body.Hand < 0 || body.Hand >= len(s.hands) || !system && body.By != "player":
		d.wrong(KindOrder, "no decision is %+v", *body)
		return
	case turn.Stage == "insure":
		if s.answered || body.Hand != 0 || !slices.Contains(g.answers(s.first), body.Do) || system && body.Do != "no" {
			d.wrong(KindOrder, "seat %d answers %q of %v, the system: %t", s.n, body.Do, s.first, system)
		}
	case turn.Stage != "act" || turn.Seat != s.n || turn.Hand != body.Hand:
		d.wrong(KindOrder, "seat %d plays hand %d, it is the turn of %+v", s.n, body.Hand, *turn)
		return
	case !slices.Contains(g.ask(s.hands[body.Hand], len(s.hands)), body.Do):
		d.wrong(KindOrder, "%s is not legal with %v", body.Do, s.hands[body.Hand].cards)
		return
	case system && body.Do != g.auto(s.hands[body.Hand].cards, turn.Legal):
		d.wrong(KindOrder, "the system does %s with %v", body.Do, s.hands[body.Hand].cards)
	}
	// Until its time the decision is the player's, and from then on the system's (G45).
	if system != (e.atMs >= turn.Until) {
		d.wrong(KindEarly, "%s by the %s at %d, with time until %d", body.Do, body.By, e.atMs, turn.Until)
	}
	s.absent = system
	h := s.hands[body.Hand]
	want := 0
	switch body.Do {
	case "hit":
		want = 1
		h.cards = append(slices.Clip(h.cards), body.Cards...)
		p.out(body.Cards...)
	case "stand":
		h.stood = true
	case "surrender":
		h.surrendered = true
	case "even":
		s.even, s.answered = true, true
	case "no", "insure":
		s.answered = true
	}
	if len(body.Cards) != want {
		d.wrong(KindDraw, "%s gets %v", body.Do, body.Cards)
	}
	act := bjAct{s.n, body.Hand, body.Do, system}
	p.acts = append(p.acts, act)
	if body.Do == "double" || body.Do == "split" {
		p.owed = &act
	}
}

// auto is the published act for a hand whose player says nothing.
func (g *Blackjack) auto(hand, legal []string) string {
	if totalOf(hand) < g.o.AutoHitBelow && slices.Contains(legal, "hit") {
		return "hit"
	}
	return "stand"
}

// drawn takes the cards that a double or a split is owed.
func (p *plays) drawn(body *bjEvent) {
	s, o := p.seat(body.Seat), p.owed
	n := map[string]int{"double": 1, "split": 2}
	if o == nil || s == nil || o.seat != body.Seat || o.hand != body.Hand || len(body.Cards) != n[o.do] {
		p.d.wrong(KindDraw, "%+v is drawn, owed is %+v", *body, o)
		return
	}
	p.out(body.Cards...)
	p.owed = nil
	h := s.hands[o.hand]
	if o.do == "double" {
		h.cards, h.doubled = append(slices.Clip(h.cards), body.Cards...), true
		return
	}
	other := &bjHand{cards: []string{h.cards[1], body.Cards[1]}, split: true}
	h.cards, h.split = []string{h.cards[0], body.Cards[0]}, true
	s.hands = slices.Insert(s.hands, o.hand+1, other)
}

// settle is a player's part of a round: of one's own seats, and behind others.
func (g *Blackjack) settle(b *book, d *deal) (lines []line, faults []string) {
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	p := d.plays
	if !p.over {
		return nil, []string{"a round whose end cannot be read"}
	}
	left := &leftOver{extras: slices.Clone(b.extras), wrong: wrong}
	if g.common {
		lines = p.settleCommon(b, left)
	} else {
		for _, s := range p.seats {
			lines = append(lines, p.settleSeat(b, s, left)...)
		}
		p.unplayed(b, wrong)
		p.decided(b, wrong)
	}
	if len(left.extras) > 0 {
		wrong("stakes that no decision explains: %v", left.extras)
	}
	return lines, faults
}

// leftOver is the further stakes of a player that no decision has explained yet.
type leftOver struct {
	extras []extra
	wrong  func(format string, args ...any)
}

// take finds the stake that a decision asked for: so much, or 0 for any. Of a player
// behind a seat it may have been refused: then it is 0.
func (l *leftOver) take(seat, hand int, do string, amount int64, system bool) int64 {
	same := func(x extra) bool { return x.seat == seat && x.hand == hand && x.do == do && !x.taken }
	i := slices.IndexFunc(l.extras, same)
	if i < 0 {
		l.wrong("%s of hand %d at seat %d: no stake of %d went with it", do, hand, seat, amount)
		return 0
	}
	x := l.extras[i]
	l.extras = slices.Delete(l.extras, i, i+1)
	if !x.declined && amount > 0 && x.stake != amount || x.system != system {
		l.wrong("%s of hand %d at seat %d staked %d, by the system: %t, due were %d", do, hand, seat, x.stake, x.system, amount)
	}
	return x.stake
}

// settleSeat is a player's part of one seat.
func (p *plays) settleSeat(b *book, s *bjSeat, left *leftOver) (lines []line) {
	g := p.g
	mine, behind := b.on(fmt.Sprintf("seat:%d", s.n)), b.on(fmt.Sprintf("behind:%d", s.n))
	owns := len(mine) > 0
	stakes := [][]onHand{mine}
	spot := fmt.Sprintf("seat:%d", s.n)
	if !owns {
		stakes[0], spot = behind, fmt.Sprintf("behind:%d", s.n)
	} else if len(behind) > 0 {
		left.wrong("stands behind the own seat %d", s.n)
	}
	for _, act := range p.acts {
		if act.seat != s.n {
			continue
		}
		if act.do == "insure" && owns {
			amount := left.take(s.n, 0, act.do, 0, false)
			if amount > sumOn(mine)/2 {
				left.wrong("insured %d of %d", amount, sumOn(mine))
			}
			lines = append(lines, insured(s.n, amount, isNatural(p.dealer)))
		}
		if act.do != "double" && act.do != "split" {
			continue
		}
		var more []onHand
		due := sumOn(stakes[act.hand])
		if !owns { // only what was consented to follows
			due = sumOn(slices.DeleteFunc(slices.Clone(stakes[act.hand]), func(k onHand) bool { return !k.follow }))
		}
		if due > 0 {
			if amount := left.take(s.n, act.hand, act.do, due, !owns); amount > 0 {
				more = []onHand{{amount: amount, extra: true, follow: !owns}}
			}
		}
		if act.do == "double" {
			stakes[act.hand] = append(slices.Clip(stakes[act.hand]), more...)
		} else {
			stakes = slices.Insert(stakes, act.hand+1, more)
		}
	}
	if len(stakes) != len(s.hands) {
		left.wrong("%d hands at seat %d, by the decisions they are %d", len(s.hands), s.n, len(stakes))
		return nil
	}
	for i, h := range s.hands {
		lines = append(lines, g.hand(spot, i, h, stakes[i], p.dealer, s.even && owns)...)
	}
	if owns {
		lines = append(lines, g.sides(b, s.n, s.first, p.dealer[0])...)
	}
	return lines
}

// unplayed says that what lay behind a seat that nobody played has gone back at the
// close, and nothing else.
func (p *plays) unplayed(b *book, wrong func(string, ...any)) {
	var due int64
	for n := 1; n <= p.g.o.Seats; n++ {
		if p.seat(n) == nil {
			due += sumOn(b.on(fmt.Sprintf("behind:%d", n)))
			if len(b.on(fmt.Sprintf("seat:%d", n))) > 0 {
				wrong("has chips at seat %d, which did not play", n)
			}
		}
	}
	if due != 0 {
		wrong("%d lies behind seats that nobody played, and did not go back", due)
	}
	for _, c := range b.unbacked {
		var n int
		if _, err := fmt.Sscanf(c.Spot, "behind:%d", &n); err != nil || p.seat(n) != nil {
			wrong("%s went back at the close", c.Spot)
		}
	}
}

// decided holds the player's acknowledged decisions against the public ones.
func (p *plays) decided(b *book, wrong func(string, ...any)) {
	mine := map[bjAct]int{}
	for _, act := range b.plays {
		mine[act]++
	}
	for _, act := range p.acts {
		if len(b.on(fmt.Sprintf("seat:%d", act.seat))) > 0 && !act.system {
			mine[act]--
		}
	}
	for act, n := range mine {
		if n != 0 {
			wrong("%+v was acknowledged %d times more than it was played", act, n)
		}
	}
}
