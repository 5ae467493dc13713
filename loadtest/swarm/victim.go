package swarm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Bounds of a victim's life.
const (
	readyEvery  = 10 * time.Millisecond
	readyMax    = 90 * time.Second // a first start makes a database
	stopMax     = 30 * time.Second // after SIGTERM; then it is killed
	commandMax  = 60 * time.Second
	orphansGone = 10 * time.Second
)

// Victim is a server that is there to be killed: a binary with a data folder of
// its own, in a process group of its own, on a free port of the loopback. One
// goroutine uses it.
type Victim struct {
	binary, data, address string
	env                   []string
	log                   io.Writer

	process *exec.Cmd
	ended   chan error
}

// ErrEnded says that the server ended by itself.
var ErrEnded = errors.New("swarm: the server ended")

// NewVictim plans a server; Start starts it. The log gets what it prints.
func NewVictim(binary, data string, env []string, log io.Writer) (*Victim, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	return &Victim{binary: binary, data: data, address: address, env: env, log: log}, free.Close()
}

// URL is where it listens, the same after each start.
func (v *Victim) URL() string { return "http://" + v.address }

func (v *Victim) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, v.binary, args...)
	cmd.Env = append(os.Environ(), "CROUPIER_LISTEN="+v.address, "CROUPIER_DATA="+v.data, "CROUPIER_DEMO=on",
		"DATABASE_URL=", "REDIS_URL=", "CROUPIER_LOG_FORMAT=json")
	cmd.Env = append(cmd.Env, v.env...)
	return cmd
}

// Start starts the server and waits until it is ready; it returns how long that
// took.
func (v *Victim) Start(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	cmd := v.command(context.Background(), "serve") // Kill and Stop end it, not a context
	cmd.Stdout, cmd.Stderr = v.log, v.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // Kill and Stop wait for it
	v.process, v.ended = cmd, ended
	ctx, cancel := context.WithTimeout(ctx, readyMax)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	for !ready(ctx, client, v.URL()+"/readyz") {
		select {
		case err := <-ended:
			v.process = nil
			return time.Since(began), fmt.Errorf("%w before it was ready: %v", ErrEnded, err)
		case <-ctx.Done():
			return time.Since(began), errors.Join(fmt.Errorf("the server is not ready: %w", ctx.Err()), v.Kill())
		case <-time.After(readyEvery):
		}
	}
	return time.Since(began), nil
}

func ready(ctx context.Context, client *http.Client, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	_ = answer.Body.Close() // only the status counts
	return answer.StatusCode == http.StatusOK
}

// Kill ends the process at once, as kill -9 does, and waits until it is gone.
// An error says that it had ended before.
func (v *Victim) Kill() error {
	if v.process == nil {
		return ErrEnded
	}
	defer func() { v.process = nil }()
	select {
	case err := <-v.ended:
		return fmt.Errorf("%w by itself: %v", ErrEnded, err)
	default:
	}
	if err := v.process.Process.Kill(); err != nil {
		return err
	}
	<-v.ended // "signal: killed" is what was asked for
	return nil
}

// Stop asks the process to end and waits; what does not end is killed.
func (v *Victim) Stop() error {
	if v.process == nil {
		return nil
	}
	defer func() { v.process = nil }()
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-v.ended:
		return nil
	case <-time.After(stopMax):
		err := v.process.Process.Kill()
		<-v.ended
		return errors.Join(fmt.Errorf("swarm: the server did not stop within %v", stopMax), err)
	}
}

// VerifyLedger runs the server's own checker on the data folder (O1); the error
// holds what it found.
func (v *Victim) VerifyLedger(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, commandMax)
	defer cancel()
	out, err := v.command(ctx, "ledger", "verify", "--json").CombinedOutput()
	if err != nil {
		return fmt.Errorf("ledger verify: %w: %s", err, out)
	}
	return nil
}

// Orphans lists the processes of PostgreSQL that work in the data folder. It
// finds none where there is no /proc.
func (v *Victim) Orphans() []int {
	data, err := filepath.EvalSymlinks(v.data)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		cwd, err := os.Readlink(filepath.Join("/proc", e.Name(), "cwd"))
		if err != nil || !strings.HasPrefix(cwd, data+string(filepath.Separator)) {
			continue
		}
		if name, err := os.ReadFile(filepath.Join("/proc", e.Name(), "comm")); err == nil && strings.HasPrefix(string(name), "postgres") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// alive says which of some processes are still there.
func alive(pids, now []int) []int {
	var left []int
	for _, pid := range pids {
		for _, n := range now {
			if pid == n {
				left = append(left, pid)
			}
		}
	}
	return left
}
