package swarm

import (
	"context"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// TestPoisson: arrivals come at the rate that was asked for, and as irregularly
// as those of strangers: the pauses' deviation is their mean.
func TestPoisson(t *testing.T) {
	t.Parallel()
	const rate, n = 250.0, 50_000
	p := Poisson{Rate: rate, Random: bot.Seeded(1)}
	var sum, squares float64
	for range n {
		pause := p.Next().Seconds()
		require.GreaterOrEqual(t, pause, 0.0)
		sum += pause
		squares += pause * pause
	}
	mean := sum / n
	require.InDelta(t, 1/rate, mean, 0.05/rate)
	require.InDelta(t, mean, math.Sqrt(squares/n-mean*mean), 0.05/rate)
}

// TestPeek reads the head of what the server writes, whatever its order.
func TestPeek(t *testing.T) {
	t.Parallel()
	frame := encode(wire.Table{T: wire.TTable, Room: 12, Term: 3, Seq: 4567, Events: []wire.Event{{Type: "opened", Body: json.RawMessage(`{}`)}}})
	want := peeked{"table", 12, 3, 4567}
	for _, text := range []string{string(frame), `{"room":12,"seq":4567,"t":"table","term":3}`, `{"t":"table","term":3,"room":12,"seq":4567}`,
		` {"t":"table","room":12,"term":3,"seq":4567}`} {
		got, err := peek([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, m := range wire.Messages() {
		got, err := peek([]byte(`{"t":"` + m.Kind + `"}`))
		require.NoError(t, err)
		require.Equal(t, m.Kind, got.kind)
	}
	for _, text := range []string{``, `{`, `[]`, `{"t":"table","room":"x"}`, `{"t":"table","room":99999999999999999999}`} {
		_, err := peek([]byte(text))
		require.Error(t, err, text)
	}
}

// TestPeekAllocatesNothing: a swarm reads tens of thousands of frames a second.
func TestPeekAllocatesNothing(t *testing.T) {
	frame := encode(wire.Table{T: wire.TTable, Room: 12, Term: 3, Seq: 4567})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if p, err := peek(frame); err != nil || p.seq != 4567 {
			t.Fatal(p, err)
		}
	}))
}

// TestFeed: the same bytes are decoded once; other bytes with the same events
// are the same, other events are not.
func TestFeed(t *testing.T) {
	t.Parallel()
	frame := func(number, watching string) []byte {
		return []byte(`{"t":"table","room":1,"term":1,"seq":5,"atMs":1,"events":[{"round":1,"atMs":1,"type":"result","body":{"number":` +
			number + `}}],"watching":` + watching + `}`)
	}
	var f feed
	p := peeked{"table", 1, 1, 5}
	first, same, err := f.table(p, frame("17", "3"))
	require.NoError(t, err)
	require.True(t, same)
	again, same, err := f.table(p, frame("17", "3"))
	require.NoError(t, err)
	require.True(t, same)
	require.Same(t, first, again)
	_, same, err = f.table(p, frame("17", "4"))
	require.NoError(t, err)
	require.True(t, same)
	_, same, err = f.table(p, frame("18", "3"))
	require.NoError(t, err)
	require.False(t, same)
	_, _, err = f.table(peeked{"table", 1, 1, 6}, []byte(`{"t":"table","room":1,"term":1,"seq":6,"events":5}`))
	require.Error(t, err)
}

// TestClock: the shortest round trip says what the server's time is.
func TestClock(t *testing.T) {
	t.Parallel()
	var c clock
	now := time.UnixMilli(1_000_000)
	ahead := 5 * time.Second
	serverMs := func(at time.Time) int64 { return at.Add(ahead).UnixMilli() }
	c.measured(now, now.Add(100*time.Millisecond), serverMs(now.Add(90*time.Millisecond))) // slow on the way there
	c.measured(now, now.Add(2*time.Millisecond), serverMs(now.Add(time.Millisecond)))
	c.measured(now, now.Add(80*time.Millisecond), serverMs(now))
	require.InDelta(t, float64(ahead), float64(c.server(now).Sub(now)), float64(time.Millisecond))
	c.forget()
	c.measured(now, now.Add(80*time.Millisecond), serverMs(now.Add(40*time.Millisecond)))
	require.InDelta(t, float64(ahead), float64(c.server(now).Sub(now)), float64(time.Millisecond))
}

// TestSchedule runs things in the order of their moments, those added by others
// included.
func TestSchedule(t *testing.T) {
	t.Parallel()
	s := newSchedule()
	ctx, cancel := context.WithCancel(t.Context())
	var order []int
	now := time.Now()
	done := make(chan struct{})
	note := func(n int) func(time.Time) { return func(time.Time) { order = append(order, n) } }
	s.add(now.Add(30*time.Millisecond), func(time.Time) { order = append(order, 3); cancel() })
	s.add(now.Add(20*time.Millisecond), note(2))
	s.add(now, func(at time.Time) {
		order = append(order, 0)
		s.add(at.Add(10*time.Millisecond), note(1))
	})
	go func() { defer close(done); s.run(ctx) }()
	<-done
	require.Equal(t, []int{0, 1, 2, 3}, order)
}
