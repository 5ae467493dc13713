package siege

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/loadtest/swarm"
	"croupier/store/embedded"
)

// plan says what a house is made of.
type plan struct {
	servers  int
	lease    time.Duration // 0: the server's own default
	tables   []string      // see table; nil: mixed
	bots     int           // 0: none
	rate     float64       // bets a second of all bots
	tags     string        // of the server's build
	overlay  map[string]string
	env      []string // of every server
	settings []string // of PostgreSQL
}

// house is what the servers share, the servers, and the bots.
type house struct {
	t      *testing.T
	dir    string
	pg     *postgres     // nil if the one server has its own
	db     *pgxpool.Pool // of the owner, past the servers
	nodes  []*node
	swarm  *swarm.Swarm // nil without bots
	owners sync.Map     // room → URL
	rooms  int
	judges judges

	watched sync.WaitGroup
}

// node is one server, at the same address after every start.
type node struct {
	*swarm.Victim
	log *tail
	up  atomic.Bool // bots may come
}

const (
	ownersEvery = 50 * time.Millisecond
	seatedMax   = 2 * time.Minute
)

// newHouse makes a house, starts its servers and seats its bots. What it made
// ends with the test.
func newHouse(t *testing.T, p plan) *house {
	t.Helper()
	h := newFolder(t, p)
	h.pg = newPostgres(t, filepath.Join(h.dir, "db"), p.settings...)
	h.makeNodes(p, "DATABASE_URL="+h.pg.run.URL(), "REDIS_URL="+dbtest.Redis(t), "CROUPIER_DEMO=force")
	for i, n := range h.nodes {
		require.NoError(t, h.start(i), "%s", n.log)
	}
	h.connect(h.pg.run.URL())
	h.enter(p)
	return h
}

// newEmbedded makes a house of one server that keeps its own PostgreSQL and
// Redis.
func newEmbedded(t *testing.T, p plan) *house {
	t.Helper()
	h := newFolder(t, p)
	p.servers = 1
	h.makeNodes(p, "DATABASE_URL=", "REDIS_URL=", "CROUPIER_DEMO=on")
	require.NoError(t, h.start(0), "%s", h.nodes[0].log)
	there, err := embedded.Attach(h.data(0))
	require.NoError(t, err)
	h.connect(there.URL())
	h.enter(p)
	return h
}

func newFolder(t *testing.T, p plan) *house {
	dir, err := os.MkdirTemp("", "croupier-siege-") // short, for the socket in it
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755)) // PostgreSQL's account passes through
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("the servers' logs and data stay in", dir)
			return
		}
		require.NoError(t, os.RemoveAll(dir))
	})
	return &house{t: t, dir: dir}
}

// data is a server's own folder.
func (h *house) data(i int) string { return filepath.Join(h.dir, "data"+strconv.Itoa(i)) }

// enter waits until the rooms have owners, and brings the bots.
func (h *house) enter(p plan) {
	h.watchOwners()
	h.allOwned()
	if p.bots > 0 {
		h.seat(p)
	}
}

// makeNodes plans the servers: one database, one Redis, one keyring.
func (h *house) makeNodes(p plan, env ...string) {
	t := h.t
	if p.tables == nil {
		p.tables = mixed()
	}
	h.rooms = len(p.tables)
	tables := filepath.Join(h.dir, "tables.json")
	require.NoError(t, os.WriteFile(tables, []byte(`{"tables":[`+strings.Join(p.tables, ",\n")+`]}`), 0o600))
	binary := build(t, p.tags, p.overlay)
	env = append(env, "CROUPIER_TABLES="+tables, "CROUPIER_KEYRING="+filepath.Join(h.dir, "keys"), "CROUPIER_POOL_MAX=8")
	if p.lease > 0 {
		env = append(env, "CROUPIER_LEASE="+p.lease.String())
	}
	env = append(env, p.env...)
	for i := range p.servers {
		log := newTail(t, filepath.Join(h.dir, "server"+strconv.Itoa(i)+".log"))
		v, err := swarm.NewVictim(binary, h.data(i), env, log)
		require.NoError(t, err)
		n := &node{Victim: v, log: log}
		h.nodes = append(h.nodes, n)
		t.Cleanup(func() {
			_ = n.Thaw() // of one that is not frozen, nothing
			if n.Running() {
				_ = n.Kill() // what it leaves is looked at by nobody
			}
		})
	}
}

// connect connects past the servers, as the owner of the database.
func (h *house) connect(url string) {
	db, err := pgxpool.New(h.t.Context(), url)
	require.NoError(h.t, err)
	h.db = db
	h.t.Cleanup(db.Close)
}

// watchOwners keeps what locate says up to date.
func (h *house) watchOwners() {
	ctx, cancel := context.WithCancel(context.Background())
	h.watched.Go(func() {
		for ctx.Err() == nil {
			h.readOwners(ctx)
			select {
			case <-ctx.Done():
			case <-time.After(ownersEvery):
			}
		}
	})
	h.t.Cleanup(func() { cancel(); h.watched.Wait() })
}

// readOwners reads who has which room with a lease that is good; while the
// database does not answer, what it said last stands.
func (h *house) readOwners(ctx context.Context) {
	rows, err := h.db.Query(ctx, `select r.id, coalesce(n.address,'') from rooms r
left join nodes n on n.id=r.node and not n.dead and n.expires_at>clock_timestamp()`)
	if err != nil {
		return
	}
	var room int64
	var address string
	_, _ = pgx.ForEachRow(rows, []any{&room, &address}, func() error {
		url := ""
		if address != "" {
			url = "http://" + address
		}
		h.owners.Store(room, url)
		return nil
	})
}

// locate is where a room's owner is, or any server that may be asked.
func (h *house) locate(room int64) string {
	if room != 0 {
		url, _ := h.owners.Load(room)
		text, _ := url.(string)
		return text
	}
	for _, n := range h.nodes {
		if n.up.Load() {
			return n.URL()
		}
	}
	return ""
}

// start starts a server and lets bots come.
func (h *house) start(i int) error {
	n := h.nodes[i]
	_, err := n.Start(h.t.Context())
	n.up.Store(err == nil)
	return err
}

// kill is kill -9 of a server.
func (h *house) kill(i int) error {
	h.nodes[i].up.Store(false)
	return h.nodes[i].Kill()
}

// bury declares the nodes of servers that the test knows to be dead as dead, as
// an operator would: nobody waits for their leases.
func (h *house) bury() {
	_, err := h.db.Exec(h.t.Context(), `update nodes set dead=true where not dead`)
	require.NoError(h.t, err)
}

// allOwned waits until every room has an owner that the bots can reach.
func (h *house) allOwned() {
	h.t.Helper()
	require.NoError(h.t, h.within(seatedMax, "every room has an owner", func() bool { return h.owned() }))
}

func (h *house) owned() bool {
	here := 0
	h.owners.Range(func(_, url any) bool {
		for _, n := range h.nodes {
			if n.up.Load() && url == n.URL() {
				here++
			}
		}
		return true
	})
	return here == h.rooms
}

// seat makes the bots and waits until they are in their rooms.
func (h *house) seat(p plan) {
	s, err := swarm.New(h.t.Context(), swarm.Config{Locate: h.locate, Bots: p.bots, Rate: p.rate, FundsMinor: 50_000_000,
		Seed: uint64(time.Now().UnixNano()), Version: "siege", RepeatPerMille: 20, TwistPerMille: 5})
	require.NoError(h.t, err)
	h.swarm = s
	s.Hold(true)
	s.Start(h.t.Context())
	h.t.Cleanup(s.Stop)
	require.NoError(h.t, s.Seated(h.t.Context(), seatedMax))
}

// within asks again until it is so; the error says what never was.
func (h *house) within(limit time.Duration, what string, so func() bool) error {
	deadline := time.Now().Add(limit)
	for !so() {
		if time.Now().After(deadline) {
			return fmt.Errorf("not within %v: %s", limit, what)
		}
		select {
		case <-h.t.Context().Done():
			return h.t.Context().Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}
