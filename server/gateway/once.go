package gateway

import (
	"sync"

	"croupier/games"
)

// onceMax bounds what a node remembers of used tokens: 2^20 in one life, far
// above what sign-ins can make. When full, tokens are refused (fail closed) and
// their clients sign in or ask for a ticket again.
const onceMax = 1 << 20

// tokenID names a ticket, or the line of connections of a resume token.
type tokenID [16]byte

// once remembers how far tokens have been used, for at least life and at most
// twice as long, in two generations. Safe for concurrent use.
type once struct {
	lifeMs int64
	max    int

	mu       sync.Mutex
	now, old map[tokenID]uint64
	turned   games.Moment
}

func newOnce(lifeMs int64) *once {
	return &once{lifeMs: lifeMs, max: onceMax, now: map[tokenID]uint64{}, old: map[tokenID]uint64{}}
}

// use says whether the n-th token of id may be used, n from 1 on, and if so
// marks it and all before it as used.
func (o *once) use(id tokenID, n uint64, at games.Moment) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turn(at)
	if n <= max(o.now[id], o.old[id]) {
		return false
	}
	if len(o.now) >= o.max {
		return false
	}
	o.now[id] = n
	return true
}

func (o *once) turn(at games.Moment) {
	switch gone := int64(at - o.turned); {
	case gone < o.lifeMs:
		return
	case gone < 2*o.lifeMs:
		o.old, o.now = o.now, map[tokenID]uint64{}
	default:
		o.old, o.now = map[tokenID]uint64{}, map[tokenID]uint64{}
	}
	o.turned = at
}
