package felt

import (
	"croupier/games"
	"croupier/wallet/money"
)

// What players ask.

// Bet stakes on 1 to 64 spots, all or nothing.
type Bet struct {
	Spots []Chip `json:"spots"`
}

// Chip is a stake on a spot.
type Chip struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
}

// Undo takes back the player's last accepted bet of this round, whole.
type Undo struct{}

// Clear takes back all of the player's bets of this round.
type Clear struct{}

// What happened, for everyone.

// Opened says that bets are taken until ClosesAt.
type Opened struct {
	ClosesAt games.Moment `json:"closesAtMs"`
}

// Deadline says that the close has moved, after a takeover.
type Deadline struct {
	ClosesAt games.Moment `json:"closesAtMs"`
}

// ClosedBets says that no more bets are taken.
type ClosedBets struct {
	At games.Moment `json:"atMs"`
}

// Voided says that every stake went back.
type Voided struct {
	Why string `json:"why"`
}

// What happened, for one player.

// Placed is a bet that stands.
type Placed struct {
	Bet   games.BetID  `json:"bet"`
	Spots []Chip       `json:"spots"`
	Total money.Amount `json:"total"`
}

// TakenBack is bets that no longer stand, and what came back.
type TakenBack struct {
	Bets  []games.BetID `json:"bets"`
	Total money.Amount  `json:"total"`
}

// Paid is how the round ended for a player who had a bet in it, won or lost.
type Paid struct {
	Wins     []Win        `json:"wins"`   // by spot (G22): more came back than was staked
	Pushes   []Push       `json:"pushes"` // the stake or a part of it came back: no win
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	LandsAt  games.Moment `json:"landsAtMs"`
}

// Win is a spot that won: the stake of all of the player's chips there, the odds to
// one, and what came back, the stake included.
type Win struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
	Pays  string       `json:"pays"` // a decimal: "0.95", "8"
	Back  money.Amount `json:"back"`
}

// Push is a spot that neither won nor lost, or lost a part.
type Push struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
	Back  money.Amount `json:"back"`
}

// What can be seen.

// Board is the totals of all standing bets, and who sits here.
type Board struct {
	Spots   []Total      `json:"spots"` // in the felt's order, without the empty ones
	Seats   []Seat       `json:"seats"` // the first eight seated, of those with a bet
	Staked  money.Amount `json:"staked"`
	Players int          `json:"players"` // with a bet
}

// Total is what stands on a spot, and how many players have it there.
type Total struct {
	Spot    string       `json:"spot"`
	Total   money.Amount `json:"total"`
	Players int          `json:"players"`
}

// Seat is a player whom everyone sees.
type Seat struct {
	Name   string       `json:"name"`
	Staked money.Amount `json:"staked"`
	Bot    bool         `json:"bot"`
}

// Own is what a player alone sees: the standing bets in the order in which they were
// accepted, and how the round ended.
type Own struct {
	Bets   []Placed     `json:"bets"`
	Staked money.Amount `json:"staked"`
	Paid   *Paid        `json:"paid"` // null until the round is settled
}

// Types is the common types by their names on log and wire, and a game's own. A game that
// tells its players more at the end of a round lists its own "paid" and "own".
func Types(own map[string]any) map[string]any {
	all := map[string]any{
		"bet": Bet{}, "undo": Undo{}, "clear": Clear{},
		"opened": Opened{}, "deadline": Deadline{}, "closed": ClosedBets{}, "voided": Voided{},
		"placed": Placed{}, "takenBack": TakenBack{}, "paid": Paid{},
		"board": Board{}, "own": Own{},
	}
	for name, zero := range own {
		if _, ok := all[name]; ok && name != "paid" && name != "own" {
			panic("felt: a game lists " + name + " again")
		}
		all[name] = zero
	}
	return all
}
