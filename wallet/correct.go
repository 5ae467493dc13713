package wallet

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/wallet/money"
)

// Correction changes what a round that ended paid, by new lines that name those
// they correct; the lines themselves, and what the round itself took and gave,
// stay for ever. It is the act of two operators.
type Correction struct {
	Ref      [16]byte // the caller's own; the same again changes nothing
	Round    games.RoundID
	Revision int // that it makes: one more than the round has
	By       [2]games.PlayerID
	Why      string // 1 to 500 bytes, for the record
	Lines    []CorrectionLine
}

// CorrectionLine corrects one line of the round. A line that paid a player (pay,
// refund, award) is reclaimed, in sum at most whole; for a stake its player is
// awarded what it should have won besides.
type CorrectionLine struct {
	Corrects int64        // the line's id
	Amount   money.Amount // > 0
}

// Corrected is what a correction did.
type Corrected struct {
	Revision int
	Taken    money.Amount // from players, what they now owe included
	Given    money.Amount // to players
	Owed     money.Amount // the part of Taken that their balances did not cover
	Balances []Balance    // of the players' accounts that it names, by id
}

// Errors of corrections.
var (
	ErrNoRound = errors.New("wallet: no such round")
	// ErrNotEnded: only a round that ended is corrected.
	ErrNotEnded = errors.New("wallet: the round has not ended")
	// ErrRevision: the round was corrected in the meantime. Look again.
	ErrRevision = errors.New("wallet: the round has another revision")
	// ErrTwoPersons: a correction needs two, and neither may be paid by it.
	ErrTwoPersons = errors.New("wallet: a correction needs two persons")
	// ErrBadCorrection: a line is not the round's, or moved less than that.
	ErrBadCorrection = errors.New("wallet: the line cannot be corrected so")
)

// Correct posts a correction in the caller's transaction. What a player cannot
// give back now goes to the receivable account; no balance falls below zero.
// The same correction again changes nothing and is told as it was, with the
// balances of now; its reference for anything else is ErrRefTaken. Any error:
// roll back. Of an unknown COMMIT: the same call again settles it.
func Correct(ctx context.Context, tx pgx.Tx, c Correction) (Corrected, error) {
	if c.By[0] == c.By[1] {
		return Corrected{}, ErrTwoPersons
	}
	revision, err := lockEnded(ctx, tx, c.Round)
	if err != nil {
		return Corrected{}, err
	}
	was, err := readCorrected(ctx, tx, c)
	if err != nil {
		return Corrected{}, err
	}
	if was == nil && revision != c.Revision-1 {
		return Corrected{}, fmt.Errorf("%w: %d", ErrRevision, revision)
	}
	lines, accounts, err := c.lines(ctx, tx, was != nil)
	if err != nil {
		return Corrected{}, err
	}
	till, err := lockedTill(ctx, tx, accounts...)
	if err != nil {
		return Corrected{}, err
	}
	if was != nil {
		was.Balances = till.balances(accounts...)
		return *was, nil
	}
	done := Corrected{Revision: c.Revision}
	posts, err := done.split(till, lines)
	if err != nil {
		return Corrected{}, err
	}
	hash := c.hash()
	if _, err := tx.Exec(ctx, `insert into corrections(ref,round,revision,by_one,by_two,why,hash) values($1,$2,$3,$4,$5,$6,$7)`,
		c.Ref, int64(c.Round), c.Revision, int64(c.By[0]), int64(c.By[1]), c.Why, hash[:]); err != nil {
		return Corrected{}, err
	}
	if _, err := till.Post(ctx, tx, posts); err != nil {
		return Corrected{}, err
	}
	done.Balances = till.balances(accounts...)
	return done, nil
}

// lockEnded locks the round's row, so that corrections of one round come one
// after the other. No room locks the row of a round that ended, so this may
// stand before the accounts.
func lockEnded(ctx context.Context, tx pgx.Tx, round games.RoundID) (revision int, err error) {
	var phase games.Phase
	err = tx.QueryRow(ctx, `select phase,revision from rounds where id=$1 for no key update`, int64(round)).Scan(&phase, &revision)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, fmt.Errorf("%w: %d", ErrNoRound, round)
	case err == nil && !phase.Ended():
		return 0, fmt.Errorf("%w: %d", ErrNotEnded, round)
	}
	return revision, err
}

// readCorrected is the correction that was posted under the reference; nil if
// there is none.
func readCorrected(ctx context.Context, tx pgx.Tx, c Correction) (*Corrected, error) {
	var was Corrected
	var hash []byte
	err := tx.QueryRow(ctx, `select revision,taken,given,hash,
(select coalesce(sum(amount),0)::bigint from transfers t where t.corrects=any($2::int8[]) and t.ref=c.ref and (t.debit & 15)=10)
from corrections c where ref=$1`, c.Ref, c.named()).Scan(&was.Revision, &was.Taken, &was.Given, &hash, &was.Owed)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case [32]byte(hash) != c.hash():
		return nil, fmt.Errorf("%w: %x", ErrRefTaken, c.Ref)
	}
	return &was, nil
}

func (c *Correction) named() []int64 {
	ids := make([]int64, len(c.Lines))
	for i, l := range c.Lines {
		ids[i] = l.Corrects
	}
	return ids
}

// lines are the correction's, awards first, so that what a player wins covers
// what the same player gives back; and the players' accounts, by id.
func (c *Correction) lines(ctx context.Context, tx pgx.Tx, posted bool) ([]Transfer, []AccountID, error) {
	rows, err := tx.Query(ctx, `select l.id,l.debit,l.credit,l.kind,l.amount-coalesce((select sum(amount) from transfers where corrects=l.id and kind=6),0)::bigint
from transfers l where l.id=any($1::int8[]) and l.round=$2`, c.named(), int64(c.Round))
	if err != nil {
		return nil, nil, err
	}
	type found struct {
		Transfer
		left money.Amount
	}
	was := map[int64]*found{}
	var id int64
	var f found
	if _, err := pgx.ForEachRow(rows, []any{&id, &f.Debit, &f.Credit, &f.Kind, &f.left}, func() error {
		line := f
		was[id] = &line
		return nil
	}); err != nil {
		return nil, nil, err
	}
	lines, accounts := make([]Transfer, 0, len(c.Lines)), make([]AccountID, 0, len(c.Lines))
	for _, l := range c.Lines {
		f := was[l.Corrects]
		if f == nil {
			return nil, nil, fmt.Errorf("%w: %d is no line of round %d", ErrBadCorrection, l.Corrects, c.Round)
		}
		house := HouseOf(c.Round.Room(), f.Debit.Currency())
		t := Transfer{Amount: l.Amount, Round: c.Round, Ref: c.Ref, Corrects: l.Corrects}
		player := f.Credit
		switch f.Kind {
		case Stake:
			player = f.Debit
			t.Debit, t.Credit, t.Kind = house, player, Award
		case Pay, Refund, Award:
			t.Debit, t.Credit, t.Kind = player, house, Reclaim
			if f.left -= l.Amount; (f.left < 0 && !posted) || l.Amount <= 0 {
				return nil, nil, fmt.Errorf("%w: %d of line %d, which has less left", ErrBadCorrection, l.Amount, l.Corrects)
			}
		default:
			return nil, nil, fmt.Errorf("%w: %d is a %s", ErrBadCorrection, l.Corrects, f.Kind)
		}
		if player.Player() == c.By[0] || player.Player() == c.By[1] {
			return nil, nil, fmt.Errorf("%w, who are not paid by it", ErrTwoPersons)
		}
		lines, accounts = append(lines, t), append(accounts, player)
	}
	slices.SortStableFunc(lines, func(a, b Transfer) int { return -cmp.Compare(a.Kind, b.Kind) })
	slices.Sort(accounts)
	return lines, slices.Compact(accounts), nil
}

// split lets the till decide: a reclaim that its account does not cover is two
// lines, of what is there and of what is owed from now on.
func (d *Corrected) split(till *Till, lines []Transfer) ([]Transfer, error) {
	out := make([]Transfer, 0, len(lines))
	var err error
	for _, l := range lines {
		sum := &d.Given
		if l.Kind == Reclaim {
			sum = &d.Taken
		}
		if *sum, err = sum.Add(l.Amount); err != nil {
			return nil, err
		}
		parts := []Transfer{l}
		if b, _ := till.Balance(l.Debit); l.Kind == Reclaim && b.Amount < l.Amount {
			owed := l
			owed.Debit, owed.Amount = l.Debit.of(Receivable), l.Amount-b.Amount
			d.Owed += owed.Amount // at most Taken
			if parts[0].Amount = b.Amount; b.Amount == 0 {
				parts = parts[:0]
			}
			parts = append(parts, owed)
		}
		if denial, err := till.Allow(parts); denial != nil || err != nil {
			return nil, cmp.Or(err, ErrNoFunds)
		}
		out = append(out, parts...)
	}
	return out, nil
}

// hash binds the reference to all of the correction.
func (c *Correction) hash() [32]byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(c.Round))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Revision))
	for _, by := range c.By {
		b = binary.BigEndian.AppendUint64(b, uint64(by))
	}
	for _, l := range c.Lines {
		b = binary.BigEndian.AppendUint64(b, uint64(l.Corrects))
		b = binary.BigEndian.AppendUint64(b, uint64(l.Amount))
	}
	return sha256.Sum256(append(b, c.Why...))
}

// CorrectionRecord is a correction as the record has it.
type CorrectionRecord struct {
	Ref          [16]byte
	Revision     int
	By           [2]games.PlayerID
	Why          string
	Taken, Given money.Amount
	At           time.Time
}

// Corrections are a round's, by revision.
func Corrections(ctx context.Context, db Querier, round games.RoundID) ([]CorrectionRecord, error) {
	rows, err := db.Query(ctx, `select ref,revision,by_one,by_two,why,taken,given,at from corrections where round=$1 order by revision`, int64(round))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c CorrectionRecord, err error) {
		err = row.Scan(&c.Ref, &c.Revision, &c.By[0], &c.By[1], &c.Why, &c.Taken, &c.Given, &c.At)
		return c, err
	})
}
