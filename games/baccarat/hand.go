package baccarat

import "croupier/games/cards"

// points is what a card counts: aces one, tens and pictures nothing.
func points(r cards.Rank) int {
	if r >= cards.Ten {
		return 0
	}
	return int(r)
}

// natural is the least total of two cards that ends a hand.
const natural = 8

// playerDraws says whether the player takes a third card, by two cards' total.
func playerDraws(total int) bool { return total <= 5 }

// bankerDraws says whether the banker takes a third card: by two cards' total, and
// what the player's third card counts, noThird if the player stood (figures d2).
func bankerDraws(total, third int) bool {
	if third == noThird {
		return total <= 5
	}
	switch total {
	case 0, 1, 2:
		return true
	case 3:
		return third != 8
	case 4:
		return third >= 2 && third <= 7
	case 5:
		return third >= 4 && third <= 7
	case 6:
		return third == 6 || third == 7
	}
	return false
}

const noThird = -1

// hand is the cards of a round, each side's in the order in which they came.
type hand struct {
	player, banker []cards.Card
	order          []Turn // of all, times apart
}

// play deals a hand: player, banker, player, banker, and then what the rules say.
func play(take func() cards.Card) hand {
	var h hand
	give := func(to Side) int {
		c := take()
		if to == Player {
			h.player = append(h.player, c)
		} else {
			h.banker = append(h.banker, c)
		}
		h.order = append(h.order, Turn{To: to, Card: c})
		return points(c.Rank())
	}
	for range 2 {
		give(Player)
		give(Banker)
	}
	player, banker := total(h.player), total(h.banker)
	if player >= natural || banker >= natural {
		return h
	}
	third := noThird
	if playerDraws(player) {
		third = give(Player)
	}
	if bankerDraws(banker, third) {
		give(Banker)
	}
	return h
}

func total(hand []cards.Card) int {
	sum := 0
	for _, c := range hand {
		sum += points(c.Rank())
	}
	return sum % 10
}

// pairOf looks at a side's first two cards.
func pairOf(hand []cards.Card) Pair {
	switch a, b := hand[0], hand[1]; {
	case a == b:
		return Perfect
	case a.Rank() == b.Rank():
		return Mixed
	}
	return NoPair
}

// outcome is what the hand means to bets.
func (h *hand) outcome() Outcome {
	player, banker := total(h.player), total(h.banker)
	o := meaning(player, banker, len(h.player), len(h.banker))
	o.PlayerPair, o.BankerPair = pairOf(h.player), pairOf(h.banker)
	return o
}

// natural says whether either side has eight or nine with two cards.
func (h *hand) natural() bool {
	return len(h.order) == 4 && (total(h.player) >= natural || total(h.banker) >= natural)
}
