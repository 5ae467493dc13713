package journal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"croupier/wallet"
)

// The statements that write. Sealed rounds before those that open, opened ones
// before the lines (money enters rounds under way only), the lines before the
// phases (a round ends only when its escrow is empty). What must hold for every
// row raises (require): the COMMIT in the same flush is then a rollback.
const (
	sealSQL = `insert into rounds(id,room,rules,commitment,sealed)
select id,id>>24,rules,commitment,sealed from unnest($1::int8[],$2::int8[],$3::bytea[],$4::bytea[]) s(id,rules,commitment,sealed)`

	betsSQL = `insert into bets(bet_id,player,hash,room,round,batch,stake,verdict,answer)
select id,player,hash,room,round,$1,stake,verdict,answer
from unnest($2::uuid[],$3::int8[],$4::bytea[],$5::int8[],$6::int8[],$7::int8[],$8::int2[],$9::bytea[]) b(id,player,hash,room,round,stake,verdict,answer)`

	openSQL = `with u as (update rounds r set phase=1,rules=x.rules,options=x.options,carry=x.carry,kept_round=nullif(x.kept,0),opened_seq=x.seq,opened_at=x.at
  from unnest($1::int8[],$2::int8[],$3::bytea[],$4::bytea[],$5::int8[],$6::int8[],$7::timestamptz[]) x(id,rules,options,carry,kept,seq,at)
  where r.id=x.id and r.phase=0 returning 1)
select require((select count(*) from u)=$8::int8,'a round that opens is sealed')`

	phaseSQL = `with u as (update rounds r set phase=x.phase,ended_seq=nullif(x.seq,0),ended_at=case when x.phase>2 then x.at end
  from unnest($1::int8[],$2::int2[],$3::int2[],$4::int8[],$5::timestamptz[]) x(id,found,phase,seq,at)
  where r.id=x.id and r.phase=x.found returning 1)
select require((select count(*) from u)=$6::int8,'a round is in the phase that was found')`

	logSQL = `insert into log(room,seq,last,term,batch,at,body)
select room,seq,last,term,$1,at,body from unnest($2::int8[],$3::int8[],$4::int8[],$5::int8[],$6::timestamptz[],$7::bytea[]) l(room,seq,last,term,at,body)`

	playsSQL = `insert into plays(player,round,staked,returned,ended_at)
select * from unnest($1::int8[],$2::int8[],$3::int8[],$4::int8[],$5::timestamptz[])`

	roomsSQL = `with u as (update rooms m set seq=m.seq+x.steps,last_at=x.at,paused=coalesce(x.paused,m.paused)
  from unnest($1::int8[],$2::int8[],$3::int8[],$4::timestamptz[],$5::bool[]) x(id,term,steps,at,paused)
  where m.id=x.id and m.term=x.term returning 1)
select require((select count(*) from u)=$6::int8,'a room is in its term')`
)

// writes says whether anything is to be stored.
func (b *batch) writes() bool { return len(b.bets) > 0 || len(b.logged) > 0 }

// write is the second round trip: everything, and COMMIT.
func (b *batch) write(ctx context.Context, conn *pgx.Conn) error {
	q := &pgx.Batch{}
	b.queueSeals(q)
	b.queueBets(q)
	b.queueOpens(q)
	if len(b.lines) > 0 {
		q.Queue(wallet.LinesSQL, b.till.LineArgs(b.ids, b.lines, &b.now)...)
	}
	if guards := b.till.Guards(); len(guards) > 0 {
		q.Queue(wallet.SaveGuardsSQL, wallet.GuardArgs(guards)...)
	}
	b.queueLog(q)
	b.queuePhases(q)
	b.queuePairs(q)
	b.queuePlays(q)
	b.queueRooms(q)
	committed := false
	q.Queue("commit").Exec(func(tag pgconn.CommandTag) error {
		committed = tag.String() == "COMMIT"
		return nil
	})
	if err := conn.SendBatch(ctx, q).Close(); err != nil {
		return err
	}
	if !committed {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

func (b *batch) queueSeals(q *pgx.Batch) {
	n := len(b.seals)
	if n == 0 {
		return
	}
	id, rules, commitment, box := make([]int64, n), make([]int64, n), make([][]byte, n), make([][]byte, n)
	for i, s := range b.seals {
		id[i], rules[i], commitment[i], box[i] = int64(s.Round), int64(s.Rules), s.Commitment[:], notNil(s.Box)
	}
	q.Queue(sealSQL, id, rules, commitment, box)
}

func (b *batch) queueBets(q *pgx.Batch) {
	n := len(b.bets)
	if n == 0 {
		return
	}
	numbers := make([]int64, 4*n) // one piece for all columns
	player, room, round, stake := numbers[:n:n], numbers[n:2*n:2*n], numbers[2*n:3*n:3*n], numbers[3*n:]
	id, verdict := make([][16]byte, n), make([]int16, n)
	bodies := make([][]byte, 2*n)
	hash, answer := bodies[:n:n], bodies[n:]
	for i := range b.bets {
		x := &b.bets[i]
		id[i], player[i], hash[i], room[i], round[i] = x.id, int64(x.player), x.hash, int64(x.room), int64(x.round)
		stake[i], verdict[i], answer[i] = int64(x.stake), x.verdict, x.answer
	}
	q.Queue(betsSQL, b.number, id, player, hash, room, round, stake, verdict, answer)
}

func (b *batch) queueOpens(q *pgx.Batch) {
	n := len(b.opens)
	if n == 0 {
		return
	}
	id, rules, options, carry := make([]int64, n), make([]int64, n), make([][]byte, n), make([][]byte, n)
	kept, seq, at := make([]int64, n), make([]int64, n), make([]time.Time, n)
	for i, o := range b.opens {
		kept[i] = int64(o.Kept)
		id[i], rules[i], options[i], carry[i], seq[i], at[i] = int64(o.round), int64(o.Rules), notNil(o.Options), o.Carry, o.seq, o.room.at
	}
	q.Queue(openSQL, id, rules, options, carry, kept, seq, at, n)
}

func (b *batch) queuePhases(q *pgx.Batch) {
	var id, seq []int64
	var found, phase []int16
	var at []time.Time
	for _, r := range b.rounds {
		if r.phase == r.found {
			continue
		}
		id, seq = append(id, int64(r.id)), append(seq, r.endedSeq)
		found, phase = append(found, int16(r.found)), append(phase, int16(r.phase))
		at = append(at, b.rooms[r.id.Room()].at)
	}
	if len(id) > 0 {
		q.Queue(phaseSQL, id, found, phase, seq, at, len(id))
	}
}

func (b *batch) queueLog(q *pgx.Batch) {
	n := len(b.logged)
	if n == 0 {
		return
	}
	room, seq, last, term := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	at, body := make([]time.Time, n), make([][]byte, n)
	for i, r := range b.logged {
		room[i], seq[i], last[i], term[i], at[i], body[i] = int64(r.id), r.seq+1, r.seq+r.steps, r.term, r.at, r.body
	}
	q.Queue(logSQL, b.number, room, seq, last, term, at, body)
}

func (b *batch) queuePlays(q *pgx.Batch) {
	n := len(b.plays)
	if n == 0 {
		return
	}
	player, round, staked, returned, at := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]time.Time, n)
	for i, p := range b.plays {
		player[i], round[i], staked[i], returned[i], at[i] = int64(p.Player), int64(p.round), int64(p.Staked), int64(p.Returned), p.room.at
	}
	q.Queue(playsSQL, player, round, staked, returned, at)
}

func (b *batch) queueRooms(q *pgx.Batch) {
	n := len(b.logged)
	if n == 0 {
		return
	}
	id, term, steps, at, paused := make([]int64, n), make([]int64, n), make([]int64, n), make([]time.Time, n), make([]*bool, n)
	for i, r := range b.logged {
		id[i], term[i], steps[i], at[i], paused[i] = int64(r.id), r.term, r.steps, r.at, r.paused
	}
	q.Queue(roomsSQL, id, term, steps, at, paused, n)
}

// resolve finds out whether a batch whose COMMIT got no answer was committed.
// Locking the rooms' rows waits for the lost transaction to end, either way; a
// plain SELECT would see nothing while it is still alive, and be wrong. Any one
// row of the batch proves all of it. The error is the context's.
func (l *lane) resolve(ctx context.Context, b *batch) (bool, error) {
	rest := restMin
	for {
		committed, err := l.lookUp(ctx, b)
		if err == nil {
			l.j.cfg.Log.Info().Int64("batch", b.number).Bool("committed", committed).Msg("the commit is known")
			return committed, nil
		}
		if ctx.Err() != nil {
			return false, fmt.Errorf("journal: batch %d is not known: %w", b.number, ctx.Err())
		}
		l.drop()
		rest = l.rest(ctx, rest, err)
	}
}

func (l *lane) lookUp(ctx context.Context, b *batch) (found bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptMax)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return false, err
	}
	var ids []int64
	for id := range b.rooms {
		ids = append(ids, int64(id))
	}
	slices.Sort(ids)
	q := &pgx.Batch{}
	q.Queue("begin")
	q.Queue(lockRoomsSQL, ids)
	if len(b.logged) > 0 {
		r := b.logged[0]
		q.Queue(`select exists(select 1 from log where room=$1 and seq=$2 and batch=$3)`, int64(r.id), r.seq+1, b.number).
			QueryRow(func(row pgx.Row) error { return row.Scan(&found) })
	} else {
		x := b.bets[0]
		q.Queue(`select exists(select 1 from bets where bet_id=$1 and player=$2 and batch=$3)`, [16]byte(x.id), int64(x.player), b.number).
			QueryRow(func(row pgx.Row) error { return row.Scan(&found) })
	}
	if err := conn.SendBatch(ctx, q).Close(); err != nil {
		return false, err
	}
	l.rollback(ctx)
	return found, nil
}

// notNil keeps an empty value from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
