package crash

import (
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Options are a table's own rules. Amounts are minor units of its currency.
type Options struct {
	BetMs   int64 `json:"betMs"`   // how long bets are taken
	LeadMs  int64 `json:"leadMs"`  // from the sealing of the point until the curve starts: everyone knows of it by then
	PauseMs int64 `json:"pauseMs"` // from the end until the next round opens (G32)

	// StepMinor is a multiple of 100, so that a hundredth of every stake is whole
	// and nothing is ever rounded.
	StepMinor   money.Amount `json:"stepMinor"`
	BetMinMinor money.Amount `json:"betMinMinor"`
	BetMaxMinor money.Amount `json:"betMaxMinor"`
	// WinMaxMinor is the most that a bet may win beyond its stake: whoever is
	// still on the curve there is cashed out.
	WinMaxMinor money.Amount `json:"winMaxMinor"`
	// AllowanceMinor is the most that the room may lose in a round.
	AllowanceMinor money.Amount `json:"allowanceMinor"`

	// Edge is the house's, in 10,000ths of a stake; absent: 100, which is 1 %.
	Edge *int64 `json:"edge10000,omitempty"`
	// TimesMax is where every curve ends at the latest, and everyone on it is
	// cashed out; absent: 1,000,000.00.
	TimesMax Multiplier `json:"timesMax,omitempty"`
}

const (
	edgeDefault  = 100
	edgeMax      = 2400 // even a cash-out at 1.00 then returns 75 % (G13)
	amountMax    = money.Amount(1e12)
	allowanceMax = money.Amount(1e15)
	betMsMin     = 100
	betMsMax     = 600_000
	leadMsMax    = 10_000
	pauseMsMax   = 600_000
)

func (o *Options) edge() int64 {
	if o.Edge == nil {
		return edgeDefault
	}
	return *o.Edge
}

// point is where the curve of this table ends by a draw.
func (o *Options) point(draws games.Draws) Multiplier {
	return min(Point(draws.Uintn(space), o.edge()), o.TimesMax)
}

// target is where a bet leaves the curve at the latest, and why: a hundredth of
// the stake is whole, so that what it wins there is at most WinMaxMinor.
func (o *Options) target(stake money.Amount, cashAt Multiplier) (Multiplier, By) {
	most := min(o.TimesMax, once+Multiplier(int64(o.WinMaxMinor)/(int64(stake)/int64(once))))
	if cashAt > 0 && cashAt <= most {
		return cashAt, ByAuto
	}
	return most, ByLimit
}

// back is what a stake brings at a multiplier.
func back(stake money.Amount, m Multiplier) money.Amount {
	return stake / money.Amount(once) * money.Amount(m)
}

// Options reads a table's options strictly and says what is wrong with them.
// What is absent is filled in.
func (*Rules) Options(body []byte) (Options, error) {
	var o Options
	if err := games.Strictly(body, &o); err != nil {
		return Options{}, fmt.Errorf("crash: options: %w", err)
	}
	o.fill()
	return o, o.validate()
}

func (o *Options) fill() {
	if o.TimesMax == 0 {
		o.TimesMax = multiplierMax
	}
}

func (o *Options) validate() error {
	for _, t := range []struct {
		name            string
		is, least, most int64
	}{
		{"betMs", o.BetMs, betMsMin, betMsMax},
		{"leadMs", o.LeadMs, 0, leadMsMax},
		{"pauseMs", o.PauseMs, 0, pauseMsMax},
		{"stepMinor", int64(o.StepMinor), int64(once), int64(amountMax)},
		{"betMinMinor", int64(o.BetMinMinor), int64(o.StepMinor), int64(amountMax)},
		{"betMaxMinor", int64(o.BetMaxMinor), int64(o.BetMinMinor), int64(amountMax)},
		// Twice the stake at least, or the cap would be all that anyone meets.
		{"winMaxMinor", int64(o.WinMaxMinor), int64(o.BetMaxMinor), int64(amountMax)},
		{"allowanceMinor", int64(o.AllowanceMinor), int64(o.WinMaxMinor), int64(allowanceMax)},
	} {
		if t.is < t.least || t.is > t.most {
			return fmt.Errorf("crash: options: %s is %d, must be %d to %d", t.name, t.is, t.least, t.most)
		}
	}
	if o.StepMinor%money.Amount(once) != 0 {
		return fmt.Errorf("crash: options: stepMinor %d is no multiple of %d: hundredths would be rounded", o.StepMinor, once)
	}
	if o.BetMinMinor%o.StepMinor != 0 {
		return fmt.Errorf("crash: options: betMinMinor %d is no multiple of stepMinor %d", o.BetMinMinor, o.StepMinor)
	}
	return o.validateOdds()
}

// validateOdds looks at what changes the odds.
func (o *Options) validateOdds() error {
	if o.edge() < 0 || o.edge() > edgeMax {
		return fmt.Errorf("crash: options: edge10000 is %d, must be 0 to %d (G13)", o.edge(), edgeMax)
	}
	if o.TimesMax < 2*once || o.TimesMax > multiplierMax {
		return fmt.Errorf("crash: options: timesMax is %d, must be %d to %d", o.TimesMax, 2*once, multiplierMax)
	}
	return nil
}
