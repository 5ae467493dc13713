package rooms

import (
	"bytes"
	"encoding/hex"
	"encoding/json"

	"croupier/games"
	"croupier/server/wire"
)

const (
	// frameGapMs is the least time between two frames of a public stream:
	// whatever happens within it is one frame, whose cost is per connection.
	frameGapMs = 50
	// boardBytesPerSec is what a watcher is sent of boards: a board that weighs
	// more than frameGapMs' share waits longer for its next telling. Of a full
	// felt, 7 KB, that is three a second instead of twenty.
	boardBytesPerSec = 20 << 10
	// watchingGapMs is the least time between frames that say nothing but how
	// many watch; with 10,000 coming and going there would be no end of them.
	watchingGapMs = 1000
	// cardGapMs is the least time between two cards for the lobby.
	cardGapMs = 250
	// SnapshotBytesMax is the most that a snapshot may weigh, whatever the
	// number of bettors: the rules bound their View and Board accordingly, and
	// a test holds them to it.
	SnapshotBytesMax = 16 << 10
)

// The newest frames of a public stream that are kept. A resume must fit a
// connection's queue (64 messages, 256 KiB: D11); who missed more is better
// served by a snapshot, which is encoded once for all.
const (
	publicRingCountMax = 32
	publicRingBytesMax = 128 << 10
)

// publicStream is what everybody at a room is told, numbered within the term.
type publicStream struct {
	ring     frameRing // its last number is the stream's seq
	dirty    bool      // a step was applied since the last frame
	events   []wire.Event
	board    []byte // as last told
	boardAt  games.Moment
	boardDue games.Moment // a newer one goes out then; 0: none waits
	watching int          // as last told
	at       games.Moment
	snapshot []byte // of this seq, once somebody asked
}

// deliver sends what may go out by now: the public frame first, then the own
// frames that refer to it.
func (c *core) deliver() {
	p := &c.public
	watching := c.crowd.size()
	switch since := c.now - p.at; {
	case p.dirty && since >= frameGapMs, p.boardDue != 0 && c.now >= p.boardDue, watching != p.watching && since >= watchingGapMs:
		c.frame(watching)
	}
	if !p.dirty && !c.dead {
		c.tellOwn()
	}
	c.tellCard()
}

// frame merges what happened into one frame and sends it, if there is anything.
func (c *core) frame(watching int) {
	p := &c.public
	board, err := c.board()
	if err != nil {
		c.fault(err)
		return
	}
	frame := wire.Table{
		T: wire.TTable, Room: int64(c.room), Term: c.term, Seq: p.ring.last + 1, AtMs: int64(c.now), Events: p.events,
	}
	changed := len(p.events) > 0
	told := p.board
	p.boardDue = 0
	if !bytes.Equal(board, p.board) {
		if due := p.boardAt + boardGapMs(p.board); changed || c.now >= due {
			frame.Board, changed, told = board, true, board
			p.boardAt = c.now
		} else {
			p.boardDue = due
		}
	}
	if watching != p.watching {
		frame.Watching, changed = &watching, true
	}
	p.dirty, p.events = false, nil
	if !changed {
		return
	}
	encoded, err := json.Marshal(frame)
	if err != nil {
		c.fault(err)
		return
	}
	p.ring.add(encoded)
	p.board, p.watching, p.at, p.snapshot = told, watching, c.now, nil
	c.effect(fxToAll{encoded})
}

// boardGapMs is how long a board stands before a newer one replaces it, events
// apart: what happens at the table never waits, and brings the newest board.
func boardGapMs(told []byte) games.Moment {
	return max(frameGapMs, games.Moment(len(told))*1000/boardBytesPerSec)
}

// deliverAt is when deliver has something to do if nothing happens; 0: never.
func (c *core) deliverAt() games.Moment {
	p := &c.public
	var at games.Moment
	if p.dirty {
		at = p.at + frameGapMs
	}
	if p.boardDue != 0 {
		at = earlier(at, p.boardDue)
	}
	if c.crowd.size() != p.watching {
		at = earlier(at, p.at+watchingGapMs)
	}
	if c.cardDirty {
		at = earlier(at, c.cardAt+cardGapMs)
	}
	return at
}

func (c *core) board() ([]byte, error) {
	r := c.onView()
	board := r.table.Board()
	if board == nil {
		return nil, nil
	}
	_, body, err := r.rules.codec.Encode(board)
	return body, err
}

// snapshot is the public view at the newest seq. It is only asked for while
// nothing waits to be told, so that view and seq are of the same steps.
func (c *core) snapshot() []byte {
	p := &c.public
	if p.snapshot != nil {
		return p.snapshot
	}
	r := c.onView()
	_, view, err := r.rules.codec.Encode(r.table.View(games.Everyone))
	if err != nil {
		c.fault(err)
		return nil
	}
	s := wire.Snapshot{
		T: wire.TSnapshot, Room: int64(c.room), Term: c.term, Seq: p.ring.last, AtMs: int64(c.now),
		Game: c.game, Rules: r.rules.version, Name: c.name, Currency: c.currency.Code(),
		Round: int64(r.id), Phase: r.table.Phase().String(), Paused: c.paused,
		Commitment: c.commitment(r), NextCommitment: c.commitment(nil),
		Watching: p.watching, View: view, Board: p.board, Pair: c.wirePair(),
	}
	if p.snapshot, err = json.Marshal(s); err != nil {
		c.fault(err)
	}
	return p.snapshot
}

// commitment is the hex of a round's commitment; of the one that has not begun
// where r is nil. Empty while it is not sealed yet.
func (c *core) commitment(r *round) string {
	if r != nil && r == c.shown {
		return hex.EncodeToString(r.sealed.Commitment[:])
	}
	id := c.nextID()
	if s, ok := c.sealed[id]; ok {
		return hex.EncodeToString(s.Commitment[:])
	}
	return ""
}

// tellCard announces the room to the lobby, if its card has changed.
func (c *core) tellCard() {
	if !c.cardDirty || c.dead || c.carded && c.now-c.cardAt < cardGapMs {
		return
	}
	c.cardDirty = false
	card, err := c.makeCard()
	if err != nil {
		c.fault(err)
		return
	}
	if c.carded && sameCard(c.card, card) {
		return
	}
	c.card, c.carded, c.cardAt = card, true, c.now
	if c.seat == 0 { // a room of one seat is in no lobby
		c.effect(fxCard{card})
	}
}

func (c *core) makeCard() (Card, error) {
	r := c.onView()
	_, extra, err := r.rules.codec.Encode(r.table.Card())
	return Card{
		Room: c.room, Game: c.game, Name: c.name, Currency: c.currency,
		Phase: r.table.Phase(), Paused: c.paused, Watching: c.crowd.size(), Players: r.plays.players(),
		Until: c.shownDeadline(), Extra: extra,
	}, err
}

func sameCard(a, b Card) bool {
	same := bytes.Equal(a.Extra, b.Extra)
	a.Extra, b.Extra = nil, nil
	return same && a.Room == b.Room && a.Game == b.Game && a.Name == b.Name && a.Currency == b.Currency &&
		a.Phase == b.Phase && a.Paused == b.Paused && a.Watching == b.Watching &&
		a.Players == b.Players && a.Until == b.Until
}
