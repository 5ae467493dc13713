package slots

import (
	"croupier/games"
	"croupier/wallet/money"
)

// What a player asks. Each act that changes something has an id of its own.

// Spin stakes a spin: Coin is what one coin is worth.
type Spin struct {
	Coin money.Amount `json:"coin"`
}

// Next plays the next free spin.
type Next struct{}

// Gamble puts the whole win on a colour, "red" or "black".
type Gamble struct {
	Colour string `json:"colour"`
}

// Collect takes the win instead of gambling it.
type Collect struct{}

// What happened, for the player of the round.

// Spun is a spin that was paid for.
type Spun struct {
	Bet   games.BetID  `json:"bet"`
	Coin  money.Amount `json:"coin"`
	Stake money.Amount `json:"stake"`
	Shown Shown        `json:"shown"`
	State State        `json:"state"`
}

// FreeSpun is a free spin. System says that nobody asked for it: it was due.
type FreeSpun struct {
	Shown  Shown `json:"shown"`
	State  State `json:"state"`
	System bool  `json:"system,omitempty"`
}

// Gambled is one step of the gamble.
type Gambled struct {
	Colour string       `json:"colour"`
	Came   string       `json:"came"`
	Won    bool         `json:"won"`
	Before money.Amount `json:"before"`
	State  State        `json:"state"`
}

// Deadline says that the system plays on later, after a takeover.
type Deadline struct {
	Until games.Moment `json:"untilMs"`
}

// Paid is how the round ended for its player.
type Paid struct {
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	Why      string       `json:"why"` // "played", "capped", "collected", "lost", "limit", "timeout"
	LandsAt  games.Moment `json:"landsAtMs"`
}

// Shown is what the reels show and what it wins.
type Shown struct {
	Stops      []int        `json:"stops"` // by reel: the strip's place in the first row
	Drops      []Drop       `json:"drops"` // one, and one more for each tumble
	Scatters   int          `json:"scatters"`
	ScatterPay money.Amount `json:"scatterPay"`
	Prizes     []Prize      `json:"prizes,omitempty"`
	Times      int64        `json:"times"` // multiplies every win here, amounts below include it
	Awarded    int          `json:"awarded"`
	Win        money.Amount `json:"win"`
}

// Drop is a window and its wins.
type Drop struct {
	Rows  [][]string   `json:"rows"` // names of symbols, top down
	Wins  []Win        `json:"wins"`
	Times int64        `json:"times"` // of the ladder
	Pay   money.Amount `json:"pay"`
}

// Win is a run from the left: on a line, or in so many ways.
type Win struct {
	Symbol string       `json:"symbol"` // or the group's name
	Count  int          `json:"count"`
	Line   int          `json:"line,omitempty"`  // from 1
	Ways   int64        `json:"ways,omitempty"`  // of a machine of ways
	Times  int64        `json:"times,omitempty"` // by its wilds
	Pay    money.Amount `json:"pay"`             // ladder and mode included
}

// Prize is a bonus and what each of its draws gave.
type Prize struct {
	Symbol string         `json:"symbol"`
	Draws  []money.Amount `json:"draws"`
	Pay    money.Amount   `json:"pay"`
}

// State is where the round stands after a step.
type State struct {
	Doing  string       `json:"doing"`   // "free", "gamble", "ended"
	Win    money.Amount `json:"win"`     // of the round so far
	Given  int          `json:"given"`   // free spins of the round
	Played int          `json:"played"`  // of them
	Steps  int          `json:"steps"`   // of the gamble
	Until  games.Moment `json:"untilMs"` // then the system plays on, or collects; 0: nothing is due
}

// What happened, for everyone.

// Opened says that a round has begun and stays: free spins, or a gamble.
type Opened struct {
	At games.Moment `json:"atMs"`
}

// Result ends a round.
type Result struct {
	Stops    []int        `json:"stops"` // of the spin that was paid for
	Free     int          `json:"free"`  // free spins played
	Gambles  int          `json:"gambles"`
	Staked   money.Amount `json:"staked"`
	Returned money.Amount `json:"returned"`
	LandsAt  games.Moment `json:"landsAtMs"`
	NextAt   games.Moment `json:"nextAtMs"` // when the next spin may be asked for
}

// Voided says that the stake went back.
type Voided struct {
	Why string `json:"why"`
}

// TakenBack is the player's stake that went back.
type TakenBack struct {
	Bet   games.BetID  `json:"bet"`
	Total money.Amount `json:"total"`
}

// What can be seen.

// View is what anyone at the session sees.
type View struct {
	Phase  string       `json:"phase"`
	Stops  []int        `json:"stops"` // of the last spin that was paid for
	NextAt games.Moment `json:"nextAtMs"`
}

// Own is what the player alone sees: the stake that stands, the spin shown last
// and where the round stands.
type Own struct {
	Bet    *games.BetID `json:"bet"` // null before the spin
	Coin   money.Amount `json:"coin"`
	Staked money.Amount `json:"staked"`
	Shown  *Shown       `json:"shown"`
	State  *State       `json:"state"`
	Paid   *Paid        `json:"paid"`
}

// Card is what the lobby shows.
type Card struct {
	Title  string       `json:"title"`
	Min    money.Amount `json:"minMinor"`
	Max    money.Amount `json:"maxMinor"`
	Return string       `json:"returnPercent"`
}

// Carry is what the next round inherits: what the reels show, and when they may
// turn again (R9).
type Carry struct {
	Stops  []int        `json:"stops"`
	NextAt games.Moment `json:"nextAtMs"`
}

func types() map[string]any {
	return map[string]any{
		"spin": Spin{}, "next": Next{}, "gamble": Gamble{}, "collect": Collect{},
		"spun": Spun{}, "freeSpun": FreeSpun{}, "gambled": Gambled{}, "deadline": Deadline{}, "paid": Paid{},
		"opened": Opened{}, "result": Result{}, "voided": Voided{}, "takenBack": TakenBack{},
		"view": View{}, "own": Own{}, "card": Card{}, "carry": Carry{},
	}
}
