package crash

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

const (
	// deadlineMs is how soon after a takeover a deadline may end at the earliest.
	deadlineMs = 5000
	// outsMax bounds the cash-outs of one step while the curve runs: those that
	// are left over are due at once, and no step holds many accounts for long.
	outsMax = 200
)

// errEarly is a Timeout that nobody asked for.
var errEarly = errors.New("crash: a timeout before it is due")

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Bet:
		return t.decideBet(c, ask)
	case Undo:
		return t.decideBack(c, false)
	case Clear:
		return t.decideBack(c, true)
	case CashOut:
		return t.decideCashOut(c, ask)
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, draws)
	case games.Resumed:
		return t.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// decideTimeout takes the round one step on.
func (t *table) decideTimeout(c games.Command, draws games.Draws) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase.Ended():
		return games.Step{}, fmt.Errorf("crash: a timeout after the end of round %d", t.round)
	case t.moving != nil:
		return games.Step{}, games.ErrBusy
	}
	if due := t.Wait().Until; c.At < due {
		return games.Step{}, fmt.Errorf("%w: at %d, due at %d", errEarly, c.At, due)
	}
	switch {
	case t.phase == games.None:
		return step(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(t.options.BetMs)}), nil
	case t.phase == games.Open:
		// A stake without a verdict would be in or out by luck.
		if len(t.pot.held) > 0 {
			return games.Step{}, games.ErrBusy
		}
		return step(c, games.Open, games.Closed, ClosedBets{At: c.At}), nil
	case t.point == 0:
		return t.arm(c, draws)
	case c.At >= t.bustsAt:
		return t.end(c)
	}
	return t.run(c), nil
}

// arm draws the point, for nobody, and says when the curve starts.
func (t *table) arm(c games.Command, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, fmt.Errorf("crash: nothing to draw from in round %d", t.round)
	}
	s := step(c, games.Closed, games.Closed)
	s.Drawn = true
	s.Events = []games.Event{
		{For: games.Nobody, Body: Armed{Point: t.options.point(draws)}},
		{For: games.Everyone, Body: Started{StartsAt: c.At + games.Moment(t.options.LeadMs)}},
	}
	return s, nil
}

// leaves says how a bet leaves the curve without its player, by a moment: at its
// target, or if it has no cash-out of its own by a takeover.
func (t *table) leaves(w *wager, by games.Moment) (games.Event, bool) {
	dueAt := t.startsAt + games.Moment(w.due)
	switch {
	case t.rescued(w):
		return w.out(t.rescue.Times, t.rescue.BeatAt, ByRescue), true
	case w.target <= t.point && dueAt <= by:
		return w.out(w.target, dueAt, w.why), true
	}
	return games.Event{}, false
}

// rescued says whether a takeover took a bet off the curve. One that had reached
// its target by the last beat is paid that.
func (t *table) rescued(w *wager) bool {
	return t.rescue != nil && w.cashAt == 0 && t.rescue.Times < w.target
}

// run is what is due of a running curve: cash-outs in their order, and the beat.
func (t *table) run(c games.Command) games.Step {
	s := step(c, games.Closed, games.Closed)
	for _, w := range t.pot.order[t.pot.next:] {
		if len(s.Events) == outsMax {
			break
		}
		e, ok := t.leaves(w, c.At)
		if !ok && t.rescue == nil {
			break // nor do those behind it
		}
		if ok && w.standing() {
			s.Events = append(s.Events, e)
		}
	}
	if c.At >= t.beatAt+beatMs {
		s.Events = append(s.Events, games.Event{For: games.Everyone, Body: Beat{At: c.At}})
	}
	return s
}

// end is the end of the curve. A cash-out in flight was in time, and is waited
// for: the end pays what left the curve before it and is not paid yet.
func (t *table) end(c games.Command) (games.Step, error) {
	if len(t.pot.held) > 0 {
		return games.Step{}, games.ErrBusy
	}
	s := step(c, games.Closed, games.Settled)
	also, returned := map[*wager]CashedOut{}, t.pot.returned
	for _, w := range t.pot.order[t.pot.next:] {
		if e, ok := t.leaves(w, t.bustsAt); ok && w.times == 0 {
			also[w] = e.Body.(CashedOut)
			returned += also[w].Back
			s.Events = append(s.Events, e)
		}
	}
	s.Events = append(s.Events, games.Event{For: games.Everyone, Body: Result{
		Point: t.point, EndedAt: t.bustsAt, NextAt: c.At + games.Moment(t.options.PauseMs),
		Staked: t.pot.staked, Returned: returned,
	}})
	var told money.Amount
	for b := t.pot.first; b != nil; b = b.after {
		paid, back := b.pay(t.point, also)
		told += back
		s.Events = append(s.Events, games.Event{For: games.Only(b.player), Body: paid})
	}
	if told != returned {
		panic("crash: what is paid and what is told differ")
	}
	return s, nil
}

// decideResumed goes on after a takeover. Betting gets the time back. A curve
// goes on by room time, as everybody could watch it do; the bets that are played
// by hand leave it as of the last beat, wherever it ends.
func (t *table) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	switch {
	case c.By.Role != games.System:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case t.phase.Ended():
		return games.Step{}, fmt.Errorf("crash: resumed after the end of round %d", t.round)
	case t.moving != nil || len(t.pot.held) > 0:
		return games.Step{}, games.ErrBusy
	case t.phase == games.Open:
		closesAt := t.closesAt + games.Moment(max(ask.GapMs, 0))
		return step(c, games.Open, games.Open, Deadline{ClosesAt: max(closesAt, c.At+deadlineMs)}), nil
	case t.phase != games.Closed || t.point == 0 || c.At < t.startsAt:
		return step(c, t.phase, t.phase), nil
	case t.rescue != nil || t.bustsAt <= t.beatAt: // they have left; or it never left 1.00
		return step(c, t.phase, t.phase), nil
	}
	return step(c, t.phase, t.phase, Rescued{BeatAt: t.beatAt, Times: At(int64(t.beatAt - t.startsAt))}), nil
}

// decideVoid gives everything back, before the outcome is fixed. It is fixed by
// the close, unless nobody can read the source that it closed over (D5); and a
// round that has paid is never voided.
func (t *table) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	switch {
	case c.By.Role != games.Operator && c.By.Role != games.System, len(ask.Why) > games.VoidWhyMax:
		return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
	case !t.mayVoid(c, ask):
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.moving != nil || len(t.pot.held) > 0:
		return games.Step{}, games.ErrBusy
	}
	s := step(c, t.phase, games.Void, Voided{Why: ask.Why})
	for b := t.pot.first; b != nil; b = b.after {
		s.Events = append(s.Events, refund(b.player, b.bets))
	}
	return s, nil
}

func (t *table) mayVoid(c games.Command, ask games.VoidRound) bool {
	switch t.phase {
	case games.Open:
		return true
	case games.Closed:
		return ask.SourceLost && c.By.Role == games.Operator && t.pot.left == 0
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
