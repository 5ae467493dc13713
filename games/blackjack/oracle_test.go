package blackjack

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// usual is the table of figures d3: S17, doubles after splits, to four hands, the
// dealer looks, a blackjack pays 3:2.
func usual() Terms {
	return Terms{Hole: Peek, Natural: ThreeToTwo, HandsMax: 4, AfterSplit: true, Double: DoubleAny}
}

func with(change func(*Terms)) Terms {
	t := usual()
	change(&t)
	return t
}

// Figures d3, the exact oracle: to the last digit that is printed.
func TestTheOracleIsExact(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		terms Terms
		edge  string // percent
	}{
		"usual":      {usual(), "0.511734"},
		"split once": {with(func(t *Terms) { t.HandsMax = 2 }), "0.570388"},
		"surrender":  {with(func(t *Terms) { t.Surrender = true }), "0.426223"},
		"6:5":        {with(func(t *Terms) { t.Natural = SixToFive }), "1.864627"},
		"1:1":        {with(func(t *Terms) { t.Natural = EvenMoney }), "2.766557"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			edge := newOracle(c.terms).edge()
			require.Equal(t, c.edge, times(edge, rat(100, 1)).FloatString(6))
		})
	}
}

// Figures d3, spots after the dealer has looked.
func TestSpotsOfTheOracle(t *testing.T) {
	t.Parallel()
	o := newOracle(usual())
	for _, c := range []struct {
		name string
		got  *big.Rat
		want string
	}{
		{"16 v 10 stand", o.against(10).stand(sum{16, false}), "-0.540430"},
		{"16 v 10 hit", o.against(10).hit(sum{16, false}, 2), "-0.539826"},
		{"15 v 10 hit", o.against(10).hit(sum{15, false}, 2), "-0.504428"},
		{"12 v 3 stand", o.against(3).stand(sum{12, false}), "-0.252250"},
		{"12 v 3 hit", o.against(3).hit(sum{12, false}, 2), "-0.233691"},
		{"12 v 2 stand", o.against(2).stand(sum{12, false}), "-0.292784"},
		{"12 v 2 hit", o.against(2).hit(sum{12, false}, 2), "-0.253390"},
		{"A7 v 9 stand", o.against(9).stand(sum{8, true}), "-0.183163"},
		{"A7 v 9 hit", o.against(9).hit(sum{8, true}, 2), "-0.100744"},
		{"11 v A hit", o.against(1).hit(sum{11, false}, 2), "0.143001"},
		{"11 v A double", o.against(1).double(sum{11, false}), "0.109061"},
	} {
		require.Equal(t, c.want, c.got.FloatString(6), c.name)
	}
}

// Figures d3, the dealer's ends by the card that lies open, and over all.
func TestTheDealersEnds(t *testing.T) {
	t.Parallel()
	rows := map[int][6]string{
		2:  {".139809", ".134907", ".129655", ".124026", ".117993", ".353608"},
		3:  {".135034", ".130482", ".125581", ".120329", ".114700", ".373875"},
		4:  {".130490", ".125938", ".121386", ".116485", ".111233", ".394468"},
		5:  {".122251", ".122251", ".117700", ".113148", ".108246", ".416404"},
		6:  {".165438", ".106267", ".106267", ".101715", ".097163", ".423150"},
		7:  {".368566", ".137797", ".078625", ".078625", ".074074", ".262312"},
		8:  {".128567", ".359336", ".128567", ".069395", ".069395", ".244741"},
		9:  {".119995", ".119995", ".350765", ".119995", ".060824", ".228425"},
		10: {".120710", ".120710", ".120710", ".370710", ".037376", ".229785"},
		1:  {".188917", ".188917", ".188917", ".188917", ".077806", ".166525"},
	}
	h17 := with(func(t *Terms) { t.HitsSoft17 = true })
	bust17 := map[int]string{2: ".356728", 3: ".376682", 4: ".397075", 5: ".417659", 6: ".439467", 1: ".200663"}
	overall := map[bool][7]string{
		false: {".145126", ".139497", ".133464", ".180252", ".072731", ".281593", ".047337"},
		true:  {".133260", ".141507", ".135474", ".182262", ".074741", ".285419", ".047337"},
	}
	for _, soft := range []bool{false, true} {
		o := newOracle(usual())
		if soft {
			o = newOracle(h17)
		}
		var all [endings]*big.Rat
		for i := range all {
			all[i] = new(big.Rat)
		}
		for up := 1; up <= 10; up++ {
			e := o.from(up)
			for i, p := range e {
				all[i].Add(all[i], times(chance(up), p))
			}
			want, given := rows[up], e.given()
			if soft {
				bust, differs := bust17[up]
				if !differs {
					bust = want[5]
				}
				require.Equal(t, "0"+bust, given[endsBust].FloatString(6), "%d, H17", up)
				continue
			}
			for i := range want {
				require.Equal(t, "0"+want[i], given[i].FloatString(6), "%d to %d", up, 17+i)
			}
		}
		for i, want := range overall[soft] {
			require.Equal(t, "0"+want, all[i].FloatString(6), "H17 %v, end %d", soft, i)
		}
	}
}
