//go:build !linux

package embedded

// holders lists the processes of PostgreSQL that work in a folder: here, the one
// that the pid file names.
func holders(pg string) []int {
	if pid := postmasterPID(pg); pid > 0 && isPostgres(pid) {
		return []int{pid}
	}
	return nil
}
