package slots

import "croupier/games"

// outcome is a spin, drawn and judged.
type outcome struct {
	stops    stops
	won      uint64 // packed, without the mode's multiplier
	scatters int
	prizes   []prize // of bonuses
	coins    int64   // all of it, multiplier included
}

// prize is one bonus won, and what its draws gave.
type prize struct {
	bonus int
	draws []int64 // coins, without the mode's multiplier
}

// draw takes a spin from the randomness of one step: one number below the
// outcomes' count for all reels, then one below the weights' total for each draw
// of each bonus.
func (g *mode) draw(d games.Draws) (o outcome) {
	o.stops = g.at(d.Uintn(g.space))
	o.won, o.scatters = g.spin(&o.stops)
	o.coins = g.sure(o.won, o.scatters)
	g.prizes(o.won, d, func(bonus, i int, coins int64) {
		if i == 0 {
			o.prizes = append(o.prizes, prize{bonus: bonus})
		}
		p := &o.prizes[len(o.prizes)-1]
		p.draws = append(p.draws, coins)
		o.coins += coins * g.times
	})
	return o
}

// quick is the coins and the scatters of draw, without the rest.
func (g *mode) quick(d games.Draws) (coins int64, scatters int) {
	s := g.at(d.Uintn(g.space))
	won, scatters := g.spin(&s)
	coins = g.sure(won, scatters)
	if won >= 1<<bonusShift {
		g.prizes(won, d, func(_, _ int, more int64) { coins += more * g.times })
	}
	return coins, scatters
}

// sure is what runs and scatters pay.
func (g *mode) sure(won uint64, scatters int) int64 {
	return (int64(won)&packedPay + g.m.pays[scatters]) * g.times
}

// prizes draws what bonuses give, one after the other: the bonus, the draw's
// number from 0, and its coins without the mode's multiplier.
func (g *mode) prizes(won uint64, d games.Draws, give func(bonus, i int, coins int64)) {
	for bonus := range g.m.bonuses {
		b := &g.m.bonuses[bonus]
		for range packedBonus(won, bonus) {
			for i := range b.draws {
				give(bonus, i, b.at(d.Uintn(b.total)))
			}
		}
	}
}

// at is the prize of a number below the weights' total.
func (b *bonus) at(x uint64) int64 {
	for _, p := range b.prizes {
		if x < p.Weight {
			return p.Coins
		}
		x -= p.Weight
	}
	panic("slots: no such prize")
}

// awarded is the free spins that a spin gives, after so many were given in the
// round.
func (m *Machine) awarded(table []int, scatters, given int) int {
	if m.free == nil {
		return 0
	}
	return min(table[scatters], m.file.Free.SpinsMax-given)
}

// Sample is what simulated rounds came to.
type Sample struct {
	Rounds    int64
	Coins     int64 // paid
	Squares   [2]uint64
	Hits      int64 // rounds that paid
	Triggers  int64 // rounds with free spins
	FreeSpins int64
	Capped    int64 // rounds that the most possible win ended
	Most      int64 // coins of the best round
}

// Simulate plays rounds, one after the other, from one sequence of draws. It is
// the play that a table deals, without its log and its gamble, which returns
// exactly what it takes.
func (m *Machine) Simulate(d games.Draws, rounds int) Sample {
	s := Sample{Rounds: int64(rounds)}
	for range rounds {
		coins, spins := m.round(d)
		if coins >= m.winMax {
			coins = m.winMax
			s.Capped++
		}
		s.Coins += coins
		s.Squares = square(s.Squares, uint64(coins))
		s.Most = max(s.Most, coins)
		if coins > 0 {
			s.Hits++
		}
		if spins > 0 {
			s.Triggers++
			s.FreeSpins += int64(spins)
		}
	}
	return s
}

// round plays one round, and stops where it has won the most.
func (m *Machine) round(d games.Draws) (coins int64, spins int) {
	coins, scatters := m.base.quick(d)
	if m.awards[scatters] == 0 {
		return coins, 0
	}
	given := m.awarded(m.awards, scatters, 0)
	for spins < given && coins < m.winMax {
		more, scatters := m.free.quick(d)
		coins += more
		spins++
		given += m.awarded(m.again, scatters, given)
	}
	return coins, spins
}
