package blackjack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// Figures d3, golden hand cases: one seat of 1000, the cards in the order in
// which they come: the seat's first, the dealer's open one, the seat's second, the
// one face down, then what is drawn.
func TestGoldenHands(t *testing.T) {
	t.Parallel()
	enhc := func(h Hole) func(*Options) { return func(o *Options) { o.Hole = h } }
	for name, c := range map[string]struct {
		change func(*Options)
		cards  string
		acts   []string
		net    money.Amount
		whys   []string
	}{
		"blackjack pays 3:2":               {nil, "As 9d Ks 9c", nil, 1500, []string{"seat:1 blackjack"}},
		"blackjack pays 6:5":               {func(o *Options) { o.Natural = SixToFive }, "As 9d Ks 9c", nil, 1200, []string{"seat:1 blackjack"}},
		"blackjack pays even":              {func(o *Options) { o.Natural = EvenMoney }, "As 9d Ks 9c", nil, 1000, []string{"seat:1 blackjack"}},
		"two blackjacks push":              {nil, "As Kd Ks Ac", nil, 0, []string{"seat:1 push"}},
		"a blackjack beats 21":             {nil, "9s Kd 7s Ac", nil, -1000, []string{"seat:1 lose"}},
		"push":                             {nil, "Ts Td 9s 9c", []string{Stand}, 0, []string{"seat:1 push"}},
		"bust loses to a bust":             {nil, "Ts 6d 6s Tc Kc Kd", []string{Hit}, -1000, []string{"seat:1 bust"}},
		"the dealer busts":                 {nil, "Ts 6d 2s Tc Kd", []string{Stand}, 1000, []string{"seat:1 win"}},
		"21 is not asked":                  {nil, "5s 6d 6s Tc Td 9c", []string{Hit}, 1000, []string{"seat:1 win"}},
		"doubled, won":                     {nil, "5s 6d 6s Tc 9d Kc", []string{DoubleUp}, 2000, []string{"seat:1 win"}},
		"doubled, lost":                    {nil, "5s 9d 6s Tc 2d", []string{DoubleUp}, -2000, []string{"seat:1 lose"}},
		"21 after a split is no blackjack": {nil, "As 9d Ad 9c Ks Qs", []string{Split}, 2000, []string{"seat:1 win", "seat:1 win"}},
		"ace and ten of split tens":        {nil, "Ks 9d Qd Tc As 9s", []string{Split, Stand}, 1000, []string{"seat:1 win", "seat:1 push"}},
		"surrender":                        {nil, "Ts Td 6s 7c", []string{Surrender}, -500, []string{"seat:1 surrender"}},
		"insured, and the dealer has it":   {nil, "9s Ad 7s Kc", []string{Insure}, 0, []string{"insurance:1 win", "seat:1 lose"}},
		"insured in vain":                  {nil, "9s Ad 9d 7c", []string{Insure, Stand}, -500, []string{"insurance:1 lose", "seat:1 push"}},
		"even money, the dealer has it":    {nil, "As Ad Ks Kc", []string{Even}, 1000, []string{"seat:1 even"}},
		"even money, the dealer has none":  {nil, "As Ad Ks 9c", []string{Even}, 1000, []string{"seat:1 even"}},
		"soft 17 stands":                   {nil, "Ts 6d 8s Ac", []string{Stand}, 1000, []string{"seat:1 win"}},
		"soft 17 draws":                    {func(o *Options) { o.HitsSoft17 = true }, "Ts 6d 8s Ac 4d", []string{Stand}, -1000, []string{"seat:1 lose"}},
		"six cards": {func(o *Options) { o.Charlie = true }, "2s Td 2d Tc 2c 2h 3s 3d", []string{Hit, Hit, Hit, Hit}, 1000,
			[]string{"seat:1 charlie"}},
		"six cards where they are nothing": {nil, "2s Td 2d Tc 2c 2h 3s 3d", []string{Hit, Hit, Hit, Hit, Stand}, -1000, []string{"seat:1 lose"}},

		// Without a card face down the dealer's second comes at the end.
		"a late blackjack takes a double":          {enhc(NoneAll), "5s Td 6s 9c Ac", []string{DoubleUp}, -2000, []string{"seat:1 lose"}},
		"a late blackjack gives a double back":     {enhc(NoneOriginal), "5s Td 6s 9c Ac", []string{DoubleUp}, -1000, []string{"seat:1 lose", "seat:1 returned"}},
		"a late blackjack takes a split":           {enhc(NoneAll), "8s Td 8d 9c 9d Ac", []string{Split, Stand, Stand}, -2000, []string{"seat:1 lose", "seat:1 lose"}},
		"a late blackjack gives a split back":      {enhc(NoneOriginal), "8s Td 8d 9c 9d Ac", []string{Split, Stand, Stand}, -1000, []string{"seat:1 lose", "seat:1 returned"}},
		"a late blackjack gives broken halves":     {enhc(NoneOriginal), "8s Td 8d 9c 9d Kc Ac", []string{Split, Hit, Stand}, -1000, []string{"seat:1 bust", "seat:1 returned"}},
		"a late blackjack takes a surrender":       {enhc(NoneAll), "Ts Td 6s Ac", []string{Surrender}, -1000, []string{"seat:1 lose"}},
		"a surrender without a card face down":     {enhc(NoneAll), "Ts Td 6s 7c", []string{Surrender}, -500, []string{"seat:1 surrender"}},
		"insured without a card face down":         {enhc(NoneAll), "9s Ad 7s Kc", []string{Insure, Stand}, 0, []string{"insurance:1 win", "seat:1 lose"}},
		"a late blackjack beats six cards":         {func(o *Options) { o.Hole, o.Charlie = NoneAll, true }, "2s Td 2d 2c 2h 3s 3d Ac", []string{Hit, Hit, Hit, Hit}, -1000, []string{"seat:1 lose"}},
		"the second card comes for a blackjack":    {enhc(NoneAll), "As Td Ks Ac", nil, 0, []string{"seat:1 push"}},
		"a blackjack alone lets the dealer stop":   {enhc(NoneAll), "As Td Ks 2c 9d", nil, 1500, []string{"seat:1 blackjack"}},
		"a broken hand alone lets the dealer stop": {nil, "Ts 6d 6s 2c Kc", []string{Hit}, -1000, []string{"seat:1 bust"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := suiteOptions(c.change)
			o.AutoHitBelow = 0
			l := sit(t, Seats(), o, c.cards)
			l.bet(1, chip("seat:1", 1000))
			l.deal()
			l.play(1, c.acts...)
			require.True(t, l.table.Phase().Ended() || l.deals().Turn.Stage != stageAct, "asked for more: %+v", l.deals().Turn)
			l.ends()
			require.Equal(t, c.whys, l.whys(1))
			require.Equal(t, c.net, l.net[1])
			if total := l.result().Total; name == "a broken hand alone lets the dealer stop" || name == "a blackjack alone lets the dealer stop" {
				require.Less(t, total, 17)
			}
		})
	}
}

func (l *live) legal() []string { return l.deals().Turn.Legal }

// G26: every legal act is listed at each decision, and no other is taken.
func TestLegalActs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Options)
		cards  string
		acts   []string
		want   []string
	}{
		"two cards":              {nil, "5s 6d 6s Tc", nil, []string{Hit, Stand, DoubleUp, Surrender}},
		"a pair":                 {nil, "8s 6d 8d Tc", nil, []string{Hit, Stand, DoubleUp, Split, Surrender}},
		"tens of two ranks":      {nil, "Ks 6d Td Tc", nil, []string{Hit, Stand, DoubleUp, Split, Surrender}},
		"no surrender":           {func(o *Options) { o.Surrender = false }, "5s 6d 6s Tc", nil, []string{Hit, Stand, DoubleUp}},
		"three cards":            {nil, "2s 6d 3s Tc 4d", []string{Hit}, []string{Hit, Stand}},
		"double 9-11, 8":         {func(o *Options) { o.Double = DoubleNine }, "2s 6d 6s Tc", nil, []string{Hit, Stand, Surrender}},
		"double 9-11, 9":         {func(o *Options) { o.Double = DoubleNine }, "3s 6d 6s Tc", nil, []string{Hit, Stand, DoubleUp, Surrender}},
		"double 10-11, 9":        {func(o *Options) { o.Double = DoubleTen }, "3s 6d 6s Tc", nil, []string{Hit, Stand, Surrender}},
		"double 9-11, soft":      {func(o *Options) { o.Double = DoubleNine }, "As 6d 8s Tc", nil, []string{Hit, Stand, Surrender}},
		"after a split":          {nil, "8s 6d 8d Tc 3s 2s", []string{Split}, []string{Hit, Stand, DoubleUp}},
		"no double after":        {func(o *Options) { o.AfterSplit = false }, "8s 6d 8d Tc 3s 2s", []string{Split}, []string{Hit, Stand}},
		"split again":            {nil, "8s 6d 8d Tc 8c 2s", []string{Split}, []string{Hit, Stand, DoubleUp, Split}},
		"four hands":             {nil, "8s 6d 8d Tc 8c 8h 8s 8d", []string{Split, Split, Split}, []string{Hit, Stand, DoubleUp}},
		"split once":             {func(o *Options) { o.HandsMax = 2 }, "8s 6d 8d Tc 8c 2s", []string{Split}, []string{Hit, Stand, DoubleUp}},
		"no splits":              {func(o *Options) { o.HandsMax = 1 }, "8s 6d 8d Tc", nil, []string{Hit, Stand, DoubleUp, Surrender}},
		"aces get one card each": {func(o *Options) { o.ResplitAces = false }, "As 6d Ad Tc Ac 2s 9c", []string{Split}, nil},
		"aces split again":       {nil, "As 6d Ad Tc Ac 2s", []string{Split}, []string{Stand, Split}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := sit(t, Seats(), suiteOptions(c.change), c.cards)
			l.bet(1, chip("seat:1", 1000))
			l.deal()
			l.play(1, c.acts...)
			if c.want == nil {
				require.True(t, l.table.Phase().Ended())
				return
			}
			require.Equal(t, c.want, l.legal())
			for _, do := range append([]string{"", "peek", Insure, Even, Decline}, acts...) {
				if _, err := l.decide(l.playing(1, do)); err == nil {
					require.Contains(t, c.want, do)
				} else {
					require.NotContains(t, c.want, do)
					l.refused(CodeIllegal, l.playing(1, do))
				}
			}
		})
	}
}

// A split to four, doubled thrice: each hand has its cards, its stake and its end.
func TestSplitToFour(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(nil), "8s 6d 8d Tc  8c 3s  8h 2s  Td 9d  Kc 7c 5h 9c")
	l.bet(1, chip("seat:1", 1000), chip("pairs:1", 100), chip("threes:1", 100))
	l.deal()
	l.play(1, Split, Split, Split) // 8 8 | 8 3 → 8 8 | 8 2 | 8 3 → 8 T | 8 9 | 8 2 | 8 3
	require.Equal(t, 4, len(l.deals().Seats[0].Hands))
	l.play(1, Stand, Stand, DoubleUp, DoubleUp)
	l.ends()
	// 18, 17, 8+2+K = 20, 8+3+7 = 18; the dealer 16 + 5 = 21.
	require.Equal(t, 21, l.result().Total)
	require.Equal(t, []string{"seat:1 lose", "seat:1 lose", "seat:1 lose", "seat:1 lose", "pairs:1 mixed", "threes:1 lose"}, l.whys(1))
	require.Equal(t, money.Amount(-6000+600-100), l.net[1])
	require.Equal(t, money.Amount(6200), l.result().Staked)
	require.Equal(t, money.Amount(700), l.result().Returned)
	require.Equal(t, []money.Amount{1000, 1000, 2000, 2000, 100, 100}, stakesOf(l.paid(1)))
}

func stakesOf(p Paid) (list []money.Amount) {
	for _, l := range p.Lines {
		list = append(list, l.Stake)
	}
	return list
}

// Insurance is at most half of the stake, in half steps; each seat is asked once.
func TestInsurance(t *testing.T) {
	t.Parallel()
	l := sit(t, Seats(), suiteOptions(nil), "9s 8s Ad 9d 8d Kc")
	l.bet(1, chip("seat:1", 1000))
	l.bet(2, chip("seat:3", 500))
	l.deal()
	require.Equal(t, stageInsure, l.deals().Turn.Stage)
	require.Equal(t, []games.PlayerID{1, 2}, l.table.Wait().For)
	ask := func(p games.PlayerID, seat int, stake money.Amount) games.Command {
		return l.by(p, Play{Seat: seat, Seen: 2, Do: Insure, Stake: stake})
	}
	l.refused(games.CodeAboveSpot, ask(1, 1, 550))
	l.refused(games.CodeBadStep, ask(1, 1, 120))
	l.refused(games.CodeBelowMin, ask(1, 1, -50))
	l.refused(games.CodeNotYourTurn, ask(1, 3, 50))
	l.refused(CodeStale, l.by(1, Play{Seat: 1, Hand: 1, Seen: 2, Do: Insure}))
	l.refused(CodeIllegal, l.by(1, Play{Seat: 1, Seen: 2, Do: Even}))
	l.refused(CodeIllegal, l.by(1, Play{Seat: 1, Seen: 2, Do: Hit}))
	l.do(ask(2, 3, 50))
	require.Equal(t, []games.PlayerID{1}, l.table.Wait().For)
	l.refused(CodeStale, ask(2, 3, 50))
	until := l.table.Wait().Until
	l.timeout()
	require.Equal(t, until, l.at, "an answer moves nobody's deadline")
	l.ends()
	require.Equal(t, money.Amount(-1000), l.net[1])
	require.Equal(t, money.Amount(-500+100), l.net[2])
}
