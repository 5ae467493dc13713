package slots

import "math/big"

// factored is the means of a mode without looking at whole windows: lines by
// linearity, each a walk through independent reels; scatters by convolution;
// ways by products. A tumble changes the window that it judges: of it only the
// first drop is exact here.
type factored struct {
	runs     *big.Rat // coins of lines, or of the first drop of ways; the mode's multiplier included, the ladder's not
	scatter  *big.Rat // coins of scatters
	bonus    *big.Rat // coins of bonuses
	scatters []*big.Rat
	top      *big.Rat // the most likely line's, or the way's, chance of the top award
}

func (g *mode) factor() *factored {
	f := &factored{runs: new(big.Rat), scatter: new(big.Rat), bonus: new(big.Rat), top: new(big.Rat)}
	times := new(big.Rat).SetInt64(g.times)
	f.scatters = g.scatterOdds()
	for n, p := range f.scatters {
		f.scatter.Add(f.scatter, new(big.Rat).Mul(p, new(big.Rat).SetInt64(g.m.pays[n])))
	}
	if g.dag != nil {
		for i := range g.m.lines {
			g.factorLine(f, i)
		}
	} else {
		g.factorWays(f)
	}
	f.runs.Mul(f.runs, times)
	f.scatter.Mul(f.scatter, times)
	f.bonus.Mul(f.bonus, times)
	return f
}

// scatterOdds is the chance of each number of scatters in the first window.
func (g *mode) scatterOdds() []*big.Rat {
	ways := []*big.Int{big.NewInt(1)}
	for k := range g.reels {
		next := make([]*big.Int, len(ways)+g.rows)
		for i := range next {
			next[i] = new(big.Int)
		}
		for stop, w := range g.weight[k] {
			for n, have := range ways {
				to := next[n+int(g.scats[k][stop])]
				to.Add(to, new(big.Int).Mul(have, new(big.Int).SetUint64(w)))
			}
		}
		ways = next
	}
	space := new(big.Int).SetUint64(g.space)
	odds := make([]*big.Rat, len(ways))
	for n, have := range ways {
		odds[n] = new(big.Rat).SetFrac(have, space)
	}
	return odds
}

// factorLine walks one line: how likely each node is, reel by reel.
func (g *mode) factorLine(f *factored, i int) {
	at := map[int32]*big.Rat{g.dag.root: big.NewRat(1, 1)}
	top := new(big.Rat)
	for k := range g.reels {
		odds := make([]*big.Rat, g.dag.symbols)
		for s := range odds {
			odds[s] = new(big.Rat)
		}
		for stop, w := range g.weight[k] {
			s := g.strips[k][stop+g.m.lines[i][k]]
			odds[s].Add(odds[s], new(big.Rat).SetFrac(new(big.Int).SetUint64(w), new(big.Int).SetUint64(g.sizes[k])))
		}
		next := map[int32]*big.Rat{}
		for node, p := range at {
			for s, q := range odds {
				to := g.dag.next[int(node)+s]
				both := new(big.Rat).Mul(p, q)
				if to < 0 {
					g.factorLeaf(f, g.dag.leaves[^to], both, top)
					continue
				}
				if next[to] == nil {
					next[to] = new(big.Rat)
				}
				next[to].Add(next[to], both)
			}
		}
		at = next
	}
	if top.Cmp(f.top) > 0 {
		f.top = top
	}
}

func (g *mode) factorLeaf(f *factored, leaf uint64, p, top *big.Rat) {
	f.runs.Add(f.runs, new(big.Rat).Mul(p, new(big.Rat).SetInt64(int64(leaf)&packedPay)))
	for i := range g.m.bonuses {
		if won := packedBonus(leaf, i); won > 0 {
			mean, _, _ := g.m.bonuses[i].moments()
			f.bonus.Add(f.bonus, mean.Mul(mean, p))
		}
	}
	if packedTop(leaf) > 0 {
		top.Add(top, p)
	}
}

// factorWays: the ways of a run of n reels are a product of independent numbers
// of places, and it ends where the next reel shows none.
func (g *mode) factorWays(f *factored) {
	for s := range g.m.symbols {
		if g.m.symbols[s].role != ordinary {
			continue
		}
		ways, shown := big.NewRat(1, 1), big.NewRat(1, 1)
		for k := range g.reels {
			mean, some := g.places(k, s)
			ways.Mul(ways, mean)
			shown.Mul(shown, some)
			pay := new(big.Rat).SetInt64(g.m.symbols[s].pays[k+1])
			pay.Mul(pay, ways)
			if k+1 < g.reels {
				_, some := g.places(k+1, s)
				pay.Mul(pay, some.Sub(big.NewRat(1, 1), some))
			}
			f.runs.Add(f.runs, pay)
		}
		if g.m.symbols[s].pays[g.reels] == g.m.topWay && shown.Cmp(f.top) > 0 {
			f.top.Set(shown)
		}
	}
}

// places is how many places of a reel count for a symbol on the average, and
// the chance that any does.
func (g *mode) places(k, s int) (mean, some *big.Rat) {
	sum, any := uint64(0), uint64(0)
	for stop, w := range g.weight[k] {
		n := uint64(0)
		for _, at := range g.strips[k][stop : stop+g.rows] {
			n += uint64(g.m.cover[at] >> s & 1)
		}
		sum += n * w
		if n > 0 {
			any += w
		}
	}
	size := new(big.Int).SetUint64(g.sizes[k])
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(sum), size), new(big.Rat).SetFrac(new(big.Int).SetUint64(any), size)
}
