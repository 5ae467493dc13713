package embedded

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fake makes a folder with a program that calls itself PostgreSQL.
func fake(t *testing.T, script string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "postgres"), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	return dir
}

func version(number string) string { return "echo 'postgres (PostgreSQL) " + number + "'" }

func TestChoose(t *testing.T) {
	t.Parallel()
	old, v15, v17 := fake(t, version("14.2 (Debian)")), fake(t, version("15.18 (Debian 15.18-0)")), fake(t, version("17beta1"))
	broken := fake(t, "echo libicuuc.so.60: no such file >&2; exit 127")
	liar := fake(t, "echo MySQL")
	for name, c := range map[string]struct {
		dirs  []string
		want  int
		found string   // folder
		says  []string // of the error
	}{
		"new folder, newest":          {[]string{old, v15, v17}, 0, v17, nil},
		"old folder, its version":     {[]string{v17, v15}, 15, v15, nil},
		"broken ones are passed over": {[]string{broken, liar, v15}, 0, v15, nil},
		"too old":                     {[]string{old}, 0, "", []string{"no PostgreSQL 15", "only PostgreSQL 14 in " + old}},
		"another version":             {[]string{v17}, 15, "", []string{"was made by PostgreSQL 15", "PostgreSQL 17 in " + v17}},
		"none that runs":              {[]string{broken, liar}, 0, "", []string{"that runs here", "libicuuc", `calls itself "MySQL"`}},
		"none":                        {nil, 0, "", []string{"no PostgreSQL 15", "CROUPIER_PG_BIN", "DATABASE_URL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// One folder at a time can be named; several are searched.
			cfg := Config{Dir: "data", BinDir: t.TempDir()}
			w, b, err := cfg.among(t.Context(), distinct(c.dirs), []way{plainWay()}, t.TempDir(), c.want)
			if c.found == "" {
				require.Error(t, err)
				require.NotContains(t, err.Error(), "\n")
				for _, says := range c.says {
					require.Contains(t, err.Error(), says)
				}
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.found, b.dir)
			require.Equal(t, plainWay().name, w.name)
		})
	}
}

// The second way is tried when nothing runs by the first.
func TestChooseAnotherWay(t *testing.T) {
	t.Parallel()
	dir := fake(t, version("16.1"))
	forbidden := plainWay()
	forbidden.name = "in a way that is forbidden"
	attr := forbidden.attr()
	attr.Chroot = filepath.Join(dir, "nowhere")
	forbidden.attr = func() *sysProcAttr { return attr }
	w, _, err := Config{}.among(t.Context(), []string{dir}, []way{forbidden, plainWay()}, t.TempDir(), 0)
	require.NoError(t, err)
	require.Equal(t, plainWay().name, w.name)
	_, _, err = Config{}.among(t.Context(), []string{dir}, []way{forbidden}, t.TempDir(), 0)
	require.ErrorIs(t, err, ErrNoPostgres)
	require.ErrorContains(t, err, forbidden.name, "it says why not")
}

func TestDistinct(t *testing.T) {
	t.Parallel()
	a, b := fake(t, ""), fake(t, "")
	alias := filepath.Join(t.TempDir(), "bin")
	require.NoError(t, os.Symlink(a, alias))
	require.Equal(t, []string{a, b}, distinct([]string{"", t.TempDir(), a, alias, b, a}))
}

// The npm package's library links are made where npm ran no scripts.
func TestNpmLinks(t *testing.T) {
	t.Parallel()
	native := filepath.Join(t.TempDir(), "native")
	bin := filepath.Join(native, "bin")
	write(t, filepath.Join(native, "lib", "libz.so.1.2"), "library")
	write(t, filepath.Join(bin, "postgres"), "")
	list := func(links ...[2]string) {
		type link struct {
			Source string `json:"source"`
			Target string `json:"target"`
		}
		var all []link
		for _, l := range links {
			all = append(all, link{l[0], l[1]})
		}
		text, err := json.Marshal(all)
		require.NoError(t, err)
		write(t, filepath.Join(native, "pg-symlinks.json"), string(text))
	}
	list([2]string{"native/lib/libz.so.1.2", "native/lib/libz.so.1"}, [2]string{"native/lib/libz.so.1.2", "native/lib/more/libz.so"})
	for range 2 {
		require.NoError(t, npmLinks(bin))
		for _, name := range []string{"libz.so.1", "more/libz.so"} {
			text, err := os.ReadFile(filepath.Join(native, "lib", name))
			require.NoError(t, err)
			require.Equal(t, "library", string(text))
		}
	}
	for _, bad := range []string{"native/../../outside", "/etc/outside", "outside"} {
		list([2]string{"native/lib/libz.so.1.2", bad})
		require.ErrorContains(t, npmLinks(bin), "outside of the package")
	}
	require.NoError(t, npmLinks(t.TempDir()), "no npm package, nothing to do")
}

func TestBuffers(t *testing.T) {
	t.Parallel()
	const mb, gb = 1 << 20, 1 << 30
	for memory, want := range map[uint64]uint64{0: 128, 256 * mb: 128, 512 * mb: 128, 2 * gb: 512, 4 * gb: 1024, 64 * gb: 1024} {
		require.Equal(t, want, buffersMB(memory), "%d MB", memory/mb)
	}
	require.NotZero(t, memoryBytes())
}

// Folders are called what people call them.
func TestOddNames(t *testing.T) {
	t.Parallel()
	for i, name := range []string{`with space`, `with,comma`, `with"quote'`, `with%41&host=x#`, `mit Umläuten`} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			cfg := quick(t)
			cfg.Dir = filepath.Join(cfg.Dir, name)
			s := startServer(t, cfg)
			require.Equal(t, 1, scan[int](t, s, "select 1"))
			require.Equal(t, strings.Contains(name, ","), s.temporary)
		})
	}
}
