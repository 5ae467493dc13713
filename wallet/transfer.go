package wallet

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/store"
	"croupier/wallet/money"
)

// TransferKind says why a transfer was made.
type TransferKind uint8

func (k TransferKind) String() string {
	names := [...]string{"", "stake", "pay", "refund", "close", "top-up", "reclaim", "award", "repayment", "holding", "return", "disbursal"}
	if int(k) < len(names) && k > 0 {
		return names[k]
	}
	return "invalid"
}

// The kinds of transfers, as lines carry them. The database knows which kinds
// of accounts each may join.
const (
	Stake     TransferKind = 1 + iota // player → escrow
	Pay                               // escrow → player: winnings, the stake included
	Refund                            // escrow → player: a stake taken back
	Close                             // escrow → house, or house → escrow: once per round
	TopUp                             // clearing → cash: play money
	Reclaim                           // cash, bonus or receivable → house: a correction takes back what a line paid
	Award                             // house → cash or bonus: a correction pays what a stake should have won
	Repayment                         // cash → receivable: what a correction left owed
	Holding                           // cash → pending: a withdrawal begins
	Return                            // pending → cash: it ends with the player
	Disbursal                         // pending → clearing: it ends with the provider
)

// Transfer moves one amount from one account to another.
type Transfer struct {
	Debit, Credit AccountID
	Amount        money.Amount // > 0
	Kind          TransferKind
	Round         games.RoundID // of escrow's lines and of corrections
	Ref           [16]byte      // the bet's, the act's, the posting's, the correction's or the hold's id; zero for none
	Corrects      int64         // the line that it corrects, 0 for none
}

// blockSize is how many ids one value of the sequence stands for. Small, so
// that a batch of one bet leaves few of them unused.
const blockSize = 64

// LineIDs are the ids that a transaction may give to its lines.
type LineIDs struct {
	blocks []int64
	used   int
}

// Blocks is how many blocks of ids n lines need; at least one, since the first
// block is also the batch's number.
func Blocks(n int) int { return max(1, (n+blockSize-1)/blockSize) }

// BlocksSQL takes $1 blocks of ids, one row each.
const BlocksSQL = `select nextval('transfer_block') from generate_series(1,$1::int)`

// NewLineIDs hands out the ids of the blocks.
func NewLineIDs(blocks []int64) *LineIDs { return &LineIDs{blocks: blocks} }

// Next is the next id. It panics when more lines are made than were asked for.
func (l *LineIDs) Next() int64 {
	id := l.blocks[l.used/blockSize]*blockSize + int64(l.used%blockSize)
	l.used++
	return id
}

// LinesSQL inserts lines as one set, so that the posting trigger runs once. Its
// arguments are LineArgs'.
const LinesSQL = `insert into transfers(id,debit,credit,amount,kind,round,ref,corrects,debit_before,credit_before,at)
select id,debit,credit,amount,kind,round,nullif(ref,'00000000-0000-0000-0000-000000000000'),corrects,debit_before,credit_before,coalesce($11::timestamptz,statement_timestamp())
from unnest($1::int8[],$2::int8[],$3::int8[],$4::int8[],$5::int2[],$6::int8[],$7::uuid[],$8::int8[],$9::int8[],$10::int8[])
  l(id,debit,credit,amount,kind,round,ref,corrects,debit_before,credit_before)`

// LineArgs are the arguments of LinesSQL, by columns, of lines that the till has
// allowed, in that order. Without a time the lines get the database's, one for
// all of them. The ids were taken under the locks of the accounts: each line goes
// on in its accounts' chains, and the database refuses one that does not.
func (t *Till) LineArgs(ids *LineIDs, lines []Transfer, at *time.Time) []any {
	n := len(lines)
	numbers := make([]int64, 8*n) // one piece for all columns
	column := func(i int) []int64 { return numbers[i*n : (i+1)*n : (i+1)*n] }
	id, debit, credit, amount := column(0), column(1), column(2), column(3)
	round, corrects := store.Nullable(column(4)), store.Nullable(column(5))
	debitBefore, creditBefore := store.Nullable(column(6)), store.Nullable(column(7))
	kind, ref := make([]int16, n), make([][16]byte, n)
	for i := range lines {
		l := &lines[i]
		id[i], debit[i], credit[i], amount[i] = ids.Next(), int64(l.Debit), int64(l.Credit), int64(l.Amount)
		kind[i], ref[i] = int16(l.Kind), l.Ref
		round[i], corrects[i] = orNull(int64(l.Round)), orNull(l.Corrects)
		debitBefore[i], creditBefore[i] = t.follow(l.Debit, id[i]), t.follow(l.Credit, id[i])
	}
	return []any{id, debit, credit, amount, kind, round, ref, corrects, debitBefore, creditBefore, at}
}

// none is NULL in a store.Nullable.
const none = -1

func orNull(v int64) int64 {
	if v == 0 {
		return none
	}
	return v
}

// follow puts a line at the end of an account's chain and returns the one before
// it: none for accounts that only record.
func (t *Till) follow(id AccountID, line int64) (before int64) {
	if a := t.accounts[id]; a != nil {
		before, a.Last = a.Last, line
		return before
	}
	if id.Kind() != Receivable {
		return none
	}
	before, t.owed[id] = t.owed[id], line
	return before
}

// Post writes the lines that the till has allowed, in the caller's transaction,
// which has locked their accounts, and returns their ids. The database refuses
// what breaks its rules.
func (t *Till) Post(ctx context.Context, tx pgx.Tx, lines []Transfer) ([]int64, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	if err := t.readOwed(ctx, tx, lines); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, BlocksSQL, Blocks(len(lines)))
	if err != nil {
		return nil, err
	}
	blocks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	args := t.LineArgs(NewLineIDs(blocks), lines, nil)
	_, err = tx.Exec(ctx, LinesSQL, args...)
	return args[0].([]int64), err
}

// Post locks the accounts of lines that nobody has to decide about, and writes
// them in the caller's transaction. The database refuses what breaks its rules.
func Post(ctx context.Context, tx pgx.Tx, lines []Transfer) ([]int64, error) {
	var named []AccountID
	for i := range lines {
		named = append(named, lines[i].Debit, lines[i].Credit)
	}
	locked, err := lock(ctx, tx, named...)
	if err != nil {
		return nil, err
	}
	return NewTill(0, locked).Post(ctx, tx, lines)
}

// readOwed reads where the chains of receivable accounts end. Whoever moves
// their money holds the lock of the same player's cash.
func (t *Till) readOwed(ctx context.Context, tx pgx.Tx, lines []Transfer) error {
	var owed []AccountID
	for i := range lines {
		for _, id := range []AccountID{lines[i].Debit, lines[i].Credit} {
			if id.Kind() == Receivable {
				owed = append(owed, id)
			}
		}
	}
	if len(owed) == 0 {
		return nil
	}
	t.owed = map[AccountID]int64{}
	rows, err := tx.Query(ctx, `select account,last_line from receivables where account=any($1::int8[])`, ints(owed))
	if err != nil {
		return err
	}
	var id AccountID
	var last int64
	_, err = pgx.ForEachRow(rows, []any{&id, &last}, func() error {
		t.owed[id] = last
		return nil
	})
	return err
}
