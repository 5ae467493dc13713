package baccarat

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

	shoes cards.Shoes[Bead]
	roads Roads
	hand  *Result // this round's, once it is settled
}

func newTable(round games.RoundID, o Options, c Carry) (*table, error) {
	shoes, err := cards.NewShoes(round, cards.Dealing{Burn: burn, ShowTop: true}, c.Kept)
	if err != nil {
		return nil, fmt.Errorf("baccarat: carry: %w", err)
	}
	return &table{
		Felt:  felt.New(round, o.Terms, o.prices, c.OpensAt, c.LandsAt),
		round: round, options: o, shoes: shoes, roads: newRoads(c.Beads),
	}, nil
}

// newRoads is the roads of some hands.
func newRoads(beads []Bead) Roads {
	r := Roads{Big: []Column{}}
	for _, b := range beads {
		r.Add(b.Win)
	}
	return r
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

// burn is how many cards a new shoe loses: the first, which everyone sees, and as
// many as it counts, a ten or picture ten.
func burn(top cards.Card) int { return 1 + int(min(top.Rank(), cards.Ten)) }

// deal is the step that deals the hand, pays it, and tells each player. It draws
// nothing: the shuffle has fixed it.
func (t *table) deal(c games.Command) (games.Step, error) {
	dealer, err := t.shoes.Deal()
	if err != nil {
		return games.Step{}, fmt.Errorf("baccarat: round %d: %w", t.round, err)
	}
	h := play(dealer.Take)
	for i := range h.order {
		h.order[i].At = t.options.Turns(c.At, t.shoes.Fresh(), i)
	}
	r := h.result()
	r.Shoe = *t.shoes.Shoe()
	r.LandsAt = r.Cards[len(r.Cards)-1].At + games.Moment(t.options.LandMs)
	r.NextAt = r.LandsAt + games.Moment(t.options.PauseMs)
	settled := t.Settle(outcomeIndex[h.outcome()], r.LandsAt)
	r.Staked, r.Returned = settled.Staked, settled.Returned
	s := games.Tell(c, games.Closed, games.Settled, r)
	s.Events = append(s.Events, settled.Events...)
	s.LandsAt = r.LandsAt
	return s, nil
}

// result is what the hand says of itself.
func (h *hand) result() Result {
	o := h.outcome()
	return Result{
		Cards: h.order, PlayerTotal: total(h.player), BankerTotal: total(h.banker),
		Winner: o.Winner, Natural: h.natural(), Feat: o.Feat, PlayerPair: o.PlayerPair, BankerPair: o.BankerPair,
	}
}

// Dealt is the cards of the hand, and the shoe before them.
func (r Result) Dealt() (cards.Shoe, []cards.Card) {
	dealt := make([]cards.Card, len(r.Cards))
	for i, turn := range r.Cards {
		dealt[i] = turn.Card
	}
	return r.Shoe, dealt
}

// Bead is what stays of the hand.
func (r Result) Bead() Bead {
	return Bead{
		Win: r.Winner, Points: max(r.PlayerTotal, r.BankerTotal),
		PlayerPair: r.PlayerPair != NoPair, BankerPair: r.BankerPair != NoPair,
	}
}

// Apply makes a committed step true.
func (t *table) Apply(s games.Step) { t.Felt.Apply(s, t.apply) }

func (t *table) apply(e games.Event) bool {
	switch body := e.Body.(type) {
	case cards.Shuffled:
		t.roads = newRoads(nil) // they begin with the shoe, like the beads
	case Result:
		t.hand = &body
		t.roads.Add(body.Winner)
		t.Ends(body.LandsAt, body.NextAt)
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
		Roads   *Roads
		Hand    *Result
	}{t.Felt, &t.shoes, t.options, &t.roads, t.hand})
}
