package backoffice_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/wallet"
)

func (o *office) Statement(_ context.Context, account wallet.AccountID, from, to time.Time, page wallet.Page) (wallet.Statement, error) {
	o.read = append(o.read, fmt.Sprint(account, " ", from.UnixMilli(), to.UnixMilli(), page))
	return wallet.Statement{Account: account, Opening: 5, Closing: 7, Lines: []wallet.StatementLine{
		{ID: 9, At: time.UnixMilli(40), Kind: wallet.TopUp, Amount: 2, Balance: 7}}, Next: 9}, nil
}

// A player's account is read by operators, as it was asked for, and who looked
// is on the log.
func TestStatements(t *testing.T) {
	t.Parallel()
	o := newOffice()
	w := o.do(http.MethodGet, "/api/operator/players/5/statement?from=10&to=90&before=12&limit=3&kind=pending", "operator")
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Body.String(), `"kind":"pending","currency":"FUN","opening":5,"closing":7,`+
		`"lines":[{"id":9,"atMs":40,"kind":"top-up","amount":2,"balance":7}],"next":9`)
	require.Equal(t, []string{"pending 5 FUN 10 90 {12 3}"}, o.read)
	require.Contains(t, o.log.String(), `"of":5`)
	for _, bad := range []string{"0/statement", "x/statement", "5/statement?kind=house", "5/statement?limit=0", "5/statement?currency=EUR"} {
		require.Equal(t, http.StatusUnprocessableEntity, o.do(http.MethodGet, "/api/operator/players/"+bad, "operator").Code, bad)
	}
	require.Len(t, o.read, 1)
}
