package blackjack

import (
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// book is the bets of a round: those that stand, and of each player at most one
// act in flight.
type book struct {
	o       *Options
	common  bool
	bettors map[games.PlayerID]*bettor
	order   []games.PlayerID // of their first standing bet
	held    map[games.PlayerID]inFlight
	worst   money.Amount // that the room can lose by what stands and flies
	staked  money.Amount // standing, extras included
}

// bettor is one player's part of the round.
type bettor struct {
	player games.PlayerID
	name   string
	bot    bool
	bets   []Placed
	extras []Staked
	staked money.Amount
	paid   *Paid
}

// inFlight is an act whose verdict is not known: a stake, or something taken back
// or decided.
type inFlight struct {
	id    games.BetID
	stake *Placed
}

func newBook(o *Options, common bool) book {
	return book{o: o, common: common, bettors: map[games.PlayerID]*bettor{}, held: map[games.PlayerID]inFlight{}}
}

// on is what a player has on a spot, standing.
func (b *bettor) on(name string) money.Amount {
	var sum money.Amount
	if b == nil {
		return 0
	}
	for i := range b.bets {
		for _, c := range b.bets[i].Spots {
			if c.Spot == name {
				sum += c.Stake
			}
		}
	}
	return sum
}

// first is what a player has staked before the cards.
func (b *bettor) first() money.Amount {
	var sum money.Amount
	if b == nil {
		return 0
	}
	for i := range b.bets {
		sum += b.bets[i].Total
	}
	return sum
}

// risk is the most that the room can lose by some chips.
func (k *book) risk(chips []Chip) (sum money.Amount) {
	for _, c := range chips {
		s, _ := k.o.spotOf(c.Spot, k.common)
		sum += k.o.worst(s.kind, c.Stake)
	}
	return sum
}

func (k *book) hold(p games.PlayerID, f inFlight) {
	if _, ok := k.held[p]; ok {
		panic("blackjack: two acts of one player at once")
	}
	k.held[p] = f
	if f.stake != nil {
		k.worst += k.risk(f.stake.Spots)
	}
}

// release forgets an act in flight, if it is there.
func (k *book) release(p games.PlayerID, id games.BetID) bool {
	f, ok := k.held[p]
	if !ok || f.id != id {
		return false
	}
	delete(k.held, p)
	if f.stake != nil {
		k.worst -= k.risk(f.stake.Spots)
	}
	return true
}

// place makes a bet stand.
func (k *book) place(p games.PlayerID, by games.Actor, bet Placed) {
	b := k.bettors[p]
	if b == nil {
		b = &bettor{player: p}
		k.bettors[p] = b
		k.order = append(k.order, p)
	}
	b.name, b.bot = by.Name, by.Bot
	b.bets = append(b.bets, bet)
	b.staked += bet.Total
	k.staked += bet.Total
	k.worst += k.risk(bet.Spots)
}

// takeBack forgets a standing bet, and a player of whom nothing is left.
func (k *book) takeBack(p games.PlayerID, id games.BetID) {
	b := k.bettors[p]
	i := -1
	if b != nil {
		i = slices.IndexFunc(b.bets, func(w Placed) bool { return w.Bet == id })
	}
	if i < 0 {
		panic("blackjack: a bet taken back that does not stand")
	}
	w := b.bets[i]
	b.bets = slices.Delete(b.bets, i, i+1)
	b.staked -= w.Total
	k.staked -= w.Total
	k.worst -= k.risk(w.Spots)
	if len(b.bets) == 0 {
		delete(k.bettors, p)
		k.order = slices.DeleteFunc(k.order, func(q games.PlayerID) bool { return q == p })
	}
}

// unback forgets some chips of a bet, and the bet if nothing is left of it.
func (k *book) unback(p games.PlayerID, u Unbacked) {
	b := k.bettors[p]
	for i := range b.bets {
		w := &b.bets[i]
		if w.Bet != u.Bet {
			continue
		}
		if w.Total == u.Total {
			k.takeBack(p, u.Bet)
			return
		}
		w.Spots = slices.DeleteFunc(slices.Clone(w.Spots), func(c Chip) bool { return slices.Contains(u.Spots, c) })
		w.Total -= u.Total
		b.staked -= u.Total
		k.staked -= u.Total
		k.worst -= k.risk(u.Spots)
		return
	}
	panic("blackjack: chips go back that do not stand")
}

// stakeMore adds a further stake on what stands. The room's worst has it already.
func (k *book) stakeMore(p games.PlayerID, s Staked) {
	b := k.bettors[p]
	b.extras = append(b.extras, s)
	b.staked += s.Stake
	k.staked += s.Stake
}

// holder is who has a hand at a seat, 0 for nobody.
func (k *book) holder(seat int) games.PlayerID {
	name := spot{onSeat, seat}.String()
	for _, p := range k.order {
		if k.bettors[p].on(name) > 0 {
			return p
		}
	}
	return 0
}

// claimed says whether somebody else's bet in flight is on a spot.
func (k *book) claimed(p games.PlayerID, name string) (n int) {
	for q, f := range k.held {
		if q != p && f.stake != nil && slices.ContainsFunc(f.stake.Spots, func(c Chip) bool { return c.Spot == name }) {
			n++
		}
	}
	return n
}

// refunds gives a player everything back.
func (b *bettor) refunds(bets []Placed, extras []Staked) games.Event {
	back := TakenBack{Bets: []games.BetID{}}
	e := games.Event{For: games.Only(b.player)}
	give := func(id games.BetID, amount money.Amount) {
		back.Bets = append(back.Bets, id)
		back.Total += amount
		e.Moves = append(e.Moves, games.Move{Bet: id, Player: b.player, Kind: games.Refund, Amount: amount})
	}
	for i := range bets {
		give(bets[i].Bet, bets[i].Total)
	}
	for i := range extras {
		give(extras[i].Bet, extras[i].Stake)
	}
	e.Body = back
	return e
}

// board is what everyone sees of the bets.
func (k *book) board() Board {
	b := Board{Spots: []SpotTotal{}, Seats: []Seat{}, Players: len(k.order)}
	for _, s := range k.o.spots(k.common) {
		t := SpotTotal{Spot: s.String()}
		for _, p := range k.order {
			if on := k.bettors[p].on(t.Spot); on > 0 {
				t.Total += on
				t.Players++
				if s.kind == onSeat && len(b.Seats) < seatsShown {
					b.Seats = append(b.Seats, k.seat(s.seat, p, on))
				}
			}
		}
		if t.Players > 0 {
			b.Spots = append(b.Spots, t)
		}
	}
	b.Staked = k.staked
	return b
}

const seatsShown = 8

func (k *book) seat(n int, p games.PlayerID, staked money.Amount) Seat {
	if k.common {
		n = 0
	}
	return Seat{Seat: n, Name: k.bettors[p].name, Staked: staked, Bot: k.bettors[p].bot}
}

// own is a player's private view.
func (k *book) own(p games.PlayerID) Own {
	o := Own{Bets: []Placed{}, Extras: []Staked{}}
	if b := k.bettors[p]; b != nil {
		o.Bets = append(o.Bets, b.bets...)
		o.Extras = append(o.Extras, b.extras...)
		o.Staked, o.Paid = b.staked, b.paid
	}
	return o
}
