package bot

import (
	"slices"
	"strconv"
	"strings"
)

// The acts of a hand of blackjack, and the answers about insurance, by their names
// on the wire.
const (
	doHit       = "hit"
	doStand     = "stand"
	doDouble    = "double"
	doSplit     = "split"
	doSurrender = "surrender"
	doInsure    = "insure"
	doEven      = "even"
	doNo        = "no"
)

// chart is the best play that a table's page tells: by hand, against 2 to 10 and ace,
// letters in the order of preference. A table may have none.
type chart map[string][]string

var letters = map[byte]string{'H': doHit, 'S': doStand, 'D': doDouble, 'P': doSplit, 'R': doSurrender}

// upCards is how many open cards a row of the chart has.
const upCards = 10

func readChart(rows [][]string) chart {
	c := chart{}
	for _, row := range rows {
		if len(row) == 1+upCards {
			c[row[0]] = row[1:]
		}
	}
	return c
}

// points is what a card counts, an ace as 1; 0 for what is no card.
func points(card string) int {
	if len(card) != 2 {
		return 0
	}
	return min(strings.IndexByte("A23456789TJQK", card[0])+1, 10)
}

// total is the best that a hand can count, and whether an ace counts 11 in it.
func total(hand []string) (sum int, soft bool) {
	ace := false
	for _, card := range hand {
		sum += points(card)
		ace = ace || points(card) == 1
	}
	if ace && sum <= 11 {
		return sum + 10, true
	}
	return sum, false
}

// row is the name of a hand on the chart.
func row(hand []string) string {
	sum, soft := total(hand)
	switch {
	case len(hand) == 2 && points(hand[0]) == points(hand[1]):
		card := strconv.Itoa(points(hand[0]))
		if card == "1" {
			card = "A"
		}
		return card + "-" + card
	case soft:
		return "A" + strconv.Itoa(sum-11)
	}
	return strconv.Itoa(sum)
}

// best is what the chart plays of the legal acts; where it says nothing, as a dealer
// would.
func (c chart) best(hand []string, up string, legal []string) string {
	if cells := c[row(hand)]; points(up) > 0 && cells != nil {
		cell := cells[(points(up)+upCards-2)%upCards]
		for i := range len(cell) {
			if act := letters[cell[i]]; slices.Contains(legal, act) {
				return act
			}
		}
	}
	if sum, _ := total(hand); sum < 17 && slices.Contains(legal, doHit) {
		return doHit
	}
	return doStand
}
