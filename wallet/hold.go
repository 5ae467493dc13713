package wallet

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet/money"
)

// Withdrawal is money on its way out: first held, then returned or disbursed,
// whole and once.
//
//	Hold ──► held ──► returned to cash (Release)
//	              └─► disbursed to the provider
type Withdrawal struct {
	Ref      [16]byte // the caller's own; it stands for this withdrawal for ever
	Player   games.PlayerID
	Currency money.Currency
	Amount   money.Amount // > 0
}

// HoldState is where a withdrawal stands.
type HoldState int16

// The states of a withdrawal.
const (
	OnHold    HoldState = 1 + iota
	Returned            // back in cash
	Disbursed           // with the provider
)

// Errors of withdrawals and repayments.
var (
	// ErrNoFunds: the account does not cover it. Nothing happened.
	ErrNoFunds = errors.New("wallet: the balance does not cover it")
	// ErrNoHold: nothing is on hold under that reference.
	ErrNoHold = errors.New("wallet: nothing is on hold under that reference")
	// ErrHoldEnded: the withdrawal has ended the other way.
	ErrHoldEnded = errors.New("wallet: the withdrawal has ended otherwise")
)

// Hold moves cash to pending in the caller's transaction, and makes the pending
// account if there is none. The same withdrawal again changes nothing, whatever
// became of it since; its reference for anything else is ErrRefTaken. Any error:
// roll back. Of an unknown COMMIT: the same call again settles it.
func Hold(ctx context.Context, tx pgx.Tx, w Withdrawal) ([]Balance, error) {
	cash, err := NewAccountID(Cash, int64(w.Player), w.Currency)
	if err != nil {
		return nil, err
	}
	pending := cash.of(Pending)
	if err := Open(ctx, tx, pending); err != nil {
		return nil, err
	}
	till, err := lockedTill(ctx, tx, cash, pending)
	if err != nil {
		return nil, err
	}
	was, err := readHold(ctx, tx, w.Ref) // after the lock: two at once see each other
	switch {
	case err == nil && (was.account != pending || was.amount != w.Amount):
		return nil, fmt.Errorf("%w: %x", ErrRefTaken, w.Ref)
	case err == nil:
		return till.balances(cash, pending), nil
	case !errors.Is(err, ErrNoHold):
		return nil, err
	}
	line := Transfer{Debit: cash, Credit: pending, Amount: w.Amount, Kind: Holding, Ref: w.Ref}
	if err := till.post(ctx, tx, line); err != nil {
		return nil, err
	}
	return till.balances(cash, pending), nil
}

// Release gives a held withdrawal back to its player's cash. Released before, it
// changes nothing; disbursed before, it is ErrHoldEnded.
func Release(ctx context.Context, tx pgx.Tx, ref [16]byte) ([]Balance, error) {
	return endHold(ctx, tx, ref, Returned, func(pending AccountID) Transfer {
		return Transfer{Debit: pending, Credit: pending.of(Cash), Kind: Return}
	})
}

// Disburse hands a held withdrawal to its provider. Disbursed before, it changes
// nothing; returned before, it is ErrHoldEnded.
func Disburse(ctx context.Context, tx pgx.Tx, ref [16]byte, by Provider) ([]Balance, error) {
	return endHold(ctx, tx, ref, Disbursed, func(pending AccountID) Transfer {
		return Transfer{Debit: pending, Credit: ClearingOf(by, pending.Currency()), Kind: Disbursal}
	})
}

func endHold(ctx context.Context, tx pgx.Tx, ref [16]byte, end HoldState, line func(AccountID) Transfer) ([]Balance, error) {
	was, err := readHold(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	cash := was.account.of(Cash)
	till, err := lockedTill(ctx, tx, cash, was.account)
	if err != nil {
		return nil, err
	}
	if was, err = readHold(ctx, tx, ref); err != nil { // again, under the lock
		return nil, err
	}
	switch was.state {
	case end:
		return till.balances(cash, was.account), nil
	case OnHold:
	default:
		return nil, fmt.Errorf("%w: %x", ErrHoldEnded, ref)
	}
	l := line(was.account)
	l.Amount, l.Ref = was.amount, ref
	if err := till.post(ctx, tx, l); err != nil {
		return nil, err
	}
	return till.balances(cash, was.account), nil
}

type hold struct {
	account AccountID // pending
	amount  money.Amount
	state   HoldState
}

func readHold(ctx context.Context, tx pgx.Tx, ref [16]byte) (h hold, err error) {
	err = tx.QueryRow(ctx, `select account,amount,state from holds where ref=$1`, ref).Scan(&h.account, &h.amount, &h.state)
	if errors.Is(err, pgx.ErrNoRows) {
		return h, fmt.Errorf("%w: %x", ErrNoHold, ref)
	}
	return h, err
}

// lockedTill locks accounts, all of which must exist.
func lockedTill(ctx context.Context, tx pgx.Tx, ids ...AccountID) (*Till, error) {
	locked, err := lock(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	till := NewTill(0, locked)
	for _, id := range ids {
		if _, ok := till.Balance(id); !ok {
			return nil, fmt.Errorf("%w: %s", ErrNoAccount, id)
		}
	}
	return till, nil
}

// post allows the lines together and writes them.
func (t *Till) post(ctx context.Context, tx pgx.Tx, lines ...Transfer) error {
	denial, err := t.Allow(lines)
	if err != nil {
		return err
	}
	if denial != nil {
		return ErrNoFunds
	}
	_, err = t.Post(ctx, tx, lines)
	return err
}

func (t *Till) balances(ids ...AccountID) []Balance {
	out := make([]Balance, len(ids))
	for i, id := range ids {
		out[i], _ = t.Balance(id)
	}
	return out
}
