package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// report prints every figure and writes the files that were asked for.
func (b *bench) report(out io.Writer) error {
	b.machine.Took = time.Since(b.began).Round(time.Second).String()
	b.machine.Load += " → " + loadAverage()
	fmt.Fprintln(out)
	for _, f := range b.figures.list {
		fmt.Fprintf(out, "%-84s %14s  (%s to %s)\n", f.What, withUnit(f.Median, f.Unit), number(f.Min), number(f.Max))
	}
	fmt.Fprintln(out)
	for _, g := range goals {
		if f := b.figures.get(g.id); f != nil {
			fmt.Fprintf(out, "%-84s %14s  %s: %s\n", f.What, withUnit(f.Median, f.Unit), g.text(f.Unit), metWord(g.met(f)))
		}
	}
	if b.flags.JSON != "" {
		text, err := json.MarshalIndent(map[string]any{"machine": b.machine, "figures": b.figures.list}, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(b.flags.JSON, append(text, '\n'), 0o644); err != nil {
			return err
		}
	}
	if b.flags.Sheet != "" {
		return os.WriteFile(b.flags.Sheet, []byte(b.sheet()), 0o644)
	}
	return nil
}

// sheet is the run as a page.
func (b *bench) sheet() string {
	var s strings.Builder
	m := &b.machine
	fmt.Fprint(&s, "# The journal beside what others would have written\n\n"+
		"Written by `make bench`. All parts ran in turns in one run on one PostgreSQL with fsync, full_page_writes and synchronous_commit on; "+
		"figures are medians of the rounds, with the least and the most; ratios were taken within a round. "+
		"What each part does is said in `loadtest/bench/doc.go`.\n\n")
	for _, row := range [][2]string{
		{"commit", m.Commit}, {"began", m.Began + ", took " + m.Took}, {"machine", m.CPU + ", " + m.Memory + ", " + m.System},
		{"load of the system", m.Load}, {"Go", m.Go}, {"PostgreSQL", m.Postgres + ", " + m.Settings},
		{"rounds", fmt.Sprintf("%d (seed %d, %d players%s)", m.Rounds, m.Seed, m.Players, map[bool]string{true: ", quick"}[m.Quick])},
		{"books", b.books},
	} {
		fmt.Fprintf(&s, "- %s: %s\n", row[0], row[1])
	}
	fmt.Fprint(&s, "\n## Goals\n\n| | wanted | median | least to most | |\n|---|---|---|---|---|\n")
	for _, g := range goals {
		if f := b.figures.get(g.id); f != nil {
			fmt.Fprintf(&s, "| %s | %s | %s | %s to %s | %s |\n", f.What, g.text(f.Unit), withUnit(f.Median, f.Unit),
				number(f.Min), number(f.Max), metWord(g.met(f)))
		}
	}
	part := ""
	for _, f := range slices.SortedStableFunc(slices.Values(b.figures.list), byHeading) {
		if at := heading(f.ID); at != part {
			part = at
			fmt.Fprintf(&s, "\n## %s\n\n| | median | least to most |\n|---|---|---|\n", part)
		}
		fmt.Fprintf(&s, "| %s | %s | %s to %s |\n", f.What, withUnit(f.Median, f.Unit), number(f.Min), number(f.Max))
	}
	return s.String()
}

// headings are the sections, by how the ids of their figures begin.
var headings = []struct{ begins, heading string }{
	{"x.old.", "With a history, against without"},
	{"x.", "Ratios"},
	{"disk.", "The disk"},
	{"record.", "What is stored"},
	{"journal.", "The journal"},
	{"naive.", "One transaction per bet"},
	{"pgbench.", "pgbench"},
	{"settle.", "A round settled"},
	{"latency.", "Latency at fixed rates"},
	{"sockets.", "Through sockets"},
	{"old.", "With a history"},
}

func headingAt(id string) int {
	for i, h := range headings {
		if strings.HasPrefix(id, h.begins) {
			return i
		}
	}
	return len(headings) - 1
}

func heading(id string) string { return headings[headingAt(id)].heading }

func byHeading(a, b *figure) int { return headingAt(a.ID) - headingAt(b.ID) }

func metWord(met bool) string {
	if met {
		return "met"
	}
	return "missed"
}

func withUnit(v float64, unit string) string { return strings.TrimSpace(number(v) + " " + unit) }

// number is a figure with as many digits as it deserves.
func number(v float64) string {
	switch {
	case v == float64(int64(v)) && v < 1e6:
		return fmt.Sprintf("%d", int64(v))
	case v >= 1000:
		return thousands(int64(v + 0.5))
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func thousands(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
