package blackjack

import (
	"fmt"
	"reflect"
	"slices"

	"croupier/games"
	"croupier/games/cards"
)

// seats follows a round at seats.
func (b *again) seats(public []any) error {
	for _, body := range public {
		if b.d == nil {
			switch body := body.(type) {
			case Opened, Deadline:
			case ClosedBets:
				if err := b.closed(body); err != nil {
					return err
				}
			default:
				return fmt.Errorf("blackjack: %T before the close", body)
			}
			continue
		}
		if err := b.event(body); err != nil {
			return err
		}
	}
	return b.paid(func(r *Result, p *bettor) games.Event { return (&judge{o: b.o, d: b.d, r: r}).pay(p) })
}

// closed seats whom the close names, and gives back what lies behind the other seats.
func (b *again) closed(c ClosedBets) error {
	mine := b.book.bettors[me]
	b.d, b.hole = &deal{}, -1
	for i, n := range c.Seats {
		if n < 1 || n > b.o.Seats || i > 0 && n <= c.Seats[i-1] {
			return fmt.Errorf("blackjack: no seats are %v", c.Seats)
		}
		s := seat{N: n, Player: they}
		if mine != nil {
			if s.Stakes = mine.stakes(spot{onSeat, n}); len(s.Stakes) > 0 {
				s.Player = me
			}
			s.Stakes = append(s.Stakes, mine.stakes(spot{onBehind, n})...)
		}
		b.d.Seats = append(b.d.Seats, s)
	}
	if mine == nil {
		return nil
	}
	for n := 1; n <= b.o.Seats; n++ {
		if mine.on(spot{onSeat, n}.String()) > 0 && b.d.seat(n) == nil {
			return fmt.Errorf("blackjack: the player's seat %d does not play", n)
		}
	}
	for _, e := range b.o.unbacked(b.d, mine) {
		u, err := next[Unbacked](b)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(u, e.Body) {
			return fmt.Errorf("blackjack: %+v went back, by the rules %+v", u, e.Body)
		}
		b.book.unback(me, u)
	}
	return nil
}

// event holds one of a round after its close against the rules, and makes it true.
func (b *again) event(body any) error {
	d := b.d
	if turn, ok := body.(Turn); ok {
		return b.turn(turn)
	}
	if d.Turn == nil {
		return fmt.Errorf("blackjack: %T before any turn", body)
	}
	stage := d.Turn.Stage
	var err error
	belongs := ""
	switch body := body.(type) {
	case Shuffled:
		belongs = stageShuffle
		b.found.shuffled, err = &body, b.o.fresh(&body)
	case Dealt:
		if belongs = stageDeal; stage == belongs {
			err = b.dealt(&body)
		}
	case Looked:
		if belongs = stageLook; stage == belongs {
			err = b.looked(&body)
		}
	case Acted:
		return b.acted(&body)
	case Drawn:
		if belongs = stageCards; stage == belongs {
			err = b.drawn(&body)
		}
	case Result:
		if belongs = stageDealer; stage == belongs {
			err = b.result(&body)
		}
	}
	if err == nil && belongs != stage {
		err = fmt.Errorf("blackjack: %T where the table waited for %q", body, stage)
	}
	if err == nil {
		d.apply(games.Event{Body: body})
	}
	return err
}

// turn holds what the table waits for against the cards.
func (b *again) turn(is Turn) error {
	want := b.d.next(b.o)
	if is.Stage == stageShuffle && want.Stage == stageDeal && b.found.shuffled == nil {
		want.Stage = stageShuffle
	}
	if is.Stage != want.Stage || is.Seat != want.Seat || is.Hand != want.Hand || !slices.Equal(is.Legal, want.Legal) {
		return fmt.Errorf("blackjack: the table waited for %+v, by the rules %+v", is, want)
	}
	b.d.Turn = &is
	return nil
}

func (b *again) dealt(body *Dealt) error {
	var first, second []cards.Card
	for i, s := range body.Seats {
		if len(body.Seats) != len(b.d.Seats) || s.Seat != b.d.Seats[i].N || len(s.Cards) != 2 {
			return fmt.Errorf("blackjack: dealt %+v", body.Seats)
		}
		first, second = append(first, s.Cards[0]), append(second, s.Cards[1])
	}
	if err := b.out(slices.Concat(first, []cards.Card{body.Up}, second)...); err != nil {
		return err
	}
	if b.o.Hole == Peek {
		b.hole = len(b.found.cards)
		b.found.cards = append(b.found.cards, "")
	}
	if body.Taken != len(b.found.cards) || len(first) == 0 {
		return fmt.Errorf("blackjack: %d cards dealt, the round says %d", len(b.found.cards), body.Taken)
	}
	return nil
}

func (b *again) looked(body *Looked) error {
	if body.Natural != (body.Card != "") || body.Natural && !natural([]cards.Card{b.d.Dealer[0], body.Card}) {
		return fmt.Errorf("blackjack: the look showed %+v under %s", *body, b.d.Dealer[0])
	}
	return nil
}

// acted holds a decision against the turn, and takes the stakes that go with it.
func (b *again) acted(a *Acted) error {
	d, turn := b.d, b.d.Turn
	s := d.seat(a.Seat)
	if s == nil || a.Hand < 0 || a.Hand >= len(s.Hands) || a.By != byPlayer && a.By != bySystem {
		return fmt.Errorf("blackjack: no decision is %+v", *a)
	}
	legal := turn.Legal
	auto := Decline
	switch turn.Stage {
	case stageInsure:
		legal = d.answers(b.o, s)
		if s.Answered || a.Hand != 0 {
			return fmt.Errorf("blackjack: seat %d answers again", a.Seat)
		}
	case stageAct:
		if turn.Seat != a.Seat || turn.Hand != a.Hand {
			return fmt.Errorf("blackjack: %+v out of turn", *a)
		}
		auto = b.o.auto(&s.Hands[a.Hand], legal)
	default:
		return fmt.Errorf("blackjack: a decision where the table waited for %q", turn.Stage)
	}
	cards := 0
	if a.Do == Hit {
		cards = 1
	}
	switch {
	case !slices.Contains(legal, a.Do), len(a.Cards) != cards:
		return fmt.Errorf("blackjack: %+v is not legal", *a)
	case a.By == bySystem && a.Do != auto:
		return fmt.Errorf("blackjack: the system did %q, the published act is %q", a.Do, auto)
	}
	if err := b.out(a.Cards...); err != nil {
		return err
	}
	d.apply(games.Event{Body: *a})
	switch a.Do {
	case Insure:
		return b.insured(s)
	case DoubleUp, Split:
		return b.more(s, a)
	}
	return nil
}

// insured takes the stake of the player's own insurance.
func (b *again) insured(s *seat) error {
	if s.Player != me {
		return nil
	}
	k, err := next[Staked](b)
	if err != nil {
		return err
	}
	amount, err := b.o.insured(s.Hands[0].of(me)/2, k.Stake)
	if err != nil {
		return err
	}
	return b.staked(k, Staked{Bet: k.Bet, Seat: s.N, Do: Insure, Stake: amount})
}

// more takes the player's stake on a double or a split: at an own seat, or behind one by
// earlier consent, where it may have been refused.
func (b *again) more(s *seat, a *Acted) error {
	h := &s.Hands[a.Hand]
	want := Staked{Seat: a.Seat, Hand: a.Hand, Do: a.Do, Stake: h.of(me)}
	if s.Player != me {
		if want.System, want.Stake = true, h.followed(me); want.Stake == 0 {
			return nil
		}
		if len(b.own) > 0 {
			if u, ok := b.own[0].(Unfollowed); ok {
				if u.Seat != want.Seat || u.Hand != want.Hand || u.Do != want.Do {
					return fmt.Errorf("blackjack: %+v, and %+v was due", u, want)
				}
				b.own = b.own[1:]
				b.d.apply(games.Event{For: games.Only(me), Body: u})
				return nil
			}
		}
	}
	k, err := next[Staked](b)
	if err != nil {
		return err
	}
	want.Bet = k.Bet
	return b.staked(k, want)
}

func (b *again) drawn(body *Drawn) error {
	o, n := b.d.Owed, 1
	if o != nil && o.Do == Split {
		n = 2
	}
	if o == nil || body.Seat != o.Seat || body.Hand != o.Hand || len(body.Cards) != n {
		return fmt.Errorf("blackjack: %+v was drawn, owed was %+v", *body, o)
	}
	return b.out(body.Cards...)
}

// result plays the dealer's hand again and judges every hand.
func (b *again) result(is *Result) error {
	var waits bool
	for i := range b.d.Seats {
		for j := range b.d.Seats[i].Hands {
			waits = waits || b.d.Seats[i].Hands[j].waits(&b.o.Terms)
		}
	}
	if err := b.dealer(is, b.d.Dealer, b.d.Looked, b.d.Natural, len(b.d.Seats) > 0, waits); err != nil {
		return err
	}
	j := &judge{o: b.o, d: b.d, r: is}
	hands := []HandResult{}
	for i := range b.d.Seats {
		s := &b.d.Seats[i]
		for h := range s.Hands {
			hands = append(hands, HandResult{Seat: s.N, Hand: h, Total: sumOf(s.Hands[h].Cards).total(), Why: j.hand(&s.Hands[h])})
		}
	}
	if !slices.Equal(hands, is.Hands) {
		return fmt.Errorf("blackjack: the hands ended as %+v, by the rules %+v", is.Hands, hands)
	}
	return nil
}
