package bot

import (
	"encoding/json"
	"errors"
)

// Menu is what a table takes: its spots with their limits, and the chips. All
// amounts are in minor units.
type Menu struct {
	Spots []Spot
	Step  int64  // stakes are multiples of it
	Min   int64  // least on a spot
	Curve bool   // a crash table: bets on the curve instead of spots
	Seats *Seats // a blackjack table: bets at seats, and decisions; nil elsewhere
}

// Spot is one place to bet on.
type Spot struct {
	Name string
	Max  int64 // most of one player, 0: not told
}

// ErrNoMenu says that a table's rules name no spot.
var ErrNoMenu = errors.New("bot: the table's rules name no spots")

// ReadMenu reads a table's sheet and options as GET /api/rooms/{room} gives them.
func ReadMenu(sheet, options []byte) (Menu, error) {
	var of struct {
		Game string `json:"game"`
	}
	if err := json.Unmarshal(sheet, &of); err != nil {
		return Menu{}, err
	}
	switch of.Game {
	case "blackjack", "blackjack-unlimited":
		return readSeats(sheet)
	}
	var s struct {
		Spots []struct {
			Spot string `json:"spot"`
			Kind string `json:"kind"`
			Most int64  `json:"maxMinor"` // where the page says it by spot
		} `json:"spots"`
	}
	var o struct {
		Step int64 `json:"stepMinor"`
		Min  int64 `json:"spotMinMinor"`

		BetMin int64 `json:"betMinMinor"` // of a crash table

		Limits map[string]int64 `json:"limits"` // by kind of spot
	}
	if err := json.Unmarshal(sheet, &s); err != nil {
		return Menu{}, err
	}
	if err := json.Unmarshal(options, &o); err != nil {
		return Menu{}, err
	}
	if of.Game == "crash" {
		return Menu{Step: max(o.Step, 1), Min: max(o.BetMin, o.Step, 1), Curve: true}, nil
	}
	if len(s.Spots) == 0 {
		return Menu{}, ErrNoMenu
	}
	m := Menu{Step: max(o.Step, 1), Min: max(o.Min, o.Step, 1)}
	for _, spot := range s.Spots {
		m.Spots = append(m.Spots, Spot{Name: spot.Spot, Max: max(spot.Most, o.Limits[spot.Kind])})
	}
	return m, nil
}
