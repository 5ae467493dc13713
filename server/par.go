package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"text/tabwriter"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/games/slots"
)

// priced is every game that answers for its odds. A new one is a line here.
func priced() []games.Priced {
	all := []games.Priced{
		roulette.European(), roulette.American(), roulette.French(), crash.New(),
		baccarat.New(), dragontiger.New(), blackjack.Seats(), blackjack.Unlimited(),
	}
	for _, machine := range slots.Builtin() {
		all = append(all, slotMachine{machine})
	}
	return all
}

type parCommand struct {
	Game    string   `arg:"" optional:"" help:"The game; without one, the games and their settings are listed."`
	Set     []string `arg:"" optional:"" name:"setting" help:"Settings, as zero=prison; the rest as each game has it by itself."`
	Options string   `placeholder:"FILE" help:"Settings, or all of a table's options, as a JSON object; - for standard input."`
	Machine string   `placeholder:"FILE" help:"A slot machine's file, instead of a game."`
	All     bool     `help:"Every game under every configuration, and whether what it declares is so."`
	JSON    bool     `name:"json" help:"Print JSON."`
}

// Run computes; it needs no server.
func (c *parCommand) Run(out io.Writer) error {
	switch {
	case c.All:
		report, err := parAll(priced())
		if err != nil {
			return err
		}
		return tell(out, c.JSON, report)
	case c.Machine != "":
		text, err := read(c.Machine)
		if err != nil {
			return err
		}
		machine, err := slots.Load(c.Machine, text)
		if err != nil {
			return err
		}
		return c.one(out, slotMachine{machine})
	case c.Game == "":
		return parList(out, c.JSON, priced())
	}
	for _, p := range priced() {
		if game, _ := p.ID(); game == c.Game {
			return c.one(out, p)
		}
	}
	return fmt.Errorf("nobody here knows the game %q: `croupier par` lists them", c.Game)
}

// one is the odds of a game under the options that were given.
func (c *parCommand) one(out io.Writer, p games.Priced) error {
	options := map[string]json.RawMessage{}
	if c.Options != "" {
		text, err := read(c.Options)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &options); err != nil {
			return fmt.Errorf("options: %w", err)
		}
	}
	for _, set := range c.Set {
		name, value, ok := strings.Cut(set, "=")
		if !ok {
			return fmt.Errorf("%q is no setting: name=value", set)
		}
		options[name] = asJSON(value)
	}
	body, err := json.Marshal(options)
	if err != nil {
		return err
	}
	par, err := p.Par(body)
	if err != nil {
		return err
	}
	return tell(out, c.JSON, &parReport{pars: []games.Par{par}, asked: []string{string(body)}, one: true})
}

// asJSON takes a value as JSON if it is that, else as a text: zero=prison.
func asJSON(value string) json.RawMessage {
	if json.Valid([]byte(value)) {
		return json.RawMessage(value)
	}
	text, _ := json.Marshal(value) // a string always is
	return text
}

// parReport is odds, and what is wrong with them.
type parReport struct {
	pars  []games.Par
	asked []string // by which options, of each
	one   bool
}

func (r *parReport) faults() []string {
	var all []string
	for n, par := range r.pars {
		for i := range par.Bets {
			if err := par.Bets[i].Check(); err != nil {
				all = append(all, fmt.Sprintf("%s %s: %v", par.Game, r.asked[n], err))
			}
		}
	}
	return all
}

// OK says whether everything that is declared was computed so.
func (r *parReport) OK() bool { return len(r.faults()) == 0 }

// MarshalJSON writes the one that was asked for, or the list.
func (r *parReport) MarshalJSON() ([]byte, error) {
	if r.one {
		return json.Marshal(r.pars[0])
	}
	return json.Marshal(r.pars)
}

// WriteText writes tables of one, and a line of each of many.
func (r *parReport) WriteText(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i := range r.pars {
		par := &r.pars[i]
		if !r.one {
			if err := writeLine(w, par, r.asked[i]); err != nil {
				return err
			}
			continue
		}
		if err := writeOdds(w, par); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, fault := range r.faults() {
		if _, err := fmt.Fprintln(out, "WRONG", fault); err != nil {
			return err
		}
	}
	return nil
}

// writeLine writes a configuration: what it returns, and of how many of its bets
// that is declared.
func writeLine(w io.Writer, par *games.Par, asked string) error {
	declared := 0
	for i := range par.Bets {
		if par.Bets[i].Declared != "" {
			declared++
		}
	}
	worst, best := extremes(par)
	_, err := fmt.Fprintf(w, "%s\t%d bets, %d declared\t%s %% to %s %%\t%s\n", par.Game, len(par.Bets), declared, percent(worst), percent(best), asked)
	return err
}

// writeOdds writes the bets of a game; those that differ in nothing but their
// numbers are one line.
func writeOdds(w io.Writer, par *games.Par) error {
	_, err := fmt.Fprintf(w, "%s, rules %d, %s\n\nbet\tpays\twins\treturn\tedge\thow\n", par.Game, par.Rules, par.Options)
	for i := 0; err == nil && i < len(par.Bets); {
		o, n := &par.Bets[i], 1
		for i+n < len(par.Bets) && alike(o, &par.Bets[i+n]) {
			n++
		}
		name := o.Bet
		if n > 1 {
			name = fmt.Sprintf("%s … %s (%d)", o.Bet, par.Bets[i+n-1].Bet, n)
		}
		_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", name, o.Pays, written(o.Wins), written(o.Return), written(o.Edge), o.How)
		i += n
	}
	return err
}

func alike(a, b *games.Odds) bool {
	return a.Pays == b.Pays && a.Pays != "" && a.Wins == b.Wins && a.Return == b.Return && a.How == b.How
}

// written is a figure for people: short fractions as they are.
func written(e games.Exact) string {
	text := e.Decimal
	if e.Within != "" {
		text += " ± " + e.Within
	}
	if e.Fraction != "" && len(e.Fraction) <= 12 {
		text += " = " + e.Fraction
	}
	return text
}

func extremes(par *games.Par) (worst, best string) {
	returns := make([]*big.Rat, 0, len(par.Bets))
	for _, o := range par.Bets {
		if r, ok := new(big.Rat).SetString(o.Return.Decimal); ok {
			returns = append(returns, r)
		}
	}
	if len(returns) == 0 {
		return "0", "0"
	}
	return slices.MinFunc(returns, (*big.Rat).Cmp).FloatString(12), slices.MaxFunc(returns, (*big.Rat).Cmp).FloatString(12)
}

func percent(decimal string) string {
	r, ok := new(big.Rat).SetString(decimal)
	if !ok {
		return decimal
	}
	return r.Mul(r, big.NewRat(100, 1)).FloatString(6)
}

// parList names the games, and what changes their odds.
func parList(out io.Writer, asJSON bool, all []games.Priced) error {
	type listed struct {
		Game     string          `json:"game"`
		Rules    int             `json:"rules"`
		Settings []games.Setting `json:"settings"`
	}
	var list []listed
	for _, p := range all {
		game, rules := p.ID()
		list = append(list, listed{game, rules, p.Settings()})
	}
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, g := range list {
		if _, err := fmt.Fprintf(w, "%s\trules %d\n", g.Game, g.Rules); err != nil {
			return err
		}
		for _, s := range g.Settings {
			if _, err := fmt.Fprintf(w, "  %s\t%s\t%s\n", s.Name, bytesJoined(s.Values), s.Says); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

func bytesJoined(values []json.RawMessage) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, " | ")
}

// combinationsMax bounds the configurations of a game of which all combinations
// are tried; with more, each value is tried beside the first ones of the others.
const combinationsMax = 64

// parAll computes every game under all its settings.
func parAll(all []games.Priced) (*parReport, error) {
	report := &parReport{}
	for _, p := range all {
		game, _ := p.ID()
		for _, options := range configurations(p.Settings()) {
			par, err := p.Par(options)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", game, options, err)
			}
			if len(par.Bets) == 0 {
				return nil, fmt.Errorf("%s %s: %w", game, options, errNoBets)
			}
			report.pars, report.asked = append(report.pars, par), append(report.asked, string(options))
		}
	}
	return report, nil
}

var errNoBets = errors.New("no bet has odds")

// configurations are the options to try.
func configurations(settings []games.Setting) [][]byte {
	count := 1
	for _, s := range settings {
		count *= len(s.Values)
	}
	chosen := []map[string]json.RawMessage{{}}
	if count > combinationsMax {
		for _, s := range settings {
			for _, v := range s.Values[1:] {
				chosen = append(chosen, map[string]json.RawMessage{s.Name: v})
			}
		}
	} else {
		for _, s := range settings {
			var more []map[string]json.RawMessage
			for _, c := range chosen {
				for _, v := range s.Values {
					next := maps.Clone(c)
					next[s.Name] = v
					more = append(more, next)
				}
			}
			chosen = more
		}
	}
	texts := make([][]byte, len(chosen))
	for i, c := range chosen {
		texts[i], _ = json.Marshal(c) // keys in order; values are JSON
	}
	return texts
}
