package model

import "errors"

// Errors of a request.
var (
	// ErrLost says that the connection was lost, before or after the request.
	ErrLost = errors.New("model: the connection is lost")
	// ErrTimeout says that no answer came in time.
	ErrTimeout = errors.New("model: no answer in time")

	errAgain   = errors.New("model: deadlock")
	errRefused = errors.New("model: the statement is refused")
)

// Session is a connection to the database. It has one request under way at most.
type Session struct {
	d    *Database
	h    Host
	node int64

	// At the database.
	closed bool
	tx     *tx
	lost   func() // tells the machine of a request that its answer will not come

	gone bool // at the machine: given up
}

// Connect makes a session of a node, by its machine; nothing is sent yet.
func (d *Database) Connect(h Host, node int64) *Session {
	s := &Session{d: d, h: h, node: node}
	open := d.sessions[:0]
	for _, was := range d.sessions {
		if !was.closed {
			open = append(open, was)
		}
	}
	d.sessions = append(open, s)
	return s
}

// call sends a request. work runs at the database and replies once; got runs on
// the machine once, if that still lives: nil, an error of the reply, ErrLost or
// ErrTimeout, after either of which the session is of no more use.
func (s *Session) call(timeoutUs int64, work func(reply func(error)), got func(error)) {
	answered := false
	answer := func(err error) {
		if answered {
			return
		}
		answered = true
		if errors.Is(err, ErrLost) || errors.Is(err, ErrTimeout) {
			s.Drop()
		}
		got(err)
	}
	s.h.After(timeoutUs, func() { answer(ErrTimeout) })
	s.h.ToDatabase(func() {
		back := func(err error) { s.h.FromDatabase(func() { answer(err) }) }
		if s.closed || s.d.down {
			s.closed = true
			back(ErrLost)
			return
		}
		s.lost = func() { back(ErrLost) }
		if s.tx != nil {
			s.tx.busy = true
		}
		work(func(err error) {
			if s.closed {
				return // whoever closed it has told
			}
			s.lost = nil
			s.idle()
			back(err)
		})
	})
}

// idle begins to wait for the next request of an open transaction (B26).
func (s *Session) idle() {
	t := s.tx
	if t == nil {
		return
	}
	t.busy = false
	t.turn++
	turn := t.turn
	s.d.time.After(s.d.cfg.IdleUs, func() {
		if !t.over && !t.busy && t.turn == turn {
			s.d.Counted.IdleEnded++
			s.Reset()
		}
	})
}

// begin starts a transaction, in place of one that was left open.
func (s *Session) begin() *tx {
	if s.tx != nil {
		s.tx.end()
	}
	s.tx = &tx{d: s.d, s: s, busy: true}
	return s.tx
}

// Drop gives the session up from its machine's side.
func (s *Session) Drop() {
	if !s.gone {
		s.gone = true
		s.h.ToDatabase(s.Reset)
	}
}

// Reset is the end of the connection as the database sees it. A commit that is
// on its way to the disk goes on.
func (s *Session) Reset() {
	if s.closed {
		return
	}
	s.closed = true
	if s.lost != nil {
		s.lost()
	}
	if s.tx != nil && s.tx.syncing == nil {
		s.tx.end()
	}
}

// Crash ends every connection and transaction. Of each commit on its way to the
// disk, survives says whether it got there.
func (d *Database) Crash(survives func() bool) {
	d.down = true
	sessions := d.sessions
	d.sessions = nil
	for _, s := range sessions {
		t := s.tx
		if t != nil && t.syncing != nil && survives() {
			_ = d.apply(t, t.syncing)
		}
		if t != nil {
			t.over, t.held, s.tx = true, nil, nil
		}
		if !s.closed {
			s.closed = true
			if s.lost != nil {
				s.lost()
			}
		}
	}
	d.locks = locks{}
}

// Start ends what Crash began.
func (d *Database) Start() { d.down = false }

// Down says whether the database is away.
func (d *Database) Down() bool { return d.down }

// rollback ends what is open.
func (s *Session) rollback(reply func(error)) {
	if s.tx != nil {
		s.tx.end()
	}
	reply(nil)
}
