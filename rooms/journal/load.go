package journal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// Errors of reading.
var (
	ErrNoRoom  = errors.New("journal: no such room")
	ErrNoRound = errors.New("journal: no such round")
)

// snapshot reads in one moment of the database, holding no lock.
func (j *Journal) snapshot(ctx context.Context, fn func(tx pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, j.cfg.DB, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

// Load reads what a room needs to go on; see rooms.Journal. ErrNoRoom if it was
// never ensured.
func (j *Journal) Load(ctx context.Context, room games.RoomID) (*rooms.Loaded, error) {
	l := &rooms.Loaded{Room: room}
	err := j.snapshot(ctx, func(tx pgx.Tx) error {
		var last time.Time
		err := tx.QueryRow(ctx, `select name,game,rules,options,currency,term,seq,paused,last_at,coalesce(seat,0),coalesce(client_seed,'')
from rooms where id=$1`, int64(room)).
			Scan(&l.Name, &l.Game, &l.Rules, &l.Options, &l.Currency, &l.Term, &l.Seq, &l.Paused, &last, &l.Seat, &l.ClientSeed)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: %d", ErrNoRoom, room)
		}
		if err != nil {
			return err
		}
		l.LastAt = games.Moment(last.UnixMilli())
		if l.Ended, err = newest(ctx, tx, `room=$1 and phase>2 and id between $1<<24 and ($1<<24|16777215)`, int64(room)); err != nil {
			return err
		}
		if l.Live, err = newest(ctx, tx, `room=$1 and phase in (1,2)`, int64(room)); err != nil {
			return err
		}
		least := games.RoundID(0)
		if l.Seat != 0 {
			if l.Pair, err = pairInForce(ctx, tx, room); err != nil {
				return err
			}
			if l.Pair != nil {
				least = l.Pair.From // what was sealed before is told, or played
			}
		}
		l.Sealed, err = sealedAhead(ctx, tx, room, least)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("journal: load room %d: %w", room, err)
	}
	j.currencies.Store(room, l.Currency)
	return l, nil
}

// roundRow is a round as its row has it.
type roundRow struct {
	rooms.LoadedRound
	openedSeq, endedSeq int64
	openedAt, endedAt   *time.Time
	staked, returned    money.Amount
}

const roundColumns = `id,coalesce(kept_round,0),phase,rules,coalesce(options,''),carry,commitment,sealed,coalesce(opened_seq,0),coalesce(ended_seq,0),
opened_at,ended_at,staked,returned`

// readRound reads the newest round that meets a condition, with its log; nil if
// there is none.
func readRound(ctx context.Context, tx pgx.Tx, where string, args ...any) (*roundRow, error) {
	var r roundRow
	var commitment []byte
	err := tx.QueryRow(ctx, `select `+roundColumns+` from rounds where `+where+` order by id desc limit 1`, args...).
		Scan(&r.Round, &r.Opening.Kept, &r.Phase, &r.Opening.Rules, &r.Opening.Options, &r.Opening.Carry, &commitment, &r.Sealed.Box,
			&r.openedSeq, &r.endedSeq, &r.openedAt, &r.endedAt, &r.staked, &r.returned)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r.Sealed.Commitment = [32]byte(commitment)
	if r.Opening.Kept != 0 {
		if r.Kept, err = sealedSource(ctx, tx, r.Opening.Kept); err != nil {
			return nil, err
		}
	}
	if r.Phase == games.None {
		return &r, nil
	}
	until := r.endedSeq
	if until == 0 {
		until = math.MaxInt64
	}
	r.Records, err = records(ctx, tx, r.Round, r.openedSeq, until)
	return &r, err
}

// sealedSource is the sealed source of a round, whatever its phase.
func sealedSource(ctx context.Context, tx pgx.Tx, round games.RoundID) (*rooms.Sealing, error) {
	s := &rooms.Sealing{Round: round}
	var commitment []byte
	if err := tx.QueryRow(ctx, `select rules,commitment,sealed from rounds where id=$1`, int64(round)).Scan(&s.Rules, &commitment, &s.Box); err != nil {
		return nil, fmt.Errorf("the source of round %d: %w", round, err)
	}
	s.Commitment = [32]byte(commitment)
	return s, nil
}

func newest(ctx context.Context, tx pgx.Tx, where string, args ...any) (*rooms.LoadedRound, error) {
	r, err := readRound(ctx, tx, where, args...)
	if r == nil {
		return nil, err
	}
	return &r.LoadedRound, err
}

// recordsSQL starts at the row that holds the first step, wherever in it.
const recordsSQL = `select seq,last,at,body from log
where room=$1 and seq>=coalesce((select max(seq) from log where room=$1 and seq<=$2),$2) and seq<=$3 order by seq`

// records are the steps of one round between two places on its room's log.
func records(ctx context.Context, tx pgx.Tx, round games.RoundID, from, to int64) ([]rooms.Record, error) {
	rows, err := tx.Query(ctx, recordsSQL, int64(round.Room()), from, to)
	if err != nil {
		return nil, err
	}
	var out []rooms.Record
	var l logRow
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&l.seq, &l.last, &at, &l.body}, func() error {
		l.at = games.Moment(at.UnixMilli())
		err := l.split(func(number int64, r rooms.Record) {
			if number == round.Number() && r.Seq >= from && r.Seq <= to {
				out = append(out, r)
			}
		})
		l.body = nil // the records keep it
		return err
	})
	return out, err
}

func sealedAhead(ctx context.Context, tx pgx.Tx, room games.RoomID, least games.RoundID) ([]rooms.Sealing, error) {
	rows, err := tx.Query(ctx, `select id,rules,commitment,sealed from rounds where room=$1 and phase=0 and id>=$2 order by id`, int64(room), int64(least))
	if err != nil {
		return nil, err
	}
	var out []rooms.Sealing
	var s rooms.Sealing
	var commitment []byte
	_, err = pgx.ForEachRow(rows, []any{&s.Round, &s.Rules, &commitment, &s.Box}, func() error {
		s.Commitment = [32]byte(commitment)
		out = append(out, s)
		s.Box = nil
		return nil
	})
	return out, err
}
