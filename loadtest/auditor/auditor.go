package auditor

import (
	"encoding/json"
	"fmt"
	"slices"

	"croupier/server/wire"
)

// listMax bounds the list of violations; Total goes on counting.
const listMax = 200

// Kind names what was wrong.
type Kind string

// The kinds of violations.
const (
	KindBalance   Kind = "balance"    // the server's balance is not the recounted one
	KindWallet    Kind = "wallet"     // a balance was told that no state of the account explains
	KindStake     Kind = "stake"      // a verdict or a record names other money than was asked
	KindPayout    Kind = "payout"     // a payout is not what the number pays
	KindChanged   Kind = "changed"    // an id got two different verdicts (B3)
	KindTwice     Kind = "twice"      // an id was answered twice, or paid twice
	KindUnasked   Kind = "unasked"    // an answer to what was never asked
	KindUnanswer  Kind = "unanswered" // no answer on a connection that lost nothing
	KindLost      Kind = "lost"       // an acknowledged bet is not there (O2)
	KindConflict  Kind = "conflict"   // another body under a used id was not refused (B4)
	KindGap       Kind = "gap"        // a stream was not gapless (B41)
	KindOrder     Kind = "order"      // events out of the order of a round
	KindEarly     Kind = "early"      // an outcome before betting had closed
	KindLate      Kind = "late"       // a bet accepted after the close
	KindSeal      Kind = "seal"       // no commitment before the opening, or another one
	KindSeed      Kind = "seed"       // the seed is not the one that was sealed
	KindDraw      Kind = "draw"       // the number is not the seed's
	KindDiffers   Kind = "differs"    // two were told different things
	KindEnd       Kind = "end"        // a round ended twice, or not at all (O3)
	KindTotals    Kind = "totals"     // a round's totals are less than what bots alone moved
	KindSheet     Kind = "sheet"      // the rules' page says other odds
	KindMalformed Kind = "malformed"  // a body that cannot be read
	KindFrame     Kind = "frame"      // an error that the protocol does not foresee
)

// Violation is one thing that was wrong, with what is needed to look for it.
type Violation struct {
	Kind   Kind   `json:"kind"`
	Room   int64  `json:"room,omitempty"`
	Round  int64  `json:"round,omitempty"`
	Player int64  `json:"player,omitempty"`
	Bet    string `json:"bet,omitempty"`
	Text   string `json:"text"`
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: %s (room %d, round %d, player %d, bet %q)", v.Kind, v.Text, v.Room, v.Round, v.Player, v.Bet)
}

// Count is what went through the auditor's hands.
type Count struct {
	Bets     int64            // acts that got a verdict
	Accepted int64            // of them
	Refused  map[string]int64 // of them, by code
	Errors   map[string]int64 // answers that were no verdict, by code
	Repeats  int64            // answers that were compared with an earlier one
	Conflict int64            // twisted bodies that were refused as they must be
	Staked   int64            // minor units
	Returned int64            // minor units, by the auditor's own payouts
	Rounds   int64            // whose source was verified
	Void     int64            // rounds that were voided
	Shoes    int64            // whose order was worked out from their seed
	InShoe   int64            // rounds of Rounds whose cards wait for the end of their shoe
}

// Auditor recounts one load test.
type Auditor struct {
	accounts map[int64]*account
	rounds   map[int64]*round
	tables   map[int64]*table
	wheels   map[int64]Wheel // by room, as its page says
	curves   map[int64]*Curve
	cards    map[int64]cardGame
	shoes    map[int64]*shoeSeen // by the round that shuffled

	pass  int // of comparing all verdicts again
	count Count
	list  []Violation
	total int64
}

// New starts an audit.
func New() *Auditor {
	return &Auditor{
		accounts: map[int64]*account{}, rounds: map[int64]*round{}, tables: map[int64]*table{}, wheels: map[int64]Wheel{}, curves: map[int64]*Curve{},
		cards: map[int64]cardGame{}, shoes: map[int64]*shoeSeen{},
		count: Count{Refused: map[string]int64{}, Errors: map[string]int64{}},
	}
}

// Count is what was seen up to now.
func (a *Auditor) Count() Count { return a.count }

// Violations lists what was wrong, at most the first 200, and how much in all.
func (a *Auditor) Violations() ([]Violation, int64) { return a.list, a.total }

func (a *Auditor) wrong(v Violation) {
	a.total++
	if len(a.list) < listMax {
		a.list = append(a.list, v)
	}
}

// Gap records that a stream of a live connection did not go on as it must.
func (a *Auditor) Gap(player, room int64, text string) {
	a.wrong(Violation{Kind: KindGap, Room: room, Player: player, Text: text})
}

// Malformed records a frame that cannot be read.
func (a *Auditor) Malformed(player, room int64, err error) {
	a.wrong(Violation{Kind: KindMalformed, Room: room, Player: player, Text: err.Error()})
}

// Differs records that two connections were told different things at the same
// place of a room's public stream.
func (a *Auditor) Differs(player, room, term, seq int64) {
	a.wrong(Violation{Kind: KindDiffers, Room: room, Player: player,
		Text: fmt.Sprintf("the frame at term %d, seq %d has other events than others were given", term, seq)})
}

// read decodes an event's body; what cannot be read is a violation.
func (a *Auditor) read(player, room int64, e *wire.Event, body any) bool {
	err := json.Unmarshal(e.Body, body)
	if err != nil {
		a.wrong(Violation{Kind: KindMalformed, Room: room, Round: e.Round, Player: player,
			Text: e.Type + ": " + err.Error()})
	}
	return err == nil
}

// Sheet learns from a table's page of rules which wheel it is, and compares the
// page with the auditor's own odds: every spot once, what it covers and what it
// pays to one (G21). The error says that the page cannot be read.
func (a *Auditor) Sheet(room int64, page []byte) error {
	var sheet struct {
		Game  string `json:"game"`
		Zero  string `json:"zero"`
		Spots []struct {
			Spot   string `json:"spot"`
			Covers []int  `json:"covers"`
			Pays   int64  `json:"pays"`
		} `json:"spots"`
	}
	var of struct {
		Game string `json:"game"`
	}
	if err := json.Unmarshal(page, &of); err != nil {
		return err
	}
	if known, err := a.cardSheet(room, of.Game, page); known {
		return err
	}
	if err := json.Unmarshal(page, &sheet); err != nil {
		return err
	}
	if sheet.Game == "crash" {
		curve, err := readCurve(page)
		a.curves[room] = curve
		return err
	}
	wheel, err := wheelOf(sheet.Game, sheet.Zero)
	if err != nil {
		a.wrong(Violation{Kind: KindSheet, Room: room, Text: err.Error()})
	}
	a.wheels[room] = wheel
	names := map[string]bool{}
	for _, s := range sheet.Spots {
		names[s.Spot] = true
		mine := slices.Clone(wheel.Covers(s.Spot))
		theirs := slices.Clone(s.Covers)
		slices.Sort(mine)
		slices.Sort(theirs)
		if len(mine) == 0 || !slices.Equal(mine, theirs) || int64(payBase/len(mine)-1) != s.Pays {
			a.wrong(Violation{Kind: KindSheet, Room: room,
				Text: fmt.Sprintf("spot %q is said to cover %v and to pay %d", s.Spot, s.Covers, s.Pays)})
		}
	}
	if len(names) != wheel.spots() || len(sheet.Spots) != wheel.spots() {
		a.wrong(Violation{Kind: KindSheet, Room: room, Text: fmt.Sprintf("%d spots, %d names", len(sheet.Spots), len(names))})
	}
	return nil
}
