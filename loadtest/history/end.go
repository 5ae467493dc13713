package history

import (
	"context"
	"fmt"
	"time"
)

// end writes what is known only now, accounts, rooms and players, and leaves the
// database as one that has been looked after: statistics made, nothing unwritten.
func (w *writer) end(ctx context.Context, h *house) error {
	accounts := newStream(ctx, w.owner, "accounts", "id,balance,version,stop,last_line", false)
	for i, p := range h.purses {
		accounts.row(5)
		accounts.int8(cash(i))
		accounts.int8(p.balance)
		accounts.int8(p.version)
		accounts.int2(0)
		accounts.int8(p.last)
	}
	if err := accounts.finish(); err != nil {
		return err
	}
	for _, t := range h.tables {
		_, err := w.owner.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency,term,seq,last_at)
values($1::int8,'Old table '||$1::int8::text,'roulette-european',1,$2,$3,1,$4::int8,to_timestamp($5::float8/1000))`, t.id, roundOptions, currency, t.seq, t.at)
		if err != nil {
			return fmt.Errorf("history: rooms: %w", err)
		}
	}
	_, err := w.owner.Exec(ctx, `insert into players(id,name,name_key,role,test,terms_version,terms_at,created_at) overriding system value
select n,'Player'||n,'player'||n,'player',true,'1',$2,$2 from generate_series(1,$1::int8) n`, len(h.purses), w.cfg.From)
	if err != nil {
		return fmt.Errorf("history: players: %w", err)
	}
	if _, err = w.owner.Exec(ctx, `select setval('transfer_block',$1), setval(pg_get_serial_sequence('players','id'),$2)`,
		h.block-1, len(h.purses)); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if err := run(ctx, w.owner, "reset session_replication_role", "select make_partitions()", "vacuum analyze"); err != nil {
		return err
	}
	if !w.cfg.Open {
		if err := w.close(ctx, h); err != nil {
			return err
		}
	}
	return run(ctx, w.owner, "checkpoint")
}

// closeIDs are closed at once here, where nobody waits: a segment of an old house
// is eight of a live one's.
const closeIDs = 8 << 20

// close closes the books, as the checker of a house that lived would have done.
func (w *writer) close(ctx context.Context, h *house) error {
	began := time.Now()
	var segment int64
	if err := w.owner.QueryRow(ctx, `select segment from growth`).Scan(&segment); err != nil {
		return err
	}
	for safe := int64(0); safe < h.block*blockIDs; { // what else runs on the server may hold it back for a moment
		if err := w.owner.QueryRow(ctx, `select safe_to from safe_lines(), pg_sleep(0.005)`).Scan(&safe); err != nil {
			return fmt.Errorf("history: safe lines: %w", err)
		}
	}
	for _, ids := range []int64{max(closeIDs, segment), segment} { // what is left over, in the house's own
		if _, err := w.owner.Exec(ctx, `update growth set segment=$1`, ids); err != nil {
			return err
		}
		for closed := true; closed; {
			if err := w.owner.QueryRow(ctx, `select closed from close_lines($1)`, h.block*blockIDs).Scan(&closed); err != nil {
				return fmt.Errorf("history: close: %w", err)
			}
		}
	}
	if _, err := w.owner.Exec(ctx, `select close_rooms(0,$1,clock_timestamp())`, 1+len(h.tables)); err != nil {
		return fmt.Errorf("history: close: %w", err)
	}
	w.cfg.say("books closed in %s", time.Since(began).Round(time.Second))
	return run(ctx, w.owner, "vacuum analyze closed_accounts, closed_rounds, closed_rooms, closed_segments")
}
