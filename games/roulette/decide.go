package roulette

import (
	"errors"
	"fmt"

	"croupier/games"
)

// deadlineMs is how soon after a takeover a deadline may end at the earliest.
const deadlineMs = 5000

// errEarly is a Timeout that nobody asked for.
var errEarly = errors.New("roulette: a timeout before it is due")

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Bet:
		return t.decideBet(c, ask)
	case Undo:
		return t.decideBack(c, false)
	case Clear:
		return t.decideBack(c, true)
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, draws)
	case games.Resumed:
		return t.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// decideTimeout takes the round one phase on.
func (t *table) decideTimeout(c games.Command, draws games.Draws) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase.Ended():
		return games.Step{}, fmt.Errorf("roulette: a timeout after the end of round %d", t.round)
	case t.moving != nil:
		return games.Step{}, games.ErrBusy
	}
	if due := t.Wait().Until; c.At < due {
		return games.Step{}, fmt.Errorf("%w: at %d, due at %d", errEarly, c.At, due)
	}
	switch t.phase {
	case games.None:
		s := step(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(t.options.BetMs)})
		s.Events = append(s.Events, t.felt.holds()...)
		return s, nil
	case games.Open:
		// The outcome is about to be fixed for what stands: a stake without a
		// verdict would be in or out by luck.
		if len(t.felt.held) > 0 {
			return games.Step{}, games.ErrBusy
		}
		return step(c, games.Open, games.Closed, ClosedBets{At: c.At}), nil
	}
	if draws == nil {
		return games.Step{}, fmt.Errorf("roulette: nothing to draw from in round %d", t.round)
	}
	return t.spin(c, int(draws.Uintn(uint64(t.felt.odds.pockets)))), nil
}

// decideResumed moves the close by the time that the table stood still. Only
// players' deadlines move: an opening that is due is due.
func (t *table) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase.Ended():
		return games.Step{}, fmt.Errorf("roulette: resumed after the end of round %d", t.round)
	case t.moving != nil || len(t.felt.held) > 0:
		return games.Step{}, games.ErrBusy
	case t.phase != games.Open:
		return step(c, t.phase, t.phase), nil
	}
	closesAt := t.closesAt + games.Moment(max(ask.GapMs, 0))
	return step(c, games.Open, games.Open, Deadline{ClosesAt: max(closesAt, c.At+deadlineMs)}), nil
}

// decideVoid gives everything back, before the outcome is fixed. It is fixed by
// the close, unless nobody can read the source that it closed over (D5).
func (t *table) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	switch {
	case c.By.Role != games.Operator && c.By.Role != games.System, len(ask.Why) > games.VoidWhyMax:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case !t.mayVoid(c, ask):
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.moving != nil || len(t.felt.held) > 0:
		return games.Step{}, games.ErrBusy
	}
	s := step(c, t.phase, games.Void, Voided{Why: ask.Why})
	for b := t.felt.first; b != nil; b = b.after {
		s.Events = append(s.Events, refund(b.player, b.bets))
	}
	return s, nil
}

func (t *table) mayVoid(c games.Command, ask games.VoidRound) bool {
	switch t.phase {
	case games.Open:
		return true
	case games.Closed:
		return ask.SourceLost && c.By.Role == games.Operator
	}
	return false
}

// step is a step of the system with events for everyone.
func step(c games.Command, from, then games.Phase, bodies ...any) games.Step {
	s := games.Step{Cmd: c, Phase: from, Then: then}
	for _, body := range bodies {
		s.Events = append(s.Events, games.Event{For: games.Everyone, Body: body})
	}
	return s
}

// refund is the event that takes bets back.
func refund(p games.PlayerID, bets []wager) games.Event {
	back := TakenBack{Bets: make([]games.BetID, 0, len(bets))}
	e := games.Event{For: games.Only(p), Moves: make([]games.Move, 0, len(bets))}
	for i := range bets {
		w := &bets[i]
		back.Bets = append(back.Bets, w.id)
		back.Total += w.total
		e.Moves = append(e.Moves, games.Move{Bet: w.id, Player: p, Kind: games.Refund, Amount: w.total})
	}
	e.Body = back
	return e
}
