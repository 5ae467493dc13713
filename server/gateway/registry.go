package gateway

import (
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"croupier/games"
	"croupier/players"
	"croupier/server/wire"
)

// registry knows the node's connections: all, by session, and the newest of
// each line.
type registry struct {
	mu       sync.Mutex
	closed   bool
	conns    map[*conn]struct{}
	sessions map[players.SessionID]*login
	lines    map[tokenID]*conn
	ended    *endings
}

// login is a session that has connections here.
type login struct {
	conns   []*conn
	checked time.Duration // when it was last found good, since the gateway's start
	unsure  bool          // never checked since its resume
}

func newRegistry() *registry {
	return &registry{
		conns:    map[*conn]struct{}{},
		sessions: map[players.SessionID]*login{},
		lines:    map[tokenID]*conn{},
		ended:    newEndings(),
	}
}

// add takes a new connection in and starts it, or says that the door is shut.
func (r *registry) add(c *conn, start func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.conns[c] = struct{}{}
	start()
	return true
}

// identify gives a connection its session and line. It returns the connection
// that the line had before, or the close code that speaks against the new one:
// its session has ended, or has its bound of connections.
func (r *registry) identify(c *conn, resumed bool, at time.Duration) (old *conn, against websocket.StatusCode) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended.has(c.who.Session) {
		return nil, wire.CloseSignedOut
	}
	l := r.sessions[c.who.Session]
	old = r.lines[c.line]
	if l.open(old) >= ConnsSessionMax {
		return nil, wire.CloseTooMany
	}
	r.lines[c.line] = c
	if l == nil {
		l = &login{checked: at}
		r.sessions[c.who.Session] = l
	}
	l.conns = append(l.conns, c)
	l.unsure = l.unsure || resumed
	return old, 0
}

// open counts the session's connections that go on when replaced gives way.
func (l *login) open(replaced *conn) (n int) {
	if l == nil {
		return 0
	}
	for _, c := range l.conns {
		if c != replaced && !c.closing.Load() {
			n++
		}
	}
	return n
}

func (r *registry) remove(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.conns, c)
	if r.lines[c.line] == c {
		delete(r.lines, c.line)
	}
	if l := r.sessions[c.who.Session]; l != nil {
		l.conns = slices.DeleteFunc(l.conns, func(o *conn) bool { return o == c })
		if len(l.conns) == 0 {
			delete(r.sessions, c.who.Session)
		}
	}
}

// endSession remembers a session as ended and returns its connections.
func (r *registry) endSession(id players.SessionID, now games.Moment) []*conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended.add(id, now)
	if l := r.sessions[id]; l != nil {
		return slices.Clone(l.conns)
	}
	return nil
}

// all appends every connection to into.
func (r *registry) all(into []*conn) []*conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.conns {
		into = append(into, c)
	}
	return into
}

// shut lets nobody in from now on and returns who is there.
func (r *registry) shut() []*conn {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	return r.all(nil)
}

func (r *registry) isShut() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

func (r *registry) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns)
}

// endingsMax bounds the memory of ended sessions in one life of a resume token.
// Beyond it the oldest half is forgotten; the check of resumed sessions still
// finds them.
const endingsMax = 1 << 18

// endings remembers ended sessions for as long as their tokens could live.
type endings struct {
	now, old map[players.SessionID]struct{}
	turned   games.Moment
}

func newEndings() *endings {
	return &endings{now: map[players.SessionID]struct{}{}}
}

func (e *endings) add(id players.SessionID, at games.Moment) {
	if at-e.turned >= ResumeLifeMs || len(e.now) >= endingsMax {
		e.old, e.now, e.turned = e.now, map[players.SessionID]struct{}{}, at
	}
	e.now[id] = struct{}{}
}

func (e *endings) has(id players.SessionID) bool {
	_, now := e.now[id]
	_, old := e.old[id]
	return now || old
}
