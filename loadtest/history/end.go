package history

import (
	"context"
	"fmt"
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
	return run(ctx, w.owner, "reset session_replication_role", "select make_partitions()", "vacuum analyze", "checkpoint")
}
