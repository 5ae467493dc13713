package wallet

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
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
const LinesSQL = `insert into transfers(id,debit,credit,amount,kind,round,ref,corrects,at)
select id,debit,credit,amount,kind,nullif(round,0),nullif(ref,'00000000-0000-0000-0000-000000000000'),nullif(corrects,0),coalesce($9::timestamptz,statement_timestamp())
from unnest($1::int8[],$2::int8[],$3::int8[],$4::int8[],$5::int2[],$6::int8[],$7::uuid[],$8::int8[])
  l(id,debit,credit,amount,kind,round,ref,corrects)`

// LineArgs are the arguments of LinesSQL, by columns. Without a time the lines
// get the database's, one for all of them. The ids
// were taken under the locks of the accounts: the database refuses a line that
// comes after one of its account's with a larger id.
func LineArgs(ids *LineIDs, lines []Transfer, at *time.Time) []any {
	n := len(lines)
	id, debit, credit, amount := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	kind, round, ref, corrects := make([]int16, n), make([]int64, n), make([][16]byte, n), make([]int64, n)
	for i := range lines {
		l := &lines[i]
		id[i], debit[i], credit[i], amount[i] = ids.Next(), int64(l.Debit), int64(l.Credit), int64(l.Amount)
		kind[i], round[i], ref[i], corrects[i] = int16(l.Kind), int64(l.Round), l.Ref, l.Corrects
	}
	return []any{id, debit, credit, amount, kind, round, ref, corrects, at}
}

// Post writes the lines in the caller's transaction and returns their ids. The
// caller has locked the accounts and let a Till decide; the database refuses
// what breaks its rules.
func Post(ctx context.Context, tx pgx.Tx, lines []Transfer) ([]int64, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, BlocksSQL, Blocks(len(lines)))
	if err != nil {
		return nil, err
	}
	blocks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, err
	}
	args := LineArgs(NewLineIDs(blocks), lines, nil)
	_, err = tx.Exec(ctx, LinesSQL, args...)
	return args[0].([]int64), err
}
