package embedded

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// FolderLock is the lock of a data folder: whoever holds it is the only server
// there. The kernel gives it back when the process ends, however it ends.
type FolderLock struct{ file *os.File }

// LockFolder takes the lock of a data folder, which it makes if it is missing.
// Held by another process, the error is a *RunningError with that one's pid.
func LockFolder(dir string) (*FolderLock, error) {
	// The account that PostgreSQL runs as must be able to pass through here; what
	// is secret has a 0700 folder of its own below it.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("embedded: the data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("embedded: the data folder's lock: %w", err)
	}
	if err := flock(f); err != nil {
		running := &RunningError{Dir: dir, PID: pidIn(f)}
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, running
		}
		return nil, fmt.Errorf("embedded: locking %s: %w", dir, err)
	}
	err = errors.Join(f.Truncate(0), writeAt(f, strconv.Itoa(os.Getpid())+"\n"))
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("embedded: the data folder's lock: %w", err)
	}
	return &FolderLock{file: f}, nil
}

// Release gives the lock back. The file stays: removing it would let two
// processes lock two files of one name.
func (l *FolderLock) Release() error {
	return errors.Join(l.file.Truncate(0), l.file.Close())
}

// dyingMax is how long a killed process may need to let go of its lock: whoever
// starts a server right after the kill should not be refused for that.
const dyingMax = 500 * time.Millisecond

func flock(f *os.File) error {
	deadline := time.Now().Add(dyingMax)
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK) && time.Now().Before(deadline):
			time.Sleep(goneEvery)
		default:
			return err
		}
	}
}

func writeAt(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

// pidIn reads the number that a pid file begins with, 0 if there is none.
func pidIn(r io.Reader) int {
	head := make([]byte, 32)
	n, _ := io.ReadFull(r, head)
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
