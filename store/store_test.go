package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"croupier/internal/dbtest"
	"croupier/store"
	"croupier/store/embedded"
)

// durable starts a server of its own that keeps its promises, for what a shared
// one cannot show: settings, and roles, which all databases share.
func durable(t *testing.T, settings ...string) *embedded.Server {
	t.Helper()
	s, err := embedded.Start(t.Context(), embedded.Config{Dir: t.TempDir(), TestNoSync: true, Settings: settings})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(t, s.Stop(ctx))
	})
	return s
}

func asOwner(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(context.Background())) }()
	for _, sql := range statements {
		_, err := conn.Exec(t.Context(), sql)
		require.NoError(t, err, sql)
	}
}

func refused(t *testing.T, cfg store.Config, words ...string) {
	t.Helper()
	db, err := store.Open(t.Context(), cfg)
	if err == nil {
		db.Close()
	}
	require.Error(t, err)
	require.NotContains(t, err.Error(), "\n", "one line")
	for _, word := range words {
		require.Contains(t, err.Error(), word)
	}
}

func TestOpenOnAFreshServer(t *testing.T) {
	t.Parallel()
	s := durable(t)
	var wg sync.WaitGroup
	for range 2 { // two nodes at once, one with a login, one by SET ROLE
		for _, appURL := range []string{s.AppURL(), ""} {
			wg.Go(func() {
				db, err := store.Open(t.Context(), store.Config{URL: s.URL(), AppURL: appURL})
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				var who string
				if err := db.App.QueryRow(t.Context(), "select current_user::text").Scan(&who); err != nil || who != store.AppRole {
					t.Errorf("serving as %q: %v", who, err)
				}
			})
		}
	}
	wg.Wait()
}

func TestSchemaOfTheFuture(t *testing.T) {
	t.Parallel()
	cfg := dbtest.NewConfig(t)
	cfg.Migrated = false
	db, err := store.Open(t.Context(), cfg)
	require.NoError(t, err)
	db.Close()
	asOwner(t, cfg.URL, "insert into goose_db_version(version_id,is_applied) values(999999,true)")
	refused(t, cfg, "999999", "use a newer server")
}

func TestRefusesAServerThatForgets(t *testing.T) {
	t.Parallel()
	s := durable(t, "fsync=off", "full_page_writes=off", "synchronous_commit=off")
	refused(t, store.Config{URL: s.URL()}, "fsync, full_page_writes, synchronous_commit off")
}

func TestRefusesARoleThatForgets(t *testing.T) {
	t.Parallel()
	s := durable(t)
	cfg := store.Config{URL: s.URL(), AppURL: s.AppURL()}
	asOwner(t, s.URL(), "create role croupier_app login", "alter role croupier_app set synchronous_commit=off")
	refused(t, cfg, "synchronous_commit off")
	asOwner(t, s.URL(), "alter role croupier_app reset synchronous_commit", "alter role croupier_app superuser")
	refused(t, cfg, "no superuser")
}

func TestRoleThatCannotBeMade(t *testing.T) {
	t.Parallel()
	s := durable(t)
	asOwner(t, s.URL(), "create role weak login")
	weak := strings.Replace(s.URL(), "croupier@", "weak@", 1)
	refused(t, store.Config{URL: weak}, "the role croupier_app is missing", "weak may not create it")
	asOwner(t, s.URL(), "create role croupier_app nologin")
	refused(t, store.Config{URL: weak}, "weak may not serve as croupier_app")
	asOwner(t, s.URL(), "grant croupier_app to weak", "alter schema public owner to weak",
		"alter role weak createrole", "grant create on database croupier to weak")
	db, err := store.Open(t.Context(), store.Config{URL: weak, Migrated: true})
	require.NoError(t, err, "an owner that is no superuser may serve")
	db.Close()
}

func TestRefusesNonsense(t *testing.T) {
	t.Parallel()
	refused(t, store.Config{}, "no database is named")
	refused(t, store.Config{URL: "postgres://me:hunter2@host:99999999/x"}, "connection string")
	refused(t, store.Config{URL: "postgres://me:hunter2@127.0.0.1:1/x?sslmode=disable"}, "127.0.0.1:1", "does not let us in")
	for _, url := range []string{"postgres://me:hunter2@host:99999999/x", "postgres://me:hunter2@127.0.0.1:1/x", "me:hunter2 at home"} {
		_, err := store.Open(t.Context(), store.Config{URL: url})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "hunter2")
	}
	require.ErrorContains(t, store.RefuseOlder(140012, "14.12"), "PostgreSQL 14.12, and 15 or newer")
	require.NoError(t, store.RefuseOlder(150000, "15.0"))
	require.NoError(t, store.RefuseOlder(180004, "18.4"))
}

func TestMigrationsFromTwoNodes(t *testing.T) {
	t.Parallel()
	cfg := dbtest.NewConfig(t)
	asOwner(t, cfg.URL, "drop table if exists goose_db_version")
	owner, err := pgx.ParseConfig(cfg.URL)
	require.NoError(t, err)
	require.NoError(t, store.MigrateFrom(t.Context(), owner, fstest.MapFS{}), "no file is no fault")
	folder := fstest.MapFS{
		"0001_slow.sql": {Data: []byte("-- +goose Up\nselect pg_sleep(0.2);\ncreate table slow(n int);\n")},
		"README.md":     {Data: []byte("not a migration")},
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if err := store.MigrateFrom(t.Context(), owner, folder); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
