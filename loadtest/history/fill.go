package history

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"croupier/games"
	"croupier/store"
)

// Config says how old the house is. The zero value is a house of 100,000 players
// and 50 million lines.
type Config struct {
	Lines     int64        // transfers, at least (default 50 million)
	Players   int          // default 100,000; their ids are 1…
	Rooms     int          // default 64; a divisor of 1,024
	FirstRoom games.RoomID // default 1001: out of the way of other rooms
	Bettors   int          // of a round (default 200)
	Record    int          // bytes of a step on the log (default 48)
	From      time.Time    // default 90 days before Until
	Until     time.Time    // default an hour ago
	Seed      uint64       // the same seed, the same house
	Open      bool         // leaves the books to the checker, which would otherwise find them closed
	Say       func(string) // gets a line for each part that is done; may be nil
}

// Filled is what a house came to.
type Filled struct {
	Lines, Bets, Plays, Rounds, LogRows, Points int64
	Took                                        time.Duration
}

func (c *Config) complete() error {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	if c.Lines <= 0 {
		c.Lines = 50_000_000
	}
	def(&c.Players, 100_000)
	def(&c.Rooms, 64)
	def(&c.Bettors, 200)
	def(&c.Record, 48)
	if c.FirstRoom == 0 {
		c.FirstRoom = 1001
	}
	if c.Until.IsZero() {
		c.Until = time.Now().Add(-time.Hour)
	}
	if c.From.IsZero() {
		c.From = c.Until.AddDate(0, 0, -90)
	}
	switch {
	case batchBets%c.Rooms != 0:
		return fmt.Errorf("history: %d rooms do not divide %d", c.Rooms, batchBets)
	case c.Players < c.Rooms*c.Bettors:
		return fmt.Errorf("history: %d players cannot sit at %d places", c.Players, c.Rooms*c.Bettors)
	case !c.From.Before(c.Until):
		return errors.New("history: it ends before it begins")
	}
	return nil
}

func (c *Config) say(format string, args ...any) {
	if c.Say != nil {
		c.Say(fmt.Sprintf(format, args...))
	}
}

// Fill writes the house into a migrated database that holds no line yet and that
// nobody else uses meanwhile. With wal_level=minimal it writes hardly any WAL.
// What is left half done after an error is of no use.
func Fill(ctx context.Context, db *store.DB, cfg Config) (Filled, error) {
	began := time.Now()
	if err := cfg.complete(); err != nil {
		return Filled{}, err
	}
	owner, err := db.Owner(ctx)
	if err != nil {
		return Filled{}, err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	var lines, last int64
	if err := owner.QueryRow(ctx, `select count(*),(select last_value from transfer_block) from transfers`).Scan(&lines, &last); err != nil {
		return Filled{}, fmt.Errorf("history: %w", err)
	}
	if lines > 0 {
		return Filled{}, errors.New("history: there are lines already")
	}
	w := &writer{cfg: cfg, owner: owner}
	if err := w.prepare(ctx); err != nil {
		return Filled{}, err
	}
	house, err := w.play(ctx, db, last+1)
	if err != nil {
		return Filled{}, err
	}
	cfg.say("rows and indexes after %s", time.Since(began).Round(time.Second))
	if err := w.end(ctx, house); err != nil {
		return Filled{}, err
	}
	w.filled.Took = time.Since(began)
	return w.filled, nil
}

type writer struct {
	cfg    Config
	owner  *pgx.Conn
	lines  []leaf
	bets   []leaf
	filled Filled
}

// prepare takes away the empty partitions that will be made anew.
func (w *writer) prepare(ctx context.Context) error {
	if err := run(ctx, w.owner, settings...); err != nil {
		return err
	}
	if err := w.lineLeaves(ctx); err != nil {
		return err
	}
	return w.betLeaves(ctx)
}

var bounds = regexp.MustCompile(`FROM \('(-?\d+)'\) TO \('(\d+)'\)`)

func (w *writer) lineLeaves(ctx context.Context) error {
	rows, err := w.owner.Query(ctx, `select c.relname, pg_get_expr(c.relpartbound,c.oid)
from pg_inherits i join pg_class c on c.oid=i.inhrelid where i.inhparent='transfers'::regclass order by 1`)
	if err != nil {
		return err
	}
	var name, text string
	need := w.cfg.Lines + w.cfg.Lines/4 + 1<<20 // ids that are never used, too
	_, err = pgx.ForEachRow(rows, []any{&name, &text}, func() error {
		at := bounds.FindStringSubmatch(text)
		if at == nil {
			return fmt.Errorf("history: the bounds of %s: %s", name, text)
		}
		past, err := strconv.ParseInt(at[2], 10, 64)
		if from, _ := strconv.ParseInt(at[1], 10, 64); err == nil && from < need {
			w.lines = append(w.lines, leaf{name: name, from: at[1], to: at[2], past: past})
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range w.lines {
		if err := run(ctx, w.owner, "drop table "+l.name); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) betLeaves(ctx context.Context) error {
	from := w.cfg.From.UTC()
	month := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	for !month.After(w.cfg.Until) {
		next := month.AddDate(0, 1, 0)
		l := leaf{name: "bets_" + month.Format("2006_01"), past: next.UnixMilli()}
		if err := w.owner.QueryRow(ctx, `select quote_literal(uuid_at($1)),quote_literal(uuid_at($2))`, month, next).Scan(&l.from, &l.to); err != nil {
			return err
		}
		if err := run(ctx, w.owner, "drop table if exists "+l.name); err != nil {
			return err
		}
		w.bets = append(w.bets, l)
		month = next
	}
	return nil
}

// play plays the house into the tables and builds their indexes.
func (w *writer) play(ctx context.Context, db *store.DB, block int64) (*house, error) {
	group, ctx := errgroup.WithContext(ctx)
	c := &crew{ctx: ctx, db: db, group: group}
	out := &rows{record: make([]byte, w.cfg.Record),
		lines:    &leaves{crew: c, parent: "transfers", columns: lineColumns, next: w.lines},
		verdicts: &leaves{crew: c, parent: "bets", columns: betColumns, next: w.bets}}
	var ends []func()
	table := func(name, columns string, bare bool) *stream {
		conn, s, after, err := c.table(name, columns, bare)
		if err != nil {
			c.fail(err)
			return deadStream()
		}
		ends = append(ends, func() { c.send(conn, s, after...) })
		return s
	}
	out.log, out.plays = table("log", logColumns, true), table("plays", playColumns, true)
	out.rounds, out.points = table("rounds", roundColumns, false), table("balance_points", pointColumns, false)
	out.postings = table("postings", postingColumns, false)
	h := newHouse(w.cfg, block, out)
	h.live(ctx)
	for i := range h.tables {
		out.ahead(h, &h.tables[i])
	}
	out.lines.release()
	out.verdicts.release()
	for _, end := range ends {
		end()
	}
	w.filled = Filled{Lines: out.lines.filled, Bets: out.verdicts.filled, Plays: out.plays.rows, Rounds: out.rounds.rows,
		LogRows: out.log.rows, Points: out.points.rows}
	w.cfg.say("%d lines of %d bets played", w.filled.Lines, w.filled.Bets)
	return h, group.Wait()
}

// live plays wave after wave until there are lines enough.
func (h *house) live(ctx context.Context) {
	from, until := h.cfg.From.UnixMilli(), h.cfg.Until.UnixMilli()
	h.deposits(from)
	from += int64(len(h.purses)/depositBatch) + 1
	per := h.cfg.linesPerWave()
	waves := max(1, (h.cfg.Lines+per-1)/per)
	for n := int64(1); ctx.Err() == nil && (n <= waves || h.block*blockIDs < h.cfg.Lines); n++ {
		at := from + (until-from)*(n-1)/waves
		h.wave(n, min(at, until), min(at+(until-from)/waves, until))
	}
}

// table opens a table for rows. A bare one loses its rows and indexes, and gets
// the indexes again by the statements that follow the stream.
func (c *crew) table(name, columns string, bare bool) (conn *pgx.Conn, s *stream, after []string, err error) {
	if conn, err = c.open("begin"); err != nil {
		return nil, nil, nil, err
	}
	if bare {
		var before []string
		if before, after, err = indexes(c.ctx, conn, name); err == nil {
			err = run(c.ctx, conn, append(before, "truncate "+name)...)
		}
		if err != nil {
			_ = conn.Close(context.WithoutCancel(c.ctx))
			return nil, nil, nil, err
		}
	}
	return conn, newStream(c.ctx, conn, name, columns, bare), append(after, "commit"), nil
}

// indexes are the statements that drop a table's indexes and make them again.
func indexes(ctx context.Context, conn *pgx.Conn, table string) (drop, make []string, err error) {
	rows, err := conn.Query(ctx, `select format('alter table %s drop constraint %I',c.conrelid::regclass,c.conname),
  format('alter table %s add constraint %I %s',c.conrelid::regclass,c.conname,pg_get_constraintdef(c.oid))
from pg_constraint c where c.conrelid=$1::text::regclass and c.contype in ('p','u')
union all select format('drop index %s',i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
from pg_index i where i.indrelid=$1::text::regclass and not exists(select 1 from pg_constraint where conindid=i.indexrelid)`, table)
	if err != nil {
		return nil, nil, err
	}
	var one, other string
	_, err = pgx.ForEachRow(rows, []any{&one, &other}, func() error {
		drop, make = append(drop, one), append(make, other)
		return nil
	})
	return drop, make, err
}
