package dragontiger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// table is one round: the bets are the felt's, the shoe is the box's.
type table struct {
	*felt.Felt
	round   games.RoundID
	options Options
	before  Carry

	box    cards.Box
	beads  []Bead
	result *Result // this round's, once it is settled
}

func newTable(round games.RoundID, o Options, c Carry) (*table, error) {
	box, err := cards.NewBox(c.Shoe, c.Private)
	if err != nil {
		return nil, fmt.Errorf("dragontiger: carry: %w", err)
	}
	return &table{
		Felt:  felt.New(round, o.Terms, o.felt, c.OpensAt, c.LandsAt),
		round: round, options: o, before: c, box: box, beads: append([]Bead{}, c.Beads...),
	}, nil
}

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	s, err := t.Felt.Decide(c)
	switch {
	case !errors.Is(err, felt.ErrPlay):
		return s, err
	case t.box.Empty():
		return t.shuffle(c, draws)
	}
	return t.deal(c)
}

// burn is how many cards a new shoe loses: its first, unseen.
func burn(cards.Card) int { return 1 }

// shuffle makes a new shoe, after the close: nobody bets on a shoe's first cards who
// could know them.
func (t *table) shuffle(c games.Command, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, fmt.Errorf("dragontiger: nothing to shuffle by in round %d", t.round)
	}
	shuffled, hidden := cards.Fresh(t.round, t.options.Decks, t.options.CutCards, draws, burn)
	s := felt.Tell(c, games.Closed, games.Closed, shuffled)
	s.Events = append([]games.Event{{For: games.Nobody, Body: hidden}}, s.Events...)
	s.Drawn = true
	return s, nil
}

// deal is the step that deals the two cards, pays, and tells each player. It draws
// nothing: the shuffle has fixed it.
func (t *table) deal(c games.Command) (games.Step, error) {
	dealer, err := t.box.Deal()
	if err != nil {
		return games.Step{}, fmt.Errorf("dragontiger: round %d: %w", t.round, err)
	}
	r := resultOf(dealer.Take(), dealer.Take())
	shoe, at := *t.box.Shoe(), c.At
	if shoe.ID == t.round {
		at += games.Moment(t.options.ShuffleMs)
	}
	for i := range r.Cards {
		at += games.Moment(t.options.CardMs)
		r.Cards[i].At = at
	}
	r.Shoe = shoe
	r.LandsAt = at + games.Moment(t.options.LandMs)
	r.NextAt = r.LandsAt + games.Moment(t.options.PauseMs)
	settled := t.Settle(outcomeIndex[r.outcome()], r.LandsAt)
	r.Staked, r.Returned = settled.Staked, settled.Returned
	s := felt.Tell(c, games.Closed, games.Settled, r)
	s.Events = append(s.Events, settled.Events...)
	s.LandsAt = r.LandsAt
	return s, nil
}

// resultOf is what two cards say of themselves.
func resultOf(dragon, tiger cards.Card) Result {
	o := outcomeOf(dragon, tiger)
	return Result{Cards: []Turn{{To: Dragon, Card: dragon}, {To: Tiger, Card: tiger}}, Winner: o.Winner, Suited: o.Suited}
}

func (r *Result) outcome() Outcome { return outcomeOf(r.Cards[0].Card, r.Cards[1].Card) }

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) { t.Felt.Apply(s, t.apply) }

func (t *table) apply(body any) bool {
	switch body := body.(type) {
	case cards.Shuffled:
		t.box.Apply(body)
		t.beads = []Bead{} // the road begins with the shoe
	case Result:
		t.box.Played(len(body.Cards))
		t.result = &body
		t.beads = append(t.beads, Bead{Win: body.Winner, Suited: body.Suited})
		t.Ends(body.LandsAt, body.NextAt)
	default:
		return t.box.Apply(body)
	}
	return true
}

// Keeps is the round whose source has to stay sealed once a step is true, because cards
// of its shoe are still to come (games.Keeper).
func (t *table) Keeps(s games.Step) games.RoundID {
	if s.Then == games.Void || t.Phase() == games.Void {
		return t.before.Shoe.Round()
	}
	box := t.box
	for _, e := range s.Events {
		if r, ok := e.Body.(Result); ok {
			box.Played(len(r.Cards))
		} else {
			box.Apply(e.Body)
		}
	}
	return box.Shoe().Round()
}

// Carry is what the room's next round inherits. A void leaves what the round began
// with, and forgets a shoe that it shuffled.
func (t *table) Carry() any { return t.carry() }

func (t *table) carry() Carry {
	c := t.before
	c.OpensAt = t.NextAt()
	if t.Phase() == games.Void {
		return c
	}
	c.LandsAt, c.Beads = t.LandsAt(), t.beads
	c.Shoe, c.Private = t.box.Carry()
	return c
}

// MarshalJSON writes the whole table, held steps included: the felt's part, the shoe's, and
// the rest. What the round began with is there without the order of its shoe, which never
// changes: the box has it.
func (t *table) MarshalJSON() ([]byte, error) {
	before := t.before
	before.Private = nil
	rest, err := json.Marshal(struct {
		Options Options
		Before  Carry
		Beads   []Bead
		Result  *Result
	}{t.options, before, t.beads, t.result})
	if err != nil {
		return nil, err
	}
	bets, err := t.Felt.MarshalJSON()
	if err != nil {
		return nil, err
	}
	shoe, err := t.box.MarshalJSON()
	return bytes.Join([][]byte{[]byte("["), bets, []byte(","), shoe, []byte(","), rest, []byte("]")}, nil), err
}
