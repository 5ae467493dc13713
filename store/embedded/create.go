package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// createMax bounds initdb: seconds, on a slow disk some more.
const createMax = 5 * time.Minute

// Create makes the database folder if it is missing and starts nothing. It
// takes the folder's lock meanwhile.
func Create(ctx context.Context, cfg Config) error {
	lock, err := LockFolder(cfg.Dir)
	if err != nil {
		return err
	}
	_, _, err = prepare(ctx, cfg)
	return errors.Join(err, lock.Release())
}

// prepare leaves a whole database folder and says how to run it. The caller
// holds the folder's lock.
func prepare(ctx context.Context, cfg Config) (way, binaries, error) {
	at, err := foldersOf(cfg.Dir)
	if err != nil {
		return way{}, binaries{}, err
	}
	if err := waitGone(ctx, cfg, at.pg); err != nil {
		return way{}, binaries{}, err
	}
	want, err := versionOf(at.pg)
	if err != nil {
		return way{}, binaries{}, err
	}
	ways, err := waysFor(at.pg)
	if err != nil {
		return way{}, binaries{}, err
	}
	if want == 0 && cfg.ways != nil {
		ways = cfg.ways
	}
	w, bin, err := cfg.choose(ctx, ways, at.root, want)
	if err != nil || want != 0 {
		return w, bin, err
	}
	return w, bin, initdb(ctx, cfg, at, w, bin)
}

// versionOf reads a folder's major version, 0 if the folder is missing.
func versionOf(pg string) (int, error) {
	text, err := os.ReadFile(filepath.Join(pg, "PG_VERSION"))
	if err == nil {
		major, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil || major <= 0 {
			return 0, fmt.Errorf("embedded: %s/PG_VERSION holds no version: %q", pg, firstLine(string(text)))
		}
		return major, nil
	}
	if _, dirErr := os.Lstat(pg); errors.Is(dirErr, fs.ErrNotExist) {
		return 0, nil
	}
	return 0, fmt.Errorf("embedded: %s is no database folder (%w): move it away, or use another data folder", pg, err)
}

// initdb makes the database folder: beside its place, synced, then renamed, so
// that an interrupted first start leaves nothing that looks whole.
func initdb(ctx context.Context, cfg Config, at folders, w way, bin binaries) error {
	cfg.say("creating the database in %s with PostgreSQL %d (%s, run %s)", filepath.Join(cfg.Dir, "pg"), bin.major, bin.dir, w.name)
	if err := waitGone(ctx, cfg, at.tmp); err != nil {
		return err
	}
	if err := os.RemoveAll(at.tmp); err != nil {
		return fmt.Errorf("embedded: half a database in the way: %w", err)
	}
	if err := errors.Join(os.Mkdir(at.tmp, 0o700), w.own(at.tmp)); err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, createMax)
	defer cancel()
	args := []string{"-D", at.tmp, "-U", ownerRole, "--auth-local=trust", "--auth-host=reject",
		"--encoding=UTF8", "--locale=C", "--no-instructions"}
	if cfg.TestNoSync {
		args = append(args, "--no-sync")
	}
	if err := runToEnd(ctx, w, at.tmp, filepath.Join(bin.dir, "initdb"), args...); err != nil {
		return fmt.Errorf("embedded: creating the database in %s failed: %w", at.tmp, err)
	}
	if err := os.Rename(at.tmp, at.pg); err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	return syncFolder(at.root)
}

// runToEnd runs a program that dies with us, and returns what it complained of.
func runToEnd(ctx context.Context, w way, dir, program string, args ...string) error {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = dir, environment(), w.attr()
	cmd.Stdout, cmd.Stderr = nil, &said
	cmd.WaitDelay = time.Second
	c, err := startChild(cmd, parentDeath(syscall.SIGKILL))
	if err != nil {
		return err
	}
	<-c.done
	if c.err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %s", c.err, inOneLine(said.String()))
}

// inOneLine is a program's output for an error message.
func inOneLine(text string) string {
	const charsMax = 600
	line := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
	if len(line) > charsMax {
		line = "…" + strings.ToValidUTF8(line[len(line)-charsMax:], "")
	}
	return line
}

// syncFolder makes a rename in a folder durable.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("embedded: syncing %s: %w", path, err)
	}
	return nil
}
