package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// readTree finds every package below a folder by reading its files, whatever
// platform they are for: a build on one of them would not see the others'.
func readTree(root fs.FS) ([]pkg, error) {
	found := map[string]*pkg{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if base := path.Base(name); name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") ||
				base == "testdata" || base == "node_modules" || base == "vendor") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		return readFile(root, name, found)
	})
	if err != nil {
		return nil, err
	}
	var packages []pkg
	for _, k := range found {
		slices.Sort(k.imports)
		k.imports = slices.Compact(k.imports)
		packages = append(packages, *k)
	}
	slices.SortFunc(packages, func(a, b pkg) int { return strings.Compare(a.path, b.path) })
	return packages, nil
}

func readFile(root fs.FS, name string, found map[string]*pkg) error {
	text, err := fs.ReadFile(root, name)
	if os.IsNotExist(err) {
		return nil // moved away under our eyes
	}
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return err
	}
	k := found[path.Dir(name)]
	if k == nil {
		k = &pkg{path: path.Dir(name), name: file.Name.Name}
		found[k.path] = k
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		k.imports = append(k.imports, imported)
	}
	return nil
}
