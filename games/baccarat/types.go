package baccarat

import (
	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
	"croupier/wallet/money"
)

// Turn is a card of the hand, to whom it went, and when pages turn it.
type Turn struct {
	To   Side         `json:"to"`
	Card cards.Card   `json:"card"`
	At   games.Moment `json:"atMs"`
}

// Result is the hand, for everyone, and the money of the whole round.
type Result struct {
	Shoe        cards.Shoe   `json:"shoe"`  // before the first of these cards
	Cards       []Turn       `json:"cards"` // in the order in which they came
	PlayerTotal int          `json:"playerTotal"`
	BankerTotal int          `json:"bankerTotal"`
	Winner      Side         `json:"winner"`
	Natural     bool         `json:"natural"`
	Feat        Feat         `json:"feat"`
	PlayerPair  Pair         `json:"playerPair"`
	BankerPair  Pair         `json:"bankerPair"`
	LandsAt     games.Moment `json:"landsAtMs"` // pages show the winner then
	NextAt      games.Moment `json:"nextAtMs"`  // when the next round opens
	Staked      money.Amount `json:"staked"`
	Returned    money.Amount `json:"returned"` // stakes of winning chips included
}

// Bead is a hand on the bead road.
type Bead struct {
	Win        Side `json:"win"`
	Points     int  `json:"points"` // the winner's; of a tie, both
	PlayerPair bool `json:"playerPair,omitempty"`
	BankerPair bool `json:"bankerPair,omitempty"`
}

// View is what everyone sees, but for the board. Times that are not known are 0.
type View struct {
	Phase string `json:"phase"`
	felt.Clock
	Shoe  *cards.Shoe `json:"shoe"`  // null where the next deal shuffles
	Hand  *Result     `json:"hand"`  // null until it is dealt
	Beads []Bead      `json:"beads"` // of this shoe, oldest first; without roads the newest alone
	Roads *Roads      `json:"roads"` // null where the table has none (L3)
}

// Card is what the lobby shows.
type Card struct {
	Last []Bead       `json:"last"` // newest last
	Min  money.Amount `json:"minMinor"`
	Max  money.Amount `json:"maxMinor"` // the player's most in a round
	felt.Clock
}

// Carry is what the next round inherits: the shoe, and what came out of it.
type Carry struct{ cards.Kept[Bead] }

// types lists all of them by their names on log and wire.
func types() map[string]any {
	return felt.Types(map[string]any{
		"shuffled": cards.Shuffled{}, "order": cards.Hidden{}, "result": Result{},
		"view": View{}, "card": Card{}, "carry": Carry{},
	})
}
