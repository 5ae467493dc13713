package slots

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func body(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// A bad file is told by its name, the place and the reason.
func TestBadFilesAreNamed(t *testing.T) {
	t.Parallel()
	small, ways := body(t, "testdata/small.json"), body(t, "testdata/smallways.json")
	for name, c := range map[string]struct{ from, old, new, want string }{
		"no JSON":             {small, `"rows": 3,`, `"rows": 3`, `line 7, column`},
		"unknown field":       {small, `"rows": 3,`, `"rows": 3, "rtp": 99,`, `unknown field "rtp"`},
		"wrong type":          {small, `"rows": 3,`, `"rows": "3",`, `rows is a string, not a int`},
		"more behind":         {small, "\"maxWinTimes\": 60\n}", "\"maxWinTimes\": 60\n} {}", `something follows the machine`},
		"name":                {small, `"slots-small"`, `"Slots"`, `game: is "Slots"`},
		"version":             {small, `"version": 1`, `"version": 0`, `version: is 0`},
		"kind":                {small, `"lines",`, `"reels",`, `kind: is "reels"`},
		"rows":                {small, `"rows": 3`, `"rows": 9`, `rows: is 9`},
		"cost":                {small, `"cost": 6`, `"cost": 0`, `cost: is 0`},
		"no such symbol":      {small, `b a star c wild b gift`, `b a star x wild b gift`, `reels[1].strip, stop 3: there is no symbol "x"`},
		"short strip":         {small, `b a star c wild b gift`, `b a`, `reels[1].strip: 2 stops`},
		"weights":             {small, `[2, 1, 1, 1, 1, 1, 1]`, `[2, 1]`, `reels[2].weights: 2 weights for 7 stops`},
		"negative weight":     {small, `[2, 1, 1, 1, 1, 1, 1]`, `[-2, 1, 1, 1, 1, 1, 1]`, `reels[2].weights[0]: is -2`},
		"never turns":         {small, `[2, 1, 1, 1, 1, 1, 1]`, `[1, 0, 0, 0, 0, 0, 0]`, `reels[2]: a reel that cannot turn`},
		"line out of window":  {small, `[1, 0, 0, 2]]`, `[1, 0, 3, 2]]`, `lines[5][2]: row 3 is out of the window of 3`},
		"short line":          {small, `[1, 0, 0, 2]]`, `[1, 0, 0]]`, `lines[5]: crosses 3 reels of 4`},
		"line twice":          {small, `[1, 0, 0, 2]]`, `[0, 0, 0, 0]]`, `lines[5]: is the same as lines[1]`},
		"symbol twice":        {small, `"name": "b",`, `"name": "a",`, `symbols[2].name: "a" is there twice`},
		"pays less":           {small, `[0, 0, 3, 9]`, `[0, 0, 9, 3]`, `symbols[3].pays[3]: a longer run pays less`},
		"too many pays":       {small, `[0, 0, 3, 9]`, `[0, 0, 3, 9, 10]`, `symbols[3].pays: 5 pays, a run has at most 4`},
		"unreachable symbol":  {small, `{"name": "star", "role"`, `{"name": "zz", "pays": [0, 0, 1, 2]}, {"name": "star", "role"`, `symbols[4]: "zz" is on no reel`},
		"unreachable run":     {ways, `a b c s b c c`, `a b b s b a a`, `symbols[2].pays: 3 of "c" pays, and reel 1 never shows it`},
		"bonus never":         {small, `c b a gift star b wild`, `c b a a star b wild`, `bonuses[0]: reel 3 never shows "gift"`},
		"too many scatters":   {small, `"awards": [0, 0, 3, 5]`, `"awards": [0, 0, 3, 5, 9]`, `free.awards: 5 scatters are awarded, and at most 4`},
		"scatter pays":        {small, `"pays": [0, 1, 2, 10]}`, `"pays": [0, 1, 2, 10, 90]}`, `scatter.pays: 5 scatters pay`},
		"wild that pays 0":    {small, `"pays": [0, 1, 8, 40]`, `"pays": []`, `symbols[0].pays: a line full of "wild" pays nothing`},
		"wild on reel 1":      {ways, `a b c s b c c`, `a b w s b c c`, `in ways a wild is not on the first reel`},
		"wild without wild":   {small, `"wild": {"times": 3, "each": true},`, ``, `wild: is missing`},
		"wild times":          {small, `{"times": 3,`, `{"times": 0,`, `wild.times: is 0`},
		"group":               {small, `"of": ["a", "c"]`, `"of": ["a", "wild"]`, `groups[0].of[1]: "wild" is no ordinary symbol`},
		"prize":               {small, `{"coins": 5, "weight": 3}`, `{"coins": 5, "weight": 0}`, `bonuses[0].prizes[0]: 5 coins, weight 0`},
		"bonus symbol":        {small, `"symbol": "gift"`, `"symbol": "a"`, `bonuses[0].symbol: "a" is no bonus symbol`},
		"tumble on lines":     {small, `"maxWinTimes"`, `"tumble": {"ladder": [1]}, "maxWinTimes"`, `tumble: is for ways`},
		"ladder":              {ways, `[1, 2, 4]`, `[1, 0, 4]`, `tumble: a multiplier is 0`},
		"free spins":          {small, `"spinsMax": 8`, `"spinsMax": 0`, `free.spinsMax: is 0`},
		"gamble":              {small, `"stepsMax": 3`, `"stepsMax": 0`, `gamble.stepsMax: is 0`},
		"cap":                 {small, `"maxWinTimes": 60`, `"maxWinTimes": -1`, `maxWinTimes: is -1`},
		"scatter without one": {small, `"name": "star", "role": "scatter"`, `"name": "star"`, `scatter: no symbol is one`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(c.from, c.old), "the place to change")
			_, err := Parse("bad.json", []byte(strings.Replace(c.from, c.old, c.new, 1)))
			require.ErrorContains(t, err, "slots: bad.json: ")
			require.ErrorContains(t, err, c.want)
		})
	}
}

// G13, G15, and the declared return: what may not be played is refused.
func TestRefusedMachines(t *testing.T) {
	t.Parallel()
	sevens := body(t, "machines/sevens.json")
	_, err := Load("sevens.json", []byte(sevens))
	require.NoError(t, err)
	for name, c := range map[string]struct{ old, new, want string }{
		"below 75 %":       {`"cost": 5`, `"cost": 7`, `is 69.876349 %, must be 75 % at least (G13)`},
		"another return":   {`"97.826889"`, `"97.826888"`, `"97.826888" is declared, and every outcome together makes "97.826889"`},
		"return not given": {`"97.826889"`, `""`, `"" is declared`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(sevens, c.old))
			_, err := Load("sevens.json", []byte(strings.Replace(sevens, c.old, c.new, 1)))
			require.ErrorContains(t, err, "slots: sevens.json: ")
			require.ErrorContains(t, err, c.want)
		})
	}
	t.Run("top award too rare", func(t *testing.T) {
		t.Parallel()
		// The joker is drawn once in 501 on each of three reels: 1 in 125 million on
		// one line, and there is but one.
		rare := `{"game": "slots-rare", "version": 1, "title": "Rare", "kind": "lines", "rows": 1, "cost": 1, "return": "0",
			"symbols": [{"name": "joker", "pays": [0, 0, 1000]}, {"name": "x", "pays": [0, 0, 1]}], "lines": [[0, 0, 0]],
			"reels": [{"strip": "joker x", "weights": [1, 500]}, {"strip": "joker x", "weights": [1, 500]}, {"strip": "joker x", "weights": [1, 500]}]}`
		_, err := Load("rare.json", []byte(rare))
		require.ErrorContains(t, err, "the top award comes once in 125751501 plays, must be once in 100,000,000 at least (G15)")
		_, err = Load("rare.json", []byte(strings.ReplaceAll(rare, "[1, 500]", "[1, 400]")))
		require.ErrorContains(t, err, "is declared", "64 million is often enough")
	})
}

// Every option of a machine's rules counts: changed, the sheet is another.
func TestEveryRuleMatters(t *testing.T) {
	t.Parallel()
	small, ways := body(t, "testdata/small.json"), body(t, "testdata/smallways.json")
	for name, c := range map[string]struct{ from, old, new string }{
		"cost":             {small, `"cost": 6`, `"cost": 7`},
		"wild times":       {small, `"times": 3,`, `"times": 2,`},
		"wild each":        {small, `"each": true`, `"each": false`},
		"wild pays":        {small, `[0, 1, 8, 40]`, `[0, 1, 8, 60]`},
		"symbol pays":      {small, `[0, 0, 5, 21]`, `[0, 0, 5, 22]`},
		"single pays":      {small, `[1, 1, 4, 10]`, `[0, 1, 4, 10]`},
		"group":            {small, `"pays": [0, 0, 1, 2]`, `"pays": [0, 0, 1, 3]`},
		"line":             {small, `[1, 0, 0, 2]]`, `[1, 0, 0, 1]]`},
		"strip":            {small, `a wild c b star gift`, `a wild b c star gift`},
		"weight":           {small, `[2, 1, 1, 1, 1, 1, 1]`, `[3, 1, 1, 1, 1, 1, 1]`},
		"scatter pays":     {small, `"pays": [0, 1, 2, 10]}`, `"pays": [0, 1, 3, 10]}`},
		"awards":           {small, `"awards": [0, 0, 3, 5]`, `"awards": [0, 0, 4, 5]`},
		"again":            {small, `"again": [0, 1, 2, 3]`, `"again": [0, 0, 2, 3]`},
		"spins at most":    {small, `"spinsMax": 8`, `"spinsMax": 9`},
		"free times":       {small, `"spinsMax": 8, "times": 2`, `"spinsMax": 8, "times": 3`},
		"bonus count":      {small, `"count": 3`, `"count": 2`},
		"bonus draws":      {small, `"draws": 2`, `"draws": 3`},
		"prize":            {small, `"coins": 20`, `"coins": 21`},
		"prize weight":     {small, `"weight": 3`, `"weight": 4`},
		"gamble":           {small, `"stepsMax": 3`, `"stepsMax": 4`},
		"cap":              {small, `"maxWinTimes": 60`, `"maxWinTimes": 61`},
		"ways pays":        {ways, `[0, 2, 6, 30]`, `[0, 2, 7, 30]`},
		"ladder":           {ways, `[1, 2, 4]`, `[1, 2, 5]`},
		"free ladder":      {ways, `[2, 3, 5]`, `[2, 4, 5]`},
		"no tumble":        {ways, `"tumble": {"ladder": [1, 2, 4], "freeLadder": [2, 3, 5]},`, ``},
		"ways strip order": {ways, `c s b a c w`, `c s b a w c`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(c.from, c.old), "the place to change")
			sheet := func(text string) string {
				m, err := Parse("x.json", []byte(text))
				require.NoError(t, err)
				s, err := json.Marshal(m.PAR())
				require.NoError(t, err)
				return string(s)
			}
			require.NotEqual(t, sheet(c.from), sheet(strings.Replace(c.from, c.old, c.new, 1)))
		})
	}
}

// Whatever an operator's file holds, it is a machine or an error.
func FuzzParse(f *testing.F) {
	for _, path := range []string{"testdata/small.json", "testdata/smallways.json", "machines/sevens.json"} {
		f.Add([]byte(body(f, path)))
	}
	f.Add([]byte(`{"game":"slots-a","reels":[{"strip":""}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse("fuzzed.json", text)
		if err != nil {
			require.ErrorContains(t, err, "slots: fuzzed.json: ")
			return
		}
		d := &script{numbers: []uint64{0, 1, 1 << 40, 12345}}
		for range 3 {
			d.at = 0
			x := d.Uintn(m.base.space)
			s := m.base.at(x)
			won, _ := m.base.spin(&s)
			require.LessOrEqual(t, int64(won)&packedPay, packedPay)
		}
	})
}
