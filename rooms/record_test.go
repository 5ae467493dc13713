package rooms

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/server/wire"
)

// played runs one round with bets of two players and returns it.
func played(t *testing.T, test func(h *house, r *LoadedRound)) {
	atTable(t, func(h *house, room *Room, a, b *client) {
		for n := range int64(10) {
			a.bet(n, 20) // one of them wins
		}
		b.bet(4, 30)
		rest(1500 * time.Millisecond)
		l := h.ledger.load(tossRoom)
		require.NotNil(t, l.Ended)
		h.ledger.rooms[tossRoom].Term-- // looking is no takeover
		test(h, l.Ended)
	})
}

func eventTypes(events []wire.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

func TestRecallShowsWhatAViewerMaySee(t *testing.T) {
	played(t, func(h *house, r *LoadedRound) {
		everyone := []string{"opened", wire.EventSealed, "closed", "spun", "result", wire.EventRevealed}
		for viewer, want := range map[games.PlayerID]int{0: 0, 1: 11, 2: 2, 3: 0, -1: 0} {
			public, own, err := Recall(h.sealer, r, viewer)
			require.NoError(t, err)
			require.Equal(t, everyone, eventTypes(public))
			require.Len(t, own, want)
		}
		_, own, err := Recall(h.sealer, r, 2)
		require.NoError(t, err)
		require.Equal(t, []string{"placed", "paid"}, eventTypes(own))
		require.JSONEq(t, `{"Number":4,"Stake":30}`, string(own[0].Body))
	})
}

func TestReplayGivesTheSameTable(t *testing.T) {
	played(t, func(h *house, r *LoadedRound) {
		table, err := Replay(NewRegistry(tossRules{}), "toss", source(r.Sealed.Box), h.sealer, r)
		require.NoError(t, err)
		was, err := json.Marshal(table)
		require.NoError(t, err)
		folded, err := foldRound(ruleSet{tossRules{}, 1, games.NewCodec(tossRules{}.Types())}, h.sealer, r, nil)
		require.NoError(t, err)
		is, err := json.Marshal(folded.table)
		require.NoError(t, err)
		require.Equal(t, string(was), string(is))

		_, err = Replay(NewRegistry(tossRules{}), "toss", source("another seed"), h.sealer, r)
		require.ErrorIs(t, err, ErrNotReplayed)
		_, err = Replay(NewRegistry(tossRules{version: 2}), "toss", source(r.Sealed.Box), h.sealer, r)
		require.Error(t, err)
	})
}

// asJSON is a record with its names in the clear, whatever version it is; what is
// no record is as it is.
func asJSON(body []byte) []byte {
	rec, err := decodeRecord(body)
	if err != nil {
		return body
	}
	text, err := json.Marshal(rec)
	if err != nil {
		return body
	}
	return text
}

// A log that was touched is not what a room wrote.
func TestTamperedLogsAreSeen(t *testing.T) {
	change := func(line *Record, f func(*record)) {
		rec, err := decodeRecord(line.Body)
		require.NoError(t, err)
		f(rec)
		line.Body, err = rec.encode()
		require.NoError(t, err)
	}
	result := func(r *LoadedRound) *Record { return &r.Records[len(r.Records)-1] }
	for name, tamper := range map[string]func(r *LoadedRound){
		"another result": func(r *LoadedRound) {
			change(result(r), func(rec *record) {
				rec.Events[0].Body = json.RawMessage(`{"Number":` + map[bool]string{true: "3", false: "4"}[string(rec.Events[0].Body) == `{"Number":4}`] + `}`)
			})
		},
		"another landing": func(r *LoadedRound) { change(result(r), func(rec *record) { rec.LandsAt++ }) },
		"a richer payout": func(r *LoadedRound) {
			change(result(r), func(rec *record) {
				for i := range rec.Events {
					if len(rec.Events[i].Moves) > 0 {
						rec.Events[i].Moves[0].Amount += 100
					}
				}
			})
		},
		"a bet left out":        func(r *LoadedRound) { r.Records = append(r.Records[:2:2], r.Records[3:]...) },
		"two boxes swapped":     func(r *LoadedRound) { swapBoxes(change, r, false) },
		"and their places":      func(r *LoadedRound) { swapBoxes(change, r, true) },
		"two lines swapped":     func(r *LoadedRound) { r.Records[2], r.Records[3] = r.Records[3], r.Records[2] },
		"the end left out":      func(r *LoadedRound) { r.Records = r.Records[:len(r.Records)-1] },
		"nothing left":          func(r *LoadedRound) { r.Records = nil },
		"another version":       func(r *LoadedRound) { change(result(r), func(rec *record) { rec.V = 3 }) },
		"not a record":          func(r *LoadedRound) { r.Records[1].Body = []byte(`{`) },
		"an unknown event":      func(r *LoadedRound) { change(result(r), func(rec *record) { rec.Events[0].Type = "x" }) },
		"a phase that is wrong": func(r *LoadedRound) { r.Phase = games.Void },
	} {
		t.Run(name, func(t *testing.T) {
			played(t, func(h *house, r *LoadedRound) {
				tamper(r)
				_, err := Replay(NewRegistry(tossRules{}), "toss", source(r.Sealed.Box), h.sealer, r)
				require.Error(t, err)
			})
		})
	}
}

func swapBoxes(change func(*Record, func(*record)), r *LoadedRound, places bool) {
	var one, two recordBody
	change(&r.Records[2], func(rec *record) { one = rec.Events[0].recordBody })
	change(&r.Records[3], func(rec *record) {
		two = rec.Events[0].recordBody
		rec.Events[0].Box = one.Box
		if places {
			rec.Events[0].Place = one.Place
		}
	})
	change(&r.Records[2], func(rec *record) {
		rec.Events[0].Box = two.Box
		if places {
			rec.Events[0].Place = two.Place
		}
	})
}

func TestPlaysCountWhatWasPlayed(t *testing.T) {
	t.Parallel()
	step := func(then games.Phase, moves ...games.Move) games.Step {
		return games.Step{Then: then, Events: []games.Event{{Moves: moves}}}
	}
	p := newPlays()
	require.NoError(t, p.add(step(games.Open, games.Move{Player: 2, Kind: games.Stake, Amount: 50})))
	require.NoError(t, p.add(step(games.Open, games.Move{Player: 1, Kind: games.Stake, Amount: 30}, games.Move{Player: 3, Kind: games.Stake, Amount: 9})))
	require.NoError(t, p.add(step(games.Open, games.Move{Player: 2, Kind: games.Refund, Amount: 20}, games.Move{Player: 3, Kind: games.Refund, Amount: 9})))
	require.Equal(t, 2, p.players())
	won, err := p.with(step(games.Settled, games.Move{Player: 1, Kind: games.Pay, Amount: 60}))
	require.NoError(t, err)
	require.Equal(t, []Play{{2, 30, 0}, {1, 30, 60}}, won)
	void, err := p.with(step(games.Void, games.Move{Player: 1, Kind: games.Refund, Amount: 30}, games.Move{Player: 2, Kind: games.Refund, Amount: 30}))
	require.NoError(t, err)
	require.Equal(t, []Play{{2, 30, 30}, {1, 30, 30}}, void)
	require.Equal(t, []Play{{2, 30, 0}, {1, 30, 0}}, p.list(), "looking ahead changes nothing")
}

func TestAnswersForgetTheOldest(t *testing.T) {
	t.Parallel()
	a := newAnswers()
	key := func(n int) betKey { return betKey{player: games.PlayerID(n)} }
	for n := range answersMax + 10 {
		a.put(key(n), answered{})
	}
	require.Len(t, a.by, answersMax)
	for n, want := range map[int]bool{0: false, 9: false, 10: true, answersMax + 9: true} {
		_, ok := a.get(key(n))
		require.Equal(t, want, ok, n)
	}
}
