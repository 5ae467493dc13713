package journal

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// RoundRecord is one round as the record has it, for recall and disputes (G47).
// Its source is sealed still; who may see what of the log is the caller's to say.
type RoundRecord struct {
	rooms.LoadedRound
	Room     games.RoomID
	Seat     games.PlayerID // of a room of one seat; 0: all share it
	Name     string
	Game     string
	Currency money.Currency
	OpenedAt games.Moment // 0: not begun
	EndedAt  games.Moment // 0: not ended
	Staked   money.Amount
	Returned money.Amount
	Pair     *PairRecord // of a room of one seat: what the round was drawn from
	// Shoe is the round that began last under this one's own source, or where none did
	// under the source that this one began under: if it has ended, and the shoe with it,
	// its log reveals that source. A round that shuffled anew deals from its own. Nil
	// where there is none.
	Shoe *rooms.LoadedRound
}

// Round reads one round with its log. ErrNoRound if there is none.
func (j *Journal) Round(ctx context.Context, id games.RoundID) (*RoundRecord, error) {
	rec := &RoundRecord{Room: id.Room()}
	err := j.snapshot(ctx, func(tx pgx.Tx) error {
		r, err := readRound(ctx, tx, `id=$1`, int64(id))
		if err != nil {
			return err
		}
		if r == nil {
			return ErrNoRound
		}
		rec.LoadedRound, rec.Staked, rec.Returned = r.LoadedRound, r.staked, r.returned
		rec.OpenedAt, rec.EndedAt = moment(r.openedAt), moment(r.endedAt)
		err = tx.QueryRow(ctx, `select name,game,currency,coalesce(seat,0) from rooms where id=$1`, int64(rec.Room)).
			Scan(&rec.Name, &rec.Game, &rec.Currency, &rec.Seat)
		if err == nil {
			rec.Shoe, err = newest(ctx, tx, `kept_round=$1`, int64(id))
		}
		if of := rec.Opening.Kept; err == nil && rec.Shoe == nil && of != 0 {
			rec.Shoe, err = newest(ctx, tx, `kept_round=$1`, int64(of))
		}
		if err != nil || rec.Seat == 0 {
			return err
		}
		pairs, err := pairsOf(ctx, tx, rec.Room, id, 1)
		if len(pairs) > 0 {
			rec.Pair = &pairs[0]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("journal: round %d: %w", id, err)
	}
	return rec, nil
}

func moment(t *time.Time) games.Moment {
	if t == nil {
		return 0
	}
	return games.Moment(t.UnixMilli())
}

// PlayedRound is one line of a player's history.
type PlayedRound struct {
	Round    games.RoundID
	Room     games.RoomID
	Name     string
	Game     string
	Rules    int
	Currency money.Currency
	Phase    games.Phase // settled or void
	EndedAt  games.Moment
	Staked   money.Amount // the player's own
	Returned money.Amount
	Last     rooms.Record // the step that ended the round
}

const historySQL = `select p.round,r.room,m.name,m.game,r.rules,m.currency,r.phase,p.ended_at,p.staked,p.returned,r.ended_seq,l.seq,l.last,l.at,l.body
from (select * from plays where player=$1 and ended_at<$2 order by ended_at desc fetch first $3 rows with ties) p
join rounds r on r.id=p.round join rooms m on m.id=r.room
join lateral (select seq,last,at,body from log where room=r.room and seq<=r.ended_seq order by seq desc limit 1) l on true
order by p.ended_at desc, p.round desc`

// History is the rounds in which a player had money, those that ended before a
// moment (0: all), newest first: limit of them, and those that ended in the
// same millisecond as the last, so that asking on from it leaves none out.
func (j *Journal) History(ctx context.Context, player games.PlayerID, before games.Moment, limit int) ([]PlayedRound, error) {
	until := time.UnixMilli(int64(before))
	if before == 0 {
		until = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	rows, err := j.cfg.DB.Query(ctx, historySQL, int64(player), until, limit)
	if err != nil {
		return nil, fmt.Errorf("journal: history: %w", err)
	}
	var out []PlayedRound
	var p PlayedRound
	var l logRow
	var endedSeq int64
	var ended, at time.Time
	_, err = pgx.ForEachRow(rows, []any{&p.Round, &p.Room, &p.Name, &p.Game, &p.Rules, &p.Currency, &p.Phase, &ended,
		&p.Staked, &p.Returned, &endedSeq, &l.seq, &l.last, &at, &l.body}, func() error {
		p.EndedAt, l.at = games.Moment(ended.UnixMilli()), games.Moment(at.UnixMilli())
		err := l.split(func(_ int64, r rooms.Record) {
			if r.Seq == endedSeq {
				p.Last = r
			}
		})
		l.body = nil
		out = append(out, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("journal: history: %w", err)
	}
	return out, nil
}
