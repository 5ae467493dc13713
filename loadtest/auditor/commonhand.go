package auditor

import (
	"fmt"
	"slices"
)

// commonHands is the hands of a table where everybody plays one, each in their own
// way: how many of them are still to decide follows from what is told of their choices.
type commonHands struct {
	hands    [3][]string // the common one, and the two halves of a split
	deciders [3]int64    // who still decide; known once anything was asked
	asked    bool
	waits    bool // somebody has a hand that waits for the dealer's total
	stages   []commonStage
}

// commonStage is one question and what all said to it.
type commonStage struct {
	kind        string
	hand, cards int // of the hand, before it
	legal       []string
	untilMs     int64
}

// goesOn says whether a common hand may take another card.
func (p *plays) goesOn(n int) bool {
	hand := p.common.hands[n]
	return hand != nil && totalOf(hand) < 21 && !p.g.six(hand) && (n == 0 || value(hand[0]) != 1)
}

func (p *plays) nextCommon() bjTurn {
	c := p.common
	for n := range c.hands {
		if p.goesOn(n) && (c.deciders[n] > 0 || n == 0 && !c.asked) {
			h := &bjHand{cards: c.hands[n], split: n > 0}
			hands := 1
			if n > 0 {
				hands = p.g.o.HandsMax // halves do not split again
			}
			return bjTurn{Stage: "act", Seat: 1, Hand: n, Legal: p.g.ask(h, hands)}
		}
	}
	return bjTurn{Stage: "dealer"}
}

// went takes the end of a stage.
func (p *plays) went(e *fact, body *bjEvent) {
	c, d, turn := p.common, p.d, p.turn
	if c == nil || turn == nil || !p.dealt || turn.Hand < 0 || turn.Hand >= len(c.hands) || turn.Stage != "act" && turn.Stage != "insure" || body.Hand != turn.Hand {
		d.wrong(KindOrder, "%+v, where the table waited for %+v", *body, turn)
		return
	}
	n := turn.Hand
	chose := map[string]int64{}
	var all int64
	for _, k := range body.Chose {
		chose[k.Do] += k.Players
		all += k.Players
		if !slices.Contains(turn.Legal, k.Do) || k.Players < 1 {
			d.wrong(KindOrder, "%d chose %s of %v", k.Players, k.Do, turn.Legal)
		}
	}
	if known := c.deciders[n]; c.asked && turn.Stage == "act" && known != all || all < 1 {
		d.wrong(KindOrder, "%d decided about hand %d, %d were to", all, n, known)
	}
	// Before the time is over all have decided for themselves (G45).
	if body.System > all || body.System > 0 && e.atMs < turn.Until {
		d.wrong(KindEarly, "%d of %d decisions are the system's at %d, with time until %d", body.System, all, e.atMs, turn.Until)
	}
	c.stages = append(c.stages, commonStage{turn.Stage, n, len(c.hands[n]), turn.Legal, turn.Until})
	if turn.Stage == "insure" {
		p.seats[0].answered = true
		c.deciders[0], c.asked = all, true // who was asked decides about the hand as well
		return
	}
	c.asked = true
	p.commonCards(n, chose, body)
}

// commonCards gives the cards that were asked for.
func (p *plays) commonCards(n int, chose map[string]int64, body *bjEvent) {
	c, d := p.common, p.d
	first := c.hands[0]
	c.waits = c.waits || chose["stand"] > 0
	c.deciders[n] = 0
	if takers := chose["hit"] + chose["double"]; takers > 0 != (body.Card != "") {
		d.wrong(KindDraw, "%d took a card, it is %q", takers, body.Card)
	} else if takers > 0 {
		p.out(body.Card)
		c.hands[n] = append(slices.Clip(c.hands[n]), body.Card)
		fine := totalOf(c.hands[n]) < 22 && !p.g.six(c.hands[n])
		if p.goesOn(n) {
			c.deciders[n] = chose["hit"]
		} else if chose["hit"] > 0 {
			c.waits = c.waits || fine
		}
		c.waits = c.waits || chose["double"] > 0 && fine
	}
	switch splits := chose["split"]; {
	case splits > 0 != (len(body.Halves) == 2) || len(body.Halves) > 2 || splits > 0 && n > 0:
		d.wrong(KindDraw, "%d split hand %d, their cards are %v", splits, n, body.Halves)
	case splits > 0:
		p.out(body.Halves...)
		for i, card := range body.Halves {
			c.hands[i+1] = []string{first[i], card}
			if p.goesOn(i + 1) {
				c.deciders[i+1] = splits
			} else {
				c.waits = true
			}
		}
	}
}

// part is a player's part of a common hand: its first cards.
type part struct {
	in, stood, doubled, surrendered bool
	cards                           int
	stakes                          []onHand
}

// settleCommon is a player's part of the common hands.
func (p *plays) settleCommon(b *book, left *leftOver) (lines []line) {
	c, g := p.common, p.g
	stakes := b.on("seat:1")
	if len(stakes) == 0 || len(p.seats) == 0 {
		return nil
	}
	parts := [3]part{{in: true, cards: 2, stakes: stakes}}
	chosen := slices.Clone(b.chosen)
	even := false
	for i := range c.stages {
		st := &c.stages[i]
		q := &parts[st.hand]
		if st.kind == "act" && (!q.in || q.stood || q.doubled || q.surrendered || even || q.cards != st.cards) {
			continue
		}
		do := "no"
		if st.kind == "act" {
			do = g.auto(c.hands[st.hand][:st.cards], st.legal)
		}
		if len(chosen) > 0 && chosen[0].atMs < st.untilMs && chosen[0].hand == st.hand && slices.Contains(st.legal, chosen[0].do) {
			do, chosen = chosen[0].do, chosen[1:]
		}
		var more []onHand
		switch do {
		case "double", "split":
			amount := left.take(1, st.hand, do, sumOn(q.stakes), false)
			more = []onHand{{amount: amount, extra: true}}
		case "insure":
			amount := left.take(1, 0, do, 0, false)
			if amount > sumOn(stakes)/2 {
				left.wrong("insured %d of %d", amount, sumOn(stakes))
			}
			lines = append(lines, insured(1, amount, isNatural(p.dealer)))
		}
		even = even || do == "even"
		q.becomes(do, &parts, more)
	}
	if len(chosen) > 0 {
		left.wrong("chose %+v, and nothing came of it", chosen)
	}
	for n := range parts {
		if q := &parts[n]; q.in {
			h := &bjHand{cards: c.hands[n][:min(q.cards, len(c.hands[n]))], split: n > 0, surrendered: q.surrendered}
			lines = append(lines, g.hand("seat:1", n, h, q.stakes, p.dealer, even)...)
		}
	}
	p.choices(b, left.wrong)
	return append(lines, g.sides(b, 1, c.hands[0][:2], p.dealer[0])...)
}

// becomes makes a decision true.
func (q *part) becomes(do string, parts *[3]part, more []onHand) {
	switch do {
	case "hit":
		q.cards++
	case "stand":
		q.stood = true
	case "surrender":
		q.surrendered = true
	case "double":
		q.cards++
		q.doubled = true
		q.stakes = append(slices.Clip(q.stakes), more...)
	case "split":
		parts[1], parts[2] = part{in: true, cards: 2, stakes: q.stakes}, part{in: true, cards: 2, stakes: more}
		q.in = false
	}
}

// choices holds the player's acknowledged decisions against those that were told.
func (p *plays) choices(b *book, wrong func(string, ...any)) {
	mine := map[string]int{}
	for _, act := range b.plays {
		mine[fmt.Sprint(act.hand, act.do)]++
	}
	for _, x := range b.chosen {
		mine[fmt.Sprint(x.hand, x.do)]--
	}
	for what, n := range mine {
		if n != 0 {
			wrong("%s was acknowledged %d times more than it was chosen", what, n)
		}
	}
}
