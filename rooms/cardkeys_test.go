package rooms

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"croupier/games"
	"croupier/games/cards"
)

// cardKeys keeps sources whose shuffles are rich in what has to be decided about. Bodies
// that it seals are all alike from outside.
type cardKeys struct {
	seed   uint64
	order  func(shoe games.RoundID, order cards.Order) // changes a shuffle
	salt   func(shoe games.RoundID) string             // changes a seed
	ledger *ledger
	lost   error
	lostOf games.RoundID // whose source alone cannot be read
	sealed bool          // bodies cannot be opened
	broken error
	early  []games.RoundID // unsealed before the close

	mu     sync.Mutex
	bodies map[string]string
}

func (k *cardKeys) Seal(round games.RoundID, _ int) (Sealed, error) {
	return Sealed{Commitment: sha256.Sum256(fmt.Appendf(nil, "of %d", round)), Box: fmt.Appendf(nil, "source %d", round)}, nil
}

func (k *cardKeys) Unseal(round games.RoundID, _ int, s Sealed) (Source, error) {
	if r := k.ledger.rooms[cardRoom].rounds[round]; r == nil || r.Phase < games.Closed {
		k.early = append(k.early, round)
	}
	switch {
	case k.lost != nil:
		return nil, k.lost
	case k.lostOf == round:
		return nil, errors.New("no such key")
	}
	if string(s.Box) != fmt.Sprintf("source %d", round) {
		return nil, errors.New("not the source of that round")
	}
	return k.source(round), nil
}

func (k *cardKeys) source(round games.RoundID) cardSource {
	salt := ""
	if k.salt != nil {
		salt = k.salt(round)
	}
	return cardSource{k, round, sha256.Sum256(fmt.Appendf(nil, "seed %d of %d%s", k.seed, round, salt))}
}

func (k *cardKeys) SealBody(round games.RoundID, place int64, body []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.broken != nil {
		return nil, k.broken
	}
	box := fmt.Sprintf("%d bytes at %d of %d", len(body), place, round)
	if was, ok := k.bodies[box]; ok && was != string(body) {
		return nil, errors.New("one place for two bodies")
	}
	k.bodies[box] = string(body)
	return []byte(box), nil
}

func (k *cardKeys) OpenBody(round games.RoundID, place int64, box []byte) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	body, ok := k.bodies[string(box)]
	ok = ok && !k.sealed
	if !ok || !strings.HasSuffix(string(box), fmt.Sprintf(" at %d of %d", place, round)) {
		return nil, errors.New("not the body of this place")
	}
	return []byte(body), nil
}

type cardSource struct {
	keys  *cardKeys
	round games.RoundID
	seed  [32]byte
}

func (s cardSource) Seed() [32]byte        { return s.seed }
func (s cardSource) Draws(int) games.Draws { return cardDraws(s) }

type cardDraws cardSource

func (cardDraws) Uintn(uint64) uint64 { panic("a shoe is shuffled, and nothing else drawn") }

// Shuffle puts the cards where the shoe of the round has them.
func (s cardDraws) Shuffle(n int, swap func(i, j int)) {
	now := cards.Packs(n / cards.PackSize)
	for i, card := range s.keys.shoe(s.round, n/cards.PackSize) {
		j := i + slices.Index(now[i:], card)
		now[i], now[j] = now[j], now[i]
		swap(i, j)
	}
}

// shoe is the order that a round shuffles: aces, tens and eights come early.
func (k *cardKeys) shoe(round games.RoundID, decks int) cards.Order {
	pick := rand.New(rand.NewPCG(k.seed, uint64(round)))
	order := cards.Packs(decks)
	weight := make(map[int]float64, len(order))
	at := make([]int, len(order))
	for i, card := range order {
		at[i], weight[i] = i, pick.Float64()
		switch card.Rank() {
		case cards.Ace:
			weight[i] *= 0.25
		case 8, 10:
			weight[i] *= 0.4
		}
	}
	slices.SortStableFunc(at, func(a, b int) int {
		if weight[a] < weight[b] {
			return -1
		}
		return 1
	})
	shuffled := make(cards.Order, len(order))
	for i, from := range at {
		shuffled[i] = order[from]
	}
	if k.order != nil {
		k.order(round, shuffled)
	}
	return shuffled
}

// first puts cards at the head of an order, without changing what is in it.
func first(order cards.Order, head ...cards.Card) {
	for i, card := range head {
		j := i + slices.Index(order[i:], card)
		order[i], order[j] = order[j], order[i]
	}
}
