package auditor

import "slices"

// line is what the symbols of one line pay from the left: the best of a run of
// wilds, of one symbol, or of a group.
func (c *Cabinet) line(symbols []string) int64 {
	best := int64(0)
	wilds := 0
	for wilds < len(symbols) && c.role[symbols[wilds]] == "wild" {
		wilds++
	}
	if wilds > 0 {
		best = exactly(c.pays[symbols[0]], wilds)
	}
	if wilds == len(symbols) || c.role[symbols[wilds]] != "" {
		return best
	}
	first := symbols[wilds]
	n, times := c.run(symbols, []string{first})
	best = max(best, exactly(c.pays[first], n)*times)
	for _, g := range c.file.Groups {
		if slices.Contains(g.Of, first) {
			n, times := c.run(symbols, g.Of)
			best = max(best, exactly(g.Pays, n)*times)
		}
	}
	return best
}

// run is how many symbols from the left are wild or among some, and what the
// wilds multiply by.
func (c *Cabinet) run(symbols, among []string) (n int, times int64) {
	wilds := 0
	for _, s := range symbols {
		if c.role[s] == "wild" {
			wilds++
		} else if !slices.Contains(among, s) {
			break
		}
		n++
	}
	times = 1
	if w := c.file.Wild; w != nil && wilds > 0 {
		times = w.Times
		for i := 1; i < wilds && w.Each; i++ {
			times *= w.Times
		}
	}
	return n, times
}

// exactly is the n-th of a list that counts from 1; nothing beyond it.
func exactly(list []int64, n int) int64 {
	if n == 0 || n > len(list) {
		return 0
	}
	return list[n-1]
}

// bonusLines counts the lines on which a bonus is won: a full run of its symbol,
// without wilds.
func (c *Cabinet) bonusLines(m mode, at []int, bonus int) (lines int) {
	b := c.file.Bonuses[bonus]
	window := c.window(m, at)
	for _, line := range c.file.Lines {
		n := 0
		for _, s := range along(window, line) {
			if s != b.Symbol {
				break
			}
			n++
		}
		if n >= b.Count {
			lines++
		}
	}
	return lines
}

// fall is what ways pay, drop by drop, and leaves in the window what lies there
// at the end.
func (c *Cabinet) fall(m mode, at []int, window [][]string) (coins int64) {
	next := slices.Clone(at) // the place above the window's first
	for drop := 0; ; drop++ {
		pay, won := c.ways(window)
		if pay == 0 {
			return coins
		}
		if m.ladder == nil {
			return coins + pay
		}
		coins += pay * m.ladder[min(drop, len(m.ladder)-1)]
		for k, reel := range window {
			kept := slices.DeleteFunc(slices.Clone(reel), func(s string) bool {
				return won[k][s] || c.role[s] == "wild" && len(won[k]) > 0
			})
			for len(kept) < c.file.Rows {
				next[k] = (next[k] + len(m.strips[k]) - 1) % len(m.strips[k])
				kept = append([]string{m.strips[k][next[k]]}, kept...)
			}
			window[k] = kept
		}
	}
}

// ways is what one drop pays, and by reel the symbols that won there: an
// ordinary symbol runs from the left as far as each reel shows it or a wild.
func (c *Cabinet) ways(window [][]string) (pay int64, won []map[string]bool) {
	won = make([]map[string]bool, len(window))
	for k := range won {
		won[k] = map[string]bool{}
	}
	for _, s := range c.file.Symbols {
		if s.Role != "" {
			continue
		}
		n, ways := 0, int64(1)
		for _, reel := range window {
			here := int64(0)
			for _, shown := range reel {
				if shown == s.Name || c.role[shown] == "wild" {
					here++
				}
			}
			if here == 0 {
				break
			}
			n, ways = n+1, ways*here
		}
		each := exactly(s.Pays, n)
		if each == 0 {
			continue
		}
		pay += each * ways
		for k := range n {
			won[k][s.Name] = true
		}
	}
	return pay, won
}
