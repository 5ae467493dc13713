package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/store"
	"croupier/store/embedded"
)

const (
	startMax = 2 * time.Minute // of the first server on a machine, with others at work
	closeMax = 30 * time.Second
	poolMax  = 8
)

// shared is the test process's one server, nil before the first New.
var (
	mu     sync.Mutex
	shared *server
	made   atomic.Int64 // databases, for their names
)

// server is what the databases are made on.
type server struct {
	child    *embedded.Server // nil with a server that was named
	reaper   *reaper
	dir      string
	url      string
	appURL   string // "" with a server that was named
	template string
}

// New makes a migrated database for this test alone and opens it. It is dropped
// when the test ends, after the pool was closed. It may be called in parallel.
func New(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), NewConfig(t))
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

// NewConfig makes a migrated database as New does and says how to open it, for
// tests that open it themselves, more than once or as another process.
func NewConfig(t testing.TB) store.Config {
	t.Helper()
	s, err := running()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	name := fmt.Sprintf("%s%d_%d_%d", prefix, time.Now().Unix(), os.Getpid(), made.Add(1))
	if err := s.exec(t.Context(), "create database "+name+" template "+s.template); err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeMax)
		defer cancel()
		if err := s.exec(ctx, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("dbtest: %v", err)
		}
	})
	return store.Config{
		URL: withDatabase(s.url, name), AppURL: withDatabase(s.appURL, name),
		PoolMax: poolMax, Migrated: true, TestUnsafe: true,
	}
}

// Main runs a package's tests and then stops the server, for packages that look
// for leaked goroutines: after is called when nothing of dbtest runs any more,
// and its error fails the run. Without Main the server ends with the process.
//
//	func TestMain(m *testing.M) { dbtest.Main(m, func() error { return goleak.Find() }) }
func Main(m *testing.M, after ...func() error) {
	code := m.Run()
	err := stop()
	if code == 0 && err == nil {
		for _, check := range after {
			err = errors.Join(err, check())
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func stop() error {
	mu.Lock()
	defer mu.Unlock()
	if shared == nil {
		return nil
	}
	s := shared
	shared = nil
	return s.stop()
}

// running is the process's server, started now if it is the first to be asked.
func running() (*server, error) {
	mu.Lock()
	defer mu.Unlock()
	if shared != nil {
		return shared, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), startMax)
	defer cancel()
	s, err := start(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	shared = s
	return s, nil
}

// prefix is of the tests' databases; the time of their making follows it.
const prefix = "croupier_t_"

// prepare sweeps what killed tests left on a server that was named, and makes
// the template: a migrated database whose name is the schema's, so that one
// serves every process until the schema changes.
func (s *server) prepare(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := sweep(ctx, conn); err != nil {
		return err
	}
	sum, err := schemaSum()
	if err != nil {
		return err
	}
	s.template = "croupier_tpl_" + sum
	// Other test processes make it too; the lock ends with the connection.
	const templateLock = 0x63726f7570696572
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", int64(templateLock)); err != nil {
		return err
	}
	var whole bool
	if err := conn.QueryRow(ctx, `select coalesce(bool_or(datistemplate),false) from pg_database where datname=$1`,
		s.template).Scan(&whole); err != nil || whole {
		return err
	}
	if _, err := conn.Exec(ctx, "drop database if exists "+s.template+" with (force)"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "create database "+s.template); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Config{
		URL: withDatabase(s.url, s.template), AppURL: withDatabase(s.appURL, s.template), TestUnsafe: true})
	if err != nil {
		return err
	}
	db.Close()
	_, err = conn.Exec(ctx, "alter database "+s.template+" is_template true")
	return err
}

// sweep drops databases of tests that were killed more than an hour ago.
func sweep(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `select datname::text from pg_database
		where datname ~ $1 and split_part(substr(datname, length($2)+1), '_', 1)::bigint < extract(epoch from now())-3600`,
		"^"+prefix+"[0-9]{1,12}_", prefix)
	if err != nil {
		return err
	}
	old, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range old {
		if _, err := conn.Exec(ctx, "drop database if exists "+name+" with (force)"); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
}

// schemaSum names the schema: a hash over the migrations.
func schemaSum() (string, error) {
	names, err := store.SchemaNames()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range names {
		text, err := store.Schema(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(text))
		h.Write(text)
	}
	return hex.EncodeToString(h.Sum(nil)[:6]), nil
}

// withDatabase is a connection string for another database of the same server.
func withDatabase(conn, name string) string {
	if conn == "" {
		return ""
	}
	u, err := url.Parse(conn)
	if err != nil {
		return conn // the server will say what is wrong with it
	}
	u.Path = "/" + name
	return u.String()
}
