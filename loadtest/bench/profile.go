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
	data := filepath.Join(b.server.dir, "perf.data")
	var p *perf
	err := errors.New("perf did not start")
	for try := 0; err != nil && try < perfTries; try++ { // one of the processes may end meanwhile, and it gives up
		p, err = recordChildren(ctx, b.server.pid, data)
	}
	return func(report string) error {
		if err != nil {
			return os.WriteFile(report, fmt.Appendf(nil, "no profile of PostgreSQL: %v\n", err), 0o644)
		}
		_ = p.cmd.Process.Signal(os.Interrupt) // an interrupted perf does not end with 0
		<-p.ended
		out, err := exec.CommandContext(ctx, "perf", "report", "-i", data, "--stdio", "--no-children", "-g", "none", "--percent-limit", "0.3").CombinedOutput()
		if err != nil {
			out = fmt.Appendf(out, "no profile of PostgreSQL: %v\n%s", err, p.said.String())
		}
		return os.WriteFile(report, out, 0o644)
	}
}

const (
	perfTries = 5
	perfBegin = 300 * time.Millisecond // in which a perf that cannot look has ended
)

// perf is a recording under way.
type perf struct {
	cmd   *exec.Cmd
	said  strings.Builder // once it has ended
	ended chan error
}

func recordChildren(ctx context.Context, pid int, data string) (*perf, error) {
	children, err := childrenOf(pid)
	if err != nil {
		return nil, err
	}
	p := &perf{ended: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, "perf", "record", "-q", "-e", "cpu-clock", "-F", strconv.Itoa(profileHertz), "-g", "-o", data,
		"-p", strings.Join(children, ","))
	p.cmd.Stderr = &p.said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }() // stop waits for it
	select {
	case err := <-p.ended:
		return nil, fmt.Errorf("perf ended at once: %w: %s", err, p.said.String())
	case <-time.After(perfBegin):
		return p, nil
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
