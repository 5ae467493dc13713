package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"croupier/internal/bars"
)

// Verdict is what became of a mutant.
type Verdict string

// The verdicts. Only Caught is good.
const (
	Caught   Verdict = "caught"
	Survived Verdict = "SURVIVED" // the test passed with the bug in it
	Broken   Verdict = "ERROR"    // nothing was tried: see Why
)

// Result is a mutant and what became of it.
type Result struct {
	Name    string  `json:"name"`
	Bar     string  `json:"bar"`
	What    string  `json:"what"`
	Package string  `json:"package"`
	Verdict Verdict `json:"verdict"`
	By      string  `json:"by,omitempty"`  // the test that failed
	Why     string  `json:"why,omitempty"` // of an error
	Seconds float64 `json:"seconds"`       // of the test that decided, without the build
}

// buildMax bounds one go test -c, on a machine that builds everything anew.
const buildMax = 15 * time.Minute

// runner plants mutants in the module at root.
type runner struct {
	root string
	temp string
	race bool

	mu        sync.Mutex
	baselines map[string]*baseline // by package, pattern and environment
	plain     map[string]*baseline // by package: its tests as the tree is
}

// baseline is done once without a bug: the build of a package's tests, or the
// run of a pattern of them.
type baseline struct {
	once   sync.Once
	binary string
	err    error
}

// of finds what is done once under a key, or makes it.
func (r *runner) of(all map[string]*baseline, key string) *baseline {
	r.mu.Lock()
	defer r.mu.Unlock()
	if all[key] == nil {
		all[key] = &baseline{}
	}
	return all[key]
}

func newRunner(root string, race bool) (*runner, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "croupier-chaos-")
	if err != nil {
		return nil, err
	}
	return &runner{root: root, temp: temp, race: race, baselines: map[string]*baseline{}, plain: map[string]*baseline{}}, nil
}

func (r *runner) close() error { return os.RemoveAll(r.temp) }

// run tries the mutants, jobs at a time, and tells each result as it comes. It
// returns them in the order of the mutants.
func (r *runner) run(ctx context.Context, mutants []Mutant, jobs int, tell func(Result)) []Result {
	results := make([]Result, len(mutants))
	next := make(chan int)
	var workers sync.WaitGroup
	var telling sync.Mutex
	for range max(jobs, 1) {
		workers.Go(func() {
			for i := range next {
				results[i] = r.try(ctx, mutants[i])
				telling.Lock()
				tell(results[i])
				telling.Unlock()
			}
		})
	}
	for i := range mutants {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

// try plants one mutant.
func (r *runner) try(ctx context.Context, m Mutant) Result {
	result := Result{Name: m.Name, Bar: m.Bar, What: m.What, Package: m.Package, Verdict: Broken}
	if !m.Bare {
		if err := r.baseline(ctx, m); err != nil {
			result.Why = err.Error()
			return result
		}
	}
	folder, err := os.MkdirTemp(r.temp, "mutant-")
	if err != nil {
		result.Why = err.Error()
		return result
	}
	defer func() { _ = os.RemoveAll(folder) }() // of what remains, close says it
	list, err := overlay(r.root, folder, m.Edits)
	if err == nil {
		err = r.judge(ctx, m, folder, list, &result)
	}
	if err != nil {
		result.Verdict, result.Why = Broken, err.Error()
	}
	return result
}

// judge builds the test with the bug and runs it until it fails.
func (r *runner) judge(ctx context.Context, m Mutant, folder, list string, result *Result) error {
	binary, err := r.build(ctx, m, folder, list)
	if err != nil {
		return err
	}
	for range m.tries() {
		e, err := r.runTest(ctx, m, binary, list)
		if err != nil {
			return err
		}
		result.Seconds = e.took.Seconds()
		if result.Verdict, result.By, err = sentence(m, e); err != nil || result.Verdict == Caught {
			return err
		}
	}
	return nil
}

// baseline runs a mutant's test on the tree as it is, once for all the mutants
// that share it.
func (r *runner) baseline(ctx context.Context, m Mutant) error {
	b := r.of(r.baselines, strings.Join(append([]string{m.Package, m.Run}, m.Env...), "\x00"))
	b.once.Do(func() { b.err = r.runBaseline(ctx, m) })
	return b.err
}

func (r *runner) runBaseline(ctx context.Context, m Mutant) error {
	plain := r.of(r.plain, m.Package)
	plain.once.Do(func() {
		folder, err := os.MkdirTemp(r.temp, "baseline-")
		if err == nil {
			plain.binary, err = r.build(ctx, m, folder, "")
		}
		plain.err = err
	})
	if plain.err != nil {
		return plain.err
	}
	e, err := r.runTest(ctx, m, plain.binary, "")
	switch {
	case err != nil:
		return err
	case e.timeout || e.code != 0:
		return fmt.Errorf("without the bug, %s %s fails already: %s", m.Package, m.Run, excerpt(e.output))
	case strings.Contains(e.output, "no tests to run"):
		return fmt.Errorf("%s has no test %s", m.Package, m.Run)
	case !strings.Contains(e.output, "--- PASS: "):
		return fmt.Errorf("%s %s passes nothing: %s", m.Package, m.Run, excerpt(e.output))
	}
	return nil
}

// build makes the test's binary, with the overlay if there is one.
func (r *runner) build(ctx context.Context, m Mutant, folder, list string) (string, error) {
	binary := filepath.Join(folder, "it.test")
	args := []string{"test", "-c", "-ldflags=-w", "-o", binary}
	if list != "" {
		args = append(args, "-overlay", list)
	}
	if r.race {
		args = append(args, "-race")
	}
	e, err := process(ctx, buildMax, r.root, nil, "go", append(args, m.Package)...)
	switch {
	case err != nil:
		return "", err
	case e.timeout || e.code != 0:
		return "", fmt.Errorf("does not build: %s", excerpt(e.output))
	}
	if _, err := os.Stat(binary); err != nil {
		return "", fmt.Errorf("%s has no tests", m.Package)
	}
	return binary, nil
}

// runTest runs a test's binary in its package's folder, as go test does.
func (r *runner) runTest(ctx context.Context, m Mutant, binary, list string) (ended, error) {
	flags, err := nested(r.root, list)
	if err != nil {
		return ended{}, err
	}
	folder := filepath.Join(r.root, filepath.FromSlash(m.Package))
	args := []string{"-test.v", "-test.failfast", "-test.run", m.Run, "-test.timeout", m.timeout().String()}
	if rapid, err := usesRapid(folder); err != nil {
		return ended{}, err
	} else if rapid {
		// A file would leave the failure in the tree, to fail again without the bug;
		// and nobody reads the smallest case of it, which takes half a minute to find.
		args = append(args, "-rapid.nofailfile", "-rapid.shrinktime=1s")
	}
	env := append([]string{flags, bars.EnvLevel + "=quick", bars.EnvSheets + "="}, m.Env...)
	return process(ctx, m.timeout()+graceMax, folder, env, binary, args...)
}

// usesRapid says whether a folder's tests have rapid's flags.
func usesRapid(folder string) (bool, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		if bytes.Contains(text, []byte(`"pgregory.net/rapid"`)) {
			return true, nil
		}
	}
	return false, err
}

var (
	failLine    = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	timeoutLine = "panic: test timed out after"
	panicLine   = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*)$`)
)

// sentence reads what a test with a bug in it said. A failure that no test owns
// up to is none: the machine may have been at fault.
func sentence(m Mutant, e ended) (Verdict, string, error) {
	hung := e.timeout || strings.Contains(e.output, timeoutLine)
	by := ""
	for _, found := range failLine.FindAllStringSubmatch(e.output, -1) {
		if len(found[1]) > len(by) { // the innermost
			by = found[1]
		}
	}
	switch {
	case hung && m.Hangs:
		return Caught, "standstill", nil
	case hung:
		return Broken, "", fmt.Errorf("%s does not end within %v: %s", m.Run, m.timeout(), excerpt(e.output))
	case e.code == 0:
		return Survived, "", nil
	case strings.Contains(e.output, "dbtest: "):
		return Broken, "", fmt.Errorf("no database: %s", excerpt(e.output))
	case by != "":
		return Caught, by, nil
	}
	if found := panicLine.FindString(e.output); found != "" {
		return Caught, found, nil
	}
	return Broken, "", fmt.Errorf("fails without a failing test: %s", excerpt(e.output))
}

// excerpt is the end of an output, on one line.
func excerpt(text string) string {
	const most = 600
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = "… " + text[len(text)-most:]
	}
	return text
}
