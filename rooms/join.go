package rooms

import (
	"croupier/games"
	"croupier/server/wire"
)

// Point is the last that a connection has of a room's streams; zeros ask for
// snapshots.
type Point struct {
	Term int64
	Seq  int64 // of the public stream
	N    int64 // of the own stream
}

// joiningMax is how many connections may wait for the next public frame to be
// let in; beyond them, the error "busy".
const joiningMax = 16384

// Why a snapshot was necessary (wire.Joined).
const (
	whyFresh = "fresh"
	whyTerm  = "term"
	whyGap   = "gap"
)

// watcher is a connection in the room.
type watcher struct {
	sub Subscriber
	who games.Actor
	at  int // its place in the crowd's list
}

// crowd is who watches, in an order that does not depend on chance.
type crowd struct {
	of   map[Subscriber]*watcher
	list []*watcher
}

func newCrowd() crowd { return crowd{of: map[Subscriber]*watcher{}} }

func (w *crowd) size() int { return len(w.list) }

func (w *crowd) has(sub Subscriber, player games.PlayerID) bool {
	one, ok := w.of[sub]
	return ok && one.who.Player == player
}

func (w *crowd) add(sub Subscriber, who games.Actor) *watcher {
	one := &watcher{sub: sub, who: who, at: len(w.list)}
	w.of[sub] = one
	w.list = append(w.list, one)
	return one
}

func (w *crowd) remove(one *watcher) {
	last := len(w.list) - 1
	w.list[one.at] = w.list[last]
	w.list[one.at].at = one.at
	w.list[last] = nil
	w.list = w.list[:last]
	delete(w.of, one.sub)
}

// join queues a connection until nothing waits to be told: what it is sent then
// and the frames that follow are the whole stream, without a gap or a doubling.
func (c *core) join(in inJoin) {
	if !c.admits(in.who) {
		c.refuseUnused(origin{in.sub, in.cid}, "", wire.ErrorNoRoom, false)
		return
	}
	if len(c.joining) >= joiningMax {
		c.refuseUnused(origin{in.sub, in.cid}, "", wire.ErrorBusy, true)
		return
	}
	c.joining = append(c.joining, in)
}

// admit answers those who joined, if nothing waits to be told. It is a step of
// its own behind the tick: a frame that the tick sends goes to those who were
// there before.
func (c *core) admit() {
	if c.public.dirty {
		return
	}
	joining := c.joining
	c.joining = nil
	for _, in := range joining {
		if c.dead {
			return
		}
		c.answerJoin(in)
	}
}

// answerJoin lets a connection in: the public stream, the own stream, joined,
// then the verdicts that were asked for (see wire).
func (c *core) answerJoin(in inJoin) {
	if w, ok := c.crowd.of[in.sub]; ok {
		c.letGo(w)
	}
	w := c.crowd.add(in.sub, in.who)
	c.cardDirty = true
	joined := wire.Joined{
		T: wire.TJoined, Cid: in.cid, Room: int64(c.room), Term: c.term, Seq: c.public.ring.last,
	}
	joined.Why = c.catchUp(in.sub, &c.public.ring, in.point.Term, in.point.Seq, c.snapshot, "")
	if in.who.Player > 0 {
		s := c.own.attach(w)
		joined.N = s.ring.last
		own := func() []byte { return c.ownSnapshot(s) }
		joined.Why = c.catchUp(in.sub, &s.ring, in.point.Term, in.point.N, own, joined.Why)
	}
	joined.Resumed = joined.Why == ""
	c.toOne(in.sub, joined)
	for _, id := range in.inquire {
		if in.who.Player <= 0 || !c.mintedNear(id) {
			c.refuseUnused(origin{in.sub, in.cid}, id.String(), wire.ErrorBadID, false)
			continue
		}
		c.inquireOne(origin{in.sub, in.cid}, in.who, id)
	}
}

// catchUp sends every missed frame of a stream, or a snapshot and returns why.
// Who gets the snapshot of the public stream gets the own one as well: frames of
// what the reader never saw would be folded over a view that they do not fit.
func (c *core) catchUp(sub Subscriber, ring *frameRing, term, n int64, snapshot func() []byte, why string) string {
	frames, ok := ring.since(n)
	switch {
	case why != "":
	case term == 0:
		why = whyFresh
	case term != c.term:
		why = whyTerm
	case !ok:
		why = whyGap
	}
	if why != "" {
		frames = [][]byte{snapshot()}
	}
	for _, frame := range frames {
		c.effect(fxToOne{sub, frame})
	}
	return why
}

// leave forgets a connection, let in or not yet.
func (c *core) leave(sub Subscriber) {
	for i := 0; i < len(c.joining); i++ {
		if c.joining[i].sub == sub {
			c.joining = append(c.joining[:i], c.joining[i+1:]...)
			i--
		}
	}
	if w, ok := c.crowd.of[sub]; ok {
		c.letGo(w)
	}
}

func (c *core) letGo(w *watcher) {
	c.crowd.remove(w)
	c.cardDirty = true
	if w.who.Player > 0 {
		c.own.detach(w)
	}
}

// subscribers are those to be told when the room stops.
func (c *core) subscribers() []Subscriber {
	all := make([]Subscriber, 0, len(c.crowd.list)+len(c.joining))
	for _, w := range c.crowd.list {
		all = append(all, w.sub)
	}
	for _, in := range c.joining {
		all = append(all, in.sub)
	}
	return all
}
