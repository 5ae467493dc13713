package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A module that the runner is tried on: two functions, an embedded file, and
// tests of them, one of which builds a program itself.
var toy = map[string]string{
	"go.mod": "module toy\n\ngo 1.26\n",
	"toy.go": `package toy

import _ "embed"

//go:embed word.txt
var word string

// Word is what the file says.
func Word() string { return word }

// Double is twice as much.
func Double(n int) int { return n + n }

// Half is unproved.
func Half(n int) int { return n / 2 }

// Count ends.
func Count(n int) {
	for n > 0 {
		n--
	}
}
`,
	"word.txt": "fine",
	"cmd/main.go": `package main

import (
	"fmt"

	"toy"
)

func main() { fmt.Print(toy.Double(2)) }
`,
	"toy_test.go": `package toy

import (
	"os/exec"
	"testing"
)

func TestDouble(t *testing.T) {
	t.Run("of two", func(t *testing.T) {
		if Double(2) != 4 {
			t.Fatal("not four")
		}
	})
}

func TestHalf(t *testing.T) { Half(2) }

func TestWord(t *testing.T) {
	if Word() != "fine" {
		t.Fatal(Word())
	}
}

func TestCount(t *testing.T) { Count(2) }

func TestFailsAlready(t *testing.T) { t.Fatal("as it is") }

func TestProgram(t *testing.T) {
	if out, err := exec.Command("go", "run", "./cmd").CombinedOutput(); err != nil || string(out) != "4" {
		t.Fatalf("%s %v", out, err)
	}
}
`,
}

func toyModule(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range toy {
		file := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return root
}

// The runner tells a bug that is found from one that is not, from a text that is
// no Go, from a test that hangs, and from one that fails without any bug; and it
// changes nothing of the tree.
func TestRunner(t *testing.T) {
	t.Parallel()
	root := toyModule(t)
	r, err := newRunner(root, false)
	require.NoError(t, err)
	twice := in("toy.go", "return n + n", "return n + n + 1")
	endless := in("toy.go", "\t\tn--\n", "")
	all := []Mutant{
		{Name: "caught", Edits: twice, Run: "^TestDouble$"},
		{Name: "survives", Edits: in("toy.go", "return n / 2", "return n / 3"), Run: "^TestHalf$"},
		{Name: "embedded", Edits: in("word.txt", "fine", "bad"), Run: "^TestWord$"},
		{Name: "nested", Edits: twice, Run: "^TestProgram$"},
		{Name: "no-go", Edits: in("toy.go", "return n + n", "return n +"), Run: "^TestDouble$"},
		{Name: "not-there", Edits: in("toy.go", "return n * n", "return n"), Run: "^TestDouble$"},
		{Name: "hangs", Edits: endless, Run: "^TestCount$", Timeout: time.Second},
		{Name: "may-hang", Edits: endless, Run: "^TestCount$", Timeout: time.Second, Hangs: true},
		{Name: "fails-already", Edits: twice, Run: "^TestFailsAlready$"},
		{Name: "no-test", Edits: twice, Run: "^TestNothing$"},
	}
	for i := range all {
		all[i].Package, all[i].What = ".", "A bug."
	}
	told := 0
	results := r.run(t.Context(), all, 2, func(Result) { told++ })
	require.Equal(t, len(all), told)
	want := map[string]struct {
		verdict Verdict
		by, why string
	}{
		"caught":        {Caught, "TestDouble/of_two", ""},
		"survives":      {Survived, "", ""},
		"embedded":      {Caught, "TestWord", ""},
		"nested":        {Caught, "TestProgram", ""},
		"no-go":         {Broken, "", "does not build"},
		"not-there":     {Broken, "", "but 0 times"},
		"hangs":         {Broken, "", "does not end"},
		"may-hang":      {Caught, "standstill", ""},
		"fails-already": {Broken, "", "fails already"},
		"no-test":       {Broken, "", "has no test"},
	}
	for i, got := range results {
		expected := want[all[i].Name]
		require.Equal(t, expected.verdict, got.Verdict, "%+v", got)
		require.Equal(t, expected.by, got.By, "%+v", got)
		require.Contains(t, got.Why, expected.why, "%+v", got)
	}
	for name, text := range toy {
		is, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.Equal(t, text, string(is))
	}
	temp := r.temp
	require.NoError(t, r.close())
	require.NoDirExists(t, temp)

	var out bytes.Buffer
	require.Equal(t, exitFound, conclude(house{ctx: t.Context(), out: &out}, results))
	require.Contains(t, out.String(), "SURVIVED: survives")
	require.Regexp(t, `10 planted, 4 caught\n$`, out.String())
	out.Reset()
	require.Equal(t, exitFine, conclude(house{ctx: t.Context(), out: &out}, results[:1]))
	require.Equal(t, "1 planted, 1 caught\n", out.String())
}

// A run that is stopped says so for what it did not try, and ends.
func TestRunnerStops(t *testing.T) {
	t.Parallel()
	r, err := newRunner(toyModule(t), false)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	results := r.run(ctx, []Mutant{{Name: "late", Edits: in("toy.go", "return n + n", "return n"), Package: ".", Run: "^TestDouble$"}}, 1, func(Result) {})
	require.Equal(t, Broken, results[0].Verdict)
	require.NoError(t, r.close())
}

func TestChoose(t *testing.T) {
	t.Parallel()
	all := []Mutant{{Name: "a", Bar: "B1", Package: "./x/y"}, {Name: "b", Bar: "B2", Package: "./x"}, {Name: "c", Bar: "B1", Package: "./x", Long: true}}
	names := func(words []string, long bool) string {
		chosen, err := choose(all, words, long)
		require.NoError(t, err)
		text := ""
		for _, m := range chosen {
			text += m.Name
		}
		return text
	}
	require.Equal(t, "ab", names(nil, false))
	require.Equal(t, "abc", names(nil, true))
	require.Equal(t, "ac", names([]string{"B1"}, false), "who names a long one means it")
	require.Equal(t, "ab", names([]string{"b", "x/y"}, false))
	_, err := choose(all, []string{"nothing"}, false)
	require.Error(t, err)
}

func TestEditsAreMadeTogether(t *testing.T) {
	t.Parallel()
	root := toyModule(t)
	files, err := in("toy.go", "return n + n", "return n * 2").and("toy.go", "return n * 2", "return n << 1").and("word.txt", "fine", "other").files(root)
	require.NoError(t, err)
	require.Contains(t, files["toy.go"], "return n << 1")
	require.Equal(t, "other", files["word.txt"])
	_, err = in("toy.go", "func ", "func  ").files(root)
	require.ErrorIs(t, err, errNotOnce)
	_, err = in("toy.go", "return n + n", "return n + n").files(root)
	require.Error(t, err)
}
