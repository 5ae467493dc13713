package slots

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// table is one round. Everything in it follows from the applied steps, but for
// moving: that a step is in flight.
type table struct {
	m       *Machine
	round   games.RoundID
	options Options
	carry   Carry
	phase   games.Phase
	moving  bool

	player games.PlayerID
	bet    games.BetID
	coin   money.Amount
	staked money.Amount
	spunAt games.Moment
	shown  *Shown
	state  *State
	before []int // the stops that the round began with
	paid   *Paid
	nextAt games.Moment // once the round has ended
}

// next is what a step makes of the round.
type next struct {
	coin  money.Amount
	stake money.Amount
	at    games.Moment // of the command
	spun  games.Moment // of the spin
	first stops
	state State
	why   string // the round ends, and so; empty: it stays
}

func (t *table) next(c games.Command) next {
	n := next{coin: t.coin, stake: t.staked, at: c.At, spun: t.spunAt, state: *t.state}
	for k, stop := range t.carry.Stops {
		n.first[k] = int32(stop)
	}
	return n
}

// win adds what a spin won; the round ends at once where it has won the most.
func (n *next) win(t *table, won money.Amount, waitMs int64) {
	n.state.Win += won
	if most := money.Amount(t.m.winMax) * n.coin; n.state.Win >= most {
		n.state.Win = most
		n.end("capped")
		return
	}
	n.goOn(t, waitMs)
}

// goOn says what there is to do next: a free spin, a gamble, or nothing.
func (n *next) goOn(t *table, waitMs int64) {
	g := t.m.file.Gamble
	switch {
	case n.state.Played < n.state.Given:
		n.state.Doing = doingFree
	case g != nil && n.state.Win > 0 && n.state.Steps < g.StepsMax && 2*n.state.Win <= money.Amount(g.WinTimesMax)*n.stake:
		n.state.Doing = doingGamble
	default:
		n.end("played")
		return
	}
	n.state.Until = n.at + games.Moment(waitMs)
}

func (n *next) end(why string) { n.why, n.state.Doing, n.state.Until = why, doingEnded, 0 }

// finish ends the step: the round stays, or is paid.
func (t *table) finish(s games.Step, player games.PlayerID, bet games.BetID, n *next) games.Step {
	if n.why == "" {
		s.Then = games.Closed
		return s
	}
	if s.Phase == games.None {
		n.spun = n.at
	}
	landsAt := max(s.LandsAt, n.at)
	s.Then = games.Settled
	paid := games.Event{For: games.Only(player), Body: Paid{Staked: n.stake, Returned: n.state.Win, Why: n.why, LandsAt: landsAt}}
	if n.state.Win > 0 {
		paid.Moves = []games.Move{{Bet: bet, Player: player, Kind: games.Pay, Amount: n.state.Win}}
	}
	r := Result{Free: n.state.Played, Gambles: n.state.Steps, Staked: n.stake, Returned: n.state.Win, LandsAt: landsAt,
		Stops: make([]int, t.m.reels), NextAt: max(n.spun+games.Moment(t.options.CycleMs), n.at)}
	for k := range r.Stops {
		r.Stops[k] = int(n.first[k])
	}
	s.Events = append(s.Events, paid, games.Event{For: games.Everyone, Body: r})
	return s
}

// Phase is the phase by applied steps alone.
func (t *table) Phase() games.Phase { return t.phase }

// Wait says when the table plays on by itself. A session waits for its player as
// long as it takes: before the spin nothing is ever due.
func (t *table) Wait() games.Wait {
	if t.phase != games.Closed || t.moving {
		return games.Wait{Role: games.System}
	}
	return games.Wait{Role: games.System, Until: t.state.Until, For: []games.PlayerID{t.player}}
}

// Hold puts a decided step on its way.
func (t *table) Hold(games.Step) {
	if t.moving {
		panic("slots: two steps at once")
	}
	t.moving = true
}

// Drop forgets a held step that was refused.
func (t *table) Drop(games.Step) {
	if !t.moving {
		panic("slots: dropped a step that was not held")
	}
	t.moving = false
}

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) {
	t.moving = false
	for _, e := range s.Events {
		t.apply(s.Cmd, e)
	}
	t.phase = s.Then
}

func (t *table) apply(c games.Command, e games.Event) {
	switch body := e.Body.(type) {
	case Spun:
		t.player, t.bet, t.coin, t.staked, t.spunAt = games.PlayerID(e.For), body.Bet, body.Coin, body.Stake, c.At
		t.shown, t.state = &body.Shown, &body.State
		t.before, t.carry.Stops = t.carry.Stops, body.Shown.Stops
	case FreeSpun:
		t.shown, t.state = &body.Shown, &body.State
	case Gambled:
		t.state = &body.State
	case Deadline:
		state := *t.state
		state.Until = body.Until
		t.state = &state
	case Paid:
		t.paid = &body
		if t.state.Doing != doingEnded { // collected
			state := *t.state
			state.Doing, state.Until = doingEnded, 0
			t.state = &state
		}
	case Result:
		t.nextAt = body.NextAt
	case Voided:
		t.nextAt, t.carry.Stops = t.carry.NextAt, t.before
	case Opened, TakenBack:
	default:
		panic(fmt.Sprintf("slots: no such event: %T", e.Body))
	}
}

// Carry is what the session's next round inherits.
func (t *table) Carry() any { return Carry{Stops: t.carry.Stops, NextAt: t.nextAt} }

// View is what an audience may see of the applied steps; nil for nobody.
func (t *table) View(a games.Audience) any {
	switch {
	case a == games.Everyone:
		v := View{Phase: t.phase.String(), Stops: t.carry.Stops, NextAt: t.carry.NextAt}
		if t.phase.Ended() {
			v.NextAt = t.nextAt
		}
		return v
	case a > 0 && a != games.Only(t.player):
		return Own{}
	case a > 0:
		return Own{Bet: &t.bet, Coin: t.coin, Staked: t.staked, Shown: t.shown, State: t.state, Paid: t.paid}
	}
	return nil
}

// Board is nil: nobody else plays here.
func (t *table) Board() any { return nil }

// Card is what the lobby shows.
func (t *table) Card() any {
	o := &t.options
	return Card{Title: t.m.file.Title, Min: o.Coins[0] * money.Amount(t.m.cost),
		Max: o.Coins[len(o.Coins)-1] * money.Amount(t.m.cost), Return: t.m.file.Return}
}

// tableState is the whole state in one order, for comparing tables by their
// bytes. It never leaves the server.
type tableState struct {
	Round   games.RoundID
	Options Options
	Carry   Carry
	Before  []int
	Phase   games.Phase
	Moving  bool
	Player  games.PlayerID
	Bet     games.BetID
	Coin    money.Amount
	Staked  money.Amount
	SpunAt  games.Moment
	Shown   *Shown
	State   *State
	Paid    *Paid
	NextAt  games.Moment
}

// MarshalJSON writes the whole table, held steps included.
func (t *table) MarshalJSON() ([]byte, error) {
	return json.Marshal(tableState{t.round, t.options, t.carry, t.before, t.phase, t.moving, t.player, t.bet, t.coin,
		t.staked, t.spunAt, t.shown, t.state, t.paid, t.nextAt})
}
