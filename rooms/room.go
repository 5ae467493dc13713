package rooms

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"croupier/games"
	"croupier/server/wire"
)

// World is what a room needs around it. Every field is required but Pairs and
// Stopped.
type World struct {
	Journal   Journal
	Sealer    Sealer
	Purse     Purse
	Directory Directory
	Clock     Clock
	Registry  *Registry
	// Pairs is for rooms of one seat; nil: none opens here.
	Pairs Pairs
	// Stopped is told when a room has stopped by itself or by order, once, from
	// the room's goroutine: those who watched it are to be told to come back.
	// why is nil after a drain, context.Canceled after Stop. It must not block.
	Stopped func(room games.RoomID, watching []Subscriber, why error)
}

// Room is a live table: one goroutine over a pure core. All methods may be
// called from any goroutine, and none waits for the database but Pause and
// Unpause.
type Room struct {
	id    games.RoomID
	term  int64
	world World
	inbox *inbox
	quit  chan struct{}
	order sync.Once // of closing quit
	done  chan struct{}

	status atomic.Pointer[Status]
	err    error // why it stopped; read after done

	// Of the loop alone.
	core *core
	fed  []any // answers to effects, at once
	took []input
}

// newRoom folds what the database knows; start begins to work.
func newRoom(l *Loaded, world World) (_ *Room, err error) {
	defer func() {
		// A log that the rules cannot stand must not take the node's other rooms along.
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: room %d: panic: %v\n%s", ErrFault, l.Room, p, debug.Stack())
		}
	}()
	if l.Seat != 0 && world.Pairs == nil {
		return nil, fmt.Errorf("%w: room %d: nobody here keeps pairs of seeds", ErrFault, l.Room)
	}
	core, err := newCore(l, world.Registry, world.Sealer)
	if err != nil {
		return nil, err
	}
	r := &Room{
		id: l.Room, term: l.Term, world: world, inbox: newInbox(world.Clock, core.now),
		quit: make(chan struct{}), done: make(chan struct{}), core: core,
	}
	if core.card, err = core.makeCard(); err != nil {
		return nil, err
	}
	r.publish()
	return r, nil
}

func (r *Room) start() { go r.run() }

// ID is the room's id.
func (r *Room) ID() games.RoomID { return r.id }

// Seat is the one player of the room; 0: all share it.
func (r *Room) Seat() games.PlayerID { return r.core.seat }

// Term is the room's term on this node.
func (r *Room) Term() int64 { return r.term }

// Join lets a connection in, or resumes it from the point that it has. The
// answer comes through sub.Send: what was missed or snapshots, joined, and a
// verdict for each id inquired. An actor without a player only watches. The
// error is ErrInboxFull or ErrStopped.
func (r *Room) Join(sub Subscriber, who games.Actor, p Point, inquire []games.BetID, cid int64) error {
	return r.inbox.put(inJoin{sub, who, p, inquire, cid})
}

// Leave forgets a connection. Bets stand.
func (r *Room) Leave(sub Subscriber) { r.inbox.putAlways(inLeave{sub}) }

// Act asks the table for something, for a connection that has joined. Whatever
// comes of it is told through sub.Send; the error says only that the act was not
// queued (ErrInboxFull, ErrStopped), its id unused.
func (r *Room) Act(sub Subscriber, who games.Actor, act wire.Act) error {
	return r.inbox.put(inAct{sub, who, act})
}

// Inquire asks for the verdicts of ids; each is answered through sub.Send. An id
// that nobody knows gets the stored refusal "withdrawn".
func (r *Room) Inquire(sub Subscriber, who games.Actor, ids []string, cid int64) error {
	return r.inbox.put(inInquire{sub, who, ids, cid})
}

// Pause lets the round under way finish and opens no further one; it returns
// when that is on the log. A room that is paused already stays so, without a
// step. Errors: ErrInboxFull, ErrJournalFull, ErrStopped, or the context's, in
// which case the outcome is not known.
func (r *Room) Pause(ctx context.Context, by games.Actor) error { return r.pause(ctx, by, true) }

// Unpause lets rounds open again.
func (r *Room) Unpause(ctx context.Context, by games.Actor) error { return r.pause(ctx, by, false) }

func (r *Room) pause(ctx context.Context, by games.Actor, on bool) error {
	told := make(chan error, 1)
	if err := r.inbox.put(inPause{by: by, on: on, reply: func(err error) { told <- err }}); err != nil {
		return err
	}
	select {
	case err := <-told:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-r.done:
		return ErrStopped
	}
}

// Card is what the lobby shows of the room, at most 250 ms old.
func (r *Room) Card() Card { return r.Status().Card }

// Status is what an operator sees of a room.
type Status struct {
	Card      Card
	Term      int64
	Log       int64 // newest place on the room's log
	Seq       int64 // newest frame of the public stream
	Round     games.RoundID
	Draining  bool
	Inbox     int // requests not looked at
	Waiting   int // commands that wait for a verdict
	Flights   int // entries that the journal has
	Joining   int
	Remembers int // players whose own stream is kept
	// SourceLost says that the round under way is closed and its source cannot be
	// read: the room waits for the keys, or for an operator to void the round.
	SourceLost bool
	// Untold is the round of a shoe that has ended here and whose source could not be
	// read: it was paid by its cards, and they are proven to nobody. 0: none.
	Untold games.RoundID
}

// Status is the state after the last batch of inputs.
func (r *Room) Status() Status {
	s := *r.status.Load()
	s.Inbox = r.inbox.size()
	return s
}

// Done is closed when the room has stopped; then Err says why.
func (r *Room) Done() <-chan struct{} { return r.done }

// Err is why the room stopped: nil after a drain, context.Canceled after Stop,
// else one of ErrStale, ErrFailed, ErrFault. Only after Done.
func (r *Room) Err() error { return r.err }

// Stop ends the room where it stands and waits for it. What the journal has in
// hand is decided there; whoever is in doubt inquires.
func (r *Room) Stop() {
	r.order.Do(func() { close(r.quit) })
	<-r.done
}

// Drain lets the round under way finish, then stops. At the context's end it
// stops at once: the round goes on wherever the room is opened next. It returns
// why the room stopped.
func (r *Room) Drain(ctx context.Context) error {
	r.inbox.putAlways(inDrain{})
	select {
	case <-r.done:
	case <-ctx.Done():
		r.Stop()
	}
	return r.err
}

func (r *Room) stopped() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}
