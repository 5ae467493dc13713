package felt

import (
	"errors"
	"fmt"

	"croupier/wallet/money"
)

// Terms are the options that every felt has: times, chips and limits. Amounts are
// minor units of the table's currency. A game's options embed them.
type Terms struct {
	BetMs   int64 `json:"betMs"`   // how long bets are taken
	PauseMs int64 `json:"pauseMs"` // from the landing until the next round opens (G32)

	StepMinor    money.Amount `json:"stepMinor"`    // every stake is a multiple of it
	SpotMinMinor money.Amount `json:"spotMinMinor"` // least stake on a spot
	// TableMaxMinor is the most that one player may have in a round.
	TableMaxMinor money.Amount `json:"tableMaxMinor"`
	// AllowanceMinor is the most that the room may lose in a round.
	AllowanceMinor money.Amount `json:"allowanceMinor"`
}

// The bounds of terms. Amounts stay so far below 2^63 that no product or sum of a
// round can leave it (B9): a stake of 10^12 brings back at most 10^12 · backMax.
const (
	AmountMax    = money.Amount(1e12)
	AllowanceMax = money.Amount(1e15)
	betMsMin     = 100
	betMsMax     = 3_600_000
	pauseMsMax   = 600_000
)

// Validate says what is wrong with the terms.
func (t *Terms) Validate() error {
	if t.BetMs < betMsMin || t.BetMs > betMsMax {
		return fmt.Errorf("betMs is %d, must be %d to %d", t.BetMs, betMsMin, betMsMax)
	}
	if t.PauseMs < 0 || t.PauseMs > pauseMsMax {
		return fmt.Errorf("pauseMs is %d, must be 0 to %d", t.PauseMs, pauseMsMax)
	}
	if err := errors.Join(
		Between("stepMinor", t.StepMinor, 1, AmountMax),
		Between("spotMinMinor", t.SpotMinMinor, 1, AmountMax),
		Between("tableMaxMinor", t.TableMaxMinor, t.SpotMinMinor, AmountMax),
		Between("allowanceMinor", t.AllowanceMinor, 1, AllowanceMax),
	); err != nil {
		return err
	}
	if t.SpotMinMinor%t.StepMinor != 0 {
		return fmt.Errorf("spotMinMinor %d is no multiple of stepMinor %d", t.SpotMinMinor, t.StepMinor)
	}
	return nil
}

// Between says that an amount is out of its bounds.
func Between(name string, is, least, most money.Amount) error {
	if is < least || is > most {
		return fmt.Errorf("%s is %d, must be %d to %d", name, is, least, most)
	}
	return nil
}
