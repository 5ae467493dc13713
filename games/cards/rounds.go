package cards

import (
	"encoding/json"
	"fmt"
	"slices"

	"croupier/games"
)

// Dealing is how a game uses its shoes.
type Dealing struct {
	Burn    func(top Card) int // how many a new shoe loses, its first card included
	ShowTop bool               // everyone sees that first card
}

// Dealt is an event that deals a round from the box: what it names are the cards behind
// the place of the shoe, in their order, and the bead that stays of them.
type Dealt[B any] interface {
	Dealt() (from Shoe, cards []Card)
	Bead() B
}

// Shoes is the shoe's part of a table for one round: what the round began with, the box
// that it deals from, and the beads of the shoe. The game says when; what a shuffle is,
// which source it needs for how long (games.Keeper) and what the next round inherits
// follows from the events.
type Shoes[B any] struct {
	Box
	round games.RoundID
	how   Dealing
	began Kept[B]
	beads []B
}

// NewShoes is the shoe of a round that begins with what the round before left.
func NewShoes[B any](round games.RoundID, how Dealing, began Kept[B]) (Shoes[B], error) {
	box, err := NewBox(began.Shoe, began.Private)
	return Shoes[B]{Box: box, round: round, how: how, began: began, beads: slices.Clone(began.Beads)}, err
}

// Beads is what came out of the shoe, oldest first: the newest, at most so many. The
// caller changes nothing of it.
func (s *Shoes[B]) Beads(most int) []B { return s.beads[len(s.beads)-min(len(s.beads), most):] }

// Fresh says whether the box's shoe is one that this round has shuffled.
func (s *Shoes[B]) Fresh() bool { return s.shoe.Round() == s.round }

// Shuffle is the step that makes a new shoe, after the close: nobody bets on a shoe's
// first cards who could know them.
func (s *Shoes[B]) Shuffle(c games.Command, terms *ShoeTerms, draws games.Draws) (games.Step, error) {
	if draws == nil {
		return games.Step{}, fmt.Errorf("cards: nothing to shuffle by in round %d", s.round)
	}
	shuffled, hidden := Fresh(s.round, terms.Decks, terms.CutCards, draws, s.how.Burn)
	if s.how.ShowTop {
		shuffled.Top = hidden.Order[0]
	}
	return games.Step{
		Cmd: c, Drawn: true, Phase: games.Closed, Then: games.Closed,
		Events: []games.Event{{For: games.Nobody, Body: hidden}, {For: games.Everyone, Body: shuffled}},
	}, nil
}

// Apply makes an event of the shoe true, and says whether it was one.
func (s *Shoes[B]) Apply(body any) bool {
	switch body := body.(type) {
	case Shuffled:
		s.beads = []B{} // they begin with the shoe
	case Dealt[B]:
		s.beads = append(s.beads, body.Bead())
		_, dealt := body.Dealt()
		s.Played(len(dealt))
		return true
	}
	return s.Box.Apply(body)
}

// Keeps is the round whose source has to stay sealed once a step is true, because cards
// of its shoe are still to come (games.Keeper). A void leaves what the round began with.
func (s *Shoes[B]) Keeps(step games.Step, phase games.Phase) games.RoundID {
	if step.Then == games.Void || phase == games.Void {
		return s.began.Shoe.Round()
	}
	then := *s
	then.beads = nil // what follows is about the box
	for _, e := range step.Events {
		then.Apply(e.Body)
	}
	return then.shoe.Round()
}

// Kept is what the next round inherits from one in some phase. A void leaves what the
// round began with, and forgets a shoe that it shuffled.
func (s *Shoes[B]) Kept(phase games.Phase, opensAt, landsAt games.Moment) Kept[B] {
	k := s.began
	k.OpensAt = opensAt
	if phase == games.Void {
		return k
	}
	k.LandsAt, k.Beads = landsAt, s.beads
	k.Shoe, k.Private = s.Carry()
	return k
}

// MarshalJSON writes all of it, for comparing tables by their bytes. What the round began
// with is there without the order of its shoe, which never changes: the box has it.
func (s *Shoes[B]) MarshalJSON() ([]byte, error) {
	began := s.began
	began.Private = nil
	return json.Marshal(struct {
		Box   *Box
		Began Kept[B]
		Beads []B
	}{&s.Box, began, s.beads})
}
