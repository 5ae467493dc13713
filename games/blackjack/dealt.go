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

// dealt is one card more in a set of cards that the dealer may draw to the open
// one. Sets are written as a tree, each set's cards in ascending order, so that
// sets with the same small cards share them: depth is how many cards lead here,
// before how many of them are like this one.
type dealt struct {
	depth, card, before int8
	end                 int8    // of the set that is complete here; -1: none is
	orders              float64 // in which its cards can come
}

type complete struct {
	end    int
	orders float64
}

// dealerHands lists the sets for an open card.
func (t *Terms) dealerHands(up int) []dealt {
	sets := map[counts]complete{}
	var drawn counts
	var draw func(s sum, n int)
	draw = func(s sum, n int) {
		if n > 0 && !t.dealerDraws(s) {
			end := place(s)
			if n == 1 && s.total() == best {
				end = endsNatural
			}
			sets[drawn] = complete{end, sets[drawn].orders + 1}
			return
		}
		for card := ace; card <= ten; card++ {
			drawn[card]++
			draw(s.and(card), n+1)
			drawn[card]--
		}
	}
	draw(sum{}.and(up), 0)
	return tree(sets)
}

// tree writes sets in ascending order, each node before those that go on from it.
func tree(sets map[counts]complete) []dealt {
	leads := map[counts]bool{} // a set, or the beginning of one
	for set := range sets {
		for card := ten; card >= ace; card-- {
			for ; set[card] > 0; set[card]-- {
				leads[set] = true
			}
		}
	}
	var list []dealt
	var walk func(set counts, from, depth int)
	walk = func(set counts, from, depth int) {
		for card := from; card <= ten; card++ {
			set[card]++
			if leads[set] {
				d := dealt{depth: int8(depth), card: int8(card), before: int8(set[card] - 1), end: -1}
				if c, ok := sets[set]; ok {
					d.end, d.orders = int8(c.end), c.orders
				}
				list = append(list, d)
				walk(set, card, depth+1)
			}
			set[card]--
		}
	}
	walk(counts{}, ace, 1)
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

// endOdds are the chances of the ends, from what is left of the shoe.
func endOdds(hands []dealt, left *counts, all int) (e [endings]float64) {
	var ways [drawsMax]float64 // of the cards down to each depth, per way to draw as many
	var over [drawsMax]float64
	ways[0] = 1
	for k := 1; k < drawsMax && k <= all; k++ {
		over[k] = 1 / float64(all-k+1)
	}
	var of [ten + 1]float64
	for card, n := range left {
		of[card] = float64(n)
	}
	for _, d := range hands {
		p := ways[d.depth-1] * (of[d.card] - float64(d.before)) * over[d.depth]
		ways[d.depth] = p
		if d.end >= 0 {
			e[d.end] += d.orders * p
		}
	}
	return e
}
