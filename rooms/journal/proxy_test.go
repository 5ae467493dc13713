package journal

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/internal/dbtest"
	"croupier/rooms"
	"croupier/store"
	"croupier/wallet/money"
)

// bridge carries connections on a loopback port to the database's socket, for a
// proxy that speaks TCP only.
type bridge struct {
	listener net.Listener
	to       func() (net.Conn, error)
	done     sync.WaitGroup
	mu       sync.Mutex
	open     map[net.Conn]bool // nil once it is closed
}

func newBridge(t *testing.T, to func() (net.Conn, error)) *bridge {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &bridge{listener: l, to: to, open: map[net.Conn]bool{}}
	b.done.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			b.done.Go(func() { b.carry(in) })
		}
	})
	return b
}

func (b *bridge) carry(in net.Conn) {
	defer func() { _ = in.Close() }()
	out, err := b.to()
	if err != nil {
		return
	}
	defer func() { _ = out.Close() }()
	if !b.keep(in, out) {
		return
	}
	defer b.forget(in, out)
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{out, in}, {in, out}} {
		both.Go(func() {
			_, _ = io.Copy(way[0], way[1]) // a cut is what it is for
			if half, ok := way[0].(interface{ CloseWrite() error }); ok {
				_ = half.CloseWrite()
			}
		})
	}
	both.Wait()
}

func (b *bridge) keep(conns ...net.Conn) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range conns {
		if b.open == nil {
			return false
		}
		b.open[c] = true
	}
	return true
}

func (b *bridge) forget(conns ...net.Conn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range conns {
		delete(b.open, c)
	}
}

func (b *bridge) close() {
	_ = b.listener.Close()
	b.mu.Lock()
	for c := range b.open {
		_ = c.Close()
	}
	b.open = nil
	b.mu.Unlock()
	b.done.Wait()
}

// toxicWorld is a world whose journal reaches the database through toxiproxy.
func toxicWorld(t *testing.T, change func(*Config)) (*world, *toxiproxy.Proxy) {
	cfg := dbtest.NewConfig(t)
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	to := db.App.Config().ConnConfig
	network, address := "tcp", net.JoinHostPort(to.Host, fmt.Sprint(to.Port))
	if strings.HasPrefix(to.Host, "/") {
		network, address = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", to.Host, to.Port)
	}
	b := newBridge(t, func() (net.Conn, error) { return net.Dial(network, address) })
	t.Cleanup(b.close)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "postgres", "127.0.0.1:0", b.listener.Addr().String())
	require.NoError(t, proxy.Start())
	t.Cleanup(proxy.Stop)
	listen := proxy.Listen
	pool := poolThrough(t, cfg, func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", listen)
	})
	return newWorldOn(t, db, func(cfg *Config) {
		cfg.DB, cfg.Writers, cfg.IdleMax = pool, 1, answerMax
		change(cfg)
	}), proxy
}

// toxin is a fault on the way: what is put there between the two round trips.
type toxin struct {
	name string
	json string
	warm bool // every statement is prepared: what meets it is the request with the COMMIT
}

// The faults at COMMIT: its answer is lost, its answer arrives in part, the
// request arrives in part. On a new connection the first answer is of statements
// that are prepared, and the COMMIT is never sent.
func toxins(i int) toxin {
	limit := func(way string, bytes int) string {
		return fmt.Sprintf(`{"name":"cut","type":"limit_data","stream":"%s","attributes":{"bytes":%d}}`, way, bytes)
	}
	reset := `{"name":"cut","type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`
	return []toxin{
		{"reset_peer on the reply", reset, true},
		{"limit_data on the reply", limit("downstream", i*7%60), true},
		{"limit_data on the request", limit("upstream", 20+i*37%900), true},
		{"reset_peer while preparing", reset, false},
	}[i%4]
}

// The line to the database breaks at COMMIT. What the journal is not told it
// looks up: each bet is there once or was run again, none twice, and unknown is
// never told as failed (B7).
func TestB07ResetAtCommit(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B7", "toxiproxy reset_peer and limit_data at COMMIT", bars.N{Quick: 12, Commit: 200, Night: 2000})
	var proxy *toxiproxy.Proxy
	var w *world
	var mu sync.Mutex
	var next *toxin // set: break the line there
	w, proxy = toxicWorld(t, func(c *Config) {
		c.hooks.beforeWrite = func(*batch) {
			mu.Lock()
			defer mu.Unlock()
			if next != nil {
				if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(next.json)); err != nil {
					t.Error(err)
				}
			}
		}
		c.hooks.onFault = func(b *batch, e *batchError) {
			w.met.fault(b, e)
			mu.Lock()
			defer mu.Unlock()
			if next != nil {
				next = nil
				if err := proxy.Toxics.RemoveToxic(context.Background(), "cut"); err != nil {
					t.Error(err)
				}
			}
		}
		c.hooks.onResolved = func(b *batch, committed bool) { // the truth, asked another way
			w.met.resolved(b, committed)
			var stored bool
			err := w.db.App.QueryRow(context.Background(), `select count(*)=1 from log where batch=$1`, b.number).Scan(&stored)
			if err != nil || stored != committed {
				t.Errorf("said to be committed: %v; it is: %v, %v", committed, stored, err)
			}
			run.Reached(map[bool]string{true: "unknown, committed", false: "unknown, not committed"}[committed])
		}
	})
	p := w.rich(1, 1_000_000)[0]
	spare := w.rich(1, 1000)[0]
	round := w.open(1)
	balance, seq := money.Amount(1_000_000), int64(2)
	for i := range run.Trials() {
		tox := toxins(i)
		if tox.warm {
			w.warm(spare)
		} else {
			w.j.writers[0].lane.drop()
		}
		before := w.met.times(unknown)
		seq++
		e := w.closing(round) // a step without an id has nothing but the look-up
		if i%3 < 2 {
			e, balance = w.stake(round, p, 10), balance-10
		}
		mu.Lock()
		next = &tox
		mu.Unlock()
		v := w.do(e)
		require.Equal(t, rooms.Applied, v.Outcome, "%s: %v", tox.name, v.Err)
		require.Equal(t, seq, v.Seq)
		require.Equal(t, balance, w.balance(p))
		require.Equal(t, before+1, w.met.times(unknown), "%s did not land", tox.name)
		if e.Bet != nil {
			require.Equal(t, rooms.Repeated, w.do(resend(e)).Outcome)
		} else {
			round, seq = w.nextRound(round), seq+2
		}
		run.Landed(tox.name, "commit", 1)
		run.Ops(1, 0, 1)
		run.Trial()
	}
	run.Must("unknown, committed", "unknown, not committed")
	committed, rolledBack := w.met.known()
	run.Note(fmt.Sprintf("unknown COMMITs: %d were committed, %d were not", committed, rolledBack))
	w.verify()
}

// nextRound ends a closed round, all of whose stakes go to the house, and opens
// the next one.
func (w *world) nextRound(round games.RoundID) games.RoundID {
	rows, err := w.db.App.Query(w.t.Context(), `select debit>>16, sum(amount)::bigint from transfers where round=$1 and kind=1 group by 1`, int64(round))
	require.NoError(w.t, err)
	var plays []rooms.Play
	for rows.Next() {
		var p rooms.Play
		require.NoError(w.t, rows.Scan(&p.Player, &p.Staked))
		plays = append(plays, p)
	}
	require.NoError(w.t, rows.Err())
	require.Equal(w.t, rooms.Applied, w.do(w.settle(round, nil, plays...)).Outcome)
	require.Equal(w.t, rooms.Applied, w.do(w.opening(round.Next())).Outcome)
	return round.Next()
}
