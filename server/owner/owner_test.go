package owner_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/internal/dbtest"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/owner"
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }

const (
	room    games.RoomID = 1
	lease                = 600 * time.Millisecond
	soonMax              = 20 * time.Second // nothing waits so long unless broken
)

const options = `{"betMs":600000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
"limits":{"straight":50000,"split":50000,"street":50000,"trio":50000,"corner":50000,"firstFour":50000,"line":50000,"column":50000,"dozen":50000,"even":50000},
"tableMaxMinor":200000,"allowanceMinor":100000000}`

// house is a database and the keys to it; nodes come and go.
type house struct {
	t  *testing.T
	db *store.DB
	*vault
	log zerolog.Logger
}

func newHouse(t *testing.T) *house {
	entropy, err := rng.OpenEntropy()
	require.NoError(t, err)
	ring, err := fairness.OpenKeyring(filepath.Join(t.TempDir(), "keys"), entropy)
	require.NoError(t, err)
	h := &house{t: t, db: dbtest.New(t), log: zerolog.Nop(), vault: &vault{Vault: fairness.NewVault(ring, entropy, func(fairness.Unsealing) {})}}
	j, err := journal.New(t.Context(), journal.Config{DB: h.db.App})
	require.NoError(t, err)
	require.NoError(t, j.EnsureRoom(t.Context(), journal.RoomConfig{ID: room, Name: "European", Game: "roulette-european",
		Rules: 1, Options: []byte(options), Currency: money.FUN}))
	return h
}

// vault is the sealer; it can be made to fail.
type vault struct {
	*fairness.Vault
	mu     sync.Mutex
	broken error
}

func (v *vault) breakIt(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.broken = err
}

func (v *vault) Seal(round games.RoundID, rules int) (rooms.Sealed, error) {
	v.mu.Lock()
	broken := v.broken
	v.mu.Unlock()
	if broken != nil {
		return rooms.Sealed{}, broken
	}
	commitment, box, err := v.Vault.Seal(round, rules)
	return rooms.Sealed{Commitment: commitment, Box: box}, err
}

func (v *vault) Unseal(round games.RoundID, rules int, s rooms.Sealed) (rooms.Source, error) {
	return v.Vault.Unseal(round, rules, s.Commitment, s.Box)
}

// node is one server's part: journal, hall, owner.
type node struct {
	*owner.Owner
	hall *rooms.Hall
	stop func()
}

func (h *house) node(alone bool) *node {
	h.t.Helper()
	j, err := journal.New(h.t.Context(), journal.Config{DB: h.db.App})
	require.NoError(h.t, err)
	j.Start()
	clock := &owner.Clock{}
	n := &node{}
	n.hall = rooms.NewHall(rooms.World{Journal: j, Sealer: h.vault, Purse: nobody{}, Directory: nobody{}, Clock: clock,
		Registry: rooms.NewRegistry(roulette.European(), machine()), Pairs: h.vault,
		Stopped: func(room games.RoomID, _ []rooms.Subscriber, why error) { n.Stopped(room, why) }})
	n.Owner = owner.New(owner.Config{DB: h.db, Journal: j, Hall: n.hall, Clock: clock, Rooms: []games.RoomID{room},
		Name: "test", Lease: lease, Alone: alone, Log: h.log})
	require.NoError(h.t, n.Start(h.t.Context()))
	var once sync.Once
	n.stop = func() {
		once.Do(func() {
			n.hall.Close()
			require.NoError(h.t, n.Stop())
			require.NoError(h.t, j.Stop(context.Background()))
		})
	}
	h.t.Cleanup(n.stop)
	return n
}

type nobody struct{}

func (nobody) Changed(rooms.Balance, games.RoundID, games.Moment) {}
func (nobody) Announce(rooms.Card)                                {}

// watcher tells of the table frames that reach it.
type watcher struct{ frames chan wire.Table }

func (w watcher) Send(frame []byte) bool {
	var f wire.Table
	if json.Unmarshal(frame, &f) == nil && (f.T == wire.TTable || f.T == wire.TSnapshot) {
		select {
		case w.frames <- f:
		default:
		}
	}
	return true
}

// open waits until the node has the room in at least that term, with a round.
func (h *house) open(n *node, term int64) *rooms.Room {
	h.t.Helper()
	var found *rooms.Room
	require.Eventually(h.t, func() bool {
		room, ok := n.hall.Room(room)
		found = room
		return ok && room.Term() >= term && room.Card().Phase == games.Open
	}, soonMax, 5*time.Millisecond)
	return found
}

func TestOwnerOpensAndGivesUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.node(false)
	r := h.open(first, 1)
	w := watcher{make(chan wire.Table, 64)}
	require.NoError(t, r.Join(w, games.Actor{}, rooms.Point{}, nil, 1))
	require.EqualValues(t, room, (<-w.frames).Room)

	second := h.node(false)
	_, ok := second.hall.Room(room)
	require.False(t, ok, "the room has an owner")
	first.stop()
	require.EqualValues(t, room.Round(1), h.open(second, 2).Status().Round, "the round goes on")
}

// A node that dies without a word is replaced when its lease is over (B27).
func TestTakeoverOfASilentNode(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.db.App.Exec(t.Context(), `with dead as (insert into nodes(name,expires_at) values('gone',clock_timestamp()+interval '1 second') returning id)
update rooms set node=dead.id, term=7 from dead`)
	require.NoError(t, err)
	n := h.node(false)
	_, ok := n.hall.Room(room)
	require.False(t, ok, "its lease is good still")
	h.open(n, 8)
}

func TestAloneDoesNotWait(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.db.App.Exec(t.Context(), `with dead as (insert into nodes(name,expires_at) values('gone',clock_timestamp()+interval '1 hour') returning id)
update rooms set node=dead.id, term=7 from dead`)
	require.NoError(t, err)
	n := h.node(true)
	_, ok := n.hall.Room(room)
	require.True(t, ok, "whoever is alone asks nobody")
}

// A node that was declared dead stops its rooms, and comes back as another.
func TestLostLease(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.node(false)
	was := h.open(n, 1)
	_, err := h.db.App.Exec(t.Context(), `update nodes set dead=true`)
	require.NoError(t, err)
	select {
	case <-was.Done():
	case <-time.After(soonMax):
		require.Fail(t, "the room goes on without a lease")
	}
	require.EqualValues(t, room.Round(1), h.open(n, was.Term()+1).Status().Round)
	require.True(t, n.Held())
}

// said closes its channel when a line of the log has a text in it.
type said struct {
	text  string
	once  sync.Once
	heard chan struct{}
}

func (s *said) Write(line []byte) (int, error) {
	if strings.Contains(string(line), s.text) {
		s.once.Do(func() { close(s.heard) })
	}
	return len(line), nil
}

// A node that loses its lease while it opens its rooms joins again; the server
// does not give up.
func TestLeaseLostAtTheStart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lost := &said{text: "the node stops its rooms", heard: make(chan struct{})}
	h.log = zerolog.New(lost)
	tx, err := h.db.App.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `select from rooms for update`) // the claim waits for it
	require.NoError(t, err)
	go func() {
		defer func() { _ = tx.Rollback(context.Background()) }()
		for range 1000 {
			if tag, err := h.db.App.Exec(context.Background(), `update nodes set dead=true`); err != nil || tag.RowsAffected() > 0 {
				break
			}
			time.Sleep(5 * time.Millisecond) // until the node has joined
		}
		select {
		case <-lost.heard:
		case <-time.After(soonMax):
		}
	}()
	n := h.node(false)
	h.open(n, 1)
	require.True(t, n.Held())
}

// While the lease cannot be renewed, nobody may join again either: the rooms must
// stop by what the node knows itself, before another node may take them.
func TestLeaseThatCannotBeRenewed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.node(false)
	was := h.open(n, 1)
	tx, err := h.db.App.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }() // before the node leaves; again is no harm
	_, err = tx.Exec(t.Context(), `select from nodes for update`)
	require.NoError(t, err)
	select {
	case <-was.Done():
	case <-time.After(soonMax):
		require.Fail(t, "the room goes on without a lease")
	}
	require.NoError(t, tx.Rollback(t.Context()))
	require.EqualValues(t, room.Round(1), h.open(n, was.Term()+1).Status().Round)
}

// A room that stopped by a fault is opened again, in a new term (G8, B40).
func TestFaultyRoomComesBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.breakIt(rng.ErrDegraded)
	n := h.node(false)
	var term int64
	require.Eventually(t, func() bool {
		require.NoError(t, h.db.App.QueryRow(t.Context(), `select term from rooms`).Scan(&term))
		return term >= 3
	}, soonMax, 5*time.Millisecond, "it is tried again")
	h.breakIt(nil)
	h.open(n, term)
}
