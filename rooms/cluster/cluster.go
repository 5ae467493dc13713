package cluster

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/rooms"
)

// Config says where Redis is and how often it is spoken to.
type Config struct {
	// URL is Redis' address (redis://, rediss://, unix://). Empty: one in this
	// process, for this node alone.
	URL string
	// Node names this node, unique in the house.
	Node string
	// Every is the least time between two writes, and between two reads
	// (default 250 ms): a lobby is looked at, not played on.
	Every time.Duration
	// TTL is how long this node's hints outlive it (default 5 s; presence is
	// right again within 10 s, B29).
	TTL time.Duration
	// Log gets a line when Redis goes and when it comes back.
	Log zerolog.Logger
	// Now stamps hints; of two nodes' hints of one room the newer counts.
	// Default time.Now.
	Now func() time.Time
}

const (
	everyDefault = 250 * time.Millisecond
	ttlDefault   = 5 * time.Second
	beatsPerTTL  = 3 // two heartbeats may be lost
	callMax      = time.Second
)

// Hint is a room's card and the node that announced it.
type Hint struct {
	rooms.Card
	Node string
	At   time.Time // of the announcement, by that node's clock
}

// Presence is who is where, by all nodes' last word.
type Presence struct {
	Nodes []string               // alive, in order
	Rooms map[games.RoomID]int64 // players at each room; rooms without any are missing
}

// ErrDegraded says that Redis does not answer: what came with it is this node's
// own part only.
var ErrDegraded = errors.New("cluster: Redis does not answer")

// Cluster is this node's part in the house. Its methods may be called
// concurrently; Announce, Retire and Present never wait for Redis.
type Cluster struct {
	cfg      Config
	client   *redis.Client
	embedded *miniredis.Miniredis // nil with a Redis that was named
	keys     keys
	healthy  atomic.Bool

	mu    sync.Mutex
	own   map[games.RoomID]*ownRoom
	dirty map[games.RoomID]bool // to be written
	all   bool                  // write everything: Redis may hold nothing, or old things

	readMu sync.Mutex // one read at a time
	read   reading

	wake     chan struct{} // something is dirty
	stop     chan struct{}
	done     chan struct{}
	stopOnce sync.Once
	stopErr  error
}

// ownRoom is what this node says of a room.
type ownRoom struct {
	card    rooms.Card
	at      time.Time
	carded  bool
	present int64
}

// Directory is met, so that rooms can announce.
var _ rooms.Directory = (*Cluster)(nil)

// Open connects, and fails in one line if Redis does not answer now; later it
// may come and go. Close ends it.
func Open(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.Node == "" {
		return nil, errors.New("cluster: the node has no name")
	}
	if cfg.Every <= 0 {
		cfg.Every = everyDefault
	}
	if cfg.TTL <= 0 {
		cfg.TTL = ttlDefault
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	client, embedded, err := connect(cfg.URL)
	if err != nil {
		return nil, err
	}
	c := &Cluster{
		cfg: cfg, client: client, embedded: embedded, keys: keysOf(cfg.Node),
		own: map[games.RoomID]*ownRoom{}, dirty: map[games.RoomID]bool{}, all: true,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
	}
	ctx, cancel := context.WithTimeout(ctx, callMax)
	defer cancel()
	if err := c.client.Ping(ctx).Err(); err != nil {
		return nil, errors.Join(fmt.Errorf("cluster: Redis at %s does not answer: %w", c.client.Options().Addr, err), c.disconnect())
	}
	c.healthy.Store(true)
	c.wakeUp() // the first write says that we are here
	go c.run()
	return c, nil
}

// Healthy says whether Redis answered last time. Tables do not depend on it.
func (c *Cluster) Healthy() bool { return c.healthy.Load() }

// Announce keeps a room's card; the newest replaces the one before.
func (c *Cluster) Announce(card rooms.Card) {
	c.change(card.Room, func(r *ownRoom) {
		r.card, r.carded, r.at = card, true, c.cfg.Now()
	})
}

// Retire takes a room's card back: this node does not own it any more.
func (c *Cluster) Retire(room games.RoomID) {
	c.change(room, func(r *ownRoom) { r.card, r.carded = rooms.Card{}, false })
}

// Present says how many players this node has at a room.
func (c *Cluster) Present(room games.RoomID, players int64) {
	c.change(room, func(r *ownRoom) { r.present = max(players, 0) })
}

func (c *Cluster) change(room games.RoomID, how func(*ownRoom)) {
	c.mu.Lock()
	r := c.own[room]
	if r == nil {
		r = &ownRoom{}
		c.own[room] = r
	}
	how(r)
	c.dirty[room] = true
	c.mu.Unlock()
	c.wakeUp()
}

func (c *Cluster) wakeUp() {
	select {
	case c.wake <- struct{}{}:
	default: // it is awake
	}
}

// Close takes this node's hints back, if Redis answers, and waits for
// everything that Open started. Further calls return the first one's error.
func (c *Cluster) Close() error {
	c.stopOnce.Do(func() {
		close(c.stop)
		<-c.done
		c.stopErr = c.disconnect()
	})
	return c.stopErr
}

func (c *Cluster) disconnect() error {
	err := c.client.Close()
	if c.embedded != nil {
		c.embedded.Close()
	}
	return err
}

// turn notes how Redis answered, and says so when that changed.
func (c *Cluster) turn(err error) {
	ok := err == nil
	if c.healthy.Swap(ok) == ok {
		return
	}
	if ok {
		c.cfg.Log.Info().Msg("Redis answers again")
	} else {
		c.cfg.Log.Warn().Err(err).Msg("Redis does not answer: the lobby shows this node's tables only")
	}
}
