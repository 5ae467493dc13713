package blackjack

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"croupier/games/cards"
)

// What may be done with a hand.
const (
	Hit       = "hit"
	Stand     = "stand"
	DoubleUp  = "double"
	Split     = "split"
	Surrender = "surrender"
)

// Chart is a basic strategy: what to do with a hand by its total, or as a pair,
// against the dealer's card. A cell is letters in the order of preference, of
// which the first that is legal is played: H hit, S stand, D double, P split,
// R surrender. It hangs on no card but these (G25: a recommendation, not a rule).
type Chart struct {
	hard [best + 1][ten + 1]string
	soft [best + 1][ten + 1]string
	pair [ten + 1][ten + 1]string // only what a pair adds: P, R before P
}

var letters = map[byte]string{'H': Hit, 'S': Stand, 'D': DoubleUp, 'P': Split, 'R': Surrender}

// Best is what the chart plays of the legal acts, empty if it knows none of them.
func (c *Chart) Best(hand []cards.Card, up cards.Card, legal []string) string {
	cells := c.cells(sumOf(hand), pairOf(hand), points(up))
	for i := range len(cells) {
		if act := letters[cells[i]]; slices.Contains(legal, act) {
			return act
		}
	}
	return ""
}

// pairOf is what a pair's cards count, 0 for what is no pair.
func pairOf(hand []cards.Card) int {
	if len(hand) == 2 && points(hand[0]) == points(hand[1]) {
		return points(hand[0])
	}
	return 0
}

// cells is what to do with a hand in order.
func (c *Chart) cells(s sum, pair, up int) string {
	rest := c.hard[s.total()][up]
	if s.soft() {
		rest = c.soft[s.total()][up]
	}
	if pair > 0 {
		return c.pair[pair][up] + rest
	}
	return rest
}

// BestPlay is the chart of the best play from packs without end under some terms.
func BestPlay(t Terms) *Chart {
	o := newOracle(t)
	c := &Chart{}
	for up := ace; up <= ten; up++ {
		a := o.against(up)
		for hard := 4; hard <= best; hard++ {
			c.hard[hard][up] = a.cell(sum{hard, false})
		}
		for soft := 12; soft <= best; soft++ {
			c.soft[soft][up] = a.cell(sum{soft - 10, true})
		}
		for card := ace; card <= ten && t.HandsMax > 1; card++ {
			c.pair[card][up] = a.pairCell(card)
		}
	}
	return c
}

// cell is the acts of a total that no pair makes, best first, as far as they are
// ever needed: hit and stand are always legal.
func (a *against) cell(s sum) string {
	cell, then := "H", a.hit(s, 2)
	if stand := a.stand(s); stand.Cmp(then) >= 0 {
		cell, then = "S", stand
	}
	if a.terms.mayDouble(s) {
		if double := a.double(s); double.Cmp(then) > 0 {
			cell, then = "D"+cell, double
		}
	}
	if a.terms.Surrender && a.surrender().Cmp(then) > 0 {
		cell = "R" + cell
	}
	return cell
}

// pairCell is what a pair adds before its total: nothing, P or RP.
func (a *against) pairCell(card int) string {
	w := a.worth(card, card)
	var whole *big.Rat
	for _, v := range []*big.Rat{w.stand, w.hit, w.double} {
		whole = larger(whole, v)
	}
	switch {
	case w.split.Cmp(whole) <= 0:
		return ""
	case w.surrender != nil && w.surrender.Cmp(w.split) > 0:
		return "RP"
	}
	return "P"
}

// Rows writes the chart for people: one row a hand, its cells against 2 to 10 and
// ace, after the hand's name.
func (c *Chart) Rows() [][]string {
	var rows [][]string
	row := func(name string, cell func(up int) string) {
		r := []string{name}
		for up := 2; up <= ten; up++ {
			r = append(r, cell(up))
		}
		rows = append(rows, append(r, cell(ace)))
	}
	for hard := 5; hard <= 20; hard++ {
		row(fmt.Sprint(hard), func(up int) string { return c.hard[hard][up] })
	}
	for soft := 13; soft <= 20; soft++ {
		row(fmt.Sprintf("A%d", soft-11), func(up int) string { return c.soft[soft][up] })
	}
	for card := ace; card <= ten; card++ {
		s := sum{}.and(card).and(card)
		name := strings.ReplaceAll(fmt.Sprintf("%d-%d", card, card), "1-1", "A-A")
		row(name, func(up int) string { return c.cells(s, card, up) })
	}
	return rows
}
