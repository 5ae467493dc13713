package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"croupier/internal/bars"
)

// Sheet is a run as it is published.
type Sheet struct {
	Facts   Facts         `json:"facts"`
	Level   string        `json:"level"`
	Began   time.Time     `json:"began"`
	Took    time.Duration `json:"tookNs"`
	Bars    []bars.Record `json:"bars"`
	Tests   []outcome     `json:"tests"`
	LeftOut []string      `json:"leftOut,omitempty"` // bars' tests that ran at their quick level only
	Mutants []Result      `json:"mutants,omitempty"`
}

// The files of a run's folder.
const (
	sheetJSON = "sheet.json"
	sheetText = "sheet.md"
	logText   = "tests.log"
)

// load reads a run's folder: its sheet if it has one, and the records as they
// are now. A folder with records alone, such as one that several runs have
// filled, is a sheet as well.
func load(folder string) (*Sheet, error) {
	s := &Sheet{}
	written, err := os.ReadFile(filepath.Join(folder, sheetJSON))
	if err == nil {
		err = json.Unmarshal(written, s)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s.Bars, err = records(folder)
	return s, err
}

// save writes the sheet beside the records, for people and for programs.
func (s *Sheet) save(folder string) error {
	written, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, sheetJSON), append(written, '\n'), 0o644),
		os.WriteFile(filepath.Join(folder, sheetText), []byte(s.markdown()), 0o644))
}

// failed says whether anything is wrong: a trial, a test, a mutant.
func (s *Sheet) failed() bool {
	return slices.ContainsFunc(s.Bars, func(r bars.Record) bool { return r.Failed }) ||
		slices.ContainsFunc(s.Tests, func(o outcome) bool { return o.Verdict == "fail" }) ||
		slices.ContainsFunc(s.Mutants, func(r Result) bool { return r.Verdict != Caught })
}

// barSum is all records of one bar together.
type barSum struct {
	bar                      string
	tests, trials, failures  int
	landed, reached          map[string]int
	acked, rejected, unknown int
	seconds                  float64
	quick                    bool // some of it at the quick level only
}

// sums adds the records up by their bars.
func (s *Sheet) sums() []barSum {
	by := map[string]*barSum{}
	for _, r := range s.Bars {
		b := by[r.Bar]
		if b == nil {
			b = &barSum{bar: r.Bar, landed: map[string]int{}, reached: map[string]int{}}
			by[r.Bar] = b
		}
		b.tests++
		b.trials += r.Trials
		b.acked += r.Acked
		b.rejected += r.Rejected
		b.unknown += r.Unknown
		b.seconds += r.Seconds
		b.quick = b.quick || r.Level == "quick"
		if r.Failed {
			b.failures++
		}
		add(b.landed, r.Landed)
		add(b.reached, r.Reached)
	}
	all := make([]barSum, 0, len(by))
	for _, b := range by {
		all = append(all, *b)
	}
	slices.SortFunc(all, func(a, b barSum) int {
		return cmp.Or(barNumber(a.bar)-barNumber(b.bar), cmp.Compare(a.bar, b.bar))
	})
	return all
}

func add(to, from map[string]int) {
	for key, n := range from {
		to[key] += n
	}
}

// bound is the upper end of the 95 % interval of a failure's chance when N
// independent trials had none: 3/N (reliability, finding 10). With a failure, or
// without a trial, there is none to tell.
func (b barSum) bound() string {
	if b.failures > 0 || b.trials == 0 {
		return "–"
	}
	return "< " + percent(3/float64(b.trials))
}

func percent(part float64) string {
	if part >= 1 {
		return "100 %"
	}
	digits := 1
	for p := part * 100; p < 1 && digits < 4; p *= 10 {
		digits++
	}
	return strconv.FormatFloat(part*100, 'f', digits, 64) + " %"
}

// sorted are a map's keys, the most counted first.
func sorted(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
}
