package felt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// The whole state in one order, for comparing tables by their bytes. It never leaves
// the server.
type feltState struct {
	Round    games.RoundID
	Terms    Terms
	Phase    games.Phase
	OpensAt  games.Moment
	ClosesAt games.Moment
	ClosedAt games.Moment
	LandsAt  games.Moment
	NextAt   games.Moment
	Moving   []games.Phase
	Bettors  []bettorState // by player
	Held     []heldState   // by player and id
	Backs    int
	Totals   []money.Amount
	Players  []int
	Staked   money.Amount
	Flying   money.Amount
	Liable   []money.Amount
	Seated   []games.PlayerID // in order
	Count    int
}

type bettorState struct {
	Player games.PlayerID
	Name   string
	Bot    bool
	Bets   []Placed
	On     [][3]money.Amount // spot, standing, flying
	Staked money.Amount
	Flying money.Amount
	Held   int
	Backs  int
	Paid   *Paid
}

type heldState struct {
	Player games.PlayerID
	ID     games.BetID
	Stake  *Placed
}

// MarshalJSON writes the whole felt, held steps included: a part of what a game's table
// writes.
func (f *Felt) MarshalJSON() ([]byte, error) {
	b := &f.bets
	s := feltState{
		Round: f.round, Terms: f.terms, Phase: f.phase,
		OpensAt: f.opensAt, ClosesAt: f.closesAt, ClosedAt: f.closedAt, LandsAt: f.landsAt, NextAt: f.nextAt,
		Backs: b.backs, Totals: b.totals, Players: b.players, Staked: b.staked, Flying: b.flying, Liable: b.liable,
		Count: b.seated,
	}
	if f.moving != nil {
		s.Moving = []games.Phase{f.moving.from, f.moving.then}
	}
	for _, player := range b.bettors {
		s.Bettors = append(s.Bettors, player.state(b.prices))
	}
	slices.SortFunc(s.Bettors, func(a, b bettorState) int { return cmp.Compare(a.Player, b.Player) })
	for key, act := range b.held {
		h := heldState{Player: key.player, ID: key.id}
		if act.stake != nil {
			p := b.prices.placed(act.stake)
			h.Stake = &p
		}
		s.Held = append(s.Held, h)
	}
	slices.SortFunc(s.Held, func(a, b heldState) int {
		return cmp.Or(cmp.Compare(a.Player, b.Player), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for player := b.first; player != nil; player = player.after {
		s.Seated = append(s.Seated, player.player)
	}
	return json.Marshal(s)
}

func (b *bettor) state(p *Prices) bettorState {
	s := bettorState{
		Player: b.player, Name: b.name, Bot: b.bot,
		Staked: b.staked, Flying: b.flying, Held: b.held, Backs: b.backs, Paid: b.paid,
	}
	for i := range b.bets {
		s.Bets = append(s.Bets, p.placed(&b.bets[i]))
	}
	for _, on := range b.on {
		s.On = append(s.On, [3]money.Amount{money.Amount(on.spot), on.standing, on.flying})
	}
	return s
}
