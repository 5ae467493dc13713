package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// machine is what a run was measured on, as lines for the sheet.
type machine struct {
	Commit   string `json:"commit"`
	Go       string `json:"go"`
	Postgres string `json:"postgresql"`
	Settings string `json:"settings"`
	System   string `json:"system"`
	CPU      string `json:"cpu"`
	Memory   string `json:"memory"`
	Began    string `json:"began"`
	Took     string `json:"took"`
	Load     string `json:"load"` // of the system, when it began and when it ended
	Seed     uint64 `json:"seed"`
	Players  int    `json:"players"`
	Rounds   int    `json:"rounds"`
	Quick    bool   `json:"quick"`
}

// describe asks around. What cannot be found out is said so: a sheet without it
// is still a sheet.
func (b *bench) describe(ctx context.Context) machine {
	m := machine{
		Commit: said(ctx, "git", "describe", "--always", "--dirty"), Go: runtime.Version(), System: said(ctx, "uname", "-srm"),
		CPU: fmt.Sprintf("%d × %s", runtime.NumCPU(), line("/proc/cpuinfo", "model name")), Memory: line("/proc/meminfo", "MemTotal"),
		Began: b.began.UTC().Format(time.RFC3339), Load: loadAverage(), Seed: b.flags.Seed, Players: b.flags.Players,
		Rounds: b.plan.rounds, Quick: b.flags.Quick,
	}
	err := b.server.db.App.QueryRow(ctx, `select current_setting('server_version'), string_agg(name||'='||current_setting(name), ' ' order by name)
from pg_settings where name in ('fsync','full_page_writes','synchronous_commit','shared_buffers','max_wal_size','wal_compression','jit')`).
		Scan(&m.Postgres, &m.Settings)
	if err != nil {
		m.Settings = err.Error()
	}
	return m
}

func said(ctx context.Context, program string, args ...string) string {
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// line is the value of the first line of a file that begins so.
func line(file, begins string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for row := range bytes.Lines(text) {
		if key, value, ok := strings.Cut(string(row), ":"); ok && strings.TrimSpace(key) == begins {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// loadAverage is of the last minute.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}
