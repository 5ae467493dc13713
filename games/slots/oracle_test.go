package slots

import (
	"strings"
)

// oracle judges a machine by its file alone, by names and one place after the
// other: slow, and with nothing in common with the engine but the rules.
type oracle struct {
	f      *file
	strips [][]string
	free   bool
}

func newOracle(f *file, free bool) *oracle {
	reels := f.Reels
	if free && f.Free.Reels != nil {
		reels = f.Free.Reels
	}
	o := &oracle{f: f, free: free}
	for _, r := range reels {
		o.strips = append(o.strips, strings.Fields(r.Strip))
	}
	return o
}

func (o *oracle) symbol(name string) symbolFile {
	for _, s := range o.f.Symbols {
		if s.Name == name {
			return s
		}
	}
	panic(name)
}

func pay(pays []int64, n int) int64 {
	if n < 1 || n > len(pays) {
		return 0
	}
	return pays[n-1]
}

// spun is what an oracle says of a spin, without the free spins' multiplier.
type spun struct {
	runs     int64
	first    int64
	scatters int
	bonuses  []int // how often each
	drops    int
}

func (o *oracle) columns(s *stops) [][]string {
	var columns [][]string
	for k, strip := range o.strips {
		var column []string
		for r := range o.f.Rows {
			column = append(column, strip[(int(s[k])+r)%len(strip)])
		}
		columns = append(columns, column)
	}
	return columns
}

func (o *oracle) judge(s *stops) spun {
	columns := o.columns(s)
	out := spun{bonuses: make([]int, len(o.f.Bonuses))}
	if o.f.Kind == "lines" {
		for _, rows := range o.f.Lines {
			var shown []string
			for k, r := range rows {
				shown = append(shown, columns[k][r])
			}
			won, bonus := o.line(shown)
			out.runs += won
			if bonus >= 0 {
				out.bonuses[bonus]++
			}
		}
		out.drops = 1
	} else {
		out.runs, out.first, out.drops = o.tumbles(s, columns)
	}
	for _, column := range columns {
		for _, name := range column {
			if o.symbol(name).Role == "scatter" {
				out.scatters++
			}
		}
	}
	return out
}

// line tries every symbol and every group for its run, and takes the best.
func (o *oracle) line(shown []string) (best int64, bonus int) {
	bonus = -1
	try := func(pays []int64, member func(string) bool, isWild bool) {
		n, wilds, others := 0, 0, 0
		for _, name := range shown {
			w := o.symbol(name).Role == "wild"
			if !w && !member(name) {
				break
			}
			n++
			if w {
				wilds++
			} else {
				others++
			}
		}
		if others == 0 && !isWild {
			return // a run of wilds alone is the wild's
		}
		times := int64(1)
		if o.f.Wild != nil && !isWild {
			for i := range wilds {
				if i == 0 || o.f.Wild.Each {
					times *= o.f.Wild.Times
				}
			}
		}
		best = max(best, pay(pays, n)*times)
	}
	for _, s := range o.f.Symbols {
		switch s.Role {
		case "":
			try(s.Pays, func(name string) bool { return name == s.Name }, false)
		case "wild":
			try(s.Pays, func(string) bool { return false }, true)
		}
	}
	for _, g := range o.f.Groups {
		try(g.Pays, func(name string) bool { return strings.Contains(" "+strings.Join(g.Of, " ")+" ", " "+name+" ") }, false)
	}
	for i, b := range o.f.Bonuses {
		n := 0
		for n < len(shown) && shown[n] == b.Symbol {
			n++
		}
		if n >= b.Count && best == 0 {
			bonus = i
		}
	}
	return best, bonus
}

// tumbles plays drops until one wins nothing. columns is left as they end.
func (o *oracle) tumbles(s *stops, columns [][]string) (total, first int64, drops int) {
	var above []int
	for k := range columns {
		above = append(above, int(s[k]))
	}
	ladder := []int64{1}
	if o.f.Tumble != nil {
		ladder = o.f.Tumble.Ladder
		if o.free && o.f.Tumble.FreeLadder != nil {
			ladder = o.f.Tumble.FreeLadder
		}
	}
	for {
		won, taken := o.ways(columns)
		drops++
		if drops == 1 {
			first = won
		}
		total += won * ladder[min(drops, len(ladder))-1]
		if won == 0 || o.f.Tumble == nil {
			return total, first, drops
		}
		for k := range columns {
			var kept []string
			for r, name := range columns[k] {
				if !taken[[2]int{k, r}] {
					kept = append(kept, name)
				}
			}
			for len(kept) < o.f.Rows {
				above[k]--
				kept = append([]string{o.strips[k][(above[k]%len(o.strips[k])+len(o.strips[k]))%len(o.strips[k])]}, kept...)
			}
			columns[k] = kept
		}
	}
}

// ways walks every path through the reels, place by place.
func (o *oracle) ways(columns [][]string) (won int64, taken map[[2]int]bool) {
	taken = map[[2]int]bool{}
	for _, s := range o.f.Symbols {
		if s.Role != "" {
			continue
		}
		var walk func(path []int)
		walk = func(path []int) {
			k := len(path)
			on := false
			if k < len(columns) {
				for r, name := range columns[k] {
					if name == s.Name || o.symbol(name).Role == "wild" {
						on = true
						walk(append(path[:k:k], r))
					}
				}
			}
			if each := pay(s.Pays, k); !on && each > 0 {
				won += each
				for at, r := range path {
					taken[[2]int{at, r}] = true
				}
			}
		}
		walk(nil)
	}
	return won, taken
}
