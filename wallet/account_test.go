package wallet

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/wallet/money"
)

// An account's id gives back its parts, stays positive, and refuses parts that
// do not fit.
func TestAccountIDs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := Kind(rapid.IntRange(int(Cash), int(Receivable)).Draw(t, "kind"))
		entity := rapid.Int64Range(1, entityMax).Draw(t, "entity")
		c := money.Currency(rapid.Uint16Range(1, 4095).Draw(t, "currency"))
		id, err := NewAccountID(k, entity, c)
		require.NoError(t, err)
		require.Positive(t, id)
		require.Equal(t, k, id.Kind())
		require.Equal(t, entity, id.Entity())
		require.Equal(t, c, id.Currency())
	})
	for _, c := range []struct {
		kind     Kind
		entity   int64
		currency money.Currency
	}{{0, 1, 1}, {11, 1, 1}, {16, 1, 1}, {Cash, 0, 1}, {Cash, -1, 1}, {Cash, entityMax + 1, 1}, {Cash, 1, 0}, {Cash, 1, 4096}} {
		_, err := NewAccountID(c.kind, c.entity, c.currency)
		require.ErrorIs(t, err, ErrBadAccount, "%+v", c)
	}
	round := games.RoomIDMax.Round(1<<24 - 1) // the largest round fits its escrow
	require.Equal(t, int64(round), EscrowOf(round, money.FUN).Entity())
	require.Equal(t, AccountID(5<<16|1000<<4|1), CashOf(5, money.FUN))
	require.Equal(t, "cash 5 FUN", CashOf(5, money.FUN).String())
	require.Panics(t, func() { CashOf(0, money.FUN) })
	require.Equal(t, games.PlayerID(5), CashOf(5, money.FUN).Player())
	require.Equal(t, "invalid", Kind(0).String())
}

// Ids of lines come block by block, each once.
func TestLineIDs(t *testing.T) {
	t.Parallel()
	require.Equal(t, []int{1, 1, 1, 2, 157}, []int{Blocks(0), Blocks(1), Blocks(64), Blocks(65), Blocks(10_001)})
	ids := NewLineIDs([]int64{7, 9})
	seen := map[int64]bool{}
	for i := range 128 {
		id := ids.Next()
		require.False(t, seen[id])
		seen[id] = true
		require.Equal(t, []int64{7, 9}[i/64], id>>6)
	}
	require.Panics(t, func() { ids.Next() })
}
