package main

import (
	"cmp"
	"slices"

	"croupier/games"
	"croupier/loadtest/model"
	"croupier/rooms"
)

// machine is where a node's process lives: its clock, and its line to the
// database. A machine has one process at a time, or none.
type machine struct {
	s      *sim
	number int

	ratePPM int64 // how its monotonic clock runs, and where it stands
	offset  int64

	cutTo, cutFrom   bool // its line to the database, by direction
	heldTo, heldFrom []func()

	up *process // nil: down
}

// process is one life of a node's server.
type process struct {
	m       *machine
	s       *sim
	gone    bool
	stopped bool // by a signal; goes on later (B26)
	backlog []func()

	journal  *model.Journal
	clock    clock
	node     *model.Node // nil: no lease
	renewed  int64       // when the renewal that holds was sent, by Mono
	claiming bool
	draining bool
	seats    map[games.RoomID]*seat
	rests    map[games.RoomID]int64 // by Mono
	conns    []*conn
	depth    int // rooms under way to be opened
}

// seat is a room's place on a process.
type seat struct {
	p     *process
	room  *rooms.Stepped
	rung  bool
	wakes int
}

// clock is room time: the database's, carried by the machine's own.
type clock struct {
	p    *process
	db   games.Moment
	mono int64
	last games.Moment
}

func (c *clock) set(db games.Moment) { c.db, c.mono = db, c.p.Mono() }

// Now is room time, never running back.
func (c *clock) Now() games.Moment {
	c.last = max(c.last, c.db+games.Moment((c.p.Mono()-c.mono)/1000))
	return c.last
}

const ppm = 1_000_000

// Mono is the machine's monotonic clock.
func (p *process) Mono() int64 {
	return p.s.q.now/ppm*p.m.ratePPM + p.s.q.now%ppm*p.m.ratePPM/ppm + p.m.offset
}

// After is a timer on the machine's clock: never early by that clock.
func (p *process) After(us int64, do func()) {
	if us > 0 {
		us = us*ppm/p.m.ratePPM + 2
	}
	p.s.q.after(us, func() { p.run(do) })
}

// run does something in the process, unless it is gone; later, if it is stopped.
func (p *process) run(do func()) {
	switch {
	case p.gone:
	case p.stopped:
		p.backlog = append(p.backlog, do)
	default:
		do()
	}
}

// ToDatabase carries a request. A process that is gone still says so.
func (p *process) ToDatabase(do func()) {
	if p.m.cutTo {
		p.m.heldTo = append(p.m.heldTo, do)
		return
	}
	p.s.q.after(p.s.lineUs(), do)
}

// FromDatabase carries a reply.
func (p *process) FromDatabase(do func()) {
	if p.m.cutFrom {
		p.m.heldFrom = append(p.m.heldFrom, func() { p.run(do) })
		return
	}
	p.s.q.after(p.s.lineUs(), func() { p.run(do) })
}

// heal mends the line: what was on its way arrives now.
func (m *machine) heal() {
	m.cutTo, m.cutFrom = false, false
	held := slices.Concat(m.heldTo, m.heldFrom)
	m.heldTo, m.heldFrom = nil, nil
	for i, do := range held {
		m.s.q.after(int64(i)*20+m.s.below(500), do)
	}
}

// start begins a life.
func (m *machine) start() {
	if m.up != nil {
		return
	}
	p := &process{m: m, s: m.s, seats: map[games.RoomID]*seat{}, rests: map[games.RoomID]int64{}}
	p.clock.p = p
	p.journal = m.s.db.NewJournal(p, int64(m.number), m.s.journalConfig)
	m.up = p
	p.join()
	p.After(m.s.below(100_000), p.look)
}

// crash ends the life as kill -9 does; the machine starts another one later.
func (m *machine) crash(backUs int64) {
	p := m.up
	if p == nil {
		return
	}
	p.gone = true
	m.up = nil
	p.journal.Drop()
	if p.node != nil {
		p.node.Drop()
	}
	for _, k := range p.conns {
		k.broken()
	}
	m.s.q.after(backUs, m.start)
}

// hold stops the process for a while; what waited meanwhile happens then, in
// any order but that of each line.
func (p *process) hold(us int64) {
	p.stopped = true
	p.s.q.after(us, p.goOn)
}

func (p *process) goOn() {
	if !p.stopped || p.gone {
		return
	}
	p.stopped = false
	backlog := p.backlog
	p.backlog = nil
	for _, do := range backlog {
		p.s.q.after(p.s.below(3_000), func() { p.run(do) })
	}
}

// ring gives a room a turn soon.
func (t *seat) ring() {
	if t.rung || t.room.Stopped() {
		return
	}
	t.rung = true
	t.p.s.q.after(t.p.s.below(80), func() { t.p.run(t.turn) })
}

func (t *seat) turn() {
	t.rung = false
	wake, stopped := t.room.Turn()
	if stopped || t.p.gone || wake == 0 {
		return
	}
	t.wakes++
	mine := t.wakes
	t.p.After(max(int64(wake-t.p.clock.Now())*1000, 1000), func() {
		if t.wakes == mine {
			t.ring()
		}
	})
}

// all are the process's seats, by room.
func (p *process) all() []*seat {
	list := make([]*seat, 0, len(p.seats))
	for _, t := range p.seats {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b *seat) int { return cmp.Compare(a.room.ID(), b.room.ID()) })
	return list
}

// Submit is the room's way to the journal: its verdicts ring the room.
func (t *seat) Submit(e *rooms.Entry) error {
	p := t.p
	if p.gone {
		return nil // the process is dead: nobody is left to mind
	}
	if e.Then == games.Settled && p.s.pass("after-draw", p) {
		return nil
	}
	done := e.Done
	e.Done = func(v rooms.Verdict) {
		if e.Bet != nil && p.s.pass("after-bet-commit", p) || e.Then.Ended() && p.s.pass("after-settle-commit", p) ||
			e.Then == games.Closed && p.s.pass("after-close", p) {
			return
		}
		done(v)
		t.ring()
	}
	return p.journal.Submit(e)
}
