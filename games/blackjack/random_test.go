package blackjack

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// B39: random, repeated and reordered commands, verdicts and refusals, takeovers
// and voids: three rounds each on one shoe, held against the contract.
func TestB39RandomCommands(t *testing.T) {
	t.Parallel()
	r := bars.Start(t, "B39", "random commands of four players at a blackjack table, three rounds each",
		bars.N{Quick: 40, Commit: 2000, Night: 100_000})
	for i := range r.Trials() {
		o := smallOptions(func(o *Options) {
			o.Hole, o.AutoHitBelow, o.Charlie = holes[i%3], []int{0, 12, 17}[i/3%3], i%2 == 0
		})
		s := spied{Seats(), new(games.Table), i%4 > 0}
		suite := gamestest.Suite{Rules: s, Options: encode(t, o), Ask: s.asks(o, false), Result: resultOf, Kept: keptOf}
		if err := gamestest.Check(suite, gamestest.Seeded(uint64(i))); err != nil {
			t.Fatalf("seed %d: %v", i, err)
		}
		r.Trial()
	}
}

// Figures d3: what a table pays to players of the published chart agrees with
// what the chart is worth, hand by hand from a new shoe.
func TestTheTablePaysWhatTheChartIsWorth(t *testing.T) {
	t.Parallel()
	rounds := bars.N{Quick: 600, Commit: 100_000, Night: 3_000_000}.Of(bars.Level())
	for name, c := range map[string]struct {
		change func(*Options)
		chart  string
	}{
		"8D S17 DAS":           {func(o *Options) { o.Decks, o.ResplitAces, o.Surrender = 8, false, false }, ""},
		"6D H17 DAS LS RSA":    {func(o *Options) { o.HitsSoft17 = true }, hits17},
		"8D S17 DAS once ENHC": {func(o *Options) { o.Decks, o.HandsMax, o.Hole, o.Surrender = 8, 2, NoneAll, false }, noHole},
		"6D original, charlie": {func(o *Options) { o.Hole, o.Charlie, o.Double = NoneOriginal, true, DoubleNine }, ""},
	} {
		if bars.Level() == "quick" && c.chart == hits17 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chart := chartOf(t, published+c.chart)
			o := suiteOptions(func(o *Options) {
				o.Seats, o.SeatsEach, o.TableMaxMinor, o.AllowanceMinor = 3, 3, 10_000, 1_000_000
				c.change(o)
			})
			want := FiniteResult(o.Terms, chart).Gain
			draws := splitmix(77)
			var sum, squares float64
			for range rounds {
				l := sitOn(t, Seats(), o, nil)
				l.draws = &draws
				l.bet(1, chip("seat:1", 1000), chip("seat:2", 1000), chip("seat:3", 1000))
				l.timeout()
				l.plays(0, func(s *seat, legal []string) string {
					if legal == nil || legal[0] == Decline {
						return Decline
					}
					d := l.deals()
					do := chart.Best(s.Hands[d.Turn.Hand].Cards, d.Dealer[0], legal)
					require.NotEmpty(t, do)
					return do
				})
				gain := float64(l.net[1]) / 3000
				sum += gain
				squares += gain * gain
			}
			n := float64(rounds)
			mean := sum / n
			sigma := math.Sqrt((squares/n - mean*mean) / n)
			t.Logf("%.4f ± %.4f, computed %.4f", mean, sigma, want)
			require.LessOrEqual(t, math.Abs(mean-want), 4*sigma)
		})
	}
}

// G30: a player's stakes change nobody's cards, and the cards do not depend on
// what was staked (G10).
func TestTheCardsDependOnTheShoeAlone(t *testing.T) {
	t.Parallel()
	for i := range 50 {
		var all []string
		for _, stake := range []money.Amount{200, 2000} {
			l := sitOn(t, Seats(), suiteOptions(nil), nil)
			draws := splitmix(i)
			l.draws = &draws
			l.bet(1, chip("seat:1", stake))
			l.bet(2, chip("seat:2", 2200-stake), chip("pairs:2", 100))
			l.ends()
			r := l.result()
			all = append(all, fmt.Sprint(r.Dealer, r.Hands, r.Taken))
		}
		require.Equal(t, all[0], all[1])
	}
}
