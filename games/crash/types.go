package crash

import (
	"croupier/games"
	"croupier/wallet/money"
)

// What players ask.

// Bet is a stake on the coming curve, and at which multiplier it is cashed out by
// itself; 0: by hand.
type Bet struct {
	Stake  money.Amount `json:"stake"`
	CashAt Multiplier   `json:"cashAt,omitempty"`
}

// Undo takes back the player's last accepted bet of this round.
type Undo struct{}

// Clear takes back all of the player's bets of this round.
type Clear struct{}

// CashOut takes a bet off the running curve, where the curve is when the table
// hears of it.
type CashOut struct {
	Bet games.BetID `json:"bet"`
}

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

// Started says that the point is drawn and sealed on the log, and when the curve
// starts. Everything of it follows, but for its end.
type Started struct {
	StartsAt games.Moment `json:"startsAtMs"`
}

// Beat says that the curve still ran.
type Beat struct {
	At games.Moment `json:"atMs"`
}

// Rescued says after a takeover of a running curve that all bets without a
// cash-out of their own leave it as of the last beat; the curve may go on.
type Rescued struct {
	BeatAt games.Moment `json:"beatAtMs"`
	Times  Multiplier   `json:"times"`
}

// Result is where the curve ended, and the money of the whole round.
type Result struct {
	Point    Multiplier   `json:"point"`
	EndedAt  games.Moment `json:"endedAtMs"`
	NextAt   games.Moment `json:"nextAtMs"` // when the next round opens
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
}

// Voided says that every stake went back.
type Voided struct {
	Why string `json:"why"`
}

// Armed is the point, for nobody: the log keeps it sealed until Result.
type Armed struct {
	Point Multiplier `json:"point"`
}

// What happened, for one player.

// Placed is a bet that stands.
type Placed struct {
	Bet    games.BetID  `json:"bet"`
	Stake  money.Amount `json:"stake"`
	CashAt Multiplier   `json:"cashAt,omitempty"`
}

// TakenBack is bets that no longer stand, and what came back.
type TakenBack struct {
	Bets  []games.BetID `json:"bets"`
	Total money.Amount  `json:"total"`
}

// By says who cashed a bet out.
type By string

// Who cashes bets out.
const (
	ByHand   By = "hand"
	ByAuto   By = "auto"   // the bet's own CashAt
	ByLimit  By = "limit"  // what a bet may win at most here
	ByRescue By = "rescue" // the system, after a takeover
)

// CashedOut is a bet that left the curve, and what came back, the stake included.
type CashedOut struct {
	Bet   games.BetID  `json:"bet"`
	Times Multiplier   `json:"times"`
	Back  money.Amount `json:"back"`
	At    games.Moment `json:"atMs"`
	By    By           `json:"by"`
}

// Paid is how the round ended for a player who had a bet in it, won or lost.
type Paid struct {
	Point    Multiplier   `json:"point"`
	Bets     []PaidBet    `json:"bets"` // in the order of their verdicts (G22)
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
}

// PaidBet is a bet and what became of it; Times is 0 if it was still on the curve
// when that ended.
type PaidBet struct {
	Bet   games.BetID  `json:"bet"`
	Stake money.Amount `json:"stake"`
	Times Multiplier   `json:"times"`
	Back  money.Amount `json:"back"`
	By    By           `json:"by,omitempty"`
}

// What can be seen.

// View is what everyone sees, but for the board. Times that are not known are 0.
type View struct {
	Phase    string       `json:"phase"`
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`  // of this round before it opens, of the next once it ended
	StartsAt games.Moment `json:"startsAtMs"` // of the curve, once it is known
	BeatAt   games.Moment `json:"beatAtMs"`   // when it was last seen running
	EndedAt  games.Moment `json:"endedAtMs"`
	Point    Multiplier   `json:"point"` // 0 until the curve has ended
	Last     []Past       `json:"last"`  // this round included, newest first
}

// Past is a curve that ended.
type Past struct {
	Round games.RoundID `json:"round"`
	Point Multiplier    `json:"point"`
}

// Board is who sits here and who left the curve, bounded.
type Board struct {
	Seats    []Seat       `json:"seats"` // the first eight seated, of those with a bet
	Outs     []Out        `json:"outs"`  // the newest
	Left     int          `json:"left"`  // bets that were cashed out
	Bets     int          `json:"bets"`
	Players  int          `json:"players"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
}

// Seat is a player whom everyone sees.
type Seat struct {
	Name     string       `json:"name"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	Bot      bool         `json:"bot"`
}

// Out is a cash-out that everyone sees.
type Out struct {
	Name  string       `json:"name"`
	Times Multiplier   `json:"times"`
	Back  money.Amount `json:"back"`
	Bot   bool         `json:"bot"`
}

// Own is what a player alone sees.
type Own struct {
	Bets     []OwnBet     `json:"bets"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	Paid     *Paid        `json:"paid"` // null until the round is settled
}

// OwnBet is a bet of the player's: Target is where it leaves the curve at the
// latest.
type OwnBet struct {
	Bet    games.BetID  `json:"bet"`
	Stake  money.Amount `json:"stake"`
	CashAt Multiplier   `json:"cashAt,omitempty"`
	Target Multiplier   `json:"target"`
	Times  Multiplier   `json:"times"` // 0: on the curve
	Back   money.Amount `json:"back"`
	By     By           `json:"by,omitempty"`
}

// Card is what the lobby shows.
type Card struct {
	Last     []Multiplier `json:"last"`
	Min      money.Amount `json:"minMinor"`
	Max      money.Amount `json:"maxMinor"` // of a bet
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	StartsAt games.Moment `json:"startsAtMs"`
}

// Carry is what the next round inherits.
type Carry struct {
	Last    []Past       `json:"last"` // at most lastMax, newest first
	OpensAt games.Moment `json:"opensAtMs"`
}

func types() map[string]any {
	return map[string]any{
		"bet": Bet{}, "undo": Undo{}, "clear": Clear{}, "cashOut": CashOut{},
		"opened": Opened{}, "deadline": Deadline{}, "closed": ClosedBets{}, "armed": Armed{}, "started": Started{},
		"beat": Beat{}, "rescued": Rescued{}, "result": Result{}, "voided": Voided{},
		"placed": Placed{}, "takenBack": TakenBack{}, "cashedOut": CashedOut{}, "paid": Paid{},
		"view": View{}, "board": Board{}, "own": Own{}, "card": Card{}, "carry": Carry{},
	}
}
