package slots

import (
	"math/big"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/rng/fairness"
)

func read(t testing.TB, path string) *Machine {
	t.Helper()
	body, err := os.ReadFile(path)
	require.NoError(t, err)
	m, err := Parse(path, body)
	require.NoError(t, err)
	return m
}

// every machine of the tests by its game: those that are built in, and small ones
// that have all there is.
func every(t testing.TB) map[string]*Machine {
	t.Helper()
	everyMu.Lock()
	defer everyMu.Unlock()
	if everyOne != nil {
		return everyOne
	}
	all := map[string]*Machine{}
	for _, r := range Builtin() {
		all[r.m.Game()] = r.m
	}
	for _, path := range []string{"testdata/small.json", "testdata/smallways.json"} {
		m := read(t, path)
		all[m.Game()] = m
	}
	everyOne = all
	return all
}

// Machines never change: the tests share them.
var (
	everyMu  sync.Mutex
	everyOne map[string]*Machine
)

func (m *Machine) modes() map[string]*mode {
	modes := map[string]*mode{"paid": m.base}
	if m.free != nil {
		modes["free"] = m.free
	}
	return modes
}

func requireSame(t testing.TB, o *oracle, g *mode, s stops) {
	t.Helper()
	want := o.judge(&s)
	won, scatters := g.spin(&s)
	require.Equal(t, want.runs, int64(won)&packedPay, "stops %v", s)
	require.Equal(t, want.scatters, scatters, "stops %v", s)
	for i, n := range want.bonuses {
		require.Equal(t, n, packedBonus(won, i), "stops %v", s)
	}
	if g.dag == nil {
		_, _, first := g.wayWins(&s)
		require.Equal(t, want.first, first, "stops %v", s)
		require.Len(t, g.showWays(&outcome{stops: s}, 1), want.drops, "stops %v", s)
	}
}

// The engine and the oracle agree: on all stops of the small machines, on many of
// the others.
func TestEngineJudgesByTheRules(t *testing.T) {
	t.Parallel()
	for game, m := range every(t) {
		for name, g := range m.modes() {
			t.Run(game+"/"+name, func(t *testing.T) {
				t.Parallel()
				o := newOracle(m.file, name == "free")
				draws := fairness.NewSource([32]byte{7}).Draws(1)
				trials := g.space
				all := g.space <= 10_000
				if !all {
					trials = 3000
				}
				for i := range trials {
					x := i
					if !all {
						x = draws.Uintn(g.space)
					}
					requireSame(t, o, g, g.at(x))
				}
			})
		}
	}
}

// The scan counts every outcome once: with the oracle's results where it can
// judge all of them, and everywhere in number.
func TestScanCountsEveryOutcome(t *testing.T) {
	t.Parallel()
	for game, m := range every(t) {
		for name, g := range m.modes() {
			t.Run(game+"/"+name, func(t *testing.T) {
				t.Parallel()
				c := g.scan()
				got := map[result]uint64{}
				sum := uint64(0)
				for r, n := range c.all {
					got[result{r.won & (1<<topShift - 1), r.scatters}] += n
					sum += n
				}
				require.Equal(t, g.space, sum)
				if g.space > 10_000 {
					return
				}
				o := newOracle(m.file, name == "free")
				want := map[result]uint64{}
				for x := range g.space {
					s := g.at(x)
					j := o.judge(&s)
					r := result{uint64(j.runs), j.scatters}
					for i, n := range j.bonuses {
						r.won += uint64(n) << (bonusShift + bonusBits*i)
					}
					want[r]++
				}
				require.Equal(t, want, got)
			})
		}
	}
}

// at is the mixed radix of the page and the auditor, on both of its ways.
func TestAtIsMixedRadix(t *testing.T) {
	t.Parallel()
	for _, m := range every(t) {
		for _, g := range m.modes() {
			draws := fairness.NewSource([32]byte{3}).Draws(1)
			wide := *g
			wide.space = 1<<32 + 1 // divides instead of multiplying
			for i := range 5000 {
				x := draws.Uintn(g.space)
				if i == 0 {
					x = g.space - 1
				}
				rest := x
				got := g.at(x)
				require.Equal(t, got, wide.at(x))
				for k := range g.reels {
					var digits []int32 // drawn number → stop, written out
					for stop, w := range g.weight[k] {
						for range w {
							digits = append(digits, int32(stop))
						}
					}
					require.Equal(t, digits[rest%g.sizes[k]], got[k])
					rest /= g.sizes[k]
				}
			}
		}
	}
}

// Enumeration and factoring agree to the last digit.
func TestFactoringAgreesWithTheScan(t *testing.T) {
	t.Parallel()
	for game, m := range every(t) {
		for name, g := range m.modes() {
			t.Run(game+"/"+name, func(t *testing.T) {
				t.Parallel()
				c, f := g.scan(), g.factor()
				p := &par{m: m, base: c}
				runs, scatter, bonus := p.partsOf()
				times := new(big.Rat).SetInt64(g.times)
				if g.dag == nil {
					runs = new(big.Rat).SetFrac(new(big.Int).SetUint64(c.first), new(big.Int).SetUint64(c.space))
				}
				require.Equal(t, runs.Mul(runs, times).RatString(), f.runs.RatString())
				if g.ladder != nil {
					return // scatters are counted where the drops have ended
				}
				require.Equal(t, scatter.Mul(scatter, times).RatString(), f.scatter.RatString())
				require.Equal(t, bonus.Mul(bonus, times).RatString(), f.bonus.RatString())
				for n, chance := range p.scatters() {
					require.Equal(t, f.scatters[n].RatString(), chance.Exact)
				}
				top, _ := new(big.Rat).SetString(p.topAward().Chance.Exact)
				require.GreaterOrEqual(t, top.Cmp(f.top), 0, "on any line it comes at least as often as on one")
			})
		}
	}
}
