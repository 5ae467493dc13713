package cards_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/games/cards"
)

const round = games.RoundID(7<<24 | 3)

// zero draws nothing but zeros.
type zero struct{}

func (zero) Uintn(uint64) uint64 { return 0 }

func (zero) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, 0)
	}
}

func fresh(t require.TestingT, behind, burn int) cards.Box {
	shuffled, hidden := cards.Fresh(round, 1, behind, zero{}, func(top cards.Card) int {
		require.Equal(t, cards.Card("2c"), top)
		return burn
	})
	b, err := cards.NewBox(nil, nil)
	require.NoError(t, err)
	require.True(t, b.Empty())
	require.True(t, b.Apply(hidden))
	require.True(t, b.Apply(shuffled))
	require.False(t, b.Apply("another event"))
	return b
}

// The cut card ends a shoe one round after the one in which it came out, and by the round
// itself where it lies before its first card.
func TestTheCutCardEndsAShoe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rounds []int // cards of each
		more   int   // rounds after these before a new shoe
	}{
		"long before it":              {[]int{5, 5}, -1},
		"the last card before it":     {[]int{19, 19}, 1}, // 38 cards lie before it
		"in the middle of a round":    {[]int{19, 18, 4}, 1},
		"one card short of it":        {[]int{19, 18}, -1},
		"by the last card of a round": {[]int{19, 18, 2}, 1},
	} {
		b := fresh(t, 14, 0)
		for _, n := range c.rounds {
			require.False(t, b.Shoe().Final, name)
			b.Played(n)
		}
		require.Equal(t, c.more == 1, b.Shoe().Final, name)
		if c.more == 1 {
			b.Played(4)
			require.True(t, b.Empty(), name)
			_, err := b.Deal()
			require.ErrorIs(t, err, cards.ErrBlind)
		}
	}
}

func TestABoxGoesThroughACarry(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := fresh(t, 14, rapid.IntRange(0, 10).Draw(t, "burned"))
		for range rapid.IntRange(0, 12).Draw(t, "rounds") {
			if !b.Empty() {
				b.Played(rapid.IntRange(2, 6).Draw(t, "cards"))
			}
		}
		kept, hidden := b.Carry()
		text, err := json.Marshal(kept)
		require.NoError(t, err)
		require.NotContains(t, string(text), "2c", "no card is in what everyone may know")
		again, err := cards.NewBox(kept, hidden)
		require.NoError(t, err)
		was, err := b.MarshalJSON()
		require.NoError(t, err)
		is, err := again.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(was), string(is))
		if b.Empty() {
			return
		}
		mine, err := b.Deal()
		require.NoError(t, err)
		theirs, err := again.Deal()
		require.NoError(t, err)
		require.Equal(t, mine.Take(), theirs.Take())

		blind, err := cards.NewBox(kept, nil)
		require.NoError(t, err)
		_, err = blind.Deal()
		require.ErrorIs(t, err, cards.ErrBlind)
		blind.Played(2)
		b.Played(2)
		require.Equal(t, b.Shoe(), blind.Shoe(), "a box without its order follows the log")
	})
}

func TestAStoredBoxIsLookedAt(t *testing.T) {
	t.Parallel()
	b := fresh(t, 14, 1)
	kept, hidden := b.Carry()
	_, err := cards.NewBox(nil, hidden)
	require.Error(t, err)
	_, err = cards.NewBox(kept, &cards.Hidden{Shoe: round + 1, Order: hidden.Order})
	require.Error(t, err)
	short := slices.Clone(hidden.Order)[1:]
	_, err = cards.NewBox(kept, &cards.Hidden{Shoe: round, Order: short})
	require.Error(t, err)
	kept.Dealt = 53
	_, err = cards.NewBox(kept, hidden)
	require.Error(t, err)
}
