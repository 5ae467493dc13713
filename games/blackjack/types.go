package blackjack

import (
	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// What players ask.

// Bet stakes on 1 to 64 spots, all or nothing. Follow is the consent that what it
// puts behind a seat doubles and splits with that seat: the system stakes as much
// again then, each time, as far as the player's funds and limits allow.
type Bet struct {
	Spots  []Chip `json:"spots"`
	Follow bool   `json:"follow,omitempty"`
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

// Play is a decision. Seen is how many cards the player saw in the hand: a late
// or a second copy does not meet another hand than the one that was meant.
type Play struct {
	Seat int    `json:"seat"` // 1 to 7
	Hand int    `json:"hand"` // of the seat, from 0; of a pair that split, the second is the next
	Seen int    `json:"seen"`
	Do   string `json:"do"` // one of the legal acts
	// Stake of an insurance, at most half of the hand's; 0: half.
	Stake money.Amount `json:"stake,omitempty"`
}

// Declined is what rooms says when the ledger has refused a stake that followed a
// seat (Staked): the fallback applies, to that bet alone.
type Declined = games.Declined

// What happened, for everyone.

// Opened says that bets are taken until ClosesAt.
type Opened struct {
	ClosesAt games.Moment `json:"closesAtMs"`
}

// Deadline says that the close has moved, after a takeover.
type Deadline struct {
	ClosesAt games.Moment `json:"closesAtMs"`
}

// ClosedBets says that no more bets are taken, and who plays.
type ClosedBets struct {
	At    games.Moment `json:"atMs"`
	Seats []int        `json:"seats"`
}

// Shuffled says that a new shoe is used from now on. Its order is sealed. Of the
// shoe before it, all cards are shown.
type Shuffled struct {
	Shoe   cards.Shoe `json:"shoe"`
	Before *ShownShoe `json:"before"` // null in the first round
}

// ShownShoe is a shoe that has ended: anyone may compare.
type ShownShoe struct {
	Shoe  cards.Shoe   `json:"shoe"`
	Order []cards.Card `json:"order"`
}

// Order is for nobody: what a new shoe holds.
type Order struct {
	Order []cards.Card `json:"order"`
}

// Dealt is the first cards: of each seat two, and the dealer's open one.
type Dealt struct {
	Seats []SeatCards `json:"seats"`
	Up    cards.Card  `json:"up"`
	Taken int         `json:"taken"` // from the shoe, the one that lies face down included
}

// SeatCards is the cards of a seat.
type SeatCards struct {
	Seat  int          `json:"seat"`
	Cards []cards.Card `json:"cards"`
}

// Turn says what the table waits for. Legal lists every legal act of the hand
// whose turn it is (G26).
type Turn struct {
	Stage string       `json:"stage"`
	Seat  int          `json:"seat,omitempty"`
	Hand  int          `json:"hand"`
	From  games.Moment `json:"fromMs"` // when the cards so far lie on the table, and the time begins
	Until games.Moment `json:"untilMs"`
	Legal []string     `json:"legal"`
}

// Acted is a decision: by the player, or by the system for a player who was not
// there (G45). A double or a split gets its cards after it (Drawn).
type Acted struct {
	Seat  int          `json:"seat"`
	Hand  int          `json:"hand"`
	Do    string       `json:"do"`
	By    string       `json:"by"` // "player" or "system"
	Cards []cards.Card `json:"cards"`
}

// Drawn is the card of a double, or the two of a split: one for each half.
type Drawn struct {
	Seat  int          `json:"seat"`
	Hand  int          `json:"hand"`
	Cards []cards.Card `json:"cards"`
}

// Looked says that the dealer has looked at the card that lies face down. It is
// shown if it makes a blackjack.
type Looked struct {
	Natural bool       `json:"natural"`
	Card    cards.Card `json:"card,omitempty"`
}

// Result ends the round: the dealer's cards, what became of each hand, and the
// money of the whole round.
type Result struct {
	Dealer   []cards.Card `json:"dealer"` // empty where nobody played
	Total    int          `json:"total"`
	Natural  bool         `json:"natural"`
	Hands    []HandResult `json:"hands"`
	Taken    int          `json:"taken"` // from the shoe in the whole round
	LandsAt  games.Moment `json:"landsAtMs"`
	NextAt   games.Moment `json:"nextAtMs"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
}

// HandResult is how a hand ended.
type HandResult struct {
	Seat  int    `json:"seat"`
	Hand  int    `json:"hand"`
	Total int    `json:"total"`
	Why   string `json:"why"` // one of the ends of a hand
}

// Voided says that every stake went back.
type Voided struct {
	Why string `json:"why"`
}

// What happened, for one player.

// Placed is a bet that stands.
type Placed struct {
	Bet    games.BetID  `json:"bet"`
	Spots  []Chip       `json:"spots"`
	Total  money.Amount `json:"total"`
	Follow bool         `json:"follow,omitempty"`
}

// TakenBack is bets that no longer stand, and what came back.
type TakenBack struct {
	Bets  []games.BetID `json:"bets"`
	Total money.Amount  `json:"total"`
}

// Unbacked gives back what lies behind a seat that nobody plays, at the close.
type Unbacked struct {
	Bet   games.BetID  `json:"bet"`
	Spots []Chip       `json:"spots"`
	Total money.Amount `json:"total"`
}

// Staked is a further stake on a bet that stands: of a double, a split or an
// insurance. Of a player behind the seat it is placed by the system, with an id
// made from the first bet's; System says so.
type Staked struct {
	Bet    games.BetID  `json:"bet"`
	Seat   int          `json:"seat"`
	Hand   int          `json:"hand"`
	Do     string       `json:"do"`
	Stake  money.Amount `json:"stake"`
	System bool         `json:"system,omitempty"`
}

// Unfollowed tells a player behind a seat that no stake followed it: the first
// stake stays on its hand and is played undoubled, and a second half has none.
type Unfollowed struct {
	Bet  games.BetID `json:"bet"` // that was refused
	Seat int         `json:"seat"`
	Hand int         `json:"hand"`
	Do   string      `json:"do"`
}

// Paid is how the round ended for a player: every hand and side bet with its
// stake and what came back (G22, G26).
type Paid struct {
	Lines    []Line       `json:"lines"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	LandsAt  games.Moment `json:"landsAtMs"`
}

// Line is one hand or side bet of a player.
type Line struct {
	Spot  string       `json:"spot"` // as the bet named it, or "insurance:" and the seat
	Hand  int          `json:"hand"`
	Total int          `json:"total,omitempty"`
	Why   string       `json:"why"`
	Stake money.Amount `json:"stake"`
	Back  money.Amount `json:"back"`
}

// What can be seen.

// View is what everyone sees, but for the board. Times that are not known are 0.
type View struct {
	Phase    string       `json:"phase"`
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	LandsAt  games.Moment `json:"landsAtMs"`
	Shoe     *cards.Shoe  `json:"shoe"` // null before the first shuffle
	Kept     []Kept       `json:"kept"` // seats of the round before, while bets are taken
	Dealer   []cards.Card `json:"dealer"`
	Turn     *Turn        `json:"turn"`
	Seats    []SeatShown  `json:"seats"` // that play
	Result   *Result      `json:"result"`
}

// Kept is a seat that waits for its player of the round before.
type Kept struct {
	Seat int    `json:"seat"`
	Name string `json:"name"`
}

// SeatShown is a seat that plays.
type SeatShown struct {
	Seat    int         `json:"seat"`
	Name    string      `json:"name"`
	Bot     bool        `json:"bot,omitempty"`
	Absent  bool        `json:"absent,omitempty"` // has missed a decision
	Insured bool        `json:"insured,omitempty"`
	Even    bool        `json:"even,omitempty"` // took even money
	Behind  int         `json:"behind,omitempty"`
	Hands   []HandShown `json:"hands"`
}

// HandShown is a hand on the table.
type HandShown struct {
	Cards   []cards.Card `json:"cards"`
	Total   int          `json:"total"`
	Soft    bool         `json:"soft,omitempty"`
	Stake   money.Amount `json:"stake"` // of the seat's player
	Doubled bool         `json:"doubled,omitempty"`
	Over    bool         `json:"over,omitempty"`
}

// Board is the totals of all standing bets, and who sits where.
type Board struct {
	Spots   []SpotTotal  `json:"spots"`
	Seats   []Seat       `json:"seats"`
	Staked  money.Amount `json:"staked"`
	Players int          `json:"players"`
}

// SpotTotal is what stands on a spot, and how many players have it there.
type SpotTotal struct {
	Spot    string       `json:"spot"`
	Total   money.Amount `json:"total"`
	Players int          `json:"players"`
}

// Seat is a player whom everyone sees; 0 where there are no seats.
type Seat struct {
	Seat   int          `json:"seat"`
	Name   string       `json:"name"`
	Staked money.Amount `json:"staked"`
	Bot    bool         `json:"bot"`
}

// Own is what a player alone sees.
type Own struct {
	Bets   []Placed     `json:"bets"`
	Extras []Staked     `json:"extras"`
	Staked money.Amount `json:"staked"`
	Paid   *Paid        `json:"paid"` // null until the round is settled
}

// Card is what the lobby shows.
type Card struct {
	Seats    int          `json:"seats"` // of the table; 0: without number
	Taken    int          `json:"taken"`
	Min      money.Amount `json:"minMinor"`
	Max      money.Amount `json:"maxMinor"`
	ClosesAt games.Moment `json:"closesAtMs"`
	OpensAt  games.Moment `json:"opensAtMs"`
	LandsAt  games.Moment `json:"landsAtMs"`
}

// Carry is what the next round inherits.
type Carry struct {
	Shoe    *cards.Shoe  `json:"shoe"`
	OpensAt games.Moment `json:"opensAtMs"`
	LandsAt games.Moment `json:"landsAtMs"`
	Private *Secret      `json:"private,omitempty"`
}

// Secret is the part of the carry that nobody may read: the cards to come, and
// whose the seats are.
type Secret struct {
	Order []cards.Card `json:"order"`
	Seats []KeptFor    `json:"seats"`
}

// KeptFor is a seat and whose it was.
type KeptFor struct {
	Seat   int            `json:"seat"`
	Player games.PlayerID `json:"player"`
	Name   string         `json:"name"`
}

// types lists all of them by their names on log and wire.
func types() map[string]any {
	return map[string]any{
		"bet": Bet{}, "undo": Undo{}, "clear": Clear{}, "play": Play{},
		"opened": Opened{}, "deadline": Deadline{}, "closed": ClosedBets{}, "shuffled": Shuffled{}, "order": Order{},
		"dealt": Dealt{}, "turn": Turn{}, "acted": Acted{}, "drawn": Drawn{}, "looked": Looked{},
		"result": Result{}, "voided": Voided{},
		"placed": Placed{}, "takenBack": TakenBack{}, "unbacked": Unbacked{}, "staked": Staked{}, "unfollowed": Unfollowed{}, "paid": Paid{},
		"view": View{}, "board": Board{}, "own": Own{}, "card": Card{}, "carry": Carry{},
	}
}
