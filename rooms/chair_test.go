package rooms

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// keeper is the pairs of a real vault, with a log of what was read.
type keeper struct {
	*fairness.Vault
	mu   sync.Mutex
	log  []fairness.Unsealing
	lost error
}

func newKeeper(t *testing.T) *keeper {
	entropy, err := rng.OpenEntropy()
	require.NoError(t, err)
	ring, err := fairness.OpenKeyring(filepath.Join(t.TempDir(), "keys"), entropy)
	require.NoError(t, err)
	k := &keeper{}
	k.Vault = fairness.NewVault(ring, entropy, func(u fairness.Unsealing) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.log = append(k.log, u)
	})
	return k
}

func (k *keeper) lose(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lost = err
}

func (k *keeper) gone() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lost
}

// reads counts the readings for a reason, of one round or (0) of all.
func (k *keeper) reads(why fairness.Why, round games.RoundID) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, u := range k.log {
		if u.Why == why && (round == 0 || u.Round == round) {
			n++
		}
	}
	return n
}

func (k *keeper) Begin(from games.RoundID, rules int, clientSeed string) (Sealed, error) {
	commitment, box, err := k.Vault.Begin(from, rules, clientSeed)
	return Sealed{Commitment: commitment, Box: box}, err
}

func (k *keeper) Follow(round games.RoundID, rules int, s Sealed, nextRules int) (Sealed, error) {
	if err := k.gone(); err != nil {
		return Sealed{}, err
	}
	box, err := k.Vault.Follow(round, rules, s.Commitment, s.Box, nextRules)
	return Sealed{Commitment: s.Commitment, Box: box}, err
}

func (k *keeper) Open(round games.RoundID, rules int, s Sealed, reveal bool) (Pair, error) {
	if err := k.gone(); err != nil {
		return Pair{}, err
	}
	why := fairness.Drawing
	if reveal {
		why = fairness.Revealing
	}
	pair, err := k.Vault.Pair(why, round, rules, s.Commitment, s.Box)
	if err != nil {
		return Pair{}, err
	}
	return Pair{From: pair.From(), ClientSeed: pair.ClientSeed(), Seed: pair.ServerSeed(), Source: pair.Source(round)}, nil
}

const (
	ownRoom    games.RoomID   = 1 << 20
	secondRoom games.RoomID   = 1<<20 + 1
	sitting    games.PlayerID = 5
	seatWait                  = 100 * time.Millisecond // for verdicts and frames
	cycle                     = 3 * time.Second

	ownOptions = `{"coins":[1,5],"cycleMs":2500,"landMs":2000,"decideMs":120000,"allowanceMinor":10000000,"seat":5}`
)

// newSession is a house with two machines of one player's.
func newSession(t *testing.T) (*house, *keeper) {
	h := newHouse(t, tossDefaults)
	keys := newKeeper(t)
	h.pairs = keys
	for i, machine := range slots.Builtin()[:2] {
		h.rules = append(h.rules, machine)
		id := ownRoom + games.RoomID(i)
		game, version := machine.ID()
		h.ledger.addRoom(id, game, version, []byte(ownOptions))
		h.ledger.rooms[id].Seat, h.ledger.rooms[id].ClientSeed = sitting, "my own"
	}
	h.journal.kill()
	h.boot()
	h.ledger.grant(sitting, 1_000_000)
	return h, keys
}

// chair is a connection at a machine: it keeps what it is told.
type chair struct {
	t    *testing.T
	room *Room
	who  games.Actor

	mu       sync.Mutex
	snapshot wire.Snapshot
	own      slots.Own
	pair     *wire.Pair
	next     int64
	events   []wire.Event // of both streams
	verdicts map[string]wire.Verdict
	errors   []wire.Error
}

func sit(t *testing.T, room *Room, who games.PlayerID) *chair {
	c := &chair{t: t, room: room, who: player(int64(who)), verdicts: map[string]wire.Verdict{}}
	require.NoError(t, room.Join(c, c.who, Point{}, nil, 1))
	time.Sleep(seatWait)
	return c
}

func (c *chair) Send(frame []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	var f struct {
		T      string       `json:"t"`
		Events []wire.Event `json:"events"`
	}
	if json.Unmarshal(frame, &f) != nil {
		return false
	}
	switch f.T {
	case wire.TSnapshot:
		_ = json.Unmarshal(frame, &c.snapshot)
		if c.pair = c.snapshot.Pair; c.pair != nil {
			c.next = c.pair.Next
		}
	case wire.TOwnSnapshot:
		var s wire.OwnSnapshot
		_ = json.Unmarshal(frame, &s)
		_ = json.Unmarshal(s.View, &c.own)
	case wire.TError:
		var e wire.Error
		_ = json.Unmarshal(frame, &e)
		c.errors = append(c.errors, e)
	}
	for _, e := range f.Events {
		c.take(e)
	}
	return true
}

func (c *chair) take(e wire.Event) {
	c.events = append(c.events, e)
	switch e.Type {
	case wire.EventSealed:
		var s wire.Sealed
		_ = json.Unmarshal(e.Body, &s)
		c.next = s.Round
	case wire.EventPair:
		c.pair = &wire.Pair{}
		_ = json.Unmarshal(e.Body, c.pair)
		c.next = c.pair.Next
	case wire.EventRotated:
		var r wire.Rotated
		_ = json.Unmarshal(e.Body, &r)
		c.pair, c.next = &r.Pair, r.Pair.Next
	case wire.EventVerdict:
		var v wire.Verdict
		_ = json.Unmarshal(e.Body, &v)
		c.verdicts[v.ID] = v
	}
}

// of are the bodies of events of a type, decoded.
func of[T any](c *chair, name string) (all []T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.events {
		if e.Type == name {
			var body T
			require.NoError(c.t, json.Unmarshal(e.Body, &body))
			all = append(all, body)
		}
	}
	return all
}

func (c *chair) send(round int64, ask, body string) games.BetID {
	c.t.Helper()
	id := newBetID()
	require.NoError(c.t, c.room.Act(c, c.who, wire.Act{Cid: 9, Room: int64(c.room.ID()), Round: round, ID: id.String(),
		Ask: ask, Body: json.RawMessage(body)}))
	return id
}

// at is the round that comes next, and inForce the pair, as they were told last.
func (c *chair) at() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.next
}

func (c *chair) inForce() wire.Pair {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *c.pair
}

// refused are the errors that came.
func (c *chair) refused() []wire.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.errors)
}

// act asks and waits for the verdict.
func (c *chair) act(round int64, ask, body string) wire.Verdict {
	c.t.Helper()
	id := c.send(round, ask, body)
	time.Sleep(seatWait)
	return c.verdict(id)
}

func (c *chair) verdict(id games.BetID) wire.Verdict {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.verdicts[id.String()]
}

func (c *chair) spin() wire.Verdict {
	c.t.Helper()
	time.Sleep(cycle)
	return c.act(c.at(), "spin", `{"coin":5}`)
}

func (c *chair) rotate(seed string) wire.Verdict {
	c.t.Helper()
	return c.act(c.at(), wire.AskRotate, `{"clientSeed":"`+seed+`"}`)
}

// phase is where the newest round stands.
func (h *house) phase(room games.RoomID) games.Phase {
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	r := h.ledger.rooms[room]
	return r.rounds[r.order[len(r.order)-1]].Phase
}

// spinUntil spins until a round stays, or until one is over at once.
func (c *chair) spinUntil(h *house, stays bool) {
	c.t.Helper()
	for range 500 {
		require.Equal(c.t, wire.VerdictAccepted, c.spin().Verdict)
		if h.phase(c.room.ID()) == games.Closed == stays {
			return
		}
		c.finish(h)
	}
	c.t.Fatal("no such round")
}

// finish plays what is left of a round.
func (c *chair) finish(h *house) {
	c.t.Helper()
	for range 300 {
		if h.phase(c.room.ID()) != games.Closed {
			return
		}
		round := int64(c.room.Status().Round)
		if c.act(round, "next", `{}`).Code == string(games.CodeNothing) {
			c.act(round, "collect", `{}`)
		}
	}
	c.t.Fatal("the round does not end")
}
