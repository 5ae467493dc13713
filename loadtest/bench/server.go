package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"croupier/loadtest/history"
	"croupier/store"
	"croupier/store/embedded"
)

// server is the PostgreSQL that everything is measured on.
type server struct {
	db     *store.DB // where most is measured
	old    *store.DB // with a history; nil without
	url    string    // of the owner
	pid    int       // of the postmaster
	bin    string    // folder of its programs
	dir    string    // on the disk that is measured
	child  *embedded.Server
	remove bool
}

// poolMax is enough for the journal's lanes, the setting up and 64 workers.
const poolMax = 80

// historyPlayers are those of a history; all of them bet.
const historyPlayers = 100_000

// openServer starts a PostgreSQL in a fresh folder, with the settings of a
// server that serves, and migrates it.
func openServer(ctx context.Context, f flags, out io.Writer) (_ *server, err error) {
	dir, err := onDisk(f.Data)
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, remove: true}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	fmt.Fprintf(out, "PostgreSQL in %s\n", dir)
	cfg := embedded.Config{Dir: dir, BinDir: f.PGBin}
	if f.History > 0 {
		if err := fill(ctx, cfg, f, out); err != nil {
			return nil, err
		}
	}
	if s.child, err = embedded.Start(ctx, cfg); err != nil {
		return nil, err
	}
	s.url, s.pid = s.child.URL(), s.child.PID()
	if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", s.pid)); err == nil {
		s.bin = filepath.Dir(exe)
	}
	if s.db, err = store.Open(ctx, store.Config{URL: s.url, AppURL: s.child.AppURL(), PoolMax: poolMax}); err != nil {
		return nil, err
	}
	if f.History > 0 {
		if err := s.apart(ctx); err != nil {
			return nil, err
		}
	}
	return s, s.checkSync(ctx)
}

// fill makes a history in the folder before anything is measured on it.
func fill(ctx context.Context, cfg embedded.Config, f flags, out io.Writer) error {
	fmt.Fprintf(out, "making a history of %d lines\n", f.History)
	made, err := history.Make(ctx, cfg, history.Config{Lines: f.History, Players: historyPlayers, Seed: f.Seed,
		Say: func(line string) { fmt.Fprintln(out, " ", line) }})
	if err == nil {
		fmt.Fprintf(out, "  %d lines in %.0f s\n", made.Lines, made.Took.Seconds())
	}
	return err
}

// apart leaves the history where it is and makes a database without one for the
// rest, so that both are measured side by side.
func (s *server) apart(ctx context.Context) error {
	s.old = s.db
	at, err := s.database(ctx, "fresh")
	if err != nil {
		return err
	}
	s.db, err = store.Open(ctx, store.Config{URL: at, PoolMax: poolMax})
	return err
}

// checkSync refuses what the server would refuse, and a synchronous_commit that
// is anything but on.
func (s *server) checkSync(ctx context.Context) error {
	var wrong string
	err := s.db.App.QueryRow(ctx, `select coalesce(string_agg(name||'='||setting,' '),'') from pg_settings
where name in ('fsync','full_page_writes','synchronous_commit') and setting<>'on'`).Scan(&wrong)
	if err == nil && wrong != "" {
		err = fmt.Errorf("PostgreSQL runs with %s: nothing that is measured so would be durable", wrong)
	}
	return err
}

func (s *server) close() error {
	var err error
	for _, db := range []*store.DB{s.db, s.old} {
		if db != nil {
			db.Close()
		}
	}
	if s.child != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		err = s.child.Stop(ctx)
	}
	if s.remove {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// database makes a database and returns how its owner connects.
func (s *server) database(ctx context.Context, name string) (string, error) {
	if err := execAs(ctx, s.db, "create database "+name); err != nil {
		return "", err
	}
	u, err := url.Parse(s.url)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

// checkpoint writes down what the part before left in memory, so that the next
// one does not pay for it.
func (s *server) checkpoint(ctx context.Context) error { return execAs(ctx, s.db, "checkpoint") }

// execAs runs a statement as the owner of a database.
func execAs(ctx context.Context, db *store.DB, sql string) error {
	owner, err := db.Owner(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	_, err = owner.Exec(ctx, sql)
	return err
}

// onDisk makes a temporary folder where a sync reaches a disk: in the folder
// that was named, else in the first that does of the system's temporary one and
// the current one.
func onDisk(named string) (string, error) {
	try := []string{os.TempDir(), "."}
	if named != "" {
		try = []string{named}
	}
	var why []string
	for _, at := range try {
		at, err := filepath.Abs(at)
		if err != nil {
			return "", err
		}
		var fs unix.Statfs_t
		if err := unix.Statfs(at, &fs); err != nil {
			return "", fmt.Errorf("%s: %w", at, err)
		}
		if name, ok := inMemory[int64(fs.Type)]; ok {
			why = append(why, fmt.Sprintf("%s is %s", at, name))
			continue
		}
		dir, err := os.MkdirTemp(at, "croupier-bench-")
		if err != nil {
			return "", err
		}
		// The account that PostgreSQL runs as must be able to pass through.
		return dir, os.Chmod(dir, 0o755)
	}
	return "", fmt.Errorf("nothing is durable there: %s; name a folder on a disk with --data", strings.Join(why, ", "))
}

// inMemory are file systems on which a sync does nothing.
var inMemory = map[int64]string{unix.TMPFS_MAGIC: "a tmpfs", unix.RAMFS_MAGIC: "a ramfs"}
