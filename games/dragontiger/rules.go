package dragontiger

import (
	"bytes"
	"encoding/json"
	"errors"
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
const beadsMax = cards.DecksMax * cards.PackSize / 2

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
		return c, fmt.Errorf("%d rounds, at most %d", len(c.Beads), beadsMax)
	}
	for _, b := range c.Beads {
		if b.Win != Dragon && b.Win != Tiger && b.Win != Tie || b.Suited && b.Win != Tie {
			return c, fmt.Errorf("no round is %+v", b)
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

// sheet is the rules as anyone may read them (G21, G24).
type sheet struct {
	Game  string `json:"game"`
	Rules int    `json:"rules"`
	Decks int    `json:"decks"`
	// CutCards lie behind the cut card; the shoe ends with the round after the one in
	// which it comes out.
	CutCards int         `json:"cutCards"`
	Burn     string      `json:"burn"`
	Ranks    string      `json:"ranks"`
	Spots    []sheetSpot `json:"spots"`
	Limits   sheetLimits `json:"limits"`
	Times    sheetTimes  `json:"times"`
	Stats    bool        `json:"stats"`
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

// Sheet describes the table to anyone, as JSON: every spot with what it pays and
// returns, limits and times.
func (*Rules) Sheet(options []byte) ([]byte, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	s := sheet{
		Game: Game, Rules: Version, Decks: o.Decks, CutCards: o.CutCards,
		Burn:  "the first card of a shoe, unseen",
		Ranks: "ace is the lowest, king the highest; suits have no rank",
		Limits: sheetLimits{
			Step: int64(o.StepMinor), SpotMin: int64(o.SpotMinMinor), TableMax: int64(o.TableMaxMinor),
			Allowance: int64(o.AllowanceMinor), Spots: felt.SpotsMax, Bets: felt.BetsMax,
		},
		Times: sheetTimes{BetMs: o.BetMs, CardMs: o.CardMs, ShuffleMs: o.ShuffleMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Stats: o.stats(),
	}
	par := o.par()
	for i, p := range o.prices() {
		if p.most == 0 && !p.main {
			continue
		}
		odds := &par.Bets[i]
		s.Spots = append(s.Spots, sheetSpot{
			Spot: p.name, Pays: p.says, Most: int64(p.most), Return: odds.Return.Decimal, Edge: odds.Edge.Decimal,
		})
		if s.Return == "" || odds.Return.Decimal < s.Return { // all are 0.…, twelve places
			s.Return, s.Edge = odds.Return.Decimal, odds.Edge.Decimal
		}
	}
	return json.Marshal(s)
}
