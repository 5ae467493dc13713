package blackjack

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/games/cards"
)

// Rules are the rules of one way to sit at a table. They hold no state and may be
// shared.
type Rules struct {
	game   string
	common bool
}

// The games and their version for ever (G48).
const (
	Game       = "blackjack"
	GameCommon = "blackjack-unlimited"
	Version    = 1
)

// Seats is blackjack at seats, each with hands of its own.
func Seats() *Rules { return &Rules{game: Game} }

// Unlimited is blackjack with one hand for everybody, which each player plays in
// their own way.
func Unlimited() *Rules { return &Rules{game: GameCommon, common: true} }

// ID names the game and the version of its rules.
func (r *Rules) ID() (string, int) { return r.game, Version }

// Types lists every ask, body, view and carry by its name.
func (r *Rules) Types() map[string]any {
	if r.common {
		return commonTypes()
	}
	return types()
}

// Table makes the table of one round. A nil carry is the room's first round: it
// opens at the first Timeout and shuffles after its close.
func (r *Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	c, err := r.carry(&o, carry)
	if err != nil {
		return nil, err
	}
	if r.common {
		return newCommon(round, &o, c), nil
	}
	return newTable(round, &o, c), nil
}

// carry reads what the round before left. Anyone may read all but its private
// part: without it the shoe cannot be dealt from, and the next round shuffles.
func (r *Rules) carry(o *Options, body []byte) (Carry, error) {
	var c Carry
	if body == nil {
		return c, nil
	}
	if err := games.Strictly(body, &c); err != nil {
		return c, fmt.Errorf("blackjack: carry: %w", err)
	}
	if c.OpensAt < 0 || c.LandsAt < 0 {
		return c, errors.New("blackjack: carry: a moment before all time")
	}
	if c.Shoe != nil {
		if err := c.Shoe.Valid(); err != nil {
			return c, fmt.Errorf("blackjack: carry: %w", err)
		}
	}
	if c.Private != nil {
		if c.Shoe != nil {
			if err := cards.Order(c.Private.Order).Of(*c.Shoe); err != nil {
				return c, fmt.Errorf("blackjack: carry: %w", err)
			}
		}
		for _, k := range c.Private.Seats {
			if k.Seat < 1 || k.Seat > seatsMax || k.Player <= 0 {
				return c, fmt.Errorf("blackjack: carry: no seat is %d", k.Seat)
			}
		}
	}
	return c, nil
}
