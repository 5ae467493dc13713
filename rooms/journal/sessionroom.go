package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// SessionRoomMin is the least id of a room that is made on demand; tables of the
// configuration lie below it.
const SessionRoomMin games.RoomID = 1 << 20

// SessionConfig is a room of one seat as a player asks for it.
type SessionConfig struct {
	Seat       games.PlayerID
	ClientSeed string // of its first pair; a room that is there keeps its own
	Name       string
	Game       string
	Rules      int
	Options    []byte
	Currency   money.Currency
}

// ErrSessionsFull says that there are no ids left for rooms of one seat.
var ErrSessionsFull = errors.New("journal: no ids are left for rooms of one seat")

const (
	findSessionSQL = `update rooms set name=$4,rules=$5,options=$6 where seat=$1 and game=$2 and currency=$3
and (name,rules,options) is distinct from ($4,$5,$6)`
	sessionIDSQL   = `select id from rooms where seat=$1 and game=$2 and currency=$3`
	makeSessionSQL = `insert into rooms(id,name,game,rules,options,currency,seat,client_seed)
values(nextval('session_rooms'),$4,$2,$5,$6,$3,$1,$7) on conflict (seat,game,currency) where seat is not null do nothing`
)

// EnsureSession finds a player's room for a game, or makes it, and brings its
// name, rules and options up to date: rounds that open later get them. Two that
// ask at once get one room.
func (j *Journal) EnsureSession(ctx context.Context, c SessionConfig) (games.RoomID, error) {
	id, found, err := j.session(ctx, c)
	if err == nil && !found {
		_, err = j.cfg.DB.Exec(ctx, makeSessionSQL, int64(c.Seat), c.Game, int16(c.Currency), c.Name, c.Rules, notNil(c.Options), c.ClientSeed)
		if sqlState(err) == "2200H" { // the sequence is at its end
			return 0, ErrSessionsFull
		}
		if err == nil {
			id, _, err = j.session(ctx, c)
		}
	} else if err == nil {
		_, err = j.cfg.DB.Exec(ctx, findSessionSQL, int64(c.Seat), c.Game, int16(c.Currency), c.Name, c.Rules, notNil(c.Options))
	}
	if err != nil {
		return 0, fmt.Errorf("journal: room of player %d for %s: %w", c.Seat, c.Game, err)
	}
	j.currencies.Store(id, c.Currency)
	return id, nil
}

func (j *Journal) session(ctx context.Context, c SessionConfig) (id games.RoomID, found bool, err error) {
	err = j.cfg.DB.QueryRow(ctx, sessionIDSQL, int64(c.Seat), c.Game, int16(c.Currency)).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// Unfinished is a round of a player's that is under way in a room of one seat.
type Unfinished struct {
	Round games.RoundID
	Game  string
}

// UnfinishedOf finds the round that a player has under way in a room of one
// seat; nil if there is none.
func (j *Journal) UnfinishedOf(ctx context.Context, seat games.PlayerID) (*Unfinished, error) {
	var u Unfinished
	err := j.cfg.DB.QueryRow(ctx, `select r.id,m.game from rooms m join rounds r on r.room=m.id
where m.seat=$1 and r.phase in (1,2) order by r.id limit 1`, int64(seat)).Scan(&u.Round, &u.Game)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("journal: unfinished rounds: %w", err)
	}
	return &u, nil
}

// RoomSeat is the player of a room of one seat; 0: all share it. ErrNoRoom.
func (j *Journal) RoomSeat(ctx context.Context, room games.RoomID) (seat games.PlayerID, err error) {
	err = j.cfg.DB.QueryRow(ctx, `select coalesce(seat,0) from rooms where id=$1`, int64(room)).Scan(&seat)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoRoom
	}
	if err != nil {
		return 0, fmt.Errorf("journal: seat of room %d: %w", room, err)
	}
	return seat, nil
}

// Held lists the rooms that this node owns, and their terms: as many as are open
// here, however many players have rooms of their own.
func (n *Node) Held(ctx context.Context) (Terms, error) {
	rows, err := n.db.Query(ctx, `select id,term from rooms where node=$1`, n.id)
	if err != nil {
		return nil, fmt.Errorf("journal: rooms of this node: %w", err)
	}
	held := Terms{}
	var id games.RoomID
	var term int64
	if _, err = pgx.ForEachRow(rows, []any{&id, &term}, func() error { held[id] = term; return nil }); err != nil {
		return nil, fmt.Errorf("journal: rooms of this node: %w", err)
	}
	return held, nil
}

// ReleaseIdle gives up, of rooms that this node has just taken, those of one
// seat without a round under way: nobody waits for them, and whoever comes back
// asks for them. It says which.
func (n *Node) ReleaseIdle(ctx context.Context, ids ...games.RoomID) ([]games.RoomID, error) {
	rows, err := n.db.Query(ctx, `update rooms m set node=null, term=term+1
where id=any($1::int8[]) and node=$2 and seat is not null
and not exists(select 1 from rounds r where r.room=m.id and r.phase in (1,2)) returning id`, ints(ids), n.id)
	if err != nil {
		return nil, fmt.Errorf("journal: idle rooms: %w", err)
	}
	released, err := pgx.CollectRows(rows, pgx.RowTo[games.RoomID])
	if err != nil {
		return nil, fmt.Errorf("journal: idle rooms: %w", err)
	}
	return released, nil
}

// Forsaken lists the rooms of one seat that have a round under way and that
// nobody owns: their rounds have deadlines (G45), and somebody has to keep them.
func (j *Journal) Forsaken(ctx context.Context) ([]games.RoomID, error) {
	rows, err := j.cfg.DB.Query(ctx, `select m.id from rounds r join rooms m on m.id=r.room
where r.phase in (1,2) and m.seat is not null and m.node is null order by m.id`)
	if err != nil {
		return nil, fmt.Errorf("journal: forsaken rooms: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[games.RoomID])
	if err != nil {
		return nil, fmt.Errorf("journal: forsaken rooms: %w", err)
	}
	return ids, nil
}

// Owner is who owns a room: its node's id and address; zeros if nobody does.
func (j *Journal) Owner(ctx context.Context, room games.RoomID) (node int64, address string, err error) {
	err = j.cfg.DB.QueryRow(ctx, `select coalesce(n.id,0),coalesce(n.address,'')
from rooms m left join nodes n on n.id=m.node and not n.dead where m.id=$1`, int64(room)).Scan(&node, &address)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoRoom
	}
	if err != nil {
		return 0, "", fmt.Errorf("journal: owner of room %d: %w", room, err)
	}
	return node, address, nil
}

// PairRecord is a pair of seeds as the record has it.
type PairRecord struct {
	rooms.PairHead
	BeganAt games.Moment
	Told    *PairTold // nil while it is in force
}

// PairTold is how a pair ended.
type PairTold struct {
	To   games.RoundID // its last, never played
	Seed [32]byte
	At   games.Moment
}

// PairsMax bounds what Pairs returns.
const PairsMax = 200

// Pairs lists a room's newest pairs, the one in force first.
func (j *Journal) Pairs(ctx context.Context, room games.RoomID) (pairs []PairRecord, err error) {
	err = j.snapshot(ctx, func(tx pgx.Tx) error {
		pairs, err = pairsOf(ctx, tx, room, room.Round(1<<24-1), PairsMax)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("journal: pairs of room %d: %w", room, err)
	}
	return pairs, nil
}

// pairsOf reads the newest pairs that began at a round or before it.
func pairsOf(ctx context.Context, tx pgx.Tx, room games.RoomID, until games.RoundID, limit int) ([]PairRecord, error) {
	rows, err := tx.Query(ctx, `select p.from_round,p.client_seed,p.commitment,p.at,coalesce(v.to_round,0),v.seed,v.at
from seed_pairs p left join seed_reveals v using (room,from_round)
where p.room=$1 and p.from_round<=$2 order by p.from_round desc limit $3`, int64(room), int64(until), limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PairRecord, err error) {
		var commitment, seed []byte
		var to games.RoundID
		var began time.Time
		var ended *time.Time
		if err := row.Scan(&p.From, &p.ClientSeed, &commitment, &began, &to, &seed, &ended); err != nil {
			return p, err
		}
		p.Commitment, p.BeganAt = [32]byte(commitment), games.Moment(began.UnixMilli())
		if seed != nil {
			p.Told = &PairTold{To: to, Seed: [32]byte(seed), At: moment(ended)}
		}
		return p, nil
	})
}

// pairInForce is the newest pair of a room, if it has not been told: a room
// without one has not begun.
func pairInForce(ctx context.Context, tx pgx.Tx, room games.RoomID) (*rooms.PairHead, error) {
	pairs, err := pairsOf(ctx, tx, room, room.Round(1<<24-1), 1)
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	if pairs[0].Told != nil {
		return nil, fmt.Errorf("journal: the newest pair of room %d has been told, and none follows it", room)
	}
	return &pairs[0].PairHead, nil
}
