package rooms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"croupier/games"
	"croupier/internal/failpoint"
)

// Hall is the rooms that this node owns. All methods may be called from any
// goroutine.
type Hall struct {
	world World

	mu     sync.Mutex
	rooms  map[games.RoomID]*Room
	closed bool
	left   sync.WaitGroup // goroutines that see rooms off
}

// NewHall makes an empty hall.
func NewHall(world World) *Hall {
	return &Hall{world: world, rooms: map[games.RoomID]*Room{}}
}

// Errors of Open.
var (
	// ErrOpen says that the room is here already, in this or a later term.
	ErrOpen = errors.New("rooms: the room is open already")
	// ErrHallClosed says that this node takes no more rooms.
	ErrHallClosed = errors.New("rooms: the hall is closed")
)

// Open starts a room from what the journal loaded for its term: it folds the
// round under way and goes on with it. A room of an earlier term that has not
// noticed yet is stopped first. An error is ErrOpen, ErrHallClosed, or says what
// is wrong with what was loaded.
func (h *Hall) Open(l *Loaded) (*Room, error) {
	room, err := newRoom(l, h.world)
	if err != nil {
		return nil, err
	}
	if was, ok := h.Room(l.Room); ok && was.term < l.Term {
		was.Stop()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrHallClosed
	}
	if was, ok := h.rooms[l.Room]; ok && !was.stopped() {
		return nil, fmt.Errorf("%w: room %d, term %d", ErrOpen, l.Room, was.term)
	}
	h.rooms[l.Room] = room
	h.left.Go(func() { h.seeOff(room) })
	room.start()
	return room, nil
}

// seeOff takes a room that has stopped off the list.
func (h *Hall) seeOff(room *Room) {
	<-room.done
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[room.id] == room {
		delete(h.rooms, room.id)
	}
}

// Room finds a room that is open here.
func (h *Hall) Room(id games.RoomID) (*Room, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room, ok := h.rooms[id]
	return room, ok && !room.stopped()
}

// Rooms lists the rooms that are open here, by id.
func (h *Hall) Rooms() []*Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]*Room, 0, len(h.rooms))
	for _, room := range h.rooms {
		if !room.stopped() {
			list = append(list, room)
		}
	}
	slices.SortFunc(list, func(a, b *Room) int { return int(a.id - b.id) })
	return list
}

// Seats is how many of the rooms are of one seat.
func (h *Hall) Seats() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, room := range h.rooms {
		if room.Seat() != 0 && !room.stopped() {
			n++
		}
	}
	return n
}

// Counts sums up the rooms, for readiness and metrics.
type Counts struct {
	Rooms    int
	Live     int // with a round under way
	Watching int
	Players  int // with money in a round
	Flights  int // entries that the journal has
	Waiting  int
	Inbox    int // requests not looked at
	Lost     int // rooms that wait for a source that cannot be read
}

// Counts is the sum of the rooms' states.
func (h *Hall) Counts() Counts {
	var n Counts
	for _, room := range h.Rooms() {
		s := room.Status()
		n.Rooms++
		if s.Card.Phase == games.Open || s.Card.Phase == games.Closed {
			n.Live++
		}
		n.Watching += s.Card.Watching
		n.Players += s.Card.Players
		n.Flights += s.Flights
		n.Waiting += s.Waiting
		n.Inbox += s.Inbox
		if s.SourceLost {
			n.Lost++
		}
	}
	return n
}

// StopAll stops every room where it stands and waits for them: the node's lease
// is over. The hall may be used again.
func (h *Hall) StopAll() {
	var all sync.WaitGroup
	for _, room := range h.Rooms() {
		all.Go(room.Stop)
	}
	all.Wait()
}

// Drain takes no more rooms, lets each finish its round and stops it; at the
// context's end it stops those that are left. It waits for all of them, and
// returns what made rooms stop other than the end of their round.
func (h *Hall) Drain(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	failpoint.Hit(failpoint.Drain)
	rooms := h.Rooms()
	errs := make([]error, len(rooms))
	var all sync.WaitGroup
	for i, room := range rooms {
		all.Go(func() { errs[i] = room.Drain(ctx) })
	}
	all.Wait()
	h.left.Wait()
	return errors.Join(errs...)
}

// Close takes no more rooms, stops every one where it stands and waits.
func (h *Hall) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.StopAll()
	h.left.Wait()
}
