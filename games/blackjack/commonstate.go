package blackjack

import (
	"encoding/json"

	"croupier/games"
	"croupier/games/cards"
)

// Keeps is the round whose source has to stay sealed, as at seats (games.Keeper).
func (t *common) Keeps(s games.Step) games.RoundID { return t.keeps(s, t.lay.Dealt) }

// Carry is what the room's next round inherits, as at seats.
func (t *common) Carry() any { return t.carry(t.lay.Dealt, t.lay.Taken, nil) }

// commonState is the whole state in one order.
type commonState struct {
	Round    games.RoundID
	Options  *Options
	Before   Carry
	Phase    games.Phase
	Moving   bool
	ClosesAt games.Moment
	NextAt   games.Moment
	LandsAt  games.Moment
	Shoe     *cards.Shoe
	Order    []cards.Card
	Book     bookState
	Layout   layout
	Players  []*position // in the order of their first bet
	Waiting  int
	AllAt    games.Moment
}

// MarshalJSON writes the whole table, held steps included.
func (t *common) MarshalJSON() ([]byte, error) {
	s := commonState{t.round, t.o, t.before, t.phase, t.moving, t.closesAt, t.nextAt, t.landsAt, t.shoe, t.order,
		t.book.state(), t.lay, nil, t.waiting, t.allAt}
	for _, p := range t.book.order {
		if q := t.players[p]; q != nil {
			s.Players = append(s.Players, q)
		}
	}
	return json.Marshal(s)
}
