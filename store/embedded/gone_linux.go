package embedded

import (
	"os"
	"path/filepath"
	"strconv"
)

// Holders lists the processes of PostgreSQL that work on a data folder: all of
// them, the postmaster and its children, have its pg as their working directory.
func Holders(dir string) []int { return holders(filepath.Join(dir, "pg")) }

func holders(pg string) []int {
	if real, err := filepath.EvalSymlinks(pg); err == nil {
		pg = real
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
		if err != nil || cwd != pg {
			continue
		}
		if comm, err := os.ReadFile(filepath.Join("/proc", e.Name(), "comm")); err == nil && isPostgresName(string(comm)) {
			pids = append(pids, pid)
		}
	}
	return pids
}
