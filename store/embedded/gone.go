package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// goneMax bounds the wait for the PostgreSQL of an earlier run: a fast shutdown
// writes what it holds in memory, up to 1 GB.
const (
	goneMax   = time.Minute
	goneEvery = 20 * time.Millisecond
)

// waitGone waits until no PostgreSQL of an earlier run works on a folder. After
// a kill it is still shutting down for a moment, and its orphans hold memory.
func waitGone(ctx context.Context, cfg Config, pg string) error {
	deadline := time.Now().Add(goneMax)
	for told := false; ; {
		pids := holders(pg)
		if len(pids) == 0 {
			return dropStalePID(pg)
		}
		if !told {
			cfg.say("waiting for the PostgreSQL of the run before (pid %d) to end", pids[0])
			told = true
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("embedded: the PostgreSQL of an earlier run (pid %d) does not let go of %s: stop it first", pids[0], pg)
		}
		if err := sleep(ctx, goneEvery); err != nil {
			return err
		}
	}
}

// dropStalePID removes a pid file whose number belongs to another program by
// now, as after a loss of power: PostgreSQL itself would take that program for
// its old self. Nobody works on the folder, which our lock says too.
func dropStalePID(pg string) error {
	pid := postmasterPID(pg)
	if pid == 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil
	}
	if err := os.Remove(filepath.Join(pg, "postmaster.pid")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("embedded: %w", err)
	}
	return nil
}

// isPostgresName knows the names of the programs that may hold a folder.
func isPostgresName(name string) bool {
	switch filepath.Base(strings.TrimSpace(name)) {
	case "postgres", "postmaster", "initdb":
		return true
	}
	return false
}

// sleep waits, or returns the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
