package auditor

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
	"croupier/wallet/money"
)

// bjTable is a table's options, changed.
func bjTable(t testing.TB, change func(*blackjack.Options)) []byte {
	o := blackjack.Options{
		Terms: blackjack.Terms{Decks: 6, Hole: blackjack.Peek, Natural: blackjack.ThreeToTwo, HandsMax: 4, AfterSplit: true,
			ResplitAces: true, Double: blackjack.DoubleAny, Surrender: true},
		Pairs: "25/12/6", Threes: "100/40/30/10/5", Insurance: true, BehindCut: 60, Seats: 4, SeatsEach: 2, BehindMax: 3,
		BetMs: 800, DecideMs: 2000, AbsentMs: 500, DealMs: 10, PauseMs: 30,
		StepMinor: 100, SeatMinMinor: 200, SeatMaxMinor: 4000, SideMinMinor: 100, SideMaxMinor: 1000,
		TableMaxMinor: 60_000, AllowanceMinor: 40_000_000,
	}
	change(&o)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	return text
}

// bjAsks bets on anything and plays whatever is asked for, mostly by the rules.
func bjAsks(w *world, p games.PlayerID) any {
	switch v := w.table.View(games.Everyone).(type) {
	case blackjack.View:
		if v.Turn != nil {
			return seatPlay(w, p, &v)
		}
	case blackjack.CommonView:
		if v.Turn != nil {
			play := blackjack.Play{Seat: 1, Hand: v.Turn.Hand}
			if len(v.Turn.Legal) == 0 {
				return nil
			}
			play.Do = v.Turn.Legal[w.pick(len(v.Turn.Legal))]
			play.Seen = len(v.Hands[play.Hand].Cards)
			return play
		}
	}
	switch w.pick(20) {
	case 0:
		return blackjack.Undo{}
	case 1:
		return blackjack.Clear{}
	}
	n := 1 + w.pick(4)
	if _, common := w.table.View(games.Everyone).(blackjack.CommonView); common {
		n = 1
	}
	kinds := [][]string{{"seat"}, {"seat", "pairs", "threes"}, {"behind"}, {"seat"}, {"behind"}}[w.pick(5)]
	b := blackjack.Bet{Follow: w.pick(3) > 0}
	for _, kind := range kinds {
		b.Spots = append(b.Spots, blackjack.Chip{Spot: fmt.Sprintf("%s:%d", kind, n), Stake: money.Amount(100 * (2 + w.pick(6)))})
	}
	return b
}

// seatPlay is a decision at a seat, of whoever sits there.
func seatPlay(w *world, p games.PlayerID, v *blackjack.View) any {
	turn := v.Turn
	own := w.table.View(games.Only(p)).(blackjack.Own)
	for _, s := range v.Seats {
		mine := slices.ContainsFunc(own.Bets, func(b blackjack.Placed) bool {
			return slices.ContainsFunc(b.Spots, func(c blackjack.Chip) bool { return c.Spot == fmt.Sprintf("seat:%d", s.Seat) })
		})
		if !mine || len(turn.Legal) == 0 || turn.Stage == "act" && turn.Seat != s.Seat {
			continue
		}
		play := blackjack.Play{Seat: s.Seat, Hand: turn.Hand, Do: turn.Legal[w.pick(len(turn.Legal))]}
		for _, rare := range []string{"split", "double", "insure"} {
			if slices.Contains(turn.Legal, rare) && w.pick(2) == 0 {
				play.Do = rare
			}
		}
		if play.Hand < len(s.Hands) {
			play.Seen = len(s.Hands[play.Hand].Cards)
		}
		if play.Do == "insure" && w.pick(2) == 0 {
			play.Stake = money.Amount(50 * (1 + w.pick(4)))
		}
		return play
	}
	return nil
}

// bjWorlds makes tables at seats and with one hand for all, under every rule.
func bjWorlds(t testing.TB) map[string]func() *world {
	worlds := map[string]func() *world{}
	add := func(name string, rules games.Rules, seed uint64, change func(*blackjack.Options)) {
		worlds[name] = func() *world {
			w := newWorld(t, rules, bjTable(t, change), seed)
			w.ask, w.poor, w.haste = bjAsks, true, 120
			return w
		}
	}
	add("peek", blackjack.Seats(), 11, func(*blackjack.Options) {})
	add("H17, no hole card", blackjack.Seats(), 12, func(o *blackjack.Options) {
		o.HitsSoft17, o.Hole, o.AutoHitBelow, o.Double, o.ResplitAces = true, blackjack.NoneAll, 17, blackjack.DoubleNine, false
	})
	add("original bets, charlie, 6:5", blackjack.Seats(), 13, func(o *blackjack.Options) {
		o.Hole, o.Charlie, o.Natural, o.StepMinor, o.Pairs, o.Threes = blackjack.NoneOriginal, true, blackjack.SixToFive, 100, "30/10/5", "9:1"
		o.AutoHitBelow = 12
	})
	common := func(o *blackjack.Options) {
		o.Seats, o.SeatsEach, o.BehindMax, o.HandsMax, o.ResplitAces = 0, 0, 0, 2, false
	}
	add("common", blackjack.Unlimited(), 14, common)
	add("common, no hole card", blackjack.Unlimited(), 15, func(o *blackjack.Options) {
		common(o)
		o.Hole, o.Charlie, o.AutoHitBelow, o.HitsSoft17 = blackjack.NoneOriginal, true, 17, true
	})
	return worlds
}

// The auditor's blackjack is the game's, though neither has a line of the other.
func TestRecountsBlackjack(t *testing.T) {
	t.Parallel()
	for name, made := range bjWorlds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := made()
			w.forgets, w.voids = true, true
			seen := map[string]int{}
			for range 400 {
				w.play()
				for _, e := range w.public {
					seen[e.Type]++
				}
				for _, own := range w.own {
					for _, e := range own {
						seen[e.Type]++
						for _, what := range []string{"double", "split", "insure", "even", "returned", "charlie", "surrender", "blackjack", "win", "perfect", "behind:"} {
							if strings.Contains(string(e.Body), what) {
								seen[what]++
							}
						}
					}
				}
			}
			w.forgets, w.voids = false, false // the last round ends when its record is not read any more
			w.play()
			w.records = w.records[:len(w.records)-1]
			require.Empty(t, w.finish())
			count := w.audit.Count()
			require.Equal(t, int64(401), count.Rounds+count.Void)
			require.Greater(t, count.Shoes, int64(2))
			require.Positive(t, count.InShoe)
			rare := []string{"double", "split", "surrender", "blackjack"}
			if strings.Contains(string(w.options), `"hole":"peek"`) {
				rare = append(rare, "insure", "looked")
			}
			for _, what := range rare {
				require.Positive(t, seen[what], "%s: %v", what, seen)
			}
		})
	}
}

// A table of which only one thing is false is found out by it.
func TestFindsEveryFaultOfBlackjack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table    string
		kind     string // of event
		old, new string
		want     Kind
	}{
		"another card is dealt":              {"peek", "dealt", `"up":"9`, `"up":"8`, KindDraw},
		"another card is hit":                {"peek", "acted", `"do":"hit","by":"player","cards":["T`, `"do":"hit","by":"player","cards":["9`, KindPayout},
		"a card more was taken":              {"peek", "dealt", `"taken":`, `"taken":1`, KindDraw},
		"a legal act is not listed":          {"peek", "turn", `"stand",`, ``, KindOrder},
		"an act that is not legal is listed": {"peek", "turn", `"legal":["hit","stand"]`, `"legal":["hit","stand","double"]`, KindOrder},
		"another's turn":                     {"peek", "turn", `"stage":"act","seat":`, `"stage":"act","seat":1`, KindOrder},
		"no time to decide":                  {"peek", "turn", `,"untilMs":`, `,"untilMs":-`, KindEarly},
		"the time begins before the cards":   {"peek", "turn", `,"fromMs":`, `,"fromMs":-`, KindEarly},
		"the system's as the player's":       {"peek", "acted", `"by":"system"`, `"by":"player"`, KindEarly},
		"the player's as the system's":       {"peek", "acted", `"by":"player"`, `"by":"system"`, KindEarly},
		"the system surrenders":              {"peek", "acted", `"do":"stand","by":"system"`, `"do":"surrender","by":"system"`, KindOrder},
		"insured without an ace":             {"peek", "acted", `"do":"stand"`, `"do":"insure"`, KindOrder},
		"the look tells the hole card":       {"peek", "looked", `{"natural":false`, `{"card":"2c","natural":false`, KindEarly},
		"a hand ends another way":            {"peek", "result", `"why":"lose"`, `"why":"push"`, KindPayout},
		"the dealer counts another way":      {"peek", "result", `],"total":1`, `],"total":2`, KindDraw},
		"the dealer has a blackjack":         {"peek", "result", `"natural":false`, `"natural":true`, KindDraw},
		"a shoe shown that was not":          {"peek", "shuffled", `"order":["`, `"order":["As","`, KindDraw},
		"a line pays a cent more":            {"peek", "paid", `"why":"win","stake":`, `"why":"win","stake":1`, KindPayout},
		"a side bet that did not win":        {"peek", "paid", `"spot":"pairs:1","hand":0,"why":"lose"`, `"spot":"pairs:1","hand":0,"why":"mixed"`, KindPayout},
		"what followed is told as asked for": {"peek", "staked", `,"system":true`, ``, KindUnasked},
		"chips that stay behind nobody":      {"peek", "unbacked", `"total":`, `"total":1`, KindStake},
		"a stake that did not follow":        {"peek", "staked", `"hand":0,"do":"double"`, `"hand":1,"do":"double"`, KindPayout},
		"another chose":                      {"common", "chosen", `"do":"stand"`, `"do":"hit"`, KindPayout},
		"more decided than there are":        {"common", "went", `"hand":1,"chose":[`, `"hand":1,"chose":[{"do":"stand","players":9},`, KindOrder},
		"a card that nobody asked for":       {"common", "went", `"system":0,"halves"`, `"card":"2c","system":0,"halves"`, KindDraw},
		"all by the system before its time":  {"common", "went", `"system":0`, `"system":1`, KindEarly},
		"a common hand ends another way":     {"common", "result", `"why":"lose"`, `"why":"win"`, KindPayout},
		"an order that everyone sees":        {"common", "dealt", ``, ``, KindEarly},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := bjWorlds(t)[c.table]()
			lied := false
			w.lie = func(kind, body string) (string, string) {
				if lied || kind != c.kind || !strings.Contains(body, c.old) {
					return kind, body
				}
				if lied = true; c.old == "" && c.new == "" {
					return "order", body
				}
				return kind, strings.Replace(body, c.old, c.new, 1)
			}
			for i := 0; i < 400 && (!lied || i < 60); i++ {
				w.play()
			}
			require.True(t, lied)
			var kinds []Kind
			var texts []string
			for _, v := range w.finish() {
				kinds, texts = append(kinds, v.Kind), append(texts, v.String())
			}
			require.Contains(t, kinds, c.want, "%v", texts)
		})
	}
}
