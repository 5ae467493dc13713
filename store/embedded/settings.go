package embedded

import (
	"fmt"
	"strings"
)

// Bounds of shared_buffers: a quarter of the memory between them. PostgreSQL's
// own 128 MB is the least, and beyond 1 GB a table of bets gains nothing.
const (
	buffersMinMB = 128
	buffersMaxMB = 1024
)

func buffersMB(memory uint64) uint64 {
	return min(max(memory/4>>20, buffersMinMB), buffersMaxMB)
}

// settings are PostgreSQL's arguments: they win over whatever stands in the
// folder's own files.
func settings(socket string, memory uint64, further []string) []string {
	s := []string{
		"listen_addresses=",
		"port=" + port,
		"unix_socket_directories=" + quoted(socket),
		"unix_socket_permissions=0700",
		fmt.Sprintf("shared_buffers=%dMB", buffersMB(memory)),
		"max_wal_size=2GB",
		// An acknowledged bet survives: these three are the whole promise.
		"fsync=on", "full_page_writes=on", "synchronous_commit=on",
		// Plans of the hot path are cheap; compiling them is not.
		"jit=off",
		"timezone=UTC", "log_timezone=UTC",
		// Starts, recoveries and crashes only: failed statements are the server's
		// to report, and would carry what players typed into a file.
		"logging_collector=off", "log_destination=stderr", "log_min_messages=log", "log_checkpoints=off",
		"log_min_error_statement=panic", "log_error_verbosity=terse",
		"cluster_name=croupier",
	}
	var args []string
	for _, kv := range append(s, further...) {
		args = append(args, "-c", kv)
	}
	return args
}

// quoted makes a folder one entry of PostgreSQL's list of folders.
func quoted(dir string) string { return `"` + strings.ReplaceAll(dir, `"`, `""`) + `"` }
