package app

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rng"
	"croupier/rooms"
)

// stuck is a source of entropy that repeats itself after a while.
type stuck struct{ n int }

func (s *stuck) Read(p []byte) (int, error) {
	for i := range p {
		s.n++
		p[i] = byte(s.n * 7 >> 2)
		if s.n > 1024 {
			p[i] = 9
		}
	}
	return len(p), nil
}

func TestSelfTestOfTheGenerator(t *testing.T) {
	t.Parallel()
	entropy, err := rng.OpenEntropy()
	require.NoError(t, err)
	require.NoError(t, testGenerator(entropy))
	bad, err := rng.NewEntropy(&stuck{})
	require.NoError(t, err, "well at the start")
	require.ErrorIs(t, testGenerator(bad), rng.ErrDegraded)
}

// wrong keeps bodies badly.
type wrong struct{ clear, loose, closed bool }

func (w wrong) SealBody(_ games.RoundID, place int64, body []byte) ([]byte, error) {
	if w.clear {
		return body, nil
	}
	return append([]byte{byte(place)}, bytes.ToUpper(body)...), nil
}

func (w wrong) OpenBody(_ games.RoundID, place int64, sealed []byte) ([]byte, error) {
	switch {
	case w.clear:
		return sealed, nil
	case w.closed, !w.loose && sealed[0] != byte(place):
		return nil, errors.New("closed")
	}
	return bytes.ToLower(sealed[1:]), nil
}

func TestSelfTestOfTheKeys(t *testing.T) {
	t.Parallel()
	require.NoError(t, testKeys(wrong{}))
	for _, w := range []wrong{{clear: true}, {loose: true}, {closed: true}} {
		require.Error(t, testKeys(w), "%+v", w)
	}
}

// fickle is rules that end a round as they please.
type fickle struct {
	games.Rules
	n *int
}

func (f fickle) Table(round games.RoundID, options, carry []byte) (games.Table, error) {
	*f.n++
	if *f.n%2 == 0 {
		carry = []byte(`{"last":[7],"opensAtMs":0,"landsAtMs":0}`)
	}
	return f.Rules.Table(round, options, carry)
}

func TestSelfTestOfTables(t *testing.T) {
	t.Parallel()
	options := []byte(`{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
		"limits":{"straight":2000,"split":2000,"street":2000,"trio":2000,"corner":2000,"firstFour":2000,"line":2000,
		"column":3000,"dozen":3000,"even":4000},"tableMaxMinor":9000,"allowanceMinor":120000}`)
	registry := rooms.NewRegistry(rules()...)
	require.NoError(t, testTable(registry, roulette.Game, 1, options))
	require.NoError(t, testTable(registry, "roulette-french", 1, options))
	require.Error(t, testTable(registry, roulette.Game, 9, options), "no such rules")
	require.Error(t, testTable(registry, roulette.Game, 1, []byte(`{}`)), "no such options")
	require.Error(t, testTable(rooms.NewRegistry(fickle{roulette.European(), new(int)}), roulette.Game, 1, options))
}
