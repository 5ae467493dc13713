package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Mutant is a planted bug and the test that must find it.
type Mutant struct {
	Name string
	Bar  string // "B10"; of several the first that it is for
	What string // the bug, in one sentence
	Edits

	Package string   // of the test: "./rooms/journal"
	Run     string   // go test's pattern
	Env     []string // of the test, "CROUPIER_BARS=commit"
	Timeout time.Duration
	// Hangs says that a test which does not end has caught it: the bug is a
	// standstill. Elsewhere a test that does not end has said nothing.
	Hangs bool
	// Tries is how often the test may run until it fails, where the bug shows in
	// some schedules only; nought is one.
	Tries int
	// Long is for bugs that take minutes to find.
	Long bool
	// Bare is for tests that run for a quarter of an hour without the bug: that
	// they pass, their bar's own run has to show.
	Bare bool
}

// Edit replaces a text that occurs once in a file of the tree.
type Edit struct{ File, Old, New string }

// Edits are made together: later ones of a file see the ones before.
type Edits []Edit

// in is one edit, which most mutants are.
func in(file, was, becomes string) Edits { return Edits{{file, was, becomes}} }

// and adds another.
func (e Edits) and(file, was, becomes string) Edits {
	return append(slices.Clip(e), Edit{file, was, becomes})
}

// The bounds of a test with a bug in it.
const (
	timeoutDefault = 4 * time.Minute
	// hangMax is how long a test may take whose bug is a standstill.
	hangMax = 90 * time.Second
	// graceMax is how long a test may take to report its own timeout.
	graceMax = 20 * time.Second
)

func (m Mutant) timeout() time.Duration { return cmp.Or(m.Timeout, timeoutDefault) }

func (m Mutant) tries() int { return max(m.Tries, 1) }

// is says whether a mutant is meant by a name, a bar or a file's folder.
func (m Mutant) is(word string) bool {
	return m.Name == word || m.Bar == word || strings.TrimPrefix(m.Package, "./") == strings.TrimSuffix(strings.TrimPrefix(word, "./"), "/")
}

var errNotOnce = errors.New("the old text is not there exactly once")

// files are the texts of the edited files, by their paths below root.
func (e Edits) files(root string) (map[string]string, error) {
	out := map[string]string{}
	for _, edit := range e {
		text, ok := out[edit.File]
		if !ok {
			read, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(edit.File)))
			if err != nil {
				return nil, err
			}
			text = string(read)
		}
		if n := strings.Count(text, edit.Old); n != 1 {
			return nil, fmt.Errorf("%s: %w, but %d times: %q", edit.File, errNotOnce, n, edit.Old)
		}
		if edit.Old == edit.New {
			return nil, fmt.Errorf("%s: the edit changes nothing", edit.File)
		}
		out[edit.File] = strings.Replace(text, edit.Old, edit.New, 1)
	}
	return out, nil
}

// mutants is the whole list, in the order of the bars.
func mutants() []Mutant {
	all := slices.Concat(moneyMutants(), actMutants(), growthMutants(), journalMutants(), ownerMutants(), roomMutants(), gameMutants(), feltMutants(), cardMutants(), cardRoomMutants(),
		blackjackMutants(), crashMutants(), slotMutants(), chanceMutants(), declaredMutants(), doorMutants(), auditMutants(), recountMutants(), replayMutants(), siegeMutants())
	slices.SortStableFunc(all, func(a, b Mutant) int { return barNumber(a.Bar) - barNumber(b.Bar) })
	return all
}

// barNumber is 10 of "B10", and large for what is no bar.
func barNumber(bar string) int {
	n := 0
	if _, err := fmt.Sscanf(bar, "B%d", &n); err != nil {
		return 1 << 20
	}
	return n
}

// choose picks the mutants that the words mean; none means all but the long ones
// unless long. A word that means nothing is an error.
func choose(all []Mutant, words []string, long bool) ([]Mutant, error) {
	if len(words) == 0 {
		return slices.DeleteFunc(slices.Clone(all), func(m Mutant) bool { return m.Long && !long }), nil
	}
	var out []Mutant
	for _, word := range words {
		if !slices.ContainsFunc(all, func(m Mutant) bool { return m.is(word) }) {
			return nil, fmt.Errorf("no mutant, bar or package is called %q", word)
		}
	}
	for _, m := range all {
		if slices.ContainsFunc(words, m.is) {
			out = append(out, m)
		}
	}
	return out, nil
}
