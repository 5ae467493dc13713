package roulette

import (
	"errors"
	"fmt"

	"croupier/games"
)

// Rules are the rules of one wheel. They hold no state and may be shared.
type Rules struct{ wheel *wheel }

// Game and Version name the European rules for ever (G48).
const (
	Game    = "roulette-european"
	Version = 1
)

// lastMax bounds the numbers that a table remembers.
const lastMax = 500

// European is the rules of the wheel with one zero.
func European() *Rules { return &Rules{european} }

// American is the rules of the wheel with a zero and a double zero.
func American() *Rules { return &Rules{american} }

// French is the rules of the wheel with one zero, with la partage or en prison.
func French() *Rules { return &Rules{french} }

// Of finds the rules of a game in a version.
func Of(game string, version int) (*Rules, bool) {
	for _, r := range []*Rules{European(), American(), French()} {
		if g, v := r.ID(); g == game && v == version {
			return r, true
		}
	}
	return nil, false
}

// Spots is the felt in its fixed order. The caller changes nothing of it.
func (r *Rules) Spots() []Spot { return r.wheel.spots }

// ID names the game and the version of its rules.
func (r *Rules) ID() (string, int) { return r.wheel.game, r.wheel.version }

// Types lists every ask, body, view and carry by its name.
func (*Rules) Types() map[string]any { return types() }

// Table makes the table of one round. A nil carry is the room's first round: it
// opens at the first Timeout.
func (r *Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	c, err := r.parseCarry(carry)
	if err != nil {
		return nil, err
	}
	odds := r.wheel.odds[o.Zero]
	if err := odds.checkPrison(c.Prison); err != nil {
		return nil, err
	}
	return newTable(round, odds, o, c), nil
}

func (r *Rules) parseCarry(body []byte) (Carry, error) {
	if body == nil {
		return Carry{Last: []int{}}, nil
	}
	var c Carry
	if err := games.Strictly(body, &c); err != nil {
		return Carry{}, fmt.Errorf("roulette: carry: %w", err)
	}
	if len(c.Last) > lastMax {
		return Carry{}, fmt.Errorf("roulette: carry: %d numbers, at most %d", len(c.Last), lastMax)
	}
	for _, n := range c.Last {
		if n < 0 || n >= r.wheel.pockets {
			return Carry{}, fmt.Errorf("roulette: carry: %d is no number of the wheel", n)
		}
	}
	if c.OpensAt < 0 || c.LandsAt < 0 {
		return Carry{}, errors.New("roulette: carry: a moment before all time")
	}
	if c.Last == nil {
		c.Last = []int{}
	}
	return c, nil
}
