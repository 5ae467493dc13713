package gateway

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/server/gen"
)

// The examples on the protocol's page are messages that this gateway takes, and
// takes as what they say.
func TestDecodeTakesTheExamples(t *testing.T) {
	t.Parallel()
	taken := 0
	for _, e := range gen.Examples() {
		if !e.FromClient {
			continue
		}
		msg, _, err := decode(e.JSON)
		require.NoError(t, err, "%s", e.JSON)
		again, err := json.Marshal(msg)
		require.NoError(t, err)
		require.JSONEq(t, string(e.JSON), string(again))
		taken++
	}
	require.Equal(t, 7, taken)
}
