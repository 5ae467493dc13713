package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// pathBytesMax keeps the socket's path inside what every system allows: macOS
// takes 103 bytes, Linux 107.
const pathBytesMax = 100

// socketDir chooses the folder of the socket: the database's own, which nobody
// else may enter, or a private temporary one if the path is too long, or has a
// comma, at which connection strings are cut. temporary says which.
func socketDir(pg string, w way) (dir string, temporary bool, err error) {
	if fits(pg) {
		return pg, false, nil
	}
	for _, base := range []string{os.TempDir(), "/tmp"} {
		if !fits(filepath.Join(base, "croupier-0123456789abcdef")) {
			continue
		}
		dir, err = privateDir(base, pg, w)
		return dir, true, err
	}
	return "", false, fmt.Errorf("embedded: no folder with a path short enough for a socket: %s", os.TempDir())
}

func fits(dir string) bool {
	return len(filepath.Join(dir, ".s.PGSQL."+port)) <= pathBytesMax && !strings.Contains(dir, ",")
}

// privateDir makes the temporary folder. Its name comes from the database's, so
// that a killed server leaves one at most; if it is not ours alone, another.
func privateDir(base, pg string, w way) (string, error) {
	sum := sha256.Sum256([]byte(pg))
	dir := filepath.Join(base, "croupier-"+hex.EncodeToString(sum[:8]))
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, fs.ErrExist) && !oursAlone(dir, w) {
		dir, err = os.MkdirTemp(base, "croupier-")
	} else if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	if err == nil {
		err = w.own(dir)
	}
	if err != nil {
		return "", fmt.Errorf("embedded: the socket's folder: %w", err)
	}
	return dir, nil
}

// oursAlone says whether a folder that was there already belongs to us, or to
// the account that PostgreSQL runs as, and lets nobody else in.
func oursAlone(dir string, w way) bool {
	fi, err := os.Lstat(dir)
	if err != nil || !fi.IsDir() || fi.Mode().Perm() != 0o700 {
		return false
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	return int(st.Uid) == os.Geteuid() || (w.owner != nil && int(st.Uid) == w.owner.uid)
}
