package baccarat

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

	Variant Variant `json:"variant,omitempty"` // empty: with commission
	Decks   int     `json:"decks,omitempty"`   // packs in the shoe, 6 to 8; 0: 8
	TiePays int64   `json:"tiePays,omitempty"` // to one, 8 or 9; 0: 8
	// CutCards is how many cards lie behind the cut card; 0: 14, which are enough
	// for the rest of a round and one more.
	CutCards int    `json:"cutCards,omitempty"`
	Limits   Limits `json:"limits"`

	// Roads says whether the table shows its score (L3): true if absent.
	Roads *bool `json:"roads,omitempty"`

	prices *felt.Prices // of the spots that have a limit
}

func (o *Options) roads() bool { return o.Roads == nil || *o.Roads }

// What stands for an option that is absent, and the bounds of the others.
const (
	decksUsual    = 8
	tiePaysUsual  = 8
	cutCardsUsual = 14
	// cutCardsMin: the cut card may come out with the first of six cards, and one more
	// round takes six: 5 + 6.
	cutCardsMin  = 11
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
		return Options{}, fmt.Errorf("baccarat: options: %w", err)
	}
	return o, nil
}

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
	if o.Variant == "" {
		o.Variant = Commission
	}
	if o.Decks == 0 {
		o.Decks = decksUsual
	}
	if o.TiePays == 0 {
		o.TiePays = tiePaysUsual
	}
	if o.CutCards == 0 {
		o.CutCards = cutCardsUsual
	}
	return o, o.priced()
}

// priced says what is wrong with the options that change the odds.
func (o *Options) priced() error {
	switch {
	case o.Variant != Commission && o.Variant != NoCommission && o.Variant != EZ:
		return fmt.Errorf("variant is %q, must be %q, %q or %q", o.Variant, Commission, NoCommission, EZ)
	case o.Decks < 1 || o.Decks > cards.DecksMax:
		return fmt.Errorf("decks is %d, must be 1 to %d", o.Decks, cards.DecksMax)
	case o.TiePays != 8 && o.TiePays != 9:
		return fmt.Errorf("tiePays is %d, must be 8 or 9", o.TiePays)
	}
	return nil
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
		// With fewer packs perfect pairs would return less than 75 % (G13).
		{"decks", int64(o.Decks), 6, 8},
	} {
		if t.is < t.least || t.is > t.most {
			return fmt.Errorf("%s is %d, must be %d to %d", t.name, t.is, t.least, t.most)
		}
	}
	o.prices = felt.NewPrices(o.spots())
	return o.prices.Fits(&o.Terms)
}
