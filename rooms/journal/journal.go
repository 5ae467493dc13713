package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/rooms"
	"croupier/wallet/money"
)

// Config says how a journal works.
type Config struct {
	DB *pgxpool.Pool // of the serving role

	// Writers is how many batches are under way at once (default 2: more than
	// two lose on two cores). Each keeps up to three connections of its own.
	Writers int
	// QueueMax bounds the entries submitted and not answered (default 32768);
	// then Submit says ErrJournalFull.
	QueueMax int
	// IdleMax is when the database ends a transaction of ours that says nothing
	// (default 2 s): a node that is stopped in the middle of a batch must not
	// hold its rooms' rows against a takeover (B26).
	IdleMax time.Duration

	Log zerolog.Logger

	hooks hooks
}

// hooks are where tests step in and look on; each may be nil. They are called
// by the goroutine that runs the batch.
type hooks struct {
	beforeWrite func(*batch)              // between the two round trips of a batch
	onFault     func(*batch, *batchError) // an attempt did not go through; the batch may be nil
	onResolved  func(*batch, bool)        // an unknown COMMIT is known: committed or not
}

const (
	writersDefault  = 2
	queueMaxDefault = 32 << 10
	idleMaxDefault  = 2 * time.Second
)

// Journal implements rooms.Journal. Its methods may be called concurrently.
//
//	New ──► Start ──► Submit, Load … ──► Stop
type Journal struct {
	cfg     Config
	metrics *Metrics
	writers []*writer
	pending atomic.Int64
	stopped atomic.Bool
	// settling counts the large settlements under way beside the writers.
	settling atomic.Int64

	place      sync.RWMutex
	from, to   games.BetID // bet ids that have a place
	currencies sync.Map    // games.RoomID → money.Currency: a room's never changes
	failed     sync.Map    // games.RoomID → term whose step could not be stored

	cancel context.CancelFunc
	done   sync.WaitGroup
	aside  sync.WaitGroup
}

var _ rooms.Journal = (*Journal)(nil)

// New makes the partitions that the next weeks need and returns a journal that
// is not running.
func New(ctx context.Context, cfg Config) (*Journal, error) {
	if cfg.DB == nil {
		return nil, errors.New("journal: no database")
	}
	if cfg.Writers <= 0 {
		cfg.Writers = writersDefault
	}
	if cfg.QueueMax <= 0 {
		cfg.QueueMax = queueMaxDefault
	}
	if cfg.IdleMax <= 0 {
		cfg.IdleMax = idleMaxDefault
	}
	j := &Journal{cfg: cfg, metrics: newMetrics()}
	if err := j.partitions(ctx); err != nil {
		return nil, err
	}
	for range cfg.Writers {
		j.writers = append(j.writers, newWriter(j))
	}
	return j, nil
}

// Metrics are the journal's counters.
func (j *Journal) Metrics() *Metrics { return j.metrics }

// Start begins to write; Stop ends it.
func (j *Journal) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	j.cancel = cancel
	for _, w := range j.writers {
		j.done.Go(func() { w.run(ctx) })
	}
	j.aside.Go(func() { j.keepPartitions(ctx) })
}

// Stop takes no further entries (ErrStopped), answers those it has, and waits.
// When ctx is over first, the remaining entries are answered Stale: what became
// of them is for the next owner of their rooms to see.
func (j *Journal) Stop(ctx context.Context) error {
	j.stopped.Store(true)
	for _, w := range j.writers {
		w.wake()
	}
	if j.cancel == nil {
		return nil
	}
	drained := make(chan struct{})
	go func() { j.done.Wait(); close(drained) }()
	var err error
	select {
	case <-drained:
	case <-ctx.Done():
		err = fmt.Errorf("journal: stopped with entries under way: %w", ctx.Err())
	}
	j.cancel()
	<-drained
	j.aside.Wait()
	return err
}

// Submit queues an entry; see rooms.Journal. An id that has no place in the
// database (no UUIDv7, or made weeks off) is ErrBadID: rooms refuses those
// before they come here.
func (j *Journal) Submit(e *rooms.Entry) error {
	if j.stopped.Load() {
		return rooms.ErrStopped
	}
	if e.Bet != nil && !j.placed(e.Bet.ID) {
		return rooms.ErrBadID
	}
	if j.pending.Add(1) > int64(j.cfg.QueueMax) {
		j.pending.Add(-1)
		return rooms.ErrJournalFull
	}
	if !j.writers[uint64(e.Room)%uint64(len(j.writers))].submit(e) {
		j.pending.Add(-1)
		return rooms.ErrStopped
	}
	j.metrics.Queue.Inc()
	return nil
}

// answer tells an entry its verdict, once.
func (j *Journal) answer(it *item, v rooms.Verdict) {
	if it.answered {
		return
	}
	it.answered = true
	j.pending.Add(-1)
	j.metrics.Queue.Dec()
	j.metrics.Entries.Inc()
	switch v.Outcome {
	case rooms.Refused:
		j.metrics.Refused.Inc()
	case rooms.Repeated:
		j.metrics.Repeated.Inc()
	case rooms.Stale:
		j.metrics.Stale.Inc()
	case rooms.Failed:
		j.metrics.Failed.Inc()
		j.failed.Store(it.e.Room, it.e.Term)
		j.cfg.Log.Error().Err(v.Err).Int64("room", int64(it.e.Room)).Int64("round", int64(it.e.Round)).
			Int64("term", it.e.Term).Msg("a step could not be stored; its room stops")
	}
	it.e.Done(v)
}

// failedTerm says whether a step of that room and term could not be stored:
// what was decided on top of it must not be either.
func (j *Journal) failedTerm(room games.RoomID, term int64) bool {
	t, ok := j.failed.Load(room)
	return ok && term <= t.(int64)
}

// currency is a room's, from memory or from its row; 0 if there is no such room.
func (j *Journal) currency(room games.RoomID) money.Currency {
	if c, ok := j.currencies.Load(room); ok {
		return c.(money.Currency)
	}
	return 0
}
