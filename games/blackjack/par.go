package blackjack

import (
	"encoding/json"
	"fmt"
	"math/big"

	"croupier/games"
)

// insurance is what a unit of it wins on average, the dealer's ace alone known.
func insurance(decks int) *big.Rat {
	_, all := pack(decks)
	tens := rat(16*int64(decks), int64(all)-1)
	return minus(times(rat(3, 1), tens), rat(1, 1))
}

// Settings lists the options that change the odds.
func (r *Rules) Settings() []games.Setting {
	return []games.Setting{
		games.NewSetting("decks", "packs of 52 in the shoe, 1 to 8", 8, 6, 4, 2, 1),
		games.NewSetting("hitsSoft17", "the dealer draws at a soft 17", false, true),
		games.NewSetting("hole", "when the dealer's second card comes", holes...),
		games.NewSetting("natural", "what a blackjack pays", naturals...),
		games.NewSetting("handsMax", "hands of a seat after splits, 1 to 4", r.handsMax()...),
		games.NewSetting("resplitAces", "aces split again", r.only(false)...),
		games.NewSetting("afterSplit", "split hands may be doubled", true, false),
		games.NewSetting("double", "which first two cards may be doubled", doubles...),
		games.NewSetting("surrender", "late surrender", false, true),
		games.NewSetting("charlie", "six cards win at once", false, true),
		games.NewSetting("pairs", "perfect pairs: perfect, coloured, mixed; empty: not offered", names(pairTables)...),
		games.NewSetting("threes", "21+3: suited trips, straight flush, trips, straight, flush; empty: not offered", names(threeTables)...),
	}
}

func (r *Rules) handsMax() []int {
	if r.common {
		return []int{2, 1}
	}
	return []int{4, 3, 2, 1}
}

func (r *Rules) only(first bool) []bool {
	if r.common {
		return []bool{first}
	}
	return []bool{first, !first}
}

func names(tables []paytable) []string {
	var list []string
	for _, t := range tables {
		list = append(list, t.name)
	}
	return append(list, "")
}

// Par computes the odds under some options.
func (r *Rules) Par(options []byte) (games.Par, error) {
	o := r.plain()
	if err := games.Strictly(options, &o); err != nil {
		return games.Par{}, fmt.Errorf("blackjack: options: %w", err)
	}
	if err := r.checkOdds(&o); err != nil {
		return games.Par{}, fmt.Errorf("blackjack: options: %w", err)
	}
	settled, err := json.Marshal(struct {
		Terms
		Pairs  string `json:"pairs"`
		Threes string `json:"threes"`
	}{o.Terms, o.Pairs, o.Threes})
	if err != nil {
		return games.Par{}, err
	}
	p := games.Par{Game: r.game, Rules: Version, Options: settled}
	p.Bets = append(p.Bets, o.Terms.odds()...)
	p.Bets = append(p.Bets, o.sideOdds()...)
	return p, nil
}

// plain is options in which every setting has its first value.
func (r *Rules) plain() Options {
	return Options{
		Terms: Terms{Decks: 8, Hole: Peek, Natural: ThreeToTwo, HandsMax: r.handsMax()[0], AfterSplit: true, Double: DoubleAny},
		Pairs: pairTables[0].name, Threes: threeTables[0].name,
	}
}

// odds are those of the hand: from endless packs exactly, and from the shoe by the
// chart that is best there.
func (t Terms) odds() []games.Odds {
	one := rat(1, 1)
	endless := newOracle(t)
	back := minus(one, endless.edge())
	chart := BestPlay(t)
	whole := FiniteResult(t, chart)
	// What a split round comes to as a whole is between nothing and all of them.
	wins := games.Exact{Decimal: fmt.Sprintf("%.12f", whole.Wins+whole.Splits/2), Within: fmt.Sprintf("%.12f", whole.Splits/2)}
	pushes := games.Exact{Decimal: fmt.Sprintf("%.12f", whole.Pushes+whole.Splits/2), Within: wins.Within}
	hand := games.Odds{
		Bet: "seat", Pays: "1:1, a blackjack " + string(t.Natural),
		Wins: wins, Pushes: &pushes, Return: measured(1 + whole.Gain), Edge: measured(-whole.Gain),
		How: fmt.Sprintf("every hand of the chart from a new shoe of %d packs, in float64; the chart is the best play of endless packs", t.Decks),
	}
	best := games.Odds{
		Bet: "seat, endless packs", Pays: hand.Pays, Wins: wins, Pushes: &pushes,
		Return: games.ExactOf(back), Edge: games.ExactOf(minus(one, back)),
		How: "the best play of every hand, backwards from the ends, in fractions; the chances are the shoe's",
	}
	insured := insurance(t.Decks)
	tens := new(big.Rat).Quo(plus(insured, one), rat(3, 1))
	return []games.Odds{hand, best, paying(games.NewOdds("insurance", tens, plus(insured, one), "the dealer's ace alone known"), "2:1")}
}

func paying(o games.Odds, pays string) games.Odds {
	o.Pays = pays
	return o
}

// within bounds the error of float64 in a walk through all hands.
const within = "0.00000000001"

func measured(v float64) games.Exact {
	return games.Exact{Decimal: fmt.Sprintf("%.12f", v), Within: within}
}

func (o *Options) sideOdds() []games.Odds {
	var list []games.Odds
	if table := tableOf(pairTables, o.Pairs); table != nil {
		of, all := pairCounts(o.Decks)
		wins, back := table.odds(pairKinds, of, all)
		list = append(list, paying(games.NewOdds("pairs", wins, back, "every set of two cards of the shoe"), table.name))
	}
	if table := tableOf(threeTables, o.Threes); table != nil {
		of, all := threeCounts(o.Decks)
		wins, back := table.odds(threeKinds, of, all)
		list = append(list, paying(games.NewOdds("threes", wins, back, "every set of three cards of the shoe"), table.name))
	}
	return list
}
