package felt

import (
	"croupier/games"
	"croupier/wallet/money"
)

// Settled is what an outcome does to all bets of a round.
type Settled struct {
	Staked   money.Amount
	Returned money.Amount  // stakes of winning chips included
	Events   []games.Event // one for each player with a bet, in the order of the seats
}

// Settle pays every bet by an outcome. It changes nothing.
func (f *Felt) Settle(outcome int, landsAt games.Moment) Settled {
	s := Settled{Staked: f.bets.staked, Events: make([]games.Event, 0, f.bets.seated)}
	for b := f.bets.first; b != nil; b = b.after {
		e := f.bets.settle(b, outcome, landsAt)
		s.Returned += e.Body.(Paid).Returned
		s.Events = append(s.Events, e)
	}
	return s
}

// settle is how the round ends for one player: a move for each bet that brought money
// back, and what came back spot by spot.
func (f *bets) settle(b *bettor, outcome int, landsAt games.Moment) games.Event {
	paid := Paid{Wins: []Win{}, Pushes: []Push{}, Staked: b.staked, LandsAt: landsAt}
	for _, s := range b.on {
		back := f.prices.back(s.spot, s.standing, outcome)
		name := f.prices.spots[s.spot].Name
		paid.Returned += back
		switch {
		case back == 0:
		case back > s.standing:
			paid.Wins = append(paid.Wins, Win{Spot: name, Stake: s.standing, Pays: f.prices.pays(s.spot, outcome), Back: back})
		default:
			paid.Pushes = append(paid.Pushes, Push{Spot: name, Stake: s.standing, Back: back})
		}
	}
	e := games.Event{For: games.Only(b.player)}
	var moved money.Amount
	for i := range b.bets {
		if back := f.prices.returns(&b.bets[i], outcome); back > 0 {
			moved += back
			e.Moves = append(e.Moves, games.Move{Bet: b.bets[i].id, Player: b.player, Kind: games.Pay, Amount: back})
		}
	}
	if moved != paid.Returned {
		// Both are sums over the same chips, once by bet and once by spot.
		panic("felt: what is paid and what is told differ")
	}
	e.Body = paid
	return e
}
