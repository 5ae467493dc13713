package rooms

import (
	"container/list"
	"encoding/json"

	"croupier/games"
	"croupier/server/wire"
)

const (
	// The newest own frames of a player that are kept for a resume.
	ownRingCountMax = 16
	ownRingBytesMax = 32 << 10
	// ownIdleMax is how many players without a connection keep their stream, the
	// last seen first: one full table (10,000) that loses its connections at
	// once, at some 2 KiB each. Whoever is forgotten gets a snapshot.
	ownIdleMax = 10000
)

// ownStream is what one player alone is told, numbered within the term.
type ownStream struct {
	player  games.PlayerID
	ring    frameRing // its last number is the stream's n
	held    []wire.Event
	touched bool // has held events, and stands in the list of such streams
	conns   []*watcher
	idle    *list.Element // nil while connected
}

// ownStreams are the private streams of a room.
type ownStreams struct {
	of      map[games.PlayerID]*ownStream
	touched []*ownStream
	idle    *list.List // of *ownStream, the longest without a sign of life first
	// base is where new streams begin: no number that a forgotten stream may have
	// used is used again, so that nobody resumes into a stream that is not theirs.
	base int64
}

func newOwnStreams() ownStreams {
	return ownStreams{of: map[games.PlayerID]*ownStream{}, idle: list.New()}
}

// stream finds a player's stream or begins it.
func (o *ownStreams) stream(player games.PlayerID) *ownStream {
	s, ok := o.of[player]
	if !ok {
		s = &ownStream{
			player: player,
			ring:   frameRing{last: o.base, countMax: ownRingCountMax, bytesMax: ownRingBytesMax},
		}
		s.idle = o.idle.PushBack(s)
		o.of[player] = s
	}
	return s
}

// add holds an event until tellOwn.
func (o *ownStreams) add(player games.PlayerID, event wire.Event) {
	s := o.stream(player)
	s.held = append(s.held, event)
	if s.idle != nil {
		o.idle.MoveToBack(s.idle)
	}
	if !s.touched {
		s.touched = true
		o.touched = append(o.touched, s)
	}
}

func (o *ownStreams) attach(w *watcher) *ownStream {
	s := o.stream(w.who.Player)
	s.conns = append(s.conns, w)
	if s.idle != nil {
		o.idle.Remove(s.idle)
		s.idle = nil
	}
	return s
}

func (o *ownStreams) detach(w *watcher) {
	s := o.of[w.who.Player]
	for i, other := range s.conns {
		if other == w {
			s.conns = append(s.conns[:i], s.conns[i+1:]...)
			break
		}
	}
	if len(s.conns) == 0 {
		s.idle = o.idle.PushBack(s)
		o.forget()
	}
}

// forget lets go of the streams that nobody has listened to for longest.
func (o *ownStreams) forget() {
	for e := o.idle.Front(); e != nil && o.idle.Len() > ownIdleMax; {
		s := e.Value.(*ownStream)
		e = e.Next()
		if s.touched {
			continue
		}
		o.idle.Remove(s.idle)
		delete(o.of, s.player)
		o.base = max(o.base, s.ring.last)
	}
}

// tellOwn sends the held events, one frame to each player. While public events
// wait for their frame, it sends nothing: an own frame says after which public
// seq it applies, and never overtakes it. That is at most frameGapMs.
func (c *core) tellOwn() {
	if len(c.public.events) > 0 || len(c.own.touched) == 0 {
		return
	}
	for _, s := range c.own.touched {
		frame, err := json.Marshal(wire.Own{
			T: wire.TOwn, Room: int64(c.room), Term: c.term, N: s.ring.last + 1,
			After: c.public.ring.last, Events: s.held,
		})
		if err != nil {
			c.fault(err)
			return
		}
		s.ring.add(frame)
		s.held, s.touched = nil, false
		if len(s.conns) > 0 {
			c.effect(fxToPlayer{s.player, frame})
		}
	}
	c.own.touched = c.own.touched[:0]
	c.own.forget()
}

// ownSnapshot is a player's private view at the newest step.
func (c *core) ownSnapshot(s *ownStream) []byte {
	r := c.onView()
	_, view, err := r.rules.codec.Encode(r.table.View(games.Only(s.player)))
	if err != nil {
		c.fault(err)
		return nil
	}
	frame, err := json.Marshal(wire.OwnSnapshot{
		T: wire.TOwnSnapshot, Room: int64(c.room), Term: c.term, N: s.ring.last,
		After: c.public.ring.last, Round: int64(r.id), View: view,
	})
	if err != nil {
		c.fault(err)
	}
	return frame
}
