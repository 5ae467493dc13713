package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

const figuresFile = "../docs/figures.md"

// figure is a row of the published figures: the edge of a bet, in percent.
type figure struct{ game, settings, bet, edge string }

var (
	figureRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (?:`([^`]*)`)? ?\\| ([^|]+) \\| ([0-9.]+) % \\|$")
	codeRow   = regexp.MustCompile("(?m)^\\| `")
	// testName is a package and tests of it, as in `games/slots` TestPar and TestSheet.
	testName = regexp.MustCompile("`((?:games|rng|loadtest|server)[a-z/]*)` (Test\\w+(?: and Test\\w+)*)")
)

// What docs/figures.md says of a bet is what the code that deals makes of it, to the last
// place printed; every game stands there.
func TestFigures(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(figuresFile)
	require.NoError(t, err)
	of := map[string][]figure{} // by game and settings: each is computed once
	named := map[string]bool{}
	for _, m := range figureRow.FindAllStringSubmatch(string(text), -1) {
		f := figure{m[1], m[2], m[3], m[4]}
		of[f.game+" "+f.settings] = append(of[f.game+" "+f.settings], f)
		named[f.game] = true
	}
	require.Len(t, codeRow.FindAllString(string(text), -1), 1+len(figureRow.FindAllString(string(text), -1)), "a row that begins in code is read, but for the shoe of d2")
	for _, p := range priced() {
		game, _ := p.ID()
		require.True(t, named[game], "%s has no figures", game)
	}
	for asked, figures := range of {
		t.Run(asked, func(t *testing.T) {
			t.Parallel()
			got, _ := par(t, 0, append(strings.Fields(asked), "--json")...)
			var p games.Par
			require.NoError(t, json.Unmarshal([]byte(got), &p))
			edges := map[string]string{}
			for _, odds := range p.Bets {
				edges[odds.Bet] = odds.Edge.Decimal
			}
			for _, f := range figures {
				require.Equal(t, f.edge, percentOf(t, edges[f.bet], f.edge), "%s: %s", asked, f.bet)
			}
		})
	}
}

// percentOf writes a part of one as a percentage, to as many places as another one has.
func percentOf(t *testing.T, part, like string) string {
	t.Helper()
	r, ok := new(big.Rat).SetString(part)
	require.True(t, ok, "no such bet")
	_, places, _ := strings.Cut(like, ".")
	return r.Mul(r, big.NewRat(100, 1)).FloatString(len(places))
}

// A test that the figures name is there.
func TestFiguresNameTheirTests(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(figuresFile)
	require.NoError(t, err)
	names := 0
	for _, m := range testName.FindAllStringSubmatch(string(text), -1) {
		source := testsOf(t, m[1])
		for name := range strings.SplitSeq(m[2], " and ") {
			require.True(t, strings.Contains(source, fmt.Sprintf("func %s(", name)), "%s has no %s", m[1], name)
			names++
		}
	}
	require.Greater(t, names, 30)
}

// testsOf is the text of all tests of a package.
func testsOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}
