package games_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// What is declared is held against what was computed: a fraction to the last
// digit, a decimal by the places that it has, a simulated figure by its interval.
func TestOddsAreHeldAgainstWhatIsDeclared(t *testing.T) {
	t.Parallel()
	exact := func() games.Odds {
		return games.NewOdds("red", big.NewRat(18, 37), big.NewRat(36, 37), "enumeration")
	}
	for name, c := range map[string]struct {
		change func(*games.Odds)
		wrong  string
	}{
		"nothing declared":        {func(*games.Odds) {}, ""},
		"the fraction":            {func(o *games.Odds) { o.Declared = "36/37" }, ""},
		"not in lowest terms":     {func(o *games.Odds) { o.Declared = "72/74" }, ""},
		"rounded":                 {func(o *games.Odds) { o.Declared = "0.972973" }, ""},
		"rounded up, wrongly":     {func(o *games.Odds) { o.Declared = "0.972974" }, "declared 0.972974"},
		"one too many":            {func(o *games.Odds) { o.Declared = "37/38" }, "declared 37/38"},
		"no figure":               {func(o *games.Odds) { o.Declared = "high" }, "no figure"},
		"return without its edge": {func(o *games.Odds) { o.Return = games.ExactOf(big.NewRat(1, 2)) }, "not 1 together"},
		"an edge in words":        {func(o *games.Odds) { o.Edge = games.Exact{Fraction: "low"} }, "no figure"},
		"a chance above one":      {func(o *games.Odds) { o.Wins = games.ExactOf(big.NewRat(3, 2)) }, "no chance"},
		"inside an interval": {func(o *games.Odds) {
			o.Return = games.Exact{Decimal: "0.972", Within: "0.002"}
			o.Edge, o.Declared = games.Exact{Decimal: "0.028"}, "36/37"
		}, ""},
		"outside an interval": {func(o *games.Odds) {
			o.Return = games.Exact{Decimal: "0.970", Within: "0.002"}
			o.Edge, o.Declared = games.Exact{Decimal: "0.030"}, "36/37"
		}, "declared 36/37"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := exact()
			c.change(&o)
			err := o.Check()
			if c.wrong == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.wrong)
		})
	}
	o := exact()
	require.Equal(t, games.Exact{Fraction: "1/37", Decimal: "0.027027027027"}, o.Edge)
}

func TestSettingsAreJSON(t *testing.T) {
	t.Parallel()
	s := games.NewSetting("decks", "cards in the shoe", 6, 8)
	require.Equal(t, "6", string(s.Values[0]))
	require.Equal(t, `"partage"`, string(games.NewSetting("zero", "", "partage").Values[0]))
	require.Panics(t, func() { games.NewSetting("bad", "", func() {}) })
}
