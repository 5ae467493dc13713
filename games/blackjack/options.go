package blackjack

import (
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/wallet/money"
)

// Options are a table's own rules: terms, side bets, times and limits. Amounts
// are minor units of the table's currency.
type Options struct {
	Terms
	Pairs     string `json:"pairs,omitempty"`  // paytable of perfect pairs; empty: not offered
	Threes    string `json:"threes,omitempty"` // paytable of 21+3; empty: not offered
	Insurance bool   `json:"insurance"`        // and even money, where a blackjack pays 3:2
	// AutoHitBelow is what the system does for a hand whose player says nothing:
	// it hits below this total and stands from it on; 0: it always stands. It
	// never stakes (G45).
	AutoHitBelow int `json:"autoHitBelow,omitempty"`
	BehindCut    int `json:"behindCut"` // cards behind the cut card

	Seats     int `json:"seats,omitempty"`     // of the table, 1 to 7
	SeatsEach int `json:"seatsEach,omitempty"` // that one player may take
	BehindMax int `json:"behindMax,omitempty"` // players behind one seat; 0: nobody may bet behind
	// Hints says whether a page may tell the best play of a hand (L3): true if absent.
	Hints *bool `json:"hints,omitempty"`

	BetMs    int64 `json:"betMs"`    // how long bets are taken
	DecideMs int64 `json:"decideMs"` // for each decision
	AbsentMs int64 `json:"absentMs"` // for each decision of a seat that has missed one in this round
	DealMs   int64 `json:"dealMs"`   // a card's way to the table
	PauseMs  int64 `json:"pauseMs"`  // from the last card until the next round opens (G32)

	StepMinor    money.Amount `json:"stepMinor"` // every stake is a multiple of it
	SeatMinMinor money.Amount `json:"seatMinMinor"`
	SeatMaxMinor money.Amount `json:"seatMaxMinor"` // on a hand, before doubles and splits; behind a seat as well
	SideMinMinor money.Amount `json:"sideMinMinor"`
	SideMaxMinor money.Amount `json:"sideMaxMinor"`
	// TableMaxMinor is the most that one player may stake in a round before the
	// cards; doubles, splits and insurance come on top.
	TableMaxMinor money.Amount `json:"tableMaxMinor"`
	// AllowanceMinor is the most that the room may lose in a round, doubles and
	// splits included.
	AllowanceMinor money.Amount `json:"allowanceMinor"`
}

func (o *Options) hints() bool { return o.Hints == nil || *o.Hints }

// The bounds of options. Amounts stay so far below 2^63 that no sum of a round
// can leave it (B9).
const (
	amountMax    = money.Amount(1e12)
	allowanceMax = money.Amount(1e15)
	seatsMax     = 7
	behindMost   = 50
	betMsMin     = 100
	betMsMax     = 3_600_000
	decideMsMin  = 100
	decideMsMax  = 300_000
	dealMsMax    = 10_000
	pauseMsMax   = 600_000
)

// Options reads a table's options strictly and says what is wrong with them.
func (r *Rules) Options(body []byte) (Options, error) {
	var o Options
	err := games.Strictly(body, &o)
	if err == nil {
		err = r.checkOdds(&o)
	}
	if err == nil {
		err = r.check(&o)
	}
	if err != nil {
		return Options{}, fmt.Errorf("blackjack: options: %w", err)
	}
	return o, nil
}

// checkOdds holds what changes the odds against its bounds.
func (r *Rules) checkOdds(o *Options) error {
	if err := o.Terms.check(); err != nil {
		return err
	}
	switch {
	case o.Decks < 1 || o.Decks > cards.DecksMax:
		return fmt.Errorf("decks is %d, must be 1 to %d", o.Decks, cards.DecksMax)
	case o.Pairs != "" && tableOf(pairTables, o.Pairs) == nil:
		return fmt.Errorf("no paytable of perfect pairs is %q", o.Pairs)
	case o.Threes != "" && tableOf(threeTables, o.Threes) == nil:
		return fmt.Errorf("no paytable of 21+3 is %q", o.Threes)
	case r.common && (o.HandsMax > 2 || o.ResplitAces):
		return fmt.Errorf("a common hand splits once")
	}
	return nil
}

type bound struct {
	name           string
	is, from, upTo int64
}

func (r *Rules) check(o *Options) error {
	bounds := []bound{
		{"betMs", o.BetMs, betMsMin, betMsMax},
		{"decideMs", o.DecideMs, decideMsMin, decideMsMax},
		{"absentMs", o.AbsentMs, decideMsMin, max(decideMsMin, o.DecideMs)},
		{"dealMs", o.DealMs, 0, dealMsMax},
		{"pauseMs", o.PauseMs, 0, pauseMsMax},
		{"autoHitBelow", int64(o.AutoHitBelow), 0, 17},
		{"stepMinor", int64(o.StepMinor), 1, int64(amountMax)},
		{"seatMinMinor", int64(o.SeatMinMinor), int64(o.StepMinor), int64(amountMax)},
		{"seatMaxMinor", int64(o.SeatMaxMinor), int64(o.SeatMinMinor), int64(amountMax)},
		{"tableMaxMinor", int64(o.TableMaxMinor), int64(o.SeatMinMinor), int64(amountMax)},
		{"allowanceMinor", int64(o.AllowanceMinor), 1, int64(allowanceMax)},
	}
	if o.Pairs != "" || o.Threes != "" {
		bounds = append(bounds, bound{"sideMinMinor", int64(o.SideMinMinor), int64(o.StepMinor), int64(amountMax)},
			bound{"sideMaxMinor", int64(o.SideMaxMinor), int64(o.SideMinMinor), int64(amountMax)})
	}
	hands := 3 // the common one and its two halves
	if !r.common {
		bounds = append(bounds, bound{"seats", int64(o.Seats), 1, seatsMax},
			bound{"seatsEach", int64(o.SeatsEach), 1, int64(o.Seats)}, bound{"behindMax", int64(o.BehindMax), 0, behindMost})
		hands = o.Seats * o.HandsMax
	} else if o.Seats != 0 || o.SeatsEach != 0 || o.BehindMax != 0 {
		return fmt.Errorf("a table of one common hand has no seats")
	}
	for _, side := range []*paytable{tableOf(pairTables, o.Pairs), tableOf(threeTables, o.Threes)} {
		if side != nil && o.Decks < side.decksMin {
			return fmt.Errorf("%s would return less than 75 %% from %d packs, and needs %d (G13)", side.name, o.Decks, side.decksMin)
		}
	}
	size := o.Decks * cards.PackSize
	bounds = append(bounds, bound{"behindCut", int64(o.BehindCut), 0, int64(size - 1)})
	for _, b := range bounds {
		if b.is < b.from || b.is > b.upTo {
			return fmt.Errorf("%s is %d, must be %d to %d", b.name, b.is, b.from, b.upTo)
		}
	}
	if need := o.needs(hands); need > size {
		return fmt.Errorf("%d hands may need %d cards, and the shoe has %d", hands, need, size)
	}
	return o.whole()
}

// whole refuses steps of stakes by which something would have to be rounded: half
// of a stake is insured and surrendered, and 3:2 and 6:5 have to be whole. So
// nothing is ever rounded, in any currency.
func (o *Options) whole() error {
	of := money.Amount(2)
	if o.Natural == SixToFive {
		of = 10
	}
	if o.StepMinor%of != 0 {
		return fmt.Errorf("stepMinor is %d: with these terms it must be a multiple of %d, so that nothing is rounded", o.StepMinor, of)
	}
	return nil
}

// needs is more cards than a round of so many hands can take. A hand that draws
// counts at most 20 with every ace as 1, the dealer's at most 16; the more cards
// they are, the smaller they must be, and there are only so many small ones. Each
// hand may end with one card more, and one lies face down.
func (o *Options) needs(hands int) int {
	points := 20*hands + 16
	left, _ := pack(o.Decks)
	n := 0
	for card := ace; card <= ten; card++ {
		fit := min(left[card], points/card)
		n += fit
		points -= fit * card
		if fit < left[card] {
			break
		}
	}
	return n + hands + 2
}

// worst is the most that the house can lose by a stake on a kind of spot.
func (o *Options) worst(k kind, stake money.Amount) money.Amount {
	switch k {
	case onPairs:
		return stake * money.Amount(tableOf(pairTables, o.Pairs).pays[0])
	case onThrees:
		return stake * money.Amount(tableOf(threeTables, o.Threes).pays[0])
	}
	hands := money.Amount(o.HandsMax)
	if o.AfterSplit || o.HandsMax == 1 {
		hands *= 2
	}
	return max(hands, 2) * stake
}
