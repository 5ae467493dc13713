package auditor

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/server/wire"
)

const (
	me   = int64(5)
	room = games.RoomID(3)
)

func event(round games.RoundID, atMs int64, kind string, body any) wire.Event {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return wire.Event{Round: int64(round), AtMs: atMs, Type: kind, Body: text}
}

// scene is an audit of one player at one table, told by hand.
type scene struct {
	*Auditor
	n, seq int64
	cid    int64
}

func newScene() *scene {
	s := &scene{Auditor: New()}
	s.Player(me, 10_000, 1)
	s.Auditor.Snapshot(&wire.Snapshot{Room: int64(room), Term: 1, Seq: 0, Phase: "none"})
	return s
}

func (s *scene) public(events ...wire.Event) {
	s.seq++
	s.Table(&wire.Table{Room: int64(room), Term: 1, Seq: s.seq, Events: events})
}

func (s *scene) own(events ...wire.Event) {
	s.n++
	s.Own(me, &wire.Own{Room: int64(room), Term: 1, N: s.n, Events: events})
}

func (s *scene) sent(round games.RoundID, id, ask, body string) {
	s.cid++
	s.Sent(me, &wire.Act{Room: int64(room), Round: int64(round), ID: id, Ask: ask, Cid: s.cid, Body: json.RawMessage(body)})
}

func (s *scene) accepted(round games.RoundID, id, ask string, stake, back int64) {
	if sent := s.act(me, id); sent.ask == askBet {
		s.own(event(round, 10, "placed", placedBody{Bet: id, Spots: sent.spots, Total: sent.total}))
	}
	s.own(event(round, 10, wire.EventVerdict, wire.Verdict{Room: int64(room), Round: int64(round), ID: id,
		Verdict: wire.VerdictAccepted, Ask: ask, Stake: stake, Back: back}))
}

func (s *scene) kinds() []Kind {
	list, _ := s.Violations()
	kinds := []Kind{}
	for _, v := range list {
		kinds = append(kinds, v.Kind)
	}
	return kinds
}

func seedOf(round games.RoundID) (seed [32]byte, commitment string) {
	seed[0] = byte(round)
	sum := Commitment(int64(room), int64(round), 1, seed)
	return seed, hex.EncodeToString(sum[:])
}

func sealed(round games.RoundID) wire.Event {
	_, commitment := seedOf(round)
	return event(round-1, 1, wire.EventSealed, wire.Sealed{Round: int64(round), Rules: 1, Commitment: commitment})
}

func opened(round games.RoundID) wire.Event {
	return event(round, 1, "opened", map[string]int64{"closesAtMs": 100})
}

// ended is the close, the result and the reveal of a round.
func ended(round games.RoundID, number int) []wire.Event {
	seed, commitment := seedOf(round)
	return []wire.Event{
		event(round, 100, "closed", map[string]int64{"atMs": 100}),
		event(round, 100, "result", map[string]int64{"number": int64(number), "staked": 1 << 40, "returned": 1 << 40}),
		event(round, 100, wire.EventRevealed, wire.Revealed{Round: int64(round), Rules: 1, Commitment: commitment, Seed: hex.EncodeToString(seed[:])}),
	}
}

// TestRound is one round as it should be, and with one thing after the other
// done wrong.
func TestRound(t *testing.T) {
	t.Parallel()
	first, second := room.Round(1), room.Round(2)
	seed, _ := seedOf(second)
	number := Pocket(seed)
	spot := fmt.Sprintf("straight:%d", number)
	for name, c := range map[string]struct {
		twist func(s *scene)
		want  []Kind
	}{
		"right": {func(s *scene) {
			s.own(event(second, 100, "paid", map[string]any{"number": number, "staked": 100, "returned": 3600,
				"wins": []win{{spot, 100, 35, 3600}}}))
			s.public(ended(second, number)...)
		}, []Kind{}},
		"one cent too little": {func(s *scene) {
			s.own(event(second, 100, "paid", map[string]any{"number": number, "staked": 100, "returned": 3599,
				"wins": []win{{spot, 100, 35, 3599}}}))
			s.public(ended(second, number)...)
		}, []Kind{KindPayout, KindPayout}},
		"a win that was none": {func(s *scene) {
			s.own(event(second, 100, "paid", map[string]any{"number": number, "staked": 100, "returned": 3600,
				"wins": []win{{"red", 1800, 1, 3600}}}))
			s.public(ended(second, number)...)
		}, []Kind{KindPayout}},
		"another number": {func(s *scene) { s.public(ended(second, (number+1)%pockets)...) }, []Kind{KindDraw}},
		"told two numbers": {func(s *scene) {
			s.own(event(second, 100, "paid", map[string]any{"number": (number + 1) % pockets, "staked": 100, "returned": 0, "wins": []win{}}))
			s.public(ended(second, number)...)
		}, []Kind{KindDiffers, KindDraw}},
		"a result before the close": {func(s *scene) {
			e := ended(second, number)
			s.public(e[1], e[0], e[2])
		}, []Kind{KindEarly}},
		"a close before its time": {func(s *scene) {
			e := ended(second, number)
			e[0].AtMs = 99
			s.public(e...)
		}, []Kind{KindEarly}},
		"ended twice": {func(s *scene) { s.public(append(ended(second, number), ended(second, number)[1])...) }, []Kind{KindEnd}},
		"opened twice": {func(s *scene) {
			s.public(opened(second))
			s.public(ended(second, number)...)
		}, []Kind{KindOrder, KindOrder}},
		"the next without a seal": {func(s *scene) {
			s.public(ended(second, number)...)
			s.public(opened(second.Next()))
		}, []Kind{KindSeal}},
		"accepted after the close": {func(s *scene) {
			s.public(ended(second, number)...)
			s.sent(second, "late", "bet", `{"spots":[{"spot":"red","stake":100}]}`)
			s.own(event(second, 101, wire.EventVerdict, wire.Verdict{Room: int64(room), Round: int64(second), ID: "late",
				Verdict: wire.VerdictAccepted, Ask: "bet", Stake: 100}))
		}, []Kind{KindLate}},
		"settled, and voided by the next owner": {func(s *scene) {
			s.public(ended(second, number)...)
			s.Auditor.Snapshot(&wire.Snapshot{Room: int64(room), Term: 2, Round: int64(second), Phase: "settled", AtMs: 200, Rules: 1})
			s.Table(&wire.Table{Room: int64(room), Term: 2, Seq: 1, Events: []wire.Event{
				event(second, 200, "voided", map[string]string{"why": "test"})}})
		}, []Kind{KindEnd}},
		"told again by the next owner": {func(s *scene) {
			s.public(ended(second, number)...)
			s.Auditor.Snapshot(&wire.Snapshot{Room: int64(room), Term: 2, Round: int64(second), Phase: "settled", AtMs: 200, Rules: 1})
			s.Table(&wire.Table{Room: int64(room), Term: 2, Seq: 1, Events: ended(second, number)[1:]})
		}, []Kind{}},
		"a verdict that changed": {func(s *scene) {
			s.Repeated(me, "a", 77)
			s.Verdict(me, &wire.Verdict{Room: int64(room), Round: int64(second), ID: "a", Verdict: wire.VerdictRefused, Ask: "bet", Code: "no_funds"})
		}, []Kind{KindChanged}},
		"a verdict said again": {func(s *scene) {
			s.Repeated(me, "a", 77)
			s.Verdict(me, &wire.Verdict{Room: int64(room), Round: int64(second), ID: "a", Verdict: wire.VerdictAccepted, Ask: "bet", Stake: 100})
		}, []Kind{}},
		"an acknowledged bet that is not there": {func(s *scene) {
			s.OwnSnapshot(me, &wire.OwnSnapshot{Room: int64(room), Term: 2, Round: int64(second), View: json.RawMessage(`{"bets":[]}`)})
		}, []Kind{KindLost}},
		"voided": {func(s *scene) {
			s.public(event(second, 100, "voided", map[string]string{"why": "test"}))
			s.Wallet(me, &wire.Wallet{Kind: "cash", Balance: 10_000, Version: 3})
			s.Me(me, 10_000, 3)
		}, []Kind{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			s.public(opened(first), sealed(second))
			s.public(ended(first, Pocket(func() [32]byte { x, _ := seedOf(first); return x }()))...)
			s.public(opened(second))
			require.Empty(t, s.kinds())
			s.sent(second, "a", "bet", fmt.Sprintf(`{"spots":[{"spot":%q,"stake":100}]}`, spot))
			s.accepted(second, "a", "bet", 100, 0)
			c.twist(s)
			require.ElementsMatch(t, c.want, s.kinds())
		})
	}
}

// TestUndo: an undo takes the last bet, a clear takes all, in whichever order
// event and verdict come.
func TestUndo(t *testing.T) {
	t.Parallel()
	round := room.Round(1)
	bet := func(s *scene, id string, stake int64) {
		s.sent(round, id, "bet", fmt.Sprintf(`{"spots":[{"spot":"red","stake":%d}]}`, stake))
		s.accepted(round, id, "bet", stake, 0)
	}
	back := func(ids []string, total int64) wire.Event {
		return event(round, 10, "takenBack", map[string]any{"bets": ids, "total": total})
	}
	for name, c := range map[string]struct {
		do   func(s *scene)
		want int
	}{
		"verdict first": {func(s *scene) { s.accepted(round, "u", "undo", 0, 200); s.own(back([]string{"b"}, 200)) }, 0},
		"event first":   {func(s *scene) { s.own(back([]string{"b"}, 200)); s.accepted(round, "u", "undo", 0, 200) }, 0},
		"wrong bet":     {func(s *scene) { s.own(back([]string{"a"}, 100)); s.accepted(round, "u", "undo", 0, 100) }, 1},
		"wrong amount":  {func(s *scene) { s.accepted(round, "u", "undo", 0, 300) }, 1},
		"clear":         {func(s *scene) { s.accepted(round, "c", "clear", 0, 300); s.own(back([]string{"a", "b"}, 300)) }, 0},
		"half a clear":  {func(s *scene) { s.accepted(round, "c", "clear", 0, 200) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			bet(s, "a", 100)
			bet(s, "b", 200)
			s.sent(round, "u", "undo", `{}`)
			s.sent(round, "c", "clear", `{}`)
			c.do(s)
			require.Len(t, s.kinds(), c.want)
		})
	}
}

// TestWalletPath: whatever states the server leaves out, and however early or
// late it tells of them, an honest purse is never accused; one that is a single
// unit off in a state that no other explains always is, at the latest by Me.
func TestWalletPath(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := New()
		a.Player(me, 1_000_000, 1)
		acc := a.accounts[me]
		stakes := rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 30).Draw(t, "stakes")
		type state struct{ version, balance int64 }
		balance := int64(1_000_000)
		var states []state
		for i, stake := range stakes {
			balance -= stake
			states = append(states, state{int64(i) + 2, balance})
		}
		wrong := -1
		if rapid.Bool().Draw(t, "lies") {
			wrong = rapid.IntRange(0, len(states)-1).Draw(t, "about")
		}
		ahead := rapid.IntRange(0, 3).Draw(t, "ahead")
		told := false
		tell := func(i int) {
			if i < 0 || i >= len(states) || i != wrong && !rapid.Bool().Draw(t, "told") {
				return
			}
			w := &wire.Wallet{Kind: "cash", Balance: states[i].balance, Version: states[i].version}
			if i == wrong {
				w.Balance += 2_000_000 // no state has that: stakes only take away
				told = true
			}
			a.Wallet(me, w)
		}
		for i := range ahead {
			tell(i)
		}
		for i, stake := range stakes {
			acc.post(-stake)
			tell(i + ahead)
		}
		a.Me(me, balance, int64(len(stakes))+1)
		_, total := a.Violations()
		if told != (total > 0) {
			t.Fatalf("lied: %t, violations: %v", told, a.list)
		}
	})
}

// TestErrors: which errors leave an id unused.
func TestErrors(t *testing.T) {
	t.Parallel()
	round := room.Round(1)
	s := newScene()
	s.sent(round, "a", "bet", `{"spots":[{"spot":"red","stake":100}]}`)
	require.False(t, s.Error(me, "a", &wire.Error{Cid: s.cid, Code: wire.ErrorPending}), "not known yet: in doubt")
	require.False(t, s.Error(me, "a", &wire.Error{Cid: 99, Code: wire.ErrorBusy}), "an inquiry's error says nothing of the bet")
	s.Repeated(me, "a", 50)
	require.False(t, s.Error(me, "a", &wire.Error{Cid: s.cid, Code: wire.ErrorBusy}), "the other copy may be accepted")
	require.True(t, s.Error(me, "a", &wire.Error{Cid: 50, Code: wire.ErrorBusy}))
	require.Empty(t, s.kinds())

	s.sent(round, "b", "bet", `{"spots":[{"spot":"red","stake":100}]}`)
	s.accepted(round, "b", "bet", 100, 0)
	s.Probed(me, "b", 60)
	s.Error(me, "b", &wire.Error{Cid: 60, Code: wire.ErrorConflict})
	require.Empty(t, s.kinds())
	require.Equal(t, int64(1), s.Count().Conflict)
}

// TestRecord proves a hazy book from the round's record, or finds what is not
// there.
func TestRecord(t *testing.T) {
	t.Parallel()
	round := room.Round(1)
	seed, commitment := seedOf(round)
	number := Pocket(seed)
	placed := func(id string) wire.Event {
		return event(round, 10, "placed", map[string]any{"bet": id, "total": 100,
			"spots": []Stake{{Spot: fmt.Sprintf("straight:%d", number), Stake: 100}}})
	}
	result := event(round, 100, "result", map[string]any{"number": number, "staked": 100, "returned": 3600})
	for name, c := range map[string]struct {
		events, own []wire.Event
		balance     int64
		want        []Kind
	}{
		"whole":        {[]wire.Event{result}, []wire.Event{placed("a")}, 13_500, []Kind{}},
		"lost":         {[]wire.Event{result}, nil, 13_500, []Kind{KindLost, KindBalance}},
		"twice":        {[]wire.Event{result}, []wire.Event{placed("a"), placed("a")}, 13_500 + 3600, []Kind{KindTwice}},
		"foreign":      {[]wire.Event{result}, []wire.Event{placed("a"), placed("x")}, 13_500 + 3600, []Kind{KindUnasked}},
		"ended twice":  {[]wire.Event{result, result}, []wire.Event{placed("a")}, 13_500, []Kind{KindEnd}},
		"never ended":  {nil, []wire.Event{placed("a")}, 13_500, []Kind{KindEnd}},
		"a cent short": {[]wire.Event{result}, []wire.Event{placed("a")}, 13_499, []Kind{KindBalance}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			s.sent(round, "a", "bet", fmt.Sprintf(`{"spots":[{"spot":"straight:%d","stake":100}]}`, number))
			s.accepted(round, "a", "bet", 100, 0)
			s.Lost(me)
			s.OwnSnapshot(me, &wire.OwnSnapshot{Room: int64(room), Term: 2, Round: int64(round.Next()), View: json.RawMessage(`{"bets":[]}`)})
			require.Equal(t, []Open{{Player: me, Round: int64(round), Hazy: true}}, s.Unproved())
			if name == "never ended" {
				s.round(int64(round), int64(room)).number = number // as another player's payout told it
			}
			s.Auditor.Record(&Record{Player: me, Round: int64(round), Room: int64(room), Rules: 1, Phase: "settled",
				Commitment: commitment, Seed: hex.EncodeToString(seed[:]), Events: c.events, Own: c.own})
			s.Me(me, c.balance, 9)
			require.ElementsMatch(t, c.want, s.kinds())
			require.Empty(t, s.Unproved())
		})
	}
}

// A record may be read in the moment in which the payout's frame is on its way:
// the stream tells of it once more, and not twice.
func TestRecordBeforeTheFrame(t *testing.T) {
	t.Parallel()
	round := room.Round(1)
	seed, commitment := seedOf(round)
	number := Pocket(seed)
	spot := fmt.Sprintf("straight:%d", number)
	paid := event(round, 100, "paid", map[string]any{"number": number, "staked": 100, "returned": 3600,
		"wins": []map[string]any{{"spot": spot, "stake": 100, "pays": 35, "back": 3600}}})
	s := newScene()
	s.sent(round, "a", "bet", fmt.Sprintf(`{"spots":[{"spot":%q,"stake":100}]}`, spot))
	s.accepted(round, "a", "bet", 100, 0)
	s.Lost(me)
	s.OwnSnapshot(me, &wire.OwnSnapshot{Room: int64(room), Term: 2, Round: int64(round.Next()), View: json.RawMessage(`{"bets":[]}`)})
	s.Auditor.Record(&Record{Player: me, Round: int64(round), Room: int64(room), Rules: 1, Phase: "settled",
		Commitment: commitment, Seed: hex.EncodeToString(seed[:]),
		Events: []wire.Event{event(round, 100, "result", map[string]any{"number": number, "staked": 100, "returned": 3600})},
		Own: []wire.Event{
			event(round, 10, "placed", map[string]any{"bet": "a", "total": 100, "spots": []Stake{{Spot: spot, Stake: 100}}}), paid,
		}})
	for i, want := range [][]Kind{{}, {KindTwice}} {
		s.Own(me, &wire.Own{Room: int64(room), Term: 2, N: int64(i + 1), Events: []wire.Event{paid}})
		require.ElementsMatch(t, want, s.kinds())
	}
}

// A server that was killed between the close's commit and its telling shows the
// close by its snapshot: what follows is not early, even if it was decided
// before the snapshot was made.
func TestCloseInTheBreak(t *testing.T) {
	t.Parallel()
	round := room.Round(2)
	seed, commitment := seedOf(round)
	for _, c := range []struct {
		phase    string
		atMs     int64 // of the result
		expected []Kind
	}{
		{"closed", 1001, []Kind{}},
		{"closed", 990, []Kind{}},
		{"closed", 99, []Kind{KindEarly}},
		{"open", 1001, []Kind{KindEarly, KindEarly}},
	} {
		phase, want := c.phase, c.expected
		s := newScene()
		s.public(event(room.Round(1), 1, wire.EventSealed, wire.Sealed{Round: int64(round), Rules: 1, Commitment: commitment}))
		s.public(event(round, 10, "opened", map[string]any{"closesAtMs": 100}))
		s.Auditor.Snapshot(&wire.Snapshot{Room: int64(room), Term: 2, Round: int64(round), Phase: phase, Commitment: commitment, AtMs: 1000, Rules: 1})
		s.Table(&wire.Table{Room: int64(room), Term: 2, Seq: 1, Events: []wire.Event{
			event(round, c.atMs, "result", map[string]any{"number": Pocket(seed), "staked": 0, "returned": 0}),
			event(round, c.atMs, wire.EventRevealed, wire.Revealed{Round: int64(round), Rules: 1, Commitment: commitment, Seed: hex.EncodeToString(seed[:])}),
		}})
		require.ElementsMatch(t, want, s.kinds(), phase)
	}
}

// What is told of a round that was proved and forgotten, on a resume that came
// late or by a record that was read slowly, counts no money twice.
func TestForgottenRound(t *testing.T) {
	t.Parallel()
	s := newScene()
	acc := s.accounts[me]
	old, newest := int64(room.Round(2)), int64(room.Round(2+roundsKept+2))
	acc.forget(newest)
	before := acc.balance
	s.own(event(room.Round(2), 90, "paid", map[string]any{"number": 7, "wins": []any{}, "staked": 100, "returned": 3600}))
	s.Record(&Record{Player: me, Round: old, Room: int64(room), Phase: "open"})
	require.Equal(t, before, acc.balance)
	require.Nil(t, acc.books[old])
	require.Empty(t, s.kinds())
}
