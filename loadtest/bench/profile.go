package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

// profileHertz is how often perf looks; a prime, so that it does not fall in step
// with anything.
const profileHertz = 499

// profile runs the headline's loop once more and keeps where the time goes: of
// this process by the runtime's profiler, of PostgreSQL's processes by perf, if
// there is one. No figure is taken from it. The folder gets
//
//	journal.pprof            go tool pprof -top …
//	postgresql.txt           perf's report of all of PostgreSQL's processes
//	server.pprof             of the server under a rush
func (b *bench) profile(ctx context.Context) error {
	dir := b.flags.Profile
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	b.say("profiling the journal")
	stop, err := startProfile(filepath.Join(dir, "journal.pprof"))
	if err != nil {
		return err
	}
	perf := b.startPerf(ctx)
	_, err = b.house.closedLoop(ctx, loops[0].inFlight, true, b.seed(0, 99), b.plan.warm, b.plan.journal)
	err = errors.Join(err, stop(), perf(filepath.Join(dir, "postgresql.txt")))
	if err != nil || !b.flags.wants("sockets") {
		return err
	}
	b.say("profiling the server")
	file, err := filepath.Abs(filepath.Join(dir, "server.pprof"))
	if err != nil {
		return err
	}
	r := rivals[0]
	r.id, r.profile = "", file
	return b.rush(ctx, r, "profile", b.seed(0, 99))
}

// startProfile profiles this process into a file until stop is called.
func startProfile(file string) (stop func() error, err error) {
	f, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// startPerf records what PostgreSQL's processes do; stop writes the report. Where
// perf is missing or may not look, the report says so.
func (b *bench) startPerf(ctx context.Context) (stop func(report string) error) {
	children, err := childrenOf(b.server.pid)
	data := filepath.Join(b.server.dir, "perf.data")
	var said strings.Builder
	var cmd *exec.Cmd
	if err == nil {
		cmd = exec.CommandContext(ctx, "perf", "record", "-q", "-e", "cpu-clock", "-F", strconv.Itoa(profileHertz), "-g", "-o", data, "-p", strings.Join(children, ","))
		cmd.Stderr = &said
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		cmd.WaitDelay = 5 * time.Second
		err = cmd.Start()
	}
	return func(report string) error {
		if err != nil {
			return os.WriteFile(report, fmt.Appendf(nil, "no profile of PostgreSQL: %v\n", err), 0o644)
		}
		_ = cmd.Process.Signal(os.Interrupt) // it has ended if this fails, and said why
		_ = cmd.Wait()                       // an interrupted perf does not end with 0
		out, err := exec.CommandContext(ctx, "perf", "report", "-i", data, "--stdio", "--no-children", "-g", "none", "--percent-limit", "0.3").Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			out = fmt.Appendf(out, "no profile of PostgreSQL: %v\n%s\n%s", err, said.String(), exit.Stderr)
		}
		return os.WriteFile(report, out, 0o644)
	}
}

// childrenOf lists the processes whose parent it is.
func childrenOf(pid int) ([]string, error) {
	all, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var children []string
	for _, entry := range all {
		child, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if _, _, parent, err := procTimes(child); err == nil && parent == pid {
			children = append(children, entry.Name())
		}
	}
	return children, nil
}
