package slots

import (
	"math/big"
	"math/bits"
)

// square adds x² to a sum of 128 bits, low word first.
func square(sum [2]uint64, x uint64) [2]uint64 {
	hi, lo := bits.Mul64(x, x)
	low, carry := bits.Add64(sum[0], lo, 0)
	high, _ := bits.Add64(sum[1], hi, carry)
	return [2]uint64{low, high}
}

// momentsMax is the highest moment by which the cap's cost is bounded.
const momentsMax = 8

// share is the outcomes of a mode that award the same number of free spins:
// their probability, and what they pay, in coins. Means and squares are exact;
// the higher moments are rounded up.
type share struct {
	award int
	p     *big.Rat
	zero  *big.Rat // probability to pay nothing
	one   *big.Rat // E[W; this award]
	two   *big.Rat // E[W²; this award]
	high  [momentsMax + 1]*big.Float
}

func newShare(award int) *share {
	s := &share{award: award, p: new(big.Rat), zero: new(big.Rat), one: new(big.Rat), two: new(big.Rat)}
	for k := range s.high {
		s.high[k] = up()
	}
	return s
}

// up is a number that rounds towards more.
func up() *big.Float { return new(big.Float).SetPrec(128).SetMode(big.ToPositiveInf) }

// prizeMoments is the mean and the variance of one bonus, all its draws, and the
// most that it gives.
func (b *bonus) moments() (mean, variance *big.Rat, most int64) {
	sum, squares, total := new(big.Int), new(big.Int), new(big.Int).SetUint64(b.total)
	for _, p := range b.prizes {
		w, c := new(big.Int).SetUint64(p.Weight), big.NewInt(p.Coins)
		w.Mul(w, c)
		sum.Add(sum, w)
		squares.Add(squares, w.Mul(w, c))
		most = max(most, p.Coins)
	}
	mean = new(big.Rat).SetFrac(sum, total)
	variance = new(big.Rat).SetFrac(squares, total)
	variance.Sub(variance, new(big.Rat).Mul(mean, mean))
	draws := new(big.Rat).SetInt64(int64(b.draws))
	return mean.Mul(mean, draws), variance.Mul(variance, draws), most * int64(b.draws)
}

// shares sorts a mode's outcomes by the free spins that they award.
func (g *mode) shares(c *counts, awards []int) []*share {
	byAward := map[int]*share{}
	var order []*share
	type moments struct {
		mean, variance *big.Rat
		most           int64
	}
	bonuses := make([]moments, len(g.m.bonuses))
	for i := range g.m.bonuses {
		bonuses[i].mean, bonuses[i].variance, bonuses[i].most = g.m.bonuses[i].moments()
	}
	space := new(big.Int).SetUint64(c.space)
	times := new(big.Rat).SetInt64(g.times)
	for r, n := range c.all {
		s := byAward[awards[r.scatters]]
		if s == nil {
			s = newShare(awards[r.scatters])
			byAward[s.award], order = s, append(order, s)
		}
		p := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), space)
		certain := (int64(r.won)&packedPay + g.m.pays[r.scatters]) * g.times
		mean, variance, most := new(big.Rat).SetInt64(certain), new(big.Rat), certain
		for i, b := range bonuses {
			if won := int64(packedBonus(r.won, i)); won > 0 {
				times := new(big.Rat).Mul(times, new(big.Rat).SetInt64(won))
				mean.Add(mean, new(big.Rat).Mul(times, b.mean))
				times.Mul(times, new(big.Rat).SetInt64(g.times))
				variance.Add(variance, times.Mul(times, b.variance))
				most += won * b.most * g.times
			}
		}
		s.p.Add(s.p, p)
		if mean.Sign() == 0 {
			s.zero.Add(s.zero, p)
		}
		s.one.Add(s.one, new(big.Rat).Mul(p, mean))
		second := new(big.Rat).Mul(mean, mean)
		s.two.Add(s.two, second.Mul(p, second.Add(second, variance)))
		power := up().SetRat(p)
		for k := range s.high {
			s.high[k].Add(s.high[k], power)
			power.Mul(power, up().SetInt64(most))
		}
	}
	return order
}
