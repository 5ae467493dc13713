package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
)

func writeRecord(t *testing.T, folder, name string, r bars.Record) {
	t.Helper()
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), text, 0o600))
}

// The sheet is the sum of the records: nothing that failed is left out, and a
// bound is told for trials without a failure only.
func TestSheet(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeRecord(t, folder, "B10-TestB10A.json", bars.Record{Bar: "B10", What: "settle ten times", Test: "TestB10A", Level: "commit", Planned: 300, Trials: 300,
		Landed: map[string]int{"race/closed": 299, "race/open": 1}, Acked: 1234, Rejected: 5, Unknown: 6,
		Reached: map[string]int{"both wrote at once": 41}, Seeds: []uint64{1, 2, 3, 7, 9, 11, 13}, Notes: []string{"p95 3 ms"}, Seconds: 12.3})
	writeRecord(t, folder, "B10-TestB10B.json", bars.Record{Bar: "B10", Test: "TestB10B", Level: "commit", Planned: 700, Trials: 700, Acked: 1, Seconds: 1})
	writeRecord(t, folder, "B2-TestB02A.json", bars.Record{Bar: "B2", What: "funds for k", Test: "TestB02A", Level: "quick", Planned: 3, Trials: 2, Failed: true, Seeds: []uint64{70, 8, 90, 10, 110}})
	s, err := load(folder)
	require.NoError(t, err)
	s.Level, s.LeftOut = "commit", []string{"TestB02A"}
	s.Facts = Facts{Commit: "abc", Dirty: true, Cores: 2}
	s.Mutants = []Result{{Name: "x", Bar: "B10", What: "A bug.", Verdict: Caught, By: "TestB10A"}, {Name: "y", Bar: "B2", What: "Another.", Verdict: Survived}}
	text := s.markdown()
	require.Contains(t, text, "| B10 | 2 | 1,000 | 300 | 1,235 | 5 | 6 | 0 | < 0.30 % | 13.3s |")
	require.Contains(t, text, "| B2 * | 1 | 2 | 0 | 0 | 0 | 0 | 1 | – |")
	require.Less(t, strings.Index(text, "| B2 *"), strings.Index(text, "| B10 "), "in the order of the bars")
	require.Contains(t, text, "- **B10** race/closed 299 · race/open 1")
	require.Contains(t, text, "- **B10** both wrote at once 41")
	require.Contains(t, text, "1–3, 7, 9, 11 … (7)")
	require.Contains(t, text, "70, 8, 90, 10, 110 (5)", "all seeds of a failure")
	require.Contains(t, text, "with changes that were not committed")
	require.Contains(t, text, "**2 planted, 1 caught.**")
	require.Contains(t, text, "- B2 `TestB02A`: funds for k; 2 trials of 3")
	require.Contains(t, text, "p95 3 ms")
	require.Contains(t, text, "Power loss")
	require.True(t, s.failed())

	require.NoError(t, s.save(folder))
	again, err := load(folder)
	require.NoError(t, err)
	require.Equal(t, text, again.markdown(), "the sheet is made again from what lies there")
	require.NoError(t, os.Remove(filepath.Join(folder, "B2-TestB02A.json")))
	again, err = load(folder)
	require.NoError(t, err)
	require.True(t, again.failed(), "a mutant survived")
	again.Mutants = again.Mutants[:1]
	require.False(t, again.failed())
	require.Contains(t, again.markdown(), "None.")
	again.Tests = []outcome{{Test: "TestB12", Verdict: "fail"}}
	require.True(t, again.failed(), "a test that left no record failed")
}

func TestBoundNeedsTrials(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		trials, failures int
		bound            string
	}{{0, 0, "–"}, {1, 0, "< 100 %"}, {200, 0, "< 1.5 %"}, {1000, 0, "< 0.30 %"}, {200_000, 0, "< 0.0015 %"}, {1000, 1, "–"}} {
		require.Equal(t, c.bound, barSum{trials: c.trials, failures: c.failures}.bound(), "%+v", c)
	}
	require.Equal(t, "1,234,567", count(1234567))
	require.Equal(t, "123", count(123))
}

func TestBarsTests(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "a", "b"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "a", "b", "x_test.go"),
		[]byte("package b\n\nfunc TestB07Cut(t *testing.T) {}\nfunc TestB7(t *testing.T) {}\nfunc TestBetsAtTheClose(t *testing.T) {}\nfunc TestB16Kill(t *testing.T) {}\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "y_test.go"), []byte("package y\n\nfunc TestB7Again(t *testing.T) {}\n"), 0o600))
	all, err := barTests(root)
	require.NoError(t, err)
	require.Equal(t, []barTest{{7, "TestB7Again", "./."}, {7, "TestB07Cut", "./a/b"}, {16, "TestB16Kill", "./a/b"}}, all)
	some, err := ofBars(all, []string{"B16"})
	require.NoError(t, err)
	require.Equal(t, all[2:], some)
	some, err = ofBars(all, []string{"b7"})
	require.NoError(t, err)
	require.Equal(t, all[:2], some)
	_, err = ofBars(all, []string{"B8"})
	require.Error(t, err)
	require.Equal(t, "B7", barOf("TestB07Cut"))
	require.Empty(t, barOf("TestBetsAtTheClose"))

	in, out := fitting(all, 100, map[string]float64{"TestB7Again": 90, "TestB07Cut": 20, "TestB16Kill": 61})
	require.Equal(t, all[1:], in, "the shortest first")
	require.Equal(t, all[:1], out)
}

// What go test says becomes outcomes: a failure with its words, and a test that
// never ended as one that failed.
func TestReading(t *testing.T) {
	t.Parallel()
	var out, log bytes.Buffer
	r := reading{h: house{out: &out}, level: "quick", names: []string{"TestB1A", "TestB2B", "TestB3C"}, log: &log, said: map[string][]string{}}
	require.NoError(t, r.read(strings.NewReader(`{"Action":"output","Package":"p","Test":"TestB1A","Output":"broke here\n"}
{"Action":"fail","Package":"p","Test":"TestB1A/inner","Elapsed":1}
{"Action":"fail","Package":"p","Test":"TestB1A","Elapsed":1.5}
{"Action":"pass","Package":"p","Test":"TestB2B","Elapsed":2}
panic: and not JSON
{"Action":"fail","Package":"p","Elapsed":4}
`)))
	r.missing("p")
	require.Equal(t, []outcome{
		{"TestB1A", "p", "quick", "fail", 1.5}, {"TestB2B", "p", "quick", "pass", 2}, {"TestB3C", "p", "quick", "fail", 0},
	}, r.all)
	require.Contains(t, out.String(), "broke here")
	require.Contains(t, out.String(), "panic: and not JSON")
	require.Contains(t, log.String(), "broke here")
}

func TestTimesOnRecord(t *testing.T) {
	t.Parallel()
	took, err := times()
	require.NoError(t, err)
	all, err := barTests(treeRoot)
	require.NoError(t, err)
	known := map[string]bool{}
	for _, one := range all {
		known[one.Name] = true
	}
	for name := range took {
		require.True(t, known[name], "%s is no test any more", name)
	}
	var out bytes.Buffer
	require.NoError(t, printTimes(&out, &Sheet{Tests: []outcome{{Test: "TestB1New", Level: "commit", Verdict: "pass", Seconds: 3.14}}}))
	renewed := map[string]float64{}
	require.NoError(t, json.Unmarshal(out.Bytes(), &renewed))
	require.InDelta(t, 3.1, renewed["TestB1New"], 0.001)
}

func TestFacts(t *testing.T) {
	t.Parallel()
	f := gather(t.Context(), treeRoot)
	require.NotEmpty(t, f.Go)
	require.Positive(t, f.Cores)
	require.Positive(t, f.MemoryGiB)
	require.NotEmpty(t, f.Kernel)
}
