package felt

import (
	"errors"

	"croupier/games"
)

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
	if err := games.MayTimeout(f, c, f.moving != nil); err != nil {
		return games.Step{}, err
	}
	switch f.phase {
	case games.None:
		return games.Tell(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(f.terms.BetMs)}), nil
	case games.Open:
		// The outcome is about to be fixed for what stands: a stake without a
		// verdict would be in or out by luck.
		if len(f.bets.held) > 0 {
			return games.Step{}, games.ErrBusy
		}
		return games.Tell(c, games.Open, games.Closed, ClosedBets{At: c.At}), nil
	}
	return games.Step{}, ErrPlay
}

// decideResumed moves the close by the time that the table stood still. Only
// players' deadlines move: an opening that is due is due.
func (f *Felt) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	if err := games.MayResume(f, c, f.moving != nil || len(f.bets.held) > 0); err != nil {
		return games.Step{}, err
	}
	if f.phase != games.Open {
		return games.Tell(c, f.phase, f.phase), nil
	}
	return games.Tell(c, games.Open, games.Open, Deadline{ClosesAt: ask.Until(f.closesAt, c.At)}), nil
}

// decideVoid gives everything back, before the outcome is fixed.
func (f *Felt) decideVoid(c games.Command, ask games.VoidRound) (games.Step, error) {
	if err := games.MayVoid(c, ask, f.phase); err != nil {
		return games.Step{}, err
	}
	if f.moving != nil || len(f.bets.held) > 0 {
		return games.Step{}, games.ErrBusy
	}
	s := games.Tell(c, f.phase, games.Void, Voided{Why: ask.Why})
	for b := f.bets.first; b != nil; b = b.after {
		s.Events = append(s.Events, refund(b.player, b.bets))
	}
	return s, nil
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
