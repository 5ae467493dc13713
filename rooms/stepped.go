package rooms

import (
	"context"

	"croupier/games"
	"croupier/server/wire"
)

// Stepped is a room without a goroutine and without a timer: whoever holds it
// gives it its turns, so that many rooms, their journal and their players run as
// one sequence that a seed repeats (B31). It is the same loop that a Room runs.
// Everything is for one goroutine, the callbacks of its World included, but for
// the journal's Done.
type Stepped struct {
	room *Room
	over bool
}

// OpenStepped folds what the journal loaded, as Hall.Open does. The first Turn
// begins to work.
func OpenStepped(l *Loaded, world World) (*Stepped, error) {
	room, err := newRoom(l, world)
	if err != nil {
		return nil, err
	}
	return &Stepped{room: room}, nil
}

// Turn does all that there is to do by now. wake is the moment of room time at
// which the room wants its next turn if nothing comes before, 0: never. Whatever
// is put to the room, verdicts included, wants a turn as well. When it has
// stopped, World.Stopped has been told, and further turns do nothing.
func (s *Stepped) Turn() (wake games.Moment, stopped bool) {
	if s.over {
		return 0, true
	}
	if wake, stopped = s.room.turn(); stopped {
		s.finish()
	}
	return wake, stopped
}

// Stop ends the room where it stands, as Room.Stop does.
func (s *Stepped) Stop() {
	if !s.over {
		s.room.err = context.Canceled
		s.finish()
	}
}

func (s *Stepped) finish() {
	s.over = true
	s.room.finish()
}

// Stopped says whether the room has stopped, and Err why.
func (s *Stepped) Stopped() bool { return s.over }

// Err is why the room stopped, as Room.Err.
func (s *Stepped) Err() error { return s.room.err }

// ID is the room's id.
func (s *Stepped) ID() games.RoomID { return s.room.id }

// Term is the room's term.
func (s *Stepped) Term() int64 { return s.room.term }

// Status is the state after the last turn.
func (s *Stepped) Status() Status { return s.room.Status() }

// Join is Room.Join.
func (s *Stepped) Join(sub Subscriber, who games.Actor, p Point, inquire []games.BetID, cid int64) error {
	return s.room.Join(sub, who, p, inquire, cid)
}

// Leave is Room.Leave.
func (s *Stepped) Leave(sub Subscriber) { s.room.Leave(sub) }

// Act is Room.Act.
func (s *Stepped) Act(sub Subscriber, who games.Actor, act wire.Act) error {
	return s.room.Act(sub, who, act)
}

// Inquire is Room.Inquire.
func (s *Stepped) Inquire(sub Subscriber, who games.Actor, ids []string, cid int64) error {
	return s.room.Inquire(sub, who, ids, cid)
}

// Pause puts an operator's pause (on) or unpause to the room; told is called
// once, during a turn, unless the room stops first.
func (s *Stepped) Pause(by games.Actor, on bool, told func(error)) error {
	return s.room.inbox.put(inPause{by: by, on: on, reply: told})
}

// Void puts an operator's void of a round to the room (see Room.Void); told is
// called once, during a turn, unless the room stops first.
func (s *Stepped) Void(round games.RoundID, by games.Actor, why string, told func(error)) error {
	by.Role = games.Operator
	return s.room.inbox.put(inVoid{round: round, by: by, why: why, reply: told})
}

// Drain lets the round under way finish, then the room stops.
func (s *Stepped) Drain() { s.room.inbox.putAlways(inDrain{}) }
