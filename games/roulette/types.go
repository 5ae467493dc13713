package roulette

import (
	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

// What bets, boards and the phases of a round are is the felt's (games/felt): what is
// roulette's own is below.
type (
	Bet        = felt.Bet
	Chip       = felt.Chip
	Undo       = felt.Undo
	Clear      = felt.Clear
	Opened     = felt.Opened
	Deadline   = felt.Deadline
	ClosedBets = felt.ClosedBets
	Voided     = felt.Voided
	Placed     = felt.Placed
	TakenBack  = felt.TakenBack
	Board      = felt.Board
	Total      = felt.Total
	Seat       = felt.Seat
)

// What happened, for everyone.

// Result is the number, and the money of the whole round.
type Result struct {
	Number   int          `json:"number"`
	LandsAt  games.Moment `json:"landsAtMs"` // pages show it then
	NextAt   games.Moment `json:"nextAtMs"`  // when the next round opens
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"` // stakes of winning chips included
}

// What happened, for one player.

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
	Last []int        `json:"last"`
	Min  money.Amount `json:"minMinor"`
	Max  money.Amount `json:"maxMinor"` // the player's most in a round
	felt.Clock
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
	return felt.Types(map[string]any{
		"result": Result{}, "held": Held{}, "paid": Paid{}, "own": Own{},
		"view": View{}, "card": Card{}, "carry": Carry{},
	})
}
