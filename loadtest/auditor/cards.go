package auditor

import "strings"

// The auditor's own cards. A card is two letters, rank and suit: "As", "Td".
const (
	ranks = "A23456789TJQK"
	suits = "cdhs"
	// packSize is how many cards a pack has.
	packSize = 52
)

// rankOf is what a card shows, ace 1 to king 13; 0 for what is no card.
func rankOf(card string) int {
	if len(card) != 2 || !strings.Contains(suits, card[1:]) {
		return 0
	}
	return strings.IndexByte(ranks, card[0]) + 1
}

// areCards says whether all of them are.
func areCards(list []string) bool {
	for _, card := range list {
		if rankOf(card) == 0 {
			return false
		}
	}
	return true
}

// Shuffled is the order of a shoe of so many packs by the seed of the round that
// shuffled it: new packs one behind the other, clubs, diamonds, hearts, spades, each
// from ace to king; then Fisher-Yates from the top by the first stream.
func Shuffled(seed [32]byte, packs int) []string {
	var order []string
	for range packs {
		for _, suit := range suits {
			for _, rank := range ranks {
				order = append(order, string(rank)+string(suit))
			}
		}
	}
	d := &drawer{seed: seed, stream: 1}
	for i := len(order) - 1; i > 0; i-- {
		j := d.below(uint64(i) + 1)
		order[i], order[j] = order[j], order[i]
	}
	return order
}

// shoe is what everyone is told of one.
type shoe struct {
	ID    int64 `json:"shoe"` // the round that shuffled it
	Packs int   `json:"decks"`
	Cut   int   `json:"cut"`   // cards before the cut card
	Dealt int   `json:"dealt"` // taken, the burned ones included
	Final bool  `json:"final"` // one more round, and it ends
}

// shuffled is the body of the event that begins a shoe.
type shuffled struct {
	Shoe   shoe   `json:"shoe"`
	Top    string `json:"top"`
	Burned int    `json:"burned"`
	Before *shown `json:"before"`
}

// shown is a whole shoe, told once it has ended.
type shown struct {
	Shoe  shoe     `json:"shoe"`
	Order []string `json:"order"`
}

// cardGame is a game of cards as the auditor plays it, by the page of a table.
type cardGame interface {
	// follow reads all that a round told to everyone, in order, and says what it
	// dealt and everything that is wrong with it.
	follow(log []fact) *deal
	// settle is what a player's part of a round brings back, line by line, and what
	// is wrong with what the player alone was told.
	settle(b *book, d *deal) (lines []line, faults []string)
	// fresh says what is wrong with a shoe that has just been shuffled; top is its
	// first card, "" before its seed is told.
	fresh(s *shuffled, top string) string
	// after is the shoe that a round leaves of the one that it began with, nil if
	// the next one shuffles in any case.
	after(d *deal, from *shoe) *shoe
}

// fact is an event for everyone, its body to be read.
type fact struct {
	kind string
	atMs int64
	body []byte
}

// deal is what a round dealt.
type deal struct {
	shuffled *shuffled // nil: it went on with the shoe of the round before
	from     *shoe     // before the first card; nil: not known, or no card was dealt
	cards    []string  // as they lay in the shoe; "" for one that nobody saw
	felt     any       // what the outcome means on a felt
	plays    *plays    // of blackjack
	faults   []fault
}

// fault is something wrong with a round.
type fault struct {
	kind Kind
	text string
}

// line is one stake of a player and what it brought, as a payout tells it.
type line struct {
	Spot  string `json:"spot"`
	Hand  int    `json:"hand"`
	Total int    `json:"total"`
	Why   string `json:"why"`
	Stake int64  `json:"stake"`
	Back  int64  `json:"back"`
}
