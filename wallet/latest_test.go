package wallet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/wallet"
)

// The quick look finds nothing in empty books, and what is wrong with the newest
// round.
func TestVerifyLatest(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	report, err := wallet.VerifyLatest(t.Context(), db.App)
	require.NoError(t, err)
	require.True(t, report.OK(), "%v", report.Findings)
	require.Len(t, report.Checks, 6)
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(t.Context()) }()
	for _, sql := range []string{
		`insert into rooms(id,name,game,rules,options,currency) values(1,'x','roulette-european',1,'{}',1000)`,
		`insert into rounds(id,room,rules,commitment,sealed) values(16777217,1,1,decode(repeat('00',32),'hex'),'x')`,
		`update rounds set phase=1, options='{}', opened_seq=1, opened_at=now()`,
	} {
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
	report, err = wallet.VerifyLatest(t.Context(), db.App)
	require.NoError(t, err)
	require.True(t, report.OK(), "%v", report.Findings)
	require.Equal(t, int64(1), report.Counts.Rounds)
	for _, sql := range []string{`update rounds set staked=500`, `update rooms set seq=7`} {
		_, err := owner.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
	report, err = wallet.VerifyLatest(t.Context(), db.App)
	require.NoError(t, err)
	var found []string
	for _, f := range report.Findings {
		found = append(found, f.Check)
	}
	require.Equal(t, []string{"a round's sums are its lines", "a room's log ends where its row says"}, found)
}
