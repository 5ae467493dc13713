package journal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet/money"
)

// EndedRound is one round that ended, with its log and with what the ledger and
// its players' histories say of it.
type EndedRound struct {
	RoundRecord
	Books rooms.Books
}

// endedRows is how many rows of a kind are in memory at once.
const endedRows = 500

const (
	endedIDsSQL   = `declare ended no scroll cursor for select id from rounds where phase>2 order by id`
	endedLinesSQL = `declare lines no scroll cursor for select round, case when kind=1 then debit>>16 else credit>>16 end,
coalesce(sum(amount) filter (where kind=1),0)::bigint, coalesce(sum(amount) filter (where kind=2),0)::bigint,
coalesce(sum(amount) filter (where kind=3),0)::bigint
from transfers where round is not null and kind in (1,2,3) group by 1,2 order by 1,2`
	endedPlaysSQL = `declare played no scroll cursor for select round,player,staked,returned from plays order by 1,2`
)

// WalkEnded gives every round that ended to visit, by id, in one snapshot that
// holds no lock. It ends with visit's first error. Memory is bounded whatever
// the number of rounds, but for one round at a time.
func WalkEnded(ctx context.Context, db store.Beginner, visit func(*EndedRound) error) error {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("journal: ended rounds: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing to commit
	for _, declare := range []string{endedIDsSQL, endedLinesSQL, endedPlaysSQL} {
		if _, err := tx.Exec(ctx, declare); err != nil {
			return fmt.Errorf("journal: ended rounds: %w", err)
		}
	}
	w := walk{tx: tx, rooms: map[games.RoomID]RoundRecord{},
		lines: cursor{tx: tx, name: "lines", width: 5}, plays: cursor{tx: tx, name: "played", width: 4}}
	ids := cursor{tx: tx, name: "ended", width: 1}
	for {
		row, err := ids.next(ctx)
		if err != nil || row == nil {
			return err
		}
		r, err := w.read(ctx, games.RoundID(row[0]))
		if err != nil {
			return fmt.Errorf("journal: round %d: %w", row[0], err)
		}
		if err := visit(r); err != nil {
			return err
		}
	}
}

type walk struct {
	tx    pgx.Tx
	rooms map[games.RoomID]RoundRecord // what a round takes from its room
	lines cursor
	plays cursor
}

func (w *walk) read(ctx context.Context, id games.RoundID) (*EndedRound, error) {
	of, ok := w.rooms[id.Room()]
	if !ok {
		of.Room = id.Room()
		if err := w.tx.QueryRow(ctx, `select name,game,currency,coalesce(seat,0) from rooms where id=$1`, int64(of.Room)).
			Scan(&of.Name, &of.Game, &of.Currency, &of.Seat); err != nil {
			return nil, err
		}
		w.rooms[of.Room] = of
	}
	row, err := readRound(ctx, w.tx, `id=$1`, int64(id))
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, ErrNoRound
	}
	r := &EndedRound{RoundRecord: of}
	r.LoadedRound, r.Staked, r.Returned = row.LoadedRound, row.staked, row.returned
	r.OpenedAt, r.EndedAt = moment(row.openedAt), moment(row.endedAt)
	r.Books = rooms.Books{Staked: row.staked, Returned: row.returned}
	err = w.lines.each(ctx, id, func(row []int64) {
		r.Books.Moved = append(r.Books.Moved, rooms.Moved{Player: games.PlayerID(row[1]),
			Staked: money.Amount(row[2]), Paid: money.Amount(row[3]), Refunded: money.Amount(row[4])})
	})
	if err != nil {
		return nil, err
	}
	err = w.plays.each(ctx, id, func(row []int64) {
		r.Books.Plays = append(r.Books.Plays, rooms.Play{Player: games.PlayerID(row[1]),
			Staked: money.Amount(row[2]), Returned: money.Amount(row[3])})
	})
	return r, err
}

// cursor reads on along a declared cursor, some rows at a time. Its rows are
// numbers, the first of them the round's.
type cursor struct {
	tx    pgx.Tx
	name  string
	width int
	rows  [][]int64
}

// next is the next row; nil at the end.
func (c *cursor) next(ctx context.Context) ([]int64, error) {
	row, err := c.peek(ctx)
	if row != nil {
		c.rows = c.rows[1:]
	}
	return row, err
}

func (c *cursor) peek(ctx context.Context) ([]int64, error) {
	if len(c.rows) > 0 {
		return c.rows[0], nil
	}
	rows, err := c.tx.Query(ctx, fmt.Sprintf(`fetch %d from %s`, endedRows, c.name))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]int64, c.width)
		into := make([]any, c.width)
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		c.rows = append(c.rows, row)
	}
	if err := rows.Err(); err != nil || len(c.rows) == 0 {
		return nil, err
	}
	return c.rows[0], nil
}

// each gives the rows of a round, and passes over those of rounds before it,
// which have not ended.
func (c *cursor) each(ctx context.Context, round games.RoundID, take func([]int64)) error {
	for {
		row, err := c.peek(ctx)
		if err != nil || row == nil || games.RoundID(row[0]) > round {
			return err
		}
		c.rows = c.rows[1:]
		if games.RoundID(row[0]) == round {
			take(row)
		}
	}
}
