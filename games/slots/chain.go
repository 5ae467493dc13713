package slots

import "math/big"

// chain is the free spins of a round as an absorbing Markov chain: a state is
// how many were played and how many given, it ends where they are equal, and the
// machine's bound on the spins of a round makes it finite.
type chain struct {
	max    int
	shares []*share
	known  map[[2]int]*future
}

// future is what is still to come in a state: coins, spins, and the chance of
// nothing.
type future struct {
	spins *big.Rat
	zero  *big.Rat
	one   *big.Rat // E[F]
	two   *big.Rat // E[F²]
	high  [momentsMax + 1]*big.Float
}

func newChain(m *Machine, shares []*share) *chain {
	return &chain{max: m.file.Free.SpinsMax, shares: shares, known: map[[2]int]*future{}}
}

// after is the future once so many were played and so many given.
func (c *chain) after(played, given int) *future {
	key := [2]int{played, given}
	if f := c.known[key]; f != nil {
		return f
	}
	f := &future{spins: new(big.Rat), zero: new(big.Rat), one: new(big.Rat), two: new(big.Rat)}
	for k := range f.high {
		f.high[k] = up()
	}
	if played == given {
		f.zero.SetInt64(1)
		f.high[0].SetInt64(1)
	} else {
		f.spins.SetInt64(1)
		for _, s := range c.shares {
			f.add(s, c.after(played+1, given+min(s.award, c.max-given)))
		}
	}
	c.known[key] = f
	return f
}

// add is one spin more: with s, and then f's own.
func (f *future) add(s *share, then *future) {
	f.spins.Add(f.spins, new(big.Rat).Mul(s.p, then.spins))
	f.zero.Add(f.zero, new(big.Rat).Mul(s.zero, then.zero))
	one, two := both(s, then)
	f.one.Add(f.one, one)
	f.two.Add(f.two, two)
	for k := range f.high {
		for j := 0; j <= k; j++ {
			term := up().SetInt64(binomial(k, j))
			term.Mul(term, s.high[j]).Mul(term, then.high[k-j])
			f.high[k].Add(f.high[k], term)
		}
	}
}

// both is the first two moments of a spin and its future together, where the
// spin is one of a share: they are independent within it.
func both(s *share, then *future) (one, two *big.Rat) {
	one = new(big.Rat).Mul(s.p, then.one)
	one.Add(one, s.one)
	two = new(big.Rat).Mul(s.one, then.one)
	two.Add(two, two)
	two.Add(two, s.two).Add(two, new(big.Rat).Mul(s.p, then.two))
	return one, two
}

func binomial(n, k int) int64 { return new(big.Int).Binomial(int64(n), int64(k)).Int64() }

// capCost bounds what a cap of c coins takes away on the average, from the
// moments of a round T: (T−c)⁺ is nowhere above ((k−1)/k)^(k−1)/k · T^k / c^(k−1).
func capCost(high [momentsMax + 1]*big.Float, c int64) *big.Float {
	var least *big.Float
	for k := 1; k <= momentsMax; k++ {
		// (k−1)^(k−1) / (k^k c^(k−1))
		num := new(big.Int).Exp(big.NewInt(int64(k-1)), big.NewInt(int64(k-1)), nil)
		den := new(big.Int).Exp(big.NewInt(int64(k)), big.NewInt(int64(k)), nil)
		den.Mul(den, new(big.Int).Exp(big.NewInt(c), big.NewInt(int64(k-1)), nil))
		bound := up().SetRat(new(big.Rat).SetFrac(num, den))
		bound.Mul(bound, high[k])
		if least == nil || bound.Cmp(least) < 0 {
			least = bound
		}
	}
	return least
}
