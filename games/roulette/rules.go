package roulette

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"croupier/games"
)

// Rules are the European rules. They hold no state and may be shared.
type Rules struct{}

// Game and Version name these rules for ever (G48).
const (
	Game    = "roulette-european"
	Version = 1
)

// lastMax bounds the numbers that a table remembers.
const lastMax = 500

// European is the rules of the wheel with one zero.
func European() *Rules { return &Rules{} }

// ID names the game and the version of its rules.
func (*Rules) ID() (string, int) { return Game, Version }

// Types lists every ask, body, view and carry by its name.
func (*Rules) Types() map[string]any { return types() }

// Table makes the table of one round. A nil carry is the room's first round: it
// opens at the first Timeout.
func (*Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	c, err := parseCarry(carry)
	if err != nil {
		return nil, err
	}
	return newTable(round, o, c), nil
}

func parseCarry(body []byte) (Carry, error) {
	if body == nil {
		return Carry{Last: []int{}}, nil
	}
	var c Carry
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Carry{}, fmt.Errorf("roulette: carry: %w", err)
	}
	if d.More() {
		return Carry{}, errors.New("roulette: carry: something follows it")
	}
	if len(c.Last) > lastMax {
		return Carry{}, fmt.Errorf("roulette: carry: %d numbers, at most %d", len(c.Last), lastMax)
	}
	for _, n := range c.Last {
		if n < 0 || n >= pockets {
			return Carry{}, fmt.Errorf("roulette: carry: %d is no number of the wheel", n)
		}
	}
	if c.OpensAt < 0 || c.LandsAt < 0 {
		return Carry{}, errors.New("roulette: carry: a moment before all time")
	}
	if c.Last == nil {
		c.Last = []int{}
	}
	return c, nil
}

// sheet is the rules as anyone may read them (G21, G27). Fractions are exact.
type sheet struct {
	Game          string      `json:"game"`
	Rules         int         `json:"rules"`
	Spots         []Spot      `json:"spots"`
	Wheel         []int       `json:"wheel"` // clockwise
	Red           []int       `json:"red"`
	Limits        sheetLimits `json:"limits"`
	Times         sheetTimes  `json:"times"`
	Return        string      `json:"return"`        // of the worst spot (G13)
	ReturnPercent string      `json:"returnPercent"` // the same, rounded to six places
	Edge          string      `json:"edge"`
}

type sheetLimits struct {
	Step      int64 `json:"stepMinor"`
	SpotMin   int64 `json:"spotMinMinor"`
	TableMax  int64 `json:"tableMaxMinor"`
	Allowance int64 `json:"allowanceMinor"`
	Spots     int   `json:"spotsMax"` // in one bet
	Bets      int   `json:"betsMax"`  // of one player in a round
	Limits          // by kind
}

type sheetTimes struct {
	BetMs   int64 `json:"betMs"`
	LandMs  int64 `json:"landMs"`
	PauseMs int64 `json:"pauseMs"`
}

// Sheet describes the table to anyone, as JSON: every spot with the numbers
// that it covers and what it pays, the wheel, limits, times and the return.
func (*Rules) Sheet(options []byte) ([]byte, error) {
	o, err := ParseOptions(options)
	if err != nil {
		return nil, err
	}
	back := worstReturn()
	return json.Marshal(sheet{
		Game: Game, Rules: Version, Spots: spots, Wheel: wheel, Red: red,
		Limits: sheetLimits{
			Step: int64(o.StepMinor), SpotMin: int64(o.SpotMinMinor),
			TableMax: int64(o.TableMaxMinor), Allowance: int64(o.AllowanceMinor),
			Spots: spotsMax, Bets: betsMax, Limits: o.Limits,
		},
		Times:         sheetTimes{BetMs: o.BetMs, LandMs: o.LandMs, PauseMs: o.PauseMs},
		Return:        fmt.Sprintf("%d/%d", back, pockets),
		ReturnPercent: percent(back, pockets),
		Edge:          fmt.Sprintf("%d/%d", pockets-back, pockets),
	})
}

// worstReturn is what the worst spot returns of a stake, in 37ths.
func worstReturn() int64 {
	least := int64(pockets)
	for i := range spots {
		least = min(least, int64(spots[i].back(1))*int64(len(spots[i].Covers)))
	}
	return least
}

// percent writes a/b in percent with six places, rounded half up.
func percent(a, b int64) string {
	millionths := (2*a*100_000_000 + b) / (2 * b)
	places := strconv.FormatInt(1_000_000+millionths%1_000_000, 10)[1:]
	return strconv.FormatInt(millionths/1_000_000, 10) + "." + places
}
