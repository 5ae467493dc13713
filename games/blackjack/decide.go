package blackjack

import (
	"fmt"

	"croupier/games"
)

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	switch ask := c.Ask.(type) {
	case Bet, Undo, Clear:
		return t.decideStake(c, t.kept())
	case Play:
		return t.decidePlay(c, ask)
	case Declined:
		return t.decideDeclined(c, ask)
	case games.VoidRound:
		return t.decideVoid(c, ask)
	case games.Timeout:
		return t.decideTimeout(c, draws)
	case games.Resumed:
		return t.decideResumed(c, ask)
	}
	return games.Step{}, &games.Refusal{Code: games.CodeBadAsk}
}

// decideTimeout takes the round on: the system's own stages, and the published
// act for a player who has said nothing (G45).
func (t *table) decideTimeout(c games.Command, draws games.Draws) (games.Step, error) {
	if err := games.MayTimeout(t, c, t.flying()); err != nil {
		return games.Step{}, err
	}
	switch t.phase {
	case games.None:
		return games.Tell(c, games.None, games.Open, Opened{ClosesAt: c.At + games.Moment(t.o.BetMs)}), nil
	case games.Open:
		return t.close(c), nil
	}
	b := t.build(c)
	switch t.deal.Turn.Stage {
	case stageShuffle:
		if draws == nil {
			return games.Step{}, fmt.Errorf("blackjack: nothing to shuffle by in round %d", t.round)
		}
		b.shuffle(draws)
	case stageDeal:
		b.first()
	case stageInsure:
		b.unanswered()
	case stageLook:
		b.look()
	case stageAct:
		b.auto()
	case stageCards:
		b.owed()
	case stageDealer:
		b.end()
	}
	return b.step, nil
}

// decideResumed moves the players' deadlines by the time that the table stood
// still; what the system owes is due.
func (t *table) decideResumed(c games.Command, ask games.Resumed) (games.Step, error) {
	if err := games.MayResume(t, c, t.flying()); err != nil {
		return games.Step{}, err
	}
	switch {
	case t.phase == games.Open:
		return games.Tell(c, games.Open, games.Open, Deadline{ClosesAt: ask.Until(t.closesAt, c.At)}), nil
	case t.phase == games.Closed && t.deal.whose() != nil:
		turn := *t.deal.Turn
		turn.Until = ask.Until(turn.Until, c.At)
		return games.Tell(c, games.Closed, games.Closed, turn), nil
	}
	return games.Tell(c, t.phase, t.phase), nil
}

// void gives every stake back.
func (k *book) void(c games.Command, ask games.VoidRound, phase games.Phase) games.Step {
	s := games.Tell(c, phase, games.Void, Voided{Why: ask.Why})
	for _, p := range k.order {
		b := k.bettors[p]
		s.Events = append(s.Events, b.refunds(b.bets, b.extras))
	}
	return s
}

// close ends the bets. What lies behind a seat that nobody plays goes back.
func (t *table) close(c games.Command) games.Step {
	d := t.newDeal()
	closed := ClosedBets{At: c.At, Seats: []int{}}
	for i := range d.Seats {
		closed.Seats = append(closed.Seats, d.Seats[i].N)
	}
	s := games.Tell(c, games.Open, games.Closed, closed)
	for _, p := range t.book.order {
		s.Events = append(s.Events, t.o.unbacked(d, t.book.bettors[p])...)
	}
	turn := d.next(t.o)
	if turn.Stage == stageDeal && !t.o.ready(t.shoe, t.order, len(d.Seats)*t.o.HandsMax) {
		turn.Stage = stageShuffle
	}
	turn.From, turn.Until = c.At, c.At
	s.Events = append(s.Events, games.Event{For: games.Everyone, Body: turn})
	return s
}

func (o *Options) unbacked(d *deal, b *bettor) (events []games.Event) {
	for i := range b.bets {
		u := Unbacked{Bet: b.bets[i].Bet}
		for _, chip := range b.bets[i].Spots {
			if s, _ := o.spotOf(chip.Spot, false); s.kind == onBehind && d.seat(s.seat) == nil {
				u.Spots = append(u.Spots, chip)
				u.Total += chip.Stake
			}
		}
		if u.Total > 0 {
			events = append(events, games.Event{For: games.Only(b.player), Body: u, Moves: []games.Move{
				{Bet: u.Bet, Player: b.player, Kind: games.Refund, Amount: u.Total},
			}})
		}
	}
	return events
}
