package bot

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/server/wire"
)

const (
	room  = int64(1)
	round = int64(1<<24 | 1)
)

func menu() Menu {
	m := Menu{Step: 100, Min: 200}
	for n := range 37 {
		m.Spots = append(m.Spots, Spot{Name: fmt.Sprintf("straight:%d", n), Max: 500})
	}
	return m
}

func event(kind, body string) wire.Event {
	return wire.Event{Round: round, Type: kind, Body: json.RawMessage(body)}
}

// seated is a bot in its room at seq 10, n 4, with betting open until 1000.
func seated(seed uint64) *Bot {
	b := New(7, room, 10_000, 1, menu(), Seeded(seed))
	b.Join()
	b.Snapshot(&wire.Snapshot{Room: room, Term: 2, Seq: 10, Round: round, Phase: "open", View: json.RawMessage(`{"closesAtMs":1000}`)})
	b.OwnSnapshot(&wire.OwnSnapshot{Room: room, Term: 2, N: 4})
	b.Joined(&wire.Joined{Room: room, Term: 2, Seq: 10, N: 4})
	return b
}

// TestGaps: a stream goes on by one in its term, or a gap is told.
func TestGaps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		term, seq int64
		next      bool
	}{
		"next": {2, 11, true}, "skipped": {2, 12, false}, "again": {2, 10, false}, "older": {2, 9, false}, "other term": {3, 11, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := seated(1)
			next, gap := b.Table(&wire.Table{Room: room, Term: c.term, Seq: c.seq})
			require.Equal(t, c.next, next)
			require.Equal(t, c.next, gap == nil)
			next, gap = b.Own(&wire.Own{Room: room, Term: c.term, N: c.seq - 6})
			require.Equal(t, c.next, next)
			require.Equal(t, c.next, gap == nil)
		})
	}
}

// TestResume: after a gap the bot asks to go on from the last place that it
// has, ignores what was on its way, and takes what was missed.
func TestResume(t *testing.T) {
	t.Parallel()
	b := seated(1)
	_, gap := b.Table(&wire.Table{Room: room, Term: 2, Seq: 12})
	require.Equal(t, &Gap{Stream: StreamPublic, Term: 2, Want: 11, GotTerm: 2, Got: 12}, gap)
	j := b.Join()
	require.Equal(t, []int64{2, 10, 4}, []int64{j.Term, j.Seq, j.N})
	require.False(t, b.Ready())
	next, gap := b.Table(&wire.Table{Room: room, Term: 2, Seq: 13})
	require.False(t, next)
	require.Nil(t, gap, "it was on its way")
	for seq := int64(11); seq <= 13; seq++ {
		next, gap = b.Table(&wire.Table{Room: room, Term: 2, Seq: seq})
		require.True(t, next)
		require.Nil(t, gap)
	}
	require.Nil(t, b.Joined(&wire.Joined{Room: room, Term: 2, Seq: 13, N: 4}))
	require.True(t, b.Ready())
	require.NotNil(t, b.Joined(&wire.Joined{Room: room, Term: 2, Seq: 14, N: 4}), "the answer was not whole")
	require.NotNil(t, b.Joined(&wire.Joined{Room: room, Term: 2, Seq: 13, N: 5}), "the answer was not whole")
}

// TestDoubts: an act is in doubt before it is sent, is asked about after a lost
// connection, and is never made again.
func TestDoubts(t *testing.T) {
	t.Parallel()
	b := seated(1)
	act, idle := b.Act(500)
	require.Empty(t, idle)
	require.Len(t, b.Doubts(), 1)
	require.Empty(t, b.LostIDs())
	b.Lost()
	_, idle = b.Act(500)
	require.Equal(t, IdleOffline, idle)
	require.Equal(t, []string{act.ID}, b.Join().Inquire)
	require.True(t, b.Verdict(&wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted}))
	require.False(t, b.Verdict(&wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted}), "it was answered")
	require.Empty(t, b.Doubts())
}

// TestWhenClosed: no bets outside the betting time, and no more in doubt than
// an inquiry can name.
func TestWhenClosed(t *testing.T) {
	t.Parallel()
	b := seated(1)
	_, idle := b.Act(1000)
	require.Equal(t, IdleClosed, idle, "it is over")
	b.Table(&wire.Table{Room: room, Term: 2, Seq: 11, Events: []wire.Event{event("deadline", `{"closesAtMs":2000}`)}})
	for range DoubtMax {
		_, idle = b.Act(1500)
		require.Empty(t, idle)
	}
	_, idle = b.Act(1500)
	require.Equal(t, IdleDoubts, idle)
	b.Table(&wire.Table{Room: room, Term: 2, Seq: 12, Events: []wire.Event{event("closed", `{}`)}})
	_, idle = b.Act(1500)
	require.Equal(t, IdleClosed, idle)
	b.Table(&wire.Table{Room: room, Term: 2, Seq: 13, Events: []wire.Event{{Round: round + 1, Type: "opened", Body: json.RawMessage(`{"closesAtMs":9000}`)}}})
	at, open := b.Round(5000)
	require.Equal(t, round+1, at)
	require.True(t, open)
}

// TestActs: whatever the seed, acts are well-formed: a UUIDv7 of the moment, 1
// to 8 different spots, stakes on the grid and within limits, or one step above
// where that is the whim; another body differs and keeps the id.
func TestActs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := seated(rapid.Uint64().Draw(t, "seed"))
		ids := map[string]bool{}
		for range 15 {
			act, idle := b.Act(700)
			require.Empty(t, idle)
			require.False(t, ids[act.ID])
			ids[act.ID] = true
			var id games.BetID
			require.NoError(t, id.UnmarshalText([]byte(act.ID)))
			at, ok := id.Minted()
			require.True(t, ok)
			require.Equal(t, games.Moment(700), at)
			require.Equal(t, round, act.Round)
			if act.Ask == askBet {
				checkBet(t, act)
			}
			other := b.Twist(act)
			require.Equal(t, act.ID, other.ID)
			require.NotEqual(t, act.Cid, other.Cid)
			require.False(t, act.Ask == other.Ask && string(act.Body) == string(other.Body))
			b.Verdict(&wire.Verdict{ID: act.ID, Verdict: wire.VerdictAccepted})
		}
	})
}

func must(act wire.Act, _ Idle) wire.Act { return act }

func checkBet(t *rapid.T, act wire.Act) {
	var body struct {
		Spots []struct {
			Spot  string
			Stake int64
		}
	}
	require.NoError(t, json.Unmarshal(act.Body, &body))
	require.NotEmpty(t, body.Spots)
	require.LessOrEqual(t, len(body.Spots), 8)
	var names []string
	for _, s := range body.Spots {
		names = append(names, s.Spot)
		require.Zero(t, s.Stake%100)
		require.GreaterOrEqual(t, s.Stake, int64(200))
		require.LessOrEqual(t, s.Stake, int64(600), "at most a step above the limit")
	}
	slices.Sort(names)
	require.Len(t, slices.Compact(names), len(body.Spots), "a spot comes twice")
}

// TestSeed: the same seed and frames give the same acts.
func TestSeed(t *testing.T) {
	t.Parallel()
	x, y := seated(9), seated(9)
	for range 30 {
		require.Equal(t, must(x.Act(700)), must(y.Act(700)))
	}
}

func TestWallet(t *testing.T) {
	t.Parallel()
	b := seated(1)
	b.Wallet(&wire.Wallet{Balance: 5, Version: 3})
	b.Wallet(&wire.Wallet{Balance: 9, Version: 2})
	require.Equal(t, int64(5), b.Balance())
}

func TestReadMenu(t *testing.T) {
	t.Parallel()
	m, err := ReadMenu([]byte(`{"spots":[{"spot":"red","kind":"even","pays":1}]}`), []byte(`{"stepMinor":100,"spotMinMinor":300,"limits":{"even":900}}`))
	require.NoError(t, err)
	require.Equal(t, Menu{Step: 100, Min: 300, Spots: []Spot{{"red", 900}}}, m)
	_, err = ReadMenu([]byte(`{}`), []byte(`{}`))
	require.ErrorIs(t, err, ErrNoMenu)
	_, err = ReadMenu([]byte(`[`), []byte(`{}`))
	require.Error(t, err)
}

// TestMenuOfAnyWheel: names and limits come from the table's page, so that a
// bot at the double zero bets on it and on its top line, within their limits.
func TestMenuOfAnyWheel(t *testing.T) {
	t.Parallel()
	m, err := ReadMenu(
		[]byte(`{"spots":[{"spot":"straight:00","kind":"straight"},{"spot":"top-line","kind":"topLine"},{"spot":"red","kind":"even"}]}`),
		[]byte(`{"stepMinor":100,"spotMinMinor":200,"limits":{"straight":500,"topLine":600,"even":700},"zero":"none","stats":false}`))
	require.NoError(t, err)
	require.Equal(t, Menu{Step: 100, Min: 200, Spots: []Spot{{"straight:00", 500}, {"top-line", 600}, {"red", 700}}}, m)
}
