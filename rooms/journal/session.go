package journal

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
)

// The journal's part in rooms of one seat: one round at a time for each player
// (G18, G44), and the pairs of seeds.

// underWaySQL are the rounds under way in players' own rooms. It runs behind the
// lock of the players' accounts, which every spin takes: of two that open a round
// at once, on whichever nodes, the second sees the first's.
const underWaySQL = `select m.seat,r.id from rooms m join rounds r on r.room=m.id
where m.seat=any($1::int8[]) and r.phase in (1,2)`

// toldPair is a pair that a batch rotates out, begunPair one that begins in it.
type toldPair struct {
	room *roomState
	*rooms.Reveal
}

type begunPair struct {
	room *roomState
	*rooms.PairHead
}

func (b *batch) scanUnderWay(rows pgx.Rows) error {
	b.underWay = map[games.PlayerID][]games.RoundID{}
	var seat games.PlayerID
	var round games.RoundID
	_, err := pgx.ForEachRow(rows, []any{&seat, &round}, func() error {
		b.underWay[seat] = append(b.underWay[seat], round)
		return nil
	})
	return err
}

// unfinished is a round of the same player's that is under way in another room
// of one seat, by now in this batch; 0: the step opens no round, or none is.
func (b *batch) unfinished(e *rooms.Entry) games.RoundID {
	if e.Open == nil || e.Seat == 0 {
		return 0
	}
	for _, id := range b.underWay[e.Seat] {
		if here := b.rounds[id]; id.Room() != e.Room && (here == nil || !here.phase.Ended()) {
			return id
		}
	}
	return 0
}

// checkSeat says whether a step may be one of a room of that seat, or of none.
func checkSeat(r *roomState, e *rooms.Entry) error {
	switch {
	case e.Open != nil && e.Seat != r.seat:
		return fmt.Errorf("%w: room %d is player %d's, not %d's", errBadStep, e.Room, r.seat, e.Seat)
	case e.Seal != nil && e.Seal.Pair != nil && (r.seat == 0 || e.Seal.Pair.From != e.Seal.Round):
		return fmt.Errorf("%w: no pair begins with round %d", errBadStep, e.Seal.Round)
	case e.Reveal != nil && (r.seat == 0 || e.Reveal.To != e.Round || e.Seal == nil || e.Seal.Pair == nil || e.Phase != games.None || e.Then != games.None):
		return fmt.Errorf("%w: round %d rotates no pair out", errBadStep, e.Round)
	}
	return nil
}

// pairs notes what an accepted step does to its room's pairs, and the round that
// it leaves under way.
func (b *batch) pairs(r *roomState, e *rooms.Entry) {
	if e.Reveal != nil {
		b.told = append(b.told, toldPair{r, e.Reveal})
	}
	if e.Seal != nil && e.Seal.Pair != nil {
		b.begun = append(b.begun, begunPair{r, e.Seal.Pair})
	}
	if e.Open != nil && e.Seat != 0 && !e.Then.Ended() {
		b.underWay[e.Seat] = append(b.underWay[e.Seat], e.Round)
	}
}

// The statements of pairs: the database holds them to what was committed to, and
// refuses to tell what is in use (migration 0007).
const (
	revealsSQL = `insert into seed_reveals(room,from_round,to_round,seed,at)
select x.first>>24,x.first,x.last,x.seed,x.at from unnest($1::int8[],$2::int8[],$3::bytea[],$4::timestamptz[]) x(first,last,seed,at)`

	pairsSQL = `insert into seed_pairs(room,from_round,commitment,client_seed,at)
select x.first>>24,x.first,x.commitment,x.client,x.at from unnest($1::int8[],$2::bytea[],$3::text[],$4::timestamptz[]) x(first,commitment,client,at)`
)

// queuePairs writes what is told before what begins. It comes behind the phases:
// what was played under a pair is on the record before the pair is told.
func (b *batch) queuePairs(q *pgx.Batch) {
	if n := len(b.told); n > 0 {
		from, to, seed, at := make([]int64, n), make([]int64, n), make([][]byte, n), make([]time.Time, n)
		for i, t := range b.told {
			from[i], to[i], seed[i], at[i] = int64(t.From), int64(t.To), t.Seed[:], t.room.at
		}
		q.Queue(revealsSQL, from, to, seed, at)
	}
	if n := len(b.begun); n > 0 {
		from, commitment, client, at := make([]int64, n), make([][]byte, n), make([]string, n), make([]time.Time, n)
		for i, p := range b.begun {
			from[i], commitment[i], client[i], at[i] = int64(p.From), p.Commitment[:], p.ClientSeed, p.room.at
		}
		q.Queue(pairsSQL, from, commitment, client, at)
	}
}
