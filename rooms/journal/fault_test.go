package journal

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet/money"
)

// cutter is the way to the database, cut where a test says.
type cutter struct {
	mu      sync.Mutex
	mode    cut
	conns   map[*cutConn]bool
	stuck   []net.Conn
	cuts    int
	refuse  atomic.Bool // new connections
	refused atomic.Int64
}

type cut int

const (
	whole     cut = iota
	noReply       // the request arrives, its answer does not
	noRequest     // the request does not arrive, the connection ends
	silent        // the request does not arrive, the server sees nothing of it
)

type cutConn struct {
	net.Conn
	c    *cutter
	dead atomic.Bool
}

var errCut = errors.New("cut")

func (c *cutter) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if c.refuse.Load() {
		c.refused.Add(1)
		return nil, errCut
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	cc := &cutConn{Conn: conn, c: c}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns[cc] = true
	return cc, nil
}

// arm cuts at the next request that is sent.
func (c *cutter) arm(mode cut) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mode = mode
}

func (c *cutter) cutNow() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.dead.Store(true)
		_ = conn.Conn.Close()
		n++
	}
	clear(c.conns)
	return n
}

func (cc *cutConn) Write(b []byte) (int, error) {
	if cc.dead.Load() {
		return 0, errCut
	}
	cc.c.mu.Lock()
	mode := cc.c.mode
	cc.c.mode = whole
	if mode != whole {
		cc.c.cuts++
		cc.dead.Store(true)
	}
	if mode == silent {
		cc.c.stuck = append(cc.c.stuck, cc.Conn)
	}
	cc.c.mu.Unlock()
	switch mode {
	case noReply:
		if n, err := cc.Conn.Write(b); err != nil {
			return n, err
		}
		// The server closes when it has worked off what it got.
		if half, ok := cc.Conn.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		return len(b), nil
	case noRequest:
		_ = cc.Conn.Close()
		return len(b), nil
	case silent:
		return len(b), nil
	}
	return cc.Conn.Write(b)
}

func (cc *cutConn) Read(b []byte) (int, error) {
	if cc.dead.Load() {
		return 0, errCut
	}
	n, err := cc.Conn.Read(b)
	if cc.dead.Load() {
		return 0, errCut
	}
	return n, err
}

func (cc *cutConn) Close() error {
	cc.c.mu.Lock()
	defer cc.c.mu.Unlock()
	delete(cc.c.conns, cc)
	for _, s := range cc.c.stuck {
		if s == cc.Conn {
			return nil // the server is not told
		}
	}
	return cc.Conn.Close()
}

// fragile is a world whose journal reaches the database through a cutter; the
// returned function says what to do at the next COMMIT.
func fragile(t *testing.T) (*world, *cutter, func(cut)) {
	c := newCutter(t)
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	pool := poolThrough(t, cfg, c.dial)
	var next atomic.Int64
	w := newWorldOn(t, db, func(cfg *Config) {
		cfg.DB, cfg.IdleMax = pool, 300*time.Millisecond
		cfg.Writers = 1
		cfg.hooks.beforeWrite = func(*batch) {
			if mode := cut(next.Swap(int64(whole))); mode != whole {
				c.arm(mode)
			}
		}
	})
	return w, c, func(mode cut) { next.Store(int64(mode)) }
}

// alone lets nothing through from now on, until the driver has tried in vain to
// have its lost request cancelled, as it does for each: what the server was sent
// it runs to the end. To be called before the cut, and the function that it
// returns after.
func (c *cutter) alone() (until func()) {
	before := c.refused.Load()
	c.refuse.Store(true)
	return func() {
		for end := time.Now().Add(answerMax); c.refused.Load() == before && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		c.refuse.Store(false)
	}
}

func newCutter(t *testing.T) *cutter {
	c := &cutter{conns: map[*cutConn]bool{}}
	t.Cleanup(func() {
		for _, s := range c.stuck {
			_ = s.Close()
		}
	})
	return c
}

// poolThrough opens a pool of the serving role whose connections go another way.
func poolThrough(t *testing.T, cfg store.Config, dial pgconn.DialFunc, change ...func(*pgxpool.Config)) *pgxpool.Pool {
	url := cfg.AppURL
	if url == "" {
		url = cfg.URL
	}
	pc, err := pgxpool.ParseConfig(url)
	require.NoError(t, err)
	pc.ConnConfig.DialFunc = dial
	if cfg.AppURL == "" {
		pc.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "set role "+store.AppRole)
			return err
		}
	}
	for _, c := range change {
		c(pc)
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), pc)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// A COMMIT without an answer is looked up, and told as what it is: nothing is
// lost, nothing doubled (B7). The request may have arrived or not, and the
// server may not even know that the connection is gone.
func TestB07UnknownCommit(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]cut{"committed": noReply, "not committed": noRequest, "still open": silent} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, c, atCommit := fragile(t)
			p := w.rich(1, 1000)[0]
			round := w.open(1)
			n := 15
			if mode == silent {
				n = 4
			}
			for i := range n {
				atCommit(mode)
				e := w.stake(round, p, 10)
				copy_ := *e
				v := w.do(e)
				require.Equal(t, rooms.Applied, v.Outcome)
				require.Equal(t, money.Amount(1000-10*(i+1)), v.Balances[0].Amount)
				require.Equal(t, v.Balances[0].Amount, w.balance(p))
				require.Equal(t, int64(3+i), v.Seq)
				require.Equal(t, rooms.Repeated, w.do(&copy_).Outcome)
			}
			require.Equal(t, n, c.cuts, "cuts that landed")

			// Refusals have no log line: their own row proves them.
			atCommit(mode)
			poor := w.stake(round, p, 5000)
			require.Equal(t, rooms.Refused, w.do(poor).Outcome)
			again := *poor
			require.Equal(t, rooms.Repeated, w.do(&again).Outcome)
			w.verify()
		})
	}
}

// The database away for a while: entries wait, nothing is told, and all of them
// are answered when it is back. The queue is bounded meanwhile (B21, B30).
func TestB21DatabaseAway(t *testing.T) {
	t.Parallel()
	w, c, _ := fragile(t)
	w.j.cfg.QueueMax = 50
	p := w.rich(1, 1000)[0]
	round := w.open(1)
	c.refuse.Store(true)
	c.cutNow()
	var answers []chan rooms.Verdict
	for range 50 {
		answers = append(answers, w.submit(w.j, w.stake(round, p, 10))...)
	}
	e := w.stake(round, p, 10)
	e.Done = func(rooms.Verdict) { t.Error("answered what was not queued") }
	require.ErrorIs(t, w.j.Submit(e), rooms.ErrJournalFull)
	require.Eventually(t, func() bool { return c.refused.Load() > 4 }, answerMax, time.Millisecond)
	for _, a := range answers {
		require.Empty(t, a)
	}
	c.refuse.Store(false)
	require.Equal(t, 50, count(w.await(answers), rooms.Applied))
	require.Equal(t, money.Amount(500), w.balance(p))
	w.verify()
}

// Connections cut at random moments while bets are under way: every
// acknowledged bet is there once, in order, and nothing else is.
func TestB07ConnectionsCutUnderLoad(t *testing.T) {
	t.Parallel()
	w, c, atCommit := fragile(t)
	const bets, turns = 20, 30
	players := w.rich(4, 10*bets*turns)
	var rounds []games.RoundID
	for id := games.RoomID(1); id <= 4; id++ {
		rounds = append(rounds, w.open(id))
	}
	random := rand.New(rand.NewPCG(1, 2))
	cuts := 0
	for turn := range turns {
		var entries []*rooms.Entry
		for i := range bets {
			entries = append(entries, w.stake(rounds[i%4], players[i%4], 10))
		}
		switch turn % 3 {
		case 1:
			atCommit(noReply)
		case 2:
			atCommit(noRequest)
		}
		answers := w.submit(w.j, entries...)
		time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond) // anywhere in a batch
		cuts += c.cutNow()
		require.Equal(t, bets, count(w.await(answers), rooms.Applied))
	}
	for i, p := range players {
		require.Equal(t, money.Amount(10*bets*turns-10*bets*turns/4), w.balance(p), "player %d", i)
	}
	r := w.verify()
	require.Equal(t, int64(bets*turns), r.Counts.Bets)
	require.Greater(t, c.cuts, turns/3, "cuts at the COMMIT that landed")
	require.Positive(t, cuts)
}

// An entry that the database refuses is found by halving: it fails, its room
// stops, and the others of its batch are as if it had never been there.
func TestCasePoisonedStepIsAlone(t *testing.T) {
	t.Parallel()
	w := newWorldOn(t, newDB(t), func(c *Config) { c.Writers = 1 })
	p := w.rich(1, 1000)[0]
	var rounds []games.RoundID
	for id := games.RoomID(1); id <= 10; id++ {
		rounds = append(rounds, w.open(id))
	}
	var entries []*rooms.Entry
	for i := range 40 {
		entries = append(entries, w.stake(rounds[i%10], p, 1))
	}
	poison := w.step(rounds[4], games.Open, games.Settled)
	poison.Moves = []games.Move{pay(p, 500)}
	poison.Plays = []rooms.Play{{Player: p}, {Player: p}} // one player's result twice
	entries[14] = poison
	vs := w.doAll(entries...)
	for i, v := range vs {
		want := rooms.Applied
		if i%10 == 4 && i >= 14 {
			want = rooms.Failed
		}
		require.Equal(t, want, v.Outcome, "entry %d: %v", i, v.Err)
	}
	require.Equal(t, rooms.Failed, w.do(w.stake(rounds[4], p, 1)).Outcome)
	require.Equal(t, money.Amount(1000-37), w.balance(p))
	w.verify()
}

// What an error means for its batch.
func TestSortError(t *testing.T) {
	t.Parallel()
	pg := func(code, severity, table, constraint string) error {
		return &pgconn.PgError{Code: code, SeverityUnlocalized: severity, TableName: table, ConstraintName: constraint}
	}
	for _, c := range []struct {
		name string
		err  error
		sent bool
		want fault
	}{
		{"deadlock", pg("40P01", "ERROR", "", ""), true, again},
		{"id's race", pg("23505", "ERROR", "bets_2026_11", "bets_2026_11_pkey"), true, again},
		{"another key", pg("23505", "ERROR", "rounds", "rounds_live"), true, refused},
		{"overdraft", pg("23514", "ERROR", "accounts", "accounts_balance_check"), true, refused},
		{"no partition", pg("23514", "ERROR", "bets", ""), true, lost},
		{"disk full", pg("53100", "ERROR", "", ""), true, lost},
		{"read only", pg("25006", "ERROR", "", ""), true, lost},
		{"shut down before COMMIT", pg("57P01", "FATAL", "", ""), false, lost},
		{"shut down at COMMIT", pg("57P01", "FATAL", "", ""), true, unknown},
		{"cut before COMMIT", errCut, false, lost},
		{"cut at COMMIT", errCut, true, unknown},
		{"require", pg("CR001", "ERROR", "", ""), true, refused},
	} {
		require.Equal(t, c.want, sortError(c.err, c.sent).fault, c.name)
	}
}

// Stop answers what is queued; when its time is over, the rest is told that this
// node no longer speaks for it, never that it failed.
func TestStop(t *testing.T) {
	t.Parallel()
	w, c, _ := fragile(t)
	p := w.rich(1, 1000)[0]
	round := w.open(1)
	answers := w.submit(w.j, w.stake(round, p, 10), w.stake(round, p, 10))
	other := w.journal(nil)
	require.NoError(t, other.Stop(t.Context()))
	require.ErrorIs(t, other.Submit(w.stake(round, p, 1)), rooms.ErrStopped)
	require.Equal(t, 2, count(w.await(answers), rooms.Applied))

	c.refuse.Store(true)
	c.cutNow()
	answers = w.submit(w.j, w.stake(round, p, 10))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, w.j.Stop(ctx), context.DeadlineExceeded)
	vs := w.await(answers)
	require.Equal(t, rooms.Stale, vs[0].Outcome)
	require.ErrorIs(t, vs[0].Err, rooms.ErrStopped)
	c.refuse.Store(false)
}
