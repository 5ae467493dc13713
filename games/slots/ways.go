package slots

import "math/bits"

// compileWays finds what each stop may begin: a run of ways needs its symbol, or
// a wild, on each of the first reels.
func (g *mode) compileWays(place string) error {
	g.runMin = g.reels
	for _, s := range g.m.symbols {
		for n, pay := range s.pays {
			if pay > 0 {
				g.runMin = min(g.runMin, n)
				break
			}
		}
	}
	if g.runMin < 2 {
		return g.m.bad("symbols", "in ways a run has at least two reels")
	}
	m := g.m
	if m.topWay == 0 {
		for s := range m.symbols {
			m.cover[s] = m.covers(uint8(s))
			m.topWay = max(m.topWay, m.symbols[s].pays[g.reels])
		}
	}
	g.cover = m.cover
	for k := range g.reels {
		masks := make([]uint32, g.lens[k])
		for stop := range masks {
			for _, s := range g.strips[k][stop : stop+g.rows] {
				masks[stop] |= g.cover[s]
			}
		}
		g.masks = append(g.masks, masks)
	}
	if g.mostWays() > packedPay {
		return g.m.bad(place, "a spin could pay too much")
	}
	return nil
}

// covers is the symbols that a place counts for.
func (m *Machine) covers(s uint8) uint32 {
	switch m.symbols[s].role {
	case ordinary:
		return 1 << s
	case wild:
		all := uint32(0)
		for i := range m.symbols {
			if m.symbols[i].role == ordinary {
				all |= 1 << i
			}
		}
		return all
	}
	return 0
}

// mostWays bounds what the ways of one spin can pay: every drop full of the best.
func (g *mode) mostWays() int64 {
	ways := int64(1)
	for range g.reels {
		ways *= int64(g.rows)
	}
	best := int64(0)
	for _, s := range g.m.symbols {
		best = max(best, s.pays[g.reels])
	}
	if g.ladder == nil {
		return ways * best
	}
	most := int64(0)
	for d := range tumblesMax {
		most += min(ways*best*g.ladder[min(d, len(g.ladder)-1)], winMax)
	}
	return most
}

// grid is a window as it stands, by reel and row, and how far each reel has
// come down.
type grid struct {
	at     [reelsMax][rowsMax]uint8
	covers [reelsMax][rowsMax]uint32 // what each place counts for
	mask   [reelsMax]uint32          // what any place of a reel does
	next   [reelsMax]int32           // the place on the strip that falls next
}

func (g *mode) window(s *stops) (w grid) {
	for k := range g.reels {
		strip, at := g.strips[k][s[k]:int(s[k])+g.rows], &w.at[k]
		for r, symbol := range strip {
			at[r] = symbol
			w.covers[k][r] = g.cover[symbol]
		}
		if g.masks != nil {
			w.mask[k] = g.masks[k][s[k]]
		}
		w.next[k] = s[k] - 1
	}
	return w
}

// wayWin is a run of one symbol in a drop.
type wayWin struct {
	symbol int
	count  int
	ways   int64
	pay    int64 // coins of all ways, before the drop's multiplier
}

// fall judges a drop: its wins in the symbols' order, and by reel the symbols
// that won there. wins may be nil.
func (g *mode) fall(w *grid, wins *[]wayWin) (pay int64, won [reelsMax]uint32, top bool) {
	begun := w.mask[0]
	for k := 1; k < g.runMin; k++ {
		begun &= w.mask[k]
	}
	for ; begun != 0; begun &= begun - 1 {
		s := bits.TrailingZeros32(begun) & 31
		n, ways := 0, int64(1)
		for n < g.reels && w.mask[n]>>s&1 != 0 {
			here := uint32(0)
			for _, covers := range w.covers[n][:g.rows] {
				here += covers >> s & 1
			}
			ways *= int64(here)
			n++
		}
		each := g.m.symbols[s].pays[n]
		if each == 0 {
			continue
		}
		pay += each * ways
		top = top || each == g.m.topWay
		for k := range n {
			won[k] |= 1 << s
		}
		if wins != nil {
			*wins = append(*wins, wayWin{s, n, ways, each * ways})
		}
	}
	return pay, won, top
}

// tumble takes what won and lets the reels come down.
func (g *mode) tumble(w *grid, won *[reelsMax]uint32) {
	for k := range g.reels {
		if won[k] == 0 {
			continue
		}
		at, covers := &w.at[k], &w.covers[k]
		to, mask := g.rows-1, uint32(0)
		for r := g.rows - 1; r >= 0; r-- {
			if covers[r]&won[k] == 0 {
				at[to], covers[to] = at[r], covers[r]
				mask |= covers[r]
				to--
			}
		}
		for ; to >= 0; to-- {
			if w.next[k] < 0 {
				w.next[k] += int32(g.lens[k])
			}
			symbol := g.strips[k][w.next[k]]
			at[to], covers[to] = symbol, g.cover[symbol]
			mask |= covers[to]
			w.next[k]--
		}
		w.mask[k] = mask
	}
}

// wayWins is all ways and drops of a spin, packed, without the mode's
// multiplier, the scatters that lie there at the end, and what the first drop
// alone paid.
func (g *mode) wayWins(s *stops) (won uint64, scatters int, first int64) {
	begun := g.masks[0][s[0]]
	for k := 1; k < g.runMin; k++ {
		begun &= g.masks[k][s[k]]
	}
	if begun == 0 {
		return 0, g.scatters(s), 0
	}
	w := g.window(s)
	pay, top := int64(0), uint64(0)
	for d := 0; d < tumblesMax; d++ {
		drop, taken, best := g.fall(&w, nil)
		if drop == 0 {
			break
		}
		if best {
			top = 1
		}
		if d == 0 {
			first = drop
		}
		if g.ladder == nil {
			pay += drop
			break
		}
		pay += drop * g.ladder[min(d, len(g.ladder)-1)]
		g.tumble(&w, &taken)
	}
	if g.ladder == nil {
		return uint64(pay) | top<<topShift, g.scatters(s), first
	}
	for k := range g.reels {
		for r := range g.rows {
			if int(w.at[k][r]) == g.m.scat {
				scatters++
			}
		}
	}
	return uint64(pay) | top<<topShift, scatters, first
}

// spin is what one stop of all reels wins.
func (g *mode) spin(s *stops) (won uint64, scatters int) {
	if g.dag != nil {
		return g.lineSpin(s)
	}
	won, scatters, _ = g.wayWins(s)
	return won, scatters
}
