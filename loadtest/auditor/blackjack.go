package auditor

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Blackjack is a table of it, by its page: at seats (seats.go), or with one hand for
// everybody (commonhand.go). What follows is what hands count, which acts they have, how
// they end and what that pays, written from the rules.
type Blackjack struct {
	common        bool
	o             blackjackTerms
	pairs, threes map[string]int64 // to one
}

// blackjackTerms is what a page publishes of the table's rules.
type blackjackTerms struct {
	Packs        int    `json:"decks"`
	HitsSoft17   bool   `json:"hitsSoft17"`
	Hole         string `json:"hole"`
	Natural      string `json:"natural"`
	HandsMax     int    `json:"handsMax"`
	ResplitAces  bool   `json:"resplitAces"`
	AfterSplit   bool   `json:"afterSplit"`
	Double       string `json:"double"`
	Surrender    bool   `json:"surrender"`
	Charlie      bool   `json:"charlie"`
	Pairs        string `json:"pairs"`
	Threes       string `json:"threes"`
	Insurance    bool   `json:"insurance"`
	AutoHitBelow int    `json:"autoHitBelow"`
	BehindCut    int    `json:"behindCut"`
	Seats        int    `json:"seats"`
	DecideMs     int64  `json:"decideMs"`
	AbsentMs     int64  `json:"absentMs"`
}

var (
	pairKinds  = []string{"perfect", "coloured", "mixed"}
	threeKinds = []string{"suited-trips", "straight-flush", "trips", "straight", "flush"}
)

// readBlackjack reads a page, and compares its side bets with what their names say.
func readBlackjack(page []byte) (*Blackjack, []string, error) {
	type price struct {
		Kind string `json:"kind"`
		Pays int64  `json:"pays"`
	}
	var sheet struct {
		Common  bool           `json:"common"`
		Options blackjackTerms `json:"options"`
		Pairs   []price        `json:"pairs"`
		Threes  []price        `json:"threes"`
	}
	if err := json.Unmarshal(page, &sheet); err != nil {
		return nil, nil, err
	}
	g := &Blackjack{common: sheet.Common, o: sheet.Options}
	var faults []string
	for _, t := range []struct {
		name   string
		kinds  []string
		prices []price
		to     *map[string]int64
	}{{g.o.Pairs, pairKinds, sheet.Pairs, &g.pairs}, {g.o.Threes, threeKinds, sheet.Threes, &g.threes}} {
		*t.to = pricesOf(t.name, t.kinds)
		theirs := map[string]int64{}
		for _, p := range t.prices {
			theirs[p.Kind] = p.Pays
		}
		if !maps.Equal(*t.to, theirs) || len(t.prices) != len(theirs) {
			faults = append(faults, fmt.Sprintf("%q is said to pay %v", t.name, t.prices))
		}
	}
	if g.o.Packs < 1 || g.o.Packs > 8 || g.o.HandsMax < 1 || g.common && g.o.HandsMax > 2 {
		faults = append(faults, fmt.Sprintf("no table has %+v", g.o))
	}
	return g, faults, nil
}

// pricesOf reads a paytable by its name: 25/12/6 pays its kinds that, 9:1 all the same.
func pricesOf(name string, kinds []string) map[string]int64 {
	prices := map[string]int64{}
	list := strings.Split(name, "/")
	for i, kind := range kinds {
		text := strings.TrimSuffix(list[min(i, len(list)-1)], ":1")
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			prices[kind] = n
		}
	}
	return prices
}

// value is what a card counts in blackjack, an ace 1.
func value(card string) int { return min(rankOf(card), 10) }

// sumOf is the best total of a hand, and whether an ace counts 11 in it.
func sumOf(hand []string) (total int, soft bool) {
	aces := false
	for _, card := range hand {
		total += value(card)
		aces = aces || value(card) == 1
	}
	if aces && total < 12 {
		return total + 10, true
	}
	return total, false
}

func totalOf(hand []string) int { total, _ := sumOf(hand); return total }

func isNatural(hand []string) bool { return len(hand) == 2 && totalOf(hand) == 21 }

// bjHand is a hand that is played.
type bjHand struct {
	cards                              []string
	split, doubled, stood, surrendered bool
}

func (h *bjHand) natural() bool { return !h.split && isNatural(h.cards) }

func (g *Blackjack) six(hand []string) bool {
	return g.o.Charlie && len(hand) > 5 && totalOf(hand) < 22
}

// mayDouble says whether two cards may be doubled.
func (g *Blackjack) mayDouble(hand []string, split bool) bool {
	from, to := 0, 22
	switch g.o.Double {
	case "9-11":
		from, to = 9, 11
	case "10-11":
		from, to = 10, 11
	}
	total := totalOf(hand)
	return len(hand) == 2 && total >= from && total <= to && (!split || g.o.AfterSplit)
}

// ask lists what may be done with a hand, of so many at its seat; none: it is over.
func (g *Blackjack) ask(h *bjHand, hands int) []string {
	if h.stood || h.surrendered || h.doubled || totalOf(h.cards) > 20 || g.six(h.cards) {
		return nil
	}
	most := g.o.HandsMax
	ace := value(h.cards[0]) == 1
	if ace && !g.o.ResplitAces {
		most = min(most, 2)
	}
	pair := len(h.cards) == 2 && value(h.cards[0]) == value(h.cards[1]) && hands < most
	if h.split && ace { // one card each
		if pair {
			return []string{"stand", "split"}
		}
		return nil
	}
	list := []string{"hit", "stand"}
	if g.mayDouble(h.cards, h.split) {
		list = append(list, "double")
	}
	if pair {
		list = append(list, "split")
	}
	if g.o.Surrender && len(h.cards) == 2 && !h.split {
		list = append(list, "surrender")
	}
	return list
}

// waits says whether a hand's end hangs on the dealer's total.
func (g *Blackjack) waits(h *bjHand) bool {
	return !h.surrendered && !h.natural() && !g.six(h.cards) && totalOf(h.cards) < 22
}

// draws says whether the dealer takes another card.
func (g *Blackjack) draws(dealer []string) bool {
	total, soft := sumOf(dealer)
	return total < 17 || total == 17 && soft && g.o.HitsSoft17
}

// ends is how a hand ended against the dealer's.
func (g *Blackjack) ends(h *bjHand, dealer []string) string {
	mine, theirs, natural := totalOf(h.cards), totalOf(dealer), isNatural(dealer)
	if natural {
		switch {
		case h.natural():
			return "push"
		case mine > 21:
			return "bust"
		}
		return "lose"
	}
	switch {
	case h.surrendered:
		return "surrender"
	case mine > 21:
		return "bust"
	case h.natural():
		return "blackjack"
	case g.six(h.cards):
		return "charlie"
	case theirs > 21 || mine > theirs:
		return "win"
	case mine < theirs:
		return "lose"
	}
	return "push"
}

// brings is what a stake brings back by how it ended.
func (g *Blackjack) brings(why string, stake int64) int64 {
	switch why {
	case "win", "charlie", "even":
		return stake + stake
	case "push", "returned":
		return stake
	case "surrender":
		return stake / 2
	case "blackjack":
		switch g.o.Natural {
		case "3:2":
			return stake + stake*3/2
		case "6:5":
			return stake + stake*6/5
		}
		return stake + stake
	}
	return 0
}

// sides is what the side bets of a seat come to, by its first cards and the dealer's
// open one.
func (g *Blackjack) sides(b *book, seat int, first []string, up string) (lines []line) {
	pair := ""
	if first[0][0] == first[1][0] {
		switch {
		case first[0] == first[1]:
			pair = "perfect"
		case redCard(first[0]) == redCard(first[1]):
			pair = "coloured"
		default:
			pair = "mixed"
		}
	}
	for _, side := range []struct {
		spot   string
		came   string
		prices map[string]int64
	}{{fmt.Sprintf("pairs:%d", seat), pair, g.pairs}, {fmt.Sprintf("threes:%d", seat), threeOf(first[0], first[1], up), g.threes}} {
		for _, s := range b.on(side.spot) {
			l := line{Spot: side.spot, Why: "lose", Stake: s.amount}
			if odds, wins := side.prices[side.came]; wins {
				l.Why, l.Back = side.came, s.amount*(odds+1)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

func redCard(card string) bool { return strings.ContainsAny(card[1:], "dh") }

// threeOf is the poker hand of three cards, "" for none.
func threeOf(cards ...string) string {
	suited := cards[0][1] == cards[1][1] && cards[1][1] == cards[2][1]
	r := []int{rankOf(cards[0]), rankOf(cards[1]), rankOf(cards[2])}
	slices.Sort(r)
	same := r[0] == r[2]
	run := r[1] == r[0]+1 && r[2] == r[1]+1 || slices.Equal(r, []int{1, 12, 13})
	switch {
	case same && suited:
		return "suited-trips"
	case run && suited:
		return "straight-flush"
	case same:
		return "trips"
	case run:
		return "straight"
	case suited:
		return "flush"
	}
	return ""
}

// fresh says what is wrong with a new shoe: nothing of it is burned.
func (g *Blackjack) fresh(s *shuffled, _ string) string {
	if want := g.o.Packs*packSize - g.o.BehindCut; s.Shoe.Packs != g.o.Packs || s.Shoe.Cut != want || s.Shoe.Dealt != 0 {
		return fmt.Sprintf("not a new shoe of %d packs with the cut card behind %d: %+v", g.o.Packs, want, s.Shoe)
	}
	return ""
}

// after is the shoe that a round leaves.
func (g *Blackjack) after(d *deal, from *shoe) *shoe {
	if from == nil {
		return nil
	}
	left := *from
	left.Dealt += len(d.cards)
	return &left
}

// spent says whether a shoe ends before a round: by its cut card, or since fewer cards
// are left than the round's hands may take.
func (g *Blackjack) spent(d *deal, left *shoe) bool {
	hands := 3
	if !g.common {
		hands = len(d.plays.seats) * g.o.HandsMax
	}
	return left.Dealt >= left.Cut || left.Packs*packSize-left.Dealt < g.needs(hands)
}

// needs is more cards than so many hands can take: each stops at 20 with its aces as
// 1, the dealer's at 16, with the smallest cards that there are; one card more ends
// each, and one lies face down.
func (g *Blackjack) needs(hands int) int {
	points, n := 20*hands+16, hands+2
	for worth := 1; worth <= 10; worth++ {
		there := 4 * g.o.Packs
		if worth == 10 {
			there *= 4
		}
		for ; there > 0; there-- {
			if points < worth {
				return n
			}
			points -= worth
			n++
		}
	}
	return n
}

// insured is the lines of an insurance.
func insured(seat int, stake int64, natural bool) line {
	l := line{Spot: fmt.Sprintf("insurance:%d", seat), Why: "lose", Stake: stake}
	if natural {
		l.Why, l.Back = "win", 3*stake
	}
	return l
}

// on is a player's stakes on a spot, bet by bet.
func (b *book) on(spot string) (list []onHand) {
	for _, p := range b.bets {
		for _, s := range p.spots {
			if !p.taken && s.Spot == spot {
				list = append(list, onHand{amount: s.Stake, follow: p.follow})
			}
		}
	}
	return list
}

// onHand is a player's stake on a hand.
type onHand struct {
	amount        int64
	follow, extra bool
}

func sumOn(stakes []onHand) (sum int64) {
	for _, s := range stakes {
		sum += s.amount
	}
	return sum
}

// hand is how a player's stakes on a hand ended.
func (g *Blackjack) hand(spot string, n int, h *bjHand, stakes []onHand, dealer []string, even bool) (lines []line) {
	for _, s := range stakes {
		l := line{Spot: spot, Hand: n, Total: totalOf(h.cards), Why: g.ends(h, dealer), Stake: s.amount}
		switch {
		case even:
			l.Why = "even"
		case isNatural(dealer) && s.extra && g.o.Hole == "none-original":
			l.Why = "returned"
		}
		l.Back = g.brings(l.Why, s.amount)
		lines = append(lines, l)
	}
	return lines
}
