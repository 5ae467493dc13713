package rooms

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// glass opens every box that holds JSON.
type glass struct{ Bodies }

func (glass) OpenBody(_ games.RoundID, _ int64, box []byte) ([]byte, error) {
	if !json.Valid(box) {
		return nil, errors.New("glass: not a box")
	}
	return box, nil
}

// A line of a log, whatever it holds, is read or refused, is written in one
// way, and shows a viewer nothing that is for somebody else.
func FuzzDecodeRecord(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"round":16777217,"at":5,"by":{},"ask":{"type":"timeout","body":{}},"phase":1,"then":2}`,
		`{"v":1,"round":16777217,"at":5,"by":{"player":7},"id":"0198c0de-0000-7000-8000-000000000001",` +
			`"ask":{"type":"bet","body":{"Number":4,"Stake":30}},"phase":1,"then":1,` +
			`"events":[{"type":"placed","place":4294967297,"box":"e30=","for":7,"moves":[{"player":7,"amount":-30}]}]}`,
		`{"v":1,"ask":{"type":"room.seal"},"events":[{"type":"room.sealed","body":{}},{"type":"x","box":""}]}`,
		`{"v":2}`, `{"v":1,"round":-1,"ask":{"type":""},"landsAt":9223372036854775807}`, `{"v":1,"events":[{"place":1,"box":"AA=="},{"place":1,"box":"AA=="}]}`,
	} {
		f.Add([]byte(seed))
		if rec, err := decodeRecord([]byte(seed)); err == nil {
			f.Add(packedOf(rec))
		}
	}
	codec := games.NewCodec(tossRules{}.Types())
	f.Fuzz(func(t *testing.T, body []byte) {
		rec, err := decodeRecord(body)
		if err != nil {
			require.ErrorIs(t, err, ErrBadRecord)
			return
		}
		once, err := rec.encode()
		require.NoError(t, err)
		if rec.V == packedVersion { // one record, one form
			require.Equal(t, body, once)
		}
		again, err := decodeRecord(once)
		require.NoError(t, err)
		twice, err := again.encode()
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))

		if step, err := rec.step(codec, glass{}); err == nil {
			require.LessOrEqual(t, len(step.Events), len(rec.Events))
		}
		round := LoadedRound{}
		round.Round = rec.Round
		round.Records = []Record{{Seq: 1, Body: body}}
		public, own, err := Recall(glass{}, &round, 7)
		if err != nil {
			return
		}
		var everyones, mine int
		for i := range rec.Events {
			switch rec.Events[i].For {
			case games.Everyone:
				everyones++
			case games.Only(7):
				mine++
			}
		}
		require.Len(t, public, everyones)
		require.Len(t, own, mine)
	})
}

func packedOf(rec *record) []byte {
	r := *rec
	r.V = packedVersion
	return r.pack()
}
