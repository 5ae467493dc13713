package demo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/slots"
	"croupier/wallet/money"
)

// Every machine that is built in has its place in the demo, with options that its
// rules take, seated.
func TestMachines(t *testing.T) {
	t.Parallel()
	floor, err := ReadFloor("")
	require.NoError(t, err)
	require.Len(t, floor.Machines, len(slots.Builtin()))
	for i, rules := range slots.Builtin() {
		m := floor.Machines[i]
		game, version := rules.ID()
		require.Equal(t, game, m.Game)
		require.Equal(t, version, m.Rules)
		require.Equal(t, money.FUN, m.Currency)
		options, err := m.Seated(4711)
		require.NoError(t, err)
		o, err := rules.Options(options)
		require.NoError(t, err)
		require.EqualValues(t, 4711, o.Seat)
		require.GreaterOrEqual(t, o.CycleMs, int64(2500), "the least time of a cycle (R9)")
		require.GreaterOrEqual(t, o.DecideMs, int64(120_000), "the least time to decide (G34)")
	}
}

func TestMachinesOfAFile(t *testing.T) {
	t.Parallel()
	read := func(machine string) error {
		path := filepath.Join(t.TempDir(), "tables.json")
		require.NoError(t, os.WriteFile(path, []byte(`{"tables":[],"machines":[`+machine+`]}`), 0o600))
		_, err := ReadFloor(path)
		return err
	}
	one := `{"game":"slots-own","rules":1,"currency":"FUN","options":{"coins":[1]}}`
	require.NoError(t, read(one))
	require.ErrorContains(t, read(one+","+one), "twice")
	require.ErrorContains(t, read(`{"game":"","rules":1,"currency":"FUN","options":{}}`), "needs a game")
	require.ErrorContains(t, read(`{"game":"x","rules":0,"currency":"FUN","options":{}}`), "needs a game")
	require.ErrorContains(t, read(`{"game":"x","rules":1,"currency":"XXX","options":{}}`), "currency")
	require.ErrorContains(t, read(`{"game":"x","rules":1,"currency":"FUN","options":{},"seat":1}`), "seat")
	m := Machine{Game: "x", Options: json.RawMessage(`[]`)}
	_, err := m.Seated(1)
	require.Error(t, err)
}
