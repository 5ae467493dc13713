package blackjack

// The edge of a chart against a shoe of some packs, by going through every hand:
// each order of the player's cards with each set of the dealer's. Nothing is
// sampled; the arithmetic is that of float64, whose error stays below 10⁻¹¹.
//
// Two properties of a shuffled shoe make it short. The dealer's cards may be
// thought of as drawn last, whenever they were dealt: so the dealer's natural is
// one of the ends, and nothing has to be conditioned on it. And the chart looks
// at no hand but its own, so the cards that a hand draws have the same chances
// whatever the other hands of a split drew: the sum over hands needs only the
// cards that decided how many of them there are (splitting).

// Finite is what a player of a chart gets out of a first stake of one, from
// a new shoe, on average. What a split round comes to as a whole is not known:
// its gain is in Gain, its chance in Splits and in no other.
type Finite struct {
	Gain   float64 // minus the edge
	Wins   float64 // the chance of more than the stake
	Pushes float64 // of exactly the stake
	Splits float64
}

// add counts another result in by its chance.
func (r *Finite) add(p float64, of Finite) {
	r.Gain += p * of.Gain
	r.Wins += p * of.Wins
	r.Pushes += p * of.Pushes
	r.Splits += p * of.Splits
}

func (r Finite) plus(gain float64) Finite {
	r.Gain += gain
	return r
}

// finite goes through the hands of one open card.
type finite struct {
	terms *Terms
	chart *Chart
	up    int
	hands []dealt
	left  counts
	all   int
	known map[counts]*[endings]float64
}

// FiniteResult goes through every hand of a player who follows the chart, from a new
// shoe of t.Decks packs.
func FiniteResult(t Terms, c *Chart) Finite {
	var v Finite
	for up := ace; up <= ten; up++ {
		f := newFinite(&t, c, up)
		p := f.take(up)
		v.add(p, f.deals())
	}
	return v
}

func newFinite(t *Terms, c *Chart, up int) *finite {
	f := &finite{terms: t, chart: c, up: up, hands: t.dealerHands(up), known: map[counts]*[endings]float64{}}
	f.left, f.all = pack(t.Decks)
	return f
}

// take removes a card and returns its chance.
func (f *finite) take(card int) float64 {
	p := float64(f.left[card]) / float64(f.all)
	f.left[card]--
	f.all--
	return p
}

func (f *finite) giveBack(card int) {
	f.left[card]++
	f.all++
}

// ends are the dealer's, from what is left.
func (f *finite) ends() *[endings]float64 {
	e, ok := f.known[f.left]
	if !ok {
		odds := endOdds(f.hands, &f.left, f.all)
		e = &odds
		f.known[f.left] = e
	}
	return e
}

// deals is the worth of all first two cards.
func (f *finite) deals() Finite {
	return f.each(func(first int) Finite {
		return f.each(func(second int) Finite { return f.two(first, second) })
	})
}

// two is the worth of two cards, all stakes together.
func (f *finite) two(first, second int) Finite {
	s := sum{}.and(first).and(second)
	natural := f.ends()[endsNatural]
	if s.total() == best {
		won, staked := f.terms.Natural.ratio()
		return Finite{Gain: (1 - natural) * float64(won) / float64(staked), Wins: 1 - natural, Pushes: natural}
	}
	pair := 0
	if first == second {
		pair = first
	}
	// A natural takes the first stake alone, unless nobody could know of it.
	lost := -natural
	if f.terms.takesAll() {
		lost = 0
	}
	for _, letter := range []byte(f.chart.cells(s, pair, f.up)) {
		switch {
		case letter == 'R' && f.terms.Surrender:
			return Finite{Gain: -(1-natural)/2 - natural}
		case letter == 'P' && pair > 0 && f.terms.HandsMax > 1:
			return Finite{Gain: f.split(pair) + lost, Splits: 1}
		case letter == 'D' && f.terms.mayDouble(s):
			return f.double(s).plus(lost)
		case letter == 'H' || letter == 'S':
			return f.play(s, 2).plus(lost)
		}
	}
	return f.play(s, 2).plus(lost)
}

// settled is a standing hand's worth, a natural apart where it takes no more than
// the first stake.
func (f *finite) settled(total int) (v Finite) {
	for i, p := range f.ends() {
		switch {
		case i == endsNatural:
			if f.terms.takesAll() {
				v.Gain -= p
			}
		case i == endsBust, total > 17+i:
			v.Gain += p
			v.Wins += p
		case total < 17+i:
			v.Gain -= p
		default:
			v.Pushes += p
		}
	}
	return v
}

// whole is the chance that the dealer's end does not matter to a hand that is
// over: all, but for a natural that took the first stake already.
func (f *finite) whole() float64 {
	if f.terms.takesAll() {
		return 1
	}
	return 1 - f.ends()[endsNatural]
}

// play hits and stands by the chart.
func (f *finite) play(s sum, n int) Finite {
	switch {
	case s.total() > best:
		return Finite{Gain: -f.whole()}
	case f.terms.Charlie && n == charlieCards:
		v := 1 - f.ends()[endsNatural] // which beats even six cards
		if f.terms.takesAll() {
			return Finite{Gain: 2*v - 1, Wins: v}
		}
		return Finite{Gain: v, Wins: v}
	case s.total() == best || !f.hits(s):
		return f.settled(s.total())
	}
	return f.each(func(card int) Finite { return f.play(s.and(card), n+1) })
}

func (f *finite) hits(s sum) bool {
	for _, letter := range []byte(f.chart.cells(s, 0, f.up)) {
		if letter == 'H' || letter == 'S' {
			return letter == 'H'
		}
	}
	return false
}

// each is the mean over the next card.
func (f *finite) each(worth func(card int) Finite) (v Finite) {
	for card := ace; card <= ten; card++ {
		if p := f.take(card); p > 0 {
			v.add(p, worth(card))
		}
		f.giveBack(card)
	}
	return v
}

func (f *finite) double(s sum) Finite {
	v := f.each(func(card int) Finite {
		after := s.and(card)
		if after.total() > best {
			return Finite{Gain: -f.whole()}
		}
		return f.settled(after.total())
	})
	v.Gain *= 2
	return v
}

// afterSplit is the worth of a hand of a split that has its second card.
func (f *finite) afterSplit(card, second int) Finite {
	s := sum{}.and(card).and(second)
	if card == ace {
		return f.settled(s.total())
	}
	pair := 0
	if second == card {
		pair = card
	}
	for _, letter := range []byte(f.chart.cells(s, pair, f.up)) {
		switch {
		case letter == 'D' && f.terms.AfterSplit && f.terms.mayDouble(s):
			return f.double(s)
		case letter == 'H' || letter == 'S':
			return f.play(s, 2)
		}
	}
	return f.play(s, 2)
}
