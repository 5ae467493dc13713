package bars

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The variables that choose the level, the first seed and the records' folder.
const (
	EnvLevel  = "CROUPIER_BARS"
	EnvSheets = "CROUPIER_SHEETS"
)

// N is how many trials a bar has at each level.
type N struct{ Quick, Commit, Night int }

// Of is the number at a level; an unknown level is quick.
func (n N) Of(level string) int {
	switch level {
	case "commit":
		return n.Commit
	case "night":
		return n.Night
	}
	return n.Quick
}

// Level is the level of this run.
func Level() string {
	if level := os.Getenv(EnvLevel); level != "" {
		return level
	}
	return "quick"
}

// Record is what happened in the trials of a bar: one file of a result sheet.
type Record struct {
	Bar      string         `json:"bar"`  // "B10"
	What     string         `json:"what"` // what is injected
	Test     string         `json:"test"` // Go's name of it
	Level    string         `json:"level"`
	Planned  int            `json:"planned"`
	Trials   int            `json:"trials"`
	Landed   map[string]int `json:"landed"` // faults that really happened, by "kind/phase"
	Acked    int            `json:"acked"`
	Rejected int            `json:"rejected"`
	Unknown  int            `json:"unknown"`           // operations whose outcome the client never learned
	Reached  map[string]int `json:"reached,omitempty"` // dangerous states, how often
	Seeds    []uint64       `json:"seeds,omitempty"`
	Notes    []string       `json:"notes,omitempty"` // figures worth a line
	Failed   bool           `json:"failed"`
	Seconds  float64        `json:"seconds"`
}

// Run is a bar being tried. Its methods may be called from any goroutine.
type Run struct {
	t     testing.TB
	began time.Time

	mu sync.Mutex
	r  Record
}

// Start begins a bar. At the end of the test its record is written, and the
// test fails if fewer trials were made than planned.
func Start(t testing.TB, bar, what string, n N) *Run {
	t.Helper()
	run := &Run{t: t, began: time.Now(), r: Record{Bar: bar, What: what, Test: t.Name(), Level: Level(),
		Planned: n.Of(Level()), Landed: map[string]int{}, Reached: map[string]int{}}}
	if run.r.Planned <= 0 {
		t.Skipf("%s has no trials at level %s", bar, run.r.Level)
	}
	t.Cleanup(run.end)
	return run
}

// Trials is how many there are to make.
func (r *Run) Trials() int { return r.r.Planned }

// Trial counts one that was made and judged.
func (r *Run) Trial() { r.change(func(c *Record) { c.Trials++ }) }

// Landed counts faults that really happened, by kind and by the phase of the
// round that they met ("" where there is none).
func (r *Run) Landed(kind, phase string, times int) {
	key := strings.TrimSuffix(kind+"/"+phase, "/")
	r.change(func(c *Record) {
		if times > 0 {
			c.Landed[key] += times
		}
	})
}

// Ops counts what the clients learned.
func (r *Run) Ops(acked, rejected, unknown int) {
	r.change(func(c *Record) { c.Acked += acked; c.Rejected += rejected; c.Unknown += unknown })
}

// Reached notes that a dangerous state was met.
func (r *Run) Reached(state string) { r.change(func(c *Record) { c.Reached[state]++ }) }

// Seed notes a seed by which the trials can be repeated.
func (r *Run) Seed(seed uint64) { r.change(func(c *Record) { c.Seeds = append(c.Seeds, seed) }) }

// Note adds a line for the sheet.
func (r *Run) Note(line string) { r.change(func(c *Record) { c.Notes = append(c.Notes, line) }) }

// Must fails the test if a state was never met: the trials did not try it.
func (r *Run) Must(states ...string) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, state := range states {
		if r.r.Reached[state] == 0 {
			r.t.Errorf("%s: never met: %s", r.r.Bar, state)
		}
	}
}

func (r *Run) change(how func(*Record)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	how(&r.r)
}

func (r *Run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.r.Trials < r.r.Planned && !r.t.Failed() {
		r.t.Errorf("%s: %d trials of %d", r.r.Bar, r.r.Trials, r.r.Planned)
	}
	r.r.Failed = r.t.Failed()
	r.r.Seconds = time.Since(r.began).Seconds()
	folder := os.Getenv(EnvSheets)
	if folder == "" {
		return
	}
	text, err := json.MarshalIndent(r.r, "", "  ")
	if err == nil {
		name := strings.NewReplacer("/", "-", " ", "-").Replace(r.r.Bar + "-" + r.r.Test + ".json")
		err = os.WriteFile(filepath.Join(folder, name), append(text, '\n'), 0o600)
	}
	if err != nil {
		r.t.Errorf("%s: its record could not be written: %v", r.r.Bar, err)
	}
}
