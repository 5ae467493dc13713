package gateway

import (
	"bytes"
	"strconv"

	"croupier/server/wire"
)

// Bounds of the members of client messages, in bytes and counts.
const (
	clientMax   = 64
	tokenMax    = 2048
	betIDMax    = 36 // a UUID's text
	askMax      = 32
	inquiredMax = 64
)

// decode reads one client message, strictly: a known kind, its members and no
// others, each once and of its type (D12, ASVS 2.2.1). The result is one of
// wire's client types, by value, and shares nothing with b. With an error, cid
// is still the message's if it could be read.
func decode(b []byte) (msg any, cid int64, err error) {
	var few [12]member
	members, err := scanObject(b, few[:0])
	if err != nil {
		return nil, 0, err
	}
	r := reader{members: members}
	var kind string
	r.text("t", &kind, 16, required)
	switch kind {
	case wire.THello:
		msg = r.hello()
	case wire.TJoin:
		msg = r.join()
	case wire.TLeave:
		m := wire.Leave{T: kind}
		r.integer("room", &m.Room, required)
		msg = m
	case wire.TAct:
		msg = r.act()
	case wire.TInquire:
		m := wire.Inquire{T: kind}
		r.integer("cid", &m.Cid, optional)
		r.integer("room", &m.Room, required)
		r.texts("ids", &m.IDs, required)
		r.bad = r.bad || len(m.IDs) == 0
		msg = m
	case wire.TLobby:
		m := wire.LobbyWatch{T: kind}
		r.truth("on", &m.On, required)
		msg = m
	case wire.TPing:
		m := wire.Ping{T: kind}
		r.integer("n", &m.N, required)
		msg = m
	default:
		r.bad = true
	}
	if r.bad || r.used != 1<<len(members)-1 {
		return nil, r.cid(), errMalformed
	}
	return msg, r.cid(), nil
}

func (r *reader) hello() any {
	m := wire.Hello{T: wire.THello}
	var vMin, vMax int64
	r.integer("vMin", &vMin, required)
	r.integer("vMax", &vMax, required)
	r.text("client", &m.Client, clientMax, required)
	r.text("ticket", &m.Ticket, tokenMax, optional)
	r.text("resume", &m.Resume, tokenMax, optional)
	m.VMin, m.VMax = int(vMin), int(vMax)
	return m
}

func (r *reader) join() any {
	m := wire.Join{T: wire.TJoin}
	r.integer("cid", &m.Cid, optional)
	r.integer("room", &m.Room, required)
	r.integer("term", &m.Term, optional)
	r.integer("seq", &m.Seq, optional)
	r.integer("n", &m.N, optional)
	r.texts("inquire", &m.Inquire, optional)
	return m
}

func (r *reader) act() any {
	m := wire.Act{T: wire.TAct}
	r.integer("cid", &m.Cid, optional)
	r.integer("room", &m.Room, required)
	r.integer("round", &m.Round, required)
	r.text("id", &m.ID, betIDMax, required)
	r.text("ask", &m.Ask, askMax, required)
	if val := r.get("body", required); val != nil {
		m.Body = bytes.Clone(val)
		r.bad = r.bad || val[0] != '{'
	}
	return m
}

// reader takes members out of a message by name.
type reader struct {
	members []member
	used    uint64 // a bit for each member taken
	bad     bool
}

type need bool

const (
	required need = true
	optional need = false
)

func (r *reader) get(key string, n need) []byte {
	for i, m := range r.members {
		if string(m.key) == key {
			r.used |= 1 << i
			return m.val
		}
	}
	r.bad = r.bad || n == required
	return nil
}

func (r *reader) integer(key string, into *int64, n need) {
	val := r.get(key, n)
	if val == nil {
		return
	}
	var err error
	*into, err = strconv.ParseInt(string(val), 10, 64)
	r.bad = r.bad || err != nil
}

func (r *reader) text(key string, into *string, max int, n need) {
	val := r.get(key, n)
	if val == nil {
		return
	}
	text, ok := unquote(val)
	if !ok || len(text) > max {
		r.bad = true
		return
	}
	*into = text
}

func (r *reader) truth(key string, into *bool, n need) {
	val := r.get(key, n)
	if val == nil {
		return
	}
	*into = string(val) == "true"
	r.bad = r.bad || !*into && string(val) != "false"
}

// texts reads ids: at most inquiredMax strings of at most betIDMax bytes. The
// grammar was checked with the whole message.
func (r *reader) texts(key string, into *[]string, n need) {
	val := r.get(key, n)
	if val == nil {
		return
	}
	s := scanner{b: val}
	s.must('[')
	s.space()
	for !s.bad && !s.take(']') {
		from := s.i
		s.text()
		if s.bad {
			break
		}
		text, ok := unquote(val[from:s.i])
		if !ok || len(text) > betIDMax || len(*into) >= inquiredMax {
			s.bad = true
			break
		}
		*into = append(*into, text)
		s.space()
		s.take(',')
		s.space()
	}
	r.bad = r.bad || s.bad
}

// cid reads the client's own number of the message, for the error that answers
// it, whatever else was wrong.
func (r *reader) cid() (cid int64) {
	probe := reader{members: r.members}
	probe.integer("cid", &cid, optional)
	return cid
}
