package owner_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/internal/bars"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/owner"
	"croupier/server/wire"
	"croupier/store"
	"croupier/wallet"
	"croupier/wallet/money"
)

func (v *vault) Begin(from games.RoundID, rules int, clientSeed string) (rooms.Sealed, error) {
	commitment, box, err := v.Vault.Begin(from, rules, clientSeed)
	return rooms.Sealed{Commitment: commitment, Box: box}, err
}

func (v *vault) Follow(round games.RoundID, rules int, s rooms.Sealed, nextRules int) (rooms.Sealed, error) {
	box, err := v.Vault.Follow(round, rules, s.Commitment, s.Box, nextRules)
	return rooms.Sealed{Commitment: s.Commitment, Box: box}, err
}

func (v *vault) Open(round games.RoundID, rules int, s rooms.Sealed, _ bool) (rooms.Pair, error) {
	pair, err := v.Pair(fairness.Drawing, round, rules, s.Commitment, s.Box)
	if err != nil {
		return rooms.Pair{}, err
	}
	return rooms.Pair{From: pair.From(), ClientSeed: pair.ClientSeed(), Seed: pair.ServerSeed(), Source: pair.Source(round)}, nil
}

// machine is the first that is built in, without a least time of a cycle.
var machine = sync.OnceValue(func() *slots.Rules { return slots.Builtin()[0] })

func seated(player games.PlayerID) journal.SessionConfig {
	game, version := machine().ID()
	return journal.SessionConfig{Seat: player, ClientSeed: "mine", Name: "Machine", Game: game, Rules: version, Currency: money.FUN,
		Options: fmt.Appendf(nil, `{"coins":[1],"cycleMs":0,"landMs":0,"decideMs":120000,"allowanceMinor":10000000,"seat":%d}`, player)}
}

// rich makes a player with money.
func (h *house) rich(player games.PlayerID) {
	h.t.Helper()
	require.NoError(h.t, store.InTx(h.t.Context(), h.db.App, func(tx pgx.Tx) error {
		if err := wallet.Open(h.t.Context(), tx, wallet.CashOf(player, money.FUN)); err != nil {
			return err
		}
		_, err := wallet.TopUps(h.t.Context(), tx, wallet.Deposit{Player: player, Currency: money.FUN, Amount: 1_000_000, Ref: uuid.Must(uuid.NewV7())})
		return err
	}))
}

// chair is a player's connection at a machine.
type chair struct {
	t    *testing.T
	room *rooms.Room
	who  games.Actor

	mu       sync.Mutex
	next     int64
	state    slots.State
	told     []wire.Rotated
	verdicts map[string]chan wire.Verdict
	joined   chan struct{}
}

func sitAt(t *testing.T, room *rooms.Room) *chair {
	c := &chair{t: t, room: room, who: games.Actor{Role: games.Player, Player: room.Seat()}, verdicts: map[string]chan wire.Verdict{}, joined: make(chan struct{})}
	require.NoError(t, room.Join(c, c.who, rooms.Point{}, nil, 1))
	<-c.joined
	require.Eventually(t, func() bool { return c.at() != 0 }, soonMax, time.Millisecond)
	return c
}

func (c *chair) at() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.next
}

func (c *chair) Send(frame []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	var f struct {
		T      string       `json:"t"`
		ID     string       `json:"id"`
		Code   string       `json:"code"`
		Pair   *wire.Pair   `json:"pair"`
		Events []wire.Event `json:"events"`
	}
	if json.Unmarshal(frame, &f) != nil {
		return false
	}
	switch {
	case f.T == wire.TJoined:
		close(c.joined)
	case f.Pair != nil:
		c.next = f.Pair.Next
	case f.T == wire.TError:
		c.answer(wire.Verdict{ID: f.ID, Verdict: "error", Code: f.Code})
	}
	for _, e := range f.Events {
		c.take(e)
	}
	return true
}

func (c *chair) take(e wire.Event) {
	switch e.Type {
	case wire.EventSealed:
		var s wire.Sealed
		_ = json.Unmarshal(e.Body, &s)
		c.next = max(c.next, s.Round)
	case wire.EventPair:
		var p wire.Pair
		_ = json.Unmarshal(e.Body, &p)
		c.next = max(c.next, p.Next)
	case wire.EventRotated:
		var r wire.Rotated
		_ = json.Unmarshal(e.Body, &r)
		c.told, c.next = append(c.told, r), r.Pair.Next
	case "spun", "freeSpun":
		var s struct{ State slots.State }
		_ = json.Unmarshal(e.Body, &s)
		c.state = s.State
	case wire.EventVerdict:
		var v wire.Verdict
		_ = json.Unmarshal(e.Body, &v)
		c.answer(v)
	}
}

func (c *chair) answer(v wire.Verdict) {
	if to := c.verdicts[v.ID]; to != nil {
		to <- v
	}
}

// ask sends an act and returns where its verdict comes; nil: the room has stopped.
func (c *chair) ask(round int64, ask, body string) chan wire.Verdict {
	id, to := uuid.Must(uuid.NewV7()).String(), make(chan wire.Verdict, 2)
	c.mu.Lock()
	c.verdicts[id] = to
	c.mu.Unlock()
	if c.room.Act(c, c.who, wire.Act{Room: int64(c.room.ID()), Round: round, ID: id, Ask: ask, Body: json.RawMessage(body)}) != nil {
		return nil
	}
	return to
}

func (c *chair) wait(to chan wire.Verdict) wire.Verdict {
	if to == nil {
		return wire.Verdict{Verdict: "stopped"}
	}
	select {
	case v := <-to:
		return v
	case <-c.room.Done():
		return wire.Verdict{Verdict: "stopped"}
	case <-time.After(soonMax):
		require.Fail(c.t, "no answer")
		return wire.Verdict{}
	}
}

func (c *chair) spin() wire.Verdict { return c.wait(c.ask(c.at(), "spin", `{"coin":1}`)) }

// finish plays free spins to their end.
func (c *chair) finish() {
	for c.room.Status().Card.Phase == games.Closed || c.playing() {
		if v := c.wait(c.ask(int64(c.room.Status().Round), "next", `{}`)); v.Verdict == "stopped" {
			return
		}
	}
}

func (c *chair) playing() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.state.Doing == "free"
}

// sit opens a player's machine on a node.
func (h *house) sit(n *node, player games.PlayerID) *rooms.Room {
	h.t.Helper()
	id, err := n.Sit(h.t.Context(), seated(player))
	require.NoError(h.t, err)
	room, ok := n.hall.Room(id)
	require.True(h.t, ok)
	return room
}

// Spins, a rotation and whoever listens for what it tells, all at once: no seed
// that was told prices a spin. Whoever knows a told seed recomputes every spin
// under it, and none came after it (B34).
func TestB34RotateBetReveal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.node(false)
	const player = 77
	h.rich(player)
	run := bars.Start(t, "B34", "rotate, spin and read what was told, at once, on four connections", bars.N{Quick: 60, Commit: 1000, Night: 10_000})
	room := h.sit(n, player)
	chairs := []*chair{sitAt(t, room), sitAt(t, room), sitAt(t, room), sitAt(t, room)}
	for i := range run.Trials() {
		next := chairs[0].at()
		var all sync.WaitGroup
		got := make([]wire.Verdict, len(chairs))
		for k, c := range chairs {
			all.Go(func() {
				switch k {
				case 0:
					got[k] = c.wait(c.ask(next, wire.AskRotate, fmt.Sprintf(`{"clientSeed":"seed %d"}`, i)))
				case 3: // waits for the seed, then bets on it
					if to := h.toldTo(room.ID(), next); to != 0 {
						got[k] = c.wait(c.ask(to, "spin", `{"coin":1}`))
						return
					}
					fallthrough
				default:
					got[k] = c.wait(c.ask(next, "spin", `{"coin":1}`))
				}
			})
		}
		all.Wait()
		accepted := 0
		for _, v := range got {
			if v.Verdict == wire.VerdictAccepted {
				accepted++
			} else {
				require.Contains(t, []string{"wrong_round", "closed", "unfinished"}, v.Code, "%+v", v)
			}
		}
		require.Equal(t, 1, accepted, "the round that comes next is played or left out")
		if got[0].Verdict == wire.VerdictAccepted {
			run.Reached("rotated first")
		} else {
			run.Reached("spun first")
		}
		for _, c := range chairs {
			c.finish()
			require.Eventually(t, func() bool { return c.at() > next }, soonMax, time.Millisecond)
		}
		run.Ops(accepted, len(got)-accepted, 0)
		run.Landed("rotation", "", 1)
		run.Trial()
	}
	require.Equal(t, wire.VerdictAccepted, chairs[0].wait(chairs[0].ask(chairs[0].at(), wire.AskRotate, `{"clientSeed":"the end"}`)).Verdict)
	run.Must("rotated first", "spun first")
	run.Note(fmt.Sprintf("%d spins recomputed from the pairs that were told", h.recompute(chairs[0].told)))
}

// toldTo looks for a pair that was told by now and left the round out.
func (h *house) toldTo(room games.RoomID, round int64) (to int64) {
	_ = h.db.App.QueryRow(h.t.Context(), `select to_round from seed_reveals where room=$1 and to_round>=$2`, int64(room), round).Scan(&to)
	return to
}

// recompute holds every round to the pair that the database says it is of.
func (h *house) recompute(told []wire.Rotated) (spins int) {
	h.t.Helper()
	j, err := journal.New(h.t.Context(), journal.Config{DB: h.db.App})
	require.NoError(h.t, err)
	codec := games.NewCodec(machine().Types())
	for i, pair := range told {
		if i > 0 {
			require.Equal(h.t, told[i-1].To+1, pair.From, "one pair follows the other")
		}
		raw, err := hex.DecodeString(pair.ServerSeed)
		require.NoError(h.t, err)
		of := fairness.NewPair(games.RoundID(pair.From), [32]byte(raw), pair.ClientSeed)
		commitment := of.Commitment()
		require.Equal(h.t, pair.Commitment, hex.EncodeToString(commitment[:]))
		for id := games.RoundID(pair.From); id <= games.RoundID(pair.To); id++ {
			r, err := j.Round(h.t.Context(), id)
			require.NoError(h.t, err)
			require.Equal(h.t, commitment, r.Sealed.Commitment)
			if id == games.RoundID(pair.To) {
				require.Equal(h.t, games.None, r.Phase, "what was left out is never played")
				continue
			}
			require.Equal(h.t, games.Settled, r.Phase)
			require.LessOrEqual(h.t, r.EndedAt, r.Pair.Told.At)
			public, _, err := rooms.Recall(h.vault, &r.LoadedRound, 0)
			require.NoError(h.t, err)
			var bodies []any
			for _, e := range public {
				if e.Type == "result" {
					body, err := codec.Decode(e.Type, e.Body)
					require.NoError(h.t, err)
					bodies = append(bodies, body)
				}
			}
			require.NoError(h.t, machine().Recheck(r.Opening.Options, bodies, nil, of.Source(id).Draws))
			spins++
		}
	}
	return spins
}

// A player's room opens where it is asked for, and on one node at a time; when
// its node gives it up, another may have it.
func TestSitOnTwoNodes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := h.node(false), h.node(false)
	h.rich(5)
	room := h.sit(first, 5)
	require.Same(t, room, h.sit(first, 5), "once more is the same")
	var elsewhere *owner.Elsewhere
	_, err := second.Sit(t.Context(), seated(5))
	require.ErrorAs(t, err, &elsewhere)
	require.Equal(t, room.ID(), elsewhere.Room)
	c := sitAt(t, room)
	require.Equal(t, wire.VerdictAccepted, c.spin().Verdict)
	c.finish()
	first.stop()
	again := h.sit(second, 5)
	require.Equal(t, room.ID(), again.ID())
	require.Equal(t, wire.VerdictAccepted, sitAt(t, again).spin().Verdict)
}

// Many who sit down at once, at one machine and at many.
func TestSitAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.node(false)
	var all sync.WaitGroup
	errs := make(chan error, 60)
	for i := range 60 {
		all.Go(func() {
			_, err := n.Sit(context.Background(), seated(games.PlayerID(100+i%20)))
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 20, n.hall.Seats())
}

// A room that stops by itself is given up at once, and opens again when it is
// asked for.
func TestRoomThatStoppedIsGivenUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	n := h.node(false)
	h.rich(5)
	room := h.sit(n, 5)
	require.NoError(t, room.Drain(t.Context()), "as it does when nobody is in it for long")
	again := h.sit(n, 5)
	require.NotSame(t, room, again)
	require.Greater(t, again.Term(), room.Term())
	require.NoError(t, again.Drain(t.Context()))
	require.Eventually(t, func() bool {
		var owned int
		require.NoError(t, h.db.App.QueryRow(t.Context(), `select count(*) from rooms where seat is not null and node is not null`).Scan(&owned))
		return owned == 0
	}, soonMax, 5*time.Millisecond)
}

// After a death, machines where nothing goes on stay closed until somebody asks;
// one with a feature under way is opened by whoever comes, and its deadline kept.
func TestTakeoverOfMachines(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first := h.node(false)
	for player := games.PlayerID(5); player < 8; player++ {
		h.rich(player)
	}
	idle := sitAt(t, h.sit(first, 5))
	require.Equal(t, wire.VerdictAccepted, idle.spin().Verdict)
	idle.finish()
	busy := sitAt(t, h.sit(first, 6))
	for !busy.playing() {
		require.Equal(t, wire.VerdictAccepted, busy.spin().Verdict)
	}
	under := busy.room.Status().Round
	h.forsake(first)
	second := h.node(false)
	var room *rooms.Room
	require.Eventually(t, func() bool {
		var ok bool
		room, ok = second.hall.Room(busy.room.ID())
		return ok
	}, soonMax, 5*time.Millisecond)
	require.Equal(t, under, room.Status().Round)
	_, ok := second.hall.Room(idle.room.ID())
	require.False(t, ok, "nothing goes on there")
	require.Equal(t, wire.VerdictAccepted, sitAt(t, h.sit(second, 5)).spin().Verdict)
	c := sitAt(t, room)
	require.Equal(t, wire.VerdictAccepted, c.wait(c.ask(int64(under), "next", `{}`)).Verdict, "the feature goes on")
}

// forsake ends a node without a word to anybody.
func (h *house) forsake(n *node) {
	h.t.Helper()
	_, err := h.db.App.Exec(h.t.Context(), `update nodes set dead=true`)
	require.NoError(h.t, err)
	n.hall.Close()
	if err := n.Stop(); err != nil && !errors.Is(err, journal.ErrLost) {
		require.NoError(h.t, err)
	}
}
