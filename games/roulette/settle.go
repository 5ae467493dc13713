package roulette

import (
	"croupier/games"
	"croupier/wallet/money"
)

// spin is the step that fixes the number, pays it, and tells each player.
func (t *table) spin(c games.Command, number int) games.Step {
	landsAt := c.At + games.Moment(t.options.LandMs)
	result := Result{
		Number: number, LandsAt: landsAt, NextAt: landsAt + games.Moment(t.options.PauseMs),
		Staked: t.felt.staked,
	}
	s := games.Step{
		Cmd: c, Drawn: true, Phase: games.Closed, Then: games.Settled, LandsAt: landsAt,
		Events: make([]games.Event, 1, 1+t.felt.seated),
	}
	pay := func(b *bettor) {
		e := t.felt.settle(b, number, landsAt)
		result.Returned += e.Body.(Paid).Returned
		s.Events = append(s.Events, e)
	}
	for b := t.felt.first; b != nil; b = b.after {
		pay(b)
	}
	for _, b := range t.felt.jailed {
		if len(b.bets) == 0 { // the others are among the seated
			pay(b)
		}
	}
	s.Events[0] = games.Event{For: games.Everyone, Body: result}
	return s
}

// settle is how the round ends for one player: a move for each bet that brought
// money back, the wins spot by spot, what la partage gave back or zero took
// prisoner, and which prisoners of earlier rounds are released.
func (f *felt) settle(b *bettor, number int, landsAt games.Moment) games.Event {
	paid := Paid{Number: number, Wins: []Win{}, Staked: b.staked, LandsAt: landsAt}
	for _, s := range b.on {
		spot := &f.odds.spots[s.spot]
		back := f.odds.back(s.spot, s.standing, number)
		paid.Returned += back
		switch {
		case back == 0 && s.standing > 0 && f.odds.imprisons(s.spot) && f.odds.isZero(number):
			paid.Prison = append(paid.Prison, Chip{Spot: spot.Name, Stake: s.standing})
		case back == 0:
		case f.odds.wins(s.spot, number):
			paid.Wins = append(paid.Wins, Win{Spot: spot.Name, Stake: s.standing, Pays: spot.Pays, Back: back})
		default:
			paid.Partage = append(paid.Partage, Shared{Spot: spot.Name, Stake: s.standing, Back: back})
		}
	}
	e := games.Event{For: games.Only(b.player)}
	var moved money.Amount
	for i := range b.bets {
		if back := f.odds.returns(&b.bets[i], number); back > 0 {
			moved += back
			e.Moves = append(e.Moves, games.Move{Bet: b.bets[i].id, Player: b.player, Kind: games.Pay, Amount: back})
		}
	}
	if moved != paid.Returned {
		// Both are sums over the same chips, once by bet and once by spot.
		panic("roulette: what is paid and what is told differ")
	}
	released, moves := f.free(b, number)
	for _, m := range moves {
		paid.Returned += m.Amount
	}
	paid.Released = released
	e.Moves = append(e.Moves, moves...)
	e.Body = paid
	return e
}
