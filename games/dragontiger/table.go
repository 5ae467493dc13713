package dragontiger

import (
	"encoding/json"
	"errors"
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// table is one round: the bets are the felt's, the shoe and the beads the shoes'.
type table struct {
	*felt.Felt
	round   games.RoundID
	options Options

	shoes  cards.Shoes[Bead]
	result *Result // this round's, once it is settled
}

func newTable(round games.RoundID, o Options, c Carry) (*table, error) {
	shoes, err := cards.NewShoes(round, cards.Dealing{Burn: burn}, c.Kept)
	if err != nil {
		return nil, fmt.Errorf("dragontiger: carry: %w", err)
	}
	return &table{
		Felt:  felt.New(round, o.Terms, o.felt, c.OpensAt, c.LandsAt),
		round: round, options: o, shoes: shoes,
	}, nil
}

// Decide says what a command would do and changes nothing.
func (t *table) Decide(c games.Command, draws games.Draws) (games.Step, error) {
	s, err := t.Felt.Decide(c)
	switch {
	case !errors.Is(err, felt.ErrPlay):
		return s, err
	case t.shoes.Empty():
		return t.shoes.Shuffle(c, &t.options.ShoeTerms, draws)
	}
	return t.deal(c)
}

// burn is how many cards a new shoe loses: its first, unseen.
func burn(cards.Card) int { return 1 }

// deal is the step that deals the two cards, pays, and tells each player. It draws
// nothing: the shuffle has fixed it.
func (t *table) deal(c games.Command) (games.Step, error) {
	dealer, err := t.shoes.Deal()
	if err != nil {
		return games.Step{}, fmt.Errorf("dragontiger: round %d: %w", t.round, err)
	}
	r := resultOf(dealer.Take(), dealer.Take())
	for i := range r.Cards {
		r.Cards[i].At = t.options.Turns(c.At, t.shoes.Fresh(), i)
	}
	r.Shoe = *t.shoes.Shoe()
	r.LandsAt = r.Cards[1].At + games.Moment(t.options.LandMs)
	r.NextAt = r.LandsAt + games.Moment(t.options.PauseMs)
	settled := t.Settle(outcomeIndex[r.outcome()], r.LandsAt)
	r.Staked, r.Returned = settled.Staked, settled.Returned
	s := games.Tell(c, games.Closed, games.Settled, r)
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

// Dealt is the two cards, and the shoe before them.
func (r Result) Dealt() (cards.Shoe, []cards.Card) {
	dealt := make([]cards.Card, len(r.Cards))
	for i, turn := range r.Cards {
		dealt[i] = turn.Card
	}
	return r.Shoe, dealt
}

// Bead is what stays of the round.
func (r Result) Bead() Bead { return Bead{Win: r.Winner, Suited: r.Suited} }

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) { t.Felt.Apply(s, t.apply) }

func (t *table) apply(e games.Event) bool {
	if r, ok := e.Body.(Result); ok {
		t.result = &r
		t.Ends(r.LandsAt, r.NextAt)
	}
	return t.shoes.Apply(e.Body)
}

// Keeps is the round whose source has to stay sealed once a step is true (games.Keeper).
func (t *table) Keeps(s games.Step) games.RoundID { return t.shoes.Keeps(s, t.Phase()) }

// Carry is what the room's next round inherits.
func (t *table) Carry() any { return Carry{t.shoes.Kept(t.Phase(), t.NextAt(), t.LandsAt())} }

// MarshalJSON writes the whole table, held steps included.
func (t *table) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Felt    *felt.Felt
		Shoes   *cards.Shoes[Bead]
		Options Options
		Result  *Result
	}{t.Felt, &t.shoes, t.options, t.result})
}
