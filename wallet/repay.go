package wallet

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet/money"
)

// ErrNotOwed says that a repayment is of more than the player owes.
var ErrNotOwed = errors.New("wallet: more than is owed")

// Repaying is what a player gives back of what a correction left owed, once per
// reference.
type Repaying struct {
	Ref      [16]byte
	Player   games.PlayerID
	Currency money.Currency
	Amount   money.Amount // > 0, at most what is owed
}

// Owed is what the player owes.
func Owed(ctx context.Context, db Querier, p games.PlayerID, c money.Currency) (money.Amount, error) {
	id, err := NewAccountID(Receivable, int64(p), c)
	if err != nil {
		return 0, err
	}
	rows, err := db.Query(ctx, `select coalesce(sum(owed),0)::bigint from receivables where account=$1`, int64(id))
	if err != nil {
		return 0, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[money.Amount])
}

// Repay moves cash to the player's receivable account in the caller's
// transaction and returns the balance of the cash and what is still owed. The
// same again changes nothing; the reference for anything else is ErrRefTaken.
// Any error: roll back. Of an unknown COMMIT: the same call again settles it.
func Repay(ctx context.Context, tx pgx.Tx, r Repaying) (Balance, money.Amount, error) {
	cash, err := NewAccountID(Cash, int64(r.Player), r.Currency)
	if err != nil {
		return Balance{}, 0, err
	}
	till, err := lockedTill(ctx, tx, cash) // corrections lock it too: what is owed stays
	if err != nil {
		return Balance{}, 0, err
	}
	posted, err := postings(ctx, tx, r.Ref)
	if err != nil {
		return Balance{}, 0, err
	}
	owed, err := Owed(ctx, tx, r.Player, r.Currency)
	if err != nil {
		return Balance{}, 0, err
	}
	was, again := posted[r.Ref]
	switch {
	case again && was != r.hash():
		return Balance{}, 0, fmt.Errorf("%w: %x", ErrRefTaken, r.Ref)
	case again:
		return till.balances(cash)[0], owed, nil
	case r.Amount > owed:
		return Balance{}, 0, fmt.Errorf("%w: %d of %d", ErrNotOwed, r.Amount, owed)
	}
	line := Transfer{Debit: cash, Credit: cash.of(Receivable), Amount: r.Amount, Kind: Repayment, Ref: r.Ref}
	denial, err := till.Allow([]Transfer{line})
	switch {
	case err != nil:
		return Balance{}, 0, err
	case denial != nil:
		return Balance{}, 0, ErrNoFunds
	}
	err = till.savePostings(ctx, tx, []Transfer{line}, map[[16]byte][32]byte{r.Ref: r.hash()})
	return till.balances(cash)[0], owed - r.Amount, err
}

// hash binds a reference to what it stands for.
func (r Repaying) hash() [32]byte {
	return postingHash(Repayment, r.Player, r.Currency, r.Amount)
}

func postingHash(k TransferKind, p games.PlayerID, c money.Currency, a money.Amount) [32]byte {
	var b [26]byte
	binary.BigEndian.PutUint64(b[0:], uint64(p))
	binary.BigEndian.PutUint64(b[8:], uint64(c))
	binary.BigEndian.PutUint64(b[16:], uint64(a))
	b[24] = byte(k)
	return sha256.Sum256(b[:])
}
