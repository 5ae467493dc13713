package main

// goal is what a figure is meant to be on a quiet machine.
type goal struct {
	id    string
	bound float64
	most  bool // the bound is the most it may be; else the least
}

var goals = []goal{
	{"x.house", 60, false},
	{"x.plain", 24, false},
	{"x.pgbench", 24, false},
	{headline + ".cpu_us", 18, true},
	{"x.sockets", 20, false},
	{"settle.ms", 150, true},
	{"latency.20000.p99_ms", 10, true},
	{"latency.beside.p99_ms", 40, true},
}

// met says whether a figure's median reaches the goal.
func (g *goal) met(f *figure) bool {
	if g.most {
		return f.Median <= g.bound
	}
	return f.Median >= g.bound
}

func (g *goal) text(unit string) string {
	sign := "≥ "
	if g.most {
		sign = "≤ "
	}
	return sign + withUnit(g.bound, unit)
}
