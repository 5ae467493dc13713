package wallet

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet/money"
)

// Deposit is play money for one player, once per reference.
type Deposit struct {
	Player   games.PlayerID
	Currency money.Currency
	Amount   money.Amount // > 0
	Ref      [16]byte     // the caller's own; the same again changes nothing
	// Below, if not 0, refuses with ErrNotBroke while the balance is not below it.
	Below money.Amount
}

// Errors of TopUps.
var (
	ErrNotBroke = errors.New("wallet: the balance is not low enough")
	ErrRefTaken = errors.New("wallet: the reference stands for another posting")
)

// TopUps moves play money from the demo's clearing account, in the caller's
// transaction, and returns the balances in the order of the deposits. A
// reference that was posted before is left out and its balance returned; one
// that was posted for something else is ErrRefTaken. Any error: roll back. Of
// an unknown COMMIT: the same call again settles it.
func TopUps(ctx context.Context, tx pgx.Tx, deposits ...Deposit) ([]Balance, error) {
	accounts, refs := make([]AccountID, len(deposits)), make([][16]byte, len(deposits))
	for i, d := range deposits {
		refs[i] = d.Ref
		id, err := NewAccountID(Cash, int64(d.Player), d.Currency)
		if err != nil {
			return nil, err
		}
		accounts[i] = id
	}
	locked, err := lock(ctx, tx, accounts...)
	if err != nil {
		return nil, err
	}
	posted, err := postings(ctx, tx, refs...) // after the lock: two at once see each other
	if err != nil {
		return nil, err
	}
	till := NewTill(0, locked)
	lines := make([]Transfer, 0, len(deposits))
	for i, d := range deposits {
		hash := d.hash()
		if was, ok := posted[d.Ref]; ok {
			if was != hash {
				return nil, fmt.Errorf("%w: %x", ErrRefTaken, d.Ref)
			}
			continue
		}
		posted[d.Ref] = hash
		if b, _ := till.Balance(accounts[i]); d.Below != 0 && b.Amount >= d.Below {
			return nil, ErrNotBroke
		}
		line := Transfer{Debit: ClearingOf(Demo, d.Currency), Credit: accounts[i], Amount: d.Amount, Kind: TopUp, Ref: d.Ref}
		if _, err := till.Allow([]Transfer{line}); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	if err := till.savePostings(ctx, tx, lines, posted); err != nil {
		return nil, err
	}
	balances := make([]Balance, len(deposits))
	for i, id := range accounts {
		balances[i], _ = till.Balance(id)
	}
	return balances, nil
}

// hash binds a reference to what it stands for.
func (d Deposit) hash() [32]byte { return postingHash(TopUp, d.Player, d.Currency, d.Amount) }

// postings are the hashes of the references that were posted before.
func postings(ctx context.Context, tx pgx.Tx, refs ...[16]byte) (map[[16]byte][32]byte, error) {
	rows, err := tx.Query(ctx, `select ref,hash from postings where ref=any($1::uuid[])`, refs)
	if err != nil {
		return nil, err
	}
	found := map[[16]byte][32]byte{}
	var ref [16]byte
	var hash []byte
	_, err = pgx.ForEachRow(rows, []any{&ref, &hash}, func() error {
		found[ref] = [32]byte(hash)
		return nil
	})
	return found, err
}

func (t *Till) savePostings(ctx context.Context, tx pgx.Tx, lines []Transfer, hashes map[[16]byte][32]byte) error {
	if len(lines) == 0 {
		return nil
	}
	ids, err := t.Post(ctx, tx, lines)
	if err != nil {
		return err
	}
	refs, hash := make([][16]byte, len(lines)), make([][]byte, len(lines))
	for i, l := range lines {
		h := hashes[l.Ref]
		refs[i], hash[i] = l.Ref, h[:]
	}
	_, err = tx.Exec(ctx, `insert into postings(ref,transfer,hash) select * from unnest($1::uuid[],$2::int8[],$3::bytea[])`,
		refs, ids, hash)
	return err
}
