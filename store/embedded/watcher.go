package embedded

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// watcher ends PostgreSQL when the server is gone and the kernel will not do
// it. It is this same program, started again with watchEnv set, and reads a
// pipe that only the server holds: its end without a goodbye means that the
// server was killed.
//
//	server ──pipe──► watcher        pipe ends ─► fast shutdown of the pid in postmaster.pid
//	   └──► PostgreSQL ◄── signal ─────┘
type watcher struct {
	pipe    io.WriteCloser
	cmd     *exec.Cmd
	ended   chan struct{}
	closing sync.Once
}

const (
	watchEnv = "CROUPIER_PG_WATCHER"
	goodbye  = "stopped"
	// pidFileMax is how long a PostgreSQL may take from its start to its pid
	// file: a server that is killed in between must leave none behind either.
	pidFileMax = 10 * time.Second
)

// init makes any program that can start a database its own watcher.
func init() {
	if pg := os.Getenv(watchEnv); pg != "" {
		watch(os.Stdin, pg)
		os.Exit(0)
	}
}

// watch waits for the end of the pipe and then stops the PostgreSQL of a folder.
func watch(pipe io.Reader, pg string) {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	said, _ := io.ReadAll(pipe)
	if string(said) == goodbye {
		return
	}
	for end := time.Now().Add(pidFileMax); time.Now().Before(end); time.Sleep(goneEvery) {
		if pid := postmasterPID(pg); pid > 0 && isPostgres(pid) {
			_ = syscall.Kill(pid, syscall.SIGINT)
			return
		}
	}
}

func startWatcher(pg string) (*watcher, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("embedded: the watcher: %w", err)
	}
	cmd := exec.Command(self)
	cmd.Args = []string{"croupier-pg-watcher"}
	cmd.Env = append(os.Environ(), watchEnv+"="+pg)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("embedded: the watcher: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("embedded: the watcher: %w", err)
	}
	w := &watcher{pipe: pipe, cmd: cmd, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // it has nothing to say
		close(w.ended)
	}()
	return w, nil
}

// stop lets the watcher end, after PostgreSQL.
func (w *watcher) stop() {
	if w == nil {
		return
	}
	w.closing.Do(func() {
		_, _ = io.WriteString(w.pipe, goodbye) // fails only if it has ended already
		_ = w.pipe.Close()
	})
	<-w.ended
}

// postmasterPID is the pid in a database folder's pid file, 0 if it has none.
func postmasterPID(pg string) int {
	f, err := os.Open(filepath.Join(pg, "postmaster.pid"))
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	return pidIn(f)
}

// isPostgres guards against a pid that belongs to somebody else by now.
func isPostgres(pid int) bool {
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && isPostgresName(string(out))
}
