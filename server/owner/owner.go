package owner

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/internal/failpoint"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/store"
)

// Config says which rooms to keep, and where.
type Config struct {
	DB      *store.DB
	Journal *journal.Journal
	Hall    *rooms.Hall
	Clock   *Clock
	Rooms   []games.RoomID // claimed when nobody has them
	Name    string         // of this node, for people
	Address string         // where other nodes reach it
	Lease   time.Duration
	// Alone says that no other server can be on the database: every other node
	// is declared dead at the start, and nobody waits for its lease.
	Alone bool
	Log   zerolog.Logger
}

// How long a room that stopped by a fault rests before it is opened again: a
// fault of the rules comes back at once, and must not fill the log.
const (
	restMin  = 500 * time.Millisecond
	restMax  = 30 * time.Second
	joinMin  = 100 * time.Millisecond
	joinMax  = 2 * time.Second
	leaveMax = 5 * time.Second
)

// Owner keeps a node's rooms from Start to Stop.
type Owner struct {
	cfg    Config
	cancel context.CancelFunc
	done   sync.WaitGroup

	// looking is held while the rooms are looked after, and for reading while one
	// is opened on demand: what is about to be opened is not taken for stopped.
	looking sync.RWMutex

	mu      sync.Mutex
	node    *journal.Node // nil while joining
	stopped map[games.RoomID]rest
	opening int // rooms of one seat that are being opened on demand

	look chan struct{} // holds a token when a room has stopped by itself
}

// rest is how a room that stopped waits for its next opening.
type rest struct {
	until time.Time
	next  time.Duration
}

// New makes an owner that keeps nothing yet.
func New(cfg Config) *Owner {
	return &Owner{cfg: cfg, stopped: map[games.RoomID]rest{}, look: make(chan struct{}, 1)}
}

// Start joins the house, claims the rooms and opens them, then keeps them until
// Stop. It returns when they are open; rooms that another node owns stay there.
func (o *Owner) Start(ctx context.Context) error {
	node, err := o.join(ctx)
	if err != nil {
		return err
	}
	if o.cfg.Alone {
		if _, err := node.Alone(ctx); err != nil {
			return errors.Join(err, o.leave(node))
		}
	}
	err = o.claim(ctx, node)
	for errors.Is(err, journal.ErrLost) { // a slow machine: the lease ended while the rooms were opened
		if node = o.rejoin(ctx, node); node == nil {
			return ctx.Err()
		}
		err = o.claim(ctx, node)
	}
	if err != nil {
		o.cfg.Hall.StopAll()
		return errors.Join(err, o.leave(node))
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	o.cancel = cancel
	o.done.Go(func() { o.keep(run, node) })
	return nil
}

// Stop gives the rooms up, whose loops must have stopped, and leaves the house.
func (o *Owner) Stop() error {
	if o.cancel == nil {
		return nil
	}
	o.cancel()
	o.done.Wait()
	node := o.current()
	if node == nil {
		return nil
	}
	return o.leave(node)
}

// Held says whether this node's lease is good.
func (o *Owner) Held() bool { return o.current() != nil }

func (o *Owner) current() *journal.Node {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.node
}

func (o *Owner) leave(node *journal.Node) error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveMax)
	defer cancel()
	return node.Leave(ctx)
}

func (o *Owner) join(ctx context.Context) (*journal.Node, error) {
	node, err := journal.Join(ctx, o.cfg.DB.App, journal.NodeConfig{
		Name: o.cfg.Name, Address: o.cfg.Address, Lease: o.cfg.Lease, Log: o.cfg.Log,
		// Before anything else: nothing of these rooms may be written or shown.
		OnLost: func(error) { o.cfg.Hall.StopAll() },
	})
	if err != nil {
		return nil, err
	}
	o.cfg.Clock.follow(node)
	o.mu.Lock()
	o.node = node
	o.mu.Unlock()
	return node, nil
}

// keep looks after the rooms until ctx is over. When the lease is lost it joins
// again, as a new node.
func (o *Owner) keep(ctx context.Context, node *journal.Node) {
	often := time.NewTicker(o.cfg.Lease / 2)
	defer often.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-node.Lost():
			if node = o.rejoin(ctx, node); node == nil {
				return
			}
		case <-often.C:
			o.lookAfter(ctx, node)
		case <-o.look:
			o.lookAfter(ctx, node)
		}
	}
}

func (o *Owner) lookAfter(ctx context.Context, node *journal.Node) {
	if err := o.claim(ctx, node); err != nil && ctx.Err() == nil {
		o.cfg.Log.Warn().Err(err).Msg("rooms could not be looked after; again soon")
	}
}

// rejoin waits for the database and joins as a new node; nil when ctx is over.
func (o *Owner) rejoin(ctx context.Context, lost *journal.Node) *journal.Node {
	o.mu.Lock()
	o.node = nil
	o.mu.Unlock()
	if err := o.leave(lost); err != nil { // its rooms are free when its lease ends, at the latest
		o.cfg.Log.Warn().Err(err).Msg("the lost node could not be declared dead")
	}
	for pause := joinMin; ; pause = min(2*pause, joinMax) {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		node, err := o.join(ctx)
		if err != nil {
			o.cfg.Log.Warn().Err(err).Msg("this node could not join again; its tables stand still")
			continue
		}
		if err := o.claim(ctx, node); err != nil {
			o.cfg.Log.Warn().Err(err).Msg("rooms could not be claimed; again soon")
		}
		return node
	}
}

// claim takes the rooms that are free and those of dead nodes, and opens all
// that this node owns and that are not open.
func (o *Owner) claim(ctx context.Context, node *journal.Node) error {
	o.looking.Lock()
	defer o.looking.Unlock()
	if err := o.releaseStopped(ctx, node); err != nil {
		return err
	}
	forsaken, err := o.cfg.Journal.Forsaken(ctx)
	if err != nil {
		return err
	}
	taken, err := node.Claim(ctx, o.due(forsaken)...)
	if err != nil {
		return err
	}
	orphans, err := node.TakeOver(ctx)
	if err != nil {
		return err
	}
	for room, term := range orphans {
		taken[room] = term
	}
	if err := o.letIdle(ctx, node, orphans, taken); err != nil {
		return err
	}
	var errs []error
	for room, term := range taken {
		errs = append(errs, o.open(ctx, node, room, term))
	}
	return errors.Join(errs...) // one room's trouble keeps no other closed
}

// letIdle gives up, of rooms taken over, players' own where nothing goes on.
func (o *Owner) letIdle(ctx context.Context, node *journal.Node, orphans, taken journal.Terms) error {
	if len(orphans) == 0 {
		return nil
	}
	idle, err := node.ReleaseIdle(ctx, slices.Collect(maps.Keys(orphans))...)
	for _, room := range idle {
		delete(taken, room)
	}
	return err
}

// due are the configured rooms, and those of players with a round under way
// that nobody has, but those that rest.
func (o *Owner) due(forsaken []games.RoomID) []games.RoomID {
	o.mu.Lock()
	defer o.mu.Unlock()
	var due []games.RoomID
	for _, room := range slices.Concat(o.cfg.Rooms, forsaken) {
		if time.Now().After(o.stopped[room].until) {
			due = append(due, room)
		}
	}
	return due
}

// open loads a room and starts it. One that cannot be opened is logged, given up
// for somebody else to try, and rests; the error is of giving it up.
func (o *Owner) open(ctx context.Context, node *journal.Node, id games.RoomID, term int64) error {
	loaded, err := o.cfg.Journal.Load(ctx, id)
	failpoint.Hit(failpoint.DuringTakeover)
	if err == nil && loaded.Term != term {
		return nil // somebody was quicker
	}
	if err == nil {
		_, err = o.cfg.Hall.Open(loaded)
	}
	if err == nil || errors.Is(err, rooms.ErrHallClosed) {
		return nil
	}
	o.cfg.Log.Error().Err(err).Int64("room", int64(id)).Int64("term", term).Msg("a room does not open")
	o.rests(id)
	return node.Release(ctx, id, term)
}

// Stopped is for rooms.World: a room stopped, and why. It does not block.
func (o *Owner) Stopped(room games.RoomID, why error) {
	if why == nil {
		select {
		case o.look <- struct{}{}: // drained: it is given up soon
		default:
		}
		return
	}
	if errors.Is(why, context.Canceled) || errors.Is(why, rooms.ErrStale) {
		return // stopped by us, or somebody else's by now
	}
	o.cfg.Log.Error().Err(why).Int64("room", int64(room)).Msg("a room stopped by a fault")
	o.rests(room)
}

func (o *Owner) rests(room games.RoomID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	was := o.stopped[room]
	next := max(restMin, min(2*was.next, restMax))
	if time.Since(was.until) > restMax {
		next = restMin // it ran well for a while
	}
	o.stopped[room] = rest{until: time.Now().Add(next), next: next}
}

// releaseStopped gives up the rooms that this node owns though their loop has
// stopped, so that the claim that follows raises their terms and nothing of the
// old loop can be written.
func (o *Owner) releaseStopped(ctx context.Context, node *journal.Node) error {
	held, err := node.Held(ctx)
	if err != nil {
		return err
	}
	for room, term := range held {
		if _, open := o.cfg.Hall.Room(room); open {
			continue
		}
		if err := node.Release(ctx, room, term); err != nil {
			return err
		}
	}
	return nil
}
