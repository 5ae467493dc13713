package slots

import (
	"fmt"
	"strings"
)

// readHead reads names and sizes.
func (m *Machine) readHead() error {
	f := m.file
	switch {
	case !strings.HasPrefix(f.Game, "slots-") || len(f.Game) > 40 || strings.Trim(f.Game, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return m.bad("game", "is %q, must be slots- and small letters, digits and hyphens, at most 40", f.Game)
	case f.Version < 1:
		return m.bad("version", "is %d, they begin with 1", f.Version)
	case f.Title == "" || len(f.Title) > 60:
		return m.bad("title", "must have 1 to 60 bytes")
	case f.Kind != "lines" && f.Kind != "ways":
		return m.bad("kind", `is %q, must be "lines" or "ways"`, f.Kind)
	case f.Rows < 1 || f.Rows > rowsMax:
		return m.bad("rows", "is %d, must be 1 to %d", f.Rows, rowsMax)
	case f.Cost < 1 || f.Cost > coinsMax:
		return m.bad("cost", "is %d, must be 1 to %d", f.Cost, coinsMax)
	case len(f.Reels) < reelsMin || len(f.Reels) > reelsMax:
		return m.bad("reels", "there are %d, must be %d to %d", len(f.Reels), reelsMin, reelsMax)
	case len(f.Symbols) < 2 || len(f.Symbols) > symbolsMax:
		return m.bad("symbols", "there are %d, must be 2 to %d", len(f.Symbols), symbolsMax)
	}
	return nil
}

// readPays makes a table by the length of a run, of size most+1, [0] none.
func (m *Machine) readPays(place string, pays []int64, most int) ([]int64, error) {
	if len(pays) > most {
		return nil, m.bad(place, "%d pays, a run has at most %d", len(pays), most)
	}
	table := make([]int64, most+1)
	for i, p := range pays {
		if p < 0 || p > coinsMax {
			return nil, m.bad(fmt.Sprintf("%s[%d]", place, i), "is %d, must be 0 to %d", p, coinsMax)
		}
		if i > 0 && p < pays[i-1] {
			return nil, m.bad(fmt.Sprintf("%s[%d]", place, i), "a longer run pays less")
		}
		table[i+1] = p
	}
	return table, nil
}

func (m *Machine) readSymbols() error {
	roles := map[string]role{"": ordinary, "wild": wild, "scatter": scatter, "bonus": bonusRole}
	wilds := 0
	for i, s := range m.file.Symbols {
		place := fmt.Sprintf("symbols[%d]", i)
		r, ok := roles[s.Role]
		switch {
		case s.Name == "" || len(s.Name) > 12 || strings.ContainsAny(s.Name, " \t\n\"\\<>&"):
			return m.bad(place+".name", "is %q, must be 1 to 12 bytes without spaces", s.Name)
		case !ok:
			return m.bad(place+".role", "is %q", s.Role)
		}
		if _, twice := m.symbolOf(s.Name); twice {
			return m.bad(place+".name", "%q is there twice", s.Name)
		}
		pays, err := m.readPays(place+".pays", s.Pays, m.reels)
		if err != nil {
			return err
		}
		switch {
		case (r == scatter || r == bonusRole) && len(s.Pays) > 0:
			return m.bad(place+".pays", "a %s does not pay as a run", s.Role)
		case r == ordinary && len(s.Pays) > 0 && pays[m.reels] == 0:
			return m.bad(place+".pays", "a full run pays nothing")
		case r == scatter && m.scat >= 0:
			return m.bad(place+".role", "a second scatter")
		case r == scatter:
			m.scat = i
		case r == wild:
			wilds++
		}
		m.symbols = append(m.symbols, symbol{s.Name, r, pays})
	}
	w := m.file.Wild
	switch {
	case wilds > 1:
		return m.bad("symbols", "more than one wild")
	case wilds == 0 && w != nil:
		return m.bad("wild", "no symbol is one")
	case wilds == 1 && w == nil:
		return m.bad("wild", "is missing, and a symbol is one")
	case w != nil && (w.Times < 1 || w.Times > 100):
		return m.bad("wild.times", "is %d, must be 1 to 100", w.Times)
	case w != nil && m.file.Kind == "ways" && (w.Times != 1 || w.Each):
		return m.bad("wild", "multiplies nothing in ways")
	}
	return nil
}

func (m *Machine) readGroups() error {
	if len(m.file.Groups) > 0 && m.file.Kind != "lines" {
		return m.bad("groups", "are for lines")
	}
	for i, g := range m.file.Groups {
		place := fmt.Sprintf("groups[%d]", i)
		of := make([]bool, len(m.symbols))
		for j, name := range g.Of {
			s, ok := m.symbolOf(name)
			if !ok || m.symbols[s].role != ordinary || of[s] {
				return m.bad(fmt.Sprintf("%s.of[%d]", place, j), "%q is no ordinary symbol, or there twice", name)
			}
			of[s] = true
		}
		pays, err := m.readPays(place+".pays", g.Pays, m.reels)
		if err != nil {
			return err
		}
		if g.Name == "" || len(g.Of) < 2 || pays[m.reels] == 0 {
			return m.bad(place, "needs a name, two symbols and a pay for the full run")
		}
		m.groups = append(m.groups, group{g.Name, of, pays})
	}
	return nil
}

func (m *Machine) readLines() error {
	f := m.file
	if f.Kind == "ways" {
		if len(f.Lines) > 0 {
			return m.bad("lines", "a machine of ways has none")
		}
		return nil
	}
	if len(f.Lines) == 0 || len(f.Lines) > linesMax {
		return m.bad("lines", "there are %d, must be 1 to %d", len(f.Lines), linesMax)
	}
	seen := map[string]int{}
	for i, line := range f.Lines {
		place := fmt.Sprintf("lines[%d]", i)
		if len(line) != m.reels {
			return m.bad(place, "crosses %d reels of %d", len(line), m.reels)
		}
		for k, row := range line {
			if row < 0 || row >= m.rows {
				return m.bad(fmt.Sprintf("%s[%d]", place, k), "row %d is out of the window of %d", row, m.rows)
			}
		}
		if first, twice := seen[fmt.Sprint(line)]; twice {
			return m.bad(place, "is the same as lines[%d]", first)
		}
		seen[fmt.Sprint(line)] = i
	}
	return nil
}

func (m *Machine) readScatter() error {
	f, cells := m.file, m.reels*m.rows
	if (f.Scatter != nil || f.Free != nil) && m.scat < 0 {
		return m.bad("scatter", "no symbol is one")
	}
	m.pays, m.awards, m.again = make([]int64, cells+1), make([]int, cells+1), make([]int, cells+1)
	if f.Scatter != nil {
		pays, err := m.readPays("scatter.pays", f.Scatter.Pays, cells)
		if err != nil {
			return err
		}
		for n, times := range pays {
			// Above the last that is named, every number pays like it.
			if n > len(f.Scatter.Pays) {
				times = pays[len(f.Scatter.Pays)]
			}
			m.pays[n] = times * m.cost
		}
	}
	if f.Free == nil {
		return nil
	}
	for _, t := range []struct {
		place string
		from  []int
		to    []int
	}{{"free.awards", f.Free.Awards, m.awards}, {"free.again", f.Free.Again, m.again}} {
		if len(t.from) > cells {
			return m.bad(t.place, "%d awards, the window has %d places", len(t.from), cells)
		}
		for n := 1; n <= cells && len(t.from) > 0; n++ {
			a := t.from[min(n, len(t.from))-1]
			if a < 0 || a > spinsMaxMax {
				return m.bad(fmt.Sprintf("%s[%d]", t.place, n-1), "is %d, must be 0 to %d", a, spinsMaxMax)
			}
			t.to[n] = a
		}
	}
	return nil
}

func (m *Machine) readBonuses() error {
	if len(m.file.Bonuses) > bonusesMax || len(m.file.Bonuses) > 0 && m.file.Kind != "lines" {
		return m.bad("bonuses", "at most %d, and on lines", bonusesMax)
	}
	for i, b := range m.file.Bonuses {
		place := fmt.Sprintf("bonuses[%d]", i)
		s, ok := m.symbolOf(b.Symbol)
		if !ok || m.symbols[s].role != bonusRole {
			return m.bad(place+".symbol", "%q is no bonus symbol", b.Symbol)
		}
		for _, other := range m.bonuses {
			if other.symbol == uint8(s) {
				return m.bad(place+".symbol", "%q has a bonus already", b.Symbol)
			}
		}
		switch {
		case b.Count < 2 || b.Count > m.reels:
			return m.bad(place+".count", "is %d, must be 2 to %d", b.Count, m.reels)
		case b.Draws < 1 || b.Draws > 20:
			return m.bad(place+".draws", "is %d, must be 1 to 20", b.Draws)
		case len(b.Prizes) == 0 || len(b.Prizes) > 1000:
			return m.bad(place+".prizes", "there are %d, must be 1 to 1000", len(b.Prizes))
		}
		var total uint64
		for j, p := range b.Prizes {
			if p.Coins < 1 || p.Coins > coinsMax || p.Weight < 1 || p.Weight > 1<<32 {
				return m.bad(fmt.Sprintf("%s.prizes[%d]", place, j), "%d coins, weight %d", p.Coins, p.Weight)
			}
			total += p.Weight
		}
		m.bonuses = append(m.bonuses, bonus{uint8(s), b.Count, b.Draws, b.Prizes, total})
	}
	for i, s := range m.symbols {
		if s.role == bonusRole && m.bonusOf(uint8(i)) < 0 {
			return m.bad(fmt.Sprintf("symbols[%d]", i), "%q is a bonus without a prize", s.name)
		}
	}
	return nil
}

// bonusOf is the bonus of a symbol; -1: none.
func (m *Machine) bonusOf(s uint8) int {
	for i := range m.bonuses {
		if m.bonuses[i].symbol == s {
			return i
		}
	}
	return -1
}
