package gateway

import (
	"time"

	"croupier/rooms"
	"croupier/server/wire"
)

// Times of a connection.
const (
	helloTimeout = 5 * time.Second // field convention, wire.Hello
	// pingSec is how often a client sends ping, for its round trip and to know
	// that the server lives.
	pingSec = 15
)

// hello identifies the connection and answers with welcome, then the balances.
func (c *conn) hello(m wire.Hello) {
	v := min(m.VMax, wire.VersionMax)
	if v < max(m.VMin, wire.VersionMin) {
		c.end(wire.CloseVersion, "no common version")
		return
	}
	who, held, resumed, ok := c.redeem(m)
	if !ok {
		return
	}
	welcome := wire.Welcome{T: wire.TWelcome, V: v, Node: c.g.o.Node, Server: c.g.o.Version,
		NowMs: int64(c.g.o.Clock.Now()), PingSec: pingSec}
	if who.Player != 0 {
		if !c.identify(who, resumed) {
			return
		}
		var err error
		if welcome.Resume, err = c.nextResume(); err != nil {
			c.fail(err)
			return
		}
		welcome.Player, welcome.Name = int64(who.Player), who.Name
	}
	c.active.Store(true)
	c.greeted.Store(true)
	c.send(welcome)
	if who.Player != 0 {
		c.g.o.Wallet.attach(who.Player, c, held)
	}
}

// redeem takes the identity out of hello's token. With none the connection
// watches. Not ok: the connection is closing.
func (c *conn) redeem(m wire.Hello) (who Identity, held []rooms.Balance, resumed, ok bool) {
	var err error
	switch {
	case m.Ticket != "" && m.Resume != "":
		c.refuseMalformed(0)
		return who, nil, false, false
	case m.Ticket != "":
		var t ticket
		if t, err = c.g.o.Tokens.redeemTicket(m.Ticket); err == nil {
			who, held = t.Who, t.Balances
			c.line = t.ID // a ticket begins a line of connections
		}
	case m.Resume != "":
		var r resume
		if r, err = c.g.o.Tokens.redeemResume(m.Resume); err == nil {
			who, resumed = r.Who, true
			c.line = r.Line
			c.issued.Store(r.N)
		}
	}
	if err != nil {
		// Why goes to the log alone: a forger learns nothing.
		c.g.log.Info().Err(err).Str("from", c.from).Msg("hello refused")
		c.end(wire.CloseBadTicket, "get a new ticket")
		return who, nil, false, false
	}
	return who, held, resumed, true
}

// identify enters the connection under its session and line, and closes the
// line's older connection: of two sockets with one line the newer counts (D12).
func (c *conn) identify(who Identity, resumed bool) bool {
	c.who = who
	old, against := c.g.registry.identify(c, resumed, c.g.since())
	switch against {
	case wire.CloseSignedOut:
		c.end(against, "signed out")
		return false
	case wire.CloseTooMany:
		c.end(against, "too many connections")
		return false
	}
	if old != nil {
		old.end(wire.CloseReplaced, "resumed elsewhere")
	}
	return true
}

// nextResume makes the line's next resume token.
func (c *conn) nextResume() (string, error) {
	c.issuedAt.Store(int64(c.g.since()))
	return c.g.o.Tokens.resumeToken(c.line, c.issued.Add(1), c.who)
}

// fail closes a connection for a fault of the server's own; it comes back.
func (c *conn) fail(err error) {
	c.g.log.Error().Err(err).Msg("a connection failed")
	c.sendAway()
}
