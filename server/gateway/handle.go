package gateway

import (
	"time"

	"github.com/coder/websocket"

	"croupier/server/wire"
)

// handle does what one message asks. It runs in the reading goroutine and waits
// for nobody. b is used no longer than the call.
func (c *conn) handle(typ websocket.MessageType, b []byte) {
	if c.messages.take(paceMessages, 1, c.g.since()) > 0 {
		c.end(wire.CloseTooMany, "too many messages")
		return
	}
	msg, cid, err := decode(b)
	if err != nil || typ != websocket.MessageText {
		c.refuseMalformed(cid)
		return
	}
	hello, isHello := msg.(wire.Hello)
	if isHello == c.greeted.Load() {
		// Something before hello, or a second one.
		c.refuseMalformed(cid)
		return
	}
	if isHello {
		c.hello(hello)
		return
	}
	switch m := msg.(type) {
	case wire.Ping:
		if c.within(wire.TPing, pacePing, wire.Error{}) {
			c.send(wire.Pong{T: wire.TPong, N: m.N, NowMs: int64(c.g.o.Clock.Now())})
		}
	case wire.LobbyWatch:
		if c.within(wire.TLobby, paceLobby, wire.Error{}) {
			c.g.lobby.watch(c, m.On)
		}
	case wire.Join:
		if c.within(wire.TJoin, paceJoin, wire.Error{Cid: m.Cid, Room: m.Room}) {
			c.join(m)
		}
	case wire.Leave:
		if c.within(wire.TLeave, paceJoin, wire.Error{Room: m.Room}) {
			c.leave(m)
		}
	case wire.Act:
		if c.within(wire.TAct, c.g.acts, wire.Error{Cid: m.Cid, Room: m.Room, ID: m.ID}) {
			c.act(m)
		}
	case wire.Inquire:
		if c.within(wire.TInquire, paceInquire, wire.Error{Cid: m.Cid, Room: m.Room}) {
			c.inquire(m)
		}
	}
}

// within counts a message against its kind's pace. Beyond it the message is
// answered by an error and forgotten: its id is unused.
func (c *conn) within(kind string, p pace, about wire.Error) bool {
	m := c.perKind[kind]
	if m == nil {
		m = &meter{}
		if c.perKind == nil {
			c.perKind = map[string]*meter{}
		}
		c.perKind[kind] = m
	}
	wait := m.take(p, 1, c.g.since())
	if wait <= 0 {
		return true
	}
	about.AfterMs = (wait + time.Millisecond - 1).Milliseconds()
	about.Retry = true
	c.refuse(about, wire.ErrorRate)
	return false
}

// refuse answers by an error: no verdict, nothing was stored.
func (c *conn) refuse(about wire.Error, code string) {
	about.T, about.Code = wire.TError, code
	c.g.metrics.errors.WithLabelValues(code).Inc()
	c.send(about)
}

// refuseMalformed answers what is no message of the protocol. A client that
// goes on with it is not one of this protocol.
func (c *conn) refuseMalformed(cid int64) {
	c.refuse(wire.Error{Cid: cid}, wire.ErrorMalformed)
	if !c.greeted.Load() || c.malformed.take(paceMalformed, 1, c.g.since()) > 0 {
		c.end(wire.CloseBadMessage, "not this protocol")
	}
}
