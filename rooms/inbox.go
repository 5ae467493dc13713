package rooms

import (
	"errors"
	"sync"

	"croupier/games"
)

// inboxMax is how many requests may wait for the loop: a full table (10,000)
// that asks at once. Full: the sender is told "busy" at once, with its id
// unused; nothing is dropped in silence.
const inboxMax = 16384

// ErrInboxFull says that nothing was queued: the room is behind.
var ErrInboxFull = errors.New("rooms: the room's inbox is full")

// inbox is the one queue into a room's loop. It stamps what it takes with room
// time, in the order in which it is taken, and never backwards.
type inbox struct {
	clock  Clock
	signal chan struct{} // holds one token while something waits

	mu       sync.Mutex
	items    []input
	requests int // of items: those that count against inboxMax
	last     games.Moment
	closed   bool
}

func newInbox(clock Clock, last games.Moment) *inbox {
	return &inbox{clock: clock, last: last, signal: make(chan struct{}, 1)}
}

// put queues a request from outside: ErrInboxFull or ErrStopped if it does not.
func (b *inbox) put(what any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrStopped
	}
	if b.requests >= inboxMax {
		return ErrInboxFull
	}
	b.requests++
	b.push(what)
	return nil
}

// putAlways queues what must not be lost: verdicts, of which there are no more
// than flights, and leavings, of which there are no more than connections.
func (b *inbox) putAlways(what any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.push(what)
	}
}

func (b *inbox) push(what any) {
	b.items = append(b.items, input{b.stamp(), what})
	select {
	case b.signal <- struct{}{}:
	default:
	}
}

func (b *inbox) stamp() games.Moment {
	b.last = max(b.last, b.clock.Now())
	return b.last
}

// take hands over all that waits, and the moment of doing so.
func (b *inbox) take(into []input) ([]input, games.Moment) {
	b.mu.Lock()
	defer b.mu.Unlock()
	items := b.items
	b.items, b.requests = into[:0], 0
	return items, b.stamp()
}

func (b *inbox) size() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items)
}

// close refuses everything from now on.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed, b.items = true, nil
}
