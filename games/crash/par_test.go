package crash

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rng"
)

// Every row of every configuration agrees with what the sheet declares, and with
// the law: floor((1 − edge)·100·2^52/k) draws of 2^52 reach k/100.
func TestPar(t *testing.T) {
	t.Parallel()
	for _, edge := range []int64{0, 50, 100, 500, edgeMax} {
		par, err := New().Par(fmt.Appendf(nil, `{"edge10000":%d}`, edge))
		require.NoError(t, err)
		require.Len(t, par.Bets, 1+len(cashAtUsual))
		for i := range par.Bets {
			require.NoError(t, par.Bets[i].Check())
		}
		for i, m := range cashAtUsual {
			n := new(big.Int).Mul(big.NewInt(edgeUnit-edge), big.NewInt(space))
			n.Div(n, big.NewInt(100*int64(m)))
			require.Equal(t, new(big.Rat).SetFrac(n, big.NewInt(space)).RatString(), par.Bets[i+1].Wins.Fraction)
		}
	}
	par, err := New().Par([]byte(`{"cashAt":[200,137],"timesMax":1000}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"edge10000":100,"timesMax":1000,"cashAt":[200,137]}`, string(par.Options))
	require.Equal(t, "cash-out:2.00", par.Bets[1].Bet)
	require.Equal(t, "0.495000000000", par.Bets[1].Wins.Decimal, "figures d5: 99/200")
	require.Equal(t, "0.990000000000", par.Bets[1].Return.Decimal)
	require.Equal(t, "0.722627737226", par.Bets[2].Wins.Decimal, "figures d5: 99/137")
	require.Equal(t, "0.980198019802", par.Bets[0].Return.Decimal, "figures d5: 99/101")
	for _, bad := range []string{``, `[]`, `{"edge":1}`, `{"edge10000":2401}`, `{"edge10000":-1}`, `{"timesMax":100}`,
		`{"cashAt":[100]}`, `{"timesMax":1000,"cashAt":[1001]}`, `{} {}`} {
		_, err := New().Par([]byte(bad))
		require.Error(t, err, bad)
	}
}

// The worst wager of the dearest table returns three quarters (G13).
func TestWorstReturn(t *testing.T) {
	t.Parallel()
	par, err := New().Par(fmt.Appendf(nil, `{"edge10000":%d}`, edgeMax))
	require.NoError(t, err)
	for _, o := range par.Bets {
		back, ok := new(big.Rat).SetString(o.Return.Fraction)
		require.True(t, ok)
		require.GreaterOrEqual(t, back.Cmp(big.NewRat(3, 4)), 0, o.Bet)
	}
}

// What the table pays is the law: rounds drawn by the real generator, each bet
// cashed out by itself, by the table's own options. The measured return lies in
// its 99 % interval around the exact one.
func TestSimulatedReturn(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B40", "simulated curves against the law, thousands of rounds",
		bars.N{Quick: 500, Commit: 100_000, Night: 100_000})
	cashAt := []Multiplier{101, 150, 200, 1000, 5000}
	returned := make([]int64, len(cashAt))
	stream := rng.NewStream([32]byte{42}, "simulation", 1)
	options, err := New().Options([]byte(tableOptions))
	require.NoError(t, err)
	rounds := int64(0)
	for range run.Trials() {
		for range 1000 {
			point := options.point(stream)
			for i, m := range cashAt {
				if m <= point {
					returned[i] += int64(back(100, m))
				}
			}
			rounds++
		}
		run.Trial()
	}
	for i, m := range cashAt {
		k := float64(m) / 100
		p := 0.99 / k
		within := 2.5758 * k * math.Sqrt(p*(1-p)/float64(rounds))
		got := float64(returned[i]) / 100 / float64(rounds)
		run.Note(fmt.Sprintf("cash-out at %.2f: %.6f ± %.6f of 0.99", k, got, within))
		require.InDelta(t, 0.99, got, within, "cash-out at %.2f", k)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	_, err := New().Options([]byte(tableOptions))
	require.NoError(t, err)
	for old, bad := range map[string]string{
		`"betMs":5000`:               `"betMs":99`,
		`"leadMs":1000`:              `"leadMs":-1`,
		`"pauseMs":3000`:             `"pauseMs":600001`,
		`"stepMinor":100`:            `"stepMinor":150`,
		`"betMinMinor":100`:          `"betMinMinor":150`,
		`"betMaxMinor":1000000`:      `"betMaxMinor":50`,
		`"winMaxMinor":1000000000`:   `"winMaxMinor":999999`,
		`"allowanceMinor"`:           `"allowance"`,
		`:1000000000000`:             `:1000000000000,"edge10000":2401`,
		`"allowanceMinor":100000000`: `"timesMax":100,"allowanceMinor":100000000`,
		`0000}`:                      `0000} {}`,
	} {
		text := strings.Replace(tableOptions, old, bad, 1)
		require.NotEqual(t, tableOptions, text, old)
		_, err := New().Options([]byte(text))
		require.Error(t, err, bad)
		_, err = New().Table(roundID, []byte(text), nil)
		require.Error(t, err, bad)
		_, err = New().Sheet([]byte(text))
		require.Error(t, err, bad)
	}
	for _, bad := range []string{`{"last":[{"round":1,"point":99}],"opensAtMs":0}`, `{"last":[],"opensAtMs":-1}`, `{"l":1}`, `x`, `{} {}`,
		`{"last":[` + strings.Repeat(`{"round":1,"point":100},`, lastMax) + `{"round":1,"point":100}],"opensAtMs":0}`} {
		_, err := New().Table(roundID, []byte(tableOptions), []byte(bad))
		require.Error(t, err, bad)
	}
}

func TestSheet(t *testing.T) {
	t.Parallel()
	body, err := New().Sheet([]byte(tableOptions))
	require.NoError(t, err)
	var s sheet
	require.NoError(t, json.Unmarshal(body, &s))
	require.Equal(t, "0.9900", s.Return)
	require.Equal(t, "8001f754e269dd87", s.Curve.Growth[0])
	require.Equal(t, Multiplier(multiplierMax), s.Limits.TimesMax)
}

// A record in which anything is not what the source and the curve make of it is
// found out.
func TestRecheckFindsEveryFault(t *testing.T) {
	t.Parallel()
	play := func(rescue bool) (public, own []any, draws fixed) {
		d := newDrive(t, tableOptions, drawOf(300, 100))
		d.toPhase(games.Open)
		d.bet(1, 500, 0)
		_, err := d.act(1, Undo{})
		require.NoError(t, err)
		d.bet(1, 1000, 200)
		hand := d.bet(1, 700, 0)
		starts := d.toCurve()
		d.until(starts + 13_500)
		if rescue {
			d.takeover(60_000)
		} else {
			_, err = d.act(1, CashOut{Bet: hand})
			require.NoError(t, err)
		}
		for !d.table.Phase().Ended() {
			d.next()
		}
		return d.bodies(games.Everyone), d.bodies(games.Only(1)), d.draws
	}
	check := func(public, own []any, draws fixed) error {
		return New().Recheck([]byte(tableOptions), public, own, func(int) games.Draws { return draws })
	}
	change := func(bodies []any, how func(any) any) []any {
		var all []any
		for _, b := range bodies {
			if b = how(b); b != nil {
				all = append(all, b)
			}
		}
		return all
	}
	for name, how := range map[string]func(any) any{
		"point": func(b any) any {
			if r, ok := b.(Result); ok {
				r.Point++
				return r
			}
			return b
		},
		"end": func(b any) any {
			if r, ok := b.(Result); ok {
				r.EndedAt++
				return r
			}
			return b
		},
		"no end": func(b any) any {
			if _, ok := b.(Result); ok {
				return nil
			}
			return b
		},
		"paid too much": func(b any) any {
			if p, ok := b.(Paid); ok {
				p.Returned++
				return p
			}
			return b
		},
		"another bet": func(b any) any {
			if p, ok := b.(Paid); ok {
				p.Bets = append([]PaidBet{}, p.Bets...)
				p.Bets[0].Back--
				return p
			}
			return b
		},
		"not paid": func(b any) any {
			if _, ok := b.(Paid); ok {
				return nil
			}
			return b
		},
		"no cash-out": func(b any) any {
			if o, ok := b.(CashedOut); ok && o.By != ByHand {
				return nil
			}
			return b
		},
		"higher": func(b any) any {
			if o, ok := b.(CashedOut); ok {
				o.Times++
				o.Back = back(700, o.Times)
				return o
			}
			return b
		},
		"later": func(b any) any {
			if o, ok := b.(CashedOut); ok {
				o.At += 10_000
				return o
			}
			return b
		},
		"by somebody": func(b any) any {
			if o, ok := b.(CashedOut); ok {
				o.By = "dealer"
				return o
			}
			return b
		},
		"twice": func(b any) any {
			if o, ok := b.(TakenBack); ok {
				o.Bets = append(o.Bets, o.Bets[0])
				return o
			}
			return b
		},
		"a bet too big": func(b any) any {
			if p, ok := b.(Placed); ok {
				p.Stake = 1 << 50
				return p
			}
			return b
		},
		"more was staked": func(b any) any {
			if p, ok := b.(Paid); ok {
				p.Staked += 100
				return p
			}
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, rescue := range []bool{false, true} {
				public, own, draws := play(rescue)
				require.NoError(t, check(public, own, draws))
				require.Error(t, check(change(public, how), change(own, how), draws), "rescue %v", rescue)
			}
		})
	}
	public, own, draws := play(true)
	require.Error(t, check(public, own, fixed{draws.r - 1}), "another source")
	require.Error(t, check(change(public, func(b any) any {
		if r, ok := b.(Rescued); ok {
			r.Times++
			return r
		}
		return b
	}), own, draws))
	require.Error(t, check(change(public, func(b any) any {
		if _, ok := b.(Rescued); ok {
			return nil
		}
		return b
	}), own, draws))
	require.NoError(t, check(change(public, func(b any) any {
		if _, ok := b.(Result); ok {
			return Voided{}
		}
		return b
	}), nil, draws))
}
