package baccarat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"croupier/games"
)

// Game and Version name the rules for ever (G48).
const (
	Game    = "baccarat"
	Version = 1
)

// beadsMax bounds the hands of a shoe: a hand takes four cards at least.
const beadsMax = 8 * 52 / 4

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
	if body == nil {
		return Carry{Beads: []Bead{}}, nil
	}
	var c Carry
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, err
	}
	if d.More() {
		return c, errors.New("something follows it")
	}
	if len(c.Beads) > beadsMax {
		return c, fmt.Errorf("%d hands, at most %d", len(c.Beads), beadsMax)
	}
	for _, b := range c.Beads {
		if b.Win != Player && b.Win != Banker && b.Win != Tie || b.Points < 0 || b.Points > 9 {
			return c, fmt.Errorf("no hand is %+v", b)
		}
	}
	if c.OpensAt < 0 || c.LandsAt < 0 {
		return c, errors.New("a moment before all time")
	}
	if c.Beads == nil {
		c.Beads = []Bead{}
	}
	return c, nil
}

// sheet is the rules as anyone may read them (G21, G24). Fractions are exact.
type sheet struct {
	Game    string  `json:"game"`
	Rules   int     `json:"rules"`
	Variant Variant `json:"variant"`
	Decks   int     `json:"decks"`
	// CutCards lie behind the cut card; the shoe ends with the round after the one in
	// which it comes out.
	CutCards int         `json:"cutCards"`
	Burn     string      `json:"burn"`
	Third    []string    `json:"third"` // the rules of the third card
	Spots    []sheetSpot `json:"spots"`
	Limits   sheetLimits `json:"limits"`
	Times    sheetTimes  `json:"times"`
	Roads    bool        `json:"roads"`
	Return   string      `json:"return"` // of the worst spot at this table (G13)
	Edge     string      `json:"edge"`
}

type sheetSpot struct {
	Spot   string `json:"spot"`
	Pays   string `json:"pays"`
	Most   int64  `json:"maxMinor"`
	Return string `json:"return"` // a decimal, of a new shoe
	Edge   string `json:"edge"`
}

type sheetLimits struct {
	Step      int64 `json:"stepMinor"`
	SpotMin   int64 `json:"spotMinMinor"`
	TableMax  int64 `json:"tableMaxMinor"`
	Allowance int64 `json:"allowanceMinor"`
	Spots     int   `json:"spotsMax"` // in one bet
	Bets      int   `json:"betsMax"`  // of one player in a round
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
