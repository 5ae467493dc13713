package wallet

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/wallet/money"
)

// rights is everything that the serving role may do, and everyone with it: a
// new grant has to be written here as well. Partitions are not named: nothing is
// granted on them.
const rights = `
accounts INSERT(id) SELECT UPDATE(stop)
archives SELECT
balance_points SELECT
bets INSERT SELECT
chain_links INSERT SELECT
chains INSERT SELECT
closed_accounts SELECT
closed_rooms SELECT
closed_rounds SELECT
closed_segments SELECT
corrections INSERT(by_one,by_two,hash,ref,revision,round,why) SELECT
growth SELECT
guards INSERT SELECT UPDATE(cap,until,used)
holds SELECT
keyring_canaries INSERT SELECT
log INSERT SELECT
nodes INSERT(address,expires_at,name) SELECT UPDATE(dead,expires_at)
player_births INSERT SELECT
player_credentials INSERT SELECT UPDATE(changed_at,hash)
players INSERT SELECT UPDATE(signed_in_at)
plays INSERT SELECT
postings INSERT SELECT
receivables SELECT
rooms INSERT(client_seed,currency,game,id,name,options,rules,seat) SELECT UPDATE(last_at,name,node,options,paused,rules,seq,term)
rounds INSERT(commitment,id,room,rules,sealed) SELECT UPDATE(carry,ended_at,ended_seq,kept_round,opened_at,opened_seq,options,phase,rules)
seed_pairs INSERT SELECT
seed_reveals INSERT SELECT
session_rooms SELECT USAGE
sessions INSERT SELECT UPDATE(ended_at,seen_at)
sign_in_failures DELETE INSERT SELECT UPDATE
transfer_block SELECT USAGE
transfers INSERT SELECT
`

const rightsSQL = `
with whole as (select c.relname, a.privilege_type as what from pg_class c, aclexplode(c.relacl) a
  where c.relnamespace='public'::regnamespace and a.grantee in (0,'croupier_app'::regrole)),
part as (select c.relname, a.privilege_type||'('||string_agg(t.attname::text,',' order by t.attname::text)||')' as what
  from pg_class c join pg_attribute t on t.attrelid=c.oid, aclexplode(t.attacl) a
  where c.relnamespace='public'::regnamespace and a.grantee in (0,'croupier_app'::regrole) group by c.relname, a.privilege_type)
select relname||' '||string_agg(what,' ' order by what) from (select * from whole union all select * from part) x
where relname not like 'goose%' group by relname order by relname`

// The role's exact rights are those that are written down; and it can become
// nobody, owns nothing, and executes four functions with their owner's rights.
func TestB14TheRolesRights(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	lines := func(sql string) []string {
		rows, err := db.App.Query(t.Context(), sql)
		require.NoError(t, err)
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err)
		return got
	}
	for _, sql := range []string{`grant update on accounts to croupier_app`, `grant all on transfers to public`} {
		_, err := db.App.Exec(t.Context(), sql) // PostgreSQL only warns that nothing was granted
		require.NoError(t, err)
	}
	require.Equal(t, strings.Split(strings.TrimSpace(rights), "\n"), lines(rightsSQL))
	require.Empty(t, lines(`select relname::text from pg_class where relowner='croupier_app'::regrole`), "owns nothing")
	require.Empty(t, lines(`select roleid::regrole::text from pg_auth_members where member='croupier_app'::regrole`), "is in no role")
	require.Empty(t, lines(`select rolname::text from pg_roles where rolname='croupier_app' and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)`))
	require.Equal(t, []string{"close_lines record", "close_rooms bigint", "corrections_raise trigger", "make_partitions record",
		"post trigger", "post_acts trigger", "rounds_kept trigger", "rounds_unrevealed trigger", "safe_lines bigint", "seed_pairs_one trigger", "seed_reveals_end trigger"}, lines(
		`select proname||' '||prorettype::regtype from pg_proc where pronamespace='public'::regnamespace and prosecdef
and has_function_privilege('croupier_app',oid,'execute') order by 1`), "triggers cannot be called")
}

// ledger are the tables that money stands in, or what proves it.
var ledger = []string{"accounts", "archives", "balance_points", "bets", "chain_links", "chains", "closed_accounts", "closed_rooms", "closed_rounds", "closed_segments", "corrections", "growth", "guards", "holds", "keyring_canaries", "log", "nodes",
	"plays", "postings", "receivables", "rooms", "rounds", "transfers", "transfers_000000"}

const noRight, byCheck, noRow = "42501", "23514", "23503"

// B14: every kind of statement on every table of the ledger that the role was
// not granted, each refused by the database itself, by the code named.
func TestB14TheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	db, by, debt := fullBook(t)
	type attempt struct{ name, sql, code string }
	var attempts []attempt
	add := func(name, sql, code string) { attempts = append(attempts, attempt{name, sql, code}) }
	for _, table := range ledger {
		for _, sql := range []string{"delete from %s", "truncate %s", "truncate %s cascade", "drop table %s cascade", "alter table %s disable trigger all", "alter table %s add column x int",
			"alter table %s owner to croupier_app", "alter table %s disable row level security", "alter table %s rename to x", "create index on %s ((1))",
			"create rule x as on update to %s do instead nothing", "create trigger x before insert on %[1]s for each row execute function post()"} {
			add(sql+" "+table, fmt.Sprintf(sql, table), noRight)
		}
		for _, sql := range columnUpdates(t, db.App, table) {
			add(sql, sql, noRight)
		}
	}
	for _, table := range []string{"archives", "balance_points", "closed_accounts", "closed_rooms", "closed_rounds", "closed_segments", "growth", "holds", "receivables", "transfers_000000"} {
		add("insert "+table, "insert into "+table+" default values", noRight)
	}
	add("open an account with money", `insert into accounts(id,balance) values(99999,5)`, noRight)
	add("a round with money", `insert into rounds(id,room,rules,commitment,sealed,staked) values(16777300,1,1,repeat('x',32)::bytea,'',5)`, noRight)
	add("a correction with sums", `insert into corrections(ref,round,revision,by_one,by_two,why,hash,taken) values(gen_random_uuid(),1,1,1,2,'x',repeat('x',32)::bytea,5)`, noRight)
	add("a correction of another transaction", `insert into corrections(ref,round,revision,by_one,by_two,why,hash,xid) values(gen_random_uuid(),1,1,1,2,'x',repeat('x',32)::bytea,'5')`, noRight)
	for _, sql := range []string{`set session_replication_role=replica`, `create schema x`, `create table x(i int)`,
		`create function x() returns int language sql as 'select 1'`, `create or replace function require(ok bool, what text) returns void language sql as 'select'`,
		`alter function post() owner to croupier_app`, `drop function post() cascade`, `drop trigger post on transfers`, `create role x`, `alter role croupier_app superuser`,
		`alter system set fsync=off`, `copy transfers from program 'true'`, `copy transfers to '/dev/null'`,
		`select pg_read_file('postgresql.conf')`, `select setval('transfer_block',1)`, `alter sequence transfer_block restart`, `create extension pg_trgm`, `comment on table transfers is ''`,
		`update pg_class set relhastriggers=false`, `delete from pg_trigger`} {
		add(sql, sql, noRight)
	}
	var owner string
	require.NoError(t, db.App.QueryRow(t.Context(), `select tableowner::text from pg_tables where tablename='transfers'`).Scan(&owner))
	add("set role", `set role "`+owner+`"`, noRight)
	add("be the owner", `set session authorization "`+owner+`"`, noRight)
	add("call the posting function", `select post()`, "0A000")

	before := func(id AccountID) string {
		switch k := id.Kind(); {
		case k.Authorises():
			return fmt.Sprintf(`coalesce((select last_line from accounts where id=%d),0)`, id)
		case k == Receivable:
			return fmt.Sprintf(`coalesce((select last_line from receivables where account=%d),0)`, id)
		}
		return "null"
	}
	line := func(debit, credit AccountID, amount int, kind TransferKind, round, corrects, ref any) string {
		null := func(v any) string {
			if v == nil {
				return "null"
			}
			return fmt.Sprint(v)
		}
		return fmt.Sprintf(`insert into transfers(id,debit,credit,amount,kind,round,corrects,ref,debit_before,credit_before) values(nextval('transfer_block')*64,%d,%d,%d,%d,%s,%s,%s,%s,%s)`,
			debit, credit, amount, kind, null(round), null(corrects), null(ref), before(debit), before(credit))
	}
	clearing, house, pending, owed := ClearingOf(Demo, money.FUN), HouseOf(1, money.FUN), PendingOf(1, money.FUN), ReceivableOf(1, money.FUN)
	award, some := debt.Lines[0].Corrects, "gen_random_uuid()"
	correction := func(ref string, revision int, one, two any) string {
		return fmt.Sprintf(`insert into corrections(ref,round,revision,by_one,by_two,why,hash) values('%s',%d,%d,%v,%v,'x',repeat('x',32)::bytea);`, ref, round, revision, one, two)
	}
	_, err := db.App.Exec(t.Context(), `insert into players(id,name,name_key,role,created_at) overriding system value values(77,'Ada','ada','player',now())`)
	require.NoError(t, err)
	const r = "01900000-0000-7000-8000-0000000000aa"
	begin := correction(r, 3, by[0], by[1])
	attempts = append(attempts, []attempt{
		{"player to player", line(anna, bert, 5, Pay, nil, nil, nil), byCheck},
		{"pending to another's cash", line(pending, bert, 5, Return, nil, nil, some), byCheck},
		{"another's debt", line(bert, owed, 5, Repayment, nil, nil, some), byCheck},
		{"house to player past a correction", line(house, anna, 5, Pay, nil, nil, nil), byCheck},
		{"mixed currencies", line(ClearingOf(1, money.EUR), anna, 5, TopUp, nil, nil, nil), byCheck},
		{"nothing", line(clearing, anna, 0, TopUp, nil, nil, nil), byCheck},
		{"less than nothing", line(clearing, anna, -5, TopUp, nil, nil, nil), byCheck},
		{"one leg", strings.Replace(line(clearing, anna, 5, TopUp, nil, nil, nil), fmt.Sprint(int64(clearing)), "null", 1), "23502"},
		{"to itself", line(anna, anna, 5, TopUp, nil, nil, nil), byCheck},
		{"no such kind", line(clearing, anna, 5, 12, nil, nil, some), byCheck},
		{"overdraft", line(anna, EscrowOf(round.Next(), money.FUN), 21, Stake, int64(round.Next()), nil, nil), byCheck},
		{"past int64", line(clearing, anna, 1<<62, TopUp, nil, nil, nil) + fmt.Sprintf(`,(nextval('transfer_block')*64,%d,%d,%d,5,null,null,null,null,(select last_line from accounts where id=%[2]d))`, clearing, anna, 1<<62), "22003"},
		{"a missing account", line(clearing, CashOf(999, money.FUN), 5, TopUp, nil, nil, nil), noRow},
		{"a line before the account's last", strings.Replace(line(clearing, anna, 5, TopUp, nil, nil, nil), "nextval('transfer_block')*64", "3", 1), byCheck},
		{"a line that does not follow the account's last", strings.Replace(line(clearing, anna, 5, TopUp, nil, nil, nil), before(anna), "0", 1), noRow},
		{"a debt that does not follow the last", strings.Replace(line(anna, owed, 1, Repayment, nil, nil, some), before(owed), "0", 1), noRow},
		{"a line without a place in the chain", strings.Replace(line(clearing, anna, 5, TopUp, nil, nil, nil), before(anna), "null", 1), byCheck},
		{"a line of a chain that is none", strings.Replace(line(clearing, anna, 5, TopUp, nil, nil, nil), "null,coalesce", "0,coalesce", 1), byCheck},
		{"a round that ended", line(anna, escrow, 5, Stake, int64(round), nil, nil), "CR002"},
		{"a hold without a reference", line(anna, pending, 5, Holding, nil, nil, nil), byCheck},
		{"a hold's reference again", line(anna, pending, 5, Holding, nil, nil, "(select ref from holds limit 1)"), "23505"},
		{"the end of no hold", line(pending, anna, 5, Return, nil, nil, some), "CR005"},
		{"a part of a hold", line(pending, clearing, 239, Disbursal, nil, nil, "(select ref from holds where state=1)"), "CR005"},
		{"a hold that ended", line(pending, clearing, 10, Disbursal, nil, nil, "(select ref from holds where state=2)"), "CR005"},
		{"a hold paid to a house", line(pending, house, 240, Disbursal, nil, nil, "(select ref from holds where state=1)"), byCheck},
		{"more than is owed", line(clearing, anna, 100, TopUp, nil, nil, nil) + ";" + line(anna, owed, 41, Repayment, nil, nil, some), byCheck},
		{"a debt of somebody who has none", line(bert, ReceivableOf(2, money.FUN), 1, Repayment, nil, nil, some), noRow},
		{"debts without a correction", line(owed, house, 5, Reclaim, int64(round), award, some), "CR004"},
		{"a correction's line without the line", line(house, anna, 5, Award, int64(round), nil, some), byCheck},
		{"a line more for an old correction", line(house, anna, 5, Award, int64(round), stakeLine(t, db), fmt.Sprintf("'%x'", debt.Ref)), "CR004"},
		{"a correction by one", correction(r, 3, by[0], by[0]), byCheck},
		{"a correction by players", correction(r, 3, by[0], 77), "CR004"},
		{"a correction by nobody", correction(r, 3, by[0], 12345), noRow},
		{"a revision left out", correction(r, 4, by[0], by[1]), "CR004"},
		{"a revision again", correction(r, 2, by[0], by[1]), "23505"},
		{"the correction of a line that is none", begin + line(house, anna, 5, Award, int64(round), 12345678, "'"+r+"'"), "CR004"},
		{"an award to another", begin + line(house, bert, 5, Award, int64(round), stakeLine(t, db), "'"+r+"'"), "CR004"},
		{"an award for what was paid", begin + line(house, anna, 5, Award, int64(round), award, "'"+r+"'"), "CR004"},
		{"a reclaim of a stake", begin + line(anna, house, 5, Reclaim, int64(round), stakeLine(t, db), "'"+r+"'"), "CR004"},
		{"a reclaim from another", begin + line(bert, house, 5, Reclaim, int64(round), award, "'"+r+"'"), "CR004"},
		{"a reclaim of more than was paid", begin + line(owed, house, 11, Reclaim, int64(round), award, "'"+r+"'"), "CR004"},
		{"the correction of another round", begin + line(house, anna, 5, Award, int64(round.Next()), stakeLine(t, db), "'"+r+"'"), "CR004"},
		{"a correction in another currency", begin + line(HouseOf(1, money.EUR), CashOf(1, money.EUR), 5, Award, int64(round), stakeLine(t, db), "'"+r+"'"), noRow},
		{"another room's house", begin + line(HouseOf(2, money.FUN), anna, 5, Award, int64(round), stakeLine(t, db), "'"+r+"'"), byCheck},
	}...)
	run := bars.Start(t, "B14", "every kind of statement on every table of the ledger, and every wrong line, by the serving role",
		bars.N{Quick: len(attempts), Commit: len(attempts), Night: len(attempts)})
	for _, a := range attempts {
		_, err := db.App.Exec(t.Context(), a.sql, pgx.QueryExecModeSimpleProtocol)
		var pe *pgconn.PgError
		if !errors.As(err, &pe) || pe.Code != a.code { // all of them, to be seen together
			t.Errorf("%s: %v, not %s: %s", a.name, err, a.code, a.sql)
			continue
		}
		run.Ops(0, 1, 0)
		run.Landed("refused", pe.Code, 1)
		run.Trial()
	}
	verified(t, db)
}

// columnUpdates writes each column of a table that the role may not update.
func columnUpdates(t testing.TB, db Querier, table string) []string {
	rows, err := db.Query(t.Context(), `select format('update %I set %I=default',$1::text,attname) from pg_attribute
where attrelid=to_regclass($1) and attnum>0 and not attisdropped
and not exists (select 1 from aclexplode(attacl) where privilege_type='UPDATE' and grantee='croupier_app'::regrole)
and not ($1='guards' and attname in ('until','used','cap')) order by attnum`, table)
	require.NoError(t, err)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.NotEmpty(t, got)
	return got
}
