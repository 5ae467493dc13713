package games

import (
	"errors"
	"fmt"
)

// What every table answers alike to the system's own commands and to an operator's void.
// A game asks these first; what then happens is its own.

// DeadlineMs is how soon after a takeover a player's deadline may end at the earliest.
const DeadlineMs = 5000

// ErrEarly is a Timeout that nobody asked for.
var ErrEarly = errors.New("games: a timeout before it is due")

// timed is the part of a table that its clock is about.
type timed interface {
	Phase() Phase
	Wait() Wait
}

// MayTimeout says why a table does not go on by a Timeout: it is not the system's, the
// round has ended, something that it depends on is in flight, or nothing is due.
func MayTimeout(t timed, c Command, inFlight bool) error {
	if err := maySystem(t, c, inFlight); err != nil {
		return err
	}
	if due := t.Wait().Until; c.At < due {
		return fmt.Errorf("%w: at %d, due at %d", ErrEarly, c.At, due)
	}
	return nil
}

// MayResume says why a table does not go on after a takeover.
func MayResume(t timed, c Command, inFlight bool) error { return maySystem(t, c, inFlight) }

func maySystem(t timed, c Command, inFlight bool) error {
	switch {
	case c.By.Role != System:
		return &Refusal{Code: CodeBadAsk}
	case t.Phase().Ended():
		return fmt.Errorf("games: %T after the end of the round", c.Ask)
	case inFlight:
		return ErrBusy
	}
	return nil
}

// Until is a player's deadline after the takeover: later by the time that the table stood
// still, and DeadlineMs off at least. What the system owes is due when it was.
func (r Resumed) Until(was, now Moment) Moment {
	return max(was+Moment(max(r.GapMs, 0)), now+DeadlineMs)
}

// MayVoid says why a round is not voided (VoidRound): whoever asks may not, or its outcome
// is fixed. It is fixed by the close, unless nobody can read the source that it closed
// over (D5). A round that has paid is the game's to refuse.
func MayVoid(c Command, ask VoidRound, phase Phase) error {
	lost := phase == Closed && ask.SourceLost && c.By.Role == Operator
	switch {
	case c.By.Role != Operator && c.By.Role != System, len(ask.Why) > VoidWhyMax:
		return &Refusal{Code: CodeBadAsk}
	case phase != Open && !lost:
		return &Refusal{Code: CodeClosed}
	}
	return nil
}

// Tell is a step with events for everyone and nothing else.
func Tell(c Command, from, then Phase, bodies ...any) Step {
	s := Step{Cmd: c, Phase: from, Then: then}
	for _, body := range bodies {
		s.Events = append(s.Events, Event{For: Everyone, Body: body})
	}
	return s
}
