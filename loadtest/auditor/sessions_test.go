package auditor

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// stage plays a session by the rules and tells it to an auditor, as a server
// would; spoil changes what is told.
type stage struct {
	t      *testing.T
	a      *Sessions
	pair   *fairness.Pair
	rules  *slots.Rules
	codec  *games.Codec
	next   games.RoundID
	purse  int64
	at     games.Moment
	ids    byte
	spoil  func(e *wire.Event)
	rounds int
}

const stagePlayer = 5

func newStage(t *testing.T, machine int) *stage {
	rules, _ := cabinets(t)
	from := games.RoomID(1 << 20).Round(1)
	s := &stage{t: t, a: NewSessions(), rules: rules[machine], next: from, purse: 100_000, at: 1000,
		pair: fairness.NewPair(from, [32]byte{7}, "mine"), spoil: func(*wire.Event) {}}
	s.codec = games.NewCodec(s.rules.Types())
	game, _ := s.rules.ID()
	sheet, err := s.rules.Sheet([]byte(cabinetOptions))
	require.NoError(t, err)
	require.NoError(t, s.a.Cabinet(game, sheet))
	require.NoError(t, s.a.Seat(stagePlayer, int64(from.Room()), game, s.purse, 1))
	s.a.Pair(stagePlayer, s.inForce())
	return s
}

func (s *stage) inForce() wire.Pair {
	commitment := s.pair.Commitment()
	return wire.Pair{From: int64(s.pair.From()), Commitment: hex.EncodeToString(commitment[:]), ClientSeed: s.pair.ClientSeed(), Next: int64(s.next)}
}

func (s *stage) tell(round games.RoundID, name string, body any) {
	text, err := json.Marshal(body)
	require.NoError(s.t, err)
	e := wire.Event{Round: int64(round), AtMs: int64(s.at), Type: name, Body: text}
	s.spoil(&e)
	s.a.Event(stagePlayer, &e)
}

// spin plays one round to its end.
func (s *stage) spin() {
	s.t.Helper()
	table, err := s.rules.Table(s.next, []byte(cabinetOptions), nil)
	require.NoError(s.t, err)
	var ask any = slots.Spin{Coin: 1}
	round := s.next
	for k := 1; !table.Phase().Ended(); k++ {
		s.at += 100
		s.ids++
		id := games.BetID{s.ids, byte(s.rounds), byte(s.rounds >> 8), 6: 0x70, 8: 0x80}
		step, err := table.Decide(games.Command{By: games.Actor{Role: games.Player, Player: stagePlayer}, At: s.at, ID: id, Ask: ask}, s.pair.Source(round).Draws(k))
		require.NoError(s.t, err)
		table.Apply(step)
		name, body, err := s.codec.Encode(ask)
		require.NoError(s.t, err)
		s.a.Sent(stagePlayer, wire.Act{ID: id.String(), Round: int64(round), Ask: name, Body: body})
		v := wire.Verdict{ID: id.String(), Round: int64(round), Verdict: wire.VerdictAccepted, Ask: name}
		for _, e := range step.Events {
			for _, m := range e.Moves {
				if m.Kind == games.Stake {
					s.purse -= int64(m.Amount)
					v.Stake += int64(m.Amount)
				} else {
					s.purse += int64(m.Amount)
				}
			}
			name, body, err := s.codec.Encode(e.Body)
			require.NoError(s.t, err)
			s.tell(round, name, json.RawMessage(body))
		}
		s.tell(round, wire.EventVerdict, v)
		ask = slots.Next{}
		if own := table.View(stagePlayer).(slots.Own); own.State.Doing == "gamble" {
			ask = slots.Gamble{Colour: "red"}
		}
	}
	s.next = s.next.Next()
	s.rounds++
}

func (s *stage) rotate() {
	old, seed := s.inForce(), s.pair.ServerSeed()
	to := s.next
	s.next = s.next.Next()
	s.pair = fairness.NewPair(s.next, [32]byte{byte(s.next)}, "another")
	s.tell(to, wire.EventRotated, wire.Rotated{From: old.From, To: int64(to), Commitment: old.Commitment, ClientSeed: old.ClientSeed,
		ServerSeed: hex.EncodeToString(seed[:]), Pair: s.inForce()})
}

func (s *stage) end() ([]Violation, SessionCount) {
	s.a.Me(stagePlayer, s.purse, 2)
	s.a.Finish()
	list, _ := s.a.Violations()
	return list, s.a.Count()
}

// Every machine, played as it should be: nothing is wrong, and all is drawn again.
func TestSessionsRecounted(t *testing.T) {
	t.Parallel()
	for machine := range 3 {
		s := newStage(t, machine)
		for i := range 300 {
			s.spin()
			if i%100 == 99 {
				s.rotate()
			}
		}
		list, count := s.end()
		require.Empty(t, list)
		require.EqualValues(t, 300, count.Rounds)
		require.EqualValues(t, 300, count.Verified)
		require.EqualValues(t, 3, count.Rotations)
		require.Positive(t, count.Free+count.Gambles)
	}
}

// What a server could get wrong is found.
func TestSessionsFindWhatIsWrong(t *testing.T) {
	t.Parallel()
	edit := func(e *wire.Event, change func(body map[string]any)) {
		var body map[string]any
		if json.Unmarshal(e.Body, &body) != nil {
			return
		}
		change(body)
		e.Body, _ = json.Marshal(body)
	}
	for name, of := range map[string]struct {
		kind  Kind
		spoil func(s *stage, e *wire.Event)
	}{
		"a win that the reels do not show": {KindPayout, func(_ *stage, e *wire.Event) {
			if e.Type == "spun" {
				edit(e, func(b map[string]any) {
					shown := b["shown"].(map[string]any)
					shown["win"] = shown["win"].(float64) + 20
				})
			}
		}},
		"reels that the seed does not stop": {KindDraw, func(s *stage, e *wire.Event) {
			if e.Type == "spun" && s.rounds == 3 {
				edit(e, func(b map[string]any) {
					stops := b["shown"].(map[string]any)["stops"].([]any)
					stops[0] = float64((int(stops[0].(float64)) + 1) % 5)
				})
			}
		}},
		"a payout that is not the win": {KindPayout, func(_ *stage, e *wire.Event) {
			if e.Type == "paid" {
				edit(e, func(b map[string]any) { b["returned"] = b["returned"].(float64) + 1 })
			}
		}},
		"another seed": {KindSeed, func(_ *stage, e *wire.Event) {
			if e.Type == wire.EventRotated {
				edit(e, func(b map[string]any) { b["serverSeed"] = hex.EncodeToString(make([]byte, 32)) })
			}
		}},
		"another client seed": {KindSeal, func(_ *stage, e *wire.Event) {
			if e.Type == wire.EventRotated {
				edit(e, func(b map[string]any) { b["clientSeed"] = "yours" })
			}
		}},
		"a spin on a seed that was told": {KindSeed, func(s *stage, e *wire.Event) {
			if e.Type == "spun" && len(s.a.seats[stagePlayer].told) > 0 {
				e.Round = int64(s.pair.From()) - 1
			}
		}},
		"another stake": {KindStake, func(_ *stage, e *wire.Event) {
			if e.Type == "spun" {
				edit(e, func(b map[string]any) { b["stake"] = b["stake"].(float64) + 1 })
			}
		}},
		"a verdict twice": {KindTwice, func(s *stage, e *wire.Event) {
			if e.Type == wire.EventVerdict && s.rounds == 0 {
				copied := *e
				s.a.Event(stagePlayer, &copied)
			}
		}},
		"no verdict": {KindUnanswer, func(s *stage, e *wire.Event) {
			if e.Type == wire.EventVerdict && s.rounds == 2 {
				e.Type = "silence"
			}
		}},
		"a result that says more": {KindPayout, func(_ *stage, e *wire.Event) {
			if e.Type == "result" {
				edit(e, func(b map[string]any) { b["returned"] = b["returned"].(float64) + 1 })
			}
		}},
		"money that is gone": {KindBalance, func(s *stage, e *wire.Event) {
			if s.rounds == 4 && e.Type == "result" {
				s.purse -= 5
			}
		}},
		"a round's own seed told": {KindSeed, func(s *stage, e *wire.Event) {
			if s.rounds == 1 && e.Type == "result" {
				s.a.Event(stagePlayer, &wire.Event{Type: wire.EventRevealed, Body: json.RawMessage(`{}`)})
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 0)
			s.spoil = func(e *wire.Event) { of.spoil(s, e) }
			for range 40 {
				s.spin()
			}
			s.rotate()
			s.spin()
			s.rotate()
			list, _ := s.end()
			kinds := map[Kind]bool{}
			for _, v := range list {
				kinds[v.Kind] = true
			}
			require.True(t, kinds[of.kind], "%v", list)
		})
	}
}
