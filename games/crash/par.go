package crash

import (
	"encoding/json"
	"fmt"
	"math/big"

	"croupier/games"
)

// parOptions are a table's options, and the cash-outs whose odds are asked for.
type parOptions struct {
	Options
	CashAt []Multiplier `json:"cashAt,omitempty"`
}

// cashAtMost bounds the cash-outs of one question.
const cashAtMost = 1000

var cashAtUsual = []Multiplier{101, 110, 150, 200, 300, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000, 10_000_000, multiplierMax}

// Settings lists what changes the odds.
func (*Rules) Settings() []games.Setting {
	return []games.Setting{
		games.NewSetting("edge10000", "the house's edge in 10,000ths, 0 to 2400", 100, 0, 50, 250, 500, 2400),
		games.NewSetting("timesMax", "where every curve ends at the latest, in hundredths, 200 to 100000000",
			multiplierMax, 1_000_000, 200),
		games.NewSetting("cashAt", "the cash-outs to compute, in hundredths from 101 on; of none, the usual ones", []Multiplier{}),
	}
}

// Par counts for each cash-out how many of the 2^52 draws let the curve reach it.
// A cash-out by hand has the odds of one by itself at the same multiplier: both
// are paid if and only if the curve gets there. At 1.00 the stake comes back
// unless the curve ends at once.
func (*Rules) Par(options []byte) (games.Par, error) {
	var o parOptions
	if err := games.Strictly(options, &o); err != nil {
		return games.Par{}, fmt.Errorf("crash: options: %w", err)
	}
	o.fill()
	if err := o.validateOdds(); err != nil {
		return games.Par{}, err
	}
	cashAt, asked := o.CashAt, len(o.CashAt) > 0
	if !asked {
		cashAt = cashAtUsual
	}
	par := games.Par{Game: Game, Rules: Version, Bets: []games.Odds{byHandAtOnce(o.edge())}}
	for _, m := range cashAt {
		if m > o.TimesMax && !asked {
			continue
		}
		if m < cashAtMin || m > o.TimesMax || len(cashAt) > cashAtMost {
			return games.Par{}, fmt.Errorf("crash: cashAt: %d, must be %d to %d, at most %d of them", m, cashAtMin, o.TimesMax, cashAtMost)
		}
		par.Bets = append(par.Bets, o.odds(m))
	}
	var err error
	par.Options, err = json.Marshal(struct {
		Edge     int64        `json:"edge10000"`
		TimesMax Multiplier   `json:"timesMax"`
		CashAt   []Multiplier `json:"cashAt"`
	}{o.edge(), o.TimesMax, append([]Multiplier{}, o.CashAt...)})
	return par, err
}

func chance(m Multiplier, edge int64) *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(chances(m, edge)), big.NewInt(space))
}

// odds is a cash-out at m. The curve reaches it in a whole number of draws: what
// that leaves of the law, less than m of the 2^52, is the house's.
func (o *parOptions) odds(m Multiplier) games.Odds {
	wins := chance(m, o.edge())
	name := fmt.Sprintf("cash-out:%d.%02d", m/once, m%once)
	odds := games.NewOdds(name, wins, new(big.Rat).Mul(wins, big.NewRat(int64(m), int64(once))),
		"the draws whose point is there, of all 2^52, counted by halving: points grow with draws")
	odds.Pays = fmt.Sprintf("%d.%02d for 1", m/once, m%once)
	odds.Declared = declared(o.edge())
	return odds
}

// byHandAtOnce is a cash-out by hand before the curve has left 1.00: whoever is
// quick enough wins nothing, and loses where it ends at once.
func byHandAtOnce(edge int64) games.Odds {
	lives := chance(once+1, edge)
	odds := games.NewOdds("cash-out:1.00", new(big.Rat), lives, "by hand in the first 165 ms: the draws whose point is above 1.00, of all 2^52")
	odds.Pays = "1.00 for 1"
	pushes := games.ExactOf(lives)
	odds.Pushes = &pushes
	return odds
}
