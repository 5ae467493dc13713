package roulette

import (
	"errors"
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/felt"
)

// table is one round: the bets are the felt's, the prisoners the jail's. Everything in it
// follows from the applied steps, but for what the felt says of steps in flight.
type table struct {
	*felt.Felt
	round   games.RoundID
	options Options
	odds    *odds

	number int   // -1 until it is drawn
	last   []int // newest first, at most lastMax; replaced, never changed
	jail   jail
	paid   map[games.PlayerID]*Paid
}

func newTable(round games.RoundID, odds *odds, o Options, c Carry) *table {
	t := &table{
		Felt:  felt.New(round, o.terms(), odds.pricesUnder(&o.Limits), c.OpensAt, c.LandsAt),
		round: round, options: o, odds: odds, number: -1, last: c.Last,
		jail: newJail(odds), paid: map[games.PlayerID]*Paid{},
	}
	for _, in := range c.Prison {
		t.Owe(in.Player, t.jail.take(in), in.Stake, odds.spots[odds.index[in.Spot]].Covers)
	}
	return t
}

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	s, err := t.Felt.Decide(c)
	switch {
	case errors.Is(err, felt.ErrPlay):
		return t.spin(c, draws)
	case err == nil && s.Phase == games.None && s.Then == games.Open:
		s.Events = append(s.Events, t.jail.holds()...)
	}
	return s, err
}

// spin is the step that draws the number, pays it, and tells each player.
func (t *table) spin(c games.Command, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, fmt.Errorf("roulette: nothing to draw from in round %d", t.round)
	}
	number := int(draws.Uintn(uint64(t.odds.pockets)))
	landsAt := c.At + games.Moment(t.options.LandMs)
	result := Result{Number: number, LandsAt: landsAt, NextAt: landsAt + games.Moment(t.options.PauseMs)}
	s := games.Tell(c, games.Closed, games.Settled, result)
	s.Drawn, s.LandsAt, s.Events = true, landsAt, slices.Grow(s.Events, t.Players())
	pay := func(p *felt.Payout) {
		e := t.odds.settle(p, t.jail.of[p.Player], number, landsAt)
		result.Returned += e.Body.(Paid).Returned
		s.Events = append(s.Events, e)
	}
	seated := map[games.PlayerID]bool{}
	result.Staked = t.Payouts(number, func(p *felt.Payout) {
		if len(t.jail.order) > 0 {
			seated[p.Player] = true
		}
		pay(p)
	})
	for _, player := range t.jail.order {
		if !seated[player] {
			pay(&felt.Payout{Player: player})
		}
	}
	s.Events[0].Body = result
	return s, nil
}

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) { t.Felt.Apply(s, t.apply) }

func (t *table) apply(e games.Event) bool {
	switch body := e.Body.(type) {
	case Held: // known by the carry
	case Result:
		t.number, t.last = body.Number, prepend(body.Number, t.last)
		t.Ends(body.LandsAt, body.NextAt)
	case Paid:
		t.paid[games.PlayerID(e.For)] = &body
	default:
		return false
	}
	return true
}

// Carry is what the room's next round inherits.
func (t *table) Carry() any {
	return Carry{Last: t.last, OpensAt: t.NextAt(), LandsAt: t.LandsAt(), Prison: t.inmates()}
}

// prepend puts a number before the others and keeps lastMax of them.
func prepend(n int, last []int) []int {
	kept := min(len(last), lastMax-1)
	return append(append(make([]int, 0, kept+1), n), last[:kept]...)
}
