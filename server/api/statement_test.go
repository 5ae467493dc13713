package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// A statement is the caller's own, and its balances are those that were told.
func TestStatement(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.get(t, "/api/statement", "").refused(t, 401, "no_session")
	in := h.register(t)
	told := h.cash(t, in.Me.Player.ID)
	d := wallet.Deposit{Player: in.Me.Player.ID, Currency: money.FUN, Amount: 70, Ref: [16]byte{7}}
	require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) error { _, err := wallet.TopUps(t.Context(), tx, d); return err }))
	s := into[wallet.ToldStatement](t, h.get(t, "/api/statement", in.Token))
	require.Equal(t, []any{"cash", "FUN", money.Amount(0), told.Amount + 70}, []any{s.Kind, s.Currency, s.Opening, s.Closing})
	require.Equal(t, []any{"top-up", money.Amount(70), s.Closing, "07000000000000000000000000000000"},
		[]any{s.Lines[0].Kind, s.Lines[0].Amount, s.Lines[0].Balance, s.Lines[0].Ref})
	past := into[wallet.ToldStatement](t, h.get(t, "/api/statement?to=1000", in.Token))
	require.Empty(t, past.Lines)
	require.Zero(t, past.Closing)
	other := into[signedIn](t, h.post(t, "/api/guest", "{}", ""))
	require.NotEqual(t, s.Closing, into[wallet.ToldStatement](t, h.get(t, "/api/statement", other.Token)).Closing)
	for _, bad := range []string{"kind=house", "limit=201", "from=-1", "currency=EUR", "player=1"} {
		h.get(t, "/api/statement?"+bad, in.Token).refused(t, 422, "invalid")
	}
}
