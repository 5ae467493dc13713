package roulette

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"croupier/wallet/money"
)

// Options are a table's own rules: times, chips and limits. Amounts are minor
// units of the table's currency.
type Options struct {
	BetMs   int64 `json:"betMs"`   // how long bets are taken
	LandMs  int64 `json:"landMs"`  // from the draw until the ball lies
	PauseMs int64 `json:"pauseMs"` // from then until the next round opens (G32)

	StepMinor    money.Amount `json:"stepMinor"`    // every stake is a multiple of it
	SpotMinMinor money.Amount `json:"spotMinMinor"` // least stake on a spot
	Limits       Limits       `json:"limits"`
	// TableMaxMinor is the most that one player may have in a round.
	TableMaxMinor money.Amount `json:"tableMaxMinor"`
	// AllowanceMinor is the most that the room may lose in a round.
	AllowanceMinor money.Amount `json:"allowanceMinor"`

	// Zero is the rule for even-money stakes at zero; empty: the game's first.
	// La partage needs an even step, so that half of a stake is never rounded.
	Zero ZeroRule `json:"zero,omitempty"`
	// Stats says whether the table shows its last numbers (L3): true if absent.
	// Without them the view and the card hold the newest number alone.
	Stats *bool `json:"stats,omitempty"`
}

func (o *Options) stats() bool { return o.Stats == nil || *o.Stats }

// shown is how many of the last numbers anyone may see.
func (o *Options) shown() int {
	if o.stats() {
		return lastMax
	}
	return 1
}

// Limits are the most that one player may have on one spot, by its kind. Kinds
// that the wheel does not have are absent.
type Limits struct {
	Straight  money.Amount `json:"straight"`
	Split     money.Amount `json:"split"`
	Street    money.Amount `json:"street"`
	Trio      money.Amount `json:"trio"`
	Corner    money.Amount `json:"corner"`
	FirstFour money.Amount `json:"firstFour,omitempty"`
	TopLine   money.Amount `json:"topLine,omitempty"`
	Line      money.Amount `json:"line"`
	Column    money.Amount `json:"column"`
	Dozen     money.Amount `json:"dozen"`
	Even      money.Amount `json:"even"`
}

// of is the limit of a kind.
func (l *Limits) of(k Kind) money.Amount {
	switch k {
	case Straight:
		return l.Straight
	case Split:
		return l.Split
	case Street:
		return l.Street
	case Trio:
		return l.Trio
	case Corner:
		return l.Corner
	case FirstFour:
		return l.FirstFour
	case TopLine:
		return l.TopLine
	case Line:
		return l.Line
	case Column:
		return l.Column
	case Dozen:
		return l.Dozen
	case Even:
		return l.Even
	}
	panic("roulette: no such kind: " + string(k))
}

// The bounds of options. Amounts stay so far below 2^63 that no product or sum
// of a round can leave it (B9): 64 spots of 10^12 at 36 for 1 are 2.3·10^15, and
// nine million players with 10^12 each are needed to fill it.
const (
	amountMax    = money.Amount(1e12)
	allowanceMax = money.Amount(1e15)
	betMsMin     = 100
	betMsMax     = 3_600_000
	landMsMax    = 60_000
	pauseMsMax   = 600_000
)

// Options reads a table's options strictly and says what is wrong with them.
// Zero is filled in.
func (r *Rules) Options(body []byte) (Options, error) {
	var o Options
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return Options{}, fmt.Errorf("roulette: options: %w", err)
	}
	if d.More() {
		return Options{}, errors.New("roulette: options: something follows them")
	}
	if o.Zero == "" {
		o.Zero = r.wheel.rules[0]
	}
	return o, o.validate(r.wheel)
}

func (o *Options) validate(w *wheel) error {
	for _, t := range []struct {
		name            string
		is, least, most int64
	}{
		{"betMs", o.BetMs, betMsMin, betMsMax},
		{"landMs", o.LandMs, 0, landMsMax},
		{"pauseMs", o.PauseMs, 0, pauseMsMax},
	} {
		if t.is < t.least || t.is > t.most {
			return fmt.Errorf("roulette: options: %s is %d, must be %d to %d", t.name, t.is, t.least, t.most)
		}
	}
	if err := errors.Join(
		between("stepMinor", o.StepMinor, 1, amountMax),
		between("spotMinMinor", o.SpotMinMinor, 1, amountMax),
		between("tableMaxMinor", o.TableMaxMinor, o.SpotMinMinor, amountMax),
		between("allowanceMinor", o.AllowanceMinor, 1, allowanceMax),
	); err != nil {
		return err
	}
	if o.SpotMinMinor%o.StepMinor != 0 {
		return fmt.Errorf("roulette: options: spotMinMinor %d is no multiple of stepMinor %d", o.SpotMinMinor, o.StepMinor)
	}
	if !slices.Contains(w.rules, o.Zero) {
		return fmt.Errorf("roulette: options: zero is %q, at %s it is one of %q", o.Zero, w.game, w.rules)
	}
	if o.Zero == Partage && o.StepMinor%2 != 0 {
		return fmt.Errorf("roulette: options: stepMinor %d is odd, and la partage halves stakes", o.StepMinor)
	}
	return o.validateLimits(w)
}

// between says that an amount is out of its bounds.
func between(name string, is, least, most money.Amount) error {
	if is < least || is > most {
		return fmt.Errorf("roulette: options: %s is %d, must be %d to %d", name, is, least, most)
	}
	return nil
}

func (o *Options) validateLimits(w *wheel) error {
	for _, k := range [...]Kind{FirstFour, TopLine} {
		if o.Limits.of(k) != 0 && !slices.Contains(w.kinds, k) {
			return fmt.Errorf("roulette: options: limits.%s is of no spot at %s", k, w.game)
		}
	}
	for _, k := range w.kinds {
		if err := between("limits."+string(k), o.Limits.of(k), o.SpotMinMinor, amountMax); err != nil {
			return err
		}
		if loss := o.SpotMinMinor * money.Amount(pays(k)); loss > o.AllowanceMinor {
			return fmt.Errorf("roulette: options: allowanceMinor %d is below %d, what the least bet on %s can win",
				o.AllowanceMinor, loss, k)
		}
	}
	return nil
}
