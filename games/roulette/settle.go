package roulette

import (
	"croupier/games"
	"croupier/games/felt"
)

// settle is how the round ends for one player: the wins spot by spot, what la partage
// gave back or zero took prisoner, and which prisoners of earlier rounds are released.
func (o *odds) settle(p *felt.Payout, held []prisoner, number int, landsAt games.Moment) games.Event {
	paid := Paid{Number: number, Wins: []Win{}, Staked: p.Staked, Returned: p.Returned, LandsAt: landsAt}
	for _, s := range p.Spots {
		spot := &o.spots[s.Spot]
		switch {
		case s.Back == 0 && o.imprisons(s.Spot) && o.isZero(number):
			paid.Prison = append(paid.Prison, Chip{Spot: spot.Name, Stake: s.Stake})
		case s.Back == 0:
		case o.wins(s.Spot, number):
			paid.Wins = append(paid.Wins, Win{Spot: spot.Name, Stake: s.Stake, Pays: spot.Pays, Back: s.Back})
		default:
			paid.Partage = append(paid.Partage, Shared{Spot: spot.Name, Stake: s.Stake, Back: s.Back})
		}
	}
	released, moves := o.free(p.Player, held, number)
	for _, m := range moves {
		paid.Returned += m.Amount
	}
	paid.Released = released
	return games.Event{For: games.Only(p.Player), Body: paid, Moves: append(p.Moves, moves...)}
}
