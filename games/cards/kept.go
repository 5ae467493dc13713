package cards

import (
	"errors"
	"fmt"

	"croupier/games"
)

// Kept is what a round leaves to the next one of its table: the shoe, what came out of
// it, bead by bead, and when to go on. A game's carry embeds it.
type Kept[B any] struct {
	OpensAt games.Moment `json:"opensAtMs"`
	LandsAt games.Moment `json:"landsAtMs"`
	Shoe    *Shoe        `json:"shoe"`
	Beads   []B          `json:"beads"`
	Private *Hidden      `json:"private,omitempty"` // the order of the shoe
}

// ReadKept reads a carry, or that of a room's first round where the body is nil. It has at
// most so many beads, and each is one.
func ReadKept[B any](body []byte, beadsMax int, is func(B) bool) (Kept[B], error) {
	k := Kept[B]{Beads: []B{}}
	if body == nil {
		return k, nil
	}
	if err := games.Strictly(body, &k); err != nil {
		return k, err
	}
	if len(k.Beads) > beadsMax {
		return k, fmt.Errorf("%d rounds of a shoe, at most %d", len(k.Beads), beadsMax)
	}
	for _, b := range k.Beads {
		if !is(b) {
			return k, fmt.Errorf("no round is %+v", b)
		}
	}
	if k.OpensAt < 0 || k.LandsAt < 0 {
		return k, errors.New("a moment before all time")
	}
	if k.Beads == nil {
		k.Beads = []B{}
	}
	return k, nil
}
