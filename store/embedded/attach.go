package embedded

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// socketLine is where postmaster.pid names the folder of the socket.
const socketLine = 5

// Attached is a way into a database that another process of this machine runs.
type Attached struct{ socket string }

// Attach finds the PostgreSQL that a server is running on a data folder, for
// programs that only look. The error says that none is running there.
func Attach(dir string) (Attached, error) {
	at, err := foldersOf(dir)
	if err != nil {
		return Attached{}, err
	}
	f, err := os.Open(filepath.Join(at.pg, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return Attached{}, fmt.Errorf("embedded: no PostgreSQL is running on %s", dir)
	}
	if err != nil {
		return Attached{}, fmt.Errorf("embedded: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if n == socketLine && lines.Text() != "" {
			return Attached{socket: lines.Text()}, nil
		}
	}
	return Attached{}, fmt.Errorf("embedded: the PostgreSQL on %s is still starting", dir)
}

// URL connects as the owner of the database.
func (a Attached) URL() string { return connURL(ownerRole, database, a.socket) }

// AppURL connects as the serving role.
func (a Attached) AppURL() string { return appURL(a.socket) }
