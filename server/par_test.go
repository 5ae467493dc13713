package main

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/crash"
	"croupier/games/roulette"
)

func par(t *testing.T, code int, args ...string) (out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	require.Equal(t, code, run(append([]string{"par"}, args...), &stdout, &stderr), "%s%s", &stdout, &stderr)
	return stdout.String(), stderr.String()
}

func TestParOfAGame(t *testing.T) {
	t.Parallel()
	text, _ := par(t, 0, "roulette-french", "zero=prison", "--json")
	var p games.Par
	require.NoError(t, json.Unmarshal([]byte(text), &p))
	require.Equal(t, "roulette-french", p.Game)
	require.JSONEq(t, `{"zero":"prison"}`, string(p.Options))
	require.Len(t, p.Bets, 157)
	last := p.Bets[156]
	require.Equal(t, "high", last.Bet)
	require.Equal(t, "1/74", last.Edge.Fraction, "figures d1")
	require.Contains(t, last.How, "Markov")

	text, _ = par(t, 0, "roulette-american")
	require.Contains(t, text, "top-line")
	require.Contains(t, text, "0.078947368421 = 3/38")

	text, _ = par(t, 0, "crash", "cashAt=[200]", "edge10000=50")
	require.Contains(t, text, "0.497500000000")

	file := filepath.Join(t.TempDir(), "options.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"edge10000":100,"timesMax":1000}`), 0o600))
	text, _ = par(t, 0, "crash", "--options", file, "edge10000=0")
	require.Contains(t, text, `"edge10000":0,"timesMax":1000`)

	text, _ = par(t, 0)
	require.Contains(t, text, "slots-sevens")
	text, _ = par(t, 0, "--json")
	require.True(t, json.Valid([]byte(text)))
}

func TestParSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"nobody here knows": {"roulette-imperial"},
		"one of":            {"roulette-european", "zero=half"},
		"unknown field":     {"roulette-french", "wheel=2"},
		"no setting":        {"roulette-french", "prison"},
		"must be 101":       {"crash", "cashAt=[100]"},
		"no such file":      {"crash", "--options", "/nowhere"},
		"slots":             {"--machine", "par_test.go"},
	} {
		_, errs := par(t, 2, args...)
		require.Contains(t, errs, want, "%v", args)
	}
}

// The sheet of a machine, and the machine of a file.
func TestParOfAMachine(t *testing.T) {
	t.Parallel()
	text, _ := par(t, 0, "--machine", "../games/slots/machines/sevens.json", "--json")
	var p games.Par
	require.NoError(t, json.Unmarshal([]byte(text), &p))
	require.NoError(t, p.Bets[0].Check())
	require.Equal(t, "23859/24389", p.Bets[0].Return.Fraction)
	require.Equal(t, "0.97826889", p.Bets[0].Declared)
	require.Contains(t, string(p.More), `"topAward"`)
}

// Every game returns what it declares, under every configuration. Those that take
// seconds are left to their own tests and to make rtp.
func TestEveryGameReturnsWhatItDeclares(t *testing.T) {
	t.Parallel()
	slow := []string{"blackjack", "blackjack-unlimited", "slots-orchard"}
	quick := slices.DeleteFunc(priced(), func(p games.Priced) bool {
		game, _ := p.ID()
		return slices.Contains(slow, game)
	})
	report, err := parAll(quick)
	require.NoError(t, err)
	require.Empty(t, report.faults())
	declared := map[string]int{}
	for _, p := range report.pars {
		for _, o := range p.Bets {
			if o.Declared != "" {
				declared[p.Game]++
			}
		}
	}
	for _, game := range []string{"roulette-european", "roulette-american", "roulette-french", "crash", "slots-sevens", "slots-harbour"} {
		require.Positive(t, declared[game], "%s declares nothing", game)
	}
}

// crooked declares what it does not pay.
type crooked struct{ games.Priced }

func (c crooked) Par(options []byte) (games.Par, error) {
	p, err := c.Priced.Par(options)
	p.Bets[3].Declared = "0.9999"
	return p, err
}

type bare struct{ games.Priced }

func (bare) Par([]byte) (games.Par, error) { return games.Par{}, nil }

func TestAWrongDeclarationIsFound(t *testing.T) {
	t.Parallel()
	report, err := parAll([]games.Priced{crooked{roulette.French()}})
	require.NoError(t, err)
	require.Len(t, report.faults(), 3, "under each rule for zero")
	var out bytes.Buffer
	require.ErrorIs(t, tell(&out, false, report), errFound)
	require.Contains(t, out.String(), "WRONG roulette-french")
	_, err = parAll([]games.Priced{bare{roulette.French()}})
	require.ErrorIs(t, err, errNoBets)
}

func TestConfigurations(t *testing.T) {
	t.Parallel()
	all := configurations(crash.New().Settings())
	require.Len(t, all, 18)
	require.Equal(t, `{"cashAt":[],"edge10000":100,"timesMax":100000000}`, string(all[0]))
	many := []games.Setting{
		games.NewSetting("a", "", 1, 2, 3, 4, 5, 6, 7, 8, 9), games.NewSetting("b", "", "x", "y", "z", "u", "v", "w", "q", "r"),
	}
	require.Len(t, configurations(many), 1+8+7, "each value beside the first ones")
	require.Equal(t, []string{"{}"}, []string{string(configurations(nil)[0])})
}

func TestTextOfOdds(t *testing.T) {
	t.Parallel()
	text, _ := par(t, 0, "roulette-european")
	require.Contains(t, text, "straight:0 … straight:36 (37)")
	require.Len(t, strings.Split(strings.TrimSpace(text), "\n"), 3+7)
	require.Equal(t, "0.5 ± 0.1", written(games.Exact{Decimal: "0.5", Within: "0.1"}))
	require.Equal(t, "97.297297", percent(big.NewRat(36, 37).FloatString(12)))
}
