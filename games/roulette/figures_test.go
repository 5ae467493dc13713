package roulette

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// netOf is what a stake of 1 wins by each number, in rationals; two units are
// staked, so that half of one is whole.
func netOf(o *odds, spot int) []*big.Rat {
	all := make([]*big.Rat, o.pockets)
	for n := range all {
		all[n] = big.NewRat(int64(o.prices.Back(spot, 2, n)-2), 2)
		if o.imprisons(spot) && o.isZero(n) {
			all[n].Add(all[n], released(o, spot))
		}
	}
	return all
}

// released is the chance that a prisoner comes back, by what a spin does with
// one: x = (1·frees + x·keeps) / pockets, an absorbing chain with one state that
// is left sooner or later.
func released(o *odds, spot int) *big.Rat {
	j := newJail(o)
	j.take(Inmate{Player: 1, Bet: games.BetID{1}, Spot: o.spots[spot].Name, Stake: 1})
	var frees, keeps int64
	for n := range o.pockets {
		_, moves := o.free(1, j.of[1], n)
		for _, m := range moves {
			frees += int64(m.Amount)
		}
		keeps += int64(len(o.after(j.of[1], nil, n)))
	}
	return big.NewRat(frees, int64(o.pockets)-keeps)
}

func sum(all []*big.Rat) *big.Rat {
	total := new(big.Rat)
	for _, r := range all {
		total.Add(total, r)
	}
	return total
}

// Figures d1, every row marked E of a wheel that is offered: by enumeration of
// all outcomes of every spot, exact, in rationals.
func TestEdges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		odds    *odds
		loses   *big.Rat          // stakes over all outcomes
		but     map[Kind]*big.Rat // where a kind differs
		percent map[Kind]string   // of the edge
	}{
		"European": {european.odds[ZeroLoses], big.NewRat(1, 1), nil,
			map[Kind]string{Straight: "2.702703", Even: "2.702703"}},
		"French, la partage": {french.odds[Partage], big.NewRat(1, 1), map[Kind]*big.Rat{Even: big.NewRat(1, 2)},
			map[Kind]string{Straight: "2.702703", Dozen: "2.702703", Even: "1.351351"}},
		"French, en prison": {french.odds[Prison], big.NewRat(1, 1), map[Kind]*big.Rat{Even: big.NewRat(1, 2)},
			map[Kind]string{Straight: "2.702703", Dozen: "2.702703", Even: "1.351351"}},
		"French, without": {french.odds[ZeroLoses], big.NewRat(1, 1), nil, map[Kind]string{Even: "2.702703"}},
		"American": {american.odds[ZeroLoses], big.NewRat(2, 1), map[Kind]*big.Rat{TopLine: big.NewRat(3, 1)},
			map[Kind]string{Straight: "5.263158", Split: "5.263158", Even: "5.263158", TopLine: "7.894737"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, s := range c.odds.spots {
				want := c.loses
				if but := c.but[s.Kind]; but != nil {
					want = but
				}
				lost := new(big.Rat).Neg(sum(netOf(c.odds, i)))
				require.Zero(t, lost.Cmp(want), "%s: over all outcomes it loses %s", s.Name, lost)
				num, den := c.odds.fraction(i)
				edge := new(big.Rat).Quo(lost, big.NewRat(int64(c.odds.pockets), 1))
				require.Zero(t, edge.Cmp(big.NewRat(den-num, den)), "the sheet's edge of %s is %d/%d", s.Name, den-num, den)
				if text := c.percent[s.Kind]; text != "" {
					require.Equal(t, text, percent(den-num, den), s.Name)
				}
			}
		})
	}
	require.Equal(t, "1/74", french.odds[Partage].returnOf(french.index["red"]).Edge, "figures d1")
	require.Equal(t, "1/74", french.odds[Prison].returnOf(french.index["red"]).Edge, "figures d1")
	require.Zero(t, big.NewRat(1, 2).Cmp(released(french.odds[Prison], french.index["red"])), "figures d1")
	require.Equal(t, "97.297297", percent(36, 37))
	require.Equal(t, "100.000000", percent(1, 1))
}

// Figures d1: the standard deviation per unit, to six decimals, from exact
// variances.
func TestDeviationPerUnit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		odds    *odds
		figures map[Kind]string
	}{
		"European": {european.odds[ZeroLoses], map[Kind]string{
			Straight: "5.837838", Split: "4.070238", Street: "3.275515", Trio: "3.275515", Corner: "2.794652",
			FirstFour: "2.794652", Line: "2.211597", Column: "1.404366", Dozen: "1.404366", Even: "0.999635",
		}},
		"American": {american.odds[ZeroLoses], map[Kind]string{
			Straight: "5.762617", Split: "4.019344", Street: "3.235879", Trio: "3.235879", Corner: "2.762030",
			Line: "2.187854", Column: "1.394489", Dozen: "1.394489", Even: "0.998614",
		}},
	} {
		for i, s := range c.odds.spots {
			if c.figures[s.Kind] == "" {
				require.Equal(t, TopLine, s.Kind, "d1 has no deviation of it")
				continue
			}
			mean, square := new(big.Rat), new(big.Rat)
			each := big.NewRat(1, int64(c.odds.pockets))
			for _, net := range netOf(c.odds, i) {
				mean.Add(mean, new(big.Rat).Mul(net, each))
				square.Add(square, new(big.Rat).Mul(new(big.Rat).Mul(net, net), each))
			}
			variance := square.Sub(square, mean.Mul(mean, mean))
			deviation := new(big.Float).SetPrec(200).SetRat(variance)
			require.Equal(t, c.figures[s.Kind], deviation.Sqrt(deviation).Text('f', 6), "%s: %s", name, s.Name)
		}
	}
}

// Figures d1, what is not offered, by enumeration only.
func TestWhatIsNotOffered(t *testing.T) {
	t.Parallel()
	// Surrender on an American table: half of an even-money stake comes back at
	// either zero.
	surrender := newOdds(american, Partage)
	for i, s := range american.spots {
		if s.Kind == Even {
			num, den := surrender.fraction(i)
			require.Equal(t, "2.631579", percent(den-num, den), s.Name)
		}
	}
	// A third zero: 39 pockets, and the same felt before it.
	for i, s := range european.spots {
		back := big.NewRat(int64(len(s.Covers))*int64(s.back(1)), 39)
		edge := new(big.Rat).Sub(big.NewRat(1, 1), back)
		require.Zero(t, edge.Cmp(big.NewRat(3, 39)), european.spots[i].Name)
	}
	require.Equal(t, "7.692308", percent(3, 39))
	// Multipliers: a straight pays 29 where its number was not drawn. With one
	// drawn number it keeps the plain wheel's edge at 251 to 1, which is within
	// the published 50 to 500.
	back := int64(0)
	for drawn := range pockets {
		for n := range pockets {
			switch {
			case n != 17:
			case n == drawn:
				back += 251 + 1
			default:
				back += 29 + 1
			}
		}
	}
	require.Zero(t, big.NewRat(back, pockets*pockets).Cmp(big.NewRat(36, 37)))
}
