package slots

import "fmt"

// readModes reads the reels of paid and of free spins and compiles them.
func (m *Machine) readModes() error {
	f := m.file
	var ladder, freeLadder []int64
	if f.Tumble != nil {
		if f.Kind != "ways" {
			return m.bad("tumble", "is for ways")
		}
		ladder, freeLadder = f.Tumble.Ladder, f.Tumble.FreeLadder
		if freeLadder == nil {
			freeLadder = ladder
		}
		for _, times := range append(append([]int64{}, ladder...), freeLadder...) {
			if times < 1 || times > 1000 {
				return m.bad("tumble", "a multiplier is %d, must be 1 to 1000", times)
			}
		}
		if len(ladder) == 0 || len(freeLadder) == 0 || len(ladder) > tumblesMax || len(freeLadder) > tumblesMax {
			return m.bad("tumble", "a ladder needs 1 to %d steps", tumblesMax)
		}
	}
	var err error
	if m.base, err = m.newMode("reels", f.Reels, 1, ladder); err != nil {
		return err
	}
	if err := m.base.compile("reels"); err != nil {
		return err
	}
	if f.Free == nil {
		return nil
	}
	switch {
	case f.Free.SpinsMax < 1 || f.Free.SpinsMax > spinsMaxMax:
		return m.bad("free.spinsMax", "is %d, must be 1 to %d", f.Free.SpinsMax, spinsMaxMax)
	case f.Free.Times < 1 || f.Free.Times > 1000:
		return m.bad("free.times", "is %d, must be 1 to 1000", f.Free.Times)
	}
	place, reels := "free.reels", f.Free.Reels
	if reels == nil {
		place, reels = "reels", f.Reels
	}
	if m.free, err = m.newMode(place, reels, f.Free.Times, freeLadder); err != nil {
		return err
	}
	return m.free.compile(place)
}

// compile makes the tables by which spins are judged.
func (g *mode) compile(place string) error {
	if g.m.file.Kind == "ways" {
		return g.compileWays(place)
	}
	if g.m.dag == nil {
		g.m.dag = g.m.newDag()
	}
	g.dag = g.m.dag
	switch {
	case g.dag == nil:
		return g.m.bad("symbols", "too many for so many reels")
	case g.dag.most > winMax || int64(len(g.m.lines))*g.dag.most > packedPay:
		return g.m.bad("lines", "a spin could pay %d coins on each of them", g.dag.most)
	}
	g.compileBegun()
	return nil
}

// readEnds reads how a round ends: the gamble and the most that it pays.
func (m *Machine) readEnds() error {
	f := m.file
	if g := f.Gamble; g != nil {
		switch {
		case g.StepsMax < 1 || g.StepsMax > 20:
			return m.bad("gamble.stepsMax", "is %d, must be 1 to 20", g.StepsMax)
		case g.WinTimesMax < 1 || g.WinTimesMax > winMax/m.cost:
			return m.bad("gamble.winTimesMax", "is %d, must be 1 to %d", g.WinTimesMax, winMax/m.cost)
		}
	}
	most := m.mostPossible()
	if f.MaxWinTimes == 0 {
		if most > winMax {
			return m.bad("maxWinTimes", "is missing, and a round could pay more than %d coins", winMax)
		}
		m.winMax = most
		return nil
	}
	if f.MaxWinTimes < 1 || f.MaxWinTimes > winMax/m.cost {
		return m.bad("maxWinTimes", "is %d, must be 1 to %d", f.MaxWinTimes, winMax/m.cost)
	}
	m.winMax = min(most, f.MaxWinTimes*m.cost)
	return nil
}

// mostPossible bounds what a round can pay, in coins, if it were not ended by
// maxWinTimes: every line at its best, every scatter there, every spin the same.
// It stops counting above winMax.
func (m *Machine) mostPossible() int64 {
	spin := func(g *mode) int64 {
		var most int64
		if g.dag != nil {
			most = int64(len(m.lines)) * g.dag.most
		} else {
			most = g.mostWays()
		}
		for _, pays := range m.pays {
			most = max(most, most+pays)
		}
		for _, b := range m.bonuses {
			var prize int64
			for _, p := range b.prizes {
				prize = max(prize, p.Coins)
			}
			most += int64(len(m.lines)) * prize * int64(b.draws)
		}
		return min(min(most, winMax+1)*g.times, winMax+1)
	}
	most := spin(m.base)
	if m.free != nil {
		most += int64(m.file.Free.SpinsMax) * spin(m.free)
	}
	return min(most, winMax+1)
}

// reachable refuses what is advertised and cannot come: a symbol on no reel, a
// run or a number of scatters that no stop shows.
func (m *Machine) reachable() error {
	on := func(k int, s int) bool {
		for _, g := range []*mode{m.base, m.free} {
			if g != nil && g.shows(k, s) {
				return true
			}
		}
		return false
	}
	for i, s := range m.symbols {
		place := fmt.Sprintf("symbols[%d]", i)
		run := 0
		anywhere := false
		for k := range m.reels {
			there := on(k, i)
			anywhere = anywhere || there
			// A wild helps a run along, but does not make one alone.
			if (there || s.role == ordinary && m.wildOn(k, on)) && run == k {
				run++
			}
		}
		if !anywhere {
			return m.bad(place, "%q is on no reel", s.name)
		}
		for n := run + 1; n <= m.reels; n++ {
			if s.pays[n] > 0 {
				return m.bad(place+".pays", "%d of %q pays, and reel %d never shows it", n, s.name, run+1)
			}
		}
		if b := m.bonusOf(uint8(i)); b >= 0 && run < m.bonuses[b].count {
			return m.bad(fmt.Sprintf("bonuses[%d]", b), "reel %d never shows %q", run+1, s.name)
		}
	}
	if f := m.file; m.scat >= 0 {
		most := m.scattersMost()
		for n := most + 1; f.Scatter != nil && n <= len(f.Scatter.Pays); n++ {
			if f.Scatter.Pays[n-1] > f.Scatter.Pays[max(n-2, 0)] || n == 1 {
				return m.bad("scatter.pays", "%d scatters pay, and at most %d can be seen", n, most)
			}
		}
		for n := most + 1; f.Free != nil && n <= len(f.Free.Awards); n++ {
			if f.Free.Awards[n-1] > 0 {
				return m.bad("free.awards", "%d scatters are awarded, and at most %d can be seen", n, most)
			}
		}
	}
	return m.wildEverywhere(on)
}

// wildEverywhere refuses a line of wilds that pays nothing, and a run of ways
// that no symbol names.
func (m *Machine) wildEverywhere(on func(k, s int) bool) error {
	for i, s := range m.symbols {
		if s.role != wild {
			continue
		}
		if m.file.Kind == "ways" && (on(0, i) || s.pays[m.reels] > 0) {
			return m.bad(fmt.Sprintf("symbols[%d]", i), "in ways a wild is not on the first reel, and has no pays of its own")
		}
		all := true
		for k := range m.reels {
			all = all && on(k, i)
		}
		if all && s.pays[m.reels] == 0 {
			return m.bad(fmt.Sprintf("symbols[%d].pays", i), "a line full of %q pays nothing", s.name)
		}
	}
	return nil
}

func (m *Machine) wildOn(k int, on func(k, s int) bool) bool {
	for i, s := range m.symbols {
		if s.role == wild && on(k, i) {
			return true
		}
	}
	return false
}

// shows says whether a symbol can be seen on a reel.
func (g *mode) shows(k, s int) bool {
	for stop, w := range g.weight[k] {
		for row := 0; row < g.rows && w > 0; row++ {
			if int(g.strips[k][stop+row]) == s {
				return true
			}
		}
	}
	return false
}

// scattersMost is the most scatters that one window can show.
func (m *Machine) scattersMost() int {
	most := 0
	for _, g := range []*mode{m.base, m.free} {
		if g == nil {
			continue
		}
		if g.ladder != nil {
			return m.reels * m.rows // they fall one on the other
		}
		sum := 0
		for k := range g.reels {
			best := uint8(0)
			for stop, n := range g.scats[k] {
				if g.weight[k][stop] > 0 {
					best = max(best, n)
				}
			}
			sum += int(best)
		}
		most = max(most, sum)
	}
	return most
}
