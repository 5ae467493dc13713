package main

import (
	"encoding/json"
	"slices"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

// What a gateway keeps for a connection, and how long a line may be dead before
// either end gives it up.
const (
	connQueueMax = 64 // frames (D11)
	pongMaxUs    = 2_500_000
	deadPeerUs   = 5_000_000
)

// conn is a player's connection to one process, for one room. It has two ends;
// each learns late of what happened to the other.
type conn struct {
	s    *sim
	c    *client
	p    *process
	room games.RoomID

	nodeOpen, clientOpen bool
	out                  []sent   // to the client
	in                   []func() // to the process
	owedOut, owedIn      int      // that wait for the line
}

// sent is a frame on its way: its bytes, and what they say.
type sent struct {
	raw  []byte
	what any
}

// blocked says whether nothing passes at the moment.
func (k *conn) blocked() bool { return k.c.stalled || k.s.cutLines[line{k.c, k.p.m}] }

// Send queues a frame; it is judged at this moment, whether it arrives or not.
func (k *conn) Send(frame []byte) bool {
	if k.p.gone || !k.nodeOpen {
		return true
	}
	if k.s.pass("mid-broadcast", k.p) {
		return true
	}
	what := k.s.saying(k, frame)
	if len(k.out) >= connQueueMax {
		k.s.reached("slow consumer cut")
		k.nodeOpen = false
		k.s.q.after(k.s.wayUs(), k.c.lostOn(k))
		return false
	}
	k.out = append(k.out, sent{frame, what})
	if k.blocked() {
		k.owedOut++
	} else {
		k.s.q.after(k.s.wayUs(), k.deliver)
	}
	return true
}

// tell sends a frame of the gateway's own.
func (k *conn) tell(v any) {
	frame, err := json.Marshal(v)
	if err == nil {
		k.Send(frame)
	}
}

func (k *conn) deliver() {
	if !k.clientOpen || len(k.out) == 0 {
		return
	}
	frame := k.out[0]
	k.out = k.out[1:]
	k.c.frame(k, frame)
}

// ask carries what the client says to the process.
func (k *conn) ask(do func()) {
	k.in = append(k.in, do)
	if k.blocked() {
		k.owedIn++
	} else {
		k.s.q.after(k.s.wayUs(), k.take)
	}
}

func (k *conn) take() {
	k.p.run(func() {
		if len(k.in) == 0 || !k.nodeOpen {
			return
		}
		do := k.in[0]
		k.in = k.in[1:]
		do()
	})
}

// flows lets pass what waited for the line.
func (k *conn) flows() {
	if k.blocked() {
		return
	}
	for ; k.owedOut > 0; k.owedOut-- {
		k.s.q.after(k.s.wayUs(), k.deliver)
	}
	for ; k.owedIn > 0; k.owedIn-- {
		k.s.q.after(k.s.wayUs(), k.take)
	}
	if !k.clientOpen {
		k.hungUp()
	}
}

// close is the gateway's: the room goes elsewhere.
func (k *conn) close() {
	if k.nodeOpen {
		k.nodeOpen = false
		k.s.q.after(k.s.wayUs(), k.c.lostOn(k))
	}
}

// broken is the end of the process: its host says so, if it can.
func (k *conn) broken() {
	k.nodeOpen = false
	if !k.blocked() {
		k.s.q.after(k.s.wayUs(), k.c.lostOn(k))
	}
}

// cut is the end of the line, seen by the client first.
func (k *conn) cut() {
	k.c.lostOn(k)()
	k.s.q.after(k.s.wayUs(), k.hungUp)
}

// hungUp tells the process that the client is gone, now or when it notices.
func (k *conn) hungUp() {
	leave := func() {
		k.p.run(func() {
			if !k.nodeOpen {
				return
			}
			k.nodeOpen = false
			k.p.conns = slices.DeleteFunc(k.p.conns, func(x *conn) bool { return x == k })
			if t := k.p.seats[k.room]; t != nil {
				t.room.Leave(k)
				t.ring()
			}
		})
	}
	if k.blocked() {
		k.s.q.after(deadPeerUs, leave)
		return
	}
	leave()
}

// The gateway's part of what a client may say.

func (k *conn) join(j wire.Join) {
	t := k.p.seats[games.RoomID(j.Room)]
	if t == nil {
		k.tell(wire.Error{T: wire.TError, Cid: j.Cid, Room: j.Room, Code: wire.ErrorNoOwner, Retry: true})
		return
	}
	ids := make([]games.BetID, 0, len(j.Inquire))
	for _, text := range j.Inquire {
		var id games.BetID
		if id.UnmarshalText([]byte(text)) == nil {
			ids = append(ids, id)
		}
	}
	k.put(t, j.Cid, "", t.room.Join(k, k.c.actor(), rooms.Point{Term: j.Term, Seq: j.Seq, N: j.N}, ids, j.Cid))
}

func (k *conn) act(a wire.Act) {
	t := k.p.seats[games.RoomID(a.Room)]
	if t == nil {
		k.tell(wire.Error{T: wire.TError, Cid: a.Cid, Room: a.Room, ID: a.ID, Code: wire.ErrorNoOwner, Retry: true})
		return
	}
	k.put(t, a.Cid, a.ID, t.room.Act(k, k.c.actor(), a))
}

func (k *conn) inquire(q wire.Inquire) {
	t := k.p.seats[games.RoomID(q.Room)]
	if t == nil {
		for _, id := range q.IDs {
			k.tell(wire.Error{T: wire.TError, Cid: q.Cid, Room: q.Room, ID: id, Code: wire.ErrorNoOwner, Retry: true})
		}
		return
	}
	k.put(t, q.Cid, "", t.room.Inquire(k, k.c.actor(), q.IDs, q.Cid))
}

// put rings the room, or says that it did not take what was asked.
func (k *conn) put(t *seat, cid int64, id string, err error) {
	if err != nil {
		k.tell(wire.Error{T: wire.TError, Cid: cid, Room: int64(k.room), ID: id, Code: wire.ErrorBusy, Retry: true})
		return
	}
	t.ring()
}

// Changed is the rooms' Purse: a player's connections here hear of a balance.
func (p *process) Changed(b rooms.Balance, round games.RoundID, landsAt games.Moment) {
	for _, k := range p.conns {
		if k.c.id == b.Player {
			k.tell(wire.Wallet{T: wire.TWallet, Currency: b.Currency.Code(), Kind: "cash", Balance: int64(b.Amount),
				Version: b.Version, LandsAtMs: int64(landsAt), Round: int64(round)})
		}
	}
}

// Announce is the rooms' Directory: a hint, which may get lost.
func (p *process) Announce(card rooms.Card) {
	if p.s.below(100) < 80 {
		p.s.hints[card.Room] = p.m
	}
}
