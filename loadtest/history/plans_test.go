package history

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

// linesOf is how old the house of the plans is: CROUPIER_HISTORY_LINES, or a
// million lines.
func linesOf(t *testing.T) int64 {
	if text := os.Getenv("CROUPIER_HISTORY_LINES"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		return n
	}
	return 1_000_000
}

// spoken is what a house says to its database, each statement with the arguments
// that it came with first.
type spoken struct {
	mu    sync.Mutex
	doing string
	said  map[string]said
}

type said struct {
	doing string
	args  []any
}

func (s *spoken) note(sql string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.said[sql]; !ok {
		s.said[sql] = said{s.doing, slices.Clone(args)}
	}
}

func (s *spoken) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.note(d.SQL, d.Args)
	return ctx
}
func (s *spoken) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (s *spoken) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}
func (s *spoken) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	s.note(d.SQL, d.Args)
}
func (s *spoken) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// listen opens a pool of the serving role whose statements are heard.
func listen(t *testing.T, cfg store.Config) (*pgxpool.Pool, *spoken) {
	url := cfg.AppURL
	if url == "" {
		url = cfg.URL
	}
	pc, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	heard := &spoken{said: map[string]said{}}
	pc.ConnConfig.Tracer = heard
	if cfg.AppURL == "" {
		pc.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "set role "+store.AppRole)
			return err
		}
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), pc)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool, heard
}

// In a house of any age no statement of play, of a statement, of a takeover or of
// the checker reads a table from its beginning: neither with the arguments that
// it came with, nor with the plan that PostgreSQL keeps for all arguments.
func TestPlans(t *testing.T) {
	t.Parallel()
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	filled, err := Fill(t.Context(), db, Config{Lines: linesOf(t), Seed: 1})
	require.NoError(t, err)
	t.Logf("%+v", filled)
	pool, heard := listen(t, cfg)
	live(t, pool, heard)
	judge(t, pool, heard)
}

// closeAll closes the books of a house in which nobody plays.
func closeAll(t *testing.T, db *store.DB) wallet.Closing {
	owner, err := db.Owner(t.Context())
	require.NoError(t, err)
	defer func() { _ = owner.Close(context.Background()) }()
	var taken int64
	require.NoError(t, owner.QueryRow(t.Context(), `select (last_value+1)*64 from transfer_block`).Scan(&taken))
	var to int64
	for to < taken { // other tests on the server may hold it back for a moment
		to, err = wallet.SafeTo(t.Context(), db.App)
		require.NoError(t, err)
	}
	done, err := wallet.CloseBooks(t.Context(), db.App, to, time.Now().Add(time.Hour))
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), `vacuum analyze closed_accounts, closed_rounds, closed_rooms, closed_segments`)
	require.NoError(t, err)
	return done
}

// live does what a house does, once.
func live(t *testing.T, pool *pgxpool.Pool, heard *spoken) {
	ctx := t.Context()
	doing := func(what string) { heard.mu.Lock(); heard.doing = what; heard.mu.Unlock() }
	doing("takeover")
	j, err := journal.New(ctx, journal.Config{DB: pool})
	require.NoError(t, err)
	j.Start()
	t.Cleanup(func() { require.NoError(t, j.Stop(context.Background())) })
	node, err := journal.Join(ctx, pool, journal.NodeConfig{Name: "plans", Lease: time.Minute})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, node.Leave(context.Background())) })
	room := games.RoomID(1001)
	terms, err := node.Claim(ctx, room, room+1)
	require.NoError(t, err)
	doing("room open")
	loaded, err := j.Load(ctx, room)
	require.NoError(t, err)
	require.NotNil(t, loaded.Ended)
	round := loaded.Sealed[0].Round

	doing("play")
	play(t, j, terms[room], round)
	doing("statement")
	account := wallet.CashOf(7, money.FUN)
	_, err = wallet.ReadStatement(ctx, pool, account, time.Now().AddDate(0, 0, -60), time.Now().AddDate(0, 0, -20), wallet.Page{Limit: 50})
	require.NoError(t, err)
	_, err = wallet.BalanceAt(ctx, pool, account, time.Now().AddDate(0, 0, -40))
	require.NoError(t, err)
	doing("history")
	past, err := j.History(ctx, 7, 0, 20)
	require.NoError(t, err)
	require.NotEmpty(t, past)
	_, err = j.Round(ctx, past[0].Round)
	require.NoError(t, err)
	doing("checker")
	_, err = wallet.SafeTo(ctx, pool)
	require.NoError(t, err)
	r, err := wallet.VerifyOpen(ctx, pool)
	require.NoError(t, err)
	require.Empty(t, r.Findings)
	require.Positive(t, r.OpenFrom)
}

// play plays the round: opened, two bets, closed, settled.
func play(t *testing.T, j *journal.Journal, term int64, round games.RoundID) {
	do := func(e *rooms.Entry) {
		e.Kind, e.Room, e.Term, e.Round, e.Record = rooms.EntryStep, round.Room(), term, round, []byte(`{}`)
		done := make(chan rooms.Verdict, 1)
		e.Done = func(v rooms.Verdict) { done <- v }
		require.NoError(t, j.Submit(e))
		v := <-done
		require.Equal(t, rooms.Applied, v.Outcome, "%v", v.Err)
	}
	do(&rooms.Entry{Then: games.Open, Open: &rooms.Opening{Rules: 1, Options: []byte(`{}`)},
		Seal: &rooms.Sealing{Round: round.Next(), Rules: 1, Sealed: rooms.Sealed{Box: []byte("box")}}})
	pays := []games.Move{}
	plays := []rooms.Play{}
	for p := games.PlayerID(1); p < 8; p++ {
		bet := &rooms.BetKey{ID: games.BetID(uuid.Must(uuid.NewV7())), Player: p}
		do(&rooms.Entry{Phase: games.Open, Then: games.Open, Bet: bet, Answer: rooms.Answer{Accepted: true, Ask: "bet", Stake: 100},
			Moves: []games.Move{{Bet: bet.ID, Player: p, Kind: games.Stake, Amount: 100}}})
		pays = append(pays, games.Move{Bet: bet.ID, Player: p, Kind: games.Pay, Amount: 50})
		plays = append(plays, rooms.Play{Player: p, Staked: 100, Returned: 50})
	}
	do(&rooms.Entry{Phase: games.Open, Then: games.Closed})
	do(&rooms.Entry{Phase: games.Closed, Then: games.Settled, Moves: pays, Plays: plays})
}

// big are the tables that grow with the years; whoever reads one of them from
// its beginning is slow in an old house.
var big = regexp.MustCompile(`Seq Scan on (transfers|bets|plays|log|rounds|balance_points|postings)(_\d+)*\b`)

// empty are partitions that nothing has come to yet: reading them costs nothing.
func empty(t *testing.T, pool *pgxpool.Pool) map[string]bool {
	rows, err := pool.Query(t.Context(), `select c.relname::text from pg_inherits i join pg_class c on c.oid=i.inhrelid where c.relpages<=1
union all select relname::text from pg_class where relname in ('rounds','postings','balance_points') and relpages<2000`)
	require.NoError(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	small := map[string]bool{}
	for _, n := range names {
		small[n] = true
	}
	return small
}

func judge(t *testing.T, pool *pgxpool.Pool, heard *spoken) {
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), "set jit=off")
	require.NoError(t, err)
	heard.mu.Lock()
	all := maps.Clone(heard.said)
	heard.mu.Unlock()
	small, shown := empty(t, pool), 0
	for _, sql := range slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return strings.Compare(all[a].doing+a, all[b].doing+b)
	}) {
		verb, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(sql)), " ")
		if !slices.Contains([]string{"select", "insert", "update", "delete", "with"}, verb) || all[sql].doing == "" {
			continue
		}
		shown++
		own := explain(t, conn.Conn(), "explain "+sql, all[sql].args...)
		kept := generic(t, conn.Conn(), sql, len(all[sql].args))
		t.Logf("%s: %.200s\n%s", all[sql].doing, sql, own)
		for which, plan := range map[string]string{"its own arguments": own, "any arguments": kept} {
			for _, at := range big.FindAllString(plan, -1) {
				if name := strings.TrimPrefix(at, "Seq Scan on "); !small[name] {
					t.Errorf("%s reads %s from its beginning, with %s:\n%s\n%s", all[sql].doing, name, which, sql, plan)
				}
			}
		}
	}
	require.Greater(t, shown, 25, "it was heard")
}

func explain(t *testing.T, conn *pgx.Conn, sql string, args ...any) string {
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err, sql)
	return strings.Join(lines, "\n")
}

// generic is the plan that PostgreSQL keeps when it plans no more.
func generic(t *testing.T, conn *pgx.Conn, sql string, args int) string {
	exec := func(sql string) {
		_, err := conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err, sql)
	}
	exec("set plan_cache_mode=force_generic_plan")
	exec("prepare heard as " + sql)
	defer exec("deallocate heard")
	defer exec("reset plan_cache_mode")
	call := "execute heard"
	if args > 0 {
		call += "(" + strings.TrimSuffix(strings.Repeat("null,", args), ",") + ")"
	}
	rows, err := conn.Query(t.Context(), "explain "+call, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err, fmt.Sprint(call, sql))
	return strings.Join(lines, "\n")
}
