package felt

import (
	"croupier/games"
	"croupier/wallet/money"
)

// Payout is what an outcome brings one player back.
type Payout struct {
	Player   games.PlayerID
	Staked   money.Amount
	Returned money.Amount // stakes of winning chips included
	Spots    []SpotBack   // that hold a stake of the player's, in the felt's order
	Moves    []games.Move // one for each bet that brings money back
}

// SpotBack is what all of a player's chips on a spot bring back.
type SpotBack struct {
	Spot  int // its place on the felt
	Stake money.Amount
	Back  money.Amount
}

// Payouts tells what an outcome brings each player with a bet, in the order of the seats,
// and says how much all have staked. It changes nothing. The list of spots is used again
// for the next player.
func (f *Felt) Payouts(outcome int, tell func(p *Payout)) (staked money.Amount) {
	var p Payout
	for b := f.bets.first; b != nil; b = b.after {
		f.bets.payout(b, outcome, &p)
		tell(&p)
	}
	return f.bets.staked
}

func (f *bets) payout(b *bettor, outcome int, p *Payout) {
	p.Player, p.Staked, p.Returned, p.Spots, p.Moves = b.player, b.staked, 0, p.Spots[:0], nil
	for _, s := range b.on {
		if s.standing == 0 {
			continue
		}
		back := f.prices.Back(s.spot, s.standing, outcome)
		p.Returned += back
		p.Spots = append(p.Spots, SpotBack{Spot: s.spot, Stake: s.standing, Back: back})
	}
	var moved money.Amount
	for i := range b.bets {
		if back := f.prices.returns(&b.bets[i], outcome); back > 0 {
			moved += back
			p.Moves = append(p.Moves, games.Move{Bet: b.bets[i].id, Player: b.player, Kind: games.Pay, Amount: back})
		}
	}
	if moved != p.Returned {
		// Both are sums over the same chips, once by bet and once by spot.
		panic("felt: what is paid and what is told differ")
	}
}

// Settled is what an outcome does to all bets of a round.
type Settled struct {
	Staked   money.Amount
	Returned money.Amount  // stakes of winning chips included
	Events   []games.Event // one for each player with a bet, in the order of the seats
}

// Settle pays every bet by an outcome, and tells each player in the felt's own words. It
// changes nothing.
func (f *Felt) Settle(outcome int, landsAt games.Moment) Settled {
	s := Settled{Events: make([]games.Event, 0, f.bets.seated)}
	s.Staked = f.Payouts(outcome, func(p *Payout) {
		s.Returned += p.Returned
		s.Events = append(s.Events, games.Event{
			For: games.Only(p.Player), Body: f.bets.prices.paid(p, outcome, landsAt), Moves: p.Moves,
		})
	})
	return s
}

// paid is how the round ended for one player: what came back spot by spot.
func (p *Prices) paid(of *Payout, outcome int, landsAt games.Moment) Paid {
	paid := Paid{Wins: []Win{}, Pushes: []Push{}, Staked: of.Staked, Returned: of.Returned, LandsAt: landsAt}
	for _, s := range of.Spots {
		name := p.spots[s.Spot].Name
		switch {
		case s.Back == 0:
		case s.Back > s.Stake:
			paid.Wins = append(paid.Wins, Win{Spot: name, Stake: s.Stake, Pays: p.pays(s.Spot, outcome), Back: s.Back})
		default:
			paid.Pushes = append(paid.Pushes, Push{Spot: name, Stake: s.Stake, Back: s.Back})
		}
	}
	return paid
}
