package blackjack

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// Recheck plays an ended round again and compares: whose turn it was, every legal act, the
// dealer's play, how each hand ended, and what a player was paid with what that player's
// own events say was staked. Where the round shuffled its shoe, the cards are held against
// its own source; where it did not, the source had no part in them and RecheckShoeFrom
// looks. public and own are the bodies of events in their order, own may be empty. A
// voided round passes. draws gives the randomness of the k-th drawing step, k from 1 on.
func (r *Rules) Recheck(options []byte, public, own []any, draws func(k int) games.Draws) error {
	found, err := r.again(options, public, own)
	if err != nil || found == nil || found.shuffled == nil {
		return err
	}
	d := draws(1)
	if d == nil { // sealed: cards of the shoe are to come
		return nil
	}
	return found.held(found.shuffled.Shoe, d)
}

// RecheckShoeFrom is Recheck, and holds the cards against the shoe: by the draws of the
// first drawing step of the round that shuffled it. Where in the shoe the round began,
// the carry says that it inherited.
func (r *Rules) RecheckShoeFrom(options, carry []byte, public, own []any, shoe games.Draws) error {
	found, err := r.again(options, public, own)
	if err != nil || found == nil {
		return err
	}
	if found.shuffled != nil {
		return errors.New("blackjack: the round shuffled a shoe of its own")
	}
	var c Carry
	if len(carry) > 0 {
		if err := games.Strictly(carry, &c); err != nil {
			return fmt.Errorf("blackjack: carry: %w", err)
		}
	}
	switch {
	case len(found.cards) == 0:
		return nil
	case c.Shoe == nil:
		return errors.New("blackjack: cards were dealt, and the carry has no shoe")
	}
	return found.held(*c.Shoe, shoe)
}

// found is what a record shows of the shoe.
type found struct {
	decks    int
	shuffled *Shuffled
	cards    []cards.Card // in the order in which they lay there
}

// held compares the cards with the shoe.
func (f *found) held(from cards.Shoe, draws games.Draws) error {
	if from.Decks != f.decks {
		return fmt.Errorf("blackjack: a shoe of %d packs, the table has %d", from.Decks, f.decks)
	}
	record := cards.Record{Shoe: from, Cards: f.cards}
	return record.Recheck(draws, func(cards.Card) int { return 0 })
}

// again follows a record; nil: the round was voided.
func (r *Rules) again(options []byte, public, own []any) (*found, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	result, ends := -1, 0
	for i, body := range public {
		switch body.(type) {
		case Result:
			result = i
			ends++
		case Voided:
			ends++
		}
	}
	switch {
	case ends != 1:
		return nil, fmt.Errorf("blackjack: a round with %d ends", ends)
	case result < 0:
		return nil, nil
	case result != len(public)-1:
		return nil, errors.New("blackjack: the round goes on after its end")
	}
	b := &again{o: &o, book: newBook(&o, r.common), found: &found{decks: o.Decks}}
	if err := b.bets(own); err != nil {
		return nil, err
	}
	if r.common {
		return b.found, b.common(public)
	}
	return b.found, b.seats(public)
}

// me stands for the player whose own events are there, they for any other.
const me, they = games.PlayerID(1), games.PlayerID(2)

// again is a round that is played again from its record.
type again struct {
	o     *Options
	book  book // of the one player
	own   []any
	found *found
	d     *deal
	hole  int // place of the card face down among the round's, -1: there is none
}

// bets takes a player's own events up to the close.
func (b *again) bets(own []any) error {
	for i, body := range own {
		switch body := body.(type) {
		case Placed:
			total := money.Amount(0)
			for _, c := range body.Spots {
				total += c.Stake
				if _, ok := b.o.spotOf(c.Spot, b.book.common); !ok || c.Stake <= 0 || c.Stake > amountMax {
					return fmt.Errorf("blackjack: no bet is %d on %q", c.Stake, c.Spot)
				}
			}
			if total != body.Total {
				return fmt.Errorf("blackjack: a bet of %d is told as %d", total, body.Total)
			}
			b.book.place(me, games.Actor{}, body)
		case TakenBack:
			before := b.book.staked
			for _, id := range body.Bets {
				p := b.book.bettors[me]
				if p == nil || !slices.ContainsFunc(p.bets, func(w Placed) bool { return w.Bet == id }) {
					return fmt.Errorf("blackjack: bet %s was taken back and did not stand", id)
				}
				b.book.takeBack(me, id)
			}
			if back := before - b.book.staked; back != body.Total {
				return fmt.Errorf("blackjack: %d were taken back, told as %d", back, body.Total)
			}
		default:
			b.own = own[i:]
			return nil
		}
	}
	return nil
}

// next is the player's next own event, of a type.
func next[T any](b *again) (body T, err error) {
	if len(b.own) > 0 {
		if body, ok := b.own[0].(T); ok {
			b.own = b.own[1:]
			return body, nil
		}
	}
	return body, fmt.Errorf("blackjack: no %T among the player's events, where one belongs", body)
}

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

// fresh says what is wrong with a shoe that was shuffled.
func (o *Options) fresh(s *Shuffled) error {
	if want := cards.New(s.Shoe.ID, o.Decks, o.BehindCut); s.Shoe != want {
		return fmt.Errorf("blackjack: shuffled %+v, by the rules %+v", s.Shoe, want)
	}
	return nil
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

// out is cards that came out of the shoe.
func (b *again) out(list ...cards.Card) error {
	for _, c := range list {
		if !c.Valid() {
			return fmt.Errorf("blackjack: no card is %q", c)
		}
	}
	b.found.cards = append(b.found.cards, list...)
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

func (b *again) staked(k, want Staked) error {
	if k != want {
		return fmt.Errorf("blackjack: staked %+v, by the rules %+v", k, want)
	}
	if b.d != nil {
		b.d.apply(games.Event{For: games.Only(me), Body: k})
	}
	b.book.stakeMore(me, k)
	return nil
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

// dealer holds the dealer's cards against how the dealer plays.
func (b *again) dealer(is *Result, shown []cards.Card, looked, had, played, waits bool) error {
	if !played {
		if len(is.Dealer) > 0 || is.Taken != 0 || is.Total != 0 || is.Natural {
			return errors.New("blackjack: nobody played, and the dealer has cards")
		}
		return nil
	}
	if len(is.Dealer) < 2 || !slices.Equal(is.Dealer[:len(shown)], shown) {
		return fmt.Errorf("blackjack: the dealer showed %v and has %v", shown, is.Dealer)
	}
	if !is.Dealer[1].Valid() {
		return fmt.Errorf("blackjack: no card is %q", is.Dealer[1])
	}
	if b.hole >= 0 {
		b.found.cards[b.hole] = is.Dealer[1]
	} else {
		b.found.cards = append(b.found.cards, is.Dealer[1])
	}
	n := 2
	for waits && b.o.dealerDraws(sumOf(is.Dealer[:n])) && n < len(is.Dealer) {
		if err := b.out(is.Dealer[n]); err != nil {
			return err
		}
		n++
	}
	sum := sumOf(is.Dealer)
	switch {
	case n != len(is.Dealer), waits && b.o.dealerDraws(sum):
		return fmt.Errorf("blackjack: the dealer ends with %v", is.Dealer)
	case looked && natural(is.Dealer) != had, is.Natural != natural(is.Dealer), is.Total != sum.total(), is.Taken != len(b.found.cards):
		return fmt.Errorf("blackjack: the dealer's %v, %d cards taken, told as %+v", is.Dealer, len(b.found.cards), *is)
	}
	return nil
}

// paid compares what the player was paid.
func (b *again) paid(pay func(r *Result, p *bettor) games.Event) error {
	p := b.book.bettors[me]
	if p == nil {
		if len(b.own) > 0 {
			return fmt.Errorf("blackjack: %T without a bet", b.own[0])
		}
		return nil
	}
	is, err := next[Paid](b)
	if err != nil {
		return err
	}
	if len(b.own) > 0 {
		return fmt.Errorf("blackjack: %T after the payout", b.own[0])
	}
	if want := pay(b.d.End, p).Body; !reflect.DeepEqual(want, is) {
		return fmt.Errorf("blackjack: paid %+v, by the rules %+v", is, want)
	}
	return nil
}
