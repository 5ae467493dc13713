package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const treeRoot = "../.."

// Every planted bug can be planted in the tree as it is: its old texts occur
// once, what comes of it is Go, and the test that must find it exists.
func TestTheListIsTrue(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, m := range mutants() {
		require.False(t, names[m.Name], "%s is there twice", m.Name)
		names[m.Name] = true
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			require.Regexp(t, `^[BOD][0-9]{1,2}$`, m.Bar)
			require.Regexp(t, `^[a-z0-9-]+$`, m.Name)
			require.Regexp(t, `^[A-Z].*\.$`, m.What)
			require.NotEmpty(t, m.Edits)
			require.True(t, m.Long || !m.Bare, "what is quick runs without the bug first")
			files, err := m.files(treeRoot)
			require.NoError(t, err)
			for name, text := range files {
				require.NotContains(t, name, "_test.go", "a bug of a test is no bug of the house")
				if strings.HasSuffix(name, ".go") {
					require.NoError(t, isGo(name, text))
				}
			}
			require.NoError(t, hasTest(m))
		})
	}
}

// Each bar that has a test has a bug that the test must find (reliability,
// finding 9: a bar that no planted bug fails does not count).
func TestEachBarHasABug(t *testing.T) {
	t.Parallel()
	has := map[string]bool{}
	for _, m := range mutants() {
		has[m.Bar] = true
	}
	var missing []string
	for _, span := range [][2]int{{1, 11}, {13, 20}, {26, 28}, {31, 36}} {
		for n := span[0]; n <= span[1]; n++ {
			if bar := fmt.Sprintf("B%d", n); !has[bar] {
				missing = append(missing, bar)
			}
		}
	}
	require.Empty(t, missing)
	require.GreaterOrEqual(t, len(mutants()), 60)
}

// isGo says whether a file parses and still uses what it imports, as far as one
// file can say.
func isGo(name, text string) error {
	before, err := os.ReadFile(filepath.Join(treeRoot, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	was, err := used(name, string(before))
	if err != nil {
		return err
	}
	is, err := used(name, text)
	if err != nil {
		return err
	}
	for imported := range is {
		if was[imported] && !is[imported] {
			return fmt.Errorf("%s no longer uses %s", name, imported)
		}
	}
	return nil
}

// used lists a file's imports and whether a selector names each.
func used(name, text string) (map[string]bool, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	selected := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				selected[x.Name] = true
			}
		}
		return true
	})
	out := map[string]bool{}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		out[imported] = selected[callName(spec, imported)]
	}
	return out, nil
}

var major = regexp.MustCompile(`^v[0-9]+$`)

// callName is how a file calls a package: by its own name for it, or the last of
// the path that is no version.
func callName(spec *ast.ImportSpec, imported string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	if dir, last := path.Split(imported); major.MatchString(last) {
		imported = strings.TrimSuffix(dir, "/")
	}
	return path.Base(imported)
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(`)

// hasTest says whether every test that a mutant's pattern names is there.
func hasTest(m Mutant) error {
	top, _, _ := strings.Cut(m.Run, "/")
	pattern, err := regexp.Compile(top)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(treeRoot, filepath.FromSlash(m.Package), "*_test.go"))
	if err != nil {
		return err
	}
	var all []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, found := range testFunc.FindAllStringSubmatch(string(text), -1) {
			all = append(all, found[1])
		}
	}
	if !slices.ContainsFunc(all, pattern.MatchString) {
		return fmt.Errorf("%s has no test %s", m.Package, m.Run)
	}
	// Of alternatives in full, each must exist, or nobody would notice a renaming.
	if strings.HasPrefix(top, "^(") && strings.HasSuffix(top, ")$") {
		for name := range strings.SplitSeq(top[2:len(top)-2], "|") {
			if !slices.Contains(all, name) {
				return fmt.Errorf("%s has no test %s", m.Package, name)
			}
		}
	}
	return nil
}

// The page about safety sends nobody to a package that has no such test, and
// leaves out no bar that has one.
func TestThePageIsTrue(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(treeRoot, "docs", "safety.md"))
	require.NoError(t, err)
	all, err := barTests(treeRoot)
	require.NoError(t, err)
	told := map[int]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| B([0-9]+) \|.*\| ([^|]*) \|$`).FindAllStringSubmatch(string(page), -1) {
		bar, err := strconv.Atoi(row[1])
		require.NoError(t, err)
		told[bar] = true
		for _, quoted := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[2], -1) {
			if _, err := os.Stat(filepath.Join(treeRoot, quoted[1])); err != nil {
				continue // a command
			}
			if !slices.ContainsFunc(all, func(one barTest) bool { return one.Bar == bar }) {
				continue // its tests have names of their own
			}
			require.True(t, slices.ContainsFunc(all, func(one barTest) bool { return one.Bar == bar && one.Package == "./"+quoted[1] }),
				"docs/safety.md: no test of B%d is in %s", bar, quoted[1])
		}
	}
	for _, one := range all {
		require.True(t, told[one.Bar], "docs/safety.md says nothing of B%d (%s)", one.Bar, one.Name)
	}
}
