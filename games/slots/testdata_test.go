package slots_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games/slots"
)

// small is a machine of everything on few stops: each kind of win comes often,
// and all of its outcomes can be judged by the slowest means.
func small(t testing.TB) *slots.Rules {
	body, err := os.ReadFile("testdata/small.json")
	require.NoError(t, err)
	m, err := slots.Parse("small.json", body)
	require.NoError(t, err)
	return slots.New(m)
}
