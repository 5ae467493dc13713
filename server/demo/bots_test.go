package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/baccarat"
	"croupier/games/blackjack"
	"croupier/games/crash"
	"croupier/games/dragontiger"
	"croupier/games/roulette"
	"croupier/rooms"
	"croupier/server/wire"
)

// table is a room that tests deal at.
type table struct {
	mu    sync.Mutex
	subs  map[rooms.Subscriber]games.Actor
	acts  []wire.Act
	at    []games.Moment
	joins int
	full  bool
	done  chan struct{}
}

func newTable() *table {
	return &table{subs: map[rooms.Subscriber]games.Actor{}, done: make(chan struct{})}
}

func (r *table) Join(sub rooms.Subscriber, who games.Actor, p rooms.Point, _ []games.BetID, _ int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.full {
		return rooms.ErrInboxFull
	}
	r.subs[sub] = who
	r.joins++
	return nil
}

func (r *table) Leave(sub rooms.Subscriber) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.subs, sub)
}

func (r *table) Act(sub rooms.Subscriber, who games.Actor, act wire.Act) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.subs[sub] != who {
		return rooms.ErrStopped
	}
	r.acts, r.at = append(r.acts, act), append(r.at, wall{}.Now())
	return nil
}

func (r *table) Done() <-chan struct{} { return r.done }

func (r *table) send(frame any) {
	encoded, err := json.Marshal(frame)
	if err != nil {
		panic(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for sub := range r.subs {
		sub.Send(encoded)
	}
}

func (r *table) event(round int64, kind string, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	r.send(wire.Table{T: wire.TTable, Events: []wire.Event{{Round: round, Type: kind, Body: encoded}}})
}

func (r *table) counts() (watching, acts int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.subs), len(r.acts)
}

// take hands out what was asked for so far.
func (r *table) take() (acts []wire.Act, at []games.Moment) {
	r.mu.Lock()
	defer r.mu.Unlock()
	acts, at = r.acts, r.at
	r.acts, r.at = nil, nil
	return acts, at
}

func (r *table) joined() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.joins
}

// wall is room time as the bubble's clock has it.
type wall struct{}

func (wall) Now() games.Moment { return games.Moment(time.Now().UnixMilli()) }

func tasteAt(t *testing.T, room games.RoomID) taste {
	taste, err := tasteOf(tables(t)[room-1])
	require.NoError(t, err)
	return taste
}

// company is some bots at a table, and a count of their visits to the cashier.
func company(t *testing.T, n int, find Finder) (*Bots, *int) {
	refills := new(int)
	b := &Bots{}
	for i := range n {
		b.bots = append(b.bots, &bot{
			who:  games.Actor{Role: games.Player, Player: games.PlayerID(i + 1), Name: fmt.Sprint("🤖 ", i), Bot: true},
			room: 1, find: find, clock: wall{}, log: zerolog.Nop(),
			mind:   mind{rand: rand.New(rand.NewPCG(7, uint64(i))), taste: tasteAt(t, 1)},
			refill: func(context.Context) error { *refills++; return nil },
		})
	}
	return b, refills
}

// At every table of the demo whatever a bot bets is taken, its numbers are all of
// the wheel's, and on a curve it names where it leaves.
func TestBotsKnowTheirTable(t *testing.T) {
	t.Parallel()
	all := []games.Rules{roulette.European(), roulette.American(), roulette.French(), crash.New(),
		blackjack.Seats(), blackjack.Unlimited(), baccarat.New(), dragontiger.New()}
	for _, at := range tables(t) {
		of := slices.IndexFunc(all, func(r games.Rules) bool { game, _ := r.ID(); return game == at.Game })
		require.GreaterOrEqual(t, of, 0)
		rules := all[of]
		live, err := rules.Table(at.Room.Round(1), at.Options, nil)
		require.NoError(t, err)
		open, err := live.Decide(games.Command{At: 1, Ask: games.Timeout{}}, nil)
		require.NoError(t, err)
		live.Apply(open)
		codec := games.NewCodec(rules.Types())
		m := mind{rand: rand.New(rand.NewPCG(3, uint64(at.Room))), taste: tasteAt(t, at.Room), plan: make([]games.Moment, 1500)}
		spots := map[string]bool{}
		for range 1500 {
			act, ok := m.act(at.Room)
			require.True(t, ok)
			ask, err := codec.Decode(act.Ask, act.Body)
			require.NoError(t, err)
			_, err = live.Decide(games.Command{By: games.Actor{Role: games.Player, Player: 5}, At: 2, ID: games.BetID{1}, Ask: ask}, nil)
			require.NoError(t, err, string(act.Body))
			var bet struct {
				Spots  []struct{ Spot string }
				CashAt int64
			}
			require.NoError(t, json.Unmarshal(act.Body, &bet))
			require.True(t, len(bet.Spots) > 0 || bet.CashAt > 0, "it leaves by itself")
			for _, c := range bet.Spots {
				spots[c.Spot] = true
			}
		}
		require.Equal(t, at.Game == "roulette-american", spots["straight:00"])
		require.Equal(t, strings.HasPrefix(at.Game, "roulette"), spots["straight:0"])
		for _, name := range map[string][]string{
			baccarat.Game: {"player", "banker", "tie", "perfect-pair"}, dragontiger.Game: {"dragon", "tiger", "tie", "suited-tie"},
			blackjack.GameCommon: {"seat:1", "pairs:1", "threes:1"},
		}[at.Game] {
			require.True(t, spots[name], name)
		}
	}
	_, err := tasteOf(Table{Game: "big-six", Rules: 1})
	require.Error(t, err)
	for _, r := range all {
		game, version := r.ID()
		_, err = tasteOf(Table{Game: game, Rules: version, Options: []byte(`{}`)})
		require.Error(t, err)
		_, err = tasteOf(Table{Game: game, Rules: version + 1, Options: []byte(`{}`)})
		require.Error(t, err)
	}
}

func only(r *table) Finder { return func(games.RoomID) (Room, bool) { return r, true } }

// Bots bet in every window, like anyone: legal bets under fresh ids, within it,
// and never outside.
func TestBotsBetWithinTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := newTable()
		bots, _ := company(t, 8, only(room))
		bots.Start(t.Context())
		synctest.Wait()
		watching, _ := room.counts()
		require.Equal(t, 8, watching)

		rules := roulette.European()
		codec := games.NewCodec(rules.Types())
		ids := map[string]bool{}
		total := 0
		for n := int64(1); n <= 20; n++ {
			id := games.RoomID(1).Round(n)
			opened := wall{}.Now()
			closes := opened + 12_000
			room.event(int64(id), "opened", roulette.Opened{ClosesAt: closes})
			time.Sleep(12 * time.Second)
			room.event(int64(id), "closed", roulette.ClosedBets{At: closes})
			_, before := room.counts()
			time.Sleep(10 * time.Second)
			synctest.Wait()
			_, after := room.counts()
			require.Equal(t, before, after, "no bet after the close")

			options := tables(t)[0].Options
			table, err := rules.Table(id, options, nil)
			require.NoError(t, err)
			seal, err := table.Decide(games.Command{By: games.Actor{Role: games.System}, At: opened, Ask: games.Timeout{}}, nil)
			require.NoError(t, err)
			table.Hold(seal)
			table.Apply(seal)
			acts, at := room.take()
			for i, act := range acts {
				require.Equal(t, int64(id), act.Round)
				require.False(t, ids[act.ID])
				ids[act.ID] = true
				require.Greater(t, at[i], opened)
				require.Less(t, at[i], closes-lastMs+1)
				ask, err := codec.Decode(act.Ask, act.Body)
				require.NoError(t, err)
				var bet games.BetID
				require.NoError(t, bet.UnmarshalText([]byte(act.ID)))
				_, err = table.Decide(games.Command{By: games.Actor{Role: games.Player, Player: 5, Name: "x"}, At: at[i], ID: bet, Ask: ask}, nil)
				require.NoError(t, err, string(act.Body))
			}
			total += len(acts)
		}
		require.Greater(t, total, 8*20, "about one and a half each")
		bots.Stop()
		watching, _ = room.counts()
		require.Zero(t, watching, "they leave")
	})
}

// A bot that comes in the middle of a round bets in what is left of it.
func TestBotsJoinInTheMiddle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := newTable()
		bots, _ := company(t, 8, only(room))
		bots.Start(t.Context())
		synctest.Wait()
		view, err := json.Marshal(roulette.View{Phase: "open", ClosesAt: wall{}.Now() + 8_000})
		require.NoError(t, err)
		room.send(wire.Snapshot{T: wire.TSnapshot, Round: 16777217, Phase: "open", View: view})
		time.Sleep(9 * time.Second)
		_, acts := room.counts()
		require.Positive(t, acts)
		room.send(wire.Snapshot{T: wire.TSnapshot, Round: 16777217, Phase: "open", View: view})
		time.Sleep(9 * time.Second)
		_, again := room.counts()
		require.Equal(t, acts, again, "a round is planned once")
		bots.Stop()
	})
}

func TestBotsAreToldOfEmptyPockets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		room := newTable()
		bots, refills := company(t, 1, only(room))
		bots.Start(t.Context())
		synctest.Wait()
		own := func(code games.Code) {
			body, err := json.Marshal(wire.Verdict{Verdict: wire.VerdictRefused, Code: string(code)})
			require.NoError(t, err)
			room.send(wire.Own{T: wire.TOwn, Events: []wire.Event{{Type: wire.EventVerdict, Body: body}}})
			synctest.Wait()
		}
		own(games.CodeAboveTable)
		require.Zero(t, *refills)
		own(rooms.CodeNoFunds)
		require.Equal(t, 1, *refills)
		bots.Stop()
	})
}

// A room that goes, comes back, or is too busy is found again.
func TestBotsComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var now *table
		set := func(r *table) {
			mu.Lock()
			defer mu.Unlock()
			now = r
		}
		bots, _ := company(t, 3, func(games.RoomID) (Room, bool) {
			mu.Lock()
			defer mu.Unlock()
			if now == nil {
				return nil, false
			}
			return now, true
		})
		bots.Start(t.Context())
		time.Sleep(5 * time.Second)

		first := newTable()
		first.full = true
		set(first)
		time.Sleep(5 * time.Second)
		watching, _ := first.counts()
		require.Zero(t, watching)
		first.mu.Lock()
		first.full = false
		first.mu.Unlock()
		time.Sleep(5 * time.Second)
		watching, _ = first.counts()
		require.Equal(t, 3, watching)

		second := newTable()
		set(second)
		close(first.done)
		time.Sleep(5 * time.Second)
		watching, _ = second.counts()
		require.Equal(t, 3, watching)

		// Silence makes them look again; so does a queue that overflows.
		time.Sleep(quietMax + 5*time.Second)
		require.Equal(t, 6, second.joined())
		before := second.joined()
		second.mu.Lock()
		for sub := range second.subs { // faster than anyone can read, as the room is locked
			for sub.Send(nil) {
			}
		}
		second.mu.Unlock()
		time.Sleep(5 * time.Second)
		require.Equal(t, before+3, second.joined())
		watching, _ = second.counts()
		require.Equal(t, 3, watching)
		bots.Stop()
		watching, _ = second.counts()
		require.Zero(t, watching)
	})
}

func TestInboxIsBounded(t *testing.T) {
	t.Parallel()
	in := newInbox()
	for range inboxMax {
		require.True(t, in.Send(nil))
	}
	for range 3 {
		require.False(t, in.Send(nil))
	}
	<-in.full
}

func TestBotsNeedTheirTable(t *testing.T) {
	t.Parallel()
	d := New(Deps{Log: zerolog.Nop()})
	_, err := d.NewBots(nil, wall{}, tables(t), []Seated{{Room: 11}})
	require.ErrorContains(t, err, "no table")
	_, err = d.NewBots(nil, wall{}, []Table{{Room: 1, Game: "dice", Rules: 1, Options: []byte(`{}`), Bots: []string{"Ada"}}}, nil)
	require.ErrorContains(t, err, "no bot plays")
	_, err = d.NewBots(nil, wall{}, []Table{{Room: 1, Game: "dice", Rules: 1, Options: []byte(`{}`)}}, nil)
	require.NoError(t, err)
	bots, err := d.NewBots(only(newTable()), wall{}, tables(t), []Seated{{Room: 1}, {Room: 2}})
	require.NoError(t, err)
	require.Len(t, bots.bots, 2)
}
