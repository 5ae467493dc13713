package embedded

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestStartsStopsAndStartsAgain(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var lines []string
	cfg := quick(t)
	cfg.Progress = func(line string) { mu.Lock(); defer mu.Unlock(); lines = append(lines, line) }
	s, err := Start(t.Context(), cfg)
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Contains(t, lines[0], "creating the database in "+filepath.Join(cfg.Dir, "pg"))
	exec1(t, s, "create table kept as select 17 n")
	stop(t, s)
	require.True(t, s.child.ended())
	<-s.Died()
	require.NoError(t, s.Stop(t.Context()), "a second Stop is the first one's answer")
	require.Empty(t, holders(filepath.Join(cfg.Dir, "pg")))

	s = startServer(t, cfg)
	require.Equal(t, 17, scan[int](t, s, "select n from kept"))
	require.Len(t, lines, 1, "a later start has nothing to tell")
}

func TestRunsAsItMust(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	cfg.Settings = nil
	s := startServer(t, cfg)
	for name, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
		"listen_addresses": "", "max_wal_size": "2GB", "server_encoding": "UTF8", "lc_ctype": "C", "TimeZone": "UTC",
		"shared_buffers": map[bool]string{true: "1GB", false: strconv.FormatUint(buffersMB(memoryBytes()), 10) + "MB"}[buffersMB(memoryBytes()) == 1024],
	} {
		if name == "lc_ctype" {
			require.Equal(t, want, scan[string](t, s, "select datcollate::text from pg_database where datname=current_database()"))
			continue
		}
		require.Equal(t, want, scan[string](t, s, "select current_setting($1)", name), name)
	}
	require.Equal(t, "croupier", scan[string](t, s, "select current_database()::text"))
	fi, err := os.Stat(s.socket)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), fi.Mode().Perm(), "who reaches the socket is trusted")
	require.Equal(t, filepath.Join(cfg.Dir, "pg"), s.socket)
	group, err := syscall.Getpgid(s.PID())
	require.NoError(t, err)
	require.Equal(t, s.PID(), group, "the terminal's Ctrl-C is not for PostgreSQL")
}

func TestSecondStartIsRefused(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	_, err := Attach(cfg.Dir)
	require.ErrorContains(t, err, "no PostgreSQL is running on "+cfg.Dir)
	s := startServer(t, cfg)
	there, err := Attach(cfg.Dir)
	require.NoError(t, err, "who only looks may look beside it")
	require.Equal(t, []string{s.URL(), s.AppURL()}, []string{there.URL(), there.AppURL()})
	_, err = Start(t.Context(), cfg)
	var running *RunningError
	require.ErrorAs(t, err, &running)
	require.Equal(t, os.Getpid(), running.PID)
	require.Equal(t, "embedded: a server is already running on "+cfg.Dir+", pid "+strconv.Itoa(os.Getpid()), err.Error())
}

// A killed server leaves no PostgreSQL behind, and what was committed is there
// at the next start; by the kernel's signal and by the watcher.
func TestKilledOwner(t *testing.T) {
	t.Parallel()
	for name, byWatcher := range map[string]bool{"kernel": false, "watcher": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !byWatcher && !kernelWatches {
				t.Skip("this kernel has no parent-death signal")
			}
			dir := t.TempDir()
			owner, postmaster := ownedElsewhere(t, dir, byWatcher)

			_, err := Start(t.Context(), Config{Dir: dir})
			var held *RunningError
			require.ErrorAs(t, err, &held)
			require.Equal(t, owner.Process.Pid, held.PID)
			require.True(t, running(postmaster))

			conn, err := pgx.Connect(t.Context(), connURL(ownerRole, database, filepath.Join(dir, "pg")))
			require.NoError(t, err)
			_, err = conn.Exec(t.Context(), "create table kept as select 17 n")
			require.NoError(t, err)

			require.NoError(t, owner.Process.Kill())
			killed := time.Now()
			s := startServer(t, Config{Dir: dir}) // at once: it waits for the old one to go
			t.Logf("ready %v after the kill", time.Since(killed))
			require.False(t, running(postmaster), "the old PostgreSQL is still there")
			require.Equal(t, 17, scan[int](t, s, "select n from kept"))
			require.Error(t, conn.Ping(t.Context()), "a connection to the old one is dead")
		})
	}
}

func TestKilledPostgres(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	cfg.Settings = nil
	s, err := Start(t.Context(), cfg)
	require.NoError(t, err)
	exec1(t, s, "create table kept as select 17 n")
	require.NoError(t, s.child.process.Kill()) // its orphans go on for a moment
	<-s.Died()
	require.NoError(t, s.Stop(t.Context()))
	s = startServer(t, cfg)
	require.Equal(t, 17, scan[int](t, s, "select n from kept"))
}

func TestStopGivesUpWaiting(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	s, err := Start(t.Context(), cfg)
	require.NoError(t, err)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	err = s.Stop(over)
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, s.child.ended())
	startServer(t, cfg)
}

func TestInterruptedFirstStart(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	half := filepath.Join(cfg.Dir, "pg.tmp", "base")
	require.NoError(t, os.MkdirAll(half, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(cfg.Dir, "pg.tmp", "PG_VERSION"), []byte("15\n"), 0o600))
	startServer(t, cfg)
	_, err := os.Stat(filepath.Join(cfg.Dir, "pg.tmp"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// initdb that is cut short at any moment leaves a folder that the next start
// makes whole.
func TestCancelledFirstStart(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan struct{})
	go func() {
		defer close(seen)
		for ctx.Err() == nil { // the first sign of initdb's work
			if _, err := os.Stat(filepath.Join(cfg.Dir, "pg.tmp", "base")); err == nil {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	_, err := Start(ctx, cfg)
	cancel()
	<-seen
	require.ErrorIs(t, err, context.Canceled)
	_, err = os.Stat(filepath.Join(cfg.Dir, "pg"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	startServer(t, cfg)
}

func TestFoldersThatAreRefused(t *testing.T) {
	t.Parallel()
	t.Run("another version", func(t *testing.T) {
		t.Parallel()
		cfg := quick(t)
		write(t, filepath.Join(cfg.Dir, "pg", "PG_VERSION"), "9\n")
		_, err := Start(t.Context(), cfg)
		var version *VersionError
		require.ErrorAs(t, err, &version)
		require.Equal(t, 9, version.Want)
		require.Contains(t, err.Error(), "was made by PostgreSQL 9")
		require.NotContains(t, err.Error(), "\n")
	})
	t.Run("no database", func(t *testing.T) {
		t.Parallel()
		cfg := quick(t)
		write(t, filepath.Join(cfg.Dir, "pg", "letters.txt"), "mine")
		_, err := Start(t.Context(), cfg)
		require.ErrorContains(t, err, "is no database folder")
		require.FileExists(t, filepath.Join(cfg.Dir, "pg", "letters.txt"), "nothing of it is touched")
	})
	t.Run("no PostgreSQL", func(t *testing.T) {
		t.Parallel()
		cfg := quick(t)
		cfg.BinDir = t.TempDir()
		_, err := Start(t.Context(), cfg)
		require.ErrorIs(t, err, ErrNoPostgres)
		for _, out := range []string{"apt install", "brew install", "npm install", "CROUPIER_PG_BIN", "DATABASE_URL"} {
			require.Contains(t, err.Error(), out)
		}
		require.NotContains(t, err.Error(), "\n")
	})
	t.Run("PostgreSQL fails", func(t *testing.T) {
		t.Parallel()
		cfg := quick(t)
		stop(t, startServer(t, cfg))
		cfg.Settings = []string{"shared_buffers=nonsense"}
		_, err := Start(t.Context(), cfg)
		require.ErrorIs(t, err, errEnded)
		require.ErrorContains(t, err, "shared_buffers")
		require.NotContains(t, err.Error(), "\n")
		_, err = LockFolder(cfg.Dir)
		require.NoError(t, err, "a failed start gives the folder back")
	})
}

func TestLongPath(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	cfg.Dir = filepath.Join(cfg.Dir, strings.Repeat("long", 30))
	s, err := Start(t.Context(), cfg)
	require.NoError(t, err)
	require.True(t, s.temporary)
	require.LessOrEqual(t, len(filepath.Join(s.socket, ".s.PGSQL."+port)), pathBytesMax)
	fi, err := os.Stat(s.socket)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), fi.Mode().Perm())
	require.Equal(t, 1, scan[int](t, s, "select 1"))
	stop(t, s)
	_, err = os.Stat(s.socket)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// A pid file that outlived a loss of power may name any process of today.
func TestStalePIDOfAnotherProgram(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	stop(t, startServer(t, cfg))
	write(t, filepath.Join(cfg.Dir, "pg", "postmaster.pid"), strconv.Itoa(os.Getppid())+"\n"+filepath.Join(cfg.Dir, "pg")+"\n0\n5432\n\n\n0 0\n")
	startServer(t, cfg)
}

func TestStartsAtOnceOnOneFolder(t *testing.T) {
	t.Parallel()
	cfg := quick(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 4 {
		wg.Go(func() {
			s, err := Start(t.Context(), cfg)
			var running *RunningError
			if errors.As(err, &running) {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			won++
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { stop(t, s) })
		})
	}
	wg.Wait()
	require.Equal(t, 1, won)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}
