package roulette

import (
	"errors"
	"fmt"
	"slices"

	"croupier/games"
)

// prisoner is an even-money stake that zero took in a round before.
type prisoner struct {
	bet games.BetID
	chip
}

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
		case in.Stake <= 0 || in.Stake > amountMax:
			return fmt.Errorf("roulette: prison: a stake of %d", in.Stake)
		case in.Player <= 0 || in.Bet == games.BetID{}:
			return errors.New("roulette: prison: a stake of nobody, or of no bet")
		}
	}
	return nil
}

// imprison makes a prisoner of an earlier round one of this round's.
func (f *felt) imprison(in Inmate) {
	p := prisoner{bet: in.Bet, chip: chip{spot: f.odds.index[in.Spot], stake: in.Stake}}
	b := f.bettor(in.Player)
	if len(b.prison) == 0 {
		f.jailed = append(f.jailed, b)
	}
	if !slices.ContainsFunc(b.prison, func(other prisoner) bool { return other.bet == p.bet }) {
		b.prisoned++
	}
	b.prison = append(b.prison, p)
	f.prisoned += p.stake
	for _, n := range f.odds.spots[p.spot].Covers {
		f.liable[n] += p.stake
	}
}

// holds tells each player of the prisoners with which the round begins.
func (f *felt) holds() []games.Event {
	events := make([]games.Event, 0, len(f.jailed))
	for _, b := range f.jailed {
		held := Held{Bets: make([]Prisoner, len(b.prison))}
		for i, p := range b.prison {
			held.Bets[i] = f.odds.prisoner(p)
		}
		events = append(events, games.Event{For: games.Only(b.player), Body: held})
	}
	return events
}

// free releases the prisoners whose spot wins by a number: the stake alone, a
// move for each bet.
func (f *felt) free(b *bettor, number int) (released []Prisoner, moves []games.Move) {
	for _, p := range b.prison {
		if !f.odds.wins(p.spot, number) {
			continue
		}
		released = append(released, f.odds.prisoner(p))
		// The prisoners of a bet lie side by side, as they were taken.
		if last := len(moves) - 1; last >= 0 && moves[last].Bet == p.bet {
			moves[last].Amount += p.stake
			continue
		}
		moves = append(moves, games.Move{Bet: p.bet, Player: b.player, Kind: games.Pay, Amount: p.stake})
	}
	return released, moves
}

// prisonAfter is a player's prisoners once a number fell; -1 is none yet, or none
// at all, as in a void round: whoever was in prison stays there.
func (f *felt) prisonAfter(b *bettor, number int) []prisoner {
	if number < 0 {
		return b.prison
	}
	if !f.odds.isZero(number) {
		return nil
	}
	stay := slices.Clone(b.prison)
	for i := range b.bets {
		for _, c := range b.bets[i].chips {
			if f.odds.imprisons(c.spot) {
				stay = append(stay, prisoner{bet: b.bets[i].id, chip: c})
			}
		}
	}
	return stay
}

// inmates is all prisoners after a number, as the next round inherits them.
func (f *felt) inmates(number int) []Inmate {
	var all []Inmate
	add := func(b *bettor) {
		for _, p := range f.prisonAfter(b, number) {
			all = append(all, f.odds.prisoner(p).of(b.player))
		}
	}
	for _, b := range f.jailed {
		add(b)
	}
	for b := f.first; b != nil; b = b.after {
		if len(b.prison) == 0 { // the others are among the jailed
			add(b)
		}
	}
	return all
}
