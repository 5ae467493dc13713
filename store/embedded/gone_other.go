//go:build !linux

package embedded

import "path/filepath"

// Holders lists the processes of PostgreSQL that work on a data folder: here, the
// one that the pid file names.
func Holders(dir string) []int { return holders(filepath.Join(dir, "pg")) }

func holders(pg string) []int {
	if pid := postmasterPID(pg); pid > 0 && isPostgres(pid) {
		return []int{pid}
	}
	return nil
}
