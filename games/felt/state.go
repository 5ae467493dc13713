package felt

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// State is the whole of a felt in one order, held steps included, for comparing tables by
// their bytes. It never leaves the server.
type State struct {
	Round    games.RoundID
	Terms    Terms
	Phase    games.Phase
	OpensAt  games.Moment
	ClosesAt games.Moment
	ClosedAt games.Moment
	LandsAt  games.Moment
	NextAt   games.Moment
	Moving   []games.Phase
	Bettors  []BettorState // by player
	Held     []HeldState   // by player and id
	Backs    int
	Totals   []money.Amount
	Players  []int
	Staked   money.Amount
	Flying   money.Amount
	Liable   []money.Amount
	Owing    money.Amount
	Seated   []games.PlayerID // in order
	Count    int
}

// BettorState is one player's part of it.
type BettorState struct {
	Player games.PlayerID
	Name   string
	Bot    bool
	Bets   []Placed
	On     [][3]money.Amount // spot, standing, flying
	Staked money.Amount
	Flying money.Amount
	Held   int
	Backs  int
	Owed   int
	Paid   *Paid
}

// HeldState is an act in flight: a stake, or with none something taken back.
type HeldState struct {
	Player games.PlayerID
	ID     games.BetID
	Stake  *Placed
}

// MarshalJSON writes the whole felt: a part of what a game's table writes.
func (f *Felt) MarshalJSON() ([]byte, error) { return json.Marshal(f.State()) }

// State is the whole felt.
func (f *Felt) State() State {
	b := &f.bets
	s := State{
		Round: f.round, Terms: f.terms, Phase: f.phase,
		OpensAt: f.opensAt, ClosesAt: f.closesAt, ClosedAt: f.closedAt, LandsAt: f.landsAt, NextAt: f.nextAt,
		Backs: b.backs, Totals: b.totals, Players: b.players, Staked: b.staked, Flying: b.flying, Liable: b.liable, Owing: b.owing,
		Count: b.seated,
	}
	if f.moving != nil {
		s.Moving = []games.Phase{f.moving.from, f.moving.then}
	}
	for _, player := range b.bettors {
		s.Bettors = append(s.Bettors, player.state(b.prices))
	}
	slices.SortFunc(s.Bettors, func(a, b BettorState) int { return cmp.Compare(a.Player, b.Player) })
	for key, act := range b.held {
		h := HeldState{Player: key.player, ID: key.id}
		if act.stake != nil {
			p := b.prices.placed(act.stake)
			h.Stake = &p
		}
		s.Held = append(s.Held, h)
	}
	slices.SortFunc(s.Held, func(a, b HeldState) int {
		return cmp.Or(cmp.Compare(a.Player, b.Player), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for player := b.first; player != nil; player = player.after {
		s.Seated = append(s.Seated, player.player)
	}
	return s
}

func (b *bettor) state(p *Prices) BettorState {
	s := BettorState{
		Player: b.player, Name: b.name, Bot: b.bot,
		Staked: b.staked, Flying: b.flying, Held: b.held, Backs: b.backs, Owed: b.owed, Paid: b.paid,
	}
	for i := range b.bets {
		s.Bets = append(s.Bets, p.placed(&b.bets[i]))
	}
	for _, on := range b.on {
		s.On = append(s.On, [3]money.Amount{money.Amount(on.spot), on.standing, on.flying})
	}
	return s
}
