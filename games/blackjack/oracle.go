package blackjack

import "math/big"

// The oracle: blackjack from packs without end, in exact fractions. No card
// changes the chance of the next, so a hand is its total, and the best play of
// every hand can be computed backwards from the ends (figures d3).

// The ways in which the dealer's hand ends, by their places in an ending.
const (
	ends17      = 0 // and on to 21
	endsBust    = 5
	endsNatural = 6 // two cards; 21 otherwise
	endings     = 7
)

func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }

func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func larger(a, b *big.Rat) *big.Rat {
	if b != nil && (a == nil || b.Cmp(a) > 0) {
		return b
	}
	return a
}

// chance is that of a card of so many points, from packs without end.
func chance(card int) *big.Rat {
	if card == ten {
		return rat(4, 13)
	}
	return rat(1, 13)
}

// ending is the chance of each end of the dealer's hand.
type ending [endings]*big.Rat

// place is the end of a dealer's hand that stands, or is broken.
func place(s sum) int {
	if s.total() > best {
		return endsBust
	}
	return ends17 + s.total() - 17
}

// dealer is how the dealer's hand ends, by what it counts so far.
func (o *oracle) dealer(s sum) ending {
	if was, ok := o.dealers[s]; ok {
		return was
	}
	var e ending
	for i := range e {
		e[i] = new(big.Rat)
	}
	if !o.terms.dealerDraws(s) {
		e[place(s)].SetInt64(1)
	} else {
		for card := ace; card <= ten; card++ {
			p := chance(card)
			for i, q := range o.dealer(s.and(card)) {
				e[i].Add(e[i], times(p, q))
			}
		}
	}
	o.dealers[s] = e
	return e
}

// from is how the dealer's hand ends from the first card on, naturals apart.
func (o *oracle) from(up int) ending {
	var e ending
	for i := range e {
		e[i] = new(big.Rat)
	}
	first := sum{}.and(up)
	for card := ace; card <= ten; card++ {
		second := first.and(card)
		if second.total() == best {
			e[endsNatural].Add(e[endsNatural], chance(card))
			continue
		}
		for i, q := range o.dealer(second) {
			e[i].Add(e[i], times(chance(card), q))
		}
	}
	return e
}

// given is the ending if the dealer has no natural.
func (e ending) given() ending {
	left := minus(rat(1, 1), e[endsNatural])
	var g ending
	for i := range e {
		g[i] = new(big.Rat).Quo(e[i], left)
	}
	g[endsNatural] = new(big.Rat)
	return g
}

// oracle computes the best play under some terms.
type oracle struct {
	terms   Terms
	dealers map[sum]ending
}

func newOracle(t Terms) *oracle { return &oracle{terms: t, dealers: map[sum]ending{}} }

// against is the best play against one card of the dealer's. What is known of
// the second card is in the ending: no natural, where the dealer has looked or a
// natural takes no more than the first stake.
type against struct {
	terms   *Terms
	up      int
	natural *big.Rat // the chance of a natural before anybody knows
	ending  ending
	hands   map[handKey]*big.Rat
}

type handKey struct {
	sum
	cards int
}

func (o *oracle) against(up int) *against {
	e := o.from(up)
	a := &against{terms: &o.terms, up: up, natural: e[endsNatural], ending: e, hands: map[handKey]*big.Rat{}}
	if !o.terms.takesAll() {
		a.ending = e.given()
	}
	return a
}

// stand is what a hand is worth that takes no more cards, per unit.
func (a *against) stand(s sum) *big.Rat {
	if s.total() > best {
		return rat(-1, 1)
	}
	v := new(big.Rat)
	for i, p := range a.ending {
		switch {
		case i == endsBust, i < endsBust && s.total() > 17+i:
			v.Add(v, p)
		case i == endsNatural, s.total() < 17+i:
			v.Sub(v, p)
		}
	}
	return v
}

// hit is a hand's worth if it takes one card and is played best then.
func (a *against) hit(s sum, cards int) *big.Rat {
	v := new(big.Rat)
	for card := ace; card <= ten; card++ {
		v.Add(v, times(chance(card), a.play(s.and(card), cards+1)))
	}
	return v
}

// play is the best of hit and stand.
func (a *against) play(s sum, cards int) *big.Rat {
	switch {
	case s.total() > best:
		return rat(-1, 1)
	case a.terms.Charlie && cards == charlieCards:
		return minus(rat(1, 1), times(rat(2, 1), a.ending[endsNatural])) // which beats even six cards
	case !a.terms.Charlie:
		cards = 0 // does not matter
	}
	key := handKey{s, cards}
	v, ok := a.hands[key]
	if !ok {
		v = larger(a.stand(s), a.hit(s, cards))
		a.hands[key] = v
	}
	return v
}

// double is twice the stake on one more card.
func (a *against) double(s sum) *big.Rat {
	v := new(big.Rat)
	for card := ace; card <= ten; card++ {
		v.Add(v, times(chance(card), a.stand(s.and(card))))
	}
	return v.Add(v, v)
}

// surrender is half of the stake, and all of it to a natural.
func (a *against) surrender() *big.Rat {
	n := a.ending[endsNatural]
	return minus(times(rat(-1, 2), minus(rat(1, 1), n)), n)
}

// afterSplit is the worth of a hand that began as one of a pair.
func (a *against) afterSplit(card, second int) *big.Rat {
	s := sum{}.and(card).and(second)
	if card == ace {
		return a.stand(s)
	}
	v := a.play(s, 2)
	if a.terms.AfterSplit && a.terms.mayDouble(s) {
		v = larger(v, a.double(s))
	}
	return v
}

// split is the worth of a pair that is split, all hands together.
func (a *against) split(card int) *big.Rat {
	most := a.terms.handsMax(card)
	var hands [ten + 1]*big.Rat
	for second := ace; second <= ten; second++ {
		hands[second] = a.afterSplit(card, second)
	}
	return splits(card, 2, 2, most, &hands)
}

// splits is the worth of so many hands of one card each, of a seat that has so
// many in all.
func splits(card, single, all, most int, hands *[ten + 1]*big.Rat) *big.Rat {
	if single == 0 {
		return new(big.Rat)
	}
	v := new(big.Rat)
	rest := splits(card, single-1, all, most, hands)
	for second := ace; second <= ten; second++ {
		here := plus(hands[second], rest)
		if second == card && all < most {
			here = larger(here, splits(card, single+1, all+1, most, hands))
		}
		v.Add(v, times(chance(second), here))
	}
	return v
}

// worth is what each act of the first two cards is worth; nil: it is not allowed.
type worth struct {
	stand, hit, double, split, surrender *big.Rat
}

func (a *against) worth(first, second int) worth {
	s := sum{}.and(first).and(second)
	w := worth{stand: a.stand(s), hit: a.hit(s, 2)}
	if a.terms.mayDouble(s) {
		w.double = a.double(s)
	}
	if first == second && a.terms.HandsMax > 1 {
		w.split = a.split(first)
	}
	if a.terms.Surrender {
		w.surrender = a.surrender()
	}
	return w
}

func (w *worth) most() *big.Rat {
	v := larger(larger(w.stand, w.hit), w.double)
	return larger(larger(v, w.split), w.surrender)
}

// edge is what the house keeps of the first stake against the best play.
func (o *oracle) edge() *big.Rat {
	won, staked := o.terms.Natural.ratio()
	price := rat(won, staked)
	v := new(big.Rat)
	for up := ace; up <= ten; up++ {
		a := o.against(up)
		known := minus(rat(1, 1), a.natural)
		here := new(big.Rat)
		for first := ace; first <= ten; first++ {
			for second := ace; second <= ten; second++ {
				here.Add(here, times(times(chance(first), chance(second)), o.of(a, first, second, price, known)))
			}
		}
		v.Add(v, times(chance(up), here))
	}
	return v.Neg(v)
}

// of is the worth of two cards before anything is known of the dealer's second.
func (o *oracle) of(a *against, first, second int, price, known *big.Rat) *big.Rat {
	if (sum{}).and(first).and(second).total() == best {
		return times(known, price)
	}
	w := a.worth(first, second)
	if o.terms.takesAll() {
		return w.most()
	}
	return minus(times(known, w.most()), a.natural)
}
