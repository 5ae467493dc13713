package slots

import (
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// CodeTooSoon refuses a spin before the least time of a cycle has passed (R9).
const CodeTooSoon games.Code = "too_soon"

// What a round is doing.
const (
	doingFree   = "free"
	doingGamble = "gamble"
	doingEnded  = "ended"
)

// The colours of the gamble, by the number drawn.
var colours = [2]string{"red", "black"}

// systemMs is how long the system takes over each free spin, once it plays.
const systemMs = 1000

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Spin:
		return t.decideSpin(c, ask, draws)
	case Next, Gamble, Collect:
		return t.decideAct(c, draws)
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, draws)
	case games.Resumed:
		return t.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// mayAct says whether a player may act in a phase at all.
func (t *table) mayAct(c games.Command, in games.Phase) error {
	switch {
	case c.By.Role != games.Player || c.By.Player <= 0 || c.ID == (games.BetID{}):
		return &games.Refusal{Code: games.CodeBadAsk}
	case t.options.Seat != 0 && c.By.Player != t.options.Seat:
		return &games.Refusal{Code: games.CodeNotYourTurn}
	case t.phase.Ended():
		return &games.Refusal{Code: games.CodeClosed}
	case t.moving:
		return games.ErrBusy
	case t.phase == games.Closed && c.By.Player != t.player:
		return &games.Refusal{Code: games.CodeNotYourTurn}
	case t.phase != in:
		return &games.Refusal{Code: games.CodeClosed}
	}
	return nil
}

// decideSpin stakes and draws in one step.
func (t *table) decideSpin(c games.Command, ask Spin, draws games.Draws) (games.Step, error) {
	if err := t.mayAct(c, games.None); err != nil {
		return games.Step{}, err
	}
	if c.At < t.carry.NextAt {
		return games.Step{}, &games.Refusal{Code: CodeTooSoon}
	}
	if err := t.m.allows(&t.options, ask.Coin); err != nil {
		return games.Step{}, err
	}
	if draws == nil {
		return games.Step{}, t.sealed()
	}
	stake := money.Amount(t.m.cost) * ask.Coin
	o := t.m.base.draw(draws)
	awarded := t.m.awarded(t.m.awards, o.scatters, 0)
	n := next{coin: ask.Coin, stake: stake, at: c.At, first: o.stops, state: State{Given: awarded}}
	n.win(t, money.Amount(o.coins)*ask.Coin, t.options.DecideMs)
	spun := Spun{Bet: c.ID, Coin: ask.Coin, Stake: stake, Shown: t.m.base.show(&o, ask.Coin, awarded), State: n.state}
	s := games.Step{Cmd: c, Drawn: true, Phase: games.None, LandsAt: c.At + games.Moment(t.options.LandMs)}
	s.Events = []games.Event{{For: games.Only(c.By.Player), Body: spun,
		Moves: []games.Move{{Bet: c.ID, Player: c.By.Player, Kind: games.Stake, Amount: stake}}}}
	if n.why == "" {
		s.Events = append(s.Events, games.Event{For: games.Everyone, Body: Opened{At: c.At}})
	}
	return t.finish(s, c.By.Player, c.ID, &n), nil
}

// decideAct is what a player may do in a round that stays.
func (t *table) decideAct(c games.Command, draws games.Draws) (games.Step, error) {
	if err := t.mayAct(c, games.Closed); err != nil {
		return games.Step{}, err
	}
	switch ask := c.Ask.(type) {
	case Next:
		if t.state.Doing == doingFree {
			return t.freeSpin(c, draws)
		}
	case Gamble:
		if ask.Colour != colours[0] && ask.Colour != colours[1] {
			return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
		}
		if t.state.Doing == doingGamble {
			return t.gamble(c, ask, draws)
		}
	case Collect:
		if t.state.Doing == doingGamble {
			return t.collect(c, "collected"), nil
		}
	}
	return games.Step{}, &games.Refusal{Code: games.CodeNothing}
}

func (t *table) sealed() error { return fmt.Errorf("slots: nothing to draw from in round %d", t.round) }

// freeSpin plays one, for the player or for the system.
func (t *table) freeSpin(c games.Command, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, t.sealed()
	}
	o := t.m.free.draw(draws)
	awarded := t.m.awarded(t.m.again, o.scatters, t.state.Given)
	n := t.next(c)
	n.state.Played++
	n.state.Given += awarded
	wait := t.options.DecideMs
	system := c.By.Role == games.System
	if system {
		wait = max(systemMs, t.options.LandMs)
	}
	n.win(t, money.Amount(o.coins)*t.coin, wait)
	s := games.Step{Cmd: c, Drawn: true, Phase: games.Closed, LandsAt: c.At + games.Moment(t.options.LandMs)}
	s.Events = []games.Event{{For: games.Only(t.player),
		Body: FreeSpun{Shown: t.m.free.show(&o, t.coin, awarded), State: n.state, System: system}}}
	return t.finish(s, t.player, t.bet, &n), nil
}

// gamble doubles the whole win, or loses it, at even chances (G35).
func (t *table) gamble(c games.Command, ask Gamble, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, t.sealed()
	}
	came := colours[draws.Uintn(2)]
	n := t.next(c)
	before := n.state.Win
	n.state.Steps++
	if came == ask.Colour {
		n.state.Win = 2 * before
		n.goOn(t, t.options.DecideMs)
		if n.why == "played" {
			n.why = "limit"
		}
	} else {
		n.state.Win = 0
		n.end("lost")
	}
	s := games.Step{Cmd: c, Drawn: true, Phase: games.Closed, LandsAt: c.At + games.Moment(t.options.LandMs)}
	s.Events = []games.Event{{For: games.Only(t.player),
		Body: Gambled{Colour: ask.Colour, Came: came, Won: came == ask.Colour, Before: before, State: n.state}}}
	return t.finish(s, t.player, t.bet, &n), nil
}

// collect ends the round with what was won.
func (t *table) collect(c games.Command, why string) games.Step {
	n := t.next(c)
	n.end(why)
	return t.finish(games.Step{Cmd: c, Phase: games.Closed}, t.player, t.bet, &n)
}

// decideTimeout plays on for a player who does not: a free spin needs nobody, and
// a gamble that nobody takes is none (G34, G45).
func (t *table) decideTimeout(c games.Command, draws games.Draws) (games.Step, error) {
	err := games.MayTimeout(t, c, t.moving)
	switch {
	case err != nil:
		return games.Step{}, err
	case t.phase != games.Closed:
		return games.Step{}, fmt.Errorf("slots: a timeout in round %d, which is %v", t.round, t.phase)
	case t.state.Doing == doingFree:
		return t.freeSpin(c, draws)
	}
	return t.collect(c, "timeout"), nil
}

// decideResumed moves the player's deadline by the time that the table stood
// still.
func (t *table) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	if err := games.MayResume(t, c, t.moving); err != nil {
		return games.Step{}, err
	}
	s := games.Step{Cmd: c, Phase: t.phase, Then: t.phase}
	if t.phase == games.Closed {
		s.Events = []games.Event{{For: games.Only(t.player), Body: Deadline{Until: ask.Until(t.state.Until, c.At)}}}
	}
	return s, nil
}

// decideVoid gives the stake back. A round of a session is closed from its
// first step on, so only a source that nobody can read allows it (D5).
func (t *table) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	if err := games.MayVoid(c, ask, t.phase); err != nil {
		return games.Step{}, err
	}
	if t.moving {
		return games.Step{}, games.ErrBusy
	}
	return games.Step{Cmd: c, Phase: games.Closed, Then: games.Void, Events: []games.Event{
		{For: games.Everyone, Body: Voided{Why: ask.Why}},
		{For: games.Only(t.player), Body: TakenBack{Bet: t.bet, Total: t.staked},
			Moves: []games.Move{{Bet: t.bet, Player: t.player, Kind: games.Refund, Amount: t.staked}}},
	}}, nil
}
