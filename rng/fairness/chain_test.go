package fairness_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
)

type chainFile struct {
	Room         games.RoomID
	First        string
	Count, Rules int
	Salt         string
	Terminal     string
	Announcement string
	Rounds       []struct {
		Round, Link, Commitment, SaltedKey, Salted52, Plain52 string
	}
}

func hash(t *testing.T, text string) [32]byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	require.NoError(t, err)
	return [32]byte(raw)
}

func number(t *testing.T, text string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err)
	return n
}

// The vectors were made by another implementation of the text; their links are
// those of figures d5.
func TestChainVectors(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("testdata/chain.json")
	require.NoError(t, err)
	var f chainFile
	require.NoError(t, json.Unmarshal(body, &f))
	c := fairness.Chain{First: games.RoundID(number(t, f.First)), Count: f.Count, Rules: f.Rules, Terminal: hash(t, f.Terminal)}
	require.Equal(t, f.Room, c.First.Room())
	require.Equal(t, "df8c1cbec427bf255c9d72988ebf7de1402882f408d46a6e5323269e1cc230f5", f.Terminal, "figures d5")
	require.Equal(t, "4a6ca9f7f77580ed110635b408c34aa4627658566a37ca7e072d8520fa3fad06", f.Rounds[0].Link, "figures d5")
	require.Equal(t, hash(t, f.Announcement), c.Announcement())
	last := f.Rounds[len(f.Rounds)-1]
	for _, r := range f.Rounds {
		round, link := games.RoundID(number(t, r.Round)), hash(t, r.Link)
		require.NoError(t, c.Verify(round, link))
		require.Equal(t, hash(t, r.Commitment), fairness.Commit(round, f.Rules, link))
		require.NoError(t, fairness.Verify(round, f.Rules, link, hash(t, r.Commitment)))
		earlier, err := c.Earlier(games.RoundID(number(t, last.Round)), hash(t, last.Link), round)
		require.NoError(t, err)
		require.Equal(t, link, earlier, "from the last link all are known")

		source := fairness.NewSource(link)
		require.Equal(t, number(t, r.Salted52), source.Salted([]byte(f.Salt)).Draws(1).Uintn(1<<52))
		require.Equal(t, number(t, r.Plain52), source.Salted(nil).Draws(1).Uintn(1<<52))
		require.Equal(t, number(t, r.Plain52), source.Draws(1).Uintn(1<<52))
		require.Equal(t, number(t, r.Salted52), fairness.NewSource(hash(t, r.SaltedKey)).Draws(1).Uintn(1<<52))
		require.Equal(t, link, source.Salted([]byte(f.Salt)).Seed(), "what is revealed is the link")
	}
}

func TestChainIsSealedLinkByLink(t *testing.T) {
	t.Parallel()
	const rounds = 50
	v := fresh(t)
	links := map[games.RoundID]fairness.Link{}
	order := []games.RoundID{}
	c, err := v.MakeChain(round(4), rounds, 1, func(l fairness.Link) error {
		links[l.Round], order = l, append(order, l.Round)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, fairness.Chain{First: round(4), Count: rounds, Rules: 1, Terminal: c.Terminal}, c)
	require.Len(t, links, rounds)
	require.Equal(t, round(53), order[0])
	require.Equal(t, round(4), order[rounds-1])

	before := c.Terminal
	for n := int64(4); n < 4+rounds; n++ {
		l := links[round(n)]
		source, err := v.Unseal(round(n), 1, l.Commitment, l.Box)
		require.NoError(t, err)
		require.NoError(t, c.Verify(round(n), source.Seed()))
		require.Equal(t, before, fairness.NextLink(source.Seed()), "round %d", n)
		before = source.Seed()

		// A box is its round's alone.
		if other, ok := links[round(n+1)]; ok {
			_, err = v.Unseal(round(n), 1, l.Commitment, other.Box)
			require.ErrorIs(t, err, fairness.ErrSealed)
		}
		_, err = v.Unseal(round(n), 2, l.Commitment, l.Box)
		require.ErrorIs(t, err, fairness.ErrSealed)
	}
}

// A link of another place, round, room or chain is none.
func TestChainRefusesOtherLinks(t *testing.T) {
	t.Parallel()
	v := fresh(t)
	make3 := func() (fairness.Chain, [3][32]byte) {
		var seeds [3][32]byte
		c, err := v.MakeChain(round(1), 3, 1, func(l fairness.Link) error {
			source, err := v.Unseal(l.Round, 1, l.Commitment, l.Box)
			seeds[l.Round.Number()-1] = source.Seed()
			return err
		})
		require.NoError(t, err)
		return c, seeds
	}
	c, seeds := make3()
	other, others := make3()
	require.NotEqual(t, c.Terminal, other.Terminal, "each chain begins with a fresh seed")
	require.NotEqual(t, c.Announcement(), other.Announcement())
	for i := range seeds {
		require.NoError(t, c.Verify(round(int64(i+1)), seeds[i]))
		require.ErrorIs(t, c.Verify(round(int64(i+1)), others[i]), fairness.ErrChain)
		require.ErrorIs(t, c.Verify(round(int64(i+2)), seeds[i]), fairness.ErrChain)
		flipped := seeds[i]
		flipped[31] ^= 1
		require.ErrorIs(t, c.Verify(round(int64(i+1)), flipped), fairness.ErrChain)
		require.ErrorIs(t, c.Verify(games.RoomID(8).Round(int64(i+1)), seeds[i]), fairness.ErrChain)
	}
	require.ErrorIs(t, c.Verify(round(4), seeds[2]), fairness.ErrChain)
	_, err := c.Earlier(round(2), seeds[1], round(3))
	require.ErrorIs(t, err, fairness.ErrChain, "nothing is known of a round to come")
	_, err = c.Earlier(round(2), seeds[0], round(1))
	require.ErrorIs(t, err, fairness.ErrChain)
	_, err = c.Earlier(round(2), seeds[1], round(9))
	require.ErrorIs(t, err, fairness.ErrChain)
	for _, another := range []fairness.Chain{
		{First: round(2), Count: 3, Rules: 1, Terminal: c.Terminal}, {First: round(1), Count: 4, Rules: 1, Terminal: c.Terminal},
		{First: round(1), Count: 3, Rules: 2, Terminal: c.Terminal},
	} {
		require.NotEqual(t, c.Announcement(), another.Announcement(), "the announcement binds all of it")
	}
}

func TestMakeChainSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	v, none := fresh(t), func(fairness.Link) error { return nil }
	for _, count := range []int{0, -1, 1_000_001} {
		_, err := v.MakeChain(round(1), count, 1, none)
		require.Error(t, err, "%d", count)
	}
	_, err := v.MakeChain(round(1<<24-2), 2, 1, none)
	require.NoError(t, err)
	_, err = v.MakeChain(round(1<<24-2), 3, 1, none)
	require.Error(t, err, "a room's rounds are counted")
	_, err = v.MakeChain(0, 1, 1, none)
	require.Error(t, err)
	full := errors.New("full")
	n := 0
	_, err = v.MakeChain(round(1), 10, 1, func(fairness.Link) error { n++; return full })
	require.ErrorIs(t, err, full)
	require.Equal(t, 1, n)
}

func TestAChainSourceHidesItself(t *testing.T) {
	t.Parallel()
	s := fairness.NewSource([32]byte{0xab, 0xcd}).Salted([]byte("salt"))
	for _, text := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s)} {
		require.NotContains(t, text, "171")
		require.NotContains(t, text, "ab")
	}
	_, err := json.Marshal(s)
	require.Error(t, err)
	require.Panics(t, func() { s.Draws(0) })
	require.NotEqual(t, s.Draws(1).Uintn(1<<60), s.Draws(2).Uintn(1<<60))
	require.Equal(t, s.Draws(1).Uintn(1<<60), s.Draws(1).Uintn(1<<60))
}

func BenchmarkMakeChain(b *testing.B) {
	source, err := rng.OpenEntropy()
	require.NoError(b, err)
	k, err := fairness.OpenKeyring(filepath.Join(b.TempDir(), "keys"), source)
	require.NoError(b, err)
	v := fairness.NewVault(k, source, func(fairness.Unsealing) {})
	for b.Loop() {
		_, err := v.MakeChain(round(1), 1000, 1, func(fairness.Link) error { return nil })
		require.NoError(b, err)
	}
}
