package swarm

import (
	"bytes"
	"encoding/json"
)

// peeked is what can be told of a frame without decoding it. Servers write the
// fields in this order; a frame that has them otherwise is decoded.
type peeked struct {
	kind            string
	room, term, seq int64
}

// kinds are the kinds as strings, so that a peek allocates nothing.
var kinds = [...]string{"table", "own", "wallet", "verdict", "pong", "joined", "snapshot", "own.snapshot",
	"welcome", "resume", "cards", "error", "notice"}

// peek reads the head of a frame.
func peek(frame []byte) (p peeked, err error) {
	rest, ok := bytes.CutPrefix(frame, []byte(`{"t":"`))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return peekSlowly(frame)
	}
	for _, kind := range kinds {
		if string(rest[:end]) == kind {
			p.kind = kind
		}
	}
	if p.kind != "table" {
		if p.kind == "" {
			p.kind = string(rest[:end])
		}
		return p, nil
	}
	rest = rest[end+1:]
	if cutNumber(&rest, `,"room":`, &p.room) && cutNumber(&rest, `,"term":`, &p.term) && cutNumber(&rest, `,"seq":`, &p.seq) {
		return p, nil
	}
	return peekSlowly(frame)
}

func cutNumber(rest *[]byte, before string, n *int64) bool {
	text, ok := bytes.CutPrefix(*rest, []byte(before))
	if !ok {
		return false
	}
	digits := 0
	for digits < len(text) && digits < 18 && text[digits] >= '0' && text[digits] <= '9' {
		*n = *n*10 + int64(text[digits]-'0')
		digits++
	}
	*rest = text[digits:]
	return digits > 0 && digits < 18
}

func peekSlowly(frame []byte) (peeked, error) {
	var head struct {
		T    string `json:"t"`
		Room int64  `json:"room"`
		Term int64  `json:"term"`
		Seq  int64  `json:"seq"`
	}
	err := json.Unmarshal(frame, &head)
	return peeked{head.T, head.Room, head.Term, head.Seq}, err
}
