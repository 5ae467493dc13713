package roulette

import (
	"encoding/json"

	"croupier/games"
	"croupier/games/felt"
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
	Bettors  []bettorState    // by player
	Held     []felt.HeldState // by player and id
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

// MarshalJSON writes the whole table, held steps included, as the first version of the
// rules wrote it: logs of then are played again and compared with these bytes.
func (t *table) MarshalJSON() ([]byte, error) {
	f := t.State()
	s := tableState{
		Round: f.Round, Options: t.options, Phase: f.Phase,
		OpensAt: f.OpensAt, ClosesAt: f.ClosesAt, ClosedAt: f.ClosedAt, LandsAt: f.LandsAt, NextAt: f.NextAt,
		Number: t.number, Last: t.last, Moving: f.Moving, Held: f.Held,
		Backs: f.Backs, Totals: f.Totals, Players: f.Players, Staked: f.Staked, Flying: f.Flying, Prisoned: f.Owing,
		Seated: f.Seated, Jailed: t.jail.order, Count: f.Count,
	}
	copy(s.Liable[:], f.Liable)
	for _, b := range f.Bettors {
		mine := bettorState{
			Player: b.Player, Name: b.Name, Bot: b.Bot, Bets: b.Bets, On: b.On,
			Staked: b.Staked, Flying: b.Flying, Held: b.Held, Backs: b.Backs, Paid: t.paid[b.Player],
		}
		for _, p := range t.jail.of[b.Player] {
			mine.Prison = append(mine.Prison, t.odds.prisoner(p))
		}
		s.Bettors = append(s.Bettors, mine)
	}
	return json.Marshal(s)
}
