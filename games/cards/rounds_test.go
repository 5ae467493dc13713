package cards_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/games/cards"
)

// hand is a game that deals some cards and remembers how many.
type hand struct {
	Shoe  cards.Shoe   `json:"shoe"`
	Cards []cards.Card `json:"cards"`
}

func (h hand) Dealt() (cards.Shoe, []cards.Card) { return h.Shoe, h.Cards }

func (h hand) Bead() int { return len(h.Cards) }

var (
	terms = cards.ShoeTerms{CardMs: 10, ShuffleMs: 100, Decks: 1, CutCards: 14}
	burns = cards.Dealing{Burn: func(cards.Card) int { return 1 }, ShowTop: true}
)

func shoesOf(t require.TestingT, at games.RoundID, carry []byte) cards.Shoes[int] {
	kept, err := cards.ReadKept(carry, 52, func(n int) bool { return n > 0 })
	require.NoError(t, err)
	s, err := cards.NewShoes(at, burns, kept)
	require.NoError(t, err)
	return s
}

// apply makes a step true, and holds what was kept sealed beforehand against what is
// afterwards.
func apply(t require.TestingT, s *cards.Shoes[int], step games.Step) {
	keeps := s.Keeps(step, games.Closed)
	for _, e := range step.Events {
		require.True(t, s.Apply(e.Body))
	}
	require.Equal(t, keeps, s.Keeps(games.Step{}, step.Then))
}

// A table goes through shoes: every card comes out once and in its order, a shoe's source
// stays sealed while cards of it are to come, and a void leaves what the round began with.
func TestATableGoesThroughShoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var carry []byte
		var order cards.Order
		next, dealt := 0, []int{}
		for at := games.RoundID(1); at < 40; at++ {
			s := shoesOf(t, at, carry)
			if s.Empty() {
				_, err := s.Shuffle(games.Command{}, &terms, nil)
				require.Error(t, err)
				step, err := s.Shuffle(games.Command{}, &terms, zero{})
				require.NoError(t, err)
				require.True(t, step.Drawn)
				require.Equal(t, games.Nobody, step.Events[0].For)
				order = step.Events[0].Body.(cards.Hidden).Order
				require.Equal(t, order[0], step.Events[1].Body.(cards.Shuffled).Top)
				apply(t, &s, step)
				require.True(t, s.Fresh())
				next, dealt = 1, []int{}
			}
			if rapid.IntRange(0, 9).Draw(t, "void") == 0 {
				was := shoesOf(t, at, carry)
				require.Equal(t, was.Keeps(games.Step{}, games.Open), s.Keeps(games.Step{Then: games.Void}, games.Closed))
				carry = encode(t, s.Kept(games.Void, 7, 8))
				dealt = was.Beads(99)
				continue
			}
			h := hand{Shoe: *s.Shoe()}
			require.Equal(t, next, h.Shoe.Dealt)
			dealer, err := s.Deal()
			require.NoError(t, err)
			for range rapid.IntRange(2, 6).Draw(t, "cards") {
				h.Cards = append(h.Cards, dealer.Take())
			}
			require.Equal(t, []cards.Card(order[next:next+len(h.Cards)]), h.Cards)
			apply(t, &s, games.Step{Then: games.Settled, Events: []games.Event{{Body: h}}})
			next, dealt = next+len(h.Cards), append(append([]int{}, dealt...), len(h.Cards))
			require.Equal(t, dealt, s.Beads(99))
			require.Equal(t, dealt[len(dealt)-1:], s.Beads(1))
			carry = encode(t, s.Kept(games.Settled, 7, 8))
		}
	})
}

func encode(t require.TestingT, v any) []byte {
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return text
}

func TestACarryIsLookedAt(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a bead too many": `{"opensAtMs":1,"landsAtMs":1,"shoe":null,"beads":[1,2,3]}`,
		"no bead":         `{"opensAtMs":1,"landsAtMs":1,"shoe":null,"beads":[0]}`,
		"before all time": `{"opensAtMs":-1,"landsAtMs":1,"shoe":null,"beads":[]}`,
		"unknown field":   `{"opensAtMs":1,"landsAtMs":1,"shoe":null,"beads":[],"cards":[]}`,
		"something after": `{"opensAtMs":1,"landsAtMs":1,"shoe":null,"beads":[]}}`,
	} {
		_, err := cards.ReadKept([]byte(body), 2, func(n int) bool { return n > 0 })
		require.Error(t, err, name)
	}
	first, err := cards.ReadKept(nil, 2, func(int) bool { return true })
	require.NoError(t, err)
	require.JSONEq(t, `{"opensAtMs":0,"landsAtMs":0,"shoe":null,"beads":[]}`, string(encode(t, first)))
}

func TestShoeTerms(t *testing.T) {
	t.Parallel()
	usual := cards.ShoeTerms{}
	usual.Fill()
	require.NoError(t, usual.Check(6))
	for name, bad := range map[string]cards.ShoeTerms{
		"a card a minute": {Decks: 8, CutCards: 14, CardMs: 60_000},
		"cut too deep":    {Decks: 8, CutCards: 10},
		"cut too high":    {Decks: 8, CutCards: 300},
		"five packs":      {Decks: 5, CutCards: 14},
		"nine packs":      {Decks: 9, CutCards: 14},
	} {
		require.Error(t, bad.Check(6), name)
	}
	require.Equal(t, games.Moment(1120), terms.Turns(1000, true, 1))
	require.Equal(t, games.Moment(1010), terms.Turns(1000, false, 0))
}
