package baccarat

import (
	"fmt"
	"strconv"

	"croupier/games"
	"croupier/games/cards"
	"croupier/games/felt"
)

// Game and Version name the rules for ever (G48).
const (
	Game    = "baccarat"
	Version = 1
)

// beadsMax bounds the hands of a shoe: a hand takes four cards at least, and six at most.
const (
	beadsMax = cards.DecksMax * cards.PackSize / 4
	handMost = 6
)

// Rules are the rules of baccarat. They hold no state and may be shared.
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
		return nil, fmt.Errorf("baccarat: carry: %w", err)
	}
	return newTable(round, o, c)
}

func parseCarry(body []byte) (Carry, error) {
	k, err := cards.ReadKept(body, beadsMax, func(b Bead) bool {
		return (b.Win == Player || b.Win == Banker || b.Win == Tie) && b.Points >= 0 && b.Points <= 9
	})
	return Carry{k}, err
}

// sheet is the rules as anyone may read them (G21, G24). Fractions are exact.
type sheet struct {
	Game    string  `json:"game"`
	Rules   int     `json:"rules"`
	Variant Variant `json:"variant"`
	Decks   int     `json:"decks"`
	// CutCards lie behind the cut card; the shoe ends with the round after the one in
	// which it comes out.
	CutCards int              `json:"cutCards"`
	Burn     string           `json:"burn"`
	Third    []string         `json:"third"` // the rules of the third card
	Spots    []felt.SheetSpot `json:"spots"`
	Limits   felt.SheetLimits `json:"limits"`
	Times    sheetTimes       `json:"times"`
	Roads    bool             `json:"roads"`
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

// thirdCards is the drawing rules in words, for the page.
var thirdCards = []string{
	"8 or 9 with two cards of either side ends the hand",
	"player draws on 0 to 5 and stands on 6 and 7",
	"banker draws on 0 to 5 and stands on 6 and 7 if the player stood",
	"else by the player's third card: banker draws on 0 to 2 always, on 3 unless it is 8, " +
		"on 4 if it is 2 to 7, on 5 if 4 to 7, on 6 if 6 or 7; on 7 banker stands",
}

func ratio(odds int64) string { return strconv.FormatInt(odds, 10) + ":1" }
