package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"croupier/internal/bars"
)

// outcome is what became of a bar's test.
type outcome struct {
	Test    string  `json:"test"`
	Package string  `json:"package"`
	Level   string  `json:"level"`
	Verdict string  `json:"verdict"` // pass, fail, skip
	Seconds float64 `json:"seconds"`
}

// event is a line of go test -json.
type event struct {
	Action  string
	Package string
	Test    string
	Elapsed float64
	Output  string
}

// trials runs tests package by package, so that the load of one is no fault of
// another's, and shows each as it ends. Everything that the tests say goes to
// the log. The error is of what could not be run.
func trials(h house, tests []barTest, level, sheets string, race bool, limit time.Duration, log io.Writer) ([]outcome, error) {
	var all []outcome
	for len(tests) > 0 && h.ctx.Err() == nil {
		n := 1
		for n < len(tests) && tests[n].Package == tests[0].Package {
			n++
		}
		some, err := trialsOf(h, tests[:n], level, sheets, race, limit, log)
		all = append(all, some...)
		if err != nil {
			return all, err
		}
		tests = tests[n:]
	}
	return all, h.ctx.Err()
}

func trialsOf(h house, tests []barTest, level, sheets string, race bool, limit time.Duration, log io.Writer) ([]outcome, error) {
	names := make([]string, len(tests))
	for i, t := range tests {
		names[i] = t.Name
	}
	args := []string{"test", "-json", "-count=1", "-timeout", limit.String(), "-run", "^(" + strings.Join(names, "|") + ")$"}
	if race {
		args = append(args, "-race")
	}
	cmd := exec.CommandContext(h.ctx, "go", append(args, tests[0].Package)...)
	cmd.Dir = h.root
	cmd.Env = append(os.Environ(), bars.EnvLevel+"="+level, bars.EnvSheets+"="+sheets)
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = graceMax
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := reading{h: h, level: level, names: names, log: log, said: map[string][]string{}}
	readErr := r.read(out)
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case readErr != nil:
		return r.all, readErr
	case errors.As(err, &exit):
		r.missing(tests[0].Package) // of a package that does not build, or was stopped
	case err != nil:
		return r.all, err
	}
	return r.all, nil
}

// reading is what is known of a package's tests under way.
type reading struct {
	h     house
	level string
	names []string
	log   io.Writer
	said  map[string][]string // the last lines of each
	all   []outcome
}

// saidMax is how many lines of a failing test are shown.
const saidMax = 40

func (r *reading) read(out io.Reader) error {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, outputMax)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			e = event{Action: "output", Output: lines.Text() + "\n"} // go's own words
		}
		if e.Action == "output" || e.Action == "build-output" {
			if _, err := io.WriteString(r.log, e.Output); err != nil {
				return err
			}
			top, _, _ := strings.Cut(e.Test, "/")
			r.said[top] = append(r.said[top], strings.TrimRight(e.Output, "\n"))
			if n := len(r.said[top]); n > saidMax {
				r.said[top] = r.said[top][n-saidMax:]
			}
			continue
		}
		if e.Test != "" && !strings.Contains(e.Test, "/") && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip") {
			r.ended(outcome{Test: e.Test, Package: e.Package, Level: r.level, Verdict: e.Action, Seconds: e.Elapsed})
		}
	}
	return lines.Err()
}

func (r *reading) ended(o outcome) {
	r.all = append(r.all, o)
	r.h.say("%-5s %-60s %-5s %8.1fs  (%s)", barOf(o.Test), o.Test, o.Verdict, o.Seconds, o.Level)
	if o.Verdict == "fail" {
		for _, text := range r.said[o.Test] {
			r.h.say("      | %s", text)
		}
	}
	delete(r.said, o.Test)
}

// missing counts the tests that were asked for and never ended as failed.
func (r *reading) missing(pkg string) {
	for _, text := range r.said[""] {
		r.h.say("      | %s", text)
	}
	ended := map[string]bool{}
	for _, o := range r.all {
		ended[o.Test] = true
	}
	for _, name := range r.names {
		if !ended[name] {
			r.ended(outcome{Test: name, Package: pkg, Level: r.level, Verdict: "fail"})
		}
	}
}

// barOf is the bar of a test's name: "B7" of TestB07UnknownCommit.
func barOf(test string) string {
	if found := barFunc.FindStringSubmatch("func " + test + "("); found != nil {
		return "B" + strings.TrimLeft(found[2], "0")
	}
	return ""
}

// records reads what the bars left in a folder.
func records(folder string) ([]bars.Record, error) {
	files, err := filepath.Glob(filepath.Join(folder, recordFiles))
	if err != nil {
		return nil, err
	}
	var all []bars.Record
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var r bars.Record
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// recordFiles are the names that internal/bars gives them.
const recordFiles = "B[0-9]*.json"
