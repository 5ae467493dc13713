package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// The settings of PostgreSQL's own yardstick.
const (
	pgbenchScale   = 10
	pgbenchClients = 16
)

// setPgbench finds the program and fills its tables, in a database of their own.
func (b *bench) setPgbench(ctx context.Context) (err error) {
	if b.pgbench.program, err = findPgbench(b.server.bin); err != nil {
		return err
	}
	if b.pgbench.url, err = b.server.database(ctx, "pgbench"); err != nil {
		return err
	}
	_, err = b.runPgbench(ctx, "-i", "-q", "-s", strconv.Itoa(pgbenchScale))
	return err
}

// findPgbench looks beside the server that runs, then in the usual places.
func findPgbench(bin string) (string, error) {
	if at := filepath.Join(bin, "pgbench"); bin != "" && runs(at) {
		return at, nil
	}
	if at, err := exec.LookPath("pgbench"); err == nil {
		return at, nil
	}
	return "", fmt.Errorf("there is no pgbench beside %s or in the path: install it (Debian: apt install postgresql-contrib), "+
		"or leave it out with --only", filepath.Join(bin, "postgres"))
}

func runs(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

type pgbench struct{ program, url string }

// runPgbench runs the program in its database.
func (b *bench) runPgbench(ctx context.Context, args ...string) ([]byte, error) {
	u, err := url.Parse(b.pgbench.url)
	if err != nil {
		return nil, err
	}
	args = append(args, "-h", u.Query().Get("host"), "-p", u.Query().Get("port"), "-U", u.User.Username(), u.Path[1:])
	out, err := exec.CommandContext(ctx, b.pgbench.program, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("pgbench: %w: %s", err, exit.Stderr)
	}
	return out, err
}

var tpsLine = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

func (b *bench) measurePgbench(ctx context.Context, round int) error {
	if err := b.server.checkpoint(ctx); err != nil {
		return err
	}
	before, err := b.server.used(ctx)
	if err != nil {
		return err
	}
	seconds := max(1, int(b.plan.pgbench/time.Second))
	out, err := b.runPgbench(ctx, "-n", "-M", "prepared", "-c", strconv.Itoa(pgbenchClients), "-j", "2", "-T", strconv.Itoa(seconds),
		"--random-seed", strconv.FormatUint(b.seed(round, 0)%(1<<31), 10))
	if err != nil {
		return err
	}
	after, err := b.server.used(ctx)
	if err != nil {
		return err
	}
	m := tpsLine.FindSubmatch(out)
	if m == nil {
		return fmt.Errorf("pgbench says no tps: %s", out)
	}
	tps, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return err
	}
	b.figures.add("pgbench.per_s", "pgbench TPC-B-like, scale 10, 16 clients, prepared", "tx/s", tps)
	b.figures.add("pgbench.cpu_pg_us", "pgbench: CPU a transaction, PostgreSQL", "µs",
		float64(after.minus(before).pg.Nanoseconds())/1000/(tps*float64(seconds)))
	return nil
}
