package journal

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"croupier/rooms"
	"croupier/wallet"
	"croupier/wallet/money"
)

// Whatever the server's code does, its role cannot make a wrong book (B14, O9):
// each statement is refused by the database itself, with the code named.
func TestB14ServingRoleCannotMakeAWrongBook(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(2, 100)
	round := w.open(1)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p[0], 40)).Outcome)
	a, b := wallet.CashOf(p[0], money.FUN), wallet.CashOf(p[1], money.FUN)
	escrow, house := wallet.EscrowOf(round, money.FUN), wallet.HouseOf(1, money.FUN)
	clearing := wallet.ClearingOf(wallet.Demo, money.FUN)
	before := func(id wallet.AccountID) string {
		if !id.Kind().Authorises() {
			return "null"
		}
		return fmt.Sprintf(`coalesce((select last_line from accounts where id=%d),0)`, id)
	}
	line := func(debit, credit wallet.AccountID, amount int, kind wallet.TransferKind, round any) string {
		r := "null"
		if round != nil {
			r = fmt.Sprint(round)
		}
		return fmt.Sprintf(`insert into transfers(id,debit,credit,amount,kind,round,debit_before,credit_before) values(nextval('transfer_block')*64,%d,%d,%d,%d,%s,%s,%s)`,
			debit, credit, amount, kind, r, before(debit), before(credit))
	}
	const noRight, check, noRow = "42501", "23514", "23503"
	for _, c := range []struct{ name, sql, code string }{
		{"change a line", `update transfers set amount=amount+1`, noRight},
		{"delete a line", `delete from transfers`, noRight},
		{"empty the lines", `truncate transfers`, noRight},
		{"write past the trigger", `insert into transfers_000000 select id+1,debit,credit,amount,kind,round,ref,corrects,at from transfers limit 1`, noRight},
		{"write a balance", `update accounts set balance=balance+1`, noRight},
		{"write a version", `update accounts set version=0`, noRight},
		{"open an account with money", fmt.Sprintf(`insert into accounts(id,balance) values(%d,5)`, wallet.CashOf(99, money.FUN)), noRight},
		{"close an account", `delete from accounts`, noRight},
		{"an account that cannot authorise", fmt.Sprintf(`insert into accounts(id) values(%d)`, house), check},
		{"change a verdict", `update bets set verdict=1`, noRight},
		{"forget a verdict", `delete from bets`, noRight},
		{"change the log", `update log set body=''`, noRight},
		{"cut the log", `delete from log`, noRight},
		{"change a result", `update plays set returned=1`, noRight},
		{"delete a result", `delete from plays`, noRight},
		{"forget a posting", `delete from postings`, noRight},
		{"write what a round took", `update rounds set staked=0`, noRight},
		{"write what a round kept", `update rounds set kept=0`, noRight},
		{"another commitment", `update rounds set commitment=repeat('x',32)::bytea`, noRight},
		{"another source", `update rounds set sealed=''`, noRight},
		{"delete a round", `delete from rounds`, noRight},
		{"a round with money", fmt.Sprintf(`insert into rounds(id,room,rules,commitment,sealed,staked) values(%d,1,1,repeat('x',32)::bytea,'',5)`, round+9), noRight},
		{"a round of another room", fmt.Sprintf(`insert into rounds(id,room,rules,commitment,sealed) values(%d,1,1,repeat('x',32)::bytea,'')`, int64(2)<<24|1), check},
		{"a room in another currency", `update rooms set currency=978`, noRight},
		{"delete a room", `delete from rooms`, noRight},
		{"wind the partitions", `drop table transfers_000000`, noRight},
		{"switch the trigger off", `alter table transfers disable trigger post`, noRight},
		{"reset the ids", `select setval('transfer_block',1)`, noRight},

		{"player to player", line(a, b, 5, wallet.Pay, nil), check},
		{"player to player as a stake", line(a, b, 5, wallet.Stake, round), check},
		{"clearing pays twice in", line(clearing, house, 5, wallet.TopUp, nil), check},
		{"house pays a player past the round", line(house, a, 5, wallet.Pay, nil), check},
		{"mixed currencies", line(wallet.ClearingOf(1, money.EUR), a, 5, wallet.TopUp, nil), check},
		{"nothing", line(a, escrow, 0, wallet.Stake, int64(round)), check},
		{"less than nothing", line(a, escrow, -5, wallet.Stake, int64(round)), check},
		{"to itself", line(a, a, 5, wallet.TopUp, nil), check},
		{"no such kind", line(clearing, a, 5, 99, nil), check},
		{"another round's name", line(a, escrow, 5, wallet.Stake, int64(round)+1), check},
		{"another room's house", line(escrow, wallet.HouseOf(2, money.FUN), 5, wallet.Close, int64(round)), check},
		{"overdraft", line(a, escrow, 61, wallet.Stake, int64(round)), check},
		{"a missing account", line(clearing, wallet.CashOf(9999, money.FUN), 5, wallet.TopUp, nil), noRow},
		{"a missing round", line(a, wallet.EscrowOf(round+5, money.FUN), 5, wallet.Stake, int64(round)+5), "CR002"},
		{"a round not begun", line(a, wallet.EscrowOf(round.Next(), money.FUN), 5, wallet.Stake, int64(round.Next())), "CR002"},
		{"two at once, one missing", line(clearing, a, 5, wallet.TopUp, nil) + fmt.Sprintf(`,(1,%d,%d,5,5,null,null,0)`, clearing, wallet.CashOf(9999, money.FUN)), noRow},

		{"end a round that holds money", fmt.Sprintf(`update rounds set phase=3,ended_seq=9,ended_at=now() where id=%d`, round), check},
		{"end a round without a time", fmt.Sprintf(`update rounds set phase=3 where id=%d`, round), check},
		{"open a round again", fmt.Sprintf(`update rounds set phase=0 where id=%d`, round), "CR003"},
		{"change what it opened with", fmt.Sprintf(`update rounds set carry='x' where id=%d`, round), "CR003"},
		{"two rounds under way", fmt.Sprintf(`update rounds set phase=1,options='',opened_seq=9,opened_at=now() where id=%d`, round.Next()), "23505"},
		{"run a term back", `update rooms set term=term-1`, "CR003"},
		{"run a log back", `update rooms set seq=seq-1`, "CR003"},
		{"a verdict without a hash", `insert into bets select bet_id,999,null,room,round,batch,0,verdict,answer from bets`, check},
		{"a refusal with a stake", `insert into bets select bet_id,999,hash,room,round,batch,5,2,answer from bets`, check},
		{"a second verdict", `insert into bets select * from bets`, "23505"},
		{"an id from another time", `insert into bets select '00000000-0000-7000-8000-000000000000',player,hash,room,round,batch,stake,verdict,answer from bets`, check},
		{"raise the dead", fmt.Sprintf(`update nodes set dead=true; update nodes set dead=false where id=%d`, w.node.ID()), "CR003"},
	} {
		_, err := w.db.App.Exec(t.Context(), c.sql)
		var pe *pgconn.PgError
		require.True(t, errors.As(err, &pe), "%s: %v", c.name, err)
		require.Equal(t, c.code, pe.Code, "%s: %v", c.name, err)
	}
	w.verify()
}

// Making partitions waits for no batch and no reader, and lets none wait; ids
// beyond them are refused, not lost.
func TestPartitionsWaitForNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.rich(1, 100)[0]
	round := w.open(1)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)
	owner, err := w.db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()

	reader, err := w.db.App.Begin(t.Context()) // a snapshot of the checker's
	require.NoError(t, err)
	defer func() { _ = reader.Rollback(context.Background()) }()
	_, err = reader.Exec(t.Context(), `select count(*) from transfers, bets`)
	require.NoError(t, err)
	writer, err := w.db.App.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = writer.Rollback(context.Background()) }()
	_, err = wallet.Post(t.Context(), writer, []wallet.Transfer{{Debit: wallet.ClearingOf(wallet.Demo, money.FUN),
		Credit: wallet.CashOf(p, money.FUN), Amount: 5, Kind: wallet.TopUp}})
	require.NoError(t, err)

	_, err = owner.Exec(t.Context(), `select setval('transfer_block', 3 * (1::bigint << 24))`)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `set lock_timeout='5s'`)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `select make_partitions()`)
	require.NoError(t, err)
	require.Equal(t, 3+8, one[int](t, w.db.App, `select count(*)::int from pg_inherits where inhparent='transfers'::regclass`))
	require.NoError(t, writer.Commit(t.Context()))
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)

	// Far beyond what was made, the journal makes it itself.
	_, err = owner.Exec(t.Context(), `select setval('transfer_block', 1000 * (1::bigint << 24))`)
	require.NoError(t, err)
	require.Equal(t, rooms.Applied, w.do(w.stake(round, p, 1)).Outcome)
	w.verify()
}
