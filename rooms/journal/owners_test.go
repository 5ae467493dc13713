package journal

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/rooms"
	"croupier/wallet/money"
)

// pause stops a journal's next batch between its two round trips, as SIGSTOP
// does, until it is told to go on.
type pause struct {
	armed   atomic.Bool
	entered chan struct{}
	leave   chan struct{}
}

func newPause() *pause { return &pause{entered: make(chan struct{}), leave: make(chan struct{})} }

func (p *pause) stop(*batch) {
	if p.armed.CompareAndSwap(true, false) {
		p.entered <- struct{}{}
		<-p.leave
	}
}

// An owner is stopped between the two round trips of a batch, its room is taken
// over, and it goes on: it writes nothing, and tells nothing but that its term is
// over. The same for what it is given afterwards (B26).
func TestB26StaleOwnerWritesNothing(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B26", "owner stopped in the middle of a batch, room taken over, owner goes on", bars.N{Quick: 5, Commit: 50, Night: 500})
	stopped := newPause()
	w := newWorldOn(t, newDB(t), func(c *Config) {
		c.Writers, c.IdleMax, c.hooks.beforeWrite = 1, 150*time.Millisecond, stopped.stop
	})
	other := w.journal(func(c *Config) { c.Writers = 1 })
	owners := [2]*Node{w.node, w.join("second", time.Minute, nil)}
	round := w.open(1)
	mine := w.open(2) // another room in the same batch, which nobody takes
	for i := range run.Trials() {
		p := w.rich(1, 1000)[0]
		old := w.term(1)
		late := w.stake(round, p, 10)
		also := w.stake(mine, p, 1)
		stopped.armed.Store(true)
		answers := w.queueAll(late, also)
		<-stopped.entered
		// The lease of the room's owner is over. Its node lives on in the other room:
		// what is tried here is the term alone.
		next := owners[(i+1)%2]
		require.NoError(t, owners[i%2].Release(t.Context(), 1, old)) // waits until the stopped batch is undone
		terms, err := next.Claim(t.Context(), 1)
		require.NoError(t, err)
		term := terms[1]
		require.Greater(t, term, old)
		w.setTerm(1, term)
		loaded, err := other.Load(t.Context(), 1)
		require.NoError(t, err)
		goOn := func() {
			if i%2 == 0 {
				require.Equal(t, rooms.Applied, w.doOn(other, w.stake(round, p, 100)).Outcome)
			}
		}
		if i%4 < 2 {
			goOn() // the new owner has written before the old one wakes up
			run.Reached("woke up behind the new owner's first step")
		}
		stopped.leave <- struct{}{}
		vs := w.await(answers)
		require.Equal(t, rooms.Stale, vs[0].Outcome, "%v", vs[0].Err)
		require.Equal(t, rooms.Applied, vs[1].Outcome, "the other room's entry: %v", vs[1].Err)
		if i%4 >= 2 {
			require.Equal(t, loaded.Seq, one[int64](t, w.db.App, `select seq from rooms where id=1`))
			goOn()
			run.Reached("woke up before the new owner's first step")
		}
		// Later words of the old term are worth as little.
		for _, e := range []*rooms.Entry{w.stake(round, p, 10), w.inquiry(late), w.closing(round)} {
			e.Term = old
			require.Equal(t, rooms.Stale, w.do(e).Outcome)
		}
		require.Zero(t, one[int](t, w.db.App, `select count(*)::int from log where room=1 and term<=$1 and seq>$2`, old, loaded.Seq))
		require.Zero(t, one[int](t, w.db.App, `select count(*)::int from bets where bet_id=$1`, [16]byte(late.Bet.ID)))
		want := money.Amount(999)
		if i%2 == 0 {
			want -= 100
		}
		require.Equal(t, want, w.balance(p))
		run.Landed("stopped between the round trips", "open", 1)
		run.Ops(1, 4, 0)
		run.Trial()
	}
	run.Must("woke up behind the new owner's first step")
	w.verify()
}

// Eight nodes grab the rooms of one whose lease is over: each goes to one of
// them, exactly one term up; the room of an owner that lives goes to nobody,
// whatever the nodes' own clocks may say (B27).
func TestB27EightNodesGrabOneLease(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	run := bars.Start(t, "B27", "8 nodes grab one expired lease", bars.N{Quick: 15, Commit: 500, Night: 10_000})
	const nodes = 8
	var all []*Node
	for range nodes {
		all = append(all, w.join("grabber", time.Hour, nil))
	}
	ids := []games.RoomID{1, 2, 3}
	for _, id := range ids {
		w.ensure(id)
	}
	w.ensure(4)
	_, err := w.node.Claim(t.Context(), 4)
	require.NoError(t, err)
	terms := func() map[games.RoomID]int64 {
		owners, err := w.j.owners(t.Context())
		require.NoError(t, err)
		out := map[games.RoomID]int64{}
		for _, o := range owners {
			out[o.Room] = o.Term
		}
		return out
	}
	for try := range run.Trials() {
		old, err := Join(t.Context(), w.db.App, NodeConfig{Name: "old", Lease: time.Hour})
		require.NoError(t, err)
		_, err = w.db.App.Exec(t.Context(), `update rooms set node=$1 where id<4`, old.ID())
		require.NoError(t, err)
		before := terms()
		w.expire(old)
		start := make(chan struct{})
		var wg sync.WaitGroup
		won := make(chan Terms, nodes)
		for i, n := range all {
			wg.Go(func() {
				<-start
				terms, err := n.Claim(t.Context(), append(ids, 4)...)
				if (try+i)%2 == 0 && err == nil && len(terms) == 0 {
					terms, err = n.TakeOver(t.Context())
				}
				if err != nil {
					t.Error(err)
				}
				won <- terms
			})
		}
		close(start)
		wg.Wait()
		close(won)
		got := map[games.RoomID]int64{}
		for terms := range won {
			for id, term := range terms {
				require.NotContains(t, got, id, "two winners")
				got[id] = term
			}
		}
		require.Len(t, got, len(ids), "the room whose owner lives stays")
		after := terms()
		for _, id := range ids {
			require.Equal(t, before[id]+1, got[id])
			require.Equal(t, got[id], after[id])
		}
		require.Equal(t, before[4], after[4])
		require.NoError(t, old.Leave(context.Background()))
		run.Landed("lease expired", "", 1)
		run.Trial()
	}
}

// roomOwner is who owns a room.
type roomOwner struct {
	Room    games.RoomID
	Name    string
	Game    string
	Paused  bool
	Term    int64
	Seq     int64
	Node    int64 // 0: nobody
	Address string
}

// owners lists all rooms and who owns them, by room.
func (j *Journal) owners(ctx context.Context) ([]roomOwner, error) {
	rows, err := j.cfg.DB.Query(ctx, `select m.id,m.name,m.game,m.paused,m.term,m.seq,coalesce(n.id,0),coalesce(n.address,'')
from rooms m left join nodes n on n.id=m.node and not n.dead order by m.id`)
	if err != nil {
		return nil, fmt.Errorf("journal: owners: %w", err)
	}
	owners, err := pgx.CollectRows(rows, pgx.RowToStructByPos[roomOwner])
	if err != nil {
		return nil, fmt.Errorf("journal: owners: %w", err)
	}
	return owners, nil
}
