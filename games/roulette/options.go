package roulette

import (
	"fmt"
	"slices"

	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

// Options are a table's own rules: times, chips and limits. Amounts are minor
// units of the table's currency. Their order is that in which tables write them (state.go).
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

// terms is what of them every felt has.
func (o *Options) terms() felt.Terms {
	return felt.Terms{
		BetMs: o.BetMs, PauseMs: o.PauseMs, StepMinor: o.StepMinor, SpotMinMinor: o.SpotMinMinor,
		TableMaxMinor: o.TableMaxMinor, AllowanceMinor: o.AllowanceMinor,
	}
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

const landMsMax = 60_000

// Options reads a table's options strictly and says what is wrong with them.
// Zero is filled in.
func (r *Rules) Options(body []byte) (Options, error) {
	var o Options
	err := games.Strictly(body, &o)
	if o.Zero == "" {
		o.Zero = r.wheel.rules[0]
	}
	if err == nil {
		err = o.validate(r.wheel)
	}
	if err != nil {
		return Options{}, fmt.Errorf("roulette: options: %w", err)
	}
	return o, nil
}

func (o *Options) validate(w *wheel) error {
	terms := o.terms()
	if err := terms.Validate(); err != nil {
		return err
	}
	if o.LandMs < 0 || o.LandMs > landMsMax {
		return fmt.Errorf("landMs is %d, must be 0 to %d", o.LandMs, landMsMax)
	}
	if !slices.Contains(w.rules, o.Zero) {
		return fmt.Errorf("zero is %q, at %s it is one of %q", o.Zero, w.game, w.rules)
	}
	if o.Zero == Partage && o.StepMinor%2 != 0 {
		return fmt.Errorf("stepMinor %d is odd, and la partage halves stakes", o.StepMinor)
	}
	return o.validateLimits(w)
}

func (o *Options) validateLimits(w *wheel) error {
	for _, k := range [...]Kind{FirstFour, TopLine} {
		if o.Limits.of(k) != 0 && !slices.Contains(w.kinds, k) {
			return fmt.Errorf("limits.%s is of no spot at %s", k, w.game)
		}
	}
	for _, k := range w.kinds {
		if err := felt.Between("limits."+string(k), o.Limits.of(k), o.SpotMinMinor, felt.AmountMax); err != nil {
			return err
		}
		if loss := o.SpotMinMinor * money.Amount(pays(k)); loss > o.AllowanceMinor {
			return fmt.Errorf("allowanceMinor %d is below %d, what the least bet on %s can win",
				o.AllowanceMinor, loss, k)
		}
	}
	return nil
}
