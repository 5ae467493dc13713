package naive

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet"
	"croupier/wallet/money"
)

//go:embed schema.sql
var schema string

// Schema makes the tables and lets the role use them.
func Schema(ctx context.Context, owner *pgx.Conn, role string) error {
	grant := fmt.Sprintf(`grant usage on schema naive to %[1]s; grant select, insert, update on all tables in schema naive to %[1]s`,
		pgx.Identifier{role}.Sanitize())
	if _, err := owner.Exec(ctx, schema+grant); err != nil {
		return fmt.Errorf("naive: the schema: %w", err)
	}
	return nil
}

// Fund makes cash accounts that hold an amount each. Accounts that exist stay as
// they are.
func Fund(ctx context.Context, db wallet.Execer, players []games.PlayerID, c money.Currency, each money.Amount) error {
	ids := make([]int64, len(players))
	for i, p := range players {
		ids[i] = int64(wallet.CashOf(p, c))
	}
	_, err := db.Exec(ctx, `insert into naive.accounts(id,balance) select id,$2 from unnest($1::int8[]) id order by id on conflict do nothing`,
		ids, int64(each))
	return err
}

// Guard gives players a stake limit of their own.
func Guard(ctx context.Context, db wallet.Execer, players []games.PlayerID, c money.Currency, limit money.Amount, until time.Time) error {
	ids := make([]int64, len(players))
	for i, p := range players {
		ids[i] = int64(wallet.CashOf(p, c))
	}
	_, err := db.Exec(ctx, `insert into naive.guards(account,kind,until,cap) select id,1,$2,$3 from unnest($1::int8[]) id`, ids, until, int64(limit))
	return err
}

// Sums are the books of the naive tables, for seeing that they are right.
type Sums struct {
	Balances int64 // of all accounts
	Staked   int64 // by the lines
	Bets     int64 // by the stakes of accepted bets
	House    int64 // of the house's row
	Lines    int64
	Logged   int64
}

// Count adds up the tables.
func Count(ctx context.Context, owner *pgx.Conn) (s Sums, err error) {
	err = owner.QueryRow(ctx, `select (select coalesce(sum(balance),0)::int8 from naive.accounts),
(select coalesce(sum(amount),0)::int8 from naive.transfers), (select coalesce(sum(stake),0)::int8 from naive.bets),
(select balance from naive.house), (select count(*) from naive.transfers), (select count(*) from naive.log)`).
		Scan(&s.Balances, &s.Staked, &s.Bets, &s.House, &s.Lines, &s.Logged)
	return s, err
}
