package journal

import (
	"context"
	"slices"
	"sync"
	"time"

	"croupier/games"
	"croupier/rooms"
)

// The bounds of a batch. More than 1,024 entries make it longer, not faster;
// more than 256 moves are a settlement, which goes aside.
const (
	batchEntriesMax = 1024
	batchMovesMax   = 8192
	largeMoves      = 256
)

// An entry whose accounts somebody else holds is put off this often, or for this
// long; then it waits for them, aside.
const (
	skipsMax = 8
	skipMax  = 100 * time.Millisecond
	// asideMax batches run beside a writer at once; further ones stay queued.
	asideMax = 2
)

// item is an entry on its way.
type item struct {
	e        *rooms.Entry
	skips    int
	skipped  time.Time // of the first skip
	answered bool
}

func (it *item) overdue(now time.Time) bool {
	return it.skips >= skipsMax || (it.skips > 0 && now.Sub(it.skipped) >= skipMax)
}

// writer commits the entries of its rooms, in the order of each room.
type writer struct {
	j    *Journal
	lane *lane

	mu    sync.Mutex
	queue []*item
	busy  map[games.RoomID]bool // rooms with an entry aside
	free  []*lane               // of the asides that are not under way
	bell  chan struct{}         // 1: something changed
	side  sync.WaitGroup
}

func newWriter(j *Journal) *writer {
	w := &writer{j: j, lane: newLane(j), busy: map[games.RoomID]bool{}, bell: make(chan struct{}, 1)}
	for range asideMax {
		w.free = append(w.free, newLane(j))
	}
	return w
}

func (w *writer) wake() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// submit queues an entry, unless the journal has been stopped meanwhile.
func (w *writer) submit(e *rooms.Entry) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.j.stopped.Load() {
		return false
	}
	w.queue = append(w.queue, &item{e: e})
	w.wake()
	return true
}

// run is the writer's goroutine: it ends when the journal is stopped and
// nothing is left, or when ctx is over, which answers the rest Stale.
func (w *writer) run(ctx context.Context) {
	for ctx.Err() == nil {
		items, aside, idle := w.compose(time.Now())
		for _, it := range aside {
			w.runAside(ctx, it)
		}
		if len(items) > 0 {
			w.back(w.lane.conclude(ctx, items, w.patience(items)))
			continue
		}
		if len(aside) > 0 {
			continue
		}
		if idle && w.j.stopped.Load() {
			break
		}
		select {
		case <-ctx.Done():
		case <-w.bell:
		}
	}
	w.side.Wait()
	w.mu.Lock()
	rest := w.queue
	w.queue = nil
	w.mu.Unlock()
	w.lane.abandon(rest)
	w.lane.drop()
	for _, l := range w.free {
		l.drop()
	}
}

// patience of a batch: none beside a large settlement of this node, and none for
// what was put off already.
func (w *writer) patience(items []*item) patience {
	if w.j.settling.Load() > 0 || slices.ContainsFunc(items, func(it *item) bool { return it.skips > 0 }) {
		return waitNot
	}
	return waitShortly
}

// compose takes the next batch from the queue, and what goes aside. A room's
// entries keep their order: once one stays, the later ones stay as well. idle
// says that nothing is queued and nothing is aside.
func (w *writer) compose(now time.Time) (items, aside []*item, idle bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return nil, nil, len(w.busy) == 0
	}
	held := map[games.RoomID]bool{}  // has an entry that stays
	taken := map[games.RoomID]bool{} // has an entry in this batch
	ended := map[games.RoomID]bool{} // ended a round in this batch
	moves := 0
	stay := w.queue[:0]
	for _, it := range w.queue {
		e := it.e
		apart := len(e.Moves) > largeMoves || it.overdue(now)
		switch {
		case held[e.Room] || w.busy[e.Room],
			len(items) == batchEntriesMax || moves+len(e.Moves) > batchMovesMax && !apart,
			apart && (taken[e.Room] || len(aside) == len(w.free)),
			e.Open != nil && ended[e.Room]: // one round under way per room, at every statement
			held[e.Room] = true
			stay = append(stay, it)
		case apart:
			w.busy[e.Room] = true
			aside = append(aside, it)
		default:
			taken[e.Room] = true
			ended[e.Room] = ended[e.Room] || e.Then.Ended()
			moves += len(e.Moves)
			items = append(items, it)
		}
	}
	clear(w.queue[len(stay):])
	w.queue = stay
	return items, aside, false
}

// back puts deferred entries before everything else.
func (w *writer) back(deferred []*item) {
	if len(deferred) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queue = append(deferred, w.queue...)
}

// runAside commits one entry beside the writer, waiting for its accounts. Its
// room is busy until then.
func (w *writer) runAside(ctx context.Context, it *item) {
	w.mu.Lock()
	l := w.free[len(w.free)-1]
	w.free = w.free[:len(w.free)-1]
	w.mu.Unlock()
	w.j.metrics.Aside.Inc()
	w.side.Go(func() {
		if large := len(it.e.Moves) > largeMoves; large {
			w.j.settling.Add(1)
			defer w.j.settling.Add(-1)
		}
		l.conclude(ctx, []*item{it}, waitOut)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.free = append(w.free, l)
		delete(w.busy, it.e.Room)
		w.wake()
	})
}
