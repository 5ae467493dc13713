package model

import (
	"errors"
	"slices"

	"croupier/games"
	"croupier/rooms"
)

// Who owns a room, as rooms/journal's Node keeps it: one lease per node on the
// database's clock, one term per room, raised under the room's lock behind the
// batches under way.

// ErrNodeLost says that the node was declared dead.
var ErrNodeLost = errors.New("model: the node is dead")

// Node is a process among those that own rooms: what it asks of the database.
// Every got is called once, on the machine, if that still lives.
type Node struct {
	d       *Database
	h       Host
	id      int64
	lease   int64
	renewal *Session // of its own, so that it waits for nobody
	chores  *Session
}

// Taken is a room that a node has come to own.
type Taken struct {
	Room games.RoomID
	Term int64
}

// Join registers a node. got has its number and the database's clock.
func (d *Database) Join(h Host, leaseUs, timeoutUs int64, got func(n *Node, now games.Moment, err error)) {
	n := &Node{d: d, h: h, lease: leaseUs}
	n.renewal = d.Connect(h, 0)
	var now games.Moment
	n.renewal.call(timeoutUs, func(reply func(error)) {
		d.nodes = append(d.nodes, &nodeRow{expiresAt: d.time.Now() + leaseUs})
		n.id, now = int64(len(d.nodes)), d.now()
		n.renewal.node = n.id
		reply(nil)
	}, func(err error) { got(n, now, err) })
}

// ID is the node's number, never used again.
func (n *Node) ID() int64 { return n.id }

func (n *Node) session(s **Session) *Session {
	if *s == nil || (*s).gone {
		*s = n.d.Connect(n.h, n.id)
	}
	return *s
}

// Drop gives the node's sessions up, as the end of its process does.
func (n *Node) Drop() {
	for _, s := range []*Session{n.renewal, n.chores} {
		if s != nil {
			s.Drop()
		}
	}
}

// Renew prolongs the lease. ErrNodeLost: it is over.
func (n *Node) Renew(timeoutUs int64, got func(now games.Moment, err error)) {
	var now games.Moment
	s := n.session(&n.renewal)
	s.call(timeoutUs, func(reply func(error)) {
		t := s.begin()
		t.lockAll([]lockKey{{tableNodes, n.id}}, false, func() {
			row := n.d.nodes[n.id-1]
			if row.dead {
				t.end()
				reply(ErrNodeLost)
				return
			}
			row.expiresAt, now = n.d.time.Now()+n.lease, n.d.now()
			t.end()
			reply(nil)
		})
	}, func(err error) { got(now, err) })
}

// Leave declares the node dead. Its rooms must have stopped.
func (n *Node) Leave(timeoutUs int64, got func(error)) {
	n.chore(timeoutUs, []lockKey{{tableNodes, n.id}}, got, func(*tx) { n.d.nodes[n.id-1].dead = true })
}

// chore is a transaction of one request.
func (n *Node) chore(timeoutUs int64, keys []lockKey, got func(error), do func(*tx)) {
	s := n.session(&n.chores)
	s.call(timeoutUs, func(reply func(error)) {
		t := s.begin()
		t.lockAll(keys, false, func() {
			do(t)
			t.end()
			reply(nil)
		})
	}, got)
}

// Owned are the rooms that the database says are this node's, and their terms.
func (n *Node) Owned(timeoutUs int64, got func([]Taken, error)) {
	var own []Taken
	n.chore(timeoutUs, nil, func(err error) { got(own, err) }, func(*tx) {
		for _, id := range n.d.order {
			if r := n.d.rooms[id]; r.node == n.id {
				own = append(own, Taken{id, r.term})
			}
		}
	})
}

// Release gives a room up whose loop has stopped.
func (n *Node) Release(room games.RoomID, term, timeoutUs int64, got func(error)) {
	n.chore(timeoutUs, []lockKey{{tableRooms, int64(room)}}, got, func(*tx) {
		if r := n.d.rooms[room]; r.node == n.id && r.term == term {
			r.node = 0
			r.term++
		}
	})
}

// Load reads what a room needs to go on.
func (n *Node) Load(room games.RoomID, timeoutUs int64, got func(*rooms.Loaded, error)) {
	var l *rooms.Loaded
	n.chore(timeoutUs, nil, func(err error) { got(l, err) }, func(*tx) { l = n.d.Load(room) })
}

// Claim takes, of the rooms named, those that nobody owns and those of nodes
// whose time is over; with orphans, all rooms of such nodes.
func (n *Node) Claim(ids []games.RoomID, orphans bool, timeoutUs int64, got func([]Taken, error)) {
	var taken []Taken
	s := n.session(&n.chores)
	s.call(timeoutUs, func(reply func(error)) {
		n.take(s.begin(), ids, orphans, func(got []Taken) {
			taken = got
			s.tx.end()
			reply(nil)
		})
	}, func(err error) { got(taken, err) })
}

func (n *Node) take(t *tx, ids []games.RoomID, orphans bool, then func([]Taken)) {
	d := n.d
	over := func(id int64) bool {
		return id != 0 && id != n.id && (d.nodes[id-1].dead || d.nodes[id-1].expiresAt < d.time.Now())
	}
	wanted := func(r *roomRow) bool { return slices.Contains(ids, r.ID) || orphans && r.node != 0 }
	var owners []int64
	for _, id := range d.order {
		if r := d.rooms[id]; wanted(r) && over(r.node) {
			owners = append(owners, r.node)
		}
	}
	owners = sorted(owners)
	t.lockAll(keysOf(tableNodes, owners), false, func() {
		var dead, free []int64
		for _, id := range owners {
			if over(id) { // a renewal that was quicker is seen
				d.nodes[id-1].dead = true
				dead = append(dead, id)
			}
		}
		mine := func(r *roomRow) bool { return wanted(r) && (r.node == 0 || slices.Contains(dead, r.node)) }
		for _, id := range d.order {
			if mine(d.rooms[id]) {
				free = append(free, int64(id))
			}
		}
		t.lockAll(keysOf(tableRooms, sorted(free)), false, func() {
			var taken []Taken
			for _, id := range free {
				r := d.rooms[games.RoomID(id)]
				if mine(r) && !d.nodes[n.id-1].dead {
					r.node = n.id
					r.term++
					taken = append(taken, Taken{r.ID, r.term})
				}
			}
			then(taken)
		})
	})
}
