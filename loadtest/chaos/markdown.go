package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"croupier/internal/bars"
)

// markdown writes the sheet for people.
func (s *Sheet) markdown() string {
	w := &strings.Builder{}
	row := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	row("# Result sheet\n")
	if s.Facts.Commit != "" {
		s.writeFacts(row)
	}
	s.writeBars(row)
	s.writeLanded(row)
	s.writeReached(row)
	s.writeSeeds(row)
	s.writeMutants(row)
	s.writeFailures(row)
	row("## Not covered\n")
	for _, line := range notCovered {
		row("- %s", line)
	}
	return w.String()
}

// notCovered is what no trial here can show.
var notCovered = []string{
	"Power loss: `kill -9` keeps the operating system's cache, so it says nothing of `fsync`, nor of a disk that lies about it or rots.",
	"Real zones and real networks: all processes run on one machine, over loopback and Unix sockets.",
	"A standby that is promoted, a backup that is restored, an upgrade under way (B22, B24, B25): there is no such profile yet.",
	"Formal proof, and certification by a laboratory.",
	"Trials are not independent where one server lives through many of them: the bound 3/N is then a little too good.",
}

func (s *Sheet) writeFacts(row func(string, ...any)) {
	f, dirty := s.Facts, ""
	if f.Dirty {
		dirty = ", with changes that were not committed"
	}
	row("| | |")
	row("|---|---|")
	row("| commit | `%s`%s |", f.Commit, dirty)
	row("| level | %s |", s.Level)
	row("| began | %s |", s.Began.UTC().Format("2006-01-02 15:04 UTC"))
	row("| Go | %s |", f.Go)
	row("| PostgreSQL | %s |", or(f.PostgreSQL))
	row("| Redis | %s |", or(f.Redis))
	row("| machine | %d cores (%s), %.0f GiB, %s |", f.Cores, f.CPU, f.MemoryGiB, f.Kernel)
	row("| hours × cores | %s × %d |\n", hours(s.Took), f.Cores)
}

func or(some []string) string {
	if len(some) == 0 {
		return "none found"
	}
	return strings.Join(some, ", ")
}

func (s *Sheet) writeBars(row func(string, ...any)) {
	row("## Bars\n")
	sums := s.sums()
	if len(sums) == 0 {
		row("No bar left a record.\n")
		return
	}
	row("| bar | tests | trials | faults landed | acked | rejected | unknown | failures | chance of a failure, 95 %% | time |")
	row("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	for _, b := range sums {
		name := b.bar
		if b.quick && s.Level != "quick" {
			name += " *"
		}
		landed := 0
		for _, n := range b.landed {
			landed += n
		}
		row("| %s | %d | %s | %s | %s | %s | %s | %d | %s | %s |", name, b.tests, count(b.trials), count(landed),
			count(b.acked), count(b.rejected), count(b.unknown), b.failures, b.bound(), seconds(b.seconds))
	}
	row("")
	if len(s.LeftOut) > 0 {
		row("\\* at the quick level only, in whole or in part; `make chaos-long` runs these at their full numbers: %s.\n", strings.Join(s.LeftOut, ", "))
	}
}

func (s *Sheet) writeLanded(row func(string, ...any)) {
	row("## Faults that landed, by kind and phase\n")
	for _, b := range s.sums() {
		if len(b.landed) > 0 {
			row("- **%s** %s", b.bar, counts(b.landed))
		}
	}
	row("")
}

func (s *Sheet) writeReached(row func(string, ...any)) {
	row("## Dangerous states that were reached\n")
	for _, b := range s.sums() {
		if len(b.reached) > 0 {
			row("- **%s** %s", b.bar, counts(b.reached))
		}
	}
	row("")
	var notes []string
	for _, r := range s.Bars {
		for _, note := range r.Notes {
			notes = append(notes, fmt.Sprintf("- %s (%s): %s", r.Bar, r.Test, note))
		}
	}
	if len(notes) > 0 {
		row("## Notes\n\n%s\n", strings.Join(notes, "\n"))
	}
}

// seedsShown is how many seeds or runs of seeds of a test are named; those of one
// that failed are all named.
const seedsShown = 4

func (s *Sheet) writeSeeds(row func(string, ...any)) {
	if !slices.ContainsFunc(s.Bars, func(r bars.Record) bool { return len(r.Seeds) > 0 }) {
		return
	}
	row("## Seeds\n")
	for _, r := range s.Bars {
		if len(r.Seeds) == 0 {
			continue
		}
		shown, more := spans(r.Seeds), ""
		if !r.Failed && len(shown) > seedsShown {
			shown, more = shown[:seedsShown], " …"
		}
		row("- %s `%s`: %s%s (%d)", r.Bar, r.Test, strings.Join(shown, ", "), more, len(r.Seeds))
	}
	row("")
}

// spans writes seeds in their order, those that follow each other as "3–7".
func spans(seeds []uint64) []string {
	var out []string
	for i := 0; i < len(seeds); {
		n := i + 1
		for n < len(seeds) && seeds[n] == seeds[n-1]+1 {
			n++
		}
		text := strconv.FormatUint(seeds[i], 10)
		if n-i > 1 {
			text += "–" + strconv.FormatUint(seeds[n-1], 10)
		}
		out = append(out, text)
		i = n
	}
	return out
}

func (s *Sheet) writeMutants(row func(string, ...any)) {
	row("## Planted bugs\n")
	if len(s.Mutants) == 0 {
		row("None was planted in this run: `make mutants` plants them.\n")
		return
	}
	caught := 0
	row("| bug | bar | what | caught by | after |")
	row("|---|---|---|---|--:|")
	for _, m := range s.Mutants {
		by := "`" + m.By + "`"
		if m.Verdict == Caught {
			caught++
		} else {
			by = "**" + string(m.Verdict) + "** " + m.Why
		}
		row("| %s | %s | %s | %s | %.1f s |", m.Name, m.Bar, m.What, strings.ReplaceAll(by, "|", "\\|"), m.Seconds)
	}
	row("\n**%d planted, %d caught.**\n", len(s.Mutants), caught)
}

func (s *Sheet) writeFailures(row func(string, ...any)) {
	row("## Failures\n")
	none := true
	for _, o := range s.Tests {
		if o.Verdict == "fail" {
			none = false
			row("- `%s` of `%s`, level %s", o.Test, o.Package, o.Level)
		}
	}
	for _, r := range s.Bars {
		told := slices.ContainsFunc(s.Tests, func(o outcome) bool { return o.Verdict == "fail" && strings.HasPrefix(r.Test, o.Test) })
		if r.Failed && !told {
			none = false
			row("- %s `%s`: %s; %d trials of %d", r.Bar, r.Test, r.What, r.Trials, r.Planned)
		}
	}
	if none {
		row("None.")
	}
	row("")
}

func counts(of map[string]int) string {
	var texts []string
	for _, key := range sorted(of) {
		texts = append(texts, fmt.Sprintf("%s %s", key, count(of[key])))
	}
	return strings.Join(texts, " · ")
}

// count writes a number with its thousands apart.
func count(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Second / 10).String()
}
