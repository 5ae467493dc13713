package blackjack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

var updateGolden = flag.Bool("golden", false, "write the rounds that the pages' folds are held against")

const goldenPath = "../../web/test/golden/blackjack.json"

// goldenGame is a round as the pages hear it, step by step, and what a page that joins
// after that step is shown.
type goldenGame struct {
	What  string          `json:"what"`
	Game  string          `json:"game"`
	Sheet json.RawMessage `json:"sheet"`
	Steps []goldenStep    `json:"steps"`
}

type goldenStep struct {
	Events []goldenEvent          `json:"events"`
	View   any                    `json:"view"`
	Board  any                    `json:"board"`
	Own    map[games.PlayerID]any `json:"own"`
	At     games.Moment           `json:"atMs"`
}

type goldenEvent struct {
	For  games.Audience `json:"for"`
	Type string         `json:"type"`
	Body any            `json:"body"`
}

// script is what happens in a golden round: the first cards of its shoe, and acts.
type script struct {
	what  string
	rules *Rules
	o     Options
	cards string
	play  func(l *live)
}

func pageOptions(change func(*Options)) Options {
	return suiteOptions(func(o *Options) {
		o.Seats, o.SeatsEach, o.BehindMax, o.BetMs, o.DecideMs, o.AbsentMs, o.DealMs, o.PauseMs = 7, 3, 5, 12_000, 12_000, 4000, 450, 6000
		o.SeatMinMinor, o.SeatMaxMinor, o.SideMaxMinor, o.TableMaxMinor, o.AllowanceMinor = 500, 50_000, 10_000, 200_000, 100_000_000
		if change != nil {
			change(o)
		}
	})
}

func pageCommonOptions() Options {
	return pageOptions(func(o *Options) { o.Seats, o.SeatsEach, o.BehindMax, o.HandsMax, o.ResplitAces = 0, 0, 0, 2, false })
}

var scripts = []script{
	{"a split, a double, behind and silent", Seats(), pageOptions(nil),
		//  1  3  5  up 1  3  5  hole 3's halves, its double, 1's nothing, 5's hits, dealer
		"Ts 8s 9c 6d 6c 8d 5h Tc  3h Kd  9s  7c  Th", func(l *live) {
			l.bet(2, chip("seat:1", 2500))
			l.bet(1, chip("seat:3", 1000), chip("pairs:3", 500), chip("threes:3", 500), chip("seat:5", 1500))
			l.follow(3, chip("behind:3", 1000))
			l.bet(4, chip("behind:3", 500))
			l.bet(4, chip("behind:7", 500))
			l.deal()
			l.timeout() // seat 1 says nothing
			l.ask()
			l.play(3, Split, DoubleUp, Stand)
			l.play(5, Hit)
			l.ends()
		}},
	{"insured, even money, and the dealer has it", Seats(), pageOptions(nil), "As 9s Th Ad Kd 7s 8c Kc", func(l *live) {
		l.bet(1, chip("seat:2", 1000), chip("seat:4", 1000))
		l.bet(2, chip("seat:6", 500))
		l.deal()
		l.play(2, Even)
		l.play(4, Insure)
		l.ends()
	}},
	{"four hands and a surrender", Seats(), pageOptions(nil), "8s Th 9d 8d 6s Tc  8c 8h  3c Kd  2s  Td 9s 4h 6c Qd", func(l *live) {
		l.bet(1, chip("seat:4", 1000))
		l.bet(2, chip("seat:5", 5000))
		l.deal()
		for hand := 0; l.deals().Turn.Stage == stageAct && l.deals().Turn.Seat == 4; hand++ {
			switch legal := l.deals().Turn.Legal; {
			case slices.Contains(legal, Split):
				l.play(4, Split)
			case hand == 2:
				l.play(4, Hit)
			default:
				l.play(4, Stand)
			}
		}
		l.play(5, Surrender)
		l.ends()
	}},
	{"a new shoe, and a blackjack against a ten", Seats(), pageOptions(nil), "", func(l *live) {
		l.bet(1, chip("seat:4", 1000))
		l.do(l.by(1, Bet{Spots: []Chip{chip("seat:6", 500)}}))
		l.do(l.by(1, Undo{}))
		l.deal()
		l.ends()
	}},
	{"void", Seats(), pageOptions(nil), "", func(l *live) {
		l.bet(1, chip("seat:4", 1000))
		l.do(games.Command{By: games.Actor{Role: games.Operator}, At: l.at, Ask: games.VoidRound{Why: "a test"}})
	}},
	{"each plays the common hand", Unlimited(), pageCommonOptions(), "8s 6d 8d Tc  4c  3s 9h  Kc 5d", func(l *live) {
		for p := range games.PlayerID(6) {
			l.bet(p+1, chip("seat:1", 1000))
		}
		l.bet(1, chip("pairs:1", 500))
		l.timeout()
		l.askAll()
		for p, do := range []string{Split, Hit, DoubleUp, Stand, Surrender} {
			l.do(l.choosing(games.PlayerID(p+1), do))
		}
		for !l.table.Phase().Ended() {
			if l.asked() && l.table.(*common).lay.Turn.Hand == 1 && l.table.(*common).players[1].Choice == "" {
				l.do(l.choosing(1, Hit))
			}
			l.timeout()
		}
	}},
	{"the common hand, insured", Unlimited(), pageCommonOptions(), "9s Ad 7s 9c  2c", func(l *live) {
		l.bet(1, chip("seat:1", 1000))
		l.bet(2, chip("seat:1", 1000))
		l.timeout()
		l.askAll()
		l.do(l.choosing(1, Insure))
		l.timeout()
		l.askAll()
		l.do(l.choosing(1, Hit))
		l.ends()
	}},
}

// TestGoldenRoundsForPages holds what the pages hear of some rounds against a file that
// their folds are tried on.
func TestGoldenRoundsForPages(t *testing.T) {
	t.Parallel()
	var all []goldenGame
	var derived []games.BetID
	for _, s := range scripts {
		g, ids := goldenOf(t, s)
		all = append(all, g)
		derived = append(derived, ids...)
	}
	golden, err := json.Marshal(all)
	require.NoError(t, err)
	for i, id := range derived { // how they are made is no matter of the pages
		golden = bytes.ReplaceAll(golden, []byte(id.String()), fmt.Appendf(nil, "00000000-0000-7000-8000-f%011d", i))
	}
	if *updateGolden {
		require.NoError(t, os.WriteFile(goldenPath, append(golden, '\n'), 0o644))
	}
	want, err := os.ReadFile(goldenPath)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(golden))
}

func goldenOf(t *testing.T, s script) (g goldenGame, derived []games.BetID) {
	sheet, err := s.rules.Sheet(encode(t, s.o))
	require.NoError(t, err)
	g = goldenGame{What: s.what, Game: s.rules.game, Sheet: sheet}
	codec := games.NewCodec(s.rules.Types())
	tell := func(l *live) {
		step := l.log[len(l.log)-1]
		out := goldenStep{Events: []goldenEvent{}, View: raw(t, l.table.View(games.Everyone)), Board: raw(t, l.table.(interface{ Board() any }).Board()), At: step.Cmd.At, Own: map[games.PlayerID]any{}}
		for p := range games.PlayerID(4) {
			out.Own[p+1] = raw(t, l.table.View(games.Only(p+1)))
		}
		for _, e := range step.Events {
			if e.For == games.Nobody {
				continue
			}
			if k, ok := e.Body.(Staked); ok && k.System {
				derived = append(derived, k.Bet)
			}
			name, _, err := codec.Encode(e.Body)
			require.NoError(t, err)
			out.Events = append(out.Events, goldenEvent{e.For, name, raw(t, e.Body)})
		}
		g.Steps = append(g.Steps, out)
	}
	l := sit(t, s.rules, s.o, s.cards)
	tell(l)
	l.after = tell
	s.play(l)
	return g, derived
}

// raw is a value as it was at that moment.
func raw(t *testing.T, v any) json.RawMessage { return encode(t, v) }
