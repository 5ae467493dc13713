package blackjack

import (
	"slices"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// The ends of a hand.
const (
	EndBlackjack = "blackjack"
	EndWin       = "win"
	EndCharlie   = "charlie" // six cards
	EndPush      = "push"
	EndLose      = "lose"
	EndBust      = "bust"
	EndSurrender = "surrender"
	EndEven      = "even"     // even money, taken before the dealer looked
	EndReturned  = "returned" // a double or a split that a blackjack does not take
)

// end is the dealer's hand and the end of the round, in one step: what is paid
// commits with what it is paid for.
func (b *build) end() {
	dealer, taken := b.dealer()
	at := b.step.Cmd.At
	r := Result{Dealer: dealer, Total: sumOf(dealer).total(), Natural: natural(dealer), Hands: []HandResult{}, Taken: b.d.Taken + taken}
	r.LandsAt = at + games.Moment(int64(max(0, len(dealer)-len(b.d.Dealer)))*b.t.o.DealMs)
	r.NextAt = r.LandsAt + games.Moment(b.t.o.PauseMs)
	j := &judge{o: b.t.o, d: b.d, r: &r}
	for i := range b.d.Seats {
		for h := range b.d.Seats[i].Hands {
			s := &b.d.Seats[i]
			r.Hands = append(r.Hands, HandResult{Seat: s.N, Hand: h, Total: sumOf(s.Hands[h].Cards).total(), Why: j.hand(&s.Hands[h])})
		}
	}
	var paid []games.Event
	for _, p := range b.t.book.order {
		e := j.pay(b.t.book.bettors[p])
		r.Returned += e.Body.(Paid).Returned
		paid = append(paid, e)
	}
	r.Staked = b.t.book.staked
	b.step.Then, b.step.LandsAt = games.Settled, r.LandsAt
	b.say(games.Everyone, r)
	b.step.Events = append(b.step.Events, paid...)
}

// dealer plays the dealer's hand: the second card always, more only while a hand
// stands that they matter to. taken is how many come from the shoe.
func (b *build) dealer() (hand []cards.Card, taken int) {
	if len(b.d.Seats) == 0 {
		return []cards.Card{}, 0
	}
	hand = slices.Clone(b.d.Dealer)
	switch {
	case b.t.o.Hole != Peek:
		hand, taken = append(hand, b.take(1)...), 1
	case len(hand) == 1:
		hand = append(hand, b.hole())
	}
	for b.matters() && b.t.o.dealerDraws(sumOf(hand)) {
		hand = append(hand, b.take(1)...)
		taken++
	}
	return hand, taken
}

// matters says whether a hand waits for the dealer's total.
func (b *build) matters() bool {
	for i := range b.d.Seats {
		for j := range b.d.Seats[i].Hands {
			if b.d.Seats[i].Hands[j].waits(&b.t.o.Terms) {
				return true
			}
		}
	}
	return false
}

// waits says whether a hand's end depends on the dealer's total.
func (h *hand) waits(o *Terms) bool {
	return !h.Surrendered && !h.blackjack() && !h.charlie(o) && sumOf(h.Cards).total() <= best
}

// judge says what stakes bring back.
type judge struct {
	o *Options
	d *deal
	r *Result
}

// hand is how a hand ended.
func (j *judge) hand(h *hand) string {
	total := sumOf(h.Cards).total()
	switch {
	case j.r.Natural && h.blackjack():
		return EndPush
	case h.Surrendered && !j.r.Natural:
		return EndSurrender
	case total > best:
		return EndBust
	case j.r.Natural:
		return EndLose
	case h.blackjack():
		return EndBlackjack
	case h.charlie(&j.o.Terms):
		return EndCharlie
	case j.r.Total > best || total > j.r.Total:
		return EndWin
	case total == j.r.Total:
		return EndPush
	}
	return EndLose
}

// stake is how a stake on a hand ended.
func (j *judge) stake(s *seat, h *hand, k *stake) string {
	switch {
	case s.Even && k.Player == s.Player:
		return EndEven
	case j.r.Natural && k.Extra && j.o.Hole == NoneOriginal:
		return EndReturned
	}
	return j.hand(h)
}

// back is what a stake brings back by its end.
func (o *Options) back(why string, stake money.Amount) money.Amount {
	switch why {
	case EndBlackjack:
		won, of := o.Natural.ratio()
		return stake + stake/money.Amount(of)*money.Amount(won)
	case EndWin, EndCharlie, EndEven:
		return 2 * stake
	case EndPush, EndReturned:
		return stake
	case EndSurrender:
		return stake / 2
	}
	return 0
}

// account is how the round ends for one player while it is added up.
type account struct {
	player games.PlayerID
	paid   Paid
	moves  []games.Move
}

// add is one stake and what it brings back. Stakes of one line are one.
func (a *account) add(l Line, bet games.BetID) {
	a.paid.Returned += l.Back
	if n := len(a.paid.Lines); n > 0 {
		if last := &a.paid.Lines[n-1]; last.Spot == l.Spot && last.Hand == l.Hand && last.Why == l.Why {
			last.Stake += l.Stake
			last.Back += l.Back
			l.Stake = 0
		}
	}
	if l.Stake > 0 {
		a.paid.Lines = append(a.paid.Lines, l)
	}
	if l.Back == 0 {
		return
	}
	if i := slices.IndexFunc(a.moves, func(m games.Move) bool { return m.Bet == bet }); i >= 0 {
		a.moves[i].Amount += l.Back
		return
	}
	a.moves = append(a.moves, games.Move{Bet: bet, Player: a.player, Kind: games.Pay, Amount: l.Back})
}

// pay is how the round ends for one player: insurance first, then hands, then the
// side bets.
func (j *judge) pay(b *bettor) games.Event {
	a := &account{player: b.player, paid: Paid{Lines: []Line{}, Staked: b.staked, LandsAt: j.r.LandsAt}}
	for i := range j.d.Seats {
		s := &j.d.Seats[i]
		if s.Player == b.player {
			j.insurance(a, s)
		}
		for n := range s.Hands {
			j.onHand(a, s, n)
		}
		if s.Player == b.player {
			j.sides(a, b, s)
		}
	}
	return games.Event{For: games.Only(b.player), Body: a.paid, Moves: a.moves}
}

func (j *judge) insurance(a *account, s *seat) {
	if s.Insured == 0 {
		return
	}
	l := Line{Spot: spot{"insurance", s.N}.String(), Why: EndLose, Stake: s.Insured}
	if j.r.Natural {
		l.Why, l.Back = EndWin, 3*s.Insured
	}
	a.add(l, s.InsureID)
}

func (j *judge) onHand(a *account, s *seat, n int) {
	h := &s.Hands[n]
	for i := range h.Stakes {
		k := &h.Stakes[i]
		if k.Player != a.player {
			continue
		}
		on := onSeat
		if k.Player != s.Player {
			on = onBehind
		}
		why := j.stake(s, h, k)
		a.add(Line{
			Spot: spot{on, s.N}.String(), Hand: n, Total: sumOf(h.Cards).total(), Why: why,
			Stake: k.Amount, Back: j.o.back(why, k.Amount),
		}, k.Bet)
	}
}

// sides are the side bets of a seat, by the first cards.
func (j *judge) sides(a *account, b *bettor, s *seat) {
	for _, side := range []struct {
		on    kind
		table *paytable
		kinds []string
		came  string
	}{
		{onPairs, tableOf(pairTables, j.o.Pairs), pairKinds, pairKind(s.First[0], s.First[1])},
		{onThrees, tableOf(threeTables, j.o.Threes), threeKinds, threeKind(s.First[0], s.First[1], j.r.Dealer[0])},
	} {
		for _, k := range b.stakes(spot{side.on, s.N}) {
			l := Line{Spot: spot{side.on, s.N}.String(), Why: EndLose, Stake: k.Amount}
			if pays := side.table.pay(side.kinds, side.came); pays > 0 {
				l.Why, l.Back = side.came, k.Amount*money.Amount(pays+1)
			}
			a.add(l, k.Bet)
		}
	}
}
