package slots

import (
	"embed"
	"encoding/json"
	"fmt"

	"croupier/games"
)

//go:embed machines/*.json
var files embed.FS

// Rules are the rules of one machine. They hold no state and may be shared.
type Rules struct{ m *Machine }

// New is the rules of a machine.
func New(m *Machine) *Rules { return &Rules{m} }

// Builtin is the rules of every machine that is built in, by their files' names.
// Each call compiles them anew, in some tenths of a second. It panics on a bad
// file: the tests read and Check all of them.
func Builtin() []*Rules {
	entries, err := files.ReadDir("machines")
	if err != nil {
		panic(err)
	}
	var all []*Rules
	for _, e := range entries {
		body, err := files.ReadFile("machines/" + e.Name())
		if err != nil {
			panic(err)
		}
		m, err := Parse(e.Name(), body)
		if err != nil {
			panic(err)
		}
		all = append(all, New(m))
	}
	return all
}

// Load reads and checks a machine from elsewhere, such as an operator's folder.
// The error says which file, which place in it, and why.
func Load(name string, body []byte) (*Rules, error) {
	m, err := Parse(name, body)
	if err != nil {
		return nil, err
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	return New(m), nil
}

// Machine is what is dealt.
func (r *Rules) Machine() *Machine { return r.m }

// ID names the game and the version of its rules.
func (r *Rules) ID() (string, int) { return r.m.file.Game, r.m.file.Version }

// Types lists every ask, body, view and carry by its name.
func (*Rules) Types() map[string]any { return types() }

// Table makes the table of one round. A nil carry is the session's first round.
func (r *Rules) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	c, err := r.parseCarry(carry)
	if err != nil {
		return nil, err
	}
	return &table{m: r.m, round: round, options: o, carry: c}, nil
}

func (r *Rules) parseCarry(body []byte) (Carry, error) {
	c := Carry{Stops: []int{}}
	if body == nil {
		return c, nil
	}
	if err := games.Strictly(body, &c); err != nil {
		return Carry{}, fmt.Errorf("slots: carry: %w", err)
	}
	if len(c.Stops) != 0 && len(c.Stops) != r.m.reels || c.NextAt < 0 {
		return Carry{}, fmt.Errorf("slots: carry: %d stops, next at %d", len(c.Stops), c.NextAt)
	}
	for k, stop := range c.Stops {
		if stop < 0 || stop >= r.m.base.lens[k] {
			return Carry{}, fmt.Errorf("slots: carry: reel %d has no stop %d", k, stop)
		}
	}
	if c.Stops == nil {
		c.Stops = []int{}
	}
	return c, nil
}

// sheet is the rules as anyone may read them (G21, G23): the machine's own file,
// which is what is dealt, and the session's amounts.
type sheet struct {
	Game    string  `json:"game"`
	Rules   int     `json:"rules"`
	Machine *file   `json:"machine"`
	Options Options `json:"options"`
	Stakes  []int64 `json:"stakesMinor"` // one for each coin
	WinMax  int64   `json:"winMaxCoins"` // of a round
	Return  string  `json:"returnPercent"`
}

// Sheet describes the machine to anyone, as JSON.
func (r *Rules) Sheet(options []byte) ([]byte, error) {
	o, err := r.Options(options)
	if err != nil {
		return nil, err
	}
	s := sheet{Game: r.m.file.Game, Rules: r.m.file.Version, Machine: r.m.file, Options: o,
		WinMax: r.m.winMax, Return: r.m.file.Return}
	for _, c := range o.Coins {
		s.Stakes = append(s.Stakes, int64(c)*r.m.cost)
	}
	return json.Marshal(s)
}
