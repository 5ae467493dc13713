package slots_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
)

var updateGolden = flag.Bool("golden", false, "write the rounds that the pages' own check is held against")

const goldenFolder = "../../web/test/golden"

// goldenRound is a round as its log tells it, and the seed that it follows from.
type goldenRound struct {
	What   string        `json:"what"`
	Seed   string        `json:"seed"`
	Events []goldenEvent `json:"events"`
}

type goldenEvent struct {
	Type string `json:"type"`
	Body any    `json:"body"`
}

// TestGoldenRounds plays a round of each kind on each machine. The pages recompute
// all of them from their seeds, with rules of their own.
func TestGoldenRounds(t *testing.T) {
	t.Parallel()
	machines := append(slots.Builtin(), small(t), smallWays(t))
	for _, r := range machines {
		t.Run(r.Machine().Game(), func(t *testing.T) {
			t.Parallel()
			sheet, err := r.Sheet([]byte(suiteOptions))
			require.NoError(t, err)
			golden, err := json.MarshalIndent(struct {
				Sheet  json.RawMessage `json:"sheet"`
				Rounds []goldenRound   `json:"rounds"`
			}{sheet, goldenRounds(t, r)}, "", " ")
			require.NoError(t, err)
			path := filepath.Join(goldenFolder, r.Machine().Game()+".json")
			if *updateGolden {
				require.NoError(t, os.WriteFile(path, append(golden, '\n'), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(golden))
		})
	}
}

func smallWays(t testing.TB) *slots.Rules {
	body, err := os.ReadFile("testdata/smallways.json")
	require.NoError(t, err)
	m, err := slots.Parse("smallways.json", body)
	require.NoError(t, err)
	return slots.New(m)
}

// goldenRounds is the first rounds of each kind that come.
func goldenRounds(t *testing.T, r *slots.Rules) []goldenRound {
	wanted := map[string]int{"nothing": 1, "won": 2, "many": 2, "tumbles": 2, "scatters": 1, "free": 1, "again": 1, "bonus": 2, "doubled": 1, "lost": 1}
	var all []goldenRound
	for n := uint64(1); n <= 6000; n++ {
		var seed [32]byte
		binary.BigEndian.PutUint64(seed[24:], n)
		events, what := goldenPlay(t, r, seed)
		if wanted[what] == 0 {
			continue
		}
		wanted[what]--
		all = append(all, goldenRound{What: what, Seed: hex.EncodeToString(seed[:]), Events: events})
	}
	return all
}

// goldenPlay plays one round to its end: red is gambled twice at most.
func goldenPlay(t *testing.T, r *slots.Rules, seed [32]byte) ([]goldenEvent, string) {
	table, err := r.Table(games.RoomID(3).Round(7), []byte(suiteOptions), nil)
	require.NoError(t, err)
	source, codec := fairness.NewSource(seed), games.NewCodec(r.Types())
	var events []goldenEvent
	var ask any = slots.Spin{Coin: 5}
	what, gambles := "nothing", 0
	for k := 1; !table.Phase().Ended(); k++ {
		c := games.Command{By: games.Actor{Role: games.Player, Player: 9}, At: games.Moment(1_000_000 + 3000*k), ID: games.BetID{0: 1, 6: 0x70, 15: byte(k)}, Ask: ask}
		step, err := table.Decide(c, source.Draws(k))
		require.NoError(t, err)
		table.Hold(step)
		table.Apply(step)
		for _, e := range step.Events {
			name, _, err := codec.Encode(e.Body)
			require.NoError(t, err)
			events = append(events, goldenEvent{name, e.Body})
			switch body := e.Body.(type) {
			case slots.Spun:
				what, ask = kindOf(body.Shown), follow(body.State, gambles)
			case slots.FreeSpun:
				if body.Shown.Awarded > 0 {
					what = "again"
				}
				ask = follow(body.State, gambles)
			case slots.Gambled:
				gambles++
				if what = "lost"; body.Won {
					what = "doubled"
				}
				ask = follow(body.State, gambles)
			}
		}
	}
	return events, what
}

func follow(s slots.State, gambles int) any {
	switch {
	case s.Doing == "free":
		return slots.Next{}
	case gambles < 2:
		return slots.Gamble{Colour: "red"}
	}
	return slots.Collect{}
}

func kindOf(s slots.Shown) string {
	switch {
	case s.Awarded > 0:
		return "free"
	case len(s.Prizes) > 0:
		return "bonus"
	case s.ScatterPay > 0:
		return "scatters"
	case len(s.Drops) > 3:
		return "tumbles"
	case len(s.Drops[0].Wins) > 2:
		return "many"
	case s.Win > 0:
		return "won"
	}
	return "nothing"
}

// goldenOdds is what the pages say of a machine's odds.
type goldenOdds struct {
	Return   string `json:"returnPercent"`
	HitRate  string `json:"hitRate"`
	Top      int64  `json:"topCoins"`
	TopOneIn string `json:"topOneIn"`
	WinMax   int64  `json:"winMaxCoins"`
	Spread   string `json:"deviation"`
	Trigger  string `json:"trigger,omitempty"`
	FreeMean string `json:"freeMean,omitempty"`
}

// TestOddsOfThePages holds the figures of the built-in machines' pages against
// their PAR sheets, which TestPAR holds against the tables.
func TestOddsOfThePages(t *testing.T) {
	t.Parallel()
	told := map[string]goldenOdds{}
	for _, r := range slots.Builtin() {
		game, version := r.ID()
		body, err := os.ReadFile("testdata/" + game + ".par.json")
		require.NoError(t, err)
		var s slots.Sheet
		require.NoError(t, json.Unmarshal(body, &s))
		o := goldenOdds{Return: s.Declared, HitRate: s.HitRate.Decimal, Top: s.TopAward.Coins, TopOneIn: s.TopAward.OneIn,
			WinMax: s.TopAward.WinMax, Spread: s.Deviation}
		if s.FreeSpins != nil {
			o.Trigger, o.FreeMean = s.FreeSpins.Trigger.Decimal, s.FreeSpins.Mean.Decimal
		}
		told[fmt.Sprintf("%s@%d", game, version)] = o
	}
	golden, err := json.MarshalIndent(told, "", " ")
	require.NoError(t, err)
	const path = "../../web/src/games/slots/odds.json"
	if *updateGolden {
		require.NoError(t, os.WriteFile(path, append(golden, '\n'), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(golden))
}
