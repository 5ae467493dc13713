package journal

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// batch is one transaction over the entries of many rooms: what was asked, what
// the database had under the locks, what was decided.
type batch struct {
	items []*item
	moves int      // of all of them
	wait  patience // for accounts that somebody else holds
	probe bool     // ask for all ids, not only for those that are inquired about
	doubt bool     // an entry would fail whose id was not asked for

	// Read, under the locks.
	now      time.Time
	number   int64 // the first block of ids
	ids      *wallet.LineIDs
	rooms    map[games.RoomID]*roomState
	rounds   map[games.RoundID]*roundState
	till     *wallet.Till
	held     map[wallet.AccountID]bool // by somebody else
	answers  map[betRef]stored
	accounts []int64
	underWay map[games.PlayerID][]games.RoundID // in rooms of one seat, of those who open a round

	// Decided.
	verdicts []rooms.Verdict // of each item; Outcome 0: deferred
	texts    []byte          // the answers' bytes
	deferred []*item
	decided
}

// patience is how long a batch waits for accounts that somebody else holds.
//
// Two writers whose players are at several tables meet at accounts all the time,
// each time for a commit: to wait is cheap then, and to skip is dear, since an
// entry that is put off keeps all later ones of its room behind it (of 2,048 bets
// of 10,000 players anywhere, nine of ten were put off). A settlement of thousands
// holds accounts for a tenth of a second: then a batch skips them.
type patience uint8

const (
	waitShortly patience = iota // up to waitMax: then the batch is run again and skips
	waitNot                     // not at all: what needs them is put off
	waitOut                     // until they are free
)

const (
	waitMax    = 25 * time.Millisecond // more than a full batch of bets takes
	waitEndSQL = `set local lock_timeout=0`
)

var waitSQL = fmt.Sprintf(`set local lock_timeout=%d`, waitMax.Milliseconds())

type betRef struct {
	id     games.BetID
	player games.PlayerID
}

// stored is the verdict of an id as the database has it. hash is nil for an id
// that was asked about before it was known.
type stored struct {
	hash   []byte
	room   games.RoomID
	round  games.RoundID
	answer []byte
}

// roomState is a room's row and what this batch adds to it.
type roomState struct {
	id       games.RoomID
	term     int64
	seq      int64 // before the batch
	currency money.Currency
	seat     games.PlayerID // 0: all share it
	at       time.Time      // of this batch's log row: never before the last one's
	steps    int64
	body     []byte
	paused   *bool
	halted   error // a step failed: the room's others fail as well
}

// roundState is a round's row and what this batch makes of it.
type roundState struct {
	id       games.RoundID
	found    games.Phase // as the database will have it when the phases are written
	phase    games.Phase
	staked   money.Amount
	returned money.Amount
	endedSeq int64
}

func newBatch(items []*item, wait patience, probe bool) *batch {
	b := &batch{items: items, wait: wait, probe: probe, verdicts: make([]rooms.Verdict, len(items)),
		rooms: map[games.RoomID]*roomState{}, rounds: map[games.RoundID]*roundState{},
		held: map[wallet.AccountID]bool{}, answers: make(map[betRef]stored, len(items))}
	for _, it := range items {
		b.moves += len(it.e.Moves)
	}
	b.bets = make([]bet, 0, len(items))
	b.lines = make([]wallet.Transfer, 0, b.moves+8)
	return b
}

// The statements that read, in the order in which they lock (see wallet).
const (
	lockRoomsSQL  = `select id,term,seq,currency,coalesce(seat,0),last_at from rooms where id=any($1::int8[]) order by id for no key update`
	readRoundsSQL = `select id,phase,staked,returned from rounds where id=any($1::int8[])`
	probeBetsSQL  = `select b.bet_id,b.player,b.hash,b.room,b.round,b.answer
from unnest($1::uuid[],$2::int8[]) k(id,player) join bets b on (b.bet_id,b.player)=(k.id,k.player)`
	clockSQL = `select clock_timestamp()`
	existSQL = `select id from accounts where id=any($1::int8[])`
)

// keys are what a batch asks for, each sorted and once.
type keys struct {
	rooms, rounds, accounts []int64
	seats                   []int64
	betIDs                  [][16]byte
	betPlayers              []int64
	lines                   int // at most
}

func (b *batch) keys(j *Journal) keys {
	n := len(b.items)
	k := keys{rooms: make([]int64, 0, n), rounds: make([]int64, 0, n), accounts: make([]int64, 0, b.moves),
		betIDs: make([][16]byte, 0, n), betPlayers: make([]int64, 0, n)}
	for _, it := range b.items {
		e := it.e
		k.rooms = append(k.rooms, int64(e.Room))
		if e.Round != 0 {
			k.rounds = append(k.rounds, int64(e.Round))
		}
		if e.Seal != nil {
			k.rounds = append(k.rounds, int64(e.Seal.Round))
		}
		if e.Bet != nil && (b.probe || e.Kind == rooms.EntryInquiry) {
			k.betIDs = append(k.betIDs, e.Bet.ID)
			k.betPlayers = append(k.betPlayers, int64(e.Bet.Player))
		}
		if e.Seat != 0 {
			k.seats = append(k.seats, int64(e.Seat))
		}
		currency := j.currency(e.Room)
		for i := range e.Moves {
			if id, err := wallet.NewAccountID(wallet.Cash, int64(e.Moves[i].Player), currency); err == nil {
				k.accounts = append(k.accounts, int64(id))
			}
		}
		k.lines += len(e.Moves) + 1
	}
	for _, ids := range []*[]int64{&k.rooms, &k.rounds, &k.accounts, &k.seats} {
		slices.Sort(*ids)
		*ids = slices.Compact(*ids)
	}
	return k
}

// read is the first round trip: it locks and reads all that the decisions need.
// The ids are probed after the locks: READ COMMITTED takes a snapshot per
// statement, so what another node stored before it let go is seen (B3).
//
// An id that has a verdict is rare: rooms answer repeats from memory. So ids are
// not asked for at first; the key of bets is the judge, and a batch that it
// refuses is run again and asks, as do the next ones (probing).
func (b *batch) read(ctx context.Context, conn *pgx.Conn, j *Journal) error {
	k := b.keys(j)
	b.accounts = k.accounts
	lock := wallet.LockSQL
	if b.wait == waitNot {
		lock = wallet.LockSkipSQL
	}
	var locked []wallet.Locked
	var guards []wallet.Guard
	var blocks []int64
	q := &pgx.Batch{}
	q.Queue("begin")
	q.Queue(lockRoomsSQL, k.rooms).Query(b.scanRooms)
	if len(k.rounds) > 0 {
		q.Queue(readRoundsSQL, k.rounds).Query(b.scanRounds)
	}
	if len(k.accounts) > 0 {
		if b.wait == waitShortly {
			q.Queue(waitSQL)
		}
		q.Queue(lock, k.accounts).Query(func(rows pgx.Rows) (err error) { locked, err = wallet.ScanLocked(rows); return })
		if b.wait == waitShortly {
			q.Queue(waitEndSQL)
		}
	}
	if len(k.betIDs) > 0 {
		q.Queue(probeBetsSQL, k.betIDs, k.betPlayers).Query(b.scanBets)
	}
	if len(k.seats) > 0 { // after the accounts' lock, as the ids are
		q.Queue(underWaySQL, k.seats).Query(b.scanUnderWay)
	}
	if len(k.accounts) > 0 {
		q.Queue(wallet.GuardsSQL, k.accounts).Query(func(rows pgx.Rows) (err error) { guards, err = wallet.ScanGuards(rows); return })
	}
	q.Queue(wallet.BlocksSQL, wallet.Blocks(k.lines)).Query(func(rows pgx.Rows) (err error) {
		blocks, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return
	})
	q.Queue(clockSQL).QueryRow(func(row pgx.Row) error { return row.Scan(&b.now) })
	if err := conn.SendBatch(ctx, q).Close(); err != nil {
		return err
	}
	b.now = b.now.Truncate(time.Millisecond)
	for _, r := range b.rooms {
		r.at = later(b.now, r.at)
	}
	b.number, b.ids = blocks[0], wallet.NewLineIDs(blocks)
	wallet.WithGuards(locked, guards)
	b.till = wallet.NewTill(games.Moment(b.now.UnixMilli()), locked)
	return b.findHeld(ctx, conn, locked)
}

// findHeld tells the accounts that were skipped from those that do not exist.
func (b *batch) findHeld(ctx context.Context, conn *pgx.Conn, locked []wallet.Locked) error {
	if len(locked) == len(b.accounts) {
		return nil
	}
	has := make(map[wallet.AccountID]bool, len(locked))
	for _, l := range locked {
		has[l.ID] = true
	}
	var missing []int64
	for _, id := range b.accounts {
		if !has[wallet.AccountID(id)] {
			missing = append(missing, id)
		}
	}
	rows, err := conn.Query(ctx, existSQL, missing)
	if err != nil {
		return err
	}
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		b.held[wallet.AccountID(id)] = true
		return nil
	})
	return err
}

func (b *batch) scanRooms(rows pgx.Rows) error {
	var r roomState
	_, err := pgx.ForEachRow(rows, []any{&r.id, &r.term, &r.seq, &r.currency, &r.seat, &r.at}, func() error {
		room := r
		b.rooms[r.id] = &room
		return nil
	})
	return err
}

func (b *batch) scanRounds(rows pgx.Rows) error {
	var r roundState
	_, err := pgx.ForEachRow(rows, []any{&r.id, &r.found, &r.staked, &r.returned}, func() error {
		round := r
		round.phase = r.found
		b.rounds[r.id] = &round
		return nil
	})
	return err
}

func (b *batch) scanBets(rows pgx.Rows) error {
	var id [16]byte
	var player games.PlayerID
	var s stored
	_, err := pgx.ForEachRow(rows, []any{&id, &player, &s.hash, &s.room, &s.round, &s.answer}, func() error {
		b.answers[betRef{id, player}] = s
		s.hash, s.answer = nil, nil
		return nil
	})
	return err
}

// learnCurrencies asks once for the currency of rooms that the journal has not
// met: the accounts of a batch are named before its rooms are read.
func (j *Journal) learnCurrencies(ctx context.Context, conn *pgx.Conn, b *batch) error {
	var unknown []int64
	for _, it := range b.items {
		if j.currency(it.e.Room) == 0 {
			unknown = append(unknown, int64(it.e.Room))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rows, err := conn.Query(ctx, `select id,currency from rooms where id=any($1::int8[])`, unknown)
	if err != nil {
		return fmt.Errorf("journal: currencies: %w", err)
	}
	var id games.RoomID
	var c money.Currency
	_, err = pgx.ForEachRow(rows, []any{&id, &c}, func() error {
		j.currencies.Store(id, c)
		return nil
	})
	return err
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
