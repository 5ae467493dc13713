package embedded

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"croupier/store"
)

// Config says where the database lives and how to find PostgreSQL.
type Config struct {
	// Dir is the server's data folder, made if missing. The database is in pg
	// below it.
	Dir string
	// BinDir names the folder of PostgreSQL's programs; nothing else is tried
	// then (CROUPIER_PG_BIN).
	BinDir string
	// SearchDirs are looked through after the usual places.
	SearchDirs []string
	// Progress gets a line for whatever takes longer than a moment. May be nil.
	Progress func(line string)
	// StartMax bounds the time until PostgreSQL answers, recovery included.
	// Default two minutes.
	StartMax time.Duration
	// Settings are further settings of PostgreSQL, name=value, and win over ours.
	// Tests turn fsync off with it; store.Open refuses such a server.
	Settings []string
	// TestNoSync leaves out the sync of a new database. Tests only.
	TestNoSync bool
	// watcher ends PostgreSQL by a watcher process even where the kernel would.
	watcher bool
	// ways, if set, replaces the ways of a new folder.
	ways []way
}

const (
	ownerRole       = "croupier"
	database        = "croupier"
	port            = "5432" // names the socket; nothing listens on TCP
	startMaxDefault = 2 * time.Minute
)

// ErrNoPostgres says that no usable PostgreSQL was found; its text names the
// ways out.
var ErrNoPostgres = errors.New("embedded: no PostgreSQL 15 or newer was found")

// RunningError says that another process holds the data folder.
type RunningError struct {
	Dir string
	PID int // 0 if it could not be read
}

func (e *RunningError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("embedded: a server is already running on %s", e.Dir)
	}
	return fmt.Sprintf("embedded: a server is already running on %s, pid %d", e.Dir, e.PID)
}

// VersionError says that the folder was made by another major version than any
// that was found.
type VersionError struct {
	Dir   string
	Want  int
	Found []string // what was found, with versions
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("embedded: %s was made by PostgreSQL %d, which is not here (found: %s): "+
		"install PostgreSQL %d, or name its programs' folder in CROUPIER_PG_BIN, or start with another data folder",
		e.Dir, e.Want, listed(e.Found), e.Want)
}

// folders are the paths below the data folder.
type folders struct{ root, pg, tmp, log string }

func foldersOf(dir string) (folders, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return folders{}, fmt.Errorf("embedded: %w", err)
	}
	return folders{
		root: abs, pg: filepath.Join(abs, "pg"), tmp: filepath.Join(abs, "pg.tmp"), log: filepath.Join(abs, "pg.log"),
	}, nil
}

// connURL is a connection string for a role over the socket in a folder.
func connURL(role, db, socketDir string) string {
	q := url.Values{"host": {socketDir}, "port": {port}, "sslmode": {"disable"}}
	// As in libpq, a plus is a plus there, and no space.
	query := strings.ReplaceAll(q.Encode(), "+", "%20")
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + db, RawQuery: query}
	return u.String()
}

func appURL(socketDir string) string { return connURL(store.AppRole, database, socketDir) }

func (c Config) say(format string, args ...any) {
	if c.Progress != nil {
		c.Progress(fmt.Sprintf(format, args...))
	}
}
