package dragontiger

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/gamestest"
	"croupier/internal/bars"
)

func edgeOf(t *testing.T, o Options, bet string, places int) string {
	t.Helper()
	for _, odds := range o.par().Bets {
		if odds.Bet == bet {
			edge, ok := new(big.Rat).SetString(odds.Edge.Fraction)
			require.True(t, ok)
			return edge.Mul(edge, big.NewRat(100, 1)).FloatString(places)
		}
	}
	t.Fatal("no such bet: " + bet)
	return ""
}

// Figures d7, both columns. Of six packs a tie at ten to one keeps 58/311 = 18.6495 %; the
// 18.0064 % = 56/311 sometimes printed there is the suited tie's at fifty to one.
func TestEdges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bets    []string
		tie     TieLoses
		tiePays int64
		eight   string
		six     string
	}{
		{[]string{"dragon", "tiger"}, Half, 11, "3.7349", "3.6977"},
		{[]string{"dragon", "tiger"}, All, 11, "7.4699", "7.3955"},
		{[]string{"tie"}, Half, 8, "32.7711", "33.4405"},
		{[]string{"tie"}, Half, 10, "17.8313", "18.6495"},
		{[]string{"tie"}, Half, 11, "10.3614", "11.2540"},
		{[]string{"dragon-big", "dragon-small", "tiger-big", "tiger-small"}, Half, 11, "7.6923", "7.6923"},
		// Published for eight packs at 50 to one: 13.98 %.
		{[]string{"suited-tie"}, Half, 11, "13.9759", "18.0064"},
	} {
		for _, bet := range c.bets {
			require.Equal(t, c.eight, edgeOf(t, Options{ShoeTerms: cards.ShoeTerms{Decks: 8}, Tie: c.tie, TiePays: c.tiePays}, bet, 4), "%s %+v", bet, c)
			require.Equal(t, c.six, edgeOf(t, Options{ShoeTerms: cards.ShoeTerms{Decks: 6}, Tie: c.tie, TiePays: c.tiePays}, bet, 4), "%s %+v", bet, c)
		}
	}
}

// Figures d7: a tie is 31 of 415 and 23 of 311.
func TestTies(t *testing.T) {
	t.Parallel()
	for decks, want := range map[int]*big.Rat{8: big.NewRat(31, 415), 6: big.NewRat(23, 311)} {
		of, total := weights(decks)
		require.Equal(t, int64(decks*52*(decks*52-1)), total)
		var ties, dragon, tiger int64
		for i, o := range outcomes {
			switch o.Winner {
			case Tie:
				ties += of[i]
			case Dragon:
				dragon += of[i]
			case Tiger:
				tiger += of[i]
			}
		}
		require.Zero(t, big.NewRat(ties, total).Cmp(want))
		require.Equal(t, dragon, tiger)
		require.Equal(t, total, ties+dragon+tiger)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for hand, want := range map[string]Outcome{
		"Kc Qd": {Winner: Dragon, Dragon: Big, Tiger: Big},
		"Ac 2d": {Winner: Tiger, Dragon: Small, Tiger: Small},
		"As Kd": {Winner: Tiger, Dragon: Small, Tiger: Big}, // ace low
		"7c 7d": {Winner: Tie, Dragon: Seven, Tiger: Seven},
		"7c 7c": {Winner: Tie, Suited: true, Dragon: Seven, Tiger: Seven},
		"8c 6c": {Winner: Dragon, Dragon: Big, Tiger: Small},
	} {
		c, err := cards.Parse(hand)
		require.NoError(t, err)
		require.Equal(t, want, outcomeOf(c[0], c[1]), hand)
	}
	// Without a stake on seven, big and small of one card share all the others.
	require.Len(t, outcomes, len(outcomeIndex))
}

// What each spot brings back for 100, to the minor unit.
func TestPayments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hand string
		tie  TieLoses
		back map[string]int64
	}{
		{"Kc 2d", Half, map[string]int64{"dragon": 200, "dragon-big": 200, "tiger-small": 200}},
		{"2c Kd", All, map[string]int64{"tiger": 200, "dragon-small": 200, "tiger-big": 200}},
		{"9c 9d", Half, map[string]int64{"dragon": 50, "tiger": 50, "tie": 1200, "dragon-big": 200, "tiger-big": 200}},
		{"9c 9d", All, map[string]int64{"tie": 1200, "dragon-big": 200, "tiger-big": 200}},
		{"7c 7c", Half, map[string]int64{"dragon": 50, "tiger": 50, "tie": 1200, "suited-tie": 5100}},
	} {
		dealt, err := cards.Parse(c.hand)
		require.NoError(t, err)
		o := Options{Tie: c.tie, TiePays: 11}
		for _, p := range o.prices() {
			require.Equal(t, c.back[p.name], 100*p.back(outcomeOf(dealt[0], dealt[1]))/p.per, "%s: %s", c.hand, p.name)
		}
	}
}

// Figures d7 by simulation: pairs of cards of shuffled shoes, at the prices that pay, agree
// with what was counted, each bet within five standard errors (of whole shoes).
func TestDealtCardsAgreeWithTheOdds(t *testing.T) {
	t.Parallel()
	const roundsOf = 150
	shoes := bars.N{Quick: 500, Commit: 20_000, Night: 670_000}.Of(bars.Level())
	o := Options{Tie: Half, TiePays: 8, ShoeTerms: cards.ShoeTerms{Decks: 8}}
	draws := mix(7)
	prices := o.prices()
	var sample gamestest.Sample
	for range shoes {
		order := cards.Shuffle(o.Decks, &draws)
		shoe := make([]float64, len(prices))
		for n := range roundsOf {
			outcome := outcomeOf(order[2*n], order[2*n+1])
			for i, p := range prices {
				shoe[i] += float64(p.back(outcome)) / float64(p.per) / roundsOf
			}
		}
		sample.Add(shoe)
	}
	bets := o.par().Bets
	sample.Agrees(t, bets)
	for i, odds := range bets {
		require.Equal(t, prices[i].name, odds.Bet)
	}
}

// Every legal configuration answers, its answer holds together, and no bet of it returns
// less than 75 % (G13).
func TestPar(t *testing.T) {
	t.Parallel()
	var priced games.Priced = New()
	s := priced.Settings()
	for _, decks := range s[0].Values {
		for _, tie := range s[1].Values {
			for _, pays := range s[2].Values {
				text := fmt.Sprintf(`{"decks":%s,"tie":%s,"tiePays":%s}`, decks, tie, pays)
				par, err := priced.Par([]byte(text))
				require.NoError(t, err)
				require.JSONEq(t, text, string(par.Options))
				require.Len(t, par.Bets, 8)
				for _, odds := range par.Bets {
					require.NoError(t, odds.Check())
					require.Less(t, "0.75", odds.Return.Decimal, odds.Bet)
				}
			}
		}
	}
	for _, bad := range []string{`{"decks":9}`, `{"tie":"x"}`, `{"tiePays":7}`, `{"tip":1}`, `[]`, `{} {}`} {
		_, err := priced.Par([]byte(bad))
		require.Error(t, err, bad)
	}
}
