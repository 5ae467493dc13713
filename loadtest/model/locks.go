package model

// lockKey names a row. The order of locks is nodes, rooms, accounts, each by id,
// as wallet has it: no cycle can be made of them.
type lockKey struct {
	table uint8
	id    int64
}

const (
	tableNodes uint8 = iota
	tableRooms
	tableAccounts
)

type lock struct {
	owner *tx
	queue []waiter
}

type waiter struct {
	tx *tx
	on func()
}

type locks map[lockKey]*lock

// tx is a transaction of a session. What it writes is true at its commit, all at
// once.
type tx struct {
	d       *Database
	s       *Session // nil for a payment's
	held    []lockKey
	over    bool
	busy    bool    // a request of it is under way
	turn    int     // of its requests: for the idle timeout
	syncing *writes // its commit is on its way to the disk
}

// lockAll takes rows in the order of keys, waiting for each, then goes on. With
// skip it takes what is free and leaves the rest.
func (t *tx) lockAll(keys []lockKey, skip bool, then func()) {
	for i, k := range keys {
		l := t.d.locks[k]
		if l == nil {
			l = &lock{}
			t.d.locks[k] = l
		}
		switch {
		case l.owner == t:
		case l.owner == nil:
			l.owner = t
			t.held = append(t.held, k)
		case skip:
		default:
			rest := keys[i+1:]
			l.queue = append(l.queue, waiter{t, func() {
				t.held = append(t.held, k)
				t.lockAll(rest, skip, then)
			}})
			return
		}
	}
	then()
}

// end lets go of everything: after a commit, or instead of one.
func (t *tx) end() {
	if t.over {
		return
	}
	t.over = true
	if t.s != nil && t.s.tx == t {
		t.s.tx = nil
	}
	for _, k := range t.held {
		t.d.release(t, k)
	}
	t.held = nil
}

// release hands a row on to the next who waits for it. A crash has forgotten who
// held what.
func (d *Database) release(t *tx, k lockKey) {
	l := d.locks[k]
	if l == nil || l.owner != t {
		return
	}
	l.owner = nil
	for len(l.queue) > 0 {
		next := l.queue[0]
		l.queue = l.queue[1:]
		if next.tx.over {
			continue
		}
		l.owner = next.tx
		d.time.After(0, func() {
			if !next.tx.over {
				next.on()
			} else if l.owner == next.tx {
				d.release(next.tx, k)
			}
		})
		return
	}
}

// HoldAccount keeps a player's account locked for a while, as a payment does. It
// says whether the account was free.
func (d *Database) HoldAccount(player int64, us int64) bool {
	t := &tx{d: d}
	k := lockKey{tableAccounts, player}
	if d.down || d.locks[k] != nil && d.locks[k].owner != nil {
		return false
	}
	t.lockAll([]lockKey{k}, true, func() {})
	d.time.After(us, t.end)
	return true
}
