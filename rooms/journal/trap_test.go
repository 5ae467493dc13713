package journal

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// trap is a fault inside the database, set by a test: triggers that sleep or
// raise. What is set is a sequence's value, which every session sees at once and
// no rollback takes back; so a trap that springs once does so once.
type trap struct {
	t     testing.TB
	conn  *pgx.Conn       // the owner's
	pools []*pgxpool.Pool // those of which the journals take connections
}

// place is where a trap springs.
type place string

const (
	atBets place = "bets"   // before each row of bets is written
	atLog  place = "log"    // before a row of the log is written
	atEnd  place = "commit" // when COMMIT runs the deferred checks: sent, and not answered
)

// spring is what a trap does: below ten once, from there on until it is set anew.
type spring int

const (
	quiet      spring = 0
	slowOnce   spring = 1 // takes 200 ms, and goes on
	raiseOnce  spring = 2 // takes 200 ms, and raises
	deniedOnce spring = 3 // raises 23514
	diskFull   spring = 10
	stuck      spring = 11 // takes 5 s, which a statement timeout ends
	eachRow    spring = 12 // takes 20 ms for each row
)

// slow is how long slowOnce and raiseOnce take.
const slow = 200 * time.Millisecond

const trapSQL = `
create sequence sprung minvalue 0 start 0;
create function spring_trap() returns trigger language plpgsql security definer set search_path = public as $$
declare what bigint;
begin
  execute format('select last_value from trap_%s', tg_argv[0]) into what;
  if what = 0 then return new; end if;
  perform nextval('sprung');
  if what < 10 then perform setval('trap_' || tg_argv[0], 0); end if;
  case what
    when 1 then perform pg_sleep(0.2);
    when 2 then perform pg_sleep(0.2); raise exception 'trap: the COMMIT fails' using errcode = 'P0001';
    when 3 then raise exception 'trap: denied' using errcode = '23514', constraint = 'trap';
    when 10 then raise exception 'trap: no space left on device' using errcode = '53100';
    when 11 then perform pg_sleep(5);
    when 12 then perform pg_sleep(0.02);
  end case;
  return new;
end $$;
create sequence trap_bets minvalue 0 start 0;
create sequence trap_log minvalue 0 start 0;
create sequence trap_commit minvalue 0 start 0;
create trigger trap before insert on bets for each row execute function spring_trap('bets');
create trigger trap before insert on log for each row execute function spring_trap('log');
create constraint trigger trap_late after insert on log deferrable initially deferred for each row execute function spring_trap('commit');
create constraint trigger trap_late after insert on bets deferrable initially deferred for each row execute function spring_trap('commit');`

// traps makes the database's faults available in this world's database.
func (w *world) traps() *trap {
	conn, err := w.db.Owner(w.t.Context())
	require.NoError(w.t, err)
	w.t.Cleanup(func() { require.NoError(w.t, conn.Close(context.Background())) })
	_, err = conn.Exec(w.t.Context(), trapSQL)
	require.NoError(w.t, err)
	return &trap{t: w.t, conn: conn, pools: []*pgxpool.Pool{w.db.App, w.j.cfg.DB}}
}

func (tr *trap) set(at place, what spring) {
	_, err := tr.conn.Exec(tr.t.Context(), `select setval($1::text::regclass,$2)`, "trap_"+string(at), int(what))
	require.NoError(tr.t, err)
}

// sprung is how often any of them did.
func (tr *trap) sprung() (n int) {
	const sql = `select last_value+is_called::int from sprung` // the first value is nought
	require.NoError(tr.t, tr.conn.QueryRow(tr.t.Context(), sql).Scan(&n))
	return n
}

// session sets a setting for sessions that begin from now on, of the serving
// role too; "" takes it back. The pools begin anew; a writer that has a
// connection keeps it until it is dropped.
func (tr *trap) session(name, value string) {
	database := pgx.Identifier{tr.conn.Config().Database}.Sanitize()
	sql := `alter database ` + database + ` reset ` + name
	if value != "" {
		sql = `alter database ` + database + ` set ` + name + `='` + value + `'`
	}
	_, err := tr.conn.Exec(tr.t.Context(), sql)
	require.NoError(tr.t, err)
	for _, p := range tr.pools {
		p.Reset()
	}
}
