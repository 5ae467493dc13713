package history

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/store/embedded"
)

// TestMake fills a data folder that is named and leaves it there, for looking at
// it by hand: CROUPIER_HISTORY_DIR, CROUPIER_HISTORY_LINES.
func TestMake(t *testing.T) {
	dir := os.Getenv("CROUPIER_HISTORY_DIR")
	if dir == "" {
		t.Skip("no CROUPIER_HISTORY_DIR")
	}
	lines, err := strconv.ParseInt(os.Getenv("CROUPIER_HISTORY_LINES"), 10, 64)
	require.NoError(t, err)
	filled, err := Make(t.Context(), embedded.Config{Dir: dir, BinDir: os.Getenv("CROUPIER_PG_BIN")}, Config{Lines: lines, Say: func(s string) { t.Log(s) }})
	require.NoError(t, err)
	t.Logf("%+v", filled)
}
