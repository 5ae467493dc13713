package rooms

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/server/wire"
)

// sink is a connection of a core that has no loop around it, with a reader that
// checks and folds what it is sent.
type sink struct {
	id     int
	reader *client
}

func newSink(id int) *sink {
	return &sink{id, &client{who: player(int64(id + 1)), verdicts: map[string]wire.Verdict{}}}
}

func (s *sink) Send(frame []byte) bool { return s.reader.Send(frame) }

func (s *sink) point() Point { return Point{s.reader.term, s.reader.seq, s.reader.n} }

// script drives a core by hand: time, answers of the journal and of the sealer
// are all inputs, so that the same script is the same run.
type script struct {
	core   *core
	ledger *ledger
	sealer *sealer
	now    games.Moment
	queue  []*flight
	trace  []string
}

func newScript(t require.TestingT) *script {
	l := newLedger()
	l.addRoom(tossRoom, "toss", 1, tossDefaults.json())
	for p := range int64(4) {
		l.grant(games.PlayerID(p+1), 1500)
	}
	s := &script{ledger: l, sealer: &sealer{}, now: 1_000_000}
	var err error
	s.core, err = newCore(l.load(tossRoom), NewRegistry(tossRules{}), s.sealer)
	require.NoError(t, err)
	return s
}

// feed takes an input and all that follows from it at once.
func (s *script) feed(what any) {
	inputs := []any{what}
	for len(inputs) > 0 {
		in := inputs[0]
		inputs = inputs[1:]
		for _, fx := range s.core.step(input{s.now, in}) {
			switch fx := fx.(type) {
			case fxSubmit:
				s.queue = append(s.queue, fx.flight)
				s.note("submit", fx.flight.entry.Kind, fx.flight.entry.Round, string(fx.flight.entry.Record))
			case fxSeal:
				sealed, _ := s.sealer.Seal(fx.round, fx.rules)
				inputs = append(inputs, inSealed{Sealing{Round: fx.round, Rules: fx.rules, Sealed: sealed}})
				s.note("seal", fx.round)
			case fxUnseal:
				inputs = append(inputs, inUnsealed{fx.round, source(fx.sealed.Box)})
				s.note("unseal", fx.round)
			case fxToAll:
				s.note("all", string(fx.frame))
				for _, w := range s.core.crowd.list {
					w.sub.Send(fx.frame)
				}
			case fxToPlayer:
				s.note("player", fx.player, string(fx.frame))
				for _, w := range s.core.own.of[fx.player].conns {
					w.sub.Send(fx.frame)
				}
			case fxToOne:
				s.note("one", fx.sub.(*sink).id, string(fx.frame))
				fx.sub.Send(fx.frame)
			case fxReply:
				s.note("reply", fx.err)
				fx.reply(fx.err)
			default:
				s.note(fmt.Sprintf("%T %+v", fx, fx))
			}
		}
	}
}

func (s *script) note(parts ...any) { s.trace = append(s.trace, fmt.Sprintln(parts...)) }

// commit answers the oldest flights, in order.
func (s *script) commit(n int) {
	for range min(n, len(s.queue)) {
		f := s.queue[0]
		s.queue = s.queue[1:]
		s.feed(inVerdict{f, s.ledger.commit(f.entry, s.now)})
	}
	s.tick()
}

func (s *script) tick() { s.feed(inTick{}); s.feed(inTick{}); s.feed(inAdmit{}) }

// move is one thing that may happen in a script.
type move struct{ kind, player, number, stake, ms int }

func drawMoves(t *rapid.T) []move {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) move {
		return move{
			kind:   rapid.IntRange(0, 9).Draw(t, "kind"),
			player: rapid.IntRange(1, 4).Draw(t, "player"),
			number: rapid.IntRange(0, 10).Draw(t, "number"),
			stake:  rapid.IntRange(-1, 600).Draw(t, "stake"),
			ms:     rapid.IntRange(0, 120).Draw(t, "ms"),
		}
	}), 20, 70).Draw(t, "moves")
}

func (s *script) play(moves []move, subs []*sink) {
	var last games.BetID
	for i, m := range moves {
		who := player(int64(m.player))
		sub := subs[m.player-1]
		act := wire.Act{Round: int64(s.core.onView().id), Ask: "bet"}
		switch m.kind {
		case 0, 1, 2, 3:
			last = scriptID(s.now, i)
			act.ID, act.Body = last.String(), json.RawMessage(fmt.Sprintf(`{"Number":%d,"Stake":%d}`, m.number, m.stake))
			s.feed(inAct{sub, who, act})
		case 4:
			act.ID, act.Ask, act.Body = scriptID(s.now, i).String(), "back", json.RawMessage(`{}`)
			s.feed(inAct{sub, who, act})
		case 5:
			s.feed(inInquire{sub, who, []string{last.String(), scriptID(s.now, i).String()}, 3})
		case 6:
			s.feed(inLeave{sub})
			s.feed(inJoin{sub: sub, who: who, point: sub.point()})
		case 9: // comes in anew, whatever is about to be told
			s.feed(inJoin{sub: newSink(m.player + 3), who: who})
		case 7:
			s.feed(inPause{by: who, on: m.stake%2 == 0, reply: func(error) {}})
		}
		if m.kind != 8 { // 8: the journal is slow
			s.commit(1 + m.number)
		}
		s.now += games.Moment(m.ms)
		s.tick()
	}
	s.feed(inPause{by: player(9), on: true, reply: func(error) {}})
	for range 60 { // the round under way ends, and no other begins
		s.now += 60
		s.commit(1000)
	}
}

func scriptID(at games.Moment, n int) games.BetID {
	id := betIDAt(at)
	for i := 8; i < 16; i++ {
		id[i] = byte(n >> (8 * (i % 4)))
	}
	id[8] = 0x80
	return id
}

func newSinks(s *script) []*sink {
	var subs []*sink
	for p := range 4 {
		subs = append(subs, newSink(p))
		s.feed(inJoin{sub: subs[p], who: player(int64(p + 1))})
	}
	for range 10 {
		s.now += 20
		s.commit(10)
	}
	return subs
}

// The core is a function of its inputs: twice the same script, twice the same
// effects, byte for byte; and whatever happens, no money is made or lost, no
// round stands still, and nothing is left waiting.
func TestCoreIsAFunctionOfItsInputs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		moves := drawMoves(t)
		one, two := newScript(t), newScript(t)
		subs := newSinks(one)
		one.play(moves, subs)
		two.play(moves, newSinks(two))
		require.Equal(t, one.trace, two.trace)
		c := one.core
		require.False(t, c.dead, "%v", one.trace[max(0, len(one.trace)-1):])
		require.Empty(t, c.flights)
		require.Empty(t, c.waiting)
		require.Empty(t, c.byBet)
		require.Empty(t, c.ops)
		for _, r := range []*round{c.shown, c.next} {
			if r != nil {
				require.Zero(t, r.flying)
				require.False(t, r.drawing)
			}
		}
		one.requireFoldIsTheState(t)
		one.requireReadersAgree(t)
	})
}

// requireFoldIsTheState folds what was stored and compares the tables by bytes:
// held steps that were dropped have left no trace.
func (s *script) requireFoldIsTheState(t require.TestingT) {
	l := s.ledger.load(tossRoom)
	folded, err := newCore(l, NewRegistry(tossRules{}), s.sealer)
	require.NoError(t, err)
	was, err := json.Marshal(s.core.shown.table)
	require.NoError(t, err)
	is, err := json.Marshal(folded.shown.table)
	require.NoError(t, err)
	require.Equal(t, string(was), string(is))
	require.Equal(t, s.core.shown.drawn, folded.shown.drawn)
	require.Equal(t, s.core.shown.plays.list(), folded.shown.plays.list())
	require.Equal(t, s.core.paused, folded.paused)
	require.Equal(t, s.core.sealed, folded.sealed)
}

// requireReadersAgree compares what every reader has folded, those who were
// always there, those who came back and those who came late, with one who joins
// in the end.
func (s *script) requireReadersAgree(t require.TestingT) {
	last := map[games.PlayerID]*client{}
	for p := range 4 {
		sub := newSink(p)
		s.feed(inJoin{sub: sub, who: sub.reader.who})
		s.now += watchingGapMs
		s.tick()
		last[sub.reader.who.Player] = sub.reader
	}
	s.now += watchingGapMs
	s.tick()
	for _, w := range s.core.crowd.list {
		got, want := w.sub.(*sink).reader, last[w.who.Player]
		require.Empty(t, got.problem)
		require.Equal(t, want.view, got.view)
		require.Equal(t, want.board, got.board)
		require.Equal(t, want.watching, got.watching)
		require.Equal(t, want.own, got.own)
		require.Equal(t, want.seq, got.seq)
		require.Equal(t, want.n, got.n)
	}
}

// careless is a table that ends its round whatever is on its way.
type careless struct{ games.Table }

func (careless) Decide(c games.Command, _ games.Draws) (games.Step, error) {
	return games.Step{Cmd: c, Phase: games.Open, Then: games.Void}, nil
}

// What ends a round stands behind all of its steps, whatever the rules think:
// else it would not know who had money in it.
func TestTheEndWaitsForEveryStep(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	subs := newSinks(s)
	s.feed(inAct{subs[0], player(1), wire.Act{
		Round: int64(s.core.onView().id), ID: scriptID(s.now, 1).String(), Ask: "bet", Body: []byte(`{"Number":1,"Stake":5}`),
	}})
	require.Len(t, s.queue, 1)
	r := s.core.shown
	r.table = careless{r.table}
	_, err := s.core.decide(r, games.Command{})
	require.ErrorIs(t, err, games.ErrBusy)
	s.commit(1)
	step, err := s.core.decide(r, games.Command{})
	require.NoError(t, err)
	require.Equal(t, games.Void, step.Then)
}

// Verdicts come in the order of submission; another order is a fault.
func TestVerdictsOutOfOrderStopTheRoom(t *testing.T) {
	t.Parallel()
	s := newScript(t)
	subs := newSinks(s)
	for n := range 2 {
		s.feed(inAct{subs[n], player(int64(n + 1)), wire.Act{
			Round: int64(s.core.onView().id), ID: scriptID(s.now, n).String(), Ask: "bet", Body: []byte(`{"Number":1,"Stake":5}`),
		}})
	}
	require.Len(t, s.queue, 2)
	s.feed(inVerdict{s.queue[1], Verdict{Outcome: Applied}})
	require.True(t, s.core.dead)
}
