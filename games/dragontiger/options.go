package dragontiger

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

	Tie     TieLoses `json:"tie,omitempty"`     // empty: half
	TiePays int64    `json:"tiePays,omitempty"` // to one, 10 or 11; 0: 11
	Limits  Limits   `json:"limits"`

	// Stats says whether the table shows its bead road (L3): true if absent.
	Stats *bool `json:"stats,omitempty"`

	felt *felt.Prices
}

func (o *Options) stats() bool { return o.Stats == nil || *o.Stats }

// tiePaysUsual stands for tiePays where it is absent. With less than tiePaysMin for a tie,
// any tie would return less than 75 % (G13).
const (
	tiePaysUsual = 11
	tiePaysMin   = 10
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
	if err := games.Strictly(body, &o); err != nil {
		return o, err
	}
	if o.Tie == "" {
		o.Tie = Half
	}
	if o.TiePays == 0 {
		o.TiePays = tiePaysUsual
	}
	o.Fill()
	switch {
	case o.Tie != Half && o.Tie != All:
		return o, fmt.Errorf("tie is %q, must be %q or %q", o.Tie, Half, All)
	case o.TiePays != 8 && o.TiePays != 10 && o.TiePays != 11:
		return o, fmt.Errorf("tiePays is %d, must be 8, 10 or 11", o.TiePays)
	}
	return o, o.CheckDecks()
}

func (o *Options) validate() error {
	if err := o.Terms.Validate(); err != nil {
		return err
	}
	if err := o.ShoeTerms.Check(handMost); err != nil {
		return err
	}
	if o.TiePays < tiePaysMin {
		return fmt.Errorf("tiePays is %d, must be %d or %d", o.TiePays, tiePaysMin, tiePaysUsual)
	}
	o.felt = felt.NewPrices(o.spots())
	return o.felt.Fits(&o.Terms)
}
