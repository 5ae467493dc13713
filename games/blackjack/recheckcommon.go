package blackjack

import (
	"errors"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/cards"
)

// A common hand is played again from what everyone was told: how many chose what says who
// still decides, and whether anybody waits for the dealer. What the one player chose is in
// the player's own events, but not at which question: where the player may have been silent
// at one and have chosen the same at a later one, both ways are tried.

// commonAgain is such a round up to one of its events. A copy goes its own way.
type commonAgain struct {
	t        *common // with the one player
	own      []any
	deciders [commonHands]int // who still decide about each hand
	asked    bool             // anything: from then on they are counted
	waits    bool             // somebody's hand waits for the dealer's total
}

// common follows a round of one hand for all.
func (b *again) common(public []any) error {
	b.hole = -1
	c := &commonAgain{t: newCommon(0, b.o, Carry{}), own: b.own}
	c.t.book = b.book
	began := slices.IndexFunc(public, func(body any) bool { _, closed := body.(ClosedBets); return closed })
	if began < 0 {
		return errors.New("blackjack: a round that was never closed")
	}
	for _, body := range public[:began] {
		switch body.(type) {
		case Opened, Deadline:
		default:
			return fmt.Errorf("blackjack: %T before the close", body)
		}
	}
	closed := public[began].(ClosedBets)
	if len(closed.Seats) > 1 || len(closed.Seats) == 1 && closed.Seats[0] != 1 || len(closed.Seats) == 0 && len(b.book.order) > 0 {
		return fmt.Errorf("blackjack: a common hand of the seats %v", closed.Seats)
	}
	c.t.sit()
	return b.follow(c, public[began+1:], len(closed.Seats) > 0)
}

// follow plays the rest of a round again, by all ways in which the player may have chosen.
func (b *again) follow(c *commonAgain, public []any, played bool) error {
	for i, body := range public {
		switch body := body.(type) {
		case Turn:
			if err := c.turn(b, &body, played); err != nil {
				return err
			}
		case Went:
			return b.went(c, &body, public[i+1:])
		default:
			if err := c.event(b, body, played); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn holds what the table waits for against the cards.
func (c *commonAgain) turn(b *again, is *Turn, played bool) error {
	want := Turn{Stage: stageDealer, Legal: []string{}}
	l := &c.t.lay
	switch {
	case !played:
	case !l.Dealt:
		if want.Stage = stageDeal; is.Stage == stageShuffle && b.found.shuffled == nil {
			want.Stage = stageShuffle
		}
	case c.t.o.Insurance && points(l.Dealer[0]) == ace && !l.Asked:
		want = Turn{Stage: stageInsure, Seat: 1, Legal: c.t.answers()}
	case c.t.o.Hole == Peek && !l.Looked && (points(l.Dealer[0]) == ace || points(l.Dealer[0]) == ten):
		want.Stage = stageLook
	case !l.Natural:
		for n := range commonHands {
			if len(l.Hands[n]) > 0 && c.t.goesOn(n) && (c.deciders[n] > 0 || n == 0 && !c.asked) {
				want = Turn{Stage: stageAct, Seat: 1, Hand: n, Legal: c.t.legal(n)}
				break
			}
		}
	}
	if is.Stage != want.Stage || is.Seat != want.Seat || is.Hand != want.Hand || !slices.Equal(is.Legal, want.Legal) {
		return fmt.Errorf("blackjack: the table waited for %+v, by the rules %+v", *is, want)
	}
	c.t.apply(games.Command{}, games.Event{Body: *is})
	return nil
}

// event holds one that is no choice against the rules, and makes it true.
func (c *commonAgain) event(b *again, body any, played bool) error {
	if c.t.lay.Turn == nil {
		return fmt.Errorf("blackjack: %T before any turn", body)
	}
	stage := c.t.lay.Turn.Stage
	belongs := ""
	var err error
	switch body := body.(type) {
	case Shuffled:
		belongs = stageShuffle
		b.found.shuffled, err = &body, b.o.fresh(&body)
	case Dealt:
		if belongs = stageDeal; stage == belongs {
			b.d = &deal{Seats: []seat{{N: 1}}}
			err = b.dealt(&body)
		}
	case Looked:
		if belongs = stageLook; stage == belongs {
			b.d.Dealer = c.t.lay.Dealer
			err = b.looked(&body)
		}
	case Result:
		if belongs = stageDealer; stage == belongs {
			return c.result(b, &body, played)
		}
	}
	if err == nil && belongs != stage {
		err = fmt.Errorf("blackjack: %T where the table waited for %q", body, stage)
	}
	if err == nil {
		c.t.apply(games.Command{}, games.Event{Body: body})
	}
	return err
}

// went ends a question in each way in which the player may have answered it, and follows
// the rest: one way has to lead to the end that is on record.
func (b *again) went(c *commonAgain, w *Went, rest []any) error {
	turn := c.t.lay.Turn
	if turn == nil || w.Hand != turn.Hand || turn.Stage != stageAct && turn.Stage != stageInsure {
		return fmt.Errorf("blackjack: %+v, where the table waited for %+v", *w, turn)
	}
	if err := c.count(w); err != nil {
		return err
	}
	place, shown := len(b.found.cards), slices.Clone(b.found.cards)
	taken := []cards.Card{}
	if w.Card != "" {
		taken = append(taken, w.Card)
	}
	if err := b.out(append(taken, w.Halves...)...); err != nil {
		return err
	}
	var first error
	p := c.t.players[me]
	if p != nil && c.t.decides(p, turn) {
		spoken, err := c.chosen(w)
		if err == nil {
			if err = b.follow(spoken, rest, true); err == nil {
				return nil
			}
			b.found.cards = append(shown[:place:place], append(taken, w.Halves...)...)
		}
		first = err
		if w.System == 0 {
			return first
		}
	}
	c.t = c.t.after()
	c.t.went(*w)
	if err := b.follow(c, rest, true); err != nil {
		if first != nil {
			return first
		}
		return err
	}
	return nil
}

// chosen is the round in which the player chose at this question.
func (c *commonAgain) chosen(w *Went) (*commonAgain, error) {
	turn := c.t.lay.Turn
	p := c.t.players[me]
	spoken := *c
	if len(c.own) == 0 {
		return nil, errors.New("blackjack: the player's decision is not on record")
	}
	is, ok := c.own[0].(Chosen)
	if !ok || is.Hand != turn.Hand || !slices.Contains(turn.Legal, is.Do) ||
		!slices.ContainsFunc(w.Chose, func(k Count) bool { return k.Do == is.Do }) {
		return nil, fmt.Errorf("blackjack: %+v is no answer to %+v", c.own[0], *turn)
	}
	spoken.own = c.own[1:]
	spoken.t = c.t.after()
	spoken.t.book.bettors = map[games.PlayerID]*bettor{}
	for id, has := range c.t.book.bettors {
		copied := *has
		copied.extras = slices.Clip(has.extras)
		spoken.t.book.bettors[id] = &copied
	}
	spoken.t.apply(games.Command{}, games.Event{For: games.Only(me), Body: is})
	if is.Do == DoubleUp || is.Do == Split || is.Do == Insure {
		if len(spoken.own) == 0 {
			return nil, fmt.Errorf("blackjack: %s without a stake", is.Do)
		}
		k, ok := spoken.own[0].(Staked)
		hand := c.t.hand(p, turn.Hand)
		amount := hand.of(me)
		if is.Do == Insure {
			var err error
			if amount, err = c.t.o.insured(amount/2, k.Stake); err != nil {
				return nil, err
			}
		}
		if !ok || k != (Staked{Bet: k.Bet, Seat: 1, Hand: is.Hand, Do: is.Do, Stake: amount}) {
			return nil, fmt.Errorf("blackjack: %+v for %+v of %d", spoken.own[0], is, amount)
		}
		spoken.own = spoken.own[1:]
		spoken.t.apply(games.Command{}, games.Event{For: games.Only(me), Body: k})
	}
	spoken.t.went(*w)
	return &spoken, nil
}

// count holds what all chose against who was to choose, and says who goes on.
func (c *commonAgain) count(w *Went) error {
	turn := c.t.lay.Turn
	n, all := turn.Hand, 0
	chose := map[string]int{}
	for _, k := range w.Chose {
		if k.Players < 1 || chose[k.Do] > 0 || !slices.Contains(turn.Legal, k.Do) {
			return fmt.Errorf("blackjack: %+v of %v", k, turn.Legal)
		}
		chose[k.Do] = k.Players
		all += k.Players
	}
	takes, splits := chose[Hit]+chose[DoubleUp], chose[Split]
	switch {
	case w.System < 0 || w.System > all || all == 0,
		turn.Stage == stageAct && c.asked && all != c.deciders[n],
		(takes > 0) != (w.Card != ""), (splits > 0) != (len(w.Halves) > 0), splits > 0 && len(w.Halves) != 2:
		return fmt.Errorf("blackjack: %+v, where %d were to decide", *w, c.deciders[n])
	case turn.Stage == stageInsure:
		c.deciders[0], c.asked = all, true // who was asked decides about the first hand as well
		return nil
	}
	// The hands as they will be.
	hand := c.t.lay.Hands[n]
	if w.Card != "" {
		hand = append(hand[:len(hand):len(hand)], w.Card)
	}
	c.asked = true
	c.deciders[n] = chose[Hit]
	whole := handOf(hand, n > 0)
	over := sumOf(hand).total() >= best || whole.charlie(&c.t.o.Terms)
	c.waits = c.waits || chose[Stand] > 0 || whole.waits(&c.t.o.Terms) && (chose[DoubleUp] > 0 || over && chose[Hit] > 0)
	if splits > 0 {
		first := c.t.lay.Hands[0]
		for i, card := range w.Halves {
			half := []cards.Card{first[i], card}
			c.deciders[i+1] = splits
			c.waits = c.waits || points(first[i]) == ace || sumOf(half).total() >= best
		}
	}
	return nil
}

// result plays the dealer's hand again, and judges the hands and the player.
func (c *commonAgain) result(b *again, is *Result, played bool) error {
	l := &c.t.lay
	if err := b.dealer(is, l.Dealer, l.Looked, l.Natural, played, c.waits); err != nil {
		return err
	}
	hands := []HandResult{}
	for n, hand := range l.Hands {
		if len(hand) > 0 {
			whole := handOf(hand, n > 0)
			hands = append(hands, HandResult{Seat: 1, Hand: n, Total: sumOf(hand).total(), Why: (&judge{o: b.o, r: is}).hand(&whole)})
		}
	}
	if !slices.Equal(hands, is.Hands) {
		return fmt.Errorf("blackjack: the hands ended as %+v, by the rules %+v", is.Hands, hands)
	}
	b.d = &deal{End: is}
	b.own, b.book = c.own, c.t.book
	return b.paid(func(r *Result, _ *bettor) games.Event { return c.t.pay(me, r) })
}
