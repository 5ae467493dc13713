package swarm

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sync"

	"croupier/server/wire"
)

// feedKept is how many of a room's newest frames stay decoded: the slowest
// reader may be so far behind (25 s at 20 frames a second).
const feedKept = 512

// feed decodes each frame of a room's public stream once: they are the same
// bytes for everyone, and the other bots only compare.
type feed struct {
	mu   sync.Mutex
	ring [feedKept]decoded
}

type decoded struct {
	term, seq int64
	raw       []byte
	table     *wire.Table
}

// table is a frame decoded, to be read only. same is false if somebody else was
// given other events at this place; that is how a house would tell two players
// two outcomes.
func (f *feed) table(p peeked, raw []byte) (t *wire.Table, same bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	slot := &f.ring[uint64(p.seq)%feedKept]
	known := slot.table != nil && slot.term == p.term && slot.seq == p.seq
	if known && bytes.Equal(slot.raw, raw) {
		return slot.table, true, nil
	}
	t = &wire.Table{}
	if err := json.Unmarshal(raw, t); err != nil {
		return nil, true, err
	}
	if known {
		return t, reflect.DeepEqual(t.Events, slot.table.Events), nil
	}
	*slot = decoded{term: t.Term, seq: t.Seq, raw: append([]byte(nil), raw...), table: t}
	return t, true, nil
}
