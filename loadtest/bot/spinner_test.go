package bot

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

func spinnerAt(t *testing.T) *Spinner {
	t.Helper()
	b := NewSpinner(7, []int64{1, 5}, Seeded(1))
	_, ok := b.Act(1000, false)
	require.False(t, ok, "not in its room yet")
	b.Snapshot(&wire.Snapshot{Term: 3, Seq: 10, Round: 40, View: json.RawMessage(`{"nextAtMs":500}`)})
	b.OwnSnapshot(&wire.OwnSnapshot{N: 4, View: json.RawMessage(`{"state":null}`)})
	b.Joined()
	_, ok = b.Act(1000, false)
	require.False(t, ok, "no source is sealed yet")
	require.Nil(t, b.Table(&wire.Table{Term: 3, Seq: 11, Events: []wire.Event{spinnerEvent(41, wire.EventPair, `{"next":41}`)}}))
	return b
}

func spinnerEvent(round int64, kind, body string) wire.Event {
	return wire.Event{Round: round, Type: kind, Body: json.RawMessage(body)}
}

// A spinner spins the round that comes next, plays what stays, one act at a time,
// and waits for the cycle.
func TestSpinner(t *testing.T) {
	t.Parallel()
	b := spinnerAt(t)
	var act wire.Act
	for act.Ask != askSpin {
		var ok bool
		act, ok = b.Act(1000, false)
		require.True(t, ok)
		if act.Ask == wire.AskRotate {
			require.EqualValues(t, 41, act.Round)
			b.Unused(act.ID)
		}
	}
	require.EqualValues(t, 41, act.Round)
	require.Contains(t, []string{`{"coin":1}`, `{"coin":5}`}, string(act.Body))
	_, ok := b.Act(1000, false)
	require.False(t, ok, "one at a time")
	verdict := func(id string) wire.Event { return spinnerEvent(41, wire.EventVerdict, fmt.Sprintf(`{"id":%q}`, id)) }
	require.Nil(t, b.Table(&wire.Table{Term: 3, Seq: 12, Events: []wire.Event{spinnerEvent(41, wire.EventSealed, `{"round":42}`)}}))
	require.Nil(t, b.Own(&wire.Own{Term: 3, N: 5, Events: []wire.Event{spinnerEvent(41, "spun", `{"state":{"doing":"free"}}`), verdict(act.ID)}}))
	require.False(t, b.Between())
	act, ok = b.Act(1000, true)
	require.True(t, ok, "what is under way is played")
	require.Equal(t, []any{askNext, int64(41)}, []any{act.Ask, act.Round})
	require.Nil(t, b.Own(&wire.Own{Term: 3, N: 6, Events: []wire.Event{spinnerEvent(41, "freeSpun", `{"state":{"doing":"gamble"}}`), verdict(act.ID)}}))
	act, ok = b.Act(1000, true)
	require.True(t, ok)
	require.Contains(t, []string{askGamble, askCollect}, act.Ask)
	require.Nil(t, b.Own(&wire.Own{Term: 3, N: 7, Events: []wire.Event{spinnerEvent(41, "paid", `{}`), verdict(act.ID)}}))
	require.Nil(t, b.Table(&wire.Table{Term: 3, Seq: 13, Events: []wire.Event{spinnerEvent(41, "result", `{"nextAtMs":5000}`)}}))
	require.True(t, b.Between())
	_, ok = b.Act(4999, false)
	require.False(t, ok, "the least time of a cycle")
	_, ok = b.Act(6000, true)
	require.False(t, ok, "no further round")
	rotate := b.Rotate(6000)
	require.Equal(t, []any{wire.AskRotate, int64(42)}, []any{rotate.Ask, rotate.Round})
	require.Equal(t, rotate.ID, b.Doubt())
	require.Nil(t, b.Table(&wire.Table{Term: 3, Seq: 14, Events: []wire.Event{spinnerEvent(42, wire.EventRotated, `{"pair":{"next":43}}`)}}))
	b.Unused(rotate.ID)
	act, ok = b.Act(7000, false)
	require.True(t, ok)
	require.EqualValues(t, 43, act.Round, "the round that was left out stays out")
}

func TestSpinnerSeesGaps(t *testing.T) {
	t.Parallel()
	b := spinnerAt(t)
	require.NotNil(t, b.Table(&wire.Table{Term: 3, Seq: 13}))
	require.NotNil(t, b.Table(&wire.Table{Term: 4, Seq: 12}))
	require.NotNil(t, b.Own(&wire.Own{Term: 3, N: 7}))
	require.NotNil(t, b.Own(&wire.Own{Term: 2, N: 5}))
	b.OwnSnapshot(&wire.OwnSnapshot{N: 9, View: json.RawMessage(`{"state":{"doing":"free"}}`)})
	require.False(t, b.Between(), "a feature waits")
}
