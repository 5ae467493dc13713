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

// fresh says what is wrong with a shoe that was shuffled.
func (o *Options) fresh(s *Shuffled) error {
	if want := cards.New(s.Shoe.ID, o.Decks, o.BehindCut); s.Shoe != want {
		return fmt.Errorf("blackjack: shuffled %+v, by the rules %+v", s.Shoe, want)
	}
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
