package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/rooms"
)

// NodeConfig says who a node is.
type NodeConfig struct {
	Name    string        // for people
	Address string        // where other nodes reach it
	Lease   time.Duration // default 2 s
	// OnLost is called once, by the node's goroutine, when the lease is over:
	// all rooms stop at once. The node never comes back; the server may join
	// again as a new one. It must not wait for Leave.
	OnLost func(error)
	Log    zerolog.Logger
}

const leaseDefault = 2 * time.Second

// ErrLost says that the node's lease is over.
var ErrLost = errors.New("journal: the node's lease is over")

// Node is this process among those that own rooms. It holds one lease:
//
//	Join ──► alive ──(no renewal for two thirds of the lease, or declared dead)──► lost
//	           └──► Leave
//
// Its methods may be called concurrently. It is the rooms' clock.
type Node struct {
	db    *pgxpool.Pool
	cfg   NodeConfig
	id    int64
	began time.Time // origin of the monotonic clock
	clock clock
	conn  *pgx.Conn // for renewals, so that they wait for nobody

	lost   chan struct{}
	cancel context.CancelFunc
	done   sync.WaitGroup
}

var _ rooms.Clock = (*Node)(nil)

// Join registers a node and keeps its lease until Leave.
func Join(ctx context.Context, db *pgxpool.Pool, cfg NodeConfig) (*Node, error) {
	if cfg.Lease <= 0 {
		cfg.Lease = leaseDefault
	}
	n := &Node{db: db, cfg: cfg, began: time.Now(), lost: make(chan struct{})}
	sent := n.mono()
	var now time.Time
	err := db.QueryRow(ctx, `insert into nodes(name,address,expires_at) values($1,$2,clock_timestamp()+$3::interval)
returning id, clock_timestamp()`, cfg.Name, cfg.Address, cfg.Lease).Scan(&n.id, &now)
	if err != nil {
		return nil, fmt.Errorf("journal: join: %w", err)
	}
	n.clock.set(now, n.mono())
	run, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	n.done.Go(func() { n.keep(run, sent) })
	return n, nil
}

// ID is the node's number, never used again.
func (n *Node) ID() int64 { return n.id }

// Now is room time.
func (n *Node) Now() games.Moment { return n.clock.at(n.mono()) }

// Lost is closed when the lease is over.
func (n *Node) Lost() <-chan struct{} { return n.lost }

func (n *Node) mono() time.Duration { return time.Since(n.began) }

func (n *Node) alive() error {
	select {
	case <-n.lost:
		return ErrLost
	default:
		return nil
	}
}

// keep renews the lease every third of it. renewed is when the last renewal that
// succeeded was sent: the lease cannot have ended before that plus its length,
// whatever the way took; the rooms stop at two thirds.
func (n *Node) keep(ctx context.Context, renewed time.Duration) {
	defer n.close()
	pause := n.cfg.Lease / 3
	for {
		deadline := renewed + 2*n.cfg.Lease/3
		t := time.NewTimer(min(pause, deadline-n.mono()))
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
		left := deadline - n.mono()
		if left <= 0 {
			n.lose(fmt.Errorf("%w: not renewed for two thirds of it", ErrLost))
			return
		}
		sent := n.mono()
		err := n.renew(ctx, left)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrLost):
			n.lose(err)
			return
		case err != nil:
			n.cfg.Log.Warn().Err(err).Int64("node", n.id).Msg("the lease could not be renewed")
			pause = n.cfg.Lease / 30
		default:
			renewed, pause = sent, n.cfg.Lease/3-(n.mono()-sent)
		}
	}
}

func (n *Node) renew(ctx context.Context, left time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	if n.conn == nil || n.conn.IsClosed() {
		c, err := n.db.Acquire(ctx)
		if err != nil {
			return err
		}
		n.conn = c.Hijack()
	}
	var now time.Time
	err := n.conn.QueryRow(ctx, `update nodes set expires_at=clock_timestamp()+$2::interval where id=$1 and not dead
returning clock_timestamp()`, n.id, n.cfg.Lease).Scan(&now)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%w: declared dead", ErrLost)
	}
	if err == nil {
		n.clock.set(now, n.mono())
	}
	return err
}

func (n *Node) lose(err error) {
	close(n.lost)
	n.cfg.Log.Error().Err(err).Int64("node", n.id).Msg("the node stops its rooms")
	if n.cfg.OnLost != nil {
		n.cfg.OnLost(err)
	}
}

func (n *Node) close() {
	if n.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), roundTripMax)
		defer cancel()
		_ = n.conn.Close(ctx)
	}
}

// Leave stops renewing, waits, and declares the node dead, so that others take
// what it still owns at once. Its rooms must have stopped.
func (n *Node) Leave(ctx context.Context) error {
	n.cancel()
	n.done.Wait()
	if _, err := n.db.Exec(ctx, `update nodes set dead=true where id=$1 and not dead`, n.id); err != nil {
		return fmt.Errorf("journal: leave: %w", err)
	}
	return nil
}
