package slots

import "croupier/wallet/money"

// show writes an outcome as players are told of it. It judges the window anew,
// line by line and drop by drop, by the rules themselves: what is told has to
// add up to what is paid.
func (g *mode) show(o *outcome, coin money.Amount, awarded int) Shown {
	s := Shown{
		Stops: make([]int, g.reels), Scatters: o.scatters, Times: g.times, Awarded: awarded,
		ScatterPay: money.Amount(g.m.pays[o.scatters]*g.times) * coin,
	}
	for k := range s.Stops {
		s.Stops[k] = int(o.stops[k])
	}
	if g.dag != nil {
		s.Drops = []Drop{g.showLines(o, coin)}
	} else {
		s.Drops = g.showWays(o, coin)
	}
	s.Win = s.ScatterPay
	for _, d := range s.Drops {
		s.Win += d.Pay
	}
	for _, p := range o.prizes {
		told := Prize{Symbol: g.m.symbols[g.m.bonuses[p.bonus].symbol].name}
		for _, coins := range p.draws {
			told.Draws = append(told.Draws, money.Amount(coins*g.times)*coin)
			told.Pay += money.Amount(coins*g.times) * coin
		}
		s.Prizes = append(s.Prizes, told)
		s.Win += told.Pay
	}
	if s.Win != money.Amount(o.coins)*coin {
		panic("slots: what is paid and what is told differ")
	}
	return s
}

func (g *mode) rowsOfWindow(w *grid) [][]string {
	rows := make([][]string, g.rows)
	for r := range rows {
		rows[r] = make([]string, g.reels)
		for k := range rows[r] {
			rows[r][k] = g.m.symbols[w.at[k][r]].name
		}
	}
	return rows
}

func (g *mode) showLines(o *outcome, coin money.Amount) Drop {
	w := g.window(&o.stops)
	d := Drop{Rows: g.rowsOfWindow(&w), Wins: []Win{}, Times: 1}
	symbols := make([]uint8, g.reels)
	for i, rows := range g.m.lines {
		for k, r := range rows {
			symbols[k] = w.at[k][r]
		}
		l := g.m.judge(symbols)
		if l.pay == 0 {
			continue
		}
		win := Win{Count: l.count, Line: i + 1, Times: l.times, Pay: money.Amount(l.pay*g.times) * coin}
		if l.group >= 0 {
			win.Symbol = g.m.groups[l.group].name
		} else {
			win.Symbol = g.m.symbols[l.symbol].name
		}
		d.Wins = append(d.Wins, win)
		d.Pay += win.Pay
	}
	return d
}

func (g *mode) showWays(o *outcome, coin money.Amount) []Drop {
	w := g.window(&o.stops)
	var drops []Drop
	for len(drops) < tumblesMax {
		d := Drop{Rows: g.rowsOfWindow(&w), Wins: []Win{}, Times: 1}
		if g.ladder != nil {
			d.Times = g.ladder[min(len(drops), len(g.ladder)-1)]
		}
		var wins []wayWin
		pay, won, _ := g.fall(&w, &wins)
		for _, x := range wins {
			win := Win{Symbol: g.m.symbols[x.symbol].name, Count: x.count, Ways: x.ways, Pay: money.Amount(x.pay*d.Times*g.times) * coin}
			d.Wins = append(d.Wins, win)
			d.Pay += win.Pay
		}
		drops = append(drops, d)
		if pay == 0 || g.ladder == nil {
			break
		}
		g.tumble(&w, &won)
	}
	return drops
}
