package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// errMalformed says that a message is none of this protocol. Why it is not is
// told to nobody: the generated types are the place to look.
var errMalformed = errors.New("gateway: malformed message")

// Bounds of any message's JSON, well above what the protocol's types need.
const (
	depthMax   = 8
	membersMax = 32
	keyMax     = 32 // bytes
)

// member is one name and its value in an object, as they stand in the message.
type member struct{ key, val []byte }

// scanObject splits one JSON object into its members and checks everything in
// it, to the deepest: UTF-8, grammar, depth, names (plain, short, not repeated
// in any case of letters, because encoding/json reads "Stake" as "stake"),
// numbers (64-bit integers, no fraction, no exponent: there are no floats near
// money, B8), and that nothing follows it. The members are added to into.
func scanObject(b []byte, into []member) ([]member, error) {
	if !utf8.Valid(b) {
		return nil, errMalformed
	}
	s := scanner{b: b}
	s.space()
	into = s.object(1, into)
	s.space()
	if s.bad || s.i != len(b) {
		return nil, errMalformed
	}
	return into, nil
}

// scanner walks JSON. After the first fault bad is set and nothing moves.
type scanner struct {
	b   []byte
	i   int
	bad bool
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

func (s *scanner) peek() byte {
	if s.bad || s.i >= len(s.b) {
		return 0
	}
	return s.b[s.i]
}

// next steps over one byte; at the end it is a fault and 0.
func (s *scanner) next() byte {
	c := s.peek()
	if s.i >= len(s.b) {
		s.bad = true
		return 0
	}
	s.i++
	return c
}

// take steps over c, or over nothing and says false.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.i++
	return true
}

func (s *scanner) must(c byte) {
	if !s.take(c) {
		s.bad = true
	}
}

func (s *scanner) object(depth int, members []member) []member {
	s.must('{')
	if depth > depthMax {
		s.bad = true
	}
	s.space()
	if s.take('}') {
		return members
	}
	for first := len(members); !s.bad; {
		s.space()
		key := s.name()
		for _, m := range members[first:] {
			if bytes.EqualFold(m.key, key) {
				s.bad = true
			}
		}
		if len(members)-first >= membersMax {
			s.bad = true
		}
		s.space()
		s.must(':')
		s.space()
		from := s.i
		s.value(depth)
		members = append(members, member{key, s.b[from:s.i]})
		s.space()
		if s.take('}') {
			break
		}
		s.must(',')
	}
	return members
}

func (s *scanner) array(depth int) {
	s.must('[')
	if depth > depthMax {
		s.bad = true
	}
	s.space()
	if s.take(']') {
		return
	}
	for !s.bad {
		s.space()
		s.value(depth)
		s.space()
		if s.take(']') {
			return
		}
		s.must(',')
	}
}

// value steps over one value inside something of the given depth.
func (s *scanner) value(depth int) {
	switch c := s.peek(); {
	case c == '{':
		var few [8]member
		s.object(depth+1, few[:0])
	case c == '[':
		s.array(depth + 1)
	case c == '"':
		s.text()
	case c == '-' || c >= '0' && c <= '9':
		s.integer()
	default:
		s.word()
	}
}

func (s *scanner) word() {
	for _, w := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.b[s.i:], []byte(w)) {
			s.i += len(w)
			return
		}
	}
	s.bad = true
}

func (s *scanner) integer() {
	from := s.i
	s.take('-')
	digits := s.i
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.i++
	}
	if n := s.i - digits; n == 0 || n > 1 && s.b[digits] == '0' || n > 19 {
		s.bad = true
		return
	}
	switch s.peek() {
	case '.', 'e', 'E':
		s.bad = true
		return
	}
	if _, err := strconv.ParseInt(string(s.b[from:s.i]), 10, 64); err != nil {
		s.bad = true
	}
}

// name steps over a member's name: plain characters, so that it has one
// spelling.
func (s *scanner) name() []byte {
	s.must('"')
	from := s.i
	for !s.bad {
		switch c := s.peek(); {
		case c == '"':
			name := s.b[from:s.i]
			s.i++
			if len(name) == 0 || len(name) > keyMax {
				s.bad = true
			}
			return name
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
			s.i++
		default:
			s.bad = true
		}
	}
	return nil
}

func (s *scanner) text() {
	s.must('"')
	for !s.bad {
		switch c := s.next(); {
		case c == '"':
			return
		case c < ' ':
			s.bad = true
		case c == '\\':
			s.escape()
		}
	}
}

func (s *scanner) escape() {
	switch s.next() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
	case 'u':
		for range 4 {
			if c := s.next(); !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				s.bad = true
				return
			}
		}
	default:
		s.bad = true
	}
}

// unquote reads a scanned string.
func unquote(val []byte) (string, bool) {
	if len(val) < 2 || val[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(val, '\\') < 0 {
		return string(val[1 : len(val)-1]), true
	}
	var text string
	err := json.Unmarshal(val, &text)
	return text, err == nil
}
