package rooms

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// client is an independent reader of the protocol: it checks the numbers of
// every frame, folds what it is told, and knows nothing of the room's inside.
type client struct {
	t    *testing.T
	room *Room
	who  games.Actor

	mu      sync.Mutex
	frames  [][]byte
	limit   int // frames that it takes before it is slow; 0: no end
	problem string

	term, seq, n int64
	atMs         []int64 // of each public frame
	view         tossView
	board        tossBoard
	watching     int
	round        int64
	own          tossOwn
	ownRound     int64
	events       []wire.Event // public
	private      []wire.Event
	joined       []wire.Joined
	direct       []wire.Verdict
	verdicts     map[string]wire.Verdict // first ones, by id
	errors       []wire.Error
	snapshots    int
	kinds        []string
}

func newClient(t *testing.T, room *Room, who games.Actor) *client {
	return &client{t: t, room: room, who: who, verdicts: map[string]wire.Verdict{}}
}

// enter joins and waits for nothing.
func (c *client) enter(inquire ...games.BetID) *client {
	c.t.Helper()
	c.mu.Lock()
	p := Point{Term: c.term, Seq: c.seq, N: c.n}
	c.mu.Unlock()
	require.NoError(c.t, c.room.Join(c, c.who, p, inquire, 1))
	return c
}

func (c *client) bet(number, stake int64) games.BetID {
	c.t.Helper()
	id := newBetID()
	c.act(id, int64(c.room.Status().Round), "bet", fmt.Sprintf(`{"Number":%d,"Stake":%d}`, number, stake))
	return id
}

func (c *client) act(id games.BetID, round int64, ask, body string) {
	c.t.Helper()
	require.NoError(c.t, c.room.Act(c, c.who, wire.Act{
		Cid: 9, Room: int64(c.room.ID()), Round: round, ID: id.String(), Ask: ask, Body: json.RawMessage(body),
	}))
}

func (c *client) verdict(id games.BetID) wire.Verdict {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.verdicts[id.String()]
}

// Send is the connection's queue.
func (c *client) Send(frame []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.limit > 0 && len(c.frames) >= c.limit {
		return false
	}
	c.frames = append(c.frames, frame)
	if err := c.read(frame); err != nil && c.problem == "" {
		c.problem = fmt.Sprintf("%v: %s", err, frame)
	}
	return true
}

func (c *client) read(frame []byte) error {
	var head struct {
		T string `json:"t"`
	}
	if err := json.Unmarshal(frame, &head); err != nil {
		return err
	}
	c.kinds = append(c.kinds, head.T)
	switch head.T {
	case wire.TSnapshot:
		return c.readSnapshot(frame)
	case wire.TTable:
		return c.readTable(frame)
	case wire.TOwnSnapshot:
		var s wire.OwnSnapshot
		if err := json.Unmarshal(frame, &s); err != nil {
			return err
		}
		if s.After != c.seq || s.Term != c.term {
			return fmt.Errorf("own snapshot after %d, at %d", s.After, c.seq)
		}
		c.n, c.ownRound = s.N, s.Round
		return json.Unmarshal(s.View, &c.own)
	case wire.TOwn:
		return c.readOwn(frame)
	case wire.TJoined:
		var j wire.Joined
		err := json.Unmarshal(frame, &j)
		if j.Seq != c.seq || j.Term != c.term || j.N != c.n {
			return fmt.Errorf("joined at %d, %d, have %d, %d", j.Seq, j.N, c.seq, c.n)
		}
		c.joined = append(c.joined, j)
		return err
	case wire.TVerdict:
		var v wire.Verdict
		err := json.Unmarshal(frame, &v)
		c.direct = append(c.direct, v)
		return err
	case wire.TError:
		var e wire.Error
		err := json.Unmarshal(frame, &e)
		c.errors = append(c.errors, e)
		return err
	}
	return fmt.Errorf("kind %q", head.T)
}

func (c *client) readSnapshot(frame []byte) error {
	var s wire.Snapshot
	if err := json.Unmarshal(frame, &s); err != nil {
		return err
	}
	if len(frame) > SnapshotBytesMax {
		return fmt.Errorf("a snapshot of %d bytes", len(frame))
	}
	c.term, c.seq, c.round, c.watching = s.Term, s.Seq, s.Round, s.Watching
	c.snapshots++
	c.view, c.board = tossView{}, tossBoard{}
	if err := json.Unmarshal(s.Board, &c.board); err != nil {
		return err
	}
	return json.Unmarshal(s.View, &c.view)
}

func (c *client) readTable(frame []byte) error {
	var f wire.Table
	if err := json.Unmarshal(frame, &f); err != nil {
		return err
	}
	if f.Term != c.term || f.Seq != c.seq+1 {
		return fmt.Errorf("seq %d.%d after %d.%d", f.Term, f.Seq, c.term, c.seq)
	}
	c.seq = f.Seq
	c.atMs = append(c.atMs, f.AtMs)
	for _, e := range f.Events {
		if err := c.fold(e); err != nil {
			return err
		}
	}
	if f.Board != nil {
		c.board = tossBoard{}
		if err := json.Unmarshal(f.Board, &c.board); err != nil {
			return err
		}
	}
	if f.Watching != nil {
		c.watching = *f.Watching
	}
	return nil
}

// fold is how a page would follow the game.
func (c *client) fold(e wire.Event) error {
	c.events = append(c.events, e)
	switch e.Type {
	case "opened", "moved":
		var b tossOpened
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		if e.Type == "opened" {
			c.round = e.Round
			c.view = tossView{Number: -1, Last: c.view.Last}
			c.own, c.ownRound = tossOwn{}, e.Round
		}
		c.view.Phase, c.view.ClosesAt = "open", b.ClosesAt
	case "closed":
		c.view.Phase = "closed"
	case "spun":
		c.view.Spun = true
	case "result":
		var b tossResult
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		c.view.Phase, c.view.Number = "settled", b.Number
		c.view.Last = append([]int64{b.Number}, c.view.Last[:min(len(c.view.Last), 19)]...)
	case "voided":
		c.view.Phase = "void"
	case "secret", "placed", "taken", "paid", wire.EventVerdict:
		return fmt.Errorf("%s is not for everyone", e.Type)
	}
	return nil
}

func (c *client) readOwn(frame []byte) error {
	var f wire.Own
	if err := json.Unmarshal(frame, &f); err != nil {
		return err
	}
	switch {
	case f.Term != c.term || f.N != c.n+1:
		return fmt.Errorf("own %d.%d after %d.%d", f.Term, f.N, c.term, c.n)
	case f.After > c.seq:
		return fmt.Errorf("own frame after %d overtook the public stream at %d", f.After, c.seq)
	}
	c.n = f.N
	for _, e := range f.Events {
		c.private = append(c.private, e)
		if e.Round > c.round && e.Type != wire.EventVerdict {
			return fmt.Errorf("own event of round %d in %d", e.Round, c.round)
		}
		if e.Round != c.round && e.Type != wire.EventVerdict {
			continue // told on a resume: the own view is of a later round by now
		}
		var b struct{ Stake, Back int64 }
		switch e.Type {
		case "placed":
			_ = json.Unmarshal(e.Body, &b)
			c.own.Staked += b.Stake
		case "taken":
			c.own.Staked = 0
		case "paid":
			if c.view.Phase != "settled" {
				return fmt.Errorf("paid in phase %s", c.view.Phase)
			}
			_ = json.Unmarshal(e.Body, &b)
			c.own.Paid = b.Back
		case wire.EventVerdict:
			var v wire.Verdict
			if err := json.Unmarshal(e.Body, &v); err != nil {
				return err
			}
			if _, twice := c.verdicts[v.ID]; twice {
				return fmt.Errorf("a second first verdict for %s", v.ID)
			}
			c.verdicts[v.ID] = v
		}
	}
	return nil
}

// sees is what a reader has in the end, for comparing.
type sees struct {
	View     tossView
	Board    tossBoard
	Watching int
	Round    int64
	Own      tossOwn
	Seq, N   int64
}

func (c *client) sees() sees {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	require.Empty(c.t, c.problem)
	s := sees{c.view, c.board, c.watching, c.round, c.own, c.seq, c.n}
	s.View.Last = slices.Clone(s.View.Last)
	return s
}

func (c *client) results() []int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []int64
	for _, e := range c.events {
		if e.Type == "result" {
			var b tossResult
			_ = json.Unmarshal(e.Body, &b)
			all = append(all, b.Number)
		}
	}
	return all
}

func (c *client) types() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, e := range c.events {
		all = append(all, e.Type)
	}
	return all
}

func (c *client) isIn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.joined) > 0
}

// accepted lists the bets that this connection was told are accepted.
func (c *client) accepted() []games.BetID {
	c.mu.Lock()
	defer c.mu.Unlock()
	var ids []games.BetID
	for text, v := range c.verdicts {
		var id games.BetID
		if err := id.UnmarshalText([]byte(text)); err == nil && v.Verdict == wire.VerdictAccepted {
			ids = append(ids, id)
		}
	}
	return ids
}
