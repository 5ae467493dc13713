package blackjack

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

// published is the basic strategy of figures d3 for 4 to 8 packs, S17, with
// doubles after splits and late surrender: against 2 to 10 and ace.
const published = `
 5  H H H H H H H H H H
 6  H H H H H H H H H H
 7  H H H H H H H H H H
 8  H H H H H H H H H H
 9  H DH DH DH DH H H H H H
10  DH DH DH DH DH DH DH DH H H
11  DH DH DH DH DH DH DH DH DH H
12  H H S S S H H H H H
13  S S S S S H H H H H
14  S S S S S H H H H H
15  S S S S S H H H RH H
16  S S S S S H H RH RH RH
17  S S S S S S S S S S
18  S S S S S S S S S S
19  S S S S S S S S S S
20  S S S S S S S S S S
A2  H H H DH DH H H H H H
A3  H H H DH DH H H H H H
A4  H H DH DH DH H H H H H
A5  H H DH DH DH H H H H H
A6  H DH DH DH DH H H H H H
A7  S DS DS DS DS S S H H H
A8  S S S S S S S S S S
A9  S S S S S S S S S S
A-A P P P P P P P P P P
2-2 P P P P P P - - - -
3-3 P P P P P P - - - -
4-4 - - - P P - - - - -
6-6 P P P P P - - - - -
7-7 P P P P P P - - - -
8-8 P P P P P P P P P P
9-9 P P P P P - P P - -
`

// chartOf reads rows; later ones replace earlier ones.
func chartOf(t testing.TB, text string) *Chart {
	c := &Chart{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Fields(line)
		if len(cells) == 0 {
			continue
		}
		require.Len(t, cells, 11, line)
		for i, cell := range cells[1:] {
			up := 2 + i
			if up > ten {
				up = ace
			}
			cell = strings.TrimPrefix(cell, "-")
			var n int
			name := strings.ReplaceAll(cells[0], "A-A", "1-1")
			switch {
			case strings.Contains(name, "-"):
				_, err := fmt.Sscanf(name, "%d-", &n)
				require.NoError(t, err)
				c.pair[n][up] = cell
			case name[0] == 'A':
				_, err := fmt.Sscanf(name, "A%d", &n)
				require.NoError(t, err)
				c.soft[n+11][up] = cell
			default:
				_, err := fmt.Sscan(name, &n)
				require.NoError(t, err)
				c.hard[n][up] = cell
			}
		}
	}
	for up := ace; up <= ten; up++ {
		c.hard[4][up], c.soft[12][up] = "H", "H"
		for _, s := range []*string{&c.hard[21][up], &c.soft[20][up], &c.soft[21][up]} {
			*s = "S"
		}
	}
	return c
}

const hits17 = `
11  DH DH DH DH DH DH DH DH DH DH
15  S S S S S H H H RH RH
17  S S S S S S S S S RS
A7  DS DS DS DS DS S S H H H
A8  S S S S DS S S S S S
8-8 P P P P P P P P P RP
`

const noDoublesAfter = `
2-2 - - P P P P - - - -
3-3 - - P P P P - - - -
4-4 - - - - - - - - - -
6-6 - P P P P - - - - -
`

const noHole = `
10  DH DH DH DH DH DH DH DH H H
11  DH DH DH DH DH DH DH DH H H
A-A P P P P P P P P P -
8-8 P P P P P P P P - -
`

// Figures d3, the S rows: what was simulated there is computed here, and lies
// within the simulations' error.
func TestFinitePacks(t *testing.T) {
	t.Parallel()
	for i, c := range []struct {
		name  string
		terms Terms
		chart string
		edge  float64 // percent
		sigma float64
	}{
		{"8D S17 DAS", with(func(t *Terms) { t.Decks = 8 }), "", 0.4337, 0.0037},
		{"6D S17 DAS", with(func(t *Terms) { t.Decks = 6 }), "", 0.4032, 0.0067},
		{"6D S17 DAS LS RSA", with(func(t *Terms) { t.Decks, t.Surrender, t.ResplitAces = 6, true, true }), "", 0.2548, 0.0067},
		{"6D H17 DAS", with(func(t *Terms) { t.Decks, t.HitsSoft17 = 6, true }), hits17, 0.6124, 0.0067},
		{"8D S17 DAS once ENHC", with(func(t *Terms) { t.Decks, t.HandsMax, t.Hole = 8, 2, NoneAll }), noHole, 0.6060, 0.0067},
		{"6D H17 DAS LS RSA", with(func(t *Terms) { t.Decks, t.HitsSoft17, t.Surrender, t.ResplitAces = 6, true, true, true }), hits17, 0.4675, 0.0067},
		{"6D H17 DAS 6:5", with(func(t *Terms) { t.Decks, t.HitsSoft17, t.Natural = 6, true, SixToFive }), hits17, 1.9774, 0.0067},
		{"8D S17 once", with(func(t *Terms) { t.Decks, t.AfterSplit, t.HandsMax = 8, false, 2 }), noDoublesAfter, 0.6181, 0.0067},
	} {
		if bars.Level() == "quick" && i%4 > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			edge := -100 * FiniteResult(c.terms, chartOf(t, published+c.chart)).Gain
			t.Logf("%.6f %%, simulated %.4f ± %.4f", edge, c.edge, c.sigma)
			require.LessOrEqual(t, math.Abs(edge-c.edge), 3*c.sigma, "%.6f", edge)
		})
	}
}

// split by going through all second cards of all hands, each hand's worth with
// all the others' on the table: what splitting.go makes short.
func (f *finite) slowly(card, single, all, most int, seconds []int) float64 {
	v := 0.0
	if single == 0 {
		for _, second := range seconds {
			v += f.afterSplit(card, second).Gain
		}
		return v
	}
	for second := ace; second <= ten; second++ {
		p := f.take(second)
		switch {
		case p == 0:
		case second == card && all < most:
			v += p * f.slowly(card, single+1, all+1, most, seconds)
		default:
			v += p * f.slowly(card, single-1, all, most, append(seconds, second))
		}
		f.giveBack(second)
	}
	return v
}

func TestSplitsAreExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ card, up, decks, most int }{{8, 6, 1, 3}, {ace, 10, 2, 2}, {ten, 5, 1, 3}, {6, 2, 2, 2}, {ace, 6, 1, 4}} {
		terms := with(func(t *Terms) { t.Decks, t.HandsMax, t.ResplitAces = c.decks, c.most, true })
		f := newFinite(&terms, chartOf(t, published), c.up)
		f.take(c.up)
		f.take(c.card)
		f.take(c.card)
		require.InDelta(t, f.slowly(c.card, 2, 2, c.most, nil), f.split(c.card), 1e-12, "%+v", c)
	}
}
