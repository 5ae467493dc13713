package games

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// Priced is rules that answer for their odds: of every bet, under every legal
// configuration, computed from the very tables that are dealt. What a sheet or a
// paytable declares is held against it (G13, G15).
type Priced interface {
	ID() (game string, version int)
	// Settings lists the options that change the odds. The rest of a table's
	// options (times, limits) do not.
	Settings() []Setting
	// Par computes the odds under some options: a JSON object as a table has it,
	// in which what Settings does not name may be absent, and what it does name
	// takes its first value then. Unknown fields and illegal values are errors.
	Par(options []byte) (Par, error)
}

// Setting is one option that changes the odds.
type Setting struct {
	Name   string            `json:"name"`   // its field in the options
	Values []json.RawMessage `json:"values"` // legal ones, the first if it is absent; of a range, some
	Says   string            `json:"says"`   // what it is, and its range
}

// NewSetting takes the values as Go has them.
func NewSetting[T any](name, says string, values ...T) Setting {
	s := Setting{Name: name, Says: says}
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			panic("games: a setting that is no JSON: " + err.Error())
		}
		s.Values = append(s.Values, text)
	}
	return s
}

// Par is the odds of a game under one configuration.
type Par struct {
	Game    string          `json:"game"`
	Rules   int             `json:"rules"`
	Options json.RawMessage `json:"options"` // every setting with its value
	Bets    []Odds          `json:"bets"`
	More    json.RawMessage `json:"more,omitempty"` // the game's own sheet, where it has one
}

// Odds is what one bet is worth, per unit of its first stake.
type Odds struct {
	Bet    string `json:"bet"`
	Pays   string `json:"pays,omitempty"` // as the table says it: 35:1
	Wins   Exact  `json:"wins"`           // the chance that more than the stake comes back; of a slot, anything
	Pushes *Exact `json:"pushes,omitempty"`
	Return Exact  `json:"return"` // what comes back on average, the stake included
	Edge   Exact  `json:"edge"`   // 1 - Return
	How    string `json:"how"`    // by what method it was computed
	// Declared is the return that the game's own sheet or file says: a fraction
	// (36/37), or a decimal, then rounded to as many places as it has (0.9512).
	// Empty where nothing is declared.
	Declared string `json:"declared,omitempty"`
}

// Exact is an exact figure and, for people, a decimal of it. Where nothing exact
// is known Fraction is empty, and Within is half of the decimal's 99 % interval.
type Exact struct {
	Fraction string `json:"fraction,omitempty"`
	Decimal  string `json:"decimal"` // twelve places
	Within   string `json:"within,omitempty"`
}

// ExactOf writes a figure.
func ExactOf(r *big.Rat) Exact { return Exact{Fraction: r.RatString(), Decimal: r.FloatString(12)} }

// rat is the figure again: exact where it is, else its decimal.
func (e Exact) rat() (*big.Rat, error) {
	text := e.Fraction
	if text == "" {
		text = e.Decimal
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("games: %q is no figure", text)
	}
	return r, nil
}

// NewOdds writes the odds of a bet by its chance to win and its average return.
func NewOdds(bet string, wins, back *big.Rat, how string) Odds {
	edge := new(big.Rat).Sub(big.NewRat(1, 1), back)
	return Odds{Bet: bet, Wins: ExactOf(wins), Return: ExactOf(back), Edge: ExactOf(edge), How: how}
}

// Check says where the odds contradict themselves or what is declared.
func (o *Odds) Check() error {
	back, err := o.Return.rat()
	if err != nil {
		return fmt.Errorf("%s: return: %w", o.Bet, err)
	}
	edge, err := o.Edge.rat()
	if err != nil {
		return fmt.Errorf("%s: edge: %w", o.Bet, err)
	}
	if new(big.Rat).Add(back, edge).Cmp(big.NewRat(1, 1)) != 0 {
		return fmt.Errorf("%s: return %s and edge %s are not 1 together", o.Bet, back.RatString(), edge.RatString())
	}
	if wins, err := o.Wins.rat(); err != nil || wins.Sign() < 0 || wins.Cmp(big.NewRat(1, 1)) > 0 {
		return fmt.Errorf("%s: %q is no chance", o.Bet, o.Wins.Decimal)
	}
	return o.checkDeclared(back)
}

func (o *Odds) checkDeclared(back *big.Rat) error {
	if o.Declared == "" {
		return nil
	}
	declared, ok := new(big.Rat).SetString(o.Declared)
	if !ok {
		return fmt.Errorf("%s: declared %q is no figure", o.Bet, o.Declared)
	}
	// A figure with an interval is held to it, an exact one to every place.
	within := new(big.Rat)
	if o.Return.Within != "" {
		if _, ok = within.SetString(o.Return.Within); !ok {
			return fmt.Errorf("%s: %q is no interval", o.Bet, o.Return.Within)
		}
	}
	off := new(big.Rat).Sub(declared, back)
	if off.Abs(off).Cmp(within) <= 0 {
		return nil
	}
	if _, places, decimal := strings.Cut(o.Declared, "."); decimal && back.FloatString(len(places)) == o.Declared {
		return nil
	}
	return fmt.Errorf("%s: declared %s, computed %s (%s)", o.Bet, o.Declared, o.Return.Decimal, o.How)
}
