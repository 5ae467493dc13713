package cards_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/games/cards"
)

func TestCodesAreStable(t *testing.T) {
	t.Parallel()
	var codes string
	for _, c := range cards.Packs(1) {
		codes += string(c) + " "
	}
	require.Equal(t, "Ac 2c 3c 4c 5c 6c 7c 8c 9c Tc Jc Qc Kc Ad 2d 3d 4d 5d 6d 7d 8d 9d Td Jd Qd Kd "+
		"Ah 2h 3h 4h 5h 6h 7h 8h 9h Th Jh Qh Kh As 2s 3s 4s 5s 6s 7s 8s 9s Ts Js Qs Ks ", codes)
	back, err := cards.Parse(codes)
	require.NoError(t, err)
	require.Equal(t, []cards.Card(cards.Packs(1)), back)
}

func TestACardIsItsRankAndSuit(t *testing.T) {
	t.Parallel()
	seen := map[cards.Card]bool{}
	for s := cards.Clubs; s <= cards.Spades; s++ {
		for r := cards.Ace; r <= cards.King; r++ {
			c := cards.Of(r, s)
			require.Equal(t, r, c.Rank())
			require.Equal(t, s, c.Suit())
			require.Equal(t, s == cards.Hearts || s == cards.Diamonds, c.Red())
			require.True(t, c.Valid())
			seen[c] = true
		}
	}
	require.Len(t, seen, cards.PackSize)
}

func TestWhatIsNoCard(t *testing.T) {
	t.Parallel()
	for _, c := range []cards.Card{"", "A", "As ", "AS", "as", "1s", "10s", "Ax", "xs", "\x00s", "é"} {
		require.False(t, c.Valid(), "%q", string(c))
		_, err := cards.Parse("Ac " + string(c) + "?")
		require.Error(t, err)
	}
}

// counted draws by a rule of the test's own, and counts.
type counted struct {
	next  func(n uint64) uint64
	asked []uint64
}

func (c *counted) Uintn(n uint64) uint64 {
	c.asked = append(c.asked, n)
	return c.next(n)
}

func (c *counted) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(c.Uintn(uint64(i)+1)))
	}
}

// The shuffle is Fisher-Yates from the top over new packs: with draws that leave every
// card where it is, it is the new packs; with draws of 0, known cards lie known places.
func TestShuffleIsByTheDrawsAlone(t *testing.T) {
	t.Parallel()
	stay := &counted{next: func(n uint64) uint64 { return n - 1 }}
	require.Equal(t, cards.Packs(8), cards.Shuffle(8, stay))
	require.Len(t, stay.asked, 415)
	require.Equal(t, uint64(416), stay.asked[0])
	require.Equal(t, uint64(2), stay.asked[414])

	first := cards.Shuffle(1, &counted{next: func(uint64) uint64 { return 0 }})
	require.Equal(t, cards.Card("2c"), first[0], "each card moved up by one, the first to the top")
	require.Equal(t, cards.Card("Ac"), first[51])
}

func TestAShuffledShoeIsWholePacks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		decks := rapid.IntRange(1, cards.DecksMax).Draw(t, "decks")
		draws := &counted{next: func(n uint64) uint64 { return rapid.Uint64Range(0, n-1).Draw(t, "draw") }}
		order := cards.Shuffle(decks, draws)
		shoe := cards.New(7<<24|1, decks, 14)
		require.NoError(t, shoe.Valid())
		require.NoError(t, order.Of(shoe))

		i := rapid.IntRange(0, len(order)-1).Draw(t, "damaged")
		damaged := slices.Clone(order)
		damaged[i] = cards.Of(1+damaged[i].Rank()%13, damaged[i].Suit())
		require.Error(t, damaged.Of(shoe))
		damaged[i] = "?"
		require.Error(t, damaged.Of(shoe))
		require.Error(t, order[1:].Of(shoe))
	})
}

func TestDealing(t *testing.T) {
	t.Parallel()
	order := cards.Packs(1)
	shoe := cards.New(7<<24|1, 1, 14)
	require.Equal(t, cards.Shoe{ID: 7<<24 | 1, Decks: 1, Cut: 38}, shoe)
	d := shoe.Deal(order)
	require.Equal(t, cards.Card("Ac"), d.Take())
	d.Burn(2)
	require.Equal(t, cards.Card("4c"), d.Take())
	require.Equal(t, 4, d.Taken())
	require.Zero(t, shoe.Dealt, "dealing changes nothing")

	shoe = shoe.After(4)
	require.Equal(t, 48, shoe.Left())
	require.Equal(t, cards.Card("5c"), shoe.Deal(order).Take())
	require.False(t, shoe.After(33).AtCut(), "one card before the cut card")
	require.True(t, shoe.After(34).AtCut(), "the cut card is next")
	require.Panics(t, func() { shoe.Deal(order).Burn(49) })
	require.Panics(t, func() { shoe.Deal(nil) })
	last := shoe.After(48).Deal(order)
	require.Panics(t, func() { last.Take() })
}

func TestStoredShoesAreLookedAt(t *testing.T) {
	t.Parallel()
	good := cards.New(1<<24|1, 8, 14)
	for name, spoil := range map[string]func(*cards.Shoe){
		"no id":           func(s *cards.Shoe) { s.ID = 0 },
		"no packs":        func(s *cards.Shoe) { s.Decks = 0 },
		"too many packs":  func(s *cards.Shoe) { s.Decks = 9 },
		"cut at the top":  func(s *cards.Shoe) { s.Cut = 0 },
		"cut past it":     func(s *cards.Shoe) { s.Cut = 417 },
		"less than none":  func(s *cards.Shoe) { s.Dealt = -1 },
		"more than all":   func(s *cards.Shoe) { s.Dealt = 417 },
		"packs by 2^60":   func(s *cards.Shoe) { s.Decks = 1 << 60 },
		"a negative room": func(s *cards.Shoe) { s.ID = games.RoundID(-5) },
	} {
		shoe := good
		spoil(&shoe)
		require.Error(t, shoe.Valid(), name)
	}
	require.NoError(t, good.Valid())
}
