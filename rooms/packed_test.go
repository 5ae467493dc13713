package rooms

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/wallet/money"
)

// Whatever is in a record, its packed form says the same as its JSON, and there
// is one form only.
func TestPackedSaysWhatJSONSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rec := drawRecord(t)
		rec.V = packedVersion
		packed := rec.pack()
		back, err := decodeRecord(packed)
		require.NoError(t, err)
		require.Equal(t, packed, back.pack())
		want, err := json.Marshal(rec)
		require.NoError(t, err)
		got, err := json.Marshal(back)
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(got))

		for n := range packed { // nothing shorter is a record
			_, err := decodeRecord(packed[:n])
			require.ErrorIs(t, err, ErrBadRecord)
		}
		_, err = decodeRecord(append(packed, 0))
		require.ErrorIs(t, err, ErrBadRecord)
	})
}

func drawRecord(t *rapid.T) *record {
	id := func(name string) (id games.BetID) {
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, name))
		return id
	}
	body := func() (b recordBody) {
		b.Type = rapid.String().Draw(t, "type")
		switch rapid.IntRange(0, 2).Draw(t, "kept") {
		case packedClear:
			b.Body = json.RawMessage(rapid.SampledFrom([]string{`{}`, `{"a":[1,2]}`, `null`}).Draw(t, "body"))
		case packedBox:
			b.Place, b.Box = rapid.Int64Range(1, 1<<40).Draw(t, "place"), rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "box")
		}
		return b
	}
	rec := &record{
		Round: games.RoundID(rapid.Int64().Draw(t, "round")), At: games.Moment(rapid.Int64().Draw(t, "at")),
		By: games.Actor{Role: games.Role(rapid.Byte().Draw(t, "role")), Player: games.PlayerID(rapid.Int64().Draw(t, "player")),
			Name: rapid.String().Draw(t, "name"), Bot: rapid.Bool().Draw(t, "bot")},
		Ask: body(), Drawn: rapid.Bool().Draw(t, "drawn"),
		Phase: games.Phase(rapid.Byte().Draw(t, "phase")), Then: games.Phase(rapid.Byte().Draw(t, "then")),
		LandsAt: games.Moment(rapid.Int64().Draw(t, "landsAt")),
	}
	if rapid.Bool().Draw(t, "named") {
		id := id("id")
		rec.ID = &id
	}
	for range rapid.IntRange(0, 3).Draw(t, "events") {
		e := recordEvent{recordBody: body(), For: games.Audience(rapid.Int64().Draw(t, "for"))}
		for range rapid.IntRange(0, 3).Draw(t, "moves") {
			m := games.Move{Bet: id("bet"), Player: games.PlayerID(rapid.Int64().Draw(t, "who")),
				Kind: games.MoveKind(rapid.Byte().Draw(t, "kind")), Amount: money.Amount(rapid.Int64().Draw(t, "amount"))}
			if rec.ID != nil && rapid.Bool().Draw(t, "its own") {
				m.Bet = *rec.ID
			}
			e.Moves = append(e.Moves, m)
		}
		rec.Events = append(rec.Events, e)
	}
	return rec
}
