package games

import "croupier/wallet/money"

// Code names why a bet or an act was refused. The page has a sentence for each.
type Code string

// The refusals that every game may give. Rooms and the journal add their own
// (see rooms): a refusal of any of them is a verdict, stored for ever.
const (
	CodeClosed      Code = "closed"      // betting is not open in that round
	CodeWrongRound  Code = "wrong_round" // the bet names another round
	CodeBadAsk      Code = "bad_ask"     // the body makes no sense at this table
	CodeBadSpot     Code = "bad_spot"    // no such spot
	CodeTwiceSpot   Code = "twice_spot"  // one spot named twice in a bet
	CodeBelowMin    Code = "below_min"   // Limit is the least stake
	CodeAboveSpot   Code = "above_spot"  // Limit is the spot's most, Value what it would be
	CodeAboveTable  Code = "above_table" // Limit is the player's most in a round
	CodeAboveHouse  Code = "above_house" // the room's largest possible loss
	CodeBadStep     Code = "bad_step"    // not a multiple of the chip step; Limit is the step
	CodeTooMany     Code = "too_many"    // Limit is the most bets that a player may have in a round
	CodeNothing     Code = "nothing"     // nothing there to undo or clear
	CodeNotYourTurn Code = "not_your_turn"
)

// Refusal is a verdict against a command by the rules: final, told to the
// player in a plain sentence, and stored under the bet's id.
type Refusal struct {
	Code  Code         `json:"code"`
	Spot  string       `json:"spot,omitempty"`
	Limit money.Amount `json:"limit,omitempty"` // minor units
	Value money.Amount `json:"value,omitempty"` // minor units
}

func (r *Refusal) Error() string { return "refused: " + string(r.Code) }
