package wallet

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/store"
	"croupier/wallet/money"
)

// Finding is one thing in the books that cannot be.
type Finding struct {
	Check   string `json:"check"`
	Subject string `json:"subject"` // an account's, round's, room's or bet's id
	Detail  string `json:"detail"`
}

// Total is what all accounts of a kind hold together.
type Total struct {
	Currency string       `json:"currency"`
	Kind     string       `json:"kind"`
	Accounts int64        `json:"accounts"`
	Sum      money.Amount `json:"sumMinor"`
}

// Counts is how much was looked at.
type Counts struct {
	Transfers int64 `json:"transfers"`
	Accounts  int64 `json:"accounts"`
	Rooms     int64 `json:"rooms"`
	Rounds    int64 `json:"rounds"`
	Bets      int64 `json:"bets"`
	LogRows   int64 `json:"logRows"`
	Plays     int64 `json:"plays"`
	Archived  int64 `json:"archivedBets"` // in files, no longer among Bets
}

// Report is what Verify found, of one moment.
type Report struct {
	At     time.Time `json:"at"`
	TookMs int64     `json:"tookMs"`
	// OpenFrom is the first line that was read; those before it were taken from
	// the closed sums. 0: all were read.
	OpenFrom int64     `json:"openFrom"`
	Counts   Counts    `json:"counts"`
	Totals   []Total   `json:"totals"`
	Checks   []string  `json:"checks"`
	Findings []Finding `json:"findings"` // at most findingsMax of each check
}

// OK says that nothing was found.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

// findingsMax bounds the report of a book that is wrong everywhere.
const findingsMax = 20

// Verify recomputes the books from the lines, in one snapshot that holds no
// lock: every balance and every escrow is the sum of its lines, everything
// together is nothing, every bet's money is there once, every round ended once
// (O1, O2, O3, O9); and what was closed is as it was closed. An error means that
// it could not look, not that something is wrong. Its time grows with the books:
// VerifyOpen's does not.
func Verify(ctx context.Context, db store.Beginner) (Report, error) {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return Report{}, fmt.Errorf("wallet: verify: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	// Everything is read once and joined whole. With statistics from before the
	// tables grew, loops of look-ups would seem cheap, and take hours.
	if _, err := tx.Exec(ctx, `set local enable_nestloop=off`); err != nil {
		return Report{}, fmt.Errorf("wallet: verify: %w", err)
	}
	return verifyIn(ctx, tx)
}

func verifyIn(ctx context.Context, tx pgx.Tx) (Report, error) {
	return report(ctx, tx, wholeBooks.counts, wholeBooks.read(wholeBooks.totals), slices.Concat(wholeBooks.checks(), closedChecks))
}

// sortMemory: a million lines are sorted and grouped several times over, three
// times as fast in memory as on the disk.
const sortMemory = `set local work_mem='64MB'`

// report counts, sums and checks, in one snapshot.
func report(ctx context.Context, tx pgx.Tx, counts, totals string, checks []check) (Report, error) {
	started := time.Now()
	r := Report{Findings: []Finding{}, Totals: []Total{}}
	if _, err := tx.Exec(ctx, sortMemory); err != nil {
		return r, fmt.Errorf("wallet: verify: %w", err)
	}
	c := &r.Counts
	err := tx.QueryRow(ctx, counts).Scan(&r.At, &c.Transfers, &c.Accounts, &c.Rooms, &c.Rounds, &c.Bets, &c.LogRows, &c.Plays, &c.Archived)
	if err != nil {
		return r, fmt.Errorf("wallet: verify: counts: %w", err)
	}
	if err := r.totals(ctx, tx, totals); err != nil {
		return r, err
	}
	for _, check := range checks {
		if err := r.run(ctx, tx, check); err != nil {
			return r, err
		}
	}
	r.TookMs = time.Since(started).Milliseconds()
	return r, nil
}

// totals sums every line twice, as a debit and as a credit; a currency whose
// kinds are not zero together has lines that are not lines.
func (r *Report) totals(ctx context.Context, tx pgx.Tx, sql string) error {
	rows, err := tx.Query(ctx, sql)
	if err != nil {
		return fmt.Errorf("wallet: verify: totals: %w", err)
	}
	const check = "a currency's accounts are zero together"
	r.Checks = append(r.Checks, check)
	sums := map[money.Currency]money.Amount{}
	var code, kind int
	var accounts int64
	var sum money.Amount
	_, err = pgx.ForEachRow(rows, []any{&code, &kind, &accounts, &sum}, func() error {
		c := money.Currency(code)
		r.Totals = append(r.Totals, Total{Currency: c.Code(), Kind: Kind(kind).String(), Accounts: accounts, Sum: sum})
		sums[c] += sum
		return nil
	})
	if err != nil {
		return fmt.Errorf("wallet: verify: totals: %w", err)
	}
	for c, sum := range sums {
		if sum != 0 {
			r.Findings = append(r.Findings, Finding{check, c.Code(), "together " + c.Format(sum)})
		}
	}
	return nil
}

func (r *Report) run(ctx context.Context, tx pgx.Tx, c check) error {
	r.Checks = append(r.Checks, c.name)
	rows, err := tx.Query(ctx, c.sql+" limit $1", findingsMax)
	if err != nil {
		return fmt.Errorf("wallet: verify: %s: %w", c.name, err)
	}
	var subject, detail string
	_, err = pgx.ForEachRow(rows, []any{&subject, &detail}, func() error {
		r.Findings = append(r.Findings, Finding{c.name, subject, detail})
		return nil
	})
	if err != nil {
		return fmt.Errorf("wallet: verify: %s: %w", c.name, err)
	}
	return nil
}
