package blackjack

// Exact ends of the dealer's hand from a shoe of so many packs: every hand that
// the dealer may end with, as the cards that it is made of and the number of
// orders in which they can come, against what is left of the shoe.

// counts is how many cards of each points there are, by points.
type counts [ten + 1]int

// pack is so many packs.
func pack(decks int) (c counts, all int) {
	for card := ace; card < ten; card++ {
		c[card] = 4 * decks
	}
	c[ten] = 16 * decks
	return c, 52 * decks
}

// dealt is one set of cards that the dealer may draw to the open one.
type dealt struct {
	end    int
	orders float64
	cards  int
	of     []held
}

// held is how many cards of some points there are in it.
type held struct{ card, n int }

// dealerHands lists the sets for an open card.
func (t *Terms) dealerHands(up int) []dealt {
	type found struct {
		end    int
		orders float64
	}
	sets := map[counts]found{}
	var drawn counts
	var draw func(s sum, n int)
	draw = func(s sum, n int) {
		if n > 0 && !t.dealerDraws(s) {
			end := place(s)
			if n == 1 && s.total() == best {
				end = endsNatural
			}
			f := sets[drawn]
			sets[drawn] = found{end, f.orders + 1}
			return
		}
		for card := ace; card <= ten; card++ {
			drawn[card]++
			draw(s.and(card), n+1)
			drawn[card]--
		}
	}
	draw(sum{}.and(up), 0)
	list := make([]dealt, 0, len(sets))
	for set, f := range sets {
		d := dealt{end: f.end, orders: f.orders}
		for card, n := range set {
			if n > 0 {
				d.of = append(d.of, held{card, n})
				d.cards += n
			}
		}
		list = append(list, d)
	}
	return list
}

// falling is n·(n−1)·…, k of them.
func falling(n, k int) float64 {
	v := 1.0
	for range k {
		v *= float64(n)
		n--
	}
	return v
}

// drawsMax is more cards than a dealer ever draws.
const drawsMax = 24

// odds are the chances of the ends, from what is left of the shoe.
func endOdds(hands []dealt, left *counts, all int) (e [endings]float64) {
	var over [drawsMax]float64 // 1 / ways to draw so many
	over[0] = 1
	for k := 1; k < drawsMax && k <= all; k++ {
		over[k] = over[k-1] / float64(all-k+1)
	}
	for i := range hands {
		d := &hands[i]
		p := d.orders * over[d.cards]
		for _, h := range d.of {
			n := left[h.card]
			for range h.n {
				p *= float64(n)
				n--
			}
		}
		e[d.end] += p
	}
	return e
}
