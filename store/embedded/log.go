package embedded

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// openLog opens PostgreSQL's log for appending, and puts a long one aside. A
// file and no pipe: PostgreSQL outlives a killed server for a moment and must
// still be able to write.
func openLog(path string) (*os.File, error) {
	if fi, err := os.Stat(path); err == nil && fi.Size() > logBytesMax {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, fmt.Errorf("embedded: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("embedded: PostgreSQL's log: %w", err)
	}
	return f, nil
}

// logSince reads what was logged from an offset on, complaints only if there
// are any.
func logSince(f *os.File, offset int64) string {
	text, err := io.ReadAll(io.NewSectionReader(f, offset, 64<<10))
	if err != nil {
		return err.Error()
	}
	var fatal []string
	for line := range strings.Lines(string(text)) {
		for _, level := range []string{"FATAL: ", "PANIC: ", "HINT: "} {
			if _, after, ok := strings.Cut(line, level); ok {
				fatal = append(fatal, strings.TrimSpace(after))
			}
		}
	}
	if len(fatal) > 0 {
		return strings.Join(fatal, "\n")
	}
	return string(text)
}
