package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rng"
	"croupier/rooms"
	"croupier/server/config"
	"croupier/server/demo"
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

// Every machine of the demo passes; one with options that are no good, or that
// is not there, is one sentence.
func TestSelfTestOfMachines(t *testing.T) {
	t.Parallel()
	registry := rooms.NewRegistry(rules()...)
	floor, err := demo.ReadFloor("")
	require.NoError(t, err)
	for _, m := range floor.Machines {
		require.NoError(t, testMachine(registry, &m), m.Game)
	}
	bad := floor.Machines[0]
	bad.Options = []byte(`{"coins":[]}`)
	require.ErrorContains(t, testMachine(registry, &bad), "options")
	bad.Rules = 9
	require.ErrorContains(t, testMachine(registry, &bad), "version 9")
	require.ErrorContains(t, testMachine(registry, &demo.Machine{Game: "roulette-european", Rules: 1, Options: []byte(`{}`)}), "no machine")
}

// Machines of the operator's folder are read like those that are built in; a bad
// one is one sentence that says where.
func TestMachinesOfAFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	cfg := config.Store{Data: "nowhere", Machines: folder}
	builtin, err := rulesOf(cfg)
	require.NoError(t, err)
	good, err := os.ReadFile("../../games/slots/machines/sevens.json")
	require.NoError(t, err)
	write := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "own.json"), []byte(text), 0o600))
	}
	write(strings.Replace(string(good), `"slots-sevens"`, `"slots-own"`, 1))
	all, err := rulesOf(cfg)
	require.NoError(t, err)
	require.Len(t, all, len(builtin)+1)
	game, _ := all[len(builtin)].ID()
	require.Equal(t, "slots-own", game)

	for what, text := range map[string]string{
		"there already": string(good),
		"own.json":      "{",
		"return":        strings.NewReplacer(`"slots-sevens"`, `"slots-own"`, `"return": "97.826889"`, `"return": "97.826888"`).Replace(string(good)),
	} {
		write(text)
		_, err := rulesOf(cfg)
		require.ErrorContains(t, err, what)
		require.NotContains(t, err.Error(), "\n")
	}
	_, err = rulesOf(config.Store{Machines: filepath.Join(folder, "gone")})
	require.ErrorContains(t, err, "no folder")
	_, err = rulesOf(config.Store{Data: folder})
	require.NoError(t, err, "it need not be there")
}
