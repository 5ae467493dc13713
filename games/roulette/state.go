package roulette

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// The whole state in one order, for comparing tables by their bytes. It never
// leaves the server.
type tableState struct {
	Round    games.RoundID
	Options  Options
	Phase    games.Phase
	OpensAt  games.Moment
	ClosesAt games.Moment
	ClosedAt games.Moment
	LandsAt  games.Moment
	NextAt   games.Moment
	Number   int
	Last     []int
	Moving   []games.Phase
	Bettors  []bettorState // by player
	Held     []heldState   // by player and id
	Backs    int
	Totals   []money.Amount
	Players  []int
	Staked   money.Amount
	Flying   money.Amount
	Prisoned money.Amount
	Liable   [pocketsMax]money.Amount
	Seated   []games.PlayerID // in order
	Jailed   []games.PlayerID // in order
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
	Prison []Prisoner
}

type heldState struct {
	Player games.PlayerID
	ID     games.BetID
	Stake  *Placed
}

// MarshalJSON writes the whole table, held steps included.
func (t *table) MarshalJSON() ([]byte, error) {
	f := &t.felt
	s := tableState{
		Round: t.round, Options: t.options, Phase: t.phase,
		OpensAt: t.opensAt, ClosesAt: t.closesAt, ClosedAt: t.closedAt, LandsAt: t.landsAt, NextAt: t.nextAt,
		Number: t.number, Last: t.last,
		Backs: f.backs, Totals: f.totals, Players: f.players, Staked: f.staked, Flying: f.flying, Prisoned: f.prisoned, Liable: f.liable,
		Count: f.seated,
	}
	if t.moving != nil {
		s.Moving = []games.Phase{t.moving.from, t.moving.then}
	}
	for _, b := range f.bettors {
		s.Bettors = append(s.Bettors, b.state(f.odds))
	}
	slices.SortFunc(s.Bettors, func(a, b bettorState) int { return cmp.Compare(a.Player, b.Player) })
	for key, act := range f.held {
		h := heldState{Player: key.player, ID: key.id}
		if act.stake != nil {
			p := f.odds.placed(act.stake)
			h.Stake = &p
		}
		s.Held = append(s.Held, h)
	}
	slices.SortFunc(s.Held, func(a, b heldState) int {
		return cmp.Or(cmp.Compare(a.Player, b.Player), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for b := f.first; b != nil; b = b.after {
		s.Seated = append(s.Seated, b.player)
	}
	for _, b := range f.jailed {
		s.Jailed = append(s.Jailed, b.player)
	}
	return json.Marshal(s)
}

func (b *bettor) state(o *odds) bettorState {
	s := bettorState{
		Player: b.player, Name: b.name, Bot: b.bot,
		Staked: b.staked, Flying: b.flying, Held: b.held, Backs: b.backs, Paid: b.paid,
	}
	for _, p := range b.prison {
		s.Prison = append(s.Prison, o.prisoner(p))
	}
	for i := range b.bets {
		s.Bets = append(s.Bets, o.placed(&b.bets[i]))
	}
	for _, on := range b.on {
		s.On = append(s.On, [3]money.Amount{money.Amount(on.spot), on.standing, on.flying})
	}
	return s
}
