package crash

import (
	"encoding/json"
	"fmt"

	"croupier/games"
)

// Rules are the rules of crash. They hold no state and may be shared.
type Rules struct{}

// Game and Version name the rules for ever (G48).
const (
	Game    = "crash"
	Version = 1
)

const (
	// lastMax bounds the points that a table remembers.
	lastMax = 60
	// betsMax is the most bets that one player may have in a round.
	betsMax = 2
)

// New is the rules.
func New() *Rules { return &Rules{} }

// ID names the game and the version of its rules.
func (*Rules) ID() (string, int) { return Game, Version }

// Chained says that its sources are links of an announced chain.
func (*Rules) Chained() {}

// Types lists every ask, body, view and carry by its name.
func (*Rules) Types() map[string]any { return types() }

// Table makes the table of one round. A nil carry is the room's first round: it
// opens at the first Timeout.
func (r *Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := r.Options(options)
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
	c := Carry{Last: []Past{}}
	if body == nil {
		return c, nil
	}
	if err := games.Strictly(body, &c); err != nil {
		return Carry{}, fmt.Errorf("crash: carry: %w", err)
	}
	if len(c.Last) > lastMax || c.OpensAt < 0 {
		return Carry{}, fmt.Errorf("crash: carry: %d points, opens at %d", len(c.Last), c.OpensAt)
	}
	for _, p := range c.Last {
		if p.Point < once || p.Point > multiplierMax {
			return Carry{}, fmt.Errorf("crash: carry: no curve ends at %d", p.Point)
		}
	}
	if c.Last == nil {
		c.Last = []Past{}
	}
	return c, nil
}

// sheet is the rules as anyone may read them (G21).
type sheet struct {
	Game    string      `json:"game"`
	Rules   int         `json:"rules"`
	Options Options     `json:"options"`
	Edge    int64       `json:"edge10000"`
	Return  string      `json:"return"` // of every cash-out above 1.00
	Curve   sheetCurve  `json:"curve"`
	Limits  sheetLimits `json:"limits"`
	Says    []string    `json:"says"` // the names of the rules, for the page's sentences
}

// sheetCurve is all that draws the curve (see At).
type sheetCurve struct {
	Base     Multiplier `json:"base"`
	Growth   []string   `json:"growth"` // 64 bits each, hexadecimal
	Fraction []int      `json:"fraction"`
	BeatMs   int64      `json:"beatMs"`
}

type sheetLimits struct {
	Bets      int        `json:"betsMax"` // of one player in a round
	CashAtMin Multiplier `json:"cashAtMin"`
	TimesMax  Multiplier `json:"timesMax"`
}

// Sheet describes the table to anyone, as JSON.
func (r *Rules) Sheet(options []byte) ([]byte, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	s := sheet{
		Game: Game, Rules: Version, Options: o, Edge: o.edge(), Return: declared(o.edge()),
		Curve:  sheetCurve{Base: once, Fraction: growthFraction[:], BeatMs: beatMs},
		Limits: sheetLimits{Bets: betsMax, CashAtMin: cashAtMin, TimesMax: o.TimesMax},
		Says:   []string{"room-time", "auto-first", "win-limit", "takeover-last-beat"},
	}
	for _, g := range growth {
		s.Curve.Growth = append(s.Curve.Growth, fmt.Sprintf("%016x", g))
	}
	return json.Marshal(s)
}

// declared is the return of every cash-out above 1.00, as a decimal.
func declared(edge int64) string {
	return fmt.Sprintf("%d.%04d", (edgeUnit-edge)/edgeUnit, (edgeUnit-edge)%edgeUnit)
}
