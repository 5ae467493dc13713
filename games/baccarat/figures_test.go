package baccarat

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/gamestest"
	"croupier/internal/bars"
)

// sumOf adds the ways of the outcomes that a test asks for.
func (w *weights) sumOf(is func(o Outcome) bool) uint64 {
	var sum uint64
	for i, o := range mains {
		if is(o) {
			sum += w.of[i]
		}
	}
	return sum
}

func won(side Side) func(Outcome) bool { return func(o Outcome) bool { return o.Winner == side } }

func percent(t *testing.T, n, of uint64, places int) string {
	t.Helper()
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).SetUint64(of)).FloatString(places)
}

// Figures d2, eight packs, to the last digit.
func TestEightDecks(t *testing.T) {
	t.Parallel()
	w := enumerate(8)
	require.Equal(t, uint64(4_998_398_275_503_360), w.total)
	require.Equal(t, uint64(2_292_252_566_437_888), w.sumOf(won(Banker)))
	require.Equal(t, uint64(2_230_518_282_592_256), w.sumOf(won(Player)))
	require.Equal(t, uint64(475_627_426_473_216), w.sumOf(won(Tie)))
	require.Equal(t, "0.458597423", percent(t, w.sumOf(won(Banker)), w.total, 9))
	require.Equal(t, "0.446246609", percent(t, w.sumOf(won(Player)), w.total, 9))
	require.Equal(t, "0.095155968", percent(t, w.sumOf(won(Tie)), w.total, 9))
	for cards, want := range map[int]string{4: "0.378868", 5: "0.303444", 6: "0.317687"} {
		require.Equal(t, want, percent(t, w.sumOf(func(o Outcome) bool { return o.Cards == cards }), w.total, 6))
	}
	require.Equal(t, "0.053864", percent(t, w.sumOf(func(o Outcome) bool { return o.Feat == Six }), w.total, 6))
}

// Figures d2: the infinite shoe, in units of 13^6 hands.
func TestInfiniteDeck(t *testing.T) {
	t.Parallel()
	w := enumerate(infinite)
	const suits = 4 * 4 * 4 * 4 * 4 * 4
	require.Equal(t, uint64(4_826_809*suits), w.total)
	require.Equal(t, uint64(2_212_744*suits), w.sumOf(won(Banker)))
	require.Equal(t, uint64(2_153_464*suits), w.sumOf(won(Player)))
	require.Equal(t, uint64(460_601*suits), w.sumOf(won(Tie)))

	o := Options{Variant: Commission, TiePays: 8, ShoeTerms: cards.ShoeTerms{Decks: infinite}}
	require.Equal(t, "1.063999", edgeOf(t, o, "banker"))
	require.Equal(t, "1.228141", edgeOf(t, o, "player")) // 59,280 of 4,826,809: 1.2281406
	require.Equal(t, "14.116987", edgeOf(t, o, "tie"))
}

// edgeOf is a bet's edge in percent with six places.
func edgeOf(t *testing.T, o Options, bet string) string {
	t.Helper()
	for _, odds := range o.par().Bets {
		if odds.Bet == bet {
			edge, ok := new(big.Rat).SetString(odds.Edge.Fraction)
			require.True(t, ok)
			return edge.Mul(edge, big.NewRat(100, 1)).FloatString(6)
		}
	}
	t.Fatal("no such bet: " + bet)
	return ""
}

// Figures d2, the edges. Those of dragon 7, panda 8, perfect pair and EZ are published
// for eight packs: 7.6113, 10.1876, 8.05 and 1.0183 %.
func TestEdges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bet     string
		variant Variant
		tiePays int64
		edge    string
	}{
		{"banker", Commission, 8, "1.057906"},
		{"player", Commission, 8, "1.235081"},
		{"tie", Commission, 8, "14.359629"},
		{"tie", Commission, 9, "4.844032"},
		{"banker", NoCommission, 8, "1.458104"},
		{"player", NoCommission, 8, "1.235081"},
		{"banker", EZ, 8, "1.018301"},
		{"player-pair", EZ, 8, "10.361446"},
		{"banker-pair", Commission, 8, "10.361446"},
		{"either-pair", Commission, 8, "13.709877"},
		{"perfect-pair", Commission, 8, "8.047044"},
		{"dragon-7", EZ, 8, "7.611334"},
		{"panda-8", EZ, 8, "10.187632"},
		{"super-6", NoCommission, 8, "13.818055"},
		{"small", Commission, 8, "5.282877"},
		{"big", Commission, 8, "4.345748"},
	} {
		require.Equal(t, c.edge, edgeOf(t, Options{Variant: c.variant, TiePays: c.tiePays, ShoeTerms: cards.ShoeTerms{Decks: 8}}, c.bet), "%+v", c)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	for decks := range cards.DecksMax + 1 {
		w := enumeratePairs(decks)
		var sum, player, banker uint64
		for i, ways := range w.of {
			sum += ways
			if i/len(pairs) > 0 {
				player += ways
			}
			if i%len(pairs) > 0 {
				banker += ways
			}
		}
		require.Equal(t, w.total, sum)
		require.Equal(t, player, banker, "neither side is dealt better pairs")
		if decks == 8 {
			require.Equal(t, "0.074699", percent(t, player, w.total, 6))
			require.Equal(t, uint64(0), player*415-31*w.total)
			require.Equal(t, "0.143817", percent(t, w.total-w.of[0], w.total, 6))
		}
		if decks == 1 {
			require.Zero(t, w.of[2], "one pack has no perfect pair")
		}
	}
}

// An oracle of the drawing rules of its own: what a banker does by the player's third
// card, 0 to 9, and with no third card, as casinos print it.
var bankersCard = map[int]string{
	0: "DDDDDDDDDD D", 1: "DDDDDDDDDD D", 2: "DDDDDDDDDD D", 3: "DDDDDDDDSD D", 4: "SSDDDDDDSS D",
	5: "SSSSDDDDSS D", 6: "SSSSSSDDSS S", 7: "SSSSSSSSSS S",
}

// Every hand by what its cards count, dealt card by card as at the table: its counts are
// those of the infinite shoe, and its draws those of the printed card.
func TestEveryHandThroughTheTable(t *testing.T) {
	t.Parallel()
	weight := func(points int) uint64 {
		if points == 0 {
			return 16
		}
		return 4
	}
	index := map[Outcome]int{}
	for i, o := range mains {
		o.PlayerPair, o.BankerPair = "", ""
		index[o] = i
	}
	got := make([]uint64, len(mains))
	var six [6]cards.Card
	for n := range 1_000_000 {
		if p, b := (n+n/100)%10, (n/10+n/1000)%10; (p >= natural || b >= natural) && n >= 10_000 {
			continue // as below, found out sooner
		}
		ways, rest, unused := uint64(1), n, [7]int{}
		for i := range six {
			unused[i] = rest // is 0 if the cards from here on all count nothing
			points := rest % 10
			rest /= 10
			rank := cards.Rank(points)
			if points == 0 {
				rank = cards.King
			}
			six[i] = cards.Of(rank, cards.Suit(i%cards.Suits))
		}
		next := 0
		h := play(func() cards.Card { next++; return six[next-1] })
		if unused[next] != 0 {
			continue // once with tens behind it stands for all that can lie there
		}
		for i := range six {
			if i < next {
				ways *= weight(points(six[i].Rank()))
			} else {
				ways *= cards.PackSize
			}
		}
		o := h.outcome()
		if _, known := outcomeIndex[o]; !known {
			t.Fatalf("%v: %+v is not listed", h.order, o)
		}
		o.PlayerPair, o.BankerPair = "", ""
		got[index[o]] += ways
		if err := byTheCard(h); err != nil {
			t.Fatal(err)
		}
	}
	require.Equal(t, enumerate(infinite).of, got)
}

func byTheCard(h hand) error {
	p, b := points(h.player[0].Rank())+points(h.player[1].Rank()), points(h.banker[0].Rank())+points(h.banker[1].Rank())
	p, b = p%10, b%10
	want := "" // who takes a third card
	switch third := 11; {
	case p > 7 || b > 7:
	case p < 6:
		want, third = "p", points(h.order[4].Card.Rank())
		fallthrough
	default:
		if bankersCard[b][third] == 'D' {
			want += "b"
		}
	}
	is := ""
	for _, turn := range h.order[4:] {
		is += string(turn.To[:1])
	}
	if is != want {
		return fmt.Errorf("%v: third cards of %q, the printed card says %q", h.order, is, want)
	}
	return nil
}

// Figures d2: any natural.
func TestNaturals(t *testing.T) {
	t.Parallel()
	s := byPoints(8)
	var ways, all uint64
	s.each(func(p1 int, w1 uint64) {
		s.each(func(b1 int, w2 uint64) {
			s.each(func(p2 int, w3 uint64) {
				s.each(func(b2 int, w4 uint64) {
					w := w1 * w2 * w3 * w4
					all += w
					if (p1+p2)%10 >= natural || (b1+b2)%10 >= natural {
						ways += w
					}
				})
			})
		})
	})
	require.Equal(t, "0.343049", percent(t, ways, all, 6))
}

// The listed outcomes are exactly those that come: the allowance counts with each.
func TestMainsAreWhatCanCome(t *testing.T) {
	t.Parallel()
	for decks := range cards.DecksMax + 1 {
		w := enumerate(decks)
		var sum uint64
		for i, ways := range w.of {
			require.NotZero(t, ways, "%+v never comes", mains[i])
			sum += ways
		}
		require.Equal(t, w.total, sum, "an outcome is missing with %d packs", decks)
	}
	require.Len(t, outcomes, len(mains)*9)
}

// The spots of pairs depend on pairs alone, and the others not on pairs: so that two
// counts are enough for all odds.
func TestPricesAskForPairsOrForTheRest(t *testing.T) {
	t.Parallel()
	for _, v := range []Variant{Commission, NoCommission, EZ} {
		for _, p := range pricesOf(v, 9) {
			for _, a := range outcomes {
				for _, b := range outcomes {
					same := a.PlayerPair == b.PlayerPair && a.BankerPair == b.BankerPair
					if !p.pairs {
						same = a.Winner == b.Winner && a.Feat == b.Feat && a.Cards == b.Cards
					}
					if same && p.back(a) != p.back(b) {
						t.Fatalf("%s: %+v brings back %d, %+v %d", p.name, a, p.back(a), b, p.back(b))
					}
				}
			}
		}
	}
}

// Figures d2 by simulation: hands of shuffled shoes, at the prices that pay, agree with what
// was counted, each bet within five standard errors (of whole shoes: hands of one shoe hang
// together a little).
func TestDealtHandsAgreeWithTheOdds(t *testing.T) {
	t.Parallel()
	const handsOf = 60
	shoes := bars.N{Quick: 500, Commit: 20_000, Night: 1_700_000}.Of(bars.Level())
	o := Options{Variant: Commission, TiePays: 8, ShoeTerms: cards.ShoeTerms{Decks: 8}}
	draws := mix(7)
	prices := pricesOf(o.Variant, o.TiePays)
	backs := make([][]float64, len(prices))
	for i, p := range prices {
		for _, outcome := range outcomes {
			backs[i] = append(backs[i], float64(p.back(outcome))/float64(p.per))
		}
	}
	var sample gamestest.Sample
	for range shoes {
		order := cards.Shuffle(o.Decks, &draws)
		next := 0
		shoe := make([]float64, len(prices))
		for range handsOf {
			h := play(func() cards.Card { next++; return order[next-1] })
			n := outcomeIndex[h.outcome()]
			for i := range shoe {
				shoe[i] += backs[i][n] / handsOf
			}
		}
		sample.Add(shoe)
	}
	bets := o.par().Bets
	sample.Agrees(t, bets)
	for i, odds := range bets {
		require.Equal(t, prices[i].name, odds.Bet)
	}
}

// mix is seeded draws.
type mix = gamestest.Draws

// Every legal configuration answers, its answer holds together, and no bet of it returns
// less than 75 % (G13).
func TestPar(t *testing.T) {
	t.Parallel()
	var priced games.Priced = New()
	s := priced.Settings()
	for _, variant := range s[0].Values {
		for _, decks := range s[1].Values {
			for _, tiePays := range s[2].Values {
				text := fmt.Sprintf(`{"variant":%s,"decks":%s,"tiePays":%s}`, variant, decks, tiePays)
				par, err := priced.Par([]byte(text))
				require.NoError(t, err)
				require.JSONEq(t, text, string(par.Options))
				require.Len(t, par.Bets, 12)
				for _, odds := range par.Bets {
					require.NoError(t, odds.Check())
					require.NotEmpty(t, odds.Pays)
					require.Less(t, "0.75", odds.Return.Decimal, odds.Bet)
				}
			}
		}
	}
	for _, bad := range []string{`{"decks":9}`, `{"decks":-1}`, `{"variant":"x"}`, `{"tiePays":7}`, `{"tip":1}`, `[]`, `{} {}`} {
		_, err := priced.Par([]byte(bad))
		require.Error(t, err, bad)
	}
	par, err := priced.Par([]byte(`{}`))
	require.NoError(t, err)
	require.JSONEq(t, `{"variant":"commission","decks":8,"tiePays":8}`, string(par.Options))
}
