package auditor

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/crash"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// The auditor's own curve and points are the game's, though neither has a line of
// the other.
func TestCurveOfItsOwn(t *testing.T) {
	t.Parallel()
	for ms := int64(0); ms < 200_000; ms += 7 {
		require.True(t, at(ms, int64(crash.At(ms))), "at %d ms", ms)
		require.False(t, at(ms, int64(crash.At(ms))+1))
		require.False(t, at(ms, int64(crash.At(ms))-1))
	}
	for n := range 2000 {
		seed := [32]byte{byte(n), byte(n >> 8), 7}
		for _, edge := range []int64{0, 100, 2400} {
			c := Curve{Edge: edge, TimesMax: 100_000_000}
			require.Equal(t, int64(crash.Point(fairness.NewSource(seed).Draws(1).Uintn(1<<52), edge)), c.Point(seed))
		}
	}
}

// Whatever is wrong with how a bet left the curve is seen.
func TestCurveFindsEveryFault(t *testing.T) {
	t.Parallel()
	c := &Curve{Edge: 100, WinMax: 1_000_000, TimesMax: 100_000}
	hand, auto, big := &placed{id: "a", total: 500}, &placed{id: "b", total: 500, cashAt: 150}, &placed{id: "c", total: 500_000, cashAt: 900}
	r := &round{startsAtMs: 1000}
	at5000 := int64(crash.At(5000))
	rescued := &round{startsAtMs: 1000, rescued: true, rescuedAt: 6000, rescuedTimes: at5000}
	for _, x := range []struct {
		name string
		r    *round
		p    *placed
		out  cashedOut
		fine bool
	}{
		{"lost", r, hand, cashedOut{}, true},
		{"by hand", r, hand, cashedOut{"a", at5000, 5 * at5000, 6000, "hand"}, true},
		{"by hand, a cent more", r, hand, cashedOut{"a", at5000 + 1, 5*at5000 + 5, 6000, "hand"}, false},
		{"by hand, later than said", r, hand, cashedOut{"a", at5000, 5 * at5000, 6200, "hand"}, false},
		{"by hand, other money", r, hand, cashedOut{"a", at5000, 5*at5000 + 1, 6000, "hand"}, false},
		{"by hand, before the start", r, hand, cashedOut{"a", 100, 500, 900, "hand"}, false},
		{"by hand, above the end", r, hand, cashedOut{"a", 201, 1005, 1000 + 11_700, "hand"}, false},
		{"by itself", r, auto, cashedOut{"b", 150, 750, 7800, "auto"}, true},
		{"by itself, elsewhere", r, auto, cashedOut{"b", 149, 745, 7700, "auto"}, false},
		{"not by itself", r, auto, cashedOut{}, false},
		{"by the limit", r, big, cashedOut{}, true},
		{"rescued by nobody", r, hand, cashedOut{"a", 130, 650, 5000, "rescue"}, true}, // the takeover was not seen
		{"rescued", rescued, hand, cashedOut{"a", at5000, 5 * at5000, 6000, "rescue"}, true},
		{"rescued, later", rescued, hand, cashedOut{"a", at5000 + 1, 5*at5000 + 5, 6000, "rescue"}, false},
		{"not rescued", rescued, hand, cashedOut{}, false},
		{"rescued with a cash-out of its own", rescued, auto, cashedOut{"b", at5000, 5 * at5000, 6000, "rescue"}, false},
		{"by the dealer", r, hand, cashedOut{"a", at5000, 5 * at5000, 6000, "dealer"}, false},
	} {
		require.Equal(t, x.fine, c.fair(x.r, x.p, x.out, 200) == "", "%s: %s", x.name, c.fair(x.r, x.p, x.out, 200))
	}
	require.Equal(t, int64(300), c.most(500_000))
}

// A whole round on the streams, and the same with a payout that its bets do not make.
func TestCurveRound(t *testing.T) {
	t.Parallel()
	play := func(paidBack int64) []Violation {
		a := New()
		require.NoError(t, a.Sheet(5, []byte(`{"game":"crash","edge10000":100,"options":{"winMaxMinor":1000000},"limits":{"timesMax":100000000}}`)))
		a.Player(9, 10_000, 1)
		const round = int64(5<<24 | 1)
		var seed [32]byte
		for n := byte(0); a.curves[5].Point(seed) < 200; n++ {
			seed[0] = n
		}
		point := a.curves[5].Point(seed)
		event := func(atMs int64, kind, body string) wire.Event {
			return wire.Event{Round: round, AtMs: atMs, Type: kind, Body: json.RawMessage(body)}
		}
		a.Snapshot(&wire.Snapshot{Room: 5, Term: 1, Seq: 1})
		a.Own(9, &wire.Own{Room: 5, N: 1})
		a.Table(&wire.Table{Room: 5, Term: 1, Seq: 2, Events: []wire.Event{event(0, "opened", `{"closesAtMs":100}`)}})
		a.Sent(9, &wire.Act{Room: 5, Round: round, ID: "bet", Ask: "bet", Cid: 1, Body: json.RawMessage(`{"stake":500}`)})
		a.Sent(9, &wire.Act{Room: 5, Round: round, ID: "out", Ask: "cashOut", Cid: 2, Body: json.RawMessage(`{"bet":"bet"}`)})
		accept := func(id, ask, money string) wire.Event {
			return event(50, "verdict", `{"room":5,"round":`+strconv.FormatInt(round, 10)+`,"id":"`+id+`","verdict":"accepted","ask":"`+ask+`",`+money+`}`)
		}
		a.Own(9, &wire.Own{Room: 5, N: 2, Events: []wire.Event{event(50, "placed", `{"bet":"bet","stake":500}`), accept("bet", "bet", `"stake":500`)}})
		a.Table(&wire.Table{Room: 5, Term: 1, Seq: 3, Events: []wire.Event{event(100, "closed", `{}`), event(101, "started", `{"startsAtMs":1000}`)}})
		a.Own(9, &wire.Own{Room: 5, N: 3, Events: []wire.Event{
			event(6010, "cashedOut", `{"bet":"bet","times":134,"back":670,"atMs":6000,"by":"hand"}`), accept("out", "cashOut", `"back":670`)}})
		a.Table(&wire.Table{Room: 5, Term: 1, Seq: 4, Events: []wire.Event{
			event(90_000, "result", `{"point":`+strconv.FormatInt(point, 10)+`,"staked":500,"returned":670}`)}})
		back := strconv.FormatInt(paidBack, 10)
		a.Own(9, &wire.Own{Room: 5, N: 4, Events: []wire.Event{event(90_000, "paid",
			`{"point":`+strconv.FormatInt(point, 10)+`,"bets":[{"bet":"bet","stake":500,"times":134,"back":`+back+`,"by":"hand"}],"staked":500,"returned":`+back+`}`)}})
		require.True(t, a.Agrees(9, 10_170, 1))
		list, _ := a.Violations()
		return list
	}
	require.EqualValues(t, 134, crash.At(5000))
	for _, v := range play(670) {
		require.NotContains(t, []Kind{KindPayout, KindLate, KindUnasked, KindStake, KindEarly}, v.Kind, v.Text)
	}
	var kinds []Kind
	for _, v := range play(675) {
		kinds = append(kinds, v.Kind)
	}
	require.Contains(t, kinds, KindPayout)
}
