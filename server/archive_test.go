package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// From the command line: a change of what was closed passes the quick look and
// not the full one; archives are made of nothing that is needed, and prove
// themselves.
func TestLedgerAndArchives(t *testing.T) {
	t.Parallel()
	b := begin(t)
	ctx := t.Context()
	owner, err := b.db.Owner(ctx)
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()
	exec := func(sql string) {
		_, err := owner.Exec(ctx, sql)
		require.NoError(t, err, sql)
	}
	require.NoError(t, wallet.Open(ctx, b.db.App, wallet.CashOf(1, money.FUN)))
	for range 3 {
		require.NoError(t, store.InTx(ctx, b.db.App, func(tx store.Tx) error {
			_, err := wallet.TopUps(ctx, tx, wallet.Deposit{Player: 1, Currency: money.FUN, Amount: 5, Ref: uuid.Must(uuid.NewV7())})
			return err
		}))
	}
	exec(`update growth set segment=64`)
	var done wallet.Closing
	var last int64
	require.NoError(t, owner.QueryRow(ctx, `select max(id) from transfers`).Scan(&last))
	for until := time.Now().Add(time.Minute); done.ClosedTo <= last && time.Now().Before(until); {
		safe, err := wallet.SafeTo(ctx, b.db.App)
		require.NoError(t, err)
		done, err = wallet.CloseBooks(ctx, b.db.App, safe, time.Now())
		require.NoError(t, err)
	}
	require.Greater(t, done.ClosedTo, last)

	croupier := func(code int, args ...string) string {
		t.Helper()
		var out, err bytes.Buffer
		args = append(args, "--database-url="+b.pg.URL(), "--data="+b.folder)
		require.Equal(t, code, run(args, &out, &err), "%v\n%s%s", args, &out, &err)
		return out.String() + err.String()
	}
	require.Contains(t, croupier(0, "ledger", "verify"), "were taken from the closed sums")
	require.NotContains(t, croupier(0, "ledger", "verify", "--full"), "were taken from")
	exec(`alter table transfers disable trigger all; update transfers set at=at-interval '1 s'`)
	croupier(0, "ledger", "verify")
	require.Contains(t, croupier(1, "ledger", "verify", "--full"), "WRONG  a closed segment is what it was")
	exec(`update transfers set at=at+interval '1 s'; alter table transfers enable trigger all`)
	croupier(0, "ledger", "verify", "--full")

	require.Contains(t, croupier(exitWrong, "archive", "bets", "--keep-months=1"), "the least is 2")
	require.Contains(t, croupier(0, "archive", "bets", "--keep-months=2"), "0 archives")
	exec(`create table bets_2020_01 (like bets including all)`)
	exec(`alter table bets attach partition bets_2020_01 for values from ('016f5e66-e800-0000-0000-000000000000') to ('016ffe0b-cc00-0000-0000-000000000000')`)
	exec(`insert into bets(bet_id,player,hash,room,round,batch,verdict,answer) values('016f5e66-e800-7000-8000-000000000001',1,sha256('x'),1,16777217,1,2,'')`)
	require.Contains(t, croupier(0, "archive", "bets", "--keep-months=2"), "bets_2020_01.copy  1 bets")
	require.Contains(t, croupier(0, "archive", "verify"), "ok")
	require.Contains(t, croupier(0, "ledger", "verify", "--full"), "1 older bets are archived, and not looked at")
	exec(`update archives set digest=sha256('x')`)
	require.Contains(t, croupier(1, "archive", "verify"), "WRONG")
}
