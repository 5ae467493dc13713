package rooms

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/server/wire"
	"croupier/wallet/money"
)

const wheelRoom games.RoomID = 5

func wheelOptions() []byte {
	limits := map[string]int{}
	for _, kind := range []string{"straight", "split", "street", "trio", "corner", "firstFour", "line", "column", "dozen", "even"} {
		limits[kind] = 50_000
	}
	body, err := json.Marshal(map[string]any{
		"betMs": 3000, "landMs": 1000, "pauseMs": 500, "stepMinor": 100, "spotMinMinor": 100,
		"limits": limits, "tableMaxMinor": 200_000, "allowanceMinor": int64(1e13),
	})
	if err != nil {
		panic(err)
	}
	return body
}

// counter is a connection that only measures what it is sent.
type counter struct {
	mu     sync.Mutex
	kinds  map[string]int
	most   map[string]int // bytes of the heaviest frame
	public [][]byte
	own    []wire.Event
}

func (c *counter) Send(frame []byte) bool {
	kind, _, _ := strings.Cut(string(frame[:min(len(frame), 24)])[len(`{"t":"`):], `"`)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds == nil {
		c.kinds, c.most = map[string]int{}, map[string]int{}
	}
	c.kinds[kind]++
	c.most[kind] = max(c.most[kind], len(frame))
	switch kind {
	case wire.TTable:
		c.public = append(c.public, frame)
	case wire.TOwn:
		var own wire.Own
		if json.Unmarshal(frame, &own) != nil {
			return false
		}
		c.own = append(c.own, own.Events...)
	}
	return true
}

func newWheel(t *testing.T) *house {
	h := newHouse(t, tossDefaults)
	h.rules = append(h.rules, roulette.European())
	h.ledger.addRoom(wheelRoom, roulette.Game, roulette.Version, wheelOptions())
	h.journal.kill()
	h.boot()
	return h
}

// A whole round of roulette with 10,000 bettors, on all kinds of spots: frames
// and the snapshot keep their bounds, everybody is answered and paid, once.
func TestTenThousandBettors(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand bettors")
	}
	t.Parallel()
	const bettors = 10_000
	synctest.Test(t, func(t *testing.T) {
		h := newWheel(t)
		defer func() { h.close() }()
		room := h.open(wheelRoom)
		watching := &counter{}
		require.NoError(t, room.Join(watching, games.Actor{}, Point{}, nil, 0))
		rest(200 * time.Millisecond)
		subs := make([]*counter, bettors)
		for p := range subs {
			who := player(int64(p + 1))
			h.ledger.grant(who.Player, 10_000)
			subs[p] = &counter{}
			join(t, func() error { return room.Join(subs[p], who, Point{}, nil, 0) })
		}
		rest(200 * time.Millisecond)
		round := room.Status().Round
		spots := rouletteSpots(t)
		for p := range subs {
			body := fmt.Sprintf(`{"spots":[{"spot":%q,"stake":300},{"spot":%q,"stake":200}]}`,
				spots[p%len(spots)], spots[(p+5)%len(spots)])
			join(t, func() error {
				return room.Act(subs[p], player(int64(p+1)), wire.Act{
					Round: int64(round), ID: newBetID().String(), Ask: "bet", Body: []byte(body),
				})
			})
		}
		rest(1500 * time.Millisecond)
		late := &counter{}
		require.NoError(t, room.Join(late, games.Actor{}, Point{}, nil, 0))
		rest(200 * time.Millisecond)
		require.Equal(t, 1, late.kinds[wire.TSnapshot])
		require.LessOrEqual(t, late.most[wire.TSnapshot], SnapshotBytesMax)
		require.LessOrEqual(t, watching.most[wire.TTable], SnapshotBytesMax)
		require.Equal(t, bettors, room.Status().Card.Players)
		rest(3 * time.Second)
		paid := 0
		for _, c := range subs {
			var types []string
			for _, e := range c.own {
				types = append(types, e.Type)
			}
			require.Equal(t, []string{"placed", wire.EventVerdict, "paid"}, types)
			paid++
		}
		require.Equal(t, bettors, paid)
		requireFramePace(t, watching.public)
		h.audit()
		h.ledger.mu.Lock()
		require.Len(t, h.ledger.rooms[wheelRoom].rounds[round].plays, bettors)
		h.ledger.mu.Unlock()
	})
}

// join tries again while the inbox is full.
func join(t *testing.T, try func() error) {
	t.Helper()
	for range 100 {
		err := try()
		if err == nil {
			return
		}
		require.ErrorIs(t, err, ErrInboxFull)
		synctest.Wait()
	}
	require.Fail(t, "the inbox stays full")
}

func rouletteSpots(t *testing.T) []string {
	t.Helper()
	body, err := roulette.European().Sheet(wheelOptions())
	require.NoError(t, err)
	var sheet struct {
		Spots []struct {
			Name string `json:"name"`
			Spot string `json:"spot"`
		} `json:"spots"`
	}
	require.NoError(t, json.Unmarshal(body, &sheet))
	var names []string
	for _, s := range sheet.Spots {
		names = append(names, s.Name+s.Spot)
	}
	require.Len(t, names, 157)
	return names
}

func requireFramePace(t *testing.T, frames [][]byte) {
	t.Helper()
	last := int64(0)
	for i, frame := range frames {
		var f wire.Table
		require.NoError(t, json.Unmarshal(frame, &f))
		if i > 0 {
			require.GreaterOrEqual(t, f.AtMs-last, int64(frameGapMs))
		}
		last = f.AtMs
	}
}

func requireRouletteReplays(t *testing.T, h *house) {
	t.Helper()
	h.ledger.mu.Lock()
	defer h.ledger.mu.Unlock()
	for _, r := range h.ledger.rooms[wheelRoom].rounds {
		want := int(source(r.Sealed.Box).Draws(1).Uintn(37))
		public, _, err := Recall(h.sealer, &r.LoadedRound, 0)
		require.NoError(t, err)
		at := slices.IndexFunc(public, func(e wire.Event) bool { return e.Type == "result" })
		require.Positive(t, at)
		var result roulette.Result
		require.NoError(t, json.Unmarshal(public[at].Body, &result))
		require.Equal(t, want, result.Number)
		_, err = Replay(NewRegistry(h.rules...), roulette.Game, source(r.Sealed.Box), h.sealer, &r.LoadedRound)
		require.NoError(t, err)
	}
}

// Rounds of roulette with bets, undos and clears, over restarts at any moment.
func TestRouletteOverRestarts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newWheel(t)
		defer func() { h.close() }()
		for p := range int64(6) {
			h.ledger.grant(games.PlayerID(p+1), 50_000)
		}
		for life := range 12 {
			room := h.open(wheelRoom)
			subs := make([]*counter, 6)
			for p := range subs {
				subs[p] = &counter{}
				require.NoError(t, room.Join(subs[p], player(int64(p+1)), Point{}, nil, 0))
			}
			rest(60 * time.Millisecond)
			for i := range 20 + life*7 {
				p := i % len(subs)
				ask, body := "bet", fmt.Sprintf(`{"spots":[{"spot":"straight:%d","stake":%d}]}`, i%37, 100*(1+i%4))
				if i%9 == 8 {
					ask, body = []string{"undo", "clear"}[i%2], `{}`
				}
				require.NoError(t, room.Act(subs[p], player(int64(p+1)), wire.Act{
					Round: int64(room.Status().Round), ID: newBetID().String(), Ask: ask, Body: []byte(body),
				}))
				rest(time.Duration(20+i%50) * time.Millisecond)
			}
			rest(time.Duration(life*373) * time.Millisecond)
			require.NoError(t, room.failure())
			h.kill()
			h.audit()
			h.boot()
		}
		room := h.open(wheelRoom)
		rest(5 * time.Second)
		require.NoError(t, h.hall.Drain(background()))
		require.NoError(t, room.Err())
		h.audit()
		require.Greater(t, len(h.ledger.rooms[wheelRoom].order), 4)
		requireRouletteReplays(t, h)
		var sum money.Amount
		for _, b := range h.ledger.balances {
			sum += b.Amount
		}
		require.Equal(t, h.ledger.granted, sum+h.ledger.house)
	})
}
