package wallet

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"croupier/games"
	"croupier/wallet/money"
)

// Querier reads: a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Execer writes: a pool, a connection or a transaction.
type Execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Balance is an account after a commit. The version counts its postings: of two
// balances the one with the higher version is the newer.
type Balance struct {
	Account AccountID
	Amount  money.Amount
	Version int64
	Stop    Stop
}

func ints(ids []AccountID) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}

// Open makes empty accounts; those that exist stay as they are.
func Open(ctx context.Context, db Execer, ids ...AccountID) error {
	_, err := db.Exec(ctx, `insert into accounts(id) select id from unnest($1::int8[]) id order by id on conflict do nothing`, ints(ids))
	return err
}

// Balances reads accounts in one query. Accounts that do not exist are missing
// from the map.
func Balances(ctx context.Context, db Querier, ids ...AccountID) (map[AccountID]Balance, error) {
	rows, err := db.Query(ctx, `select id,balance,version,stop from accounts where id=any($1::int8[])`, ints(ids))
	if err != nil {
		return nil, err
	}
	found := make(map[AccountID]Balance, len(ids))
	var b Balance
	_, err = pgx.ForEachRow(rows, []any{&b.Account, &b.Amount, &b.Version, &b.Stop}, func() error {
		found[b.Account] = b
		return nil
	})
	return found, err
}

// The statements that lock accounts, in id order (see the package comment), and
// read their guards. $1 is the ids.
const (
	LockSQL       = `select id,balance,version,stop,last_line from accounts where id=any($1::int8[]) order by id for no key update`
	LockSkipSQL   = LockSQL + ` skip locked`
	GuardsSQL     = `select account,kind,until,used,cap from guards where account=any($1::int8[])`
	SaveGuardsSQL = `update guards g set used=x.used from unnest($1::int8[],$2::int2[],$3::int8[]) x(account,kind,used)
where g.account=x.account and g.kind=x.kind`
)

// GuardArgs are the arguments of SaveGuardsSQL.
func GuardArgs(guards []Guard) []any {
	account, kind, used := make([]int64, len(guards)), make([]int16, len(guards)), make([]int64, len(guards))
	for i, g := range guards {
		account[i], kind[i], used[i] = int64(g.Account), int16(g.Kind), int64(g.Used)
	}
	return []any{account, kind, used}
}

// ScanLocked reads the rows of LockSQL or LockSkipSQL, as bytes: a batch has a
// thousand of them.
func ScanLocked(rows pgx.Rows) ([]Locked, error) {
	defer rows.Close()
	var locked []Locked
	for rows.Next() {
		v := rows.RawValues()
		if len(v) != 5 || len(v[0]) != 8 || len(v[1]) != 8 || len(v[2]) != 8 || len(v[3]) != 2 || len(v[4]) != 8 {
			return nil, fmt.Errorf("wallet: a locked account in %d columns of another kind", len(v))
		}
		locked = append(locked, Locked{ID: AccountID(number(v[0])), Balance: money.Amount(number(v[1])), Version: number(v[2]),
			Stop: Stop(int16(binary.BigEndian.Uint16(v[3]))), Last: number(v[4])})
	}
	return locked, rows.Err()
}

// number reads PostgreSQL's binary form of an int8.
func number(v []byte) int64 { return int64(binary.BigEndian.Uint64(v)) }

// ScanGuards reads the rows of GuardsSQL.
func ScanGuards(rows pgx.Rows) ([]Guard, error) {
	var guards []Guard
	var g Guard
	var until time.Time
	_, err := pgx.ForEachRow(rows, []any{&g.Account, &g.Kind, &until, &g.Used, &g.Cap}, func() error {
		g.Until = games.Moment(until.UnixMilli())
		guards = append(guards, g)
		return nil
	})
	return guards, err
}

// WithGuards gives each locked account its guards.
func WithGuards(locked []Locked, guards []Guard) {
	if len(guards) == 0 {
		return
	}
	at := make(map[AccountID]int, len(locked))
	for i := range locked {
		at[locked[i].ID] = i
	}
	for _, g := range guards {
		if i, ok := at[g.Account]; ok {
			locked[i].Guards = append(locked[i].Guards, g)
		}
	}
}

// SetStop stops an account, or lets it stake again; every later stake meets it,
// on any node. ErrNoAccount if there is none.
func SetStop(ctx context.Context, tx pgx.Tx, id AccountID, s Stop) error {
	tag, err := tx.Exec(ctx, `update accounts set stop=$2 where id=$1`, int64(id), int16(s))
	if err == nil && tag.RowsAffected() == 0 {
		return ErrNoAccount
	}
	return err
}

// SetGuard writes a limit of the player's own, and takes the account's lock
// first, so that no stake falls between. A guard of that kind that stood before
// is replaced, its count as well.
func SetGuard(ctx context.Context, tx pgx.Tx, g Guard) error {
	locked, err := lock(ctx, tx, g.Account)
	if err != nil {
		return err
	}
	if len(locked) == 0 {
		return ErrNoAccount
	}
	_, err = tx.Exec(ctx, `insert into guards(account,kind,until,used,cap) values($1,$2,$3,$4,$5)
on conflict (account,kind) do update set until=excluded.until, used=excluded.used, cap=excluded.cap`,
		int64(g.Account), int16(g.Kind), time.UnixMilli(int64(g.Until)), int64(g.Used), int64(g.Cap))
	return err
}

// Guards reads the guards of accounts.
func Guards(ctx context.Context, db Querier, ids ...AccountID) ([]Guard, error) {
	rows, err := db.Query(ctx, GuardsSQL+` order by account,kind`, ints(ids))
	if err != nil {
		return nil, err
	}
	return ScanGuards(rows)
}

func lock(ctx context.Context, tx pgx.Tx, ids ...AccountID) ([]Locked, error) {
	rows, err := tx.Query(ctx, LockSQL, ints(ids))
	if err != nil {
		return nil, err
	}
	locked, err := ScanLocked(rows)
	if err != nil {
		return nil, err
	}
	guards, err := Guards(ctx, tx, ids...)
	WithGuards(locked, guards)
	return locked, err
}
