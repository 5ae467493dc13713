package roulette

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

// Result is the number, and the money of the whole round.
type Result struct {
	Number   int          `json:"number"`
	LandsAt  games.Moment `json:"landsAtMs"` // pages show it then
	NextAt   games.Moment `json:"nextAtMs"`  // when the next round opens
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"` // stakes of winning chips included
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

// Held says at the opening which stakes the round began with: those that zero
// imprisoned in a round before. Their money is the house's until they are
// released.
type Held struct {
	Bets []Prisoner `json:"bets"`
}

// Prisoner is an even-money stake that zero imprisoned, and the bet that it is
// part of.
type Prisoner struct {
	Bet   games.BetID  `json:"bet"`
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
}

// Paid is how the round ended for a player who had a bet or a prisoner in it, won
// or lost.
type Paid struct {
	Number   int          `json:"number"`
	Wins     []Win        `json:"wins"` // by spot (G22)
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	LandsAt  games.Moment `json:"landsAtMs"`
	Partage  []Shared     `json:"partage,omitempty"` // at zero, where the table has it

	// Where the table has en prison: what this zero imprisoned, by spot, and the
	// prisoners that came back. Released stakes are in Returned, and were staked
	// in a round before.
	Prison   []Chip     `json:"prison,omitempty"`
	Released []Prisoner `json:"released,omitempty"`
}

// Shared is an even-money stake that zero divided: the stake of all of the
// player's chips there, and the half that came back.
type Shared struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
	Back  money.Amount `json:"back"`
}

// Win is a spot that won: the stake of all of the player's chips there, the
// odds, and what came back, the stake included.
type Win struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
	Pays  int64        `json:"pays"`
	Back  money.Amount `json:"back"`
}

// What can be seen.

// View is what everyone sees, but for the board. Times that are not known are 0.
type View struct {
	Phase    string       `json:"phase"`
	ClosesAt games.Moment `json:"closesAtMs"` // of this round's bets, from the opening on
	OpensAt  games.Moment `json:"opensAtMs"`  // of this round before it opens, of the next once it ended
	Number   int          `json:"number"`     // -1 until it is drawn
	LandsAt  games.Moment `json:"landsAtMs"`  // of Number; before the opening, of the round before
	Last     []int        `json:"last"`       // of settled rounds, this one included, newest first
}

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

// Own is what a player alone sees: the standing bets in the order in which they
// were accepted, how the round ended, and the stakes in prison: until the number is
// drawn those that the round began with, and then those that stay or are new.
type Own struct {
	Bets   []Placed     `json:"bets"`
	Staked money.Amount `json:"staked"`
	Paid   *Paid        `json:"paid"` // null until the round is settled
	Prison []Prisoner   `json:"prison,omitempty"`
}

// Card is what the lobby shows.
type Card struct {
	Last     []int        `json:"last"`
	Min      money.Amount `json:"minMinor"`
	Max      money.Amount `json:"maxMinor"` // the player's most in a round
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	LandsAt  games.Moment `json:"landsAtMs"`
}

// Carry is what the next round inherits. Prisoners are those whom a round's bets
// made: a player's bets in prison count as bets of the round (betsMax), so there
// are never more of them than there may be bets.
type Carry struct {
	Last    []int        `json:"last"`      // at most lastMax, newest first
	OpensAt games.Moment `json:"opensAtMs"` // when the next round opens
	LandsAt games.Moment `json:"landsAtMs"` // of the newest number
	Prison  []Inmate     `json:"private,omitempty"`
}

// Inmate is a prisoner, and whose.
type Inmate struct {
	Player games.PlayerID `json:"player"`
	Bet    games.BetID    `json:"bet"`
	Spot   string         `json:"spot"`
	Stake  money.Amount   `json:"stake"`
}

func (p Prisoner) of(player games.PlayerID) Inmate {
	return Inmate{Player: player, Bet: p.Bet, Spot: p.Spot, Stake: p.Stake}
}

// types lists all of them by their names on log and wire.
func types() map[string]any {
	return map[string]any{
		"bet": Bet{}, "undo": Undo{}, "clear": Clear{},
		"opened": Opened{}, "deadline": Deadline{}, "closed": ClosedBets{}, "result": Result{}, "voided": Voided{},
		"placed": Placed{}, "takenBack": TakenBack{}, "held": Held{}, "paid": Paid{},
		"view": View{}, "board": Board{}, "own": Own{}, "card": Card{}, "carry": Carry{},
	}
}
