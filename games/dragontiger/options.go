package dragontiger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"croupier/games/cards"
	"croupier/games/felt"
)

// Options are a table's own rules.
type Options struct {
	felt.Terms
	CardMs int64 `json:"cardMs"` // from one card to the next (G32)
	LandMs int64 `json:"landMs"` // from the last card until the winner is shown
	// ShuffleMs is how much later the first card of a new shoe comes, for pages to show the
	// change.
	ShuffleMs int64 `json:"shuffleMs,omitempty"`

	Decks   int      `json:"decks,omitempty"`   // packs in the shoe, 6 to 8; 0: 8
	Tie     TieLoses `json:"tie,omitempty"`     // empty: half
	TiePays int64    `json:"tiePays,omitempty"` // to one, 10 or 11; 0: 11
	// CutCards is how many cards lie behind the cut card; 0: 14, which are more than the
	// rest of a round and one more need.
	CutCards int    `json:"cutCards,omitempty"`
	Limits   Limits `json:"limits"`

	// Stats says whether the table shows its bead road (L3): true if absent.
	Stats *bool `json:"stats,omitempty"`

	felt *felt.Prices
}

func (o *Options) stats() bool { return o.Stats == nil || *o.Stats }

// What stands for an option that is absent, and the bounds of the others.
const (
	decksUsual    = 8
	tiePaysUsual  = 11
	cutCardsUsual = 14
	// cutCardsMin: the cut card may come out with the first of two cards, and one more
	// round takes two: 1 + 2.
	cutCardsMin  = 3
	cardMsMax    = 10_000
	landMsMax    = 60_000
	shuffleMsMax = 60_000
)

// ParseOptions reads a table's options strictly and says what is wrong with them. What
// may be absent is filled in.
func ParseOptions(body []byte) (Options, error) {
	o, err := readOptions(body)
	if err == nil {
		err = o.validate()
	}
	if err != nil {
		return Options{}, wrap(err)
	}
	return o, nil
}

func wrap(err error) error { return fmt.Errorf("dragontiger: options: %w", err) }

// readOptions reads them, fills in what may be absent, and looks at those that change
// the odds.
func readOptions(body []byte) (Options, error) {
	var o Options
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return o, err
	}
	if d.More() {
		return o, errors.New("something follows them")
	}
	if o.Decks == 0 {
		o.Decks = decksUsual
	}
	if o.Tie == "" {
		o.Tie = Half
	}
	if o.TiePays == 0 {
		o.TiePays = tiePaysUsual
	}
	if o.CutCards == 0 {
		o.CutCards = cutCardsUsual
	}
	switch {
	case o.Tie != Half && o.Tie != All:
		return o, fmt.Errorf("tie is %q, must be %q or %q", o.Tie, Half, All)
	case o.Decks < 1 || o.Decks > cards.DecksMax:
		return o, fmt.Errorf("decks is %d, must be 1 to %d", o.Decks, cards.DecksMax)
	case o.TiePays != 8 && o.TiePays != 10 && o.TiePays != 11:
		return o, fmt.Errorf("tiePays is %d, must be 8, 10 or 11", o.TiePays)
	}
	return o, nil
}

func (o *Options) validate() error {
	if err := o.Terms.Validate(); err != nil {
		return err
	}
	for _, t := range []struct {
		name            string
		is, least, most int64
	}{
		{"cardMs", o.CardMs, 0, cardMsMax},
		{"landMs", o.LandMs, 0, landMsMax},
		{"shuffleMs", o.ShuffleMs, 0, shuffleMsMax},
		{"cutCards", int64(o.CutCards), cutCardsMin, int64(o.Decks) * cards.PackSize / 2},
		// With fewer packs a tie of eleven to one, and the suited one, and with less
		// for a tie any tie would return less than 75 % (G13).
		{"decks", int64(o.Decks), 6, 8},
		{"tiePays", o.TiePays, 10, 11},
	} {
		if t.is < t.least || t.is > t.most {
			return fmt.Errorf("%s is %d, must be %d to %d", t.name, t.is, t.least, t.most)
		}
	}
	o.felt = felt.NewPrices(o.spots())
	return o.felt.Fits(&o.Terms)
}
