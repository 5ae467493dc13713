package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// outputMax is how much is kept of what a test says; its end is what counts.
const outputMax = 4 << 20

// ended is how a process ended.
type ended struct {
	output  string
	code    int  // -1: it was killed
	timeout bool // killed because its time was over
	took    time.Duration
}

// process runs a command in a process group of its own and kills the whole group
// when its time is over. The error says that it could not run at all.
func process(ctx context.Context, limit time.Duration, dir string, env []string, name string, args ...string) (ended, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out := &tail{}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second // a grandchild that holds the pipe
	began := time.Now()
	err := cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // whom the test left behind; gone is fine
	}
	e := ended{output: out.String(), took: time.Since(began), timeout: errors.Is(ctx.Err(), context.DeadlineExceeded)}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		e.code = exit.ExitCode()
		err = nil
	case errors.Is(err, exec.ErrWaitDelay):
		e.code = cmd.ProcessState.ExitCode()
		err = nil
	case ctx.Err() != nil:
		e.code = -1
		err = nil
	}
	return e, err
}

// tail keeps the end of what is written to it.
type tail struct{ bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if t.Len()+len(p) > outputMax {
		t.Next(min(t.Len(), max(len(p), outputMax/4)))
	}
	if len(p) > outputMax {
		_, _ = t.Buffer.Write(p[len(p)-outputMax:]) // a buffer's writes do not fail
		return len(p), nil
	}
	return t.Buffer.Write(p)
}
