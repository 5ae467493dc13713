package siege

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// builds are the servers that the tests run, each made once.
var builds struct {
	mu   sync.Mutex
	dir  string
	made map[string]string // by tags and overlay
}

func TestMain(m *testing.M) {
	code := m.Run()
	if builds.dir != "" {
		if err := os.RemoveAll(builds.dir); err != nil {
			fmt.Fprintln(os.Stderr, "siege:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// build makes the server's binary, or returns the one that was made. Under -race
// it is built without: it is another process, and its time counts. overlay
// replaces files beside those that GOFLAGS replaces.
func build(t *testing.T, tags string, overlay map[string]string) string {
	t.Helper()
	builds.mu.Lock()
	defer builds.mu.Unlock()
	key := tags + fmt.Sprint(overlay)
	if binary := builds.made[key]; binary != "" {
		return binary
	}
	if builds.dir == "" {
		var err error
		builds.dir, err = os.MkdirTemp("", "croupier-siege-build-")
		require.NoError(t, err)
		builds.made = map[string]string{}
	}
	binary := filepath.Join(builds.dir, fmt.Sprintf("croupier-%d", len(builds.made)))
	args := []string{"build", "-tags", tags, "-o", binary}
	if len(overlay) > 0 {
		args = append(args, "-overlay", mergeOverlay(t, overlay))
	}
	out, err := exec.Command("go", append(args, "../../server")...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	builds.made[key] = binary
	return binary
}

// mergeOverlay writes the overlay's file: what GOFLAGS replaces, and ours.
func mergeOverlay(t *testing.T, ours map[string]string) string {
	t.Helper()
	var all struct{ Replace map[string]string }
	for _, flag := range strings.Fields(os.Getenv("GOFLAGS")) {
		file, ok := strings.CutPrefix(strings.TrimLeft(flag, "-"), "overlay=")
		if !ok {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &all))
	}
	if all.Replace == nil {
		all.Replace = map[string]string{}
	}
	for path, with := range ours {
		all.Replace[path] = with
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	name := filepath.Join(t.TempDir(), "overlay.json")
	require.NoError(t, os.WriteFile(name, text, 0o600))
	return name
}
