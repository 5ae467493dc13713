package owner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"croupier/games"
	"croupier/rooms"
	"croupier/rooms/journal"
)

// Rooms of one seat are opened when their player asks, on the node that was
// asked, and stop by themselves when nobody has been in them for long
// (rooms/session.go). Then the owner gives them up as it does any that stopped.

// DemandMax is how many players' own rooms are open on a node: some 30 KiB each
// with their goroutine. Beyond it, ErrFull.
const DemandMax = 10_000

const (
	openMax   = 3 * time.Second // for a room that another call is just opening or giving up
	openPause = 10 * time.Millisecond
)

// Errors of Open.
var (
	// ErrFull says that this node has as many players' own rooms as it may.
	ErrFull = errors.New("owner: too many players' own rooms are open here")
	// ErrAway says that this node's lease is over: again in a moment.
	ErrAway = errors.New("owner: this node has no lease")
)

// Elsewhere says that another node has the room.
type Elsewhere struct {
	Room    games.RoomID
	Address string // of that node
}

func (e *Elsewhere) Error() string {
	return fmt.Sprintf("owner: room %d is open at %q", e.Room, e.Address)
}

// Open claims a room of one seat and opens it here; one that is open stays as it
// is. Errors: ErrFull, ErrAway, *Elsewhere, rooms.ErrHallClosed. May be called
// concurrently.
func (o *Owner) Open(ctx context.Context, id games.RoomID) (*rooms.Room, error) {
	for until := time.Now().Add(openMax); ; {
		room, err := o.openOnce(ctx, id)
		if room != nil || err != nil || time.Now().After(until) {
			if room == nil && err == nil {
				err = ErrAway
			}
			return room, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(openPause):
		}
	}
}

// openOnce tries once. Neither a room nor an error: it is on its way in or out.
func (o *Owner) openOnce(ctx context.Context, id games.RoomID) (*rooms.Room, error) {
	if room, ok := o.cfg.Hall.Room(id); ok {
		return room, nil
	}
	if !o.begin() {
		return nil, ErrFull
	}
	defer o.end()
	o.looking.RLock()
	defer o.looking.RUnlock()
	node := o.current()
	if node == nil {
		return nil, ErrAway
	}
	taken, err := node.Claim(ctx, id)
	if err != nil {
		return nil, err
	}
	term, ok := taken[id]
	if !ok {
		has, address, err := o.cfg.Journal.Owner(ctx, id)
		if err == nil && has != 0 && has != node.ID() {
			err = &Elsewhere{Room: id, Address: address}
		}
		return nil, err
	}
	if err := o.open(ctx, node, id, term); err != nil {
		return nil, err
	}
	room, ok := o.cfg.Hall.Room(id)
	if !ok {
		return nil, ErrAway
	}
	return room, nil
}

// begin counts a room that is about to open, and says whether there is a place.
func (o *Owner) begin() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cfg.Hall.Seats()+o.opening >= DemandMax {
		return false
	}
	o.opening++
	return true
}

func (o *Owner) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opening--
}

// Sit finds a player's own room or makes it, and opens it here. Errors: Open's,
// and journal.ErrSessionsFull. May be called concurrently.
func (o *Owner) Sit(ctx context.Context, c journal.SessionConfig) (games.RoomID, error) {
	id, err := o.cfg.Journal.EnsureSession(ctx, c)
	if err != nil {
		return 0, err
	}
	_, err = o.Open(ctx, id)
	return id, err
}
