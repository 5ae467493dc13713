package slots

import (
	"encoding/json"
	"flag"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

// odds is a distribution of coins.
type odds map[int64]float64

func (a odds) plus(b odds) odds {
	c := odds{}
	for x, p := range a {
		for y, q := range b {
			c[x+y] += p * q
		}
	}
	return c
}

// outcomes is every spin of a mode by its scatters, bonuses drawn: the oracle's.
func outcomes(m *Machine, g *mode, free bool) map[int]odds {
	o := newOracle(m.file, free)
	all := map[int]odds{}
	for x := range g.space {
		s := g.at(x)
		j := o.judge(&s)
		sure := j.runs
		if sc := m.file.Scatter; sc != nil && j.scatters > 0 {
			sure += sc.Pays[min(j.scatters, len(sc.Pays))-1] * m.file.Cost
		}
		won := odds{sure * g.times: 1 / float64(g.space)}
		for i, b := range m.file.Bonuses {
			one, total := odds{}, uint64(0)
			for _, p := range b.Prizes {
				total += p.Weight
			}
			for _, p := range b.Prizes {
				one[p.Coins*g.times] += float64(p.Weight) / float64(total)
			}
			for range j.bonuses[i] * b.Draws {
				won = won.plus(one)
			}
		}
		if all[j.scatters] == nil {
			all[j.scatters] = odds{}
		}
		for coins, p := range won {
			all[j.scatters][coins] += p
		}
	}
	return all
}

// round is the distribution of a whole round, spin after spin, without a cap.
func roundOdds(m *Machine) odds {
	paid := outcomes(m, m.base, false)
	if m.free == nil {
		return paid[0]
	}
	free := outcomes(m, m.free, true)
	award := func(list []int, scatters int) int {
		if scatters == 0 || len(list) == 0 {
			return 0
		}
		return list[min(scatters, len(list))-1]
	}
	known := map[[2]int]odds{}
	var after func(played, given int) odds
	after = func(played, given int) odds {
		if played == given {
			return odds{0: 1}
		}
		key := [2]int{played, given}
		if known[key] == nil {
			sum := odds{}
			for scatters, won := range free {
				next := min(given+award(m.file.Free.Again, scatters), m.file.Free.SpinsMax)
				for coins, p := range won.plus(after(played+1, next)) {
					sum[coins] += p
				}
			}
			known[key] = sum
		}
		return known[key]
	}
	total := odds{}
	for scatters, won := range paid {
		for coins, p := range won.plus(after(0, min(award(m.file.Free.Awards, scatters), m.file.Free.SpinsMax))) {
			total[coins] += p
		}
	}
	return total
}

func number(t testing.TB, exact string) float64 {
	t.Helper()
	r, ok := new(big.Rat).SetString(exact)
	require.True(t, ok, exact)
	f, _ := r.Float64()
	return f
}

// The sheet of a small machine is what comes of playing every round to its end.
func TestSheetIsTheSumOfAllRounds(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"testdata/small.json", "testdata/smallways.json"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			m := read(t, path)
			m.file.Free.SpinsMax = 4 // all rounds are few enough to be written down
			s := m.PAR()
			var one, two, hit, lost, sum float64
			cost := float64(m.cost)
			for coins, p := range roundOdds(m) {
				x := float64(coins)
				sum += p
				one += p * x / cost
				two += p * x * x / cost / cost
				if coins > 0 {
					hit += p
				}
				lost += p * max(0, x-float64(m.winMax)) / cost
			}
			require.InDelta(t, 1, sum, 1e-12)
			require.InEpsilon(t, one, number(t, s.Return.Exact), 1e-12)
			require.InEpsilon(t, two-one*one, number(t, s.Variance.Exact), 1e-10)
			require.InEpsilon(t, hit, number(t, s.HitRate.Exact), 1e-12)
			deviation, err := strconv.ParseFloat(s.Deviation, 64)
			require.NoError(t, err)
			require.InEpsilon(t, math.Sqrt(two-one*one), deviation, 1e-6)

			require.Positive(t, lost, "the cap of this machine is met")
			bound, err := strconv.ParseFloat(s.CapCost, 64)
			require.NoError(t, err)
			require.GreaterOrEqual(t, bound, lost)
			require.LessOrEqual(t, bound, one+1e-9)

			parts := number(t, s.Parts.Runs.Exact) + number(t, s.Parts.Scatter.Exact) +
				number(t, s.Parts.Bonus.Exact) + number(t, s.Parts.Free.Exact)
			require.InEpsilon(t, one, parts, 1e-12)
		})
	}
}

// d8: without a bound on the spins, free spins are worth E = n·p·(e+E); with a
// bound far away the chain comes as near as anybody likes.
func TestChainNearsTheClosedForm(t *testing.T) {
	t.Parallel()
	// A free spin pays 3 coins on the average and awards 4 more once in 20.
	again, none := newShare(4), newShare(0)
	again.p.SetFrac64(1, 20)
	again.one.SetFrac64(1, 2)
	none.p.SetFrac64(19, 20)
	none.one.SetFrac64(5, 2)
	c := &chain{max: 200, shares: []*share{again, none}, known: map[[2]int]*future{}}
	got, _ := c.after(0, 10).one.Float64()
	// Each spin stands for itself and 1/20 · 4 more: 3 / (1 − 4/20), ten times.
	require.InEpsilon(t, 10*3/(1-0.2), got, 1e-9)
	c.max, c.known = 12, map[[2]int]*future{}
	bound, _ := c.after(0, 10).one.Float64()
	require.Less(t, bound, got)
	require.Greater(t, bound, 30.0)
}

// Every machine that is built in may be played, returns what it declares, and
// its sheet is the one that was looked at.
func TestSheetsOfTheMachines(t *testing.T) {
	t.Parallel()
	want := map[string][4]string{ // return, hit rate, deviation, top award: once in so many
		"slots-harbour": {"0.959417288266", "0.330192213333", "4.071780", "30048.1"},
		"slots-orchard": {"0.959768136893", "0.385866921496", "3.650881", "3535.5"},
		"slots-sevens":  {"0.978268891713", "0.361146418467", "4.715199", "4877.8"},
	}
	builtin := Builtin()
	require.Len(t, builtin, len(want))
	for _, r := range builtin {
		t.Run(r.m.Game(), func(t *testing.T) {
			t.Parallel()
			p := parOf(r.m)
			require.NoError(t, p.check())
			s := p.sheet()
			require.Equal(t, want[s.Game], [4]string{s.Return.Decimal, s.HitRate.Decimal, s.Deviation, s.TopAward.OneIn})
			require.Equal(t, s.Return, s.WorstBet)
			bound, err := strconv.ParseFloat(s.CapCost, 64)
			require.NoError(t, err)
			require.Less(t, bound, 1e-7, "the cap takes nothing that six places show")

			got, err := json.MarshalIndent(s, "", "  ")
			require.NoError(t, err)
			path := filepath.Join("testdata", r.m.Game()+".par.json")
			if *update {
				require.NoError(t, os.WriteFile(path, append(got, '\n'), 0o600))
			}
			sheet, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, string(sheet), string(got)+"\n")
		})
	}
}

// parOf judges all outcomes of a machine once for all tests.
func parOf(m *Machine) *par {
	parsMu.Lock()
	defer parsMu.Unlock()
	if pars[m.Game()] == nil {
		pars[m.Game()] = m.par()
	}
	return pars[m.Game()]
}

var (
	parsMu sync.Mutex
	pars   = map[string]*par{}
)
