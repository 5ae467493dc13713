package baccarat

import (
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// Options are a table's own rules.
type Options struct {
	felt.Terms
	cards.ShoeTerms

	Variant Variant `json:"variant,omitempty"` // empty: with commission
	TiePays int64   `json:"tiePays,omitempty"` // to one, 8 or 9; 0: 8
	Limits  Limits  `json:"limits"`

	// Roads says whether the table shows its score (L3): true if absent.
	Roads *bool `json:"roads,omitempty"`

	prices *felt.Prices // of the spots that have a limit
}

func (o *Options) roads() bool { return o.Roads == nil || *o.Roads }

// tiePaysUsual stands for tiePays where it is absent.
const tiePaysUsual = 8

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
	if err := games.Strictly(body, &o); err != nil {
		return o, err
	}
	if o.Variant == "" {
		o.Variant = Commission
	}
	if o.TiePays == 0 {
		o.TiePays = tiePaysUsual
	}
	o.Fill()
	return o, o.priced()
}

// priced says what is wrong with the options that change the odds.
func (o *Options) priced() error {
	switch {
	case o.Variant != Commission && o.Variant != NoCommission && o.Variant != EZ:
		return fmt.Errorf("variant is %q, must be %q, %q or %q", o.Variant, Commission, NoCommission, EZ)
	case o.TiePays != 8 && o.TiePays != 9:
		return fmt.Errorf("tiePays is %d, must be 8 or 9", o.TiePays)
	}
	return o.CheckDecks()
}

func (o *Options) validate() error {
	if err := o.Terms.Validate(); err != nil {
		return err
	}
	if err := o.ShoeTerms.Check(handMost); err != nil {
		return err
	}
	o.prices = felt.NewPrices(o.spots())
	return o.prices.Fits(&o.Terms)
}
