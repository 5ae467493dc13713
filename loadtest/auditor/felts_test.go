package auditor

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/dragontiger"
	chip "croupier/games/felt"
	"croupier/wallet/money"
)

// chips makes bets on some spots, and now and then takes them back.
func chips(spots ...string) func(*world, games.PlayerID) any {
	return func(w *world, _ games.PlayerID) any {
		switch w.pick(10) {
		case 0:
			return chip.Undo{}
		case 1:
			return chip.Clear{}
		}
		var b chip.Bet
		for range 1 + w.pick(6) {
			b.Spots = append(b.Spots, chip.Chip{Spot: spots[w.pick(len(spots))], Stake: money.Amount(100 * (1 + w.pick(9)))})
		}
		return b
	}
}

const feltTerms = `"betMs":800,"cardMs":20,"landMs":10,"pauseMs":30,"shuffleMs":40,"stepMinor":100,"spotMinMinor":100,
	"tableMaxMinor":90000,"allowanceMinor":20000000,`

// baccaratWorld and dragonTigerWorld are tables of both whose shoes soon end.
func baccaratWorld(t testing.TB, variant string, seed uint64) *world {
	options := fmt.Sprintf(`{%s"variant":%q,"decks":6,"cutCards":150,"tiePays":%d,"limits":{"player":40000,"banker":40000,"tie":20000,
		"playerPair":9000,"bankerPair":9000,"eitherPair":9000,"perfectPair":7000,"dragon7":9000,"panda8":9000,"super6":9000,"big":9000,"small":9000}}`,
		feltTerms, variant, 8+seed%2)
	w := newWorld(t, baccarat.New(), []byte(options), seed)
	w.ask = chips("player", "player", "banker", "banker", "tie", "player-pair", "banker-pair", "either-pair", "perfect-pair",
		"dragon-7", "panda-8", "super-6", "big", "small")
	return w
}

func dragonTigerWorld(t testing.TB, tie string, seed uint64) *world {
	options := fmt.Sprintf(`{%s"tie":%q,"decks":6,"cutCards":150,"tiePays":%d,"limits":{"dragon":40000,"tiger":40000,"tie":20000,
		"suitedTie":9000,"big":9000,"small":9000}}`, feltTerms, tie, 10+seed%2)
	w := newWorld(t, dragontiger.New(), []byte(options), seed)
	w.ask = chips("dragon", "tiger", "tie", "suited-tie", "dragon-big", "dragon-small", "tiger-big", "tiger-small")
	return w
}

// feltWorlds are some of each kind.
func feltWorlds(t testing.TB) map[string]*world {
	worlds := map[string]*world{}
	for i, variant := range []string{"commission", "noCommission", "ez"} {
		worlds[variant] = baccaratWorld(t, variant, uint64(i))
	}
	for i, tie := range []string{"half", "all"} {
		worlds["tie takes "+tie] = dragonTigerWorld(t, tie, uint64(i))
	}
	return worlds
}

// The auditor's hands, third cards, prices and shoes are the games', though neither has
// a line of the other: some shoes of each table, with bets on everything, and records in
// the place of what a lost connection missed.
func TestRecountsFelts(t *testing.T) {
	t.Parallel()
	for name, w := range feltWorlds(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.forgets, w.voids = true, true
			for range 160 {
				w.play()
			}
			require.Empty(t, w.finish())
			count := w.audit.Count()
			require.Equal(t, int64(160), count.Rounds+count.Void)
			require.Positive(t, count.Void)
			require.Positive(t, count.Shoes)
			require.Positive(t, count.InShoe, "the last shoe is in use, and that is told")
			require.Less(t, count.InShoe, int64(110))
			require.Positive(t, count.Returned)
		})
	}
}

// A table of which only one thing is false is found out by it.
func TestFindsEveryFaultOfFelts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind     string // of event
		old, new string
		want     Kind
	}{
		"a banker who lost wins":      {"result", `"winner":"player"`, `"winner":"banker"`, KindDraw},
		"another card":                {"result", `"card":"A`, `"card":"2`, KindDraw},
		"a card of another suit":      {"result", `"card":"Kc"`, `"card":"Kd"`, KindDraw},
		"a total that is not":         {"result", `"playerTotal":`, `"playerTotal":1`, KindDraw},
		"no natural":                  {"result", `"natural":true`, `"natural":false`, KindDraw},
		"a card for the other":        {"result", `"to":"banker"`, `"to":"player"`, KindDraw},
		"another place in the shoe":   {"result", `"dealt":`, `"dealt":1`, KindDraw},
		"another shoe":                {"result", `"shoe":{"shoe":`, `"shoe":{"shoe":1`, KindDraw},
		"another card is burned":      {"shuffled", `"burned":`, `"burned":1`, KindDraw},
		"an order that everyone sees": {"closed", `"closed"`, `"order"`, KindEarly},
		"a stake more":                {"paid", `"staked":`, `"staked":1`, KindPayout},
		"a cent more":                 {"paid", `"returned":`, `"returned":1`, KindPayout},
		"another price":               {"paid", `"pays":"0.95"`, `"pays":"1"`, KindPayout},
		"a push told as a win":        {"paid", `"pushes":[]`, `"pushes":[{"spot":"tie","stake":100,"back":100}]`, KindPayout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := baccaratWorld(t, "commission", 4)
			lied := false
			w.lie = func(kind, body string) (string, string) {
				if kind == c.kind && !lied && (strings.Contains(body, c.old) || kind == "closed") {
					lied = true
					if kind == "closed" {
						return "order", body
					}
					return kind, strings.Replace(body, c.old, c.new, 1)
				}
				return kind, body
			}
			for range 60 {
				w.play()
			}
			var kinds []Kind
			for _, v := range w.finish() {
				kinds = append(kinds, v.Kind)
			}
			require.True(t, lied)
			require.Contains(t, kinds, c.want)
		})
	}
}

// Prices that come so seldom that no run of a minute sees them (figures d2, d7).
func TestSeldomPrices(t *testing.T) {
	t.Parallel()
	g := &Baccarat{variant: "commission", tie: 8}
	hand := func(player, banker string) *punto {
		return &punto{player: strings.Fields(player), banker: strings.Fields(banker)}
	}
	for _, c := range []struct {
		h    *punto
		spot string
		back int64
	}{
		{hand("4s 4s", "3d 3d"), "perfect-pair", 201}, {hand("4s 4s", "3d 3c"), "perfect-pair", 26}, {hand("4s 4h", "3d 3c"), "perfect-pair", 0},
		{hand("4s 4h", "3d 3c"), "either-pair", 6}, {hand("4s 5h", "3d 3c"), "either-pair", 6}, {hand("4s 5h", "3d 3c"), "player-pair", 0},
		{hand("2s 3h 3c", "Kd 7c"), "panda-8", 26}, {hand("Ks 8h", "Kd 7c"), "panda-8", 0},
		{hand("2s 2h 2c", "Kd 2c 5s"), "dragon-7", 41}, {hand("2s 2h 2c", "Kd 7c"), "dragon-7", 0},
		{hand("2s 3h", "Kd 6c"), "super-6", 16}, {hand("2s 3h", "Kd 6c"), "tie", 0}, {hand("2s 4h", "Kd 6c"), "tie", 9},
	} {
		back, known := g.back(c.h, c.spot, 1)
		require.True(t, known)
		require.Equal(t, c.back, back, "%s on %+v", c.spot, c.h)
	}
	_, known := g.back(hand("2s 3h", "Kd 6c"), "cow", 1)
	require.False(t, known)
	d := &DragonTiger{tie: 11}
	for _, c := range []struct {
		two  [2]string
		spot string
		back int64
	}{
		{[2]string{"4s", "4s"}, "suited-tie", 102}, {[2]string{"4s", "4h"}, "suited-tie", 0}, {[2]string{"4s", "4h"}, "tie", 24},
		{[2]string{"7s", "4h"}, "dragon-big", 0}, {[2]string{"7s", "4h"}, "dragon-small", 0}, {[2]string{"7s", "As"}, "tiger-small", 4},
		{[2]string{"4s", "4h"}, "dragon", 0}, {[2]string{"Ks", "Qh"}, "dragon", 4},
	} {
		back, known := d.back(c.two, c.spot, 2)
		require.True(t, known)
		require.Equal(t, c.back, back, "%s on %v", c.spot, c.two)
	}
	d.half = true
	back, _ := d.back([2]string{"4s", "4h"}, "tiger", 2)
	require.Equal(t, int64(1), back)
}

// A void that gives back less than stood is found, by whoever lost the connection too.
func TestAVoidGivesAllBack(t *testing.T) {
	t.Parallel()
	for _, deaf := range []bool{false, true} {
		w := baccaratWorld(t, "commission", 9)
		w.voids, w.deaf = true, deaf
		voided := false
		w.lie = func(kind, body string) (string, string) {
			voided = voided || kind == "voided"
			if kind == "takenBack" && voided {
				return kind, strings.Replace(body, `"total":`, `"total":1`, 1)
			}
			return kind, body
		}
		for range 300 {
			w.play()
			voided = false
		}
		require.NotEmpty(t, w.finish(), "connections lost: %t", deaf)
	}
}
