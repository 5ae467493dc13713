package felt

import (
	"errors"
	"fmt"

	"croupier/games"
)

// deadlineMs is how soon after a takeover a deadline may end at the earliest.
const deadlineMs = 5000

// ErrEarly is a Timeout that nobody asked for.
var ErrEarly = errors.New("felt: a timeout before it is due")

// ErrPlay says that the command is the Timeout of a closed round: the next step is the
// game's.
var ErrPlay = errors.New("felt: the game plays")

// Decide says what a command would do and changes nothing. What a closed round's
// Timeout does it leaves to the game, by ErrPlay: the bets stand, nothing is in flight.
func (f *Felt) Decide(c games.Command) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Bet:
		return f.decideBet(c, ask)
	case Undo:
		return f.decideBack(c, false)
	case Clear:
		return f.decideBack(c, true)
	case games.VoidRound:
		return f.decideVoid(c, ask)
	case games.Timeout:
		return f.decideTimeout(c)
	case games.Resumed:
		return f.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// decideTimeout takes the round one phase on.
func (f *Felt) decideTimeout(c games.Command) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case f.phase.Ended():
		return games.Step{}, fmt.Errorf("felt: a timeout after the end of round %d", f.round)
	case f.moving != nil:
		return games.Step{}, games.ErrBusy
	}
	if due := f.Wait().Until; c.At < due {
		return games.Step{}, fmt.Errorf("%w: at %d, due at %d", ErrEarly, c.At, due)
	}
	switch f.phase {
	case games.None:
		return Tell(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(f.terms.BetMs)}), nil
	case games.Open:
		// The outcome is about to be fixed for what stands: a stake without a
		// verdict would be in or out by luck.
		if len(f.bets.held) > 0 {
			return games.Step{}, games.ErrBusy
		}
		return Tell(c, games.Open, games.Closed, ClosedBets{At: c.At}), nil
	}
	return games.Step{}, ErrPlay
}

// decideResumed moves the close by the time that the table stood still. Only
// players' deadlines move: an opening that is due is due.
func (f *Felt) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case f.phase.Ended():
		return games.Step{}, fmt.Errorf("felt: resumed after the end of round %d", f.round)
	case f.moving != nil || len(f.bets.held) > 0:
		return games.Step{}, games.ErrBusy
	case f.phase != games.Open:
		return Tell(c, f.phase, f.phase), nil
	}
	closesAt := f.closesAt + games.Moment(max(ask.GapMs, 0))
	return Tell(c, games.Open, games.Open, Deadline{ClosesAt: max(closesAt, c.At+deadlineMs)}), nil
}

// decideVoid gives everything back, before the outcome is fixed. It is fixed by the
// close, unless nobody can read the source that it closed over (D5).
func (f *Felt) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	switch {
	case c.By.Role != games.Operator && c.By.Role != games.System, len(ask.Why) > games.VoidWhyMax:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case !f.mayVoid(c, ask):
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case f.moving != nil || len(f.bets.held) > 0:
		return games.Step{}, games.ErrBusy
	}
	s := Tell(c, f.phase, games.Void, Voided{Why: ask.Why})
	for b := f.bets.first; b != nil; b = b.after {
		s.Events = append(s.Events, refund(b.player, b.bets))
	}
	return s, nil
}

func (f *Felt) mayVoid(c games.Command, ask games.VoidRound) bool {
	switch f.phase {
	case games.Open:
		return true
	case games.Closed:
		return ask.SourceLost && c.By.Role == games.Operator
	}
	return false
}

// Tell is a step of the system with events for everyone.
func Tell(c games.Command, from, then games.Phase, bodies ...any) games.Step {
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
