package slots

import (
	"fmt"
	"slices"

	"croupier/games"
	"croupier/wallet/money"
)

// Options are a session's own rules. Amounts are minor units of its currency.
type Options struct {
	Coins []money.Amount `json:"coins"` // what a coin may be worth, growing
	// CycleMs is the least time from one spin to the next round's (R9), LandMs how
	// long the page takes to show one.
	CycleMs int64 `json:"cycleMs"`
	LandMs  int64 `json:"landMs"`
	// DecideMs is how long a free spin or a gamble waits for its player. Then the
	// system plays the spin, or collects (G34: two minutes at least; G45).
	DecideMs int64 `json:"decideMs"`
	// AllowanceMinor is the most that the room may lose in a round.
	AllowanceMinor money.Amount `json:"allowanceMinor"`
	// Seat is the one player of the session; 0: whoever spins, round by round.
	Seat games.PlayerID `json:"seat,omitempty"`
}

// The bounds of options: winMax coins of coinMax stay below 2^62 (B9).
const (
	coinMax      = money.Amount(1_000_000_000)
	coinsListMax = 30
	allowanceMax = money.Amount(1e18)
	decideMsMin  = 120_000
	decideMsMax  = 7 * 24 * 3_600_000
	cycleMsMax   = 60_000
)

// Options reads a session's options strictly and says what is wrong with them.
func (r *Rules) Options(body []byte) (Options, error) {
	var o Options
	if err := games.Strictly(body, &o); err != nil {
		return Options{}, fmt.Errorf("slots: options: %w", err)
	}
	return o, o.validate(r.m)
}

func (o *Options) validate(m *Machine) error {
	for _, t := range []struct {
		name            string
		is, least, most int64
	}{
		{"cycleMs", o.CycleMs, 0, cycleMsMax},
		{"landMs", o.LandMs, 0, cycleMsMax},
		{"decideMs", o.DecideMs, decideMsMin, decideMsMax},
		{"allowanceMinor", int64(o.AllowanceMinor), 1, int64(allowanceMax)},
		{"seat", int64(o.Seat), 0, 1 << 46},
		{"coins: their number", int64(len(o.Coins)), 1, coinsListMax},
	} {
		if t.is < t.least || t.is > t.most {
			return fmt.Errorf("slots: options: %s is %d, must be %d to %d", t.name, t.is, t.least, t.most)
		}
	}
	for i, c := range o.Coins {
		if c < 1 || c > coinMax || i > 0 && c <= o.Coins[i-1] {
			return fmt.Errorf("slots: options: coins[%d] is %d, must be 1 to %d and above the one before", i, c, coinMax)
		}
	}
	if loss := m.lossMost(o.Coins[0]); loss > o.AllowanceMinor {
		return fmt.Errorf("slots: options: allowanceMinor %d is below %d, what a spin of the least coin can win", o.AllowanceMinor, loss)
	}
	return nil
}

// lossMost is the most that the room can lose on a spin of a coin: what a round
// can pay, or what a gamble can make of it, without the stake.
func (m *Machine) lossMost(coin money.Amount) money.Amount {
	most := m.winMax
	if g := m.file.Gamble; g != nil {
		most = max(most, g.WinTimesMax*m.cost)
	}
	return money.Amount(most-m.cost) * coin
}

func (m *Machine) allows(o *Options, coin money.Amount) error {
	switch {
	case !slices.Contains(o.Coins, coin):
		if coin < o.Coins[0] {
			return &games.Refusal{Code: games.CodeBelowMin, Limit: o.Coins[0] * money.Amount(m.cost)}
		}
		return &games.Refusal{Code: games.CodeBadAsk}
	case m.lossMost(coin) > o.AllowanceMinor:
		return &games.Refusal{Code: games.CodeAboveHouse, Limit: o.AllowanceMinor, Value: m.lossMost(coin)}
	}
	return nil
}
