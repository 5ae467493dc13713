package main

import "slices"

// What happens to the lines of players, and how a swizzle clogs all lines.

func (s *sim) anyClient() *client { return s.clients[s.below(int64(len(s.clients)))] }

func (s *sim) cutClient() {
	if c := s.anyClient(); c.conn != nil {
		s.land("connection cut", s.phase(c.room))
		c.hangUp()
	}
}

// cutClientLine parts a player from a machine; neither is told.
func (s *sim) cutClientLine() {
	c := s.anyClient()
	if c.conn == nil {
		return
	}
	s.cutLine(c, c.conn.p.m)
	s.land("line to a player cut", s.phase(c.room))
	m := c.conn.p.m
	s.q.after(300_000+s.below(4_000_000), func() { s.mendLine(c, m) })
}

func (s *sim) cutLine(c *client, m *machine) { s.cutLines[line{c, m}] = true }

func (s *sim) mendLine(c *client, m *machine) {
	delete(s.cutLines, line{c, m})
	s.flowAll()
}

// flowAll lets pass what may pass again.
func (s *sim) flowAll() {
	for _, m := range s.machines {
		if m.up == nil {
			continue
		}
		for _, k := range slices.Clone(m.up.conns) {
			k.flows()
		}
	}
}

// swizzle clogs lines one by one and mends them in another order.
func (s *sim) swizzle() {
	type clog struct{ cut, mend func() }
	var clogs []clog
	for _, m := range s.machines {
		if s.below(2) == 0 {
			clogs = append(clogs, clog{func() { m.cutTo, m.cutFrom = true, true }, m.heal})
		}
		for _, c := range s.clients {
			if s.below(3) == 0 {
				clogs = append(clogs, clog{func() { s.cutLine(c, m) }, func() { s.mendLine(c, m) }})
			}
		}
	}
	at := int64(0)
	for _, one := range clogs {
		at += s.below(120_000)
		s.q.after(at, one.cut)
	}
	s.land("swizzle-clog", s.phase(s.roomIDs[0]))
	for range clogs {
		i := s.below(int64(len(clogs)))
		j := s.below(int64(len(clogs)))
		clogs[i], clogs[j] = clogs[j], clogs[i]
	}
	for _, one := range clogs {
		at += s.below(120_000)
		s.q.after(at, one.mend)
	}
}

func (s *sim) slowClient() {
	c := s.anyClient()
	if c.conn == nil || c.stalled {
		return
	}
	c.stalled = true
	s.land("player reads nothing", s.phase(c.room))
	s.q.after(300_000+s.below(6_000_000), func() { s.wakeClient(c) })
}

func (s *sim) wakeClient(c *client) {
	c.stalled = false
	c.pongAt = s.q.now
	s.flowAll()
}
