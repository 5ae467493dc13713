package blackjack

import (
	"croupier/games"
	"croupier/games/cards"
)

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		return t.public()
	case a > 0:
		return t.book.own(games.PlayerID(a))
	}
	return nil
}

func (t *table) public() View {
	v := View{
		Phase: t.phase.String(), ClosesAt: t.closesAt, OpensAt: t.shownOpening(), LandsAt: t.landsAt,
		Shoe: t.shownShoe(), Kept: []Kept{}, Dealer: []cards.Card{}, Seats: []SeatShown{},
	}
	if t.deal == nil {
		for _, k := range t.kept() {
			if t.book.holder(k.Seat) == 0 {
				v.Kept = append(v.Kept, Kept{Seat: k.Seat, Name: k.Name})
			}
		}
		return v
	}
	v.Dealer = append(v.Dealer, t.deal.Dealer...)
	v.Turn, v.Result = t.deal.Turn, t.deal.End
	for i := range t.deal.Seats {
		v.Seats = append(v.Seats, t.deal.shown(t.o, &t.deal.Seats[i]))
	}
	return v
}

// shown is a seat as everyone sees it.
func (d *deal) shown(o *Options, s *seat) SeatShown {
	v := SeatShown{
		Seat: s.N, Name: s.Name, Bot: s.Bot, Absent: s.Absent, Insured: s.Insured > 0, Even: s.Even, Hands: []HandShown{},
	}
	behind := map[games.PlayerID]bool{}
	for _, k := range s.Stakes {
		behind[k.Player] = k.Player != s.Player
	}
	v.Behind = len(behind) - 1
	for i := range s.Hands {
		h := &s.Hands[i]
		sum := sumOf(h.Cards)
		v.Hands = append(v.Hands, HandShown{
			Cards: h.Cards, Total: sum.total(), Soft: sum.soft(), Stake: h.of(s.Player), Doubled: h.Doubled,
			Over: d.legal(o, s, i) == nil,
		})
	}
	return v
}

// shownShoe is the shoe with what has been dealt from it by now.
func (t *table) shownShoe() *cards.Shoe {
	if t.shoe == nil || t.deal == nil {
		return t.shoe
	}
	shoe := t.shoe.After(t.deal.Taken)
	return &shoe
}

// shownOpening is when bets are taken next: of this round while it has not
// begun, of the next once this one ended, and nothing in between.
func (t *table) shownOpening() games.Moment {
	switch {
	case t.phase == games.None:
		return t.before.OpensAt
	case t.phase.Ended():
		return t.nextAt
	}
	return 0
}

// Board is the totals and the seats.
func (t *table) Board() any { return t.book.board() }

// Card is what the lobby shows.
func (t *table) Card() any {
	taken := 0
	for n := 1; n <= t.o.Seats; n++ {
		if t.book.holder(n) != 0 {
			taken++
		}
	}
	return Card{
		Seats: t.o.Seats, Taken: taken, Min: t.o.SeatMinMinor, Max: t.o.SeatMaxMinor,
		ClosesAt: t.closesAt, OpensAt: t.shownOpening(), LandsAt: t.landsAt,
	}
}
