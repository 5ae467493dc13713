package roulette

import (
	"errors"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

// prisoner is an even-money stake that zero took in a round before.
type prisoner struct {
	bet   games.BetID
	spot  int
	stake money.Amount
}

// jail is the prisoners that a round began with.
type jail struct {
	odds  *odds
	order []games.PlayerID // of the first of each player
	of    map[games.PlayerID][]prisoner
}

func newJail(o *odds) jail { return jail{odds: o, of: map[games.PlayerID][]prisoner{}} }

// prisoner writes one as its player knows it.
func (o *odds) prisoner(p prisoner) Prisoner {
	return Prisoner{Bet: p.bet, Spot: o.spots[p.spot].Name, Stake: p.stake}
}

// checkPrison says what is wrong with the prisoners of a carry or an export.
func (o *odds) checkPrison(inmates []Inmate) error {
	for _, in := range inmates {
		spot, ok := o.index[in.Spot]
		switch {
		case !ok || !o.imprisons(spot):
			return fmt.Errorf("roulette: prison: no stake on %q is held at a table where zero is %q", in.Spot, o.zero)
		case in.Stake <= 0 || in.Stake > felt.AmountMax:
			return fmt.Errorf("roulette: prison: a stake of %d", in.Stake)
		case in.Player <= 0 || in.Bet == games.BetID{}:
			return errors.New("roulette: prison: a stake of nobody, or of no bet")
		}
	}
	return nil
}

// take makes a prisoner of an earlier round one of this round's, and says how many bets
// more they are of.
func (j *jail) take(in Inmate) (bets int) {
	p := prisoner{bet: in.Bet, spot: j.odds.index[in.Spot], stake: in.Stake}
	held := j.of[in.Player]
	if held == nil {
		j.order = append(j.order, in.Player)
	}
	if !slices.ContainsFunc(held, func(other prisoner) bool { return other.bet == p.bet }) {
		bets = 1
	}
	j.of[in.Player] = append(held, p)
	return bets
}

// holds tells each player of the prisoners with which the round begins.
func (j *jail) holds() []games.Event {
	events := make([]games.Event, 0, len(j.order))
	for _, player := range j.order {
		held := Held{Bets: make([]Prisoner, len(j.of[player]))}
		for i, p := range j.of[player] {
			held.Bets[i] = j.odds.prisoner(p)
		}
		events = append(events, games.Event{For: games.Only(player), Body: held})
	}
	return events
}

// free releases the prisoners whose spot wins by a number: the stake alone, a
// move for each bet.
func (o *odds) free(player games.PlayerID, held []prisoner, number int) (released []Prisoner, moves []games.Move) {
	for _, p := range held {
		if !o.wins(p.spot, number) {
			continue
		}
		released = append(released, o.prisoner(p))
		// The prisoners of a bet lie side by side, as they were taken.
		if last := len(moves) - 1; last >= 0 && moves[last].Bet == p.bet {
			moves[last].Amount += p.stake
			continue
		}
		moves = append(moves, games.Move{Bet: p.bet, Player: player, Kind: games.Pay, Amount: p.stake})
	}
	return released, moves
}

// after is a player's prisoners once a number fell, bets being what stood in its round;
// -1 is none yet, or none at all, as in a void round: whoever was in prison stays there.
func (o *odds) after(held []prisoner, bets []Placed, number int) []prisoner {
	if number < 0 {
		return held
	}
	if !o.isZero(number) {
		return nil
	}
	stay := slices.Clone(held)
	for _, b := range bets {
		for _, c := range b.Spots {
			if spot := o.index[c.Spot]; o.imprisons(spot) {
				stay = append(stay, prisoner{bet: b.Bet, spot: spot, stake: c.Stake})
			}
		}
	}
	return stay
}

// prison is a player's prisoners after the round's number, or before it.
func (t *table) prison(p games.PlayerID) []prisoner {
	held := t.jail.of[p]
	if t.number < 0 || !t.odds.isZero(t.number) || t.odds.zero != Prison {
		return t.odds.after(held, nil, t.number)
	}
	bets, _ := t.Bets(p)
	return t.odds.after(held, bets, t.number)
}

// inmates is all prisoners after the round's number, as the next round inherits them.
func (t *table) inmates() []Inmate {
	var all []Inmate
	add := func(player games.PlayerID) {
		for _, p := range t.prison(player) {
			all = append(all, t.odds.prisoner(p).of(player))
		}
	}
	for _, player := range t.jail.order {
		add(player)
	}
	for player := range t.Seated() {
		if t.jail.of[player] == nil { // the others were added
			add(player)
		}
	}
	return all
}
