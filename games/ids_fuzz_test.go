package games_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// One id has one spelling, and its moment fits the 48 bits that it is read from.
func FuzzBetID(f *testing.F) {
	for _, seed := range []string{
		"0198c0de-0000-7000-8000-000000000001", "0198C0DE-0000-7000-8000-000000000001", "",
		"0198c0de00007000800000000000000100000", "{0198c0de-0000-7000-8000-0000000001}",
		"0198c0de-0000-4000-8000-000000000001", "ffffffff-ffff-7fff-bfff-ffffffffffff",
		"0198c0de-0000-7000-8000-00000000000\x00", "0198c0de-0000-7000-8000-0000000000é",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var id games.BetID
		if id.UnmarshalText(text) != nil {
			return
		}
		require.Equal(t, string(text), id.String())
		at, ok := id.Minted()
		require.GreaterOrEqual(t, at, games.Moment(0))
		require.Less(t, at, games.Moment(1)<<48)
		require.Equal(t, ok, text[14] == '7' && (text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b'))
	})
}
