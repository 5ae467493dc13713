package journal

import (
	"context"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }

// answerMax is long enough for a busy machine; nothing waits for it unless broken.
const answerMax = 30 * time.Second

// world is a database with a node, a journal, and players with money.
type world struct {
	t    testing.TB
	db   *store.DB
	node *Node
	j    *Journal

	mu     sync.Mutex
	terms  map[games.RoomID]int64
	player games.PlayerID
	spare  games.RoomID
	met    met
}

// met is what the batches of a world's journals ran into.
type met struct {
	mu         sync.Mutex
	faults     map[fault]int
	codes      map[string]int // by SQLSTATE
	committed  int            // unknown COMMITs, once they were known
	rolledBack int
}

func (m *met) fault(_ *batch, e *batchError) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults[e.fault]++
	if code := sqlState(e.err); code != "" {
		m.codes[code]++
	}
}

func (m *met) resolved(_ *batch, committed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if committed {
		m.committed++
	} else {
		m.rolledBack++
	}
}

func (m *met) times(f fault) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.faults[f]
}

func (m *met) code(sqlstate string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.codes[sqlstate]
}

func (m *met) known() (committed, rolledBack int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.committed, m.rolledBack
}

func newWorld(t testing.TB) *world { return newWorldOn(t, dbtest.New(t), nil) }

func newWorldOn(t testing.TB, db *store.DB, change func(*Config)) *world {
	w := &world{t: t, db: db, terms: map[games.RoomID]int64{}, met: met{faults: map[fault]int{}, codes: map[string]int{}}}
	w.node = w.join("first", time.Minute, nil)
	w.j = w.journal(change)
	return w
}

// log is shown when a test runs with CROUPIER_TEST_LOG.
func testLog() zerolog.Logger {
	if os.Getenv("CROUPIER_TEST_LOG") != "" {
		return zerolog.New(os.Stderr)
	}
	return zerolog.Nop()
}

func (w *world) journal(change func(*Config)) *Journal {
	cfg := Config{DB: w.db.App, Log: testLog(), hooks: hooks{onFault: w.met.fault, onResolved: w.met.resolved}}
	if change != nil {
		change(&cfg)
	}
	j, err := New(w.t.Context(), cfg)
	require.NoError(w.t, err)
	for _, c := range []*prometheus.Counter{&j.metrics.Retries, &j.metrics.Skips, &j.metrics.Aside} {
		*c = &tally{Counter: *c}
	}
	j.Start()
	w.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), answerMax)
		defer cancel()
		require.NoError(w.t, j.Stop(ctx))
	})
	return j
}

func (w *world) join(name string, lease time.Duration, lost func(error)) *Node {
	n, err := Join(w.t.Context(), w.db.App, NodeConfig{Name: name, Lease: lease, OnLost: lost, Log: testLog()})
	require.NoError(w.t, err)
	w.t.Cleanup(func() { require.NoError(w.t, n.Leave(context.Background())) })
	return n
}

// room makes a room, claims it, and seals its first round.
func (w *world) room(id games.RoomID) games.RoomID { return w.roomOf(w.node, id) }

func (w *world) roomOf(n *Node, id games.RoomID) games.RoomID {
	w.ensure(id)
	terms, err := n.Claim(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Contains(w.t, terms, id)
	w.setTerm(id, terms[id])
	require.Equal(w.t, rooms.Applied, w.do(w.seal(id.Round(1))).Outcome)
	return id
}

func (w *world) ensure(id games.RoomID) {
	require.NoError(w.t, w.j.EnsureRoom(w.t.Context(), RoomConfig{ID: id, Name: "Table", Game: "roulette-european",
		Rules: 1, Options: []byte(`{"betMs":12000}`), Currency: money.FUN}))
}

func (w *world) term(id games.RoomID) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.terms[id]
}

func (w *world) setTerm(id games.RoomID, term int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.terms[id] = term
}

// open makes a room with its first round open.
func (w *world) open(id games.RoomID) games.RoundID {
	w.room(id)
	require.Equal(w.t, rooms.Applied, w.do(w.opening(id.Round(1))).Outcome)
	return id.Round(1)
}

// rich makes players with that much money each.
func (w *world) rich(n int, amount money.Amount) []games.PlayerID {
	players := make([]games.PlayerID, n)
	deposits := make([]wallet.Deposit, n)
	accounts := make([]wallet.AccountID, n)
	for i := range players {
		w.player++
		players[i], accounts[i] = w.player, wallet.CashOf(w.player, money.FUN)
		deposits[i] = wallet.Deposit{Player: w.player, Currency: money.FUN, Amount: amount, Ref: uuid.Must(uuid.NewV7())}
	}
	require.NoError(w.t, store.InTx(w.t.Context(), w.db.App, func(tx pgx.Tx) error {
		if err := wallet.Open(w.t.Context(), tx, accounts...); err != nil || amount == 0 {
			return err
		}
		_, err := wallet.TopUps(w.t.Context(), tx, deposits...)
		return err
	}))
	return players
}

func (w *world) balance(p games.PlayerID) money.Amount {
	id := wallet.CashOf(p, money.FUN)
	b, err := wallet.Balances(w.t.Context(), w.db.App, id)
	require.NoError(w.t, err)
	return b[id].Amount
}

// verify runs the whole checker and wants nothing found.
func (w *world) verify() wallet.Report {
	r, err := wallet.Verify(w.t.Context(), w.db.App)
	require.NoError(w.t, err)
	require.Empty(w.t, r.Findings)
	return r
}

func newID() games.BetID { return games.BetID(uuid.Must(uuid.NewV7())) }

func (w *world) step(round games.RoundID, phase, then games.Phase) *rooms.Entry {
	return &rooms.Entry{Kind: rooms.EntryStep, Room: round.Room(), Term: w.term(round.Room()), Round: round,
		Phase: phase, Then: then, Record: []byte(`{"step":"` + phase.String() + `"}`)}
}

func (w *world) seal(round games.RoundID) *rooms.Entry {
	e := w.step(round, games.None, games.None)
	e.Seal = sealing(round)
	return e
}

func sealing(round games.RoundID) *rooms.Sealing {
	return &rooms.Sealing{Round: round, Rules: 1, Sealed: rooms.Sealed{Commitment: [32]byte{byte(round.Number())}, Box: []byte("box")}}
}

// opening opens a round and seals the next one, as rooms does.
func (w *world) opening(round games.RoundID) *rooms.Entry {
	e := w.step(round, games.None, games.Open)
	e.Open = &rooms.Opening{Rules: 1, Options: []byte(`{"o":1}`), Carry: []byte(`{"c":1}`)}
	e.Seal = sealing(round.Next())
	return e
}

func (w *world) stake(round games.RoundID, p games.PlayerID, amount money.Amount) *rooms.Entry {
	e := w.step(round, games.Open, games.Open)
	e.Bet = &rooms.BetKey{ID: newID(), Player: p, Hash: [32]byte{1, byte(amount), byte(amount >> 8)}}
	e.Moves = []games.Move{{Bet: e.Bet.ID, Player: p, Kind: games.Stake, Amount: amount}}
	e.Answer = rooms.Answer{Accepted: true, Ask: "bet", Stake: amount}
	return e
}

func (w *world) closing(round games.RoundID) *rooms.Entry {
	return w.step(round, games.Open, games.Closed)
}

func (w *world) settle(round games.RoundID, moves []games.Move, plays ...rooms.Play) *rooms.Entry {
	e := w.step(round, games.Closed, games.Settled)
	e.Moves, e.Plays = moves, plays
	return e
}

func pay(p games.PlayerID, amount money.Amount) games.Move {
	return games.Move{Bet: newID(), Player: p, Kind: games.Pay, Amount: amount}
}

func refund(p games.PlayerID, amount money.Amount) games.Move {
	return games.Move{Bet: newID(), Player: p, Kind: games.Refund, Amount: amount}
}

func (w *world) do(e *rooms.Entry) rooms.Verdict { return w.doOn(w.j, e) }

func (w *world) doOn(j *Journal, e *rooms.Entry) rooms.Verdict {
	return w.await(w.submit(j, e))[0]
}

// submit submits entries in order and returns where their verdicts come.
func (w *world) submit(j *Journal, entries ...*rooms.Entry) []chan rooms.Verdict {
	out := make([]chan rooms.Verdict, len(entries))
	for i, e := range entries {
		done := make(chan rooms.Verdict, 2) // a second answer would show
		out[i] = done
		e.Done = func(v rooms.Verdict) { done <- v }
		require.NoError(w.t, j.Submit(e))
	}
	return out
}

func (w *world) await(answers []chan rooms.Verdict) []rooms.Verdict {
	out := make([]rooms.Verdict, len(answers))
	for i, a := range answers {
		select {
		case out[i] = <-a:
			require.NotEqual(w.t, rooms.Outcome(0), out[i].Outcome)
		case <-time.After(answerMax):
			require.FailNow(w.t, "no answer")
		}
	}
	return out
}

// doAll submits entries so that they are one batch: the writers are kept busy
// until all are queued.
func (w *world) doAll(entries ...*rooms.Entry) []rooms.Verdict {
	return w.await(w.queueAll(entries...))
}

// queueAll is doAll without the waiting.
func (w *world) queueAll(entries ...*rooms.Entry) []chan rooms.Verdict {
	var answers []chan rooms.Verdict
	for _, wr := range w.j.writers {
		wr.mu.Lock()
	}
	for _, e := range entries {
		done := make(chan rooms.Verdict, 2)
		answers = append(answers, done)
		e.Done = func(v rooms.Verdict) { done <- v }
		wr := w.j.writers[uint64(e.Room)%uint64(len(w.j.writers))]
		w.j.pending.Add(1)
		w.j.metrics.Queue.Inc()
		wr.queue = append(wr.queue, &item{e: e})
		wr.wake()
	}
	for _, wr := range w.j.writers {
		wr.mu.Unlock()
	}
	return answers
}

// warm plays a round in a room of its own, so that the writer's connection has
// every statement prepared: what is cut next is the request with the COMMIT, not
// one that prepares.
func (w *world) warm(p games.PlayerID) { w.warmWith(w.node, p) }

// warmWith is warm in a room of that node's.
func (w *world) warmWith(n *Node, p games.PlayerID) {
	w.mu.Lock()
	w.spare++
	round := (games.RoomID(1<<20) + w.spare).Round(1)
	w.mu.Unlock()
	w.roomOf(n, round.Room())
	require.Equal(w.t, rooms.Applied, w.do(w.opening(round)).Outcome)
	for _, e := range []*rooms.Entry{w.stake(round, p, 1), w.closing(round),
		w.settle(round, []games.Move{pay(p, 1)}, rooms.Play{Player: p, Staked: 1, Returned: 1})} {
		require.Equal(w.t, rooms.Applied, w.do(e).Outcome)
	}
}

func outcomes(vs []rooms.Verdict) []rooms.Outcome {
	out := make([]rooms.Outcome, len(vs))
	for i, v := range vs {
		out[i] = v.Outcome
	}
	return out
}

func count(vs []rooms.Verdict, o rooms.Outcome) (n int) {
	for _, v := range vs {
		if v.Outcome == o {
			n++
		}
	}
	return n
}

// one runs a query for one value.
func one[T any](t testing.TB, pool *pgxpool.Pool, sql string, args ...any) (v T) {
	require.NoError(t, pool.QueryRow(t.Context(), sql, args...).Scan(&v))
	return v
}

// tally is a counter that a test can read.
type tally struct {
	prometheus.Counter
	n atomic.Int64
}

func (c *tally) Inc() { c.n.Add(1) }

// Add counts whole numbers only, which all of ours are.
func (c *tally) Add(v float64) { c.n.Add(int64(v)) }

func counted(c prometheus.Counter) int64 { return c.(*tally).n.Load() }

func retries(j *Journal) int64 { return counted(j.metrics.Retries) }
func skips(j *Journal) int64   { return counted(j.metrics.Skips) }
func asides(j *Journal) int64  { return counted(j.metrics.Aside) }
