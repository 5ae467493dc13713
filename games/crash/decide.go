package crash

import (
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// outsMax bounds the cash-outs of one step while the curve runs: those that
// are left over are due at once, and no step holds many accounts for long.
const outsMax = 200

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
	if err := games.MayTimeout(t, c, t.moving != nil); err != nil {
		return games.Step{}, err
	}
	switch {
	case t.phase == games.None:
		return games.Tell(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(t.options.BetMs)}), nil
	case t.phase == games.Open:
		// A stake without a verdict would be in or out by luck.
		if len(t.pot.held) > 0 {
			return games.Step{}, games.ErrBusy
		}
		return games.Tell(c, games.Open, games.Closed, ClosedBets{At: c.At}), nil
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
	s := games.Tell(c, games.Closed, games.Closed)
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
	s := games.Tell(c, games.Closed, games.Closed)
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
	s := games.Tell(c, games.Closed, games.Settled)
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
	if err := games.MayResume(t, c, t.moving != nil || len(t.pot.held) > 0); err != nil {
		return games.Step{}, err
	}
	switch {
	case t.phase == games.Open:
		return games.Tell(c, games.Open, games.Open, Deadline{ClosesAt: ask.Until(t.closesAt, c.At)}), nil
	case t.phase != games.Closed || t.point == 0 || c.At < t.startsAt:
		return games.Tell(c, t.phase, t.phase), nil
	case t.rescue != nil || t.bustsAt <= t.beatAt: // they have left; or it never left 1.00
		return games.Tell(c, t.phase, t.phase), nil
	}
	return games.Tell(c, t.phase, t.phase, Rescued{BeatAt: t.beatAt, Times: At(int64(t.beatAt - t.startsAt))}), nil
}

// decideVoid gives everything back, before the outcome is fixed; and a round that
// has paid is never voided.
func (t *table) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	err := games.MayVoid(c, ask, t.phase)
	switch {
	case err != nil:
		return games.Step{}, err
	case t.phase == games.Closed && t.pot.left > 0:
		return games.Step{}, &games.Refusal{Code: games.CodeClosed}
	case t.moving != nil || len(t.pot.held) > 0:
		return games.Step{}, games.ErrBusy
	}
	s := games.Tell(c, t.phase, games.Void, Voided{Why: ask.Why})
	for b := t.pot.first; b != nil; b = b.after {
		s.Events = append(s.Events, refund(b.player, b.bets))
	}
	return s, nil
}
