package model

import (
	"context"
	"errors"

	"croupier/games"
	"croupier/rooms"
)

// JournalConfig says how a journal works: the bounds are those of rooms/journal,
// smaller, so that a short run meets them.
type JournalConfig struct {
	Writers    int
	QueueMax   int
	EntriesMax int   // of a batch
	AttemptUs  int64 // a batch's connection is given up after it
	RestMinUs  int64
	RestMaxUs  int64
	SkipsMax   int
	SkipUs     int64
	AsideMax   int
}

// Defaults are the bounds that rooms/journal has.
func Defaults() JournalConfig {
	return JournalConfig{Writers: 2, QueueMax: 32 << 10, EntriesMax: 1024, AttemptUs: 15_000_000,
		RestMinUs: 10_000, RestMaxUs: 1_000_000, SkipsMax: 8, SkipUs: 100_000, AsideMax: 2}
}

// Journal implements rooms.Journal on a machine. Everything of it is for one
// goroutine; Done is called from the machine's events.
type Journal struct {
	d       *Database
	h       Host
	node    int64
	cfg     JournalConfig
	writers []*writer
	pending int
	failed  map[games.RoomID]int64
}

var _ rooms.Journal = (*Journal)(nil)

// NewJournal makes the journal of a node.
func (d *Database) NewJournal(h Host, node int64, cfg JournalConfig) *Journal {
	j := &Journal{d: d, h: h, node: node, cfg: cfg, failed: map[games.RoomID]int64{}}
	for range cfg.Writers {
		w := &writer{j: j, busy: map[games.RoomID]bool{}, lane: &lane{j: j}}
		for range cfg.AsideMax {
			w.free = append(w.free, &lane{j: j})
			w.all = append(w.all, w.free[len(w.free)-1])
		}
		j.writers = append(j.writers, w)
	}
	return j
}

// Submit queues an entry; see rooms.Journal.
func (j *Journal) Submit(e *rooms.Entry) error {
	if e.Bet != nil {
		if _, ok := e.Bet.ID.Minted(); !ok {
			return rooms.ErrBadID
		}
	}
	if j.pending >= j.cfg.QueueMax {
		j.d.Counted.Full++
		return rooms.ErrJournalFull
	}
	j.pending++
	w := j.writers[int64(e.Room)%int64(len(j.writers))]
	w.queue = append(w.queue, &item{e: e})
	w.wake()
	return nil
}

// Load reads at once, for those who are at the database themselves.
func (j *Journal) Load(_ context.Context, room games.RoomID) (*rooms.Loaded, error) {
	if l := j.d.Load(room); l != nil {
		return l, nil
	}
	return nil, errNoRoom
}

// Drop gives every session up, as the end of the process does.
func (j *Journal) Drop() {
	for _, w := range j.writers {
		w.lane.drop()
		for _, l := range w.all {
			l.drop()
		}
	}
}

func (j *Journal) answer(it *item, v rooms.Verdict) {
	if it.answered {
		return
	}
	it.answered = true
	j.pending--
	switch v.Outcome {
	case rooms.Failed:
		j.d.Counted.Failed++
		j.failed[it.e.Room] = max(j.failed[it.e.Room], it.e.Term)
	case rooms.Stale:
		j.d.Counted.Stale++
	case rooms.Repeated:
		j.d.Counted.Repeated++
	case rooms.Conflict:
		j.d.Counted.Conflicts++
	}
	it.e.Done(v)
}

// item is an entry on its way.
type item struct {
	e        *rooms.Entry
	skips    int
	skipped  int64
	answered bool
}

// writer commits the entries of its rooms, in the order of each room.
type writer struct {
	j     *Journal
	lane  *lane
	queue []*item
	busy  map[games.RoomID]bool
	free  []*lane
	all   []*lane // the asides', free or not
	awake bool
	under bool // a batch is under way
}

func (w *writer) wake() {
	if w.awake || w.under {
		return
	}
	w.awake = true
	w.j.h.After(0, func() {
		w.awake = false
		w.turn()
	})
}

// turn sends the next batch, and what goes aside.
func (w *writer) turn() {
	if w.under {
		return
	}
	items, aside := w.compose(w.j.h.Mono())
	for _, it := range aside {
		w.runAside(it)
	}
	if len(items) == 0 {
		return
	}
	w.under = true
	w.lane.conclude(items, false, func(deferred []*item) {
		w.under = false
		w.queue = append(deferred, w.queue...)
		if len(w.queue) > 0 {
			w.wake()
		}
	})
}

const (
	largeMoves    = 256
	batchMovesMax = 8192
)

// compose takes the next batch from the queue, and what goes aside.
func (w *writer) compose(now int64) (items, aside []*item) {
	stays, taken, ended := map[games.RoomID]bool{}, map[games.RoomID]bool{}, map[games.RoomID]bool{}
	var rest []*item
	moves := 0
	for _, it := range w.queue {
		e := it.e
		overdue := it.skips >= w.j.cfg.SkipsMax || it.skips > 0 && now-it.skipped >= w.j.cfg.SkipUs
		apart := overdue || len(e.Moves) > largeMoves
		switch {
		case stays[e.Room] || w.busy[e.Room],
			len(items) == w.j.cfg.EntriesMax || moves+len(e.Moves) > batchMovesMax && !apart,
			apart && (taken[e.Room] || len(aside) == len(w.free)),
			e.Open != nil && ended[e.Room]:
			stays[e.Room] = true
			rest = append(rest, it)
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
	w.queue = rest
	return items, aside
}

func (w *writer) runAside(it *item) {
	l := w.free[len(w.free)-1]
	w.free = w.free[:len(w.free)-1]
	w.j.d.Counted.Aside++
	l.conclude([]*item{it}, true, func([]*item) {
		w.free = append(w.free, l)
		delete(w.busy, it.e.Room)
		w.wake()
	})
}

// lane is a session and what runs on it, one batch at a time.
type lane struct {
	j *Journal
	s *Session
}

func (l *lane) session() *Session {
	if l.s == nil || l.s.gone {
		l.s = l.j.d.Connect(l.j.h, l.j.node)
	}
	return l.s
}

func (l *lane) drop() {
	if l.s != nil {
		l.s.Drop()
	}
}

const againMax = 8

// run is a batch on its way to its end.
type run struct {
	l               *lane
	items           []*item
	force           bool
	refusals, races int
	restUs          int64
	done            func(deferred []*item)
}

// conclude runs a batch to its end: every item is answered, or given to done as
// deferred.
func (l *lane) conclude(items []*item, force bool, done func([]*item)) {
	(&run{l: l, items: items, force: force, done: done}).attempt()
}

func (r *run) attempt() {
	b := newBatch(r.items, r.force)
	s := r.l.session()
	us := r.l.j.cfg.AttemptUs
	s.call(us, func(reply func(error)) { b.read(s, reply) }, func(err error) {
		if err != nil {
			r.failed(b, err, false)
			return
		}
		b.decide(r.l.j)
		if len(b.w.steps) == 0 && len(b.w.bets) == 0 {
			s.call(us, s.rollback, func(error) { r.answer(b) })
			return
		}
		s.call(us, func(reply func(error)) { b.commit(s, reply) }, func(err error) {
			if err != nil {
				r.failed(b, err, true)
				return
			}
			r.answer(b)
		})
	})
}

// failed sorts an error of a batch.
func (r *run) failed(b *batch, err error, commitSent bool) {
	lost := errors.Is(err, ErrLost) || errors.Is(err, ErrTimeout)
	switch {
	case lost && commitSent:
		r.resolve(b)
		return
	case lost:
		r.rest(r.attempt)
		return
	case errors.Is(err, errAgain):
		if r.races++; r.races > againMax {
			r.refusals++
		}
	default:
		r.refusals++
	}
	if r.refusals >= 2 {
		r.halve(err)
		return
	}
	r.l.j.h.After(0, r.attempt)
}

// rest waits while the database does not answer: hardly after the first loss.
func (r *run) rest(then func()) {
	us := r.restUs
	r.restUs = min(max(2*us, r.l.j.cfg.RestMinUs), r.l.j.cfg.RestMaxUs)
	r.l.j.h.After(us, then)
}

// resolve finds out behind the rooms' locks whether a commit that got no answer
// happened.
func (r *run) resolve(b *batch) {
	s := r.l.session()
	var found bool
	s.call(r.l.j.cfg.AttemptUs, func(reply func(error)) {
		t := s.begin()
		t.lockAll(keysOf(tableRooms, b.glance.Rooms), false, func() {
			found = s.d.holdsBatch(&b.w)
			t.end()
			reply(nil)
		})
	}, func(err error) {
		switch {
		case err != nil:
			r.rest(func() { r.resolve(b) })
		case found:
			s.d.Counted.UnknownCommitted++
			r.answer(b)
		default:
			s.d.Counted.UnknownRolledBack++
			r.attempt()
		}
	})
}

// holdsBatch says whether any one row of a batch is there: it proves all of it.
func (d *Database) holdsBatch(w *writes) bool {
	if len(w.steps) > 0 {
		s := w.steps[0]
		log := d.rooms[s.e.Room].log
		return s.seq <= int64(len(log)) && log[s.seq-1].Batch == w.batch
	}
	bet := d.bets[betRef{w.bets[0].Key.ID, w.bets[0].Key.Player}]
	return bet != nil && bet.Batch == w.batch
}

// halve runs the halves of a batch that was refused twice, until the fault is
// alone.
func (r *run) halve(err error) {
	if len(r.items) == 1 {
		r.l.j.answer(r.items[0], rooms.Verdict{Outcome: rooms.Failed, Err: err})
		r.done(nil)
		return
	}
	r.l.j.d.Counted.Halved++
	half := len(r.items) / 2
	r.l.conclude(r.items[:half], r.force, func(deferred []*item) {
		held := map[games.RoomID]bool{}
		for _, it := range deferred {
			held[it.e.Room] = true
		}
		var second []*item
		for _, it := range r.items[half:] {
			if held[it.e.Room] {
				deferred = append(deferred, it)
			} else {
				second = append(second, it)
			}
		}
		if len(second) == 0 {
			r.done(deferred)
			return
		}
		r.l.conclude(second, r.force, func(more []*item) { r.done(append(deferred, more...)) })
	})
}

// answer tells the verdicts of a batch that is known to be committed.
func (r *run) answer(b *batch) {
	j := r.l.j
	j.d.Counted.Skipped += len(b.deferred)
	for _, it := range b.deferred {
		if it.skips == 0 {
			it.skipped = j.h.Mono()
		}
		it.skips++
	}
	for i, it := range b.items {
		if b.verdicts[i].Outcome != 0 {
			j.answer(it, b.verdicts[i])
		}
	}
	r.done(b.deferred)
}
