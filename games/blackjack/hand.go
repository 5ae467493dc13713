package blackjack

import "croupier/games/cards"

// aces, tens and best are points: an ace counts 1 or 11, pictures 10.
const (
	ace  = 1
	ten  = 10
	best = 21
)

// points is what a card counts, an ace as 1.
func points(c cards.Card) int { return min(int(c.Rank()), ten) }

// sum is a hand's total while it is being added up: hard counts each ace as 1.
type sum struct {
	hard int
	ace  bool
}

func (s sum) and(card int) sum { return sum{s.hard + card, s.ace || card == ace} }

// total is the best total that the hand can count: an ace counts 11 where that
// does not break it.
func (s sum) total() int {
	if s.soft() {
		return s.hard + 10
	}
	return s.hard
}

// soft says whether an ace counts 11.
func (s sum) soft() bool { return s.ace && s.hard+10 <= best }

func sumOf(hand []cards.Card) sum {
	var s sum
	for _, c := range hand {
		s = s.and(points(c))
	}
	return s
}

// natural says whether two cards are an ace and a ten: a blackjack, unless they
// come from a split.
func natural(hand []cards.Card) bool { return len(hand) == 2 && sumOf(hand).total() == best }

// dealerDraws says whether the dealer takes another card.
func (t *Terms) dealerDraws(s sum) bool {
	total := s.total()
	return total < 17 || total == 17 && s.soft() && t.HitsSoft17
}
