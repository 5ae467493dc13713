package slots

import (
	"fmt"
	"math/big"
)

// Figure is an exact figure, and the same as a decimal for people.
type Figure struct {
	Exact   string `json:"exact"`   // a fraction
	Decimal string `json:"decimal"` // twelve places
}

// Sheet is a machine's PAR sheet: every outcome of the tables that are dealt,
// counted. Returns are parts of the stake, whatever a coin is worth: a win grows
// with the coin, so every wager has the same return, and the worst bet is each.
type Sheet struct {
	Game     string `json:"game"`
	Rules    int    `json:"rules"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	How      string `json:"how"`
	Cost     int64  `json:"costCoins"`
	Outcomes uint64 `json:"outcomes"`               // of a paid spin, all judged
	Free     uint64 `json:"freeOutcomes,omitempty"` // of a free one

	Return    Figure `json:"return"` // before the cap
	Declared  string `json:"declaredPercent"`
	WorstBet  Figure `json:"worstBet"`  // the least return of any wager
	CapCost   string `json:"capCost"`   // at most this part of the stake is lost to the cap; 0: there is none
	Parts     Parts  `json:"parts"`     // their sum is Return
	HitRate   Figure `json:"hitRate"`   // rounds that pay
	Variance  Figure `json:"variance"`  // of a round's win in stakes
	Deviation string `json:"deviation"` // its root
	Index     string `json:"index"`     // volatility: 1.96 deviations hold 95 % of long runs

	TopAward  TopAward   `json:"topAward"`
	FreeSpins *FreeSheet `json:"freeSpins,omitempty"`
	Tumble    *Tumbles   `json:"tumble,omitempty"`
	Gamble    *GamblePar `json:"gamble,omitempty"`
	Scatters  []Figure   `json:"scatters,omitempty"` // chance of each number of them in a paid spin
	Wins      []Bucket   `json:"wins"`               // of a paid spin alone
}

// Parts is where the return comes from, as parts of the stake.
type Parts struct {
	Runs    Figure `json:"runs"` // lines or ways
	Scatter Figure `json:"scatter"`
	Bonus   Figure `json:"bonus"`
	Free    Figure `json:"free"`
}

// TopAward is the highest pay of the table.
type TopAward struct {
	Coins  int64  `json:"coins"`
	Chance Figure `json:"chance"` // in a paid spin, on any line or way
	OneIn  string `json:"oneIn"`
	WinMax int64  `json:"winMaxCoins"` // of a whole round, free spins included: the round ends there
}

// FreeSheet is the free spins.
type FreeSheet struct {
	Trigger Figure `json:"trigger"` // chance in a paid spin
	Mean    Figure `json:"mean"`    // free spins of a round that has any
	Win     Figure `json:"win"`     // coins of one free spin
	Again   Figure `json:"again"`   // chance in a free spin
	Most    int    `json:"most"`
}

// Tumbles is what the drops after the first add.
type Tumbles struct {
	First Figure `json:"firstDrop"` // part of the stake, in a paid spin
	Later Figure `json:"laterDrops"`
}

// GamblePar is the gamble: each step returns what it takes (G35).
type GamblePar struct {
	Return   Figure `json:"return"`
	StepsMax int    `json:"stepsMax"`
}

// Bucket is how likely a paid spin wins at least so many stakes, and less than
// the next.
type Bucket struct {
	FromTimes int64  `json:"fromTimes"`
	Chance    Figure `json:"chance"`
}

var buckets = []int64{0, 1, 2, 5, 10, 20, 50, 100, 500, 1000}

func figure(r *big.Rat) Figure { return Figure{r.RatString(), r.FloatString(12)} }

// par is the sheet's figures before they are written.
type par struct {
	m             *Machine
	base, free    *counts
	shares        []*share // of paid spins
	chain         *chain   // nil: no free spins
	one, two      *big.Rat // E[T], E[T²] in coins
	zero          *big.Rat
	freeOne       *big.Rat // E[coins of free spins]
	trigger, mean *big.Rat // chance of free spins, and E[their number]
	high          [momentsMax + 1]*big.Float
}

// par judges every outcome.
func (m *Machine) par() *par {
	p := &par{m: m, base: m.base.scan(), one: new(big.Rat), two: new(big.Rat), zero: new(big.Rat),
		freeOne: new(big.Rat), trigger: new(big.Rat), mean: new(big.Rat)}
	p.shares = m.base.shares(p.base, m.awards)
	if m.free != nil {
		p.free = m.free.scan()
		p.chain = newChain(m, m.free.shares(p.free, m.again))
	}
	total := &future{spins: new(big.Rat), zero: p.zero, one: p.one, two: p.two}
	for k := range total.high {
		total.high[k] = up()
	}
	for _, s := range p.shares {
		then := &future{spins: new(big.Rat), zero: big.NewRat(1, 1), one: new(big.Rat), two: new(big.Rat)}
		for k := range then.high {
			then.high[k] = up()
		}
		then.high[0].SetInt64(1)
		if p.chain != nil {
			then = p.chain.after(0, min(s.award, p.chain.max))
		}
		total.add(s, then)
		p.freeOne.Add(p.freeOne, new(big.Rat).Mul(s.p, then.one))
		p.mean.Add(p.mean, new(big.Rat).Mul(s.p, then.spins))
		if s.award > 0 {
			p.trigger.Add(p.trigger, s.p)
		}
	}
	p.high = total.high
	return p
}

// ret is the return, a part of the stake.
func (p *par) ret() *big.Rat { return p.perStake(p.one) }

func (p *par) perStake(coins *big.Rat) *big.Rat {
	return new(big.Rat).Quo(coins, new(big.Rat).SetInt64(p.m.cost))
}

// capCost bounds what the cap takes away, as a part of the stake.
func (p *par) capCost() *big.Rat {
	if p.m.winMax >= p.m.mostPossible() {
		return new(big.Rat)
	}
	bound, _ := capCost(p.high, p.m.winMax).Rat(nil)
	return p.perStake(bound)
}

// PAR counts every outcome of the machine: some millions, in about a second.
func (m *Machine) PAR() Sheet { return m.par().sheet() }

func (p *par) sheet() Sheet {
	m, ret := p.m, p.ret()
	s := Sheet{
		Game: m.file.Game, Rules: m.file.Version, Title: m.file.Title, Kind: m.file.Kind, How: "every outcome, judged",
		Cost: m.cost, Outcomes: m.base.space, Return: figure(ret), Declared: m.file.Return, WorstBet: figure(ret),
		CapCost: capText(p.capCost()), Parts: p.parts(),
		HitRate: figure(new(big.Rat).Sub(big.NewRat(1, 1), p.zero)), TopAward: p.topAward(), Wins: p.wins(),
	}
	if p.chain != nil {
		s.How, s.Free = "every outcome, judged; free spins by a Markov chain", m.free.space
		s.FreeSpins = p.freeSheet()
	}
	p.spread(&s)
	if m.base.ladder != nil {
		first := new(big.Rat).SetFrac(new(big.Int).SetUint64(p.base.first), new(big.Int).SetUint64(p.base.space))
		first = p.perStake(first.Mul(first, new(big.Rat).SetInt64(m.base.ladder[0])))
		runs, _, _ := p.partsOf()
		s.Tumble = &Tumbles{First: figure(first), Later: figure(new(big.Rat).Sub(p.perStake(runs), first))}
	}
	if g := m.file.Gamble; g != nil {
		half := big.NewRat(1, 2)
		s.Gamble = &GamblePar{Return: figure(half.Mul(half, big.NewRat(2, 1))), StepsMax: g.StepsMax}
	}
	if m.scat >= 0 {
		s.Scatters = p.scatters()
	}
	return s
}

// capText writes a bound with its last place rounded up.
func capText(bound *big.Rat) string {
	if bound.Sign() == 0 {
		return "0"
	}
	places := new(big.Rat).SetInt64(1e12)
	n := new(big.Rat).Mul(bound, places)
	whole := new(big.Int).Quo(n.Num(), n.Denom())
	return new(big.Rat).SetFrac(whole.Add(whole, big.NewInt(1)), places.Num()).FloatString(12)
}

// spread writes what comes of the variance.
func (p *par) spread(s *Sheet) {
	variance := new(big.Rat).Mul(p.one, p.one)
	variance.Sub(p.two, variance)
	cost := new(big.Rat).SetInt64(p.m.cost * p.m.cost)
	variance.Quo(variance, cost)
	s.Variance = figure(variance)
	root := new(big.Float).SetPrec(128).SetRat(variance)
	root.Sqrt(root)
	s.Deviation = root.Text('f', 6)
	s.Index = root.Mul(root, big.NewFloat(1.96)).Text('f', 6)
}

// partsOf is the coins of runs, scatters and bonuses of a paid spin.
func (p *par) partsOf() (runs, scatter, bonus *big.Rat) {
	runs, scatter, bonus = new(big.Rat), new(big.Rat), new(big.Rat)
	space := new(big.Int).SetUint64(p.base.space)
	for r, n := range p.base.all {
		weight := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), space)
		runs.Add(runs, new(big.Rat).Mul(weight, new(big.Rat).SetInt64(int64(r.won)&packedPay)))
		scatter.Add(scatter, new(big.Rat).Mul(weight, new(big.Rat).SetInt64(p.m.pays[r.scatters])))
		for i := range p.m.bonuses {
			if won := packedBonus(r.won, i); won > 0 {
				mean, _, _ := p.m.bonuses[i].moments()
				mean.Mul(mean, new(big.Rat).SetInt64(int64(won)))
				bonus.Add(bonus, mean.Mul(mean, weight))
			}
		}
	}
	return runs, scatter, bonus
}

func (p *par) parts() Parts {
	runs, scatter, bonus := p.partsOf()
	return Parts{Runs: figure(p.perStake(runs)), Scatter: figure(p.perStake(scatter)),
		Bonus: figure(p.perStake(bonus)), Free: figure(p.perStake(p.freeOne))}
}

func (p *par) topAward() TopAward {
	coins, n := p.m.topWay, uint64(0)
	if p.m.dag != nil {
		coins = p.m.dag.top
	}
	for r, have := range p.base.all {
		if packedTop(r.won) > 0 {
			n += have
		}
	}
	chance := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).SetUint64(p.base.space))
	oneIn := "never"
	if n > 0 {
		oneIn = new(big.Rat).Inv(chance).FloatString(1)
	}
	return TopAward{Coins: coins, Chance: figure(chance), OneIn: oneIn, WinMax: p.m.winMax}
}

func (p *par) freeSheet() *FreeSheet {
	mean, win, again := new(big.Rat), new(big.Rat), new(big.Rat)
	if p.trigger.Sign() > 0 {
		mean.Quo(p.mean, p.trigger)
	}
	for _, s := range p.chain.shares {
		win.Add(win, s.one)
		if s.award > 0 {
			again.Add(again, s.p)
		}
	}
	return &FreeSheet{Trigger: figure(p.trigger), Mean: figure(mean), Win: figure(win), Again: figure(again), Most: p.chain.max}
}

func (p *par) scatters() []Figure {
	n := make([]uint64, p.m.reels*p.m.rows+1)
	last := 0
	for r, have := range p.base.all {
		n[r.scatters] += have
		last = max(last, r.scatters)
	}
	var all []Figure
	for _, have := range n[:last+1] {
		all = append(all, figure(new(big.Rat).SetFrac(new(big.Int).SetUint64(have), new(big.Int).SetUint64(p.base.space))))
	}
	return all
}

// wins sorts paid spins by what runs and scatters pay; of a bonus its mean.
func (p *par) wins() []Bucket {
	n := make([]uint64, len(buckets)+1) // the first is nothing at all
	for r, have := range p.base.all {
		coins := new(big.Rat).SetInt64(int64(r.won)&packedPay + p.m.pays[r.scatters])
		for i := range p.m.bonuses {
			mean, _, _ := p.m.bonuses[i].moments()
			coins.Add(coins, mean.Mul(mean, new(big.Rat).SetInt64(int64(packedBonus(r.won, i)))))
		}
		at := 0
		for i, from := range buckets {
			if coins.Sign() > 0 && coins.Cmp(new(big.Rat).SetInt64(from*p.m.cost)) >= 0 {
				at = i + 1
			}
		}
		n[at] += have
	}
	all := make([]Bucket, 0, len(n))
	for i, have := range n[1:] {
		chance := new(big.Rat).SetFrac(new(big.Int).SetUint64(have), new(big.Int).SetUint64(p.base.space))
		all = append(all, Bucket{buckets[i], figure(chance)})
	}
	return all
}

// The bounds of a machine that may be played (G13, G15).
var (
	returnMin = big.NewRat(75, 100)
	topMin    = big.NewRat(1, 100_000_000)
)

// Check says whether the machine may be played: it returns at least 75 % in the
// worst case, its top award comes at least once in 100,000,000 plays, and it
// returns what its file declares. It judges every outcome, as PAR does.
func (m *Machine) Check() error { return m.par().check() }

func (p *par) check() error {
	m, ret := p.m, p.ret()
	if least := new(big.Rat).Sub(ret, p.capCost()); least.Cmp(returnMin) < 0 {
		return m.bad("return", "is %s %%, must be 75 %% at least (G13)", percent(least))
	}
	var top uint64
	for r, n := range p.base.all {
		if packedTop(r.won) > 0 {
			top += n
		}
	}
	if chance := new(big.Rat).SetFrac(new(big.Int).SetUint64(top), new(big.Int).SetUint64(p.base.space)); chance.Cmp(topMin) < 0 {
		return m.bad("symbols", "the top award comes once in %s plays, must be once in 100,000,000 at least (G15)", oneIn(chance))
	}
	if got := percent(ret); got != m.file.Return {
		return m.bad("return", "%q is declared, and every outcome together makes %q", m.file.Return, got)
	}
	return nil
}

func oneIn(chance *big.Rat) string {
	if chance.Sign() == 0 {
		return "no number of"
	}
	return new(big.Rat).Inv(chance).FloatString(0)
}

// percent has six places.
func percent(r *big.Rat) string {
	return fmt.Sprint(new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(6))
}
