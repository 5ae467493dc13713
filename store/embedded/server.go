package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	answerEvery = 15 * time.Millisecond
	quitMax     = 10 * time.Second // of an immediate shutdown; it aborts its children after 5 s
	logBytesMax = 4 << 20          // of pg.log, then it becomes pg.log.1
)

// Server is a running PostgreSQL and the lock of its data folder. While it is
// not stopped, no other server can hold the folder: whoever has a Server is
// alone. Its methods may be called concurrently.
type Server struct {
	folder    *FolderLock
	child     *child
	watcher   *watcher
	socket    string
	temporary bool // the socket's folder is to be removed
	died      chan struct{}
	stopOnce  sync.Once
	stopErr   error
}

// Start takes the folder's lock, makes the database if the folder is new, and
// runs PostgreSQL until it answers. The errors are one line each; among them
// *RunningError, *VersionError and ErrNoPostgres. ctx bounds the start only.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	folder, err := LockFolder(cfg.Dir)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, folder.Release())
	}
	s.folder = folder
	return s, nil
}

func start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.StartMax <= 0 {
		cfg.StartMax = startMaxDefault
	}
	ctx, cancel := context.WithTimeoutCause(ctx, createMax+cfg.StartMax, errors.New("it took too long"))
	defer cancel()
	w, bin, err := prepare(ctx, cfg)
	if err != nil {
		return nil, err
	}
	s, err := launch(ctx, cfg, w, bin)
	if err != nil {
		return nil, err
	}
	if err := ensureDatabase(ctx, s.socket); err != nil {
		return nil, errors.Join(err, s.end(ctx))
	}
	return s, nil
}

// launch runs PostgreSQL until it answers, and again if what it met was the
// last breath of its predecessor.
func launch(ctx context.Context, cfg Config, w way, bin binaries) (*Server, error) {
	deadline := time.Now().Add(cfg.StartMax)
	for {
		s, said, err := launchOnce(ctx, cfg, w, bin, deadline)
		if err == nil {
			return s, nil
		}
		again := strings.Contains(said, "pre-existing shared memory block") || strings.Contains(said, `lock file "postmaster.pid"`)
		if !again || time.Now().After(deadline) {
			return nil, err
		}
		if sleepErr := sleep(ctx, 10*answerEvery); sleepErr != nil {
			return nil, err
		}
	}
}

func launchOnce(ctx context.Context, cfg Config, w way, bin binaries, deadline time.Time) (_ *Server, said string, err error) {
	at, err := foldersOf(cfg.Dir)
	if err != nil {
		return nil, "", err
	}
	s := &Server{}
	if s.socket, s.temporary, err = socketDir(at.pg, w); err != nil {
		return nil, "", err
	}
	log, err := openLog(at.log)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = log.Close() }()
	if cfg.watcher || !kernelWatches {
		if s.watcher, err = startWatcher(at.pg); err != nil {
			return nil, "", err
		}
	}
	begin, _ := log.Seek(0, 2)
	cmd := exec.Command(filepath.Join(bin.dir, "postgres"), append([]string{"-D", at.pg}, settings(s.socket, memoryBytes(), cfg.Settings)...)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = at.pg, environment(), w.attr()
	cmd.Stdout, cmd.Stderr = log, log
	onDeath := parentDeath(syscall.SIGINT) // a fast shutdown
	if cfg.watcher {
		onDeath = 0
	}
	if s.child, err = startChild(cmd, onDeath); err != nil {
		s.watcher.stop()
		return nil, "", fmt.Errorf("embedded: starting PostgreSQL: %w", err)
	}
	s.died = s.child.done
	if err := s.answers(ctx, cfg, deadline); err != nil {
		endErr := s.end(ctx)
		said = logSince(log, begin)
		return nil, said, errors.Join(fmt.Errorf("embedded: PostgreSQL did not start: %w (%s: %s)", err, at.log, inOneLine(said)), endErr)
	}
	return s, "", nil
}

// errEnded says that the process ended before it answered.
var errEnded = errors.New("it ended")

// answers waits until PostgreSQL lets us in. During recovery it refuses with
// 57P03, which is an answer of a kind, and no reason to give up.
func (s *Server) answers(ctx context.Context, cfg Config, deadline time.Time) error {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	slow := time.Now().Add(2 * time.Second)
	var last error
	for {
		conn, err := pgx.Connect(ctx, connURL(ownerRole, "postgres", s.socket))
		if err == nil {
			return conn.Close(ctx)
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-s.child.done:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("%w (%v)", context.Cause(ctx), last)
		case <-time.After(answerEvery):
		}
		if !slow.IsZero() && time.Now().After(slow) {
			slow = time.Time{}
			cfg.say("PostgreSQL is recovering what it had not yet written down")
		}
	}
}

// ensureDatabase makes the server's database in a new folder, or in one whose
// first start was interrupted before it.
func ensureDatabase(ctx context.Context, socket string) (err error) {
	conn, err := pgx.Connect(ctx, connURL(ownerRole, "postgres", socket))
	if err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var there bool
	if err := conn.QueryRow(ctx, `select exists(select from pg_database where datname=$1)`, database).Scan(&there); err != nil {
		return fmt.Errorf("embedded: %w", err)
	}
	if !there {
		if _, err := conn.Exec(ctx, "create database "+database); err != nil {
			return fmt.Errorf("embedded: creating the database: %w", err)
		}
	}
	return nil
}

// URL connects as the owner of the database.
func (s *Server) URL() string { return connURL(ownerRole, database, s.socket) }

// AppURL connects as the serving role, which store.Open makes.
func (s *Server) AppURL() string { return appURL(s.socket) }

// PID is the postmaster's.
func (s *Server) PID() int { return s.child.process.Pid }

// Died is closed when PostgreSQL has ended, stopped or not.
func (s *Server) Died() <-chan struct{} { return s.died }

// Stop ends PostgreSQL by a fast shutdown, by an immediate one when ctx is over
// first, and gives the folder back. Call it last, when every pool is closed.
// Further calls return the first one's error.
func (s *Server) Stop(ctx context.Context) error {
	s.stopOnce.Do(func() { s.stopErr = errors.Join(s.end(ctx), s.folder.Release()) })
	return s.stopErr
}

// end ends the process, and what was made for it.
func (s *Server) end(ctx context.Context) error {
	err := s.endChild(ctx)
	s.watcher.stop()
	if s.temporary {
		err = errors.Join(err, os.RemoveAll(s.socket))
	}
	return err
}

func (s *Server) endChild(ctx context.Context) error {
	if s.child.ended() {
		return nil
	}
	_ = s.child.process.Signal(syscall.SIGINT) // an error says that it has ended
	select {
	case <-s.child.done:
		return exitError(s.child.err)
	case <-ctx.Done():
	}
	_ = s.child.process.Signal(syscall.SIGQUIT)
	select {
	case <-s.child.done:
		return fmt.Errorf("embedded: PostgreSQL was stopped at once, it will recover at its next start: %w", context.Cause(ctx))
	case <-time.After(quitMax):
	}
	_ = s.child.process.Kill()
	<-s.child.done
	return fmt.Errorf("embedded: PostgreSQL had to be killed, it will recover at its next start: %w", context.Cause(ctx))
}

func exitError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("embedded: PostgreSQL ended: %w", err)
}
