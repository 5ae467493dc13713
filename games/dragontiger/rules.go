package dragontiger

import (
	"encoding/json"
	"fmt"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// Game and Version name the rules for ever (G48).
const (
	Game    = "dragon-tiger"
	Version = 1
)

// beadsMax bounds the rounds of a shoe: each takes two cards.
const (
	beadsMax = cards.DecksMax * cards.PackSize / handMost
	handMost = 2
)

// Rules are the rules of dragon tiger. They hold no state and may be shared.
type Rules struct{}

// New is the rules.
func New() *Rules { return &Rules{} }

// ID names the game and the version of its rules.
func (*Rules) ID() (string, int) { return Game, Version }

// Types lists every ask, body, view and carry by its name.
func (*Rules) Types() map[string]any { return types() }

// Table makes the table of one round. A nil carry is the room's first round: it opens at
// the first Timeout and shuffles the first shoe.
func (*Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	c, err := parseCarry(carry)
	if err != nil {
		return nil, fmt.Errorf("dragontiger: carry: %w", err)
	}
	return newTable(round, o, c)
}

func parseCarry(body []byte) (Carry, error) {
	k, err := cards.ReadKept(body, beadsMax, func(b Bead) bool {
		return b.Win == Tie || (b.Win == Dragon || b.Win == Tiger) && !b.Suited
	})
	return Carry{k}, err
}

// sheet is the rules as anyone may read them (G21, G24).
type sheet struct {
	Game  string `json:"game"`
	Rules int    `json:"rules"`
	Decks int    `json:"decks"`
	// CutCards lie behind the cut card; the shoe ends with the round after the one in
	// which it comes out.
	CutCards int              `json:"cutCards"`
	Burn     string           `json:"burn"`
	Ranks    string           `json:"ranks"`
	Spots    []felt.SheetSpot `json:"spots"`
	Limits   felt.SheetLimits `json:"limits"`
	Times    sheetTimes       `json:"times"`
	Stats    bool             `json:"stats"`
	Return   string           `json:"return"` // of the worst spot at this table (G13)
	Edge     string           `json:"edge"`
}

type sheetTimes struct {
	BetMs     int64 `json:"betMs"`
	CardMs    int64 `json:"cardMs"`
	ShuffleMs int64 `json:"shuffleMs"`
	LandMs    int64 `json:"landMs"`
	PauseMs   int64 `json:"pauseMs"`
}

// Sheet describes the table to anyone, as JSON: every spot with what it pays and
// returns, limits and times.
func (*Rules) Sheet(options []byte) ([]byte, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	s := sheet{
		Game: Game, Rules: Version, Decks: o.Decks, CutCards: o.CutCards,
		Burn:   "the first card of a shoe, unseen",
		Ranks:  "ace is the lowest, king the highest; suits have no rank",
		Limits: o.SheetLimits(),
		Times:  sheetTimes{BetMs: o.BetMs, CardMs: o.CardMs, ShuffleMs: o.ShuffleMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Stats:  o.stats(),
	}
	par := o.par()
	var spots felt.SheetSpots
	for i, p := range o.prices() {
		if p.most > 0 || p.main {
			spots.Add(p.name, p.says, p.most, &par.Bets[i])
		}
	}
	s.Spots, s.Return, s.Edge = spots.Spots, spots.Return, spots.Edge
	return json.Marshal(s)
}
