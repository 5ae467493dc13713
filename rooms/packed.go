package rooms

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"croupier/games"
	"croupier/wallet/money"
)

// A record's packed form, version 2. A bet's is a third of what version 1 was,
// which was JSON with its boxes in base64: the log is most of what a commit
// writes. Numbers are varints, signed ones zigzag; texts and bodies have their
// length before them.
//
//	2 · round · at · by: role, flags, player, name · flags · [id 16]
//	ask · phase · then · [landsAt]
//	events: their number, each: body · for · moves: their number, each:
//	    0 and the bet's 16 bytes, or 1 for the record's own id · player · kind · amount
//	a body: type · 0, or 1 and JSON, or 2 and place and box

// The flags of an actor and of a record.
const (
	packedBot = 1

	packedID    = 1
	packedDrawn = 2
	packedLands = 4
)

// How a body is kept.
const (
	packedNone = iota
	packedClear
	packedBox
)

type packer struct{ b []byte }

func (p *packer) uint(v uint64) { p.b = binary.AppendUvarint(p.b, v) }
func (p *packer) int(v int64)   { p.b = binary.AppendVarint(p.b, v) }
func (p *packer) bytes(v []byte) {
	p.uint(uint64(len(v)))
	p.b = append(p.b, v...)
}

func (p *packer) text(v string) {
	p.uint(uint64(len(v)))
	p.b = append(p.b, v...)
}

func (p *packer) body(b *recordBody) {
	p.text(b.Type)
	switch {
	case b.Box != nil:
		p.b = append(p.b, packedBox)
		p.int(b.Place)
		p.bytes(b.Box)
	case b.Body != nil:
		p.b = append(p.b, packedClear)
		p.bytes(b.Body)
	default:
		p.b = append(p.b, packedNone)
	}
}

// pack writes version 2.
func (r *record) pack() []byte {
	p := packer{make([]byte, 0, r.packedSize())}
	p.b = append(p.b, packedVersion)
	p.int(int64(r.Round))
	p.int(int64(r.At))
	var flags byte
	if r.By.Bot {
		flags = packedBot
	}
	p.b = append(p.b, byte(r.By.Role), flags)
	p.int(int64(r.By.Player))
	p.text(r.By.Name)
	flags = 0
	if r.ID != nil {
		flags |= packedID
	}
	if r.Drawn {
		flags |= packedDrawn
	}
	if r.LandsAt != 0 {
		flags |= packedLands
	}
	p.b = append(p.b, flags)
	if r.ID != nil {
		p.b = append(p.b, r.ID[:]...)
	}
	p.body(&r.Ask)
	p.b = append(p.b, byte(r.Phase), byte(r.Then))
	if r.LandsAt != 0 {
		p.int(int64(r.LandsAt))
	}
	p.uint(uint64(len(r.Events)))
	for i := range r.Events {
		e := &r.Events[i]
		p.body(&e.recordBody)
		p.int(int64(e.For))
		p.uint(uint64(len(e.Moves)))
		for j := range e.Moves {
			p.move(&e.Moves[j], r.ID)
		}
	}
	return p.b
}

func (p *packer) move(m *games.Move, id *games.BetID) {
	if id != nil && m.Bet == *id {
		p.b = append(p.b, 1)
	} else {
		p.b = append(append(p.b, 0), m.Bet[:]...)
	}
	p.int(int64(m.Player))
	p.b = append(p.b, byte(m.Kind))
	p.int(int64(m.Amount))
}

// packedSize is enough for nearly every record, so that one is written in one
// piece.
func (r *record) packedSize() int {
	size := 96 + len(r.By.Name) + len(r.Ask.Type) + len(r.Ask.Body) + len(r.Ask.Box)
	for i := range r.Events {
		e := &r.Events[i]
		size += 24 + len(e.Type) + len(e.Body) + len(e.Box) + 32*len(e.Moves)
	}
	return size
}

// unpacker reads version 2. After the first thing that is not as pack writes it
// everything that it returns is empty, and bad says so.
type unpacker struct {
	b   []byte
	bad bool
}

func (u *unpacker) fail() {
	u.b, u.bad = nil, true
}

func (u *unpacker) byte() byte {
	if len(u.b) == 0 {
		u.fail()
		return 0
	}
	v := u.b[0]
	u.b = u.b[1:]
	return v
}

// upTo is a byte that must not be above a bound.
func (u *unpacker) upTo(most byte) byte {
	v := u.byte()
	if v > most {
		u.fail()
		return 0
	}
	return v
}

func (u *unpacker) uint() uint64 {
	v, n := binary.Uvarint(u.b)
	if n <= 0 || n > 1 && u.b[n-1] == 0 { // one number, one form
		u.fail()
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unpacker) int() int64 {
	v := u.uint()
	if v&1 != 0 {
		return ^int64(v >> 1)
	}
	return int64(v >> 1)
}

// length is the number of things to come, each at least a byte long.
func (u *unpacker) length() int {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) bytes() []byte {
	n := u.length()
	v := u.b[:n:n]
	u.b = u.b[n:]
	return v
}

func (u *unpacker) id() (id games.BetID) {
	if len(u.b) < len(id) {
		u.fail()
		return id
	}
	copy(id[:], u.b)
	u.b = u.b[len(id):]
	return id
}

func (u *unpacker) body() (b recordBody) {
	b.Type = string(u.bytes())
	switch u.upTo(packedBox) {
	case packedClear:
		b.Body = u.bytes()
		if !json.Valid(b.Body) {
			u.fail()
		}
	case packedBox:
		b.Place, b.Box = u.int(), u.bytes()
	}
	return b
}

func (u *unpacker) move(id *games.BetID) (m games.Move) {
	if u.upTo(1) == 0 {
		m.Bet = u.id()
		if id != nil && m.Bet == *id {
			u.fail() // pack writes 1
		}
	} else if id != nil {
		m.Bet = *id
	} else {
		u.fail()
	}
	m.Player = games.PlayerID(u.int())
	m.Kind = games.MoveKind(u.byte())
	m.Amount = money.Amount(u.int())
	return m
}

// unpack reads version 2, and only what pack writes: a record has one form.
func unpack(body []byte) (*record, error) {
	u := unpacker{b: body}
	r := &record{V: int(u.byte())}
	r.Round, r.At = games.RoundID(u.int()), games.Moment(u.int())
	r.By.Role, r.By.Bot = games.Role(u.byte()), u.upTo(packedBot) == packedBot
	r.By.Player, r.By.Name = games.PlayerID(u.int()), string(u.bytes())
	flags := u.upTo(packedID | packedDrawn | packedLands)
	if flags&packedID != 0 {
		id := u.id()
		r.ID = &id
	}
	r.Drawn = flags&packedDrawn != 0
	r.Ask = u.body()
	r.Phase, r.Then = games.Phase(u.byte()), games.Phase(u.byte())
	if flags&packedLands != 0 {
		if r.LandsAt = games.Moment(u.int()); r.LandsAt == 0 {
			u.fail()
		}
	}
	if n := u.length(); n > 0 {
		r.Events = make([]recordEvent, 0, min(n, 16))
		for range n {
			r.Events = append(r.Events, u.event(r.ID))
			if u.bad {
				break
			}
		}
	}
	if u.bad || len(u.b) != 0 {
		return nil, fmt.Errorf("%w: not packed as version %d is", ErrBadRecord, packedVersion)
	}
	return r, nil
}

func (u *unpacker) event(id *games.BetID) (e recordEvent) {
	e.recordBody = u.body()
	e.For = games.Audience(u.int())
	n := u.length()
	for range min(n, math.MaxInt32) {
		e.Moves = append(e.Moves, u.move(id))
		if u.bad {
			break
		}
	}
	return e
}
