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

// bjWorlds are tables at seats and with one hand for all, under every rule.
func bjWorlds(t testing.TB) map[string]*world {
	worlds := map[string]*world{}
	add := func(name string, rules games.Rules, seed uint64, change func(*blackjack.Options)) {
		w := newWorld(t, rules, bjTable(t, change), seed)
		w.ask, w.poor, w.haste = bjAsks, true, 120
		worlds[name] = w
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
	for name, w := range bjWorlds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.forgets = true
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
			require.Empty(t, w.finish())
			count := w.audit.Count()
			require.Equal(t, int64(400), count.Rounds+count.Void)
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
