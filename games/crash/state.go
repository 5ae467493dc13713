package crash

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
	StartsAt games.Moment
	BeatAt   games.Moment
	EndedAt  games.Moment
	NextAt   games.Moment
	Point    Multiplier
	BustsAt  games.Moment
	Rescue   *Rescued
	Last     []Past
	Moving   *movingState
	Bettors  []bettorState // by player
	Held     []heldState   // by player and id
	Backs    int
	Staked   money.Amount
	Returned money.Amount
	Liable   money.Amount
	Seated   []games.PlayerID // in order
	Count    [2]int           // seated, bets
	Order    []games.BetID
	Next     int
	Left     int
	Outs     []Out
}

type movingState struct {
	From, Then games.Phase
	At         games.Moment
	Out        []games.BetID
}

type bettorState struct {
	Player   games.PlayerID
	Name     string
	Bot      bool
	Bets     []wagerState
	Staked   money.Amount
	Returned money.Amount
	Held     int
	Backs    int
	Paid     *Paid
}

type wagerState struct {
	OwnBet
	Why     By
	Due     int64
	Leaving bool
}

type heldState struct {
	Player games.PlayerID
	ID     games.BetID
	Stake  *wagerState
	Out    *games.BetID
}

// MarshalJSON writes the whole table, held steps included.
func (t *table) MarshalJSON() ([]byte, error) {
	p := &t.pot
	s := tableState{
		Round: t.round, Options: t.options, Phase: t.phase,
		OpensAt: t.opensAt, ClosesAt: t.closesAt, ClosedAt: t.closedAt, StartsAt: t.startsAt, BeatAt: t.beatAt,
		EndedAt: t.endedAt, NextAt: t.nextAt, Point: t.point, BustsAt: t.bustsAt, Rescue: t.rescue, Last: t.last,
		Backs: p.backs, Staked: p.staked, Returned: p.returned, Liable: p.liable, Count: [2]int{p.seated, p.bets},
		Next: p.next, Left: p.left, Outs: p.outs,
	}
	if m := t.moving; m != nil {
		s.Moving = &movingState{From: m.from, Then: m.then, At: m.at}
		for _, w := range m.out {
			s.Moving.Out = append(s.Moving.Out, w.id)
		}
	}
	for _, w := range p.order {
		s.Order = append(s.Order, w.id)
	}
	for _, b := range p.bettors {
		s.Bettors = append(s.Bettors, b.state())
	}
	slices.SortFunc(s.Bettors, func(a, b bettorState) int { return cmp.Compare(a.Player, b.Player) })
	for key, act := range p.held {
		h := heldState{Player: key.player, ID: key.id}
		if act.stake != nil {
			w := act.stake.state()
			h.Stake = &w
		}
		if act.out != nil {
			h.Out = &act.out.id
		}
		s.Held = append(s.Held, h)
	}
	slices.SortFunc(s.Held, func(a, b heldState) int {
		return cmp.Or(cmp.Compare(a.Player, b.Player), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for b := p.first; b != nil; b = b.after {
		s.Seated = append(s.Seated, b.player)
	}
	return json.Marshal(s)
}

func (b *bettor) state() bettorState {
	s := bettorState{
		Player: b.player, Name: b.name, Bot: b.bot, Staked: b.staked, Returned: b.returned,
		Held: b.held, Backs: b.backs, Paid: b.paid,
	}
	for _, w := range b.bets {
		s.Bets = append(s.Bets, w.state())
	}
	return s
}

func (w *wager) state() wagerState {
	return wagerState{
		OwnBet: OwnBet{Bet: w.id, Stake: w.stake, CashAt: w.cashAt, Target: w.target, Times: w.times, Back: w.back, By: w.by},
		Why:    w.why, Due: w.due, Leaving: w.leaving,
	}
}
