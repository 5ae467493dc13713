package roulette

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// Figures d1, by playing: every spot of every wheel under every rule for zero,
// exact, and as the sheet declares it.
func TestPar(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules   *Rules
		options string
		edge    string
		but     map[string]string
		bets    int
	}{
		"European":           {European(), `{}`, "1/37", nil, 157},
		"French, la partage": {French(), `{}`, "1/37", map[string]string{"red": "1/74", "high": "1/74", "column:2": "1/37"}, 157},
		"French, en prison":  {French(), `{"zero":"prison"}`, "1/37", map[string]string{"black": "1/74", "even": "1/74", "dozen:3": "1/37"}, 157},
		"French, without":    {French(), `{"zero":"none"}`, "1/37", nil, 157},
		"American":           {American(), `{"zero":"none"}`, "1/19", map[string]string{"top-line": "3/38"}, 161},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			par, err := c.rules.Par([]byte(c.options))
			require.NoError(t, err)
			require.Len(t, par.Bets, c.bets)
			for i, o := range par.Bets {
				require.NoError(t, o.Check())
				spot := c.rules.Spots()[i]
				want := c.edge
				if spot.Kind == Even && c.but["red"]+c.but["black"] != "" {
					want = "1/74"
				}
				if but := c.but[o.Bet]; but != "" {
					want = but
				}
				require.Equal(t, want, o.Edge.Fraction, o.Bet)
				require.Equal(t, big.NewRat(int64(len(spot.Covers)), int64(len(c.rules.wheel.order))).RatString(), o.Wins.Fraction, o.Bet)
			}
		})
	}
}

func TestParRefusesOtherConfigurations(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{``, `[]`, `{"zero":"half"}`, `{"zer0":"none"}`, `{"zero":"partage"}`, `{} {}`} {
		_, err := European().Par([]byte(bad))
		require.Error(t, err, bad)
	}
	for _, s := range European().Settings() {
		require.Len(t, s.Values, 1)
	}
	require.Len(t, French().Settings()[0].Values, 3)
	_, err := French().Par([]byte(`{"zero":"prison","stats":false,"betMs":1}`))
	require.NoError(t, err, "a table's whole options are options")
}

// A price that is not the sheet's is found.
func TestParFindsAnotherPrice(t *testing.T) {
	t.Parallel()
	w := newWheel(wheel{game: "roulette-crooked", version: 1, order: singleZero, zeros: european.zeros, rules: []ZeroRule{ZeroLoses}})
	crooked := w.odds[ZeroLoses]
	crooked.halves[w.index["red"]][7]-- // the table keeps half a unit
	crooked.prices = crooked.onFelt()
	p := &parPlay{w: w, odds: crooked, options: parOptions(ZeroLoses)}
	odds, err := p.spot(w.index["red"])
	require.NoError(t, err)
	odds.Declared = "36/37"
	require.ErrorContains(t, odds.Check(), "declared 36/37")
}

var _ games.Priced = European()
