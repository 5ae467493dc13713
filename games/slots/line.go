package slots

// line is what one line shows and what it is worth.
type line struct {
	symbol int   // that runs; -1: none
	group  int   // that runs instead; -1: none
	count  int   // the run's length
	times  int64 // by its wilds
	pay    int64 // coins, times included
	bonus  int   // won instead of a pay; -1: none
}

// judge is the rules of a line, in the words of the paytable: only the highest
// win counts. It runs from the left.
//
//   - wilds at the beginning pay as wilds;
//   - the first symbol that is not wild runs as long as it or a wild follows,
//     with those before it; the wilds multiply;
//   - so does a group, over any mix of its members;
//   - a bonus symbol runs alone, and its bonus is won where no pay is.
func (m *Machine) judge(symbols []uint8) line {
	best := line{symbol: -1, group: -1, bonus: -1, times: 1}
	wilds := 0
	for wilds < len(symbols) && m.symbols[symbols[wilds]].role == wild {
		wilds++
	}
	if wilds > 0 {
		if pay := m.symbols[symbols[0]].pays[wilds]; pay > 0 {
			best = line{symbol: int(symbols[0]), group: -1, count: wilds, times: 1, pay: pay, bonus: -1}
		}
	}
	if wilds == len(symbols) {
		return best
	}
	first := symbols[wilds]
	switch m.symbols[first].role {
	case ordinary:
		n, times := m.run(symbols, func(s uint8) bool { return s == first })
		if pay := m.symbols[first].pays[n] * times; pay > best.pay {
			best = line{symbol: int(first), group: -1, count: n, times: times, pay: pay, bonus: -1}
		}
		for i := range m.groups {
			n, times := m.run(symbols, func(s uint8) bool { return m.groups[i].of[s] })
			if pay := m.groups[i].pays[n] * times; pay > best.pay {
				best = line{symbol: -1, group: i, count: n, times: times, pay: pay, bonus: -1}
			}
		}
	case bonusRole:
		n := 0
		for n < len(symbols) && symbols[n] == first {
			n++
		}
		if b := m.bonusOf(first); wilds == 0 && n >= m.bonuses[b].count && best.pay == 0 {
			best.symbol, best.count, best.bonus = int(first), n, b
		}
	}
	return best
}

// run is how many symbols from the left are wild or members, and what the wilds
// among them multiply by.
func (m *Machine) run(symbols []uint8, member func(s uint8) bool) (n int, times int64) {
	times = 1
	for _, s := range symbols {
		isWild := m.symbols[s].role == wild
		if !isWild && !member(s) {
			break
		}
		n++
		if isWild && (times == 1 || m.file.Wild.Each) {
			times *= m.file.Wild.Times
		}
	}
	return n, times
}
