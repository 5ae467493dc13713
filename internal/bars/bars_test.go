package bars

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecord(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(EnvSheets, folder)
	t.Setenv(EnvLevel, "commit")
	t.Run("bar one", func(t *testing.T) {
		r := Start(t, "B0", "nothing", N{Quick: 1, Commit: 3, Night: 9})
		for range r.Trials() {
			r.Landed("kill", "open", 1)
			r.Ops(2, 1, 0)
			r.Trial()
		}
		r.Reached("money on the felt")
		r.Must("money on the felt")
		r.Seed(7)
	})
	text, err := os.ReadFile(filepath.Join(folder, "B0-TestRecord-bar_one.json"))
	require.NoError(t, err)
	var got Record
	require.NoError(t, json.Unmarshal(text, &got))
	require.Positive(t, got.Seconds)
	got.Seconds = 0
	require.Equal(t, Record{Bar: "B0", What: "nothing", Test: "TestRecord/bar_one", Level: "commit", Planned: 3, Trials: 3,
		Landed: map[string]int{"kill/open": 3}, Acked: 6, Rejected: 3, Reached: map[string]int{"money on the felt": 1}, Seeds: []uint64{7}}, got)
}

// fake is a test that may fail without failing this one.
type fake struct {
	testing.TB
	errors   int
	cleanups []func()
}

func (f *fake) Helper()               {}
func (f *fake) Name() string          { return "fake" }
func (f *fake) Errorf(string, ...any) { f.errors++ }
func (f *fake) Failed() bool          { return f.errors > 0 }
func (f *fake) Cleanup(do func())     { f.cleanups = append(f.cleanups, do) }

func TestTooFewTrialsAndStatesNeverMet(t *testing.T) {
	t.Parallel()
	f := &fake{}
	r := Start(f, "B0", "nothing", N{Quick: 2})
	r.Trial()
	f.cleanups[0]()
	require.Equal(t, 1, f.errors, "one trial of two")
	r.Must("a state")
	require.Equal(t, 2, f.errors)
}
