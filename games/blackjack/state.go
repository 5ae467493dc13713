package blackjack

import (
	"cmp"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// bookState is a book in one order.
type bookState struct {
	Bettors []bettorState // in the order of their first bet
	Held    []heldState   // by player
	Worst   money.Amount
	Staked  money.Amount
}

type bettorState struct {
	Player games.PlayerID
	Name   string
	Bot    bool
	Bets   []Placed
	Extras []Staked
	Staked money.Amount
	Paid   *Paid
}

type heldState struct {
	Player games.PlayerID
	ID     games.BetID
	Stake  *Placed
}

func (k *book) state() bookState {
	s := bookState{Worst: k.worst, Staked: k.staked}
	for _, p := range k.order {
		b := k.bettors[p]
		s.Bettors = append(s.Bettors, bettorState{p, b.name, b.bot, b.bets, b.extras, b.staked, b.paid})
	}
	for p, f := range k.held {
		s.Held = append(s.Held, heldState{p, f.id, f.stake})
	}
	slices.SortFunc(s.Held, func(a, b heldState) int { return cmp.Compare(a.Player, b.Player) })
	return s
}

// forget is a void: all of a player's stakes have gone back.
func (k *book) forget(p games.PlayerID) {
	b := k.bettors[p]
	for len(b.bets) > 1 {
		k.takeBack(p, b.bets[len(b.bets)-1].Bet)
	}
	k.staked -= b.staked - b.bets[0].Total
	b.staked, b.extras = b.bets[0].Total, nil
	k.takeBack(p, b.bets[0].Bet)
}
