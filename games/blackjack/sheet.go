package blackjack

import (
	"encoding/json"
	"math/big"
)

// sheet is the rules as anyone may read them (G21, G26).
type sheet struct {
	Game    string       `json:"game"`
	Rules   int          `json:"rules"`
	Common  bool         `json:"common"` // one hand for all
	Options Options      `json:"options"`
	Spots   []string     `json:"spots"`
	Pairs   []sheetPrice `json:"pairs"`
	Threes  []sheetPrice `json:"threes"`
	// Doubles and splits, for people: which may be, and how often.
	HandsMax    int    `json:"handsMax"`
	CharlieFrom int    `json:"charlieFrom"` // cards; 0: no such hand
	Insurance   string `json:"insurancePays"`
	// What is done for who says nothing: hit below this total, stand from it on.
	AutoHitBelow int `json:"autoHitBelow"`
	// Behind a seat: what a stake does that cannot or may not follow.
	Fallback string `json:"fallback"`
	// Of the best play of packs without end; of the shoe it is a little more.
	ReturnPercent string `json:"returnPercent"`
	EdgePercent   string `json:"edgePercent"`
	// Of the bets beside the hand that the table offers (G21), from its shoe.
	Sides []sheetSide `json:"sides"`
	// Whether a page may tell the best play of a hand (L3), and the chart of that
	// play: rows against 2 to 10 and ace; none where it may not.
	Hints bool       `json:"hints"`
	Best  [][]string `json:"best"`
}

type sheetPrice struct {
	Kind string `json:"kind"`
	Pays int64  `json:"pays"`
}

type sheetSide struct {
	Bet           string `json:"bet"` // "pairs", "threes" or "insurance"
	ReturnPercent string `json:"returnPercent"`
	EdgePercent   string `json:"edgePercent"`
}

// Sheet describes the table to anyone, as JSON: terms, limits, times, side bets,
// the automatic act, the return and the best play.
func (r *Rules) Sheet(options []byte) ([]byte, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	s := sheet{
		Game: r.game, Rules: Version, Common: r.common, Options: o, HandsMax: o.HandsMax, AutoHitBelow: o.AutoHitBelow,
		Fallback: "stays undoubled on its first hand",
		Pairs:    tableOf(pairTables, o.Pairs).prices(pairKinds), Threes: tableOf(threeTables, o.Threes).prices(threeKinds),
	}
	for _, at := range o.spots(r.common) {
		s.Spots = append(s.Spots, at.String())
	}
	if o.Charlie {
		s.CharlieFrom = charlieCards
	}
	if o.Insurance {
		s.Insurance = "2:1"
	}
	edge := newOracle(o.Terms).edge()
	s.Sides = o.sides()
	s.EdgePercent, s.ReturnPercent = percent(edge), percent(minus(rat(1, 1), edge))
	s.Hints, s.Best = o.hints(), [][]string{}
	if s.Hints {
		s.Best = BestPlay(o.Terms).Rows()
	}
	return json.Marshal(s)
}

func percent(v *big.Rat) string { return times(v, rat(100, 1)).FloatString(6) }

// sides are the returns of the bets beside the hand.
func (o *Options) sides() []sheetSide {
	list := []sheetSide{}
	add := func(bet string, back *big.Rat) {
		list = append(list, sheetSide{bet, percent(back), percent(minus(rat(1, 1), back))})
	}
	if table := tableOf(pairTables, o.Pairs); table != nil {
		of, all := pairCounts(o.Decks)
		_, back := table.odds(pairKinds, of, all)
		add(string(onPairs), back)
	}
	if table := tableOf(threeTables, o.Threes); table != nil {
		of, all := threeCounts(o.Decks)
		_, back := table.odds(threeKinds, of, all)
		add(string(onThrees), back)
	}
	if o.Insurance {
		add("insurance", plus(insurance(o.Decks), rat(1, 1)))
	}
	return list
}

// prices lists a paytable; none for a bet that is not offered.
func (p *paytable) prices(kinds []string) []sheetPrice {
	list := []sheetPrice{}
	if p == nil {
		return list
	}
	for i, kind := range kinds {
		list = append(list, sheetPrice{Kind: kind, Pays: p.pays[i]})
	}
	return list
}
