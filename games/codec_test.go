package games_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

type chip struct {
	Spot  string       `json:"spot"`
	Stake money.Amount `json:"stake"`
}

type bet struct {
	Spots []chip      `json:"spots"`
	ID    games.BetID `json:"id"`
}

type nothing struct{}

func codec() *games.Codec {
	return games.NewCodec(map[string]any{"bet": bet{}, "nothing": nothing{}})
}

func TestCodecWritesWhatItReads(t *testing.T) {
	t.Parallel()
	var id games.BetID
	require.NoError(t, id.UnmarshalText([]byte("0192f0c1-2b3c-7d4e-8f50-112233445566")))
	for _, v := range []any{
		bet{Spots: []chip{{"red", 500}, {"split:8/11", 1 << 62}}, ID: id},
		nothing{},
		games.Timeout{},
		games.Resumed{GapMs: 1500},
	} {
		name, body, err := codec().Encode(v)
		require.NoError(t, err)
		back, err := codec().Decode(name, body)
		require.NoError(t, err)
		require.Equal(t, v, back)
	}
	require.Equal(t, []string{"bet", "declined", "nothing", "resumed", "timeout", "void"}, codec().Names())
}

// B8: hostile bodies are errors, never a guess.
func TestCodecIsStrict(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"unknown field":             `{"spots":[],"tip":1}`,
		"unknown inner field":       `{"spots":[{"spot":"red","stake":1,"odds":99}]}`,
		"something after":           `{"spots":[]} {}`,
		"rubbish after":             `{"spots":[]}x`,
		"field twice":               `{"spots":[],"spots":[]}`,
		"inner field twice":         `{"spots":[{"spot":"red","stake":100,"stake":900}]}`,
		"field twice, case differs": `{"spots":[{"spot":"red","stake":100,"Stake":900}]}`,
		"fraction":                  `{"spots":[{"spot":"red","stake":1.5}]}`,
		"whole float":               `{"spots":[{"spot":"red","stake":5.0}]}`,
		"exponent":                  `{"spots":[{"spot":"red","stake":1e3}]}`,
		"text for a number":         `{"spots":[{"spot":"red","stake":"100"}]}`,
		"NaN":                       `{"spots":[{"spot":"red","stake":NaN}]}`,
		"above 63 bits":             `{"spots":[{"spot":"red","stake":9223372036854775808}]}`,
		"below 63 bits":             `{"spots":[{"spot":"red","stake":-9223372036854775809}]}`,
		"null":                      ` null `,
		"an array":                  `[]`,
		"a text":                    `"spots"`,
		"empty":                     ``,
		"cut":                       `{"spots":[{"spot":"red"`,
		"bad id":                    `{"spots":[],"id":"0192F0C1-2B3C-7D4E-8F50-112233445566"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := codec().Decode("bet", []byte(body))
			require.Error(t, err, "%v", v)
		})
	}
}

func TestCodecKnowsOnlyItsTypes(t *testing.T) {
	t.Parallel()
	_, err := codec().Decode("spin", []byte(`{}`))
	require.ErrorIs(t, err, games.ErrUnknownType)
	_, _, err = codec().Encode(chip{})
	require.ErrorIs(t, err, games.ErrUnknownType)
	_, _, err = codec().Encode(&bet{}) // by value only
	require.ErrorIs(t, err, games.ErrUnknownType)
	_, _, err = codec().Encode(nil)
	require.ErrorIs(t, err, games.ErrUnknownType)
}

func TestCodecRefusesTwoNamesForOneType(t *testing.T) {
	t.Parallel()
	require.Panics(t, func() { games.NewCodec(map[string]any{"a": bet{}, "b": bet{}}) })
	require.Panics(t, func() { games.NewCodec(map[string]any{"timeout": bet{}}) })
}

func FuzzCodecDecode(f *testing.F) {
	f.Add([]byte(`{"spots":[{"spot":"red","stake":100}]}`))
	f.Add([]byte(`{"spots":[{"spot":"red","stake":100,"Stake":1}]}`))
	f.Add([]byte(`{"ſpots":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := codec().Decode("bet", body)
		if err != nil {
			return
		}
		// What was read is written in one way, and read again as the same.
		name, once, err := codec().Encode(v)
		require.NoError(t, err)
		again, err := codec().Decode(name, once)
		require.NoError(t, err)
		_, twice, err := codec().Encode(again)
		require.NoError(t, err)
		require.JSONEq(t, string(once), string(twice))
		require.True(t, json.Valid(body))
	})
}
