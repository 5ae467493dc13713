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
	"runtime"
	"syscall"
	"time"

	"croupier/store/embedded"
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
// its own, in a process group of its own, on a free port of the loopback. It
// ends with the process that started it. One goroutine uses it.
//
//	Start = Launch + Ready      Kill, Stop, or Wait for an end of its own
//	Freeze ─► Thaw              between them the process gets no time at all
type Victim struct {
	binary, data, address string
	env                   []string
	armed                 []string // for the next launch only
	log                   io.Writer

	process *exec.Cmd
	ended   chan error
	began   time.Time
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

// PID is the process's, 0 while there is none.
func (v *Victim) PID() int {
	if v.process == nil {
		return 0
	}
	return v.process.Process.Pid
}

func (v *Victim) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, v.binary, args...)
	cmd.Env = append(os.Environ(), "CROUPIER_LISTEN="+v.address, "CROUPIER_DATA="+v.data, "CROUPIER_DEMO=on",
		"DATABASE_URL=", "REDIS_URL=", "CROUPIER_LOG_FORMAT=json")
	cmd.Env = append(cmd.Env, v.env...)
	return cmd
}

// Arm adds variables to the environment of the next launch alone, such as a
// failpoint.
func (v *Victim) Arm(env ...string) { v.armed = append(v.armed, env...) }

// Launch starts the process and does not wait for it.
func (v *Victim) Launch() error {
	v.began = time.Now()
	cmd := v.command(context.Background(), "serve") // Kill and Stop end it, not a context
	cmd.Env = append(cmd.Env, v.armed...)
	v.armed = nil
	cmd.Stdout, cmd.Stderr = v.log, v.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	started, ended := make(chan error, 1), make(chan error, 1)
	go func() { // Kill, Stop and Wait wait for it
		runtime.LockOSThread() // never unlocked: the kernel watches the thread that started the process
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	v.process, v.ended = cmd, ended
	return nil
}

// Start starts the server and waits until it is ready; it returns how long that
// took.
func (v *Victim) Start(ctx context.Context) (time.Duration, error) {
	if err := v.Launch(); err != nil {
		return 0, err
	}
	return v.Ready(ctx)
}

// Ready waits until a server that was launched serves, and returns how long
// that took from its launch. One that ends before is ErrEnded.
func (v *Victim) Ready(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, readyMax)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	for !ready(ctx, client, v.URL()+"/readyz") {
		select {
		case err := <-v.ended:
			v.process = nil
			return time.Since(v.began), fmt.Errorf("%w before it was ready: %v", ErrEnded, err)
		case <-ctx.Done():
			return time.Since(v.began), errors.Join(fmt.Errorf("the server is not ready: %w", ctx.Err()), v.Kill())
		case <-time.After(readyEvery):
		}
	}
	return time.Since(v.began), nil
}

// Wait waits for an end of the server's own and returns how it ended, nil for
// the exit code 0. The second error says that it goes on.
func (v *Victim) Wait(ctx context.Context) (end, failed error) {
	if v.process == nil {
		return nil, ErrEnded
	}
	select {
	case end = <-v.ended:
		v.process = nil
		return end, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("the server goes on: %w", ctx.Err())
	}
}

// Running says whether there is a process, stopped or not, that nobody has seen
// end.
func (v *Victim) Running() bool { return v.process != nil }

// Signal sends a signal to the process.
func (v *Victim) Signal(signal syscall.Signal) error {
	if v.process == nil {
		return ErrEnded
	}
	return v.process.Process.Signal(signal)
}

// Freeze takes all time from the process, as a stalled machine does; Thaw gives
// it back.
func (v *Victim) Freeze() error { return v.Signal(syscall.SIGSTOP) }

// Thaw ends a Freeze.
func (v *Victim) Thaw() error { return v.Signal(syscall.SIGCONT) }

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
	out, err := v.command(ctx, "ledger", "verify", "--full", "--json").CombinedOutput()
	if err != nil {
		return fmt.Errorf("ledger verify: %w: %s", err, out)
	}
	return nil
}

// Orphans lists the processes of PostgreSQL that work in the data folder.
func (v *Victim) Orphans() []int { return embedded.Holders(v.data) }

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
