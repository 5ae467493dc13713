package blackjack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/cards"
	"croupier/internal/bars"
)

// Figures d3: the best play of endless packs is the published chart, but for soft
// 13 against 5 and soft 15 against 4, which hit.
func TestTheBestPlayIsTheChart(t *testing.T) {
	t.Parallel()
	terms := with(func(t *Terms) { t.Surrender = true })
	got, want := BestPlay(terms), chartOf(t, published)
	var differ []string
	compare := func(name string, pair int, s sum) {
		for up := ace; up <= ten; up++ {
			if a, b := got.cells(s, pair, up), want.cells(s, pair, up); first(a) != first(b) {
				differ = append(differ, fmt.Sprintf("%s v %d %s %s", name, up, a, b))
			}
		}
	}
	for hard := 5; hard <= 20; hard++ {
		compare(fmt.Sprint(hard), 0, sum{hard, false})
	}
	for soft := 13; soft <= 20; soft++ {
		compare(fmt.Sprint("soft ", soft), 0, sum{soft - 10, true})
	}
	for card := ace; card <= ten; card++ {
		compare(fmt.Sprint("pair ", card), card, sum{}.and(card).and(card))
	}
	require.Equal(t, []string{"soft 13 v 5 H DH", "soft 15 v 4 H DH"}, differ)
}

// first is what a cell plays if all is legal.
func first(cell string) string { return cell[:1] }

func TestTheChartPlaysWhatIsLegal(t *testing.T) {
	t.Parallel()
	c := BestPlay(with(func(t *Terms) { t.Surrender, t.HitsSoft17 = true, true }))
	for _, row := range []struct {
		hand, up string
		legal    []string
		want     string
	}{
		{"5s 6s", "9d", []string{Hit, Stand, DoubleUp, Surrender}, DoubleUp},
		{"5s 6s", "9d", []string{Hit, Stand}, Hit},
		{"As 7s", "4d", []string{Hit, Stand, DoubleUp}, DoubleUp},
		{"As 7s", "4d", []string{Hit, Stand}, Stand},
		{"8s 8d", "Td", []string{Hit, Stand, DoubleUp, Split, Surrender}, Split},
		{"8s 8d", "Td", []string{Hit, Stand, DoubleUp, Surrender}, Surrender},
		{"8s 8d", "Ad", []string{Hit, Stand, DoubleUp, Split, Surrender}, Surrender},
		{"Ts 6d", "Td", []string{Hit, Stand, Surrender}, Surrender},
		{"Ts 4d 2d", "Td", []string{Hit, Stand}, Hit},
		{"5s 5d", "6d", []string{Hit, Stand, DoubleUp, Split}, DoubleUp},
		{"As Ad", "6d", []string{Stand, Split}, Split},
	} {
		hand, err := cards.Parse(row.hand)
		require.NoError(t, err)
		require.Equal(t, row.want, c.Best(hand, cards.Card(row.up), row.legal), row)
	}
	require.Empty(t, c.Best([]cards.Card{"5s", "6s"}, "9d", []string{Decline}))
}

func TestParAnswersForOtherTerms(t *testing.T) {
	t.Parallel()
	for i, c := range []struct {
		options string
		bets    map[string]string // edge in percent, so many places
	}{
		{`{}`, map[string]string{"seat, endless packs": "0.511734", "insurance": "7.4699", "pairs": "4.0964", "threes": "3.7039", "seat": "0.43"}},
		{`{"decks":6,"surrender":true,"pairs":"30/10/5","threes":"9:1"}`, map[string]string{"seat, endless packs": "0.426223", "insurance": "7.3955"}},
		{`{"natural":"6:5","threes":""}`, map[string]string{"seat, endless packs": "1.864627"}},
	} {
		if i > 0 && bars.Level() == "quick" {
			continue
		}
		p, err := Seats().Par([]byte(c.options))
		require.NoError(t, err)
		for i := range p.Bets {
			require.NoError(t, p.Bets[i].Check())
			want, ok := c.bets[p.Bets[i].Bet]
			if !ok {
				continue
			}
			delete(c.bets, p.Bets[i].Bet)
			places := len(want) - strings.IndexByte(want, '.') - 1
			edge, ok := rat(0, 1).SetString(p.Bets[i].Edge.Decimal)
			require.True(t, ok)
			require.Equal(t, want, times(edge, rat(100, 1)).FloatString(places), p.Bets[i].Bet)
		}
		require.Empty(t, c.bets)
		var back Options
		require.NoError(t, json.Unmarshal(p.Options, &back))
	}
	for _, bad := range []string{`{"decks":0}`, `{"decks":9}`, `{"hole":"x"}`, `{"natural":"2:1"}`, `{"handsMax":5}`, `{"double":"no"}`,
		`{"pairs":"1/1/1"}`, `{"threes":"1"}`, `{"wheels":1}`, `[]`, `{} {}`} {
		_, err := Seats().Par([]byte(bad))
		require.Error(t, err, bad)
	}
	_, err := Unlimited().Par([]byte(`{"handsMax":4}`))
	require.Error(t, err)
}

// Every setting's every value is legal, the others at their first.
func TestSettingsAreLegal(t *testing.T) {
	t.Parallel()
	for _, r := range []*Rules{Seats(), Unlimited()} {
		for _, s := range r.Settings() {
			for _, v := range s.Values {
				o := r.plain()
				body, err := json.Marshal(map[string]json.RawMessage{s.Name: v})
				require.NoError(t, err)
				require.NoError(t, games.Strictly(body, &o), s.Name)
				require.NoError(t, r.checkOdds(&o), s.Name)
			}
		}
	}
}

func TestOptionsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	for says, change := range map[string]func(*Options){
		"decks":                    func(o *Options) { o.Decks = 9 },
		"stepMinor is 5":           func(o *Options) { o.StepMinor = 5 },
		"multiple of 10":           func(o *Options) { o.StepMinor, o.Natural = 4, SixToFive },
		"absentMs":                 func(o *Options) { o.AbsentMs = o.DecideMs + 1 },
		"betMs":                    func(o *Options) { o.BetMs = 10 },
		"seats is 8":               func(o *Options) { o.Seats = 8 },
		"seatsEach":                func(o *Options) { o.SeatsEach = 5 },
		"behindMax":                func(o *Options) { o.BehindMax = 51 },
		"behindCut":                func(o *Options) { o.BehindCut = 312 },
		"autoHitBelow":             func(o *Options) { o.AutoHitBelow = 18 },
		"seatMaxMinor":             func(o *Options) { o.SeatMaxMinor = o.SeatMinMinor - 1 },
		"sideMaxMinor":             func(o *Options) { o.SideMaxMinor = 0 },
		"allowanceMinor":           func(o *Options) { o.AllowanceMinor = 0 },
		"28 hands may need":        func(o *Options) { o.Decks, o.Seats, o.BehindCut = 2, 7, 10 },
		"no paytable of 21+3":      func(o *Options) { o.Threes = "1:1" },
		"no paytable of perfect p": func(o *Options) { o.Pairs = "1:1" },
	} {
		_, err := Seats().Options(encode(t, suiteOptions(change)))
		require.ErrorContains(t, err, says)
	}
	_, err := Unlimited().Options(encode(t, suiteOptions(nil)))
	require.ErrorContains(t, err, "splits once")
	_, err = Unlimited().Options(encode(t, suiteOptions(func(o *Options) { o.HandsMax, o.ResplitAces = 2, false })))
	require.ErrorContains(t, err, "no seats")
	_, err = Seats().Options([]byte(`{"decks":8,"decksMax":9}`))
	require.ErrorContains(t, err, "unknown field")
}

func TestCarriesAreLookedAt(t *testing.T) {
	t.Parallel()
	options := encode(t, suiteOptions(nil))
	var good Carry
	require.NoError(t, json.Unmarshal(stacked(t, 6, "As"), &good))
	for name, spoil := range map[string]func(*Carry){
		"a card too few":   func(c *Carry) { c.Private.Order = c.Private.Order[1:] },
		"a card twice":     func(c *Carry) { c.Private.Order[0] = c.Private.Order[1] },
		"dealt backwards":  func(c *Carry) { c.Shoe.Dealt = -1 },
		"a seat elsewhere": func(c *Carry) { c.Private.Seats = []KeptFor{{Seat: 8, Player: 1}} },
		"before all time":  func(c *Carry) { c.OpensAt = -1 },
	} {
		c := good
		shoe, secret := *good.Shoe, *good.Private
		secret.Order = append([]cards.Card{}, secret.Order...)
		c.Shoe, c.Private = &shoe, &secret
		spoil(&c)
		_, err := Seats().Table(testRound, options, encode(t, c))
		require.Error(t, err, name)
	}
	// Without its private part, as anyone may read it, the shoe is shuffled again.
	good.Private = nil
	l := sitOn(t, Seats(), suiteOptions(nil), encode(t, good))
	l.bet(1, chip("seat:1", 1000))
	l.timeout()
	require.Equal(t, stageShuffle, l.deals().Turn.Stage)
}

// G21, G26: the sheet tells everything before a bet.
func TestTheSheet(t *testing.T) {
	t.Parallel()
	var s struct {
		Game, EdgePercent, ReturnPercent, InsurancePays string
		Best                                            [][]string
		Spots                                           []string
		Pairs                                           []sheetPrice
		Sides                                           []sheetSide
	}
	body, err := Seats().Sheet(encode(t, suiteOptions(func(o *Options) { o.Decks, o.Surrender, o.ResplitAces = 8, false, false })))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(body, &s))
	require.Equal(t, "0.511734", s.EdgePercent)
	require.Equal(t, "99.488266", s.ReturnPercent)
	require.Len(t, s.Best, 34)
	require.Len(t, s.Spots, 16)
	require.Equal(t, sheetPrice{"perfect", 25}, s.Pairs[0])
	require.Equal(t, "2:1", s.InsurancePays)
	require.Equal(t, []sheetSide{{"pairs", "95.903614", "4.096386"}, {"threes", "96.296087", "3.703913"}, {"insurance", "92.530120", "7.469880"}}, s.Sides, "d3")

	body, err = Unlimited().Sheet(encode(t, commonOptions(nil)))
	require.NoError(t, err)
	require.Contains(t, string(body), `"common":true`)

	// L3: a table may forbid to tell the best play.
	require.Contains(t, string(body), `"hints":true`)
	off := false
	body, err = Unlimited().Sheet(encode(t, commonOptions(func(o *Options) { o.Hints = &off })))
	require.NoError(t, err)
	require.Contains(t, string(body), `"hints":false`)
	require.Contains(t, string(body), `"best":[]`)
	_, err = Seats().Sheet([]byte(`{}`))
	require.Error(t, err)
}

// needs is enough for the most that a round can take: a greedy player who never
// stands, from a shoe that begins with its smallest cards, at every seat.
func TestAShoeIsNeverDealtOut(t *testing.T) {
	t.Parallel()
	most := 0
	for i := range 120 {
		o := suiteOptions(func(o *Options) {
			o.Decks, o.Seats, o.SeatsEach, o.Pairs, o.Threes = 1+i%2, 1+i%2, 1+i%2, "", ""
			o.HandsMax = 4 - 2*(i%2)
			o.BehindCut, o.HitsSoft17 = 0, true
		})
		draws := splitmix(i)
		l := sitOn(t, Seats(), o, nil)
		l.draws = lowDraws{&draws}
		l.bet(1, chip("seat:1", 200))
		if o.Seats > 1 {
			l.bet(1, chip("seat:2", 200))
		}
		l.timeout()
		l.plays(uint64(i), func(s *seat, legal []string) string {
			for _, do := range []string{Split, Hit} {
				for _, is := range legal {
					if is == do {
						return do
					}
				}
			}
			if legal == nil || legal[0] == Decline {
				return Decline
			}
			return Stand
		})
		taken := l.result().Taken
		most = max(most, taken)
		require.LessOrEqual(t, taken, o.needs(o.Seats*o.HandsMax))
	}
	require.Greater(t, most, 20)
}

// lowDraws lays the small cards first.
type lowDraws struct{ games.Draws }

func (r lowDraws) Shuffle(n int, swap func(i, j int)) {
	order := cards.Packs(n / cards.PackSize)
	both := func(i, j int) { order[i], order[j] = order[j], order[i]; swap(i, j) }
	r.Draws.Shuffle(n, both)
	from := 0
	for _, most := range []int{2, 4} {
		for i := from; i < n; i++ {
			if points(order[i]) <= most {
				both(from, i)
				from++
			}
		}
	}
}
