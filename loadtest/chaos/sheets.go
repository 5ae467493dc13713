package main

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

type runCommand struct {
	Level   string   `default:"commit" enum:"quick,commit,night" help:"How many trials each bar has: quick, commit or night (${default})."`
	Bars    []string `sep:"," placeholder:"BAR" help:"Only these bars."`
	Minutes float64  `placeholder:"M" help:"Run at the level what fits into so many minutes by the times on record, and the rest at the quick level; 0 runs everything."`
	Sheets  string   `placeholder:"FOLDER" help:"Where the records and the sheet go (sheets/LEVEL in the source tree)."`
	Mutants bool     `help:"Plant the bugs as well."`
	Race    bool     `help:"Build the tests with the race detector."`
}

type sheetCommand struct {
	Folder string `arg:"" help:"A run's folder, or one of records alone."`
	Times  bool   `help:"Print how long each test took at the level commit, for the times on record."`
}

// testMax bounds the tests of one package, by level.
var testMax = map[string]time.Duration{"quick": 20 * time.Minute, "commit": 3 * time.Hour, "night": 48 * time.Hour}

//go:embed times.json
var timesJSON []byte

// times is how many seconds the bars' tests took at the level commit, on two
// cores, by their names.
func times() (map[string]float64, error) {
	var took map[string]float64
	err := json.Unmarshal(timesJSON, &took)
	return took, err
}

func (c *runCommand) run(h house) int {
	tests, err := c.tests(h.root)
	if err != nil {
		return wrong(h.err, err)
	}
	folder, err := c.folder(h.root)
	if err != nil {
		return wrong(h.err, err)
	}
	s := &Sheet{Facts: gather(h.ctx, h.root), Level: c.Level, Began: time.Now()}
	err = c.trials(h, s, tests, folder)
	if err == nil && c.Mutants {
		s.Mutants, err = plant(h, c.mutants(), 1, c.Race)
	}
	s.Took = time.Since(s.Began)
	var readErr error
	s.Bars, readErr = records(folder)
	if err := errors.Join(err, readErr, s.save(folder)); err != nil {
		return wrong(h.err, err)
	}
	h.say("\n%s\nThe sheet is %s.", s.markdown(), filepath.Join(folder, sheetText))
	code := exitFine
	if c.Mutants {
		code = conclude(h, s.Mutants)
	}
	if s.failed() {
		code = exitFound
	}
	return code
}

func (c *runCommand) tests(root string) ([]barTest, error) {
	all, err := barTests(root)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New("there are no bars' tests here")
	}
	return ofBars(all, c.Bars)
}

// mutants are the bugs of the bars that run; those that take minutes each only
// where the bars take hours.
func (c *runCommand) mutants() []Mutant {
	want := map[int]bool{}
	for _, bar := range c.Bars {
		n, _ := numberOf(bar) // tests has read it
		want[n] = true
	}
	return slices.DeleteFunc(mutants(), func(m Mutant) bool {
		return m.Long && c.Level != "night" || len(want) > 0 && !want[barNumber(m.Bar)]
	})
}

// folder makes the run's folder and clears what an earlier run left there.
func (c *runCommand) folder(root string) (string, error) {
	folder, err := filepath.Abs(cmp.Or(c.Sheets, filepath.Join(root, "sheets", c.Level)))
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	old, err := filepath.Glob(filepath.Join(folder, recordFiles))
	for _, file := range old {
		err = errors.Join(err, os.Remove(file))
	}
	return folder, err
}

func (c *runCommand) trials(h house, s *Sheet, tests []barTest, folder string) (err error) {
	log, err := os.Create(filepath.Join(folder, logText))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	var short []barTest
	if c.Minutes > 0 {
		took, err := times()
		if err != nil {
			return err
		}
		tests, short = fitting(tests, c.Minutes*60, took)
	}
	h.say("%d tests of bars at level %s, %d more at level quick; all that they say is in %s",
		len(tests), c.Level, len(short), filepath.Join(folder, logText))
	for _, t := range short {
		s.LeftOut = append(s.LeftOut, t.Name)
		h.say("  too long for these minutes: %s %s", barOf(t.Name), t.Name)
	}
	for _, part := range []struct {
		level string
		tests []barTest
	}{{c.Level, tests}, {"quick", short}} {
		some, err := trials(h, part.tests, part.level, folder, c.Race, testMax[part.level], log)
		s.Tests = append(s.Tests, some...)
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *sheetCommand) run(h house) int {
	s, err := load(c.Folder)
	if err != nil {
		return wrong(h.err, err)
	}
	if c.Times {
		return wrongOr(h, printTimes(h.out, s))
	}
	if len(s.Bars) == 0 {
		return wrong(h.err, fmt.Errorf("%s holds no records", c.Folder))
	}
	h.say("%s", s.markdown())
	if s.failed() {
		return exitFound
	}
	return exitFine
}

func wrongOr(h house, err error) int {
	if err != nil {
		return wrong(h.err, err)
	}
	return exitFine
}

// printTimes writes what times.json is made of: the times on record, renewed by
// those of this run.
func printTimes(out io.Writer, s *Sheet) error {
	took, err := times()
	if err != nil {
		return err
	}
	for _, o := range s.Tests {
		if o.Level == "commit" && o.Verdict == "pass" {
			took[o.Test] = float64(int(o.Seconds*10)) / 10
		}
	}
	names := make([]string, 0, len(took))
	for name := range took {
		names = append(names, name)
	}
	slices.Sort(names)
	var text []byte
	for i, name := range names {
		end := ",\n"
		if i == len(names)-1 {
			end = "\n"
		}
		text = fmt.Appendf(text, "  %q: %.1f%s", name, took[name], end)
	}
	_, err = fmt.Fprintf(out, "{\n%s}\n", text)
	return err
}
