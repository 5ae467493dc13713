package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// barTest is a test of a bar: TestB10SettleOnce, or TestB02… of B2.
type barTest struct {
	Bar     int
	Name    string
	Package string // "./rooms/journal"
}

var barFunc = regexp.MustCompile(`(?m)^func (TestB([0-9]{1,2})[A-Za-z_]\w*)\(`)

// barTests finds the bars' tests in the tree by their names.
func barTests(root string) ([]barTest, error) {
	var all []barTest
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || file != root && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(file, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, found := range barFunc.FindAllStringSubmatch(string(text), -1) {
			n, _ := strconv.Atoi(found[2]) // two digits
			all = append(all, barTest{Bar: n, Name: found[1], Package: "./" + path.Clean(filepath.ToSlash(rel))})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b barTest) int {
		if a.Package != b.Package {
			return strings.Compare(a.Package, b.Package)
		}
		if a.Bar != b.Bar {
			return a.Bar - b.Bar
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all, err
}

// numberOf is 10 of "B10", "b10" and "10".
func numberOf(bar string) (int, error) {
	n, err := strconv.Atoi(strings.TrimLeft(bar, "Bb"))
	if err != nil {
		return 0, fmt.Errorf("%q is no bar", bar)
	}
	return n, nil
}

// ofBars keeps the tests of some bars, "B10", "b2" or "2"; none keeps all.
func ofBars(all []barTest, bars []string) ([]barTest, error) {
	if len(bars) == 0 {
		return all, nil
	}
	want := map[int]bool{}
	for _, bar := range bars {
		n, err := numberOf(bar)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(t barTest) bool { return t.Bar == n }) {
			return nil, fmt.Errorf("no test is of B%d", n)
		}
		want[n] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(t barTest) bool { return !want[t.Bar] }), nil
}

// fitting parts the tests into those that are known to fit into some seconds
// together, the shortest first, and the rest. What was never measured is taken
// to be as long as unmeasured.
func fitting(all []barTest, seconds float64, took map[string]float64) (in, out []barTest) {
	const unmeasured = 30.0
	cost := func(t barTest) float64 {
		if s, ok := took[t.Name]; ok {
			return s
		}
		return unmeasured
	}
	byCost := slices.Clone(all)
	slices.SortStableFunc(byCost, func(a, b barTest) int {
		switch x, y := cost(a), cost(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	fits := map[barTest]bool{}
	for _, t := range byCost {
		if seconds -= cost(t); seconds < 0 {
			break
		}
		fits[t] = true
	}
	for _, t := range all {
		if fits[t] {
			in = append(in, t)
		} else {
			out = append(out, t)
		}
	}
	return in, out
}
