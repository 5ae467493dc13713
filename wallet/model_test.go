package wallet

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/wallet/money"
)

// model is what the ledger should say, kept by a few additions in Go, and the
// real ledger beside it. A world of it is three players, a room of its own and
// its rounds.
type model struct {
	t  *rapid.T
	db *store.DB
	// looker reads the one partition that has lines, which is not the server's to
	// read, so that O1 after every act plans nothing.
	looker *pgx.Conn
	room   games.RoomID
	who    []games.PlayerID
	by     [2]games.PlayerID // operators

	cash, pending, owed map[games.PlayerID]money.Amount
	out                 money.Amount // paid in less paid out
	version             map[AccountID]int64
	told                []told
	refs                map[[16]byte]Deposit
	holds               map[[16]byte]*heldModel
	round               games.RoundID // under way
	bets                []betModel    // of it
	lines               []lineModel   // of ended rounds, that may be corrected
	revision            map[games.RoundID]int
	since               int64 // the last line before this world
	bytes               string
}

type told struct {
	Balance
	line int64
	at   time.Time
}

type heldModel struct {
	Withdrawal
	state HoldState
}

type betModel struct {
	player games.PlayerID
	amount money.Amount
}

type lineModel struct {
	id     int64
	round  games.RoundID
	player games.PlayerID
	kind   TransferKind
	left   money.Amount
}

var worlds atomic.Int64 // rooms and players are never shared

// operators makes the two persons that corrections need.
func operators(t testing.TB, db *store.DB) (by [2]games.PlayerID) {
	for i := range by {
		by[i] = games.PlayerID(1<<40 + i) // far from the players'
		_, err := db.App.Exec(t.Context(), `insert into players(id,name,name_key,role,created_at) overriding system value values($1,$2,$2,'operator',now())`,
			int64(by[i]), fmt.Sprintf("operator%d", i))
		require.NoError(t, err)
	}
	return by
}

func newModel(t *rapid.T, db *store.DB, looker *pgx.Conn, by [2]games.PlayerID) *model {
	n := worlds.Add(1)
	m := &model{t: t, db: db, looker: looker, room: games.RoomID(n), by: by,
		cash: map[games.PlayerID]money.Amount{}, pending: map[games.PlayerID]money.Amount{}, owed: map[games.PlayerID]money.Amount{},
		version: map[AccountID]int64{}, refs: map[[16]byte]Deposit{}, holds: map[[16]byte]*heldModel{}, revision: map[games.RoundID]int{}}
	ctx := context.Background()
	for i := range 3 {
		p := games.PlayerID(n*100 + int64(i))
		m.who = append(m.who, p)
		require.NoError(t, Open(ctx, db.App, CashOf(p, money.FUN), PendingOf(p, money.FUN)))
	}
	require.NoError(t, db.App.QueryRow(ctx, `select coalesce(max(id),0) from transfers`).Scan(&m.since))
	_, err := db.App.Exec(ctx, `insert into rooms(id,name,game,rules,options,currency) values($1,'a','g',1,'',1000)`, int64(m.room))
	require.NoError(t, err)
	m.open(m.room.Round(1))
	m.look()
	return m
}

func (m *model) open(round games.RoundID) {
	m.round, m.bets = round, nil
	m.exec(`insert into rounds(id,room,rules,commitment,sealed) values($1,$2,1,decode(repeat('00',32),'hex'),'')`, int64(round), int64(m.room))
	m.exec(`update rounds set phase=1,options='',opened_seq=1,opened_at=now() where id=$1`, int64(round))
}

func (m *model) exec(sql string, args ...any) {
	_, err := m.db.App.Exec(context.Background(), sql, args...)
	require.NoError(m.t, err)
}

func (m *model) tx(do func(tx pgx.Tx) error) error {
	return store.InTx(context.Background(), m.db.App, do)
}

// O1 over this world, and all of its bytes.
const lookSQL = `with l as materialized (select * from transfers_000000 where id>$1),
s as materialized (select account,sum(amount)::bigint as sum from (select debit as account,-amount as amount from l union all select credit,amount from l) x group by 1)
select
 (select count(*) from accounts a left join s on s.account=a.id where a.id between $3 and $4 and (a.balance<>coalesce(s.sum,0) or a.balance<0)),
 (select count(*) from rounds r where id between $2::bigint<<24 and ($2::bigint+1)<<24 and (staked,returned,kept) is distinct from (
   coalesce((select sum(amount) from l where round=r.id and kind=1),0),coalesce((select sum(amount) from l where round=r.id and kind in (2,3)),0),
   coalesce((select sum(case when (debit & 15)=3 then amount else -amount end) from l where round=r.id and kind=4),0))),
 (select count(*) from s left join receivables r on r.account=s.account where (s.account & 15)=10 and r.owed is distinct from -s.sum),
 (select count(*) from accounts a where a.id between $3 and $4 and (a.id & 15)=6 and a.balance<>coalesce((select sum(amount) from holds where account=a.id and state=1),0)),
 (select coalesce(sum(balance),0)::bigint from accounts where id between $3 and $4)
   +(select coalesce(sum(sum),0)::bigint from s where (account & 15)=4)
   +(select coalesce(sum(staked-returned-kept),0)::bigint from rounds where id between $2::bigint<<24 and ($2::bigint+1)<<24)
   -(select coalesce(sum(owed),0)::bigint from receivables where account between $3 and $4),
 (select coalesce(-sum(sum),0)::bigint from s where (account & 15)=5),
 (select coalesce(string_agg(x::text,';' order by id),'') from l x)||(select coalesce(string_agg(x::text,';' order by id),'') from accounts x where id between $3 and $4)
   ||(select coalesce(string_agg(x::text,';' order by id),'') from rounds x where id between $2::bigint<<24 and ($2::bigint+1)<<24)
   ||(select coalesce(string_agg(x::text,';' order by account),'') from receivables x where account between $3 and $4)
   ||(select coalesce(string_agg(x::text,';' order by ref),'') from holds x where account between $3 and $4)
   ||(select coalesce(string_agg(x::text,';' order by ref),'') from corrections x where round between $2::bigint<<24 and ($2::bigint+1)<<24)
   ||(select coalesce(string_agg(x::text,';' order by ref),'') from postings x where transfer>$1)`

// look asks O1 of the whole world, and keeps its bytes.
func (m *model) look() {
	var bad [4]int
	var inside, paidIn money.Amount
	require.NoError(m.t, m.looker.QueryRow(context.Background(), lookSQL, m.since, int64(m.room),
		int64(m.who[0])<<16, int64(m.who[0]+100)<<16-1).
		Scan(&bad[0], &bad[1], &bad[2], &bad[3], &inside, &paidIn, &m.bytes))
	require.Equal(m.t, [4]int{}, bad, "balances, rounds, receivables, holds against their lines")
	require.Equal(m.t, paidIn, inside, "what is inside is what came in less what went out")
	require.Equal(m.t, m.out, paidIn)
	for _, p := range m.who {
		require.GreaterOrEqual(m.t, m.cash[p], money.Amount(0))
	}
}

// judge compares an answer with what the model says must happen: with want nil
// the balances told are the model's, one version on; otherwise the error is
// want and no byte has changed.
func (m *model) judge(run *bars.Run, name string, err, want error, balances ...Balance) bool {
	before := m.bytes
	m.look()
	if want != nil {
		require.ErrorIs(m.t, err, want, name)
		require.Equal(m.t, before, m.bytes, "%s was refused", name)
		run.Ops(0, 1, 0)
		run.Reached(name + " refused")
		return false
	}
	require.NoError(m.t, err, name)
	run.Ops(1, 0, 0)
	run.Reached(name)
	for _, b := range balances {
		should := m.cash[b.Account.Player()]
		if b.Account.Kind() == Pending {
			should = m.pending[b.Account.Player()]
		}
		require.Equal(m.t, should, b.Amount, "%s: told of %s", name, b.Account)
		m.remember(b)
	}
	return true
}

// remember keeps what was told, with the moment after it.
func (m *model) remember(b Balance) {
	if b.Version == m.version[b.Account] {
		return
	}
	require.Equal(m.t, m.version[b.Account]+1, b.Version)
	m.version[b.Account] = b.Version
	at := told{Balance: b}
	require.NoError(m.t, m.db.App.QueryRow(context.Background(), `select last_line,clock_timestamp() from accounts where id=$1 and version=$2 and balance=$3`,
		int64(b.Account), b.Version, int64(b.Amount)).Scan(&at.line, &at.at))
	m.told = append(m.told, at)
}

var (
	errDB   = errors.New("refused by the database")
	actions = map[string]func(*model, *bars.Run){
		"deposit": (*model).deposit, "bet": (*model).bet, "win": func(m *model, r *bars.Run) { m.end(r, false) },
		"void": func(m *model, r *bars.Run) { m.end(r, true) }, "hold": (*model).hold, "end a hold": (*model).endHold,
		"withdraw": (*model).withdraw, "correct": (*model).correct, "repay": (*model).repay, "force": (*model).force,
	}
)

func (m *model) player() games.PlayerID { return rapid.SampledFrom(m.who).Draw(m.t, "player") }

func (m *model) amount() money.Amount {
	return money.Amount(rapid.SampledFrom([]int64{1, 7, 50, 120, 400, 1000}).Draw(m.t, "amount"))
}

// B1: whatever is done to the real ledger in whatever order, its balances are
// the sums of its lines and what the model says after every act, and what was
// refused has changed no byte. At the end the whole book verifies, and every
// balance that was told is found again at its moment.
func TestB01TheLedgerAgainstItsModel(t *testing.T) {
	run := bars.Start(t, "B1", "random acts on the ledger, 100 a trial: deposit, bet, win, void, withdraw, hold, correct, repay",
		bars.N{Quick: 8, Commit: 2000, Night: 100_000})
	const lanes, perBook = 4, 50
	checks := flag.Lookup("rapid.checks")
	defer func(was string) { require.NoError(t, checks.Value.Set(was)) }(checks.Value.String())
	shrink := flag.Lookup("rapid.shrinktime")
	defer func(was string) { require.NoError(t, shrink.Value.Set(was)) }(shrink.Value.String())
	require.NoError(t, shrink.Value.Set("5s"))
	each := (run.Trials() + lanes - 1) / lanes
	t.Run("lanes", func(t *testing.T) {
		require.NoError(t, checks.Value.Set(strconv.Itoa(min(each, perBook))))
		for lane := range lanes {
			t.Run(strconv.Itoa(lane), func(t *testing.T) {
				t.Parallel()
				for left := each; left > 0; left -= perBook {
					db := dbtest.New(t)
					by := operators(t, db)
					looker, err := db.Owner(t.Context())
					require.NoError(t, err)
					_, err = looker.Exec(t.Context(), `set plan_cache_mode=force_generic_plan`)
					require.NoError(t, err)
					rapid.Check(t, func(t *rapid.T) {
						newModel(t, db, looker, by).trial(run)
					})
					verified(t, db)
					require.NoError(t, looker.Close(t.Context()))
				}
			})
		}
	})
	run.Must("deposit", "bet", "bet refused", "hold", "force refused")
	if run.Trials() < 100 {
		return // too few to have met everything
	}
	run.Must("win", "void", "hold refused", "return", "disbursal", "hold ended twice refused",
		"correction", "correction into debt", "correction refused", "repayment", "repayment refused", "deposit again", "deposit conflict refused")
}

func (m *model) trial(run *bars.Run) {
	names := slices.Sorted(maps.Keys(actions))
	for range 100 {
		actions[rapid.SampledFrom(names).Draw(m.t, "act")](m, run)
	}
	for _, was := range m.told {
		at, err := BalanceAt(context.Background(), m.looker, was.Account, was.at)
		require.NoError(m.t, err)
		require.Equal(m.t, was.Amount, at, "%s, version %d, the moment after", was.Account, was.Version)
		at, err = balanceAfter(context.Background(), m.looker, was.Account, was.line)
		require.NoError(m.t, err)
		require.Equal(m.t, was.Amount, at, "%s, version %d, after its last line", was.Account, was.Version)
	}
	run.Trial()
}

func (m *model) deposit(run *bars.Run) {
	d := Deposit{Player: m.player(), Currency: money.FUN, Amount: m.amount(), Ref: ref()}
	name, want := "deposit", error(nil)
	if len(m.refs) > 0 && rapid.IntRange(0, 3).Draw(m.t, "again") == 0 {
		refs := slices.SortedFunc(maps.Keys(m.refs), func(a, b [16]byte) int { return slices.Compare(a[:], b[:]) })
		was := m.refs[rapid.SampledFrom(refs).Draw(m.t, "ref")]
		if d.Ref = was.Ref; d == was {
			name = "deposit again"
		} else if rapid.Bool().Draw(m.t, "same") {
			d, name = was, "deposit again"
		} else {
			name, want = "deposit conflict", ErrRefTaken
		}
	}
	if name == "deposit" {
		m.refs[d.Ref] = d
		m.cash[d.Player] += d.Amount
		m.out += d.Amount
	}
	var b []Balance
	err := m.tx(func(tx pgx.Tx) (err error) { b, err = TopUps(context.Background(), tx, d); return err })
	m.judge(run, name, err, want, b...)
}

func (m *model) bet(run *bars.Run) {
	p, amount := m.player(), m.amount()
	var want error
	if m.cash[p] < amount {
		want = ErrNoFunds
	} else {
		m.cash[p] -= amount
		m.bets = append(m.bets, betModel{p, amount})
	}
	b, err := m.play(nil, Transfer{Debit: CashOf(p, money.FUN), Credit: EscrowOf(m.round, money.FUN), Amount: amount, Kind: Stake, Round: m.round, Ref: ref()})
	m.judge(run, "bet", err, want, b...)
}

// play is what the journal does with a step's lines: lock, let a till decide,
// post, and end the round in the same transaction.
func (m *model) play(end func(tx pgx.Tx) error, lines ...Transfer) (balances []Balance, err error) {
	ctx := context.Background()
	var ids []AccountID
	for _, l := range lines {
		for _, id := range []AccountID{l.Debit, l.Credit} {
			if id.Kind().Authorises() && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	err = m.tx(func(tx pgx.Tx) error {
		till, err := lockedTill(ctx, tx, ids...)
		if err != nil {
			return err
		}
		if err := till.post(ctx, tx, lines...); err != nil {
			return err
		}
		balances = till.balances(ids...)
		for _, l := range lines {
			if l.Kind != Stake {
				continue
			}
			if _, err := tx.Exec(ctx, `insert into bets(bet_id,player,hash,room,round,batch,stake,verdict,answer)
values($1,$2,decode(repeat('00',32),'hex'),$3,$4,1,$5,1,'')`, l.Ref, int64(l.Debit.Player()), int64(m.room), int64(l.Round), int64(l.Amount)); err != nil {
				return err
			}
		}
		if end != nil {
			return end(tx)
		}
		return nil
	})
	return balances, err
}

// end settles the round, paying what is drawn to some of its bets, or voids it.
func (m *model) end(run *bars.Run, void bool) {
	var lines []Transfer
	held := money.Amount(0)
	staked, back := map[games.PlayerID]money.Amount{}, map[games.PlayerID]money.Amount{}
	for _, b := range m.bets {
		held += b.amount
		staked[b.player] += b.amount
		l := Transfer{Debit: EscrowOf(m.round, money.FUN), Credit: CashOf(b.player, money.FUN), Amount: b.amount, Kind: Refund, Round: m.round}
		if !void {
			l.Kind, l.Amount = Pay, b.amount*money.Amount(rapid.SampledFrom([]int64{0, 0, 2, 36}).Draw(m.t, "times"))
		}
		if l.Amount == 0 {
			continue
		}
		lines = append(lines, l)
		held -= l.Amount
		back[b.player] += l.Amount
		m.cash[b.player] += l.Amount
	}
	escrow, house := EscrowOf(m.round, money.FUN), HouseOf(m.room, money.FUN)
	if held > 0 {
		lines = append(lines, Transfer{Debit: escrow, Credit: house, Amount: held, Kind: Close, Round: m.round})
	} else if held < 0 {
		lines = append(lines, Transfer{Debit: house, Credit: escrow, Amount: -held, Kind: Close, Round: m.round})
	}
	name, phase := "win", games.Settled
	if void {
		name, phase = "void", games.Void
	}
	balances, err := m.play(func(tx pgx.Tx) error {
		for p, amount := range staked {
			if _, err := tx.Exec(context.Background(), `insert into plays values($1,$2,$3,$4,now())`, int64(p), int64(m.round), int64(amount), int64(back[p])); err != nil {
				return err
			}
		}
		_, err := tx.Exec(context.Background(), `update rounds set phase=$2,ended_seq=2,ended_at=now() where id=$1`, int64(m.round), int16(phase))
		return err
	}, lines...)
	m.judge(run, name, err, nil, balances...)
	m.learnLines()
	m.open(m.round.Next())
	m.look()
}

// learnLines reads the ids of the ended round's lines, which corrections name.
func (m *model) learnLines() {
	rows, err := m.db.App.Query(context.Background(), `select id,kind,case when kind=1 then debit else credit end >> 16,amount from transfers
where id>$1 and round=$2 and kind in (1,2,3) order by id`, m.since, int64(m.round))
	require.NoError(m.t, err)
	l := lineModel{round: m.round}
	_, err = pgx.ForEachRow(rows, []any{&l.id, &l.kind, &l.player, &l.left}, func() error {
		m.lines = append(m.lines, l)
		return nil
	})
	require.NoError(m.t, err)
}
