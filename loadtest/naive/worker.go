package naive

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Bet is one bet on its way.
type Bet struct {
	rooms.BetKey
	Room     games.RoomID
	Round    games.RoundID
	Term     int64
	Seq      int64 // its place on the room's log, which its owner counts
	Stake    money.Amount
	Currency money.Currency
	Answer   rooms.Answer // if it is accepted
	Record   []byte
}

// Worker runs bets one after the other on its own connection.
type Worker struct {
	conn  *pgx.Conn
	house bool
}

// NewWorker takes a connection whose statements are prepared as they come
// (pgx's default). house: every bet updates the house's row as well.
func NewWorker(conn *pgx.Conn, house bool) *Worker { return &Worker{conn: conn, house: house} }

// Workers makes so many workers on connections of a pool; release gives those
// back.
func Workers(ctx context.Context, pool *pgxpool.Pool, n int, house bool) (all []*Worker, release func(), err error) {
	var conns []*pgxpool.Conn
	release = func() {
		for _, c := range conns {
			c.Release()
		}
	}
	for range n {
		c, err := pool.Acquire(ctx)
		if err != nil {
			release()
			return nil, nil, err
		}
		conns, all = append(conns, c), append(all, NewWorker(c.Conn(), house))
	}
	return all, release, nil
}

// The statements, in their order.
const (
	lockSQL   = `select balance,version,stop from naive.accounts where id=$1 for no key update`
	guardsSQL = `select kind,until,used,cap from naive.guards where account=$1`
	probeSQL  = `select hash,room,round,answer from naive.bets where bet_id=$1 and player=$2`
	takeSQL   = `update naive.accounts set balance=balance-$2,version=version+1 where id=$1`
	countSQL  = `update naive.guards set used=used+$3 where account=$1 and kind=$2`
	lineSQL   = `insert into naive.transfers(debit,credit,amount,kind,round,ref) values($1,$2,$3,1,$4,$5)`
	betSQL    = `insert into naive.bets(bet_id,player,hash,room,round,stake,verdict,answer) values($1,$2,$3,$4,$5,$6,$7,$8)`
	logSQL    = `insert into naive.log(room,seq,term,body) values($1,$2,$3,$4)`
	houseSQL  = `update naive.house set balance=balance+$1 where id=1`
)

// Place puts one bet into the books, or its refusal, in a transaction of its
// own.
func (w *Worker) Place(ctx context.Context, b *Bet) (v rooms.Verdict, err error) {
	tx, err := w.conn.Begin(ctx)
	if err != nil {
		return v, err
	}
	if v, err = w.place(ctx, tx, b); err != nil {
		return v, errors.Join(err, tx.Rollback(context.WithoutCancel(ctx)))
	}
	return v, tx.Commit(ctx)
}

func (w *Worker) place(ctx context.Context, tx pgx.Tx, b *Bet) (v rooms.Verdict, err error) {
	account := int64(wallet.CashOf(b.Player, b.Currency))
	var balance, version int64
	var stop int16
	if err := tx.QueryRow(ctx, lockSQL, account).Scan(&balance, &version, &stop); err != nil {
		return v, err
	}
	counts, denial, err := w.guards(ctx, tx, account, b)
	if err != nil {
		return v, err
	}
	if v, known, err := w.known(ctx, tx, b); known || err != nil {
		return v, err
	}
	switch {
	case stop != 0:
		denial = &rooms.Answer{Code: rooms.CodeStopped}
	case denial == nil && balance < int64(b.Stake):
		denial = &rooms.Answer{Code: rooms.CodeNoFunds, Value: money.Amount(balance)}
	}
	if denial != nil {
		denial.Ask = b.Answer.Ask
		err := w.store(ctx, tx, b, *denial, 2, 0)
		return rooms.Verdict{Outcome: rooms.Refused, Answer: *denial}, err
	}
	if err := w.write(ctx, tx, account, counts, b); err != nil {
		return v, err
	}
	left := rooms.Balance{Player: b.Player, Currency: b.Currency, Amount: money.Amount(balance) - b.Stake, Version: version + 1}
	return rooms.Verdict{Outcome: rooms.Applied, Answer: b.Answer, Balances: []rooms.Balance{left}}, nil
}

// guards reads the player's own limits: those that the bet counts against, and
// the first that it would pass.
func (w *Worker) guards(ctx context.Context, tx pgx.Tx, account int64, b *Bet) (counts []int16, denial *rooms.Answer, err error) {
	rows, err := tx.Query(ctx, guardsSQL, account)
	if err != nil {
		return nil, nil, err
	}
	var kind int16
	var until time.Time
	var used, limit int64
	now := time.Now()
	_, err = pgx.ForEachRow(rows, []any{&kind, &until, &used, &limit}, func() error {
		switch {
		case now.After(until):
		case used+int64(b.Stake) > limit:
			denial = &rooms.Answer{Code: rooms.CodeGuarded, Limit: money.Amount(limit)}
		default:
			counts = append(counts, kind)
		}
		return nil
	})
	return counts, denial, err
}

// known looks for a verdict under the bet's id.
func (w *Worker) known(ctx context.Context, tx pgx.Tx, b *Bet) (v rooms.Verdict, known bool, err error) {
	var hash, answer []byte
	err = tx.QueryRow(ctx, probeSQL, [16]byte(b.ID), int64(b.Player)).Scan(&hash, &v.Room, &v.Round, &answer)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return v, false, nil
	case err != nil:
		return v, false, err
	case !bytes.Equal(hash, b.Hash[:]):
		return rooms.Verdict{Outcome: rooms.Conflict}, true, nil
	}
	v.Outcome, v.Answer = rooms.Repeated, decodeAnswer(answer)
	return v, true, nil
}

func (w *Worker) write(ctx context.Context, tx pgx.Tx, account int64, counts []int16, b *Bet) error {
	escrow := int64(wallet.EscrowOf(b.Round, b.Currency))
	if _, err := tx.Exec(ctx, takeSQL, account, int64(b.Stake)); err != nil {
		return err
	}
	for _, kind := range counts {
		if _, err := tx.Exec(ctx, countSQL, account, kind, int64(b.Stake)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, lineSQL, account, escrow, int64(b.Stake), int64(b.Round), [16]byte(b.ID)); err != nil {
		return err
	}
	if err := w.store(ctx, tx, b, b.Answer, 1, b.Stake); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, logSQL, int64(b.Room), b.Seq, b.Term, b.Record); err != nil {
		return err
	}
	if !w.house {
		return nil
	}
	_, err := tx.Exec(ctx, houseSQL, int64(b.Stake)) // last, so that its row is held for one round trip only
	return err
}

func (w *Worker) store(ctx context.Context, tx pgx.Tx, b *Bet, a rooms.Answer, verdict int16, stake money.Amount) error {
	_, err := tx.Exec(ctx, betSQL, [16]byte(b.ID), int64(b.Player), b.Hash[:], int64(b.Room), int64(b.Round), int64(stake), verdict, encodeAnswer(a))
	return err
}

// encodeAnswer writes an answer as small as the journal's.
func encodeAnswer(a rooms.Answer) []byte {
	b := make([]byte, 0, 24+len(a.Ask)+len(a.Code))
	b = append(b, 1, 0)
	if a.Accepted {
		b[1] = 1
	}
	for _, s := range [...]string{a.Ask, string(a.Code)} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	for _, m := range [...]money.Amount{a.Limit, a.Value, a.Stake, a.Back} {
		b = binary.AppendVarint(b, int64(m))
	}
	return b
}

// decodeAnswer reads what encodeAnswer wrote.
func decodeAnswer(b []byte) (a rooms.Answer) {
	a.Accepted, b = b[1] == 1, b[2:]
	for _, s := range [...]func(string){func(t string) { a.Ask = t }, func(t string) { a.Code = games.Code(t) }} {
		n, w := binary.Uvarint(b)
		s(string(b[w : w+int(n)]))
		b = b[w+int(n):]
	}
	for _, m := range [...]*money.Amount{&a.Limit, &a.Value, &a.Stake, &a.Back} {
		v, w := binary.Varint(b)
		*m, b = money.Amount(v), b[w:]
	}
	return a
}
