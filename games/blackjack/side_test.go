package blackjack

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/cards"
)

// Figures d3, side bets from eight packs.
func TestSideBetsAreExact(t *testing.T) {
	t.Parallel()
	pairs, all := pairCounts(8)
	for kind, want := range map[string]string{PerfectPair: "0.016867", ColouredPair: "0.019277", MixedPair: "0.038554"} {
		require.Equal(t, want, rat(pairs[kind], all).FloatString(6), kind)
	}
	for name, want := range map[string]string{"25/12/6": "4.0964", "30/10/5": "3.3735", "25/15/5": "2.1687"} {
		_, back := tableOf(pairTables, name).odds(pairKinds, pairs, all)
		require.Equal(t, want, times(rat(100, 1), minus(rat(1, 1), back)).FloatString(4), name)
	}

	threes, all := threeCounts(8)
	require.Equal(t, int64(11_912_160), all)
	require.Equal(t, map[string]int64{
		SuitedTrips: 2912, StraightFlush: 24_576, Trips: 61_568, Straight: 368_640, Flush: 700_928,
		"": 11_912_160 - 2912 - 24_576 - 61_568 - 368_640 - 700_928,
	}, threes)
	for name, want := range map[string]string{"100/40/30/10/5": "3.7039", "9:1": "2.7360", "100/35/33/10/5": "3.1849"} {
		wins, back := tableOf(threeTables, name).odds(threeKinds, threes, all)
		require.Equal(t, want, times(rat(100, 1), minus(rat(1, 1), back)).FloatString(4), name)
		require.Equal(t, "9.7264", times(rat(100, 1), wins).FloatString(4))
	}
}

// G13: from decksMin packs on a side bet returns three quarters, and from fewer it does not.
func TestSideBetsReturnThreeQuarters(t *testing.T) {
	t.Parallel()
	for decks := 1; decks <= cards.DecksMax; decks++ {
		pairs, ofTwo := pairCounts(decks)
		threes, ofThree := threeCounts(decks)
		enough := func(p *paytable, back *big.Rat) {
			require.Equal(t, decks >= p.decksMin, back.Cmp(rat(3, 4)) >= 0, "%s from %d packs: %s", p.name, decks, back.FloatString(6))
		}
		for i := range pairTables {
			_, back := pairTables[i].odds(pairKinds, pairs, ofTwo)
			enough(&pairTables[i], back)
		}
		for i := range threeTables {
			_, back := threeTables[i].odds(threeKinds, threes, ofThree)
			enough(&threeTables[i], back)
		}
	}
	_, err := Seats().Options(encode(t, suiteOptions(func(o *Options) { o.Decks, o.Seats, o.SeatsEach, o.BehindCut, o.Pairs = 2, 1, 1, 10, "30/10/5" })))
	require.ErrorContains(t, err, "G13")
}

// The same counts by going through a whole pack, card by card.
func TestSideBetsOfOnePack(t *testing.T) {
	t.Parallel()
	pack := cards.Packs(1)
	pairs, threes := map[string]int64{}, map[string]int64{}
	for i := range pack {
		for j := range i {
			pairs[pairKind(pack[i], pack[j])]++
			for k := range j {
				threes[threeKind(pack[i], pack[j], pack[k])]++
			}
		}
	}
	counted, _ := pairCounts(1)
	delete(counted, PerfectPair)
	require.Equal(t, counted, pairs)
	counted, _ = threeCounts(1)
	delete(counted, SuitedTrips)
	require.Equal(t, counted, threes)
}

func TestThreeCards(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"7s 7s 7s": SuitedTrips, "7s 7h 7s": Trips, "As 2s 3s": StraightFlush, "Qd Kd Ad": StraightFlush,
		"Ks Ad 2s": "", "3c 2d As": Straight, "9c Tc Jd": Straight, "2h 9h Kh": Flush, "2h 2h Kh": Flush, "2h 2c Kh": "",
	} {
		c, err := cards.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, threeKind(c[0], c[1], c[2]), text)
		require.Equal(t, want, threeKind(c[2], c[0], c[1]), text)
	}
}

// Figures d3, facts: a natural, and insurance with the dealer's ace alone gone.
func TestNaturalsAndInsurance(t *testing.T) {
	t.Parallel()
	for decks, want := range map[int][2]string{8: {"0.047451344", "-7.4699"}, 6: {"0.047489488", "-7.3955"}} {
		var naturals, all int64
		shoe := cards.Packs(decks)
		for i, first := range shoe {
			for _, second := range shoe[:i] {
				all++
				if natural([]cards.Card{first, second}) {
					naturals++
				}
			}
		}
		require.Equal(t, want[0], rat(naturals, all).FloatString(9))
		require.Equal(t, want[1], times(rat(100, 1), insurance(decks)).FloatString(4))
	}
}
