package slots

// result is what a spin may come to, before the mode's multiplier.
type result struct {
	won      uint64 // packed
	scatters int
}

// counts is every outcome of a mode, by what it comes to.
type counts struct {
	space uint64 // of all
	few   []uint64
	many  map[result]uint64
	first uint64 // Σ coins of first drops, for ways
}

func newCounts(g *mode) *counts {
	return &counts{space: g.space, few: make([]uint64, (g.reels*g.rows+1)*packedSmall), many: map[result]uint64{}}
}

func (c *counts) add(won uint64, scatters int, weight uint64) {
	if won < packedSmall {
		c.few[scatters*packedSmall+int(won)] += weight
	} else {
		c.many[result{won, scatters}] += weight
	}
}

// all yields each result that can come, and how many outcomes lead to it.
func (c *counts) all(yield func(r result, n uint64) bool) {
	for i, n := range c.few {
		if n > 0 && !yield(result{uint64(i % packedSmall), i / packedSmall}, n) {
			return
		}
	}
	for r, n := range c.many {
		if !yield(r, n) {
			return
		}
	}
}

// scan judges every stop of all reels, one by one.
func (g *mode) scan() *counts {
	c := newCounts(g)
	if g.dag == nil {
		g.scanWays(c)
		return c
	}
	s := lineScan{g: g, c: c, open: make([][]openLine, g.reels)}
	for k := range s.open {
		s.open[k] = make([]openLine, 0, len(g.m.lines))
	}
	for i := range g.m.lines {
		if g.dag.root < 0 {
			return c // no line ever differs: validation refuses that
		}
		s.open[0] = append(s.open[0], opened(g.dag.root, i))
	}
	s.values = make([][]uint64, g.rows)
	for r := range s.values {
		s.values[r] = make([]uint64, len(g.m.symbols))
	}
	s.reel(0, 0, 0, 1)
	return c
}

// lineScan walks the stops of all reels, the last one innermost. What a line has
// come to on the reels before is kept, and a line that is decided is added up
// once for all stops behind it.
type lineScan struct {
	g      *mode
	c      *counts
	open   [][]openLine // by reel: lines that are open before it
	values [][]uint64   // of the last reel: what a symbol in a row is worth to the open lines
}

func (s *lineScan) reel(k int, won uint64, scatters int, weight uint64) {
	g := s.g
	if k == g.reels-1 {
		s.last(won, scatters, weight)
		return
	}
	strip, next := g.strips[k], g.dag.next
	for stop, w := range g.weight[k] {
		if w == 0 {
			continue
		}
		here, open := won, s.open[k+1][:0]
		for _, o := range s.open[k] {
			to := next[o.node()+int32(strip[stop+int(g.rowsOf[o.line()][k])])]
			if to < 0 {
				here += g.dag.leaves[^to]
			} else {
				open = append(open, opened(to, o.line()))
			}
		}
		s.open[k+1] = open
		s.reel(k+1, here, scatters+int(g.scats[k][stop]), weight*w)
	}
}

// last judges each stop of the last reel.
func (s *lineScan) last(won uint64, scatters int, weight uint64) {
	g := s.g
	k := g.reels - 1
	for r := range s.values {
		clear(s.values[r])
	}
	for _, o := range s.open[k] {
		row := s.values[g.rowsOf[o.line()][k]]
		for i, to := range g.dag.next[o.node() : int(o.node())+g.dag.symbols] {
			row[i] += g.dag.leaves[^to]
		}
	}
	strip, scats, weights := g.strips[k], g.scats[k], g.weight[k]
	if g.rows == 3 {
		top, middle, bottom := s.values[0], s.values[1], s.values[2]
		for stop, w := range weights {
			s.c.add(won+top[strip[stop]]+middle[strip[stop+1]]+bottom[strip[stop+2]], scatters+int(scats[stop]), weight*w)
		}
		return
	}
	for stop, w := range weights {
		sum := won
		for r := range g.rows {
			sum += s.values[r][strip[stop+r]]
		}
		s.c.add(sum, scatters+int(scats[stop]), weight*w)
	}
}

// scanWays walks the stops of all reels. Where the first reels begin no run,
// only scatters are left to count.
func (g *mode) scanWays(c *counts) {
	var s stops
	var walk func(k int, begun uint32, scatters int, weight uint64)
	walk = func(k int, begun uint32, scatters int, weight uint64) {
		last := k == g.reels-1
		for stop, w := range g.weight[k] {
			if w == 0 {
				continue
			}
			s[k] = int32(stop)
			mask := begun
			if k < g.runMin {
				mask &= g.masks[k][stop]
			}
			seen := scatters + int(g.scats[k][stop])
			switch {
			case !last:
				walk(k+1, mask, seen, weight*w)
			case mask == 0:
				c.add(0, seen, weight*w)
			default:
				won, seen, first := g.wayWins(&s)
				c.add(won, seen, weight*w)
				c.first += uint64(first) * weight * w
			}
		}
	}
	walk(0, ^uint32(0), 0, 1)
}
