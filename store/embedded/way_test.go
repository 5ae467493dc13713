package embedded

import (
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

type sysProcAttr = syscall.SysProcAttr

// As root: a folder made as nobody is run as nobody for ever, and one made in a
// namespace belongs to root.
func TestRootsWays(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root has a choice")
	}
	nobody, err := user.Lookup("nobody")
	require.NoError(t, err)
	uid, err := strconv.Atoi(nobody.Uid)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		ways  []way
		owner int
	}{
		"namespace": {namespaceWays(), 0},
		"nobody":    {nobodyWays(), uid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := quick(t)
			w, _, err := cfg.choose(t.Context(), c.ways, cfg.Dir, 0)
			if err != nil {
				t.Skipf("skipped: not possible here: %v", err)
			}
			require.NoError(t, os.Chmod(filepath.Dir(cfg.Dir), 0o755))
			cfg.ways = []way{w}
			stop(t, startServer(t, cfg))
			cfg.ways = nil // from now on by the folder alone
			s := startServer(t, cfg)
			require.Equal(t, 1, scan[int](t, s, "select 1"))
			for _, path := range []string{"pg", "pg/PG_VERSION", "pg/.s.PGSQL.5432"} {
				owner, err := ownerOf(filepath.Join(cfg.Dir, path))
				require.NoError(t, err)
				require.Equal(t, c.owner, owner.uid, path)
			}
		})
	}
}

func TestWaysFor(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "pg")
	ways, err := waysFor(missing)
	require.NoError(t, err)
	require.NotEmpty(t, ways)
	if os.Geteuid() == 0 {
		dir := t.TempDir()
		require.NoError(t, os.Chown(dir, 12345, 12345))
		ways, err = waysFor(dir)
		require.NoError(t, err)
		require.Len(t, ways, 1)
		require.Equal(t, &account{12345, 12345}, ways[0].owner, "a folder is run as its owner")
		require.Equal(t, uint32(12345), ways[0].attr().Credential.Uid)
		return
	}
	require.Equal(t, "as ourselves", ways[0].name)
	_, err = waysFor("/")
	require.ErrorContains(t, err, "/ belongs to root: start as that account")
}
