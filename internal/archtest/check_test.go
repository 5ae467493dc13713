package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

type floor struct {
	number   int
	packages string // names, separated by spaces
}

type home struct{ driver, packages string }

type allowance struct{ pkg, allowed string }

// pkg is a package as the tree has it.
type pkg struct {
	path    string // below the module
	name    string
	imports []string // of everything but _test.go, on any platform
}

// plan is the table, looked up.
type plan struct {
	floorOf map[string]int
	tests   map[string]bool // †
}

func readPlan(floors []floor) plan {
	p := plan{map[string]int{}, map[string]bool{}}
	for _, f := range floors {
		for _, name := range strings.Fields(f.packages) {
			name, forTests := strings.CutSuffix(name, "†")
			p.floorOf[name] = f.number
			p.tests[name] = forTests
		}
	}
	return p
}

// check lists what is wrong with the packages, in sentences.
func check(packages []pkg) []string {
	p := readPlan(floors)
	var wrong []string
	for _, k := range packages {
		wrong = append(wrong, p.checkName(k)...)
		for _, imported := range k.imports {
			if ours, ok := strings.CutPrefix(imported, module+"/"); ok {
				wrong = append(wrong, p.checkOurs(k, ours)...)
			} else {
				wrong = append(wrong, p.checkForeign(k, imported)...)
			}
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func (p plan) checkName(k pkg) (wrong []string) {
	at, ok := p.floorOf[k.path]
	if !ok {
		wrong = append(wrong, fmt.Sprintf("%s has no floor: decide on one, and write it down", k.path))
	}
	if ok && (k.name == "main") != (at == mainFloor) {
		wrong = append(wrong, fmt.Sprintf("%s is package %s on floor %d: floor %d is for programs, and programs are there only", k.path, k.name, at, mainFloor))
	}
	for _, name := range []string{k.name, path.Base(k.path)} {
		if slices.Contains(nameless, name) {
			wrong = append(wrong, fmt.Sprintf("%s: %q says nothing of what is inside", k.path, name))
		}
	}
	return wrong
}

// checkOurs judges an import of the house.
func (p plan) checkOurs(k pkg, imported string) (wrong []string) {
	from, fromOK := p.floorOf[k.path]
	to, toOK := p.floorOf[imported]
	switch {
	case !fromOK || !toOK:
		// a package without a floor is reported once, by itself
	case to > from:
		wrong = append(wrong, fmt.Sprintf("%s (floor %d) imports %s (floor %d): up", k.path, from, imported, to))
	case to == from:
		wrong = append(wrong, fmt.Sprintf("%s (floor %d) imports %s: sideways", k.path, from, imported))
	}
	if p.tests[imported] {
		wrong = append(wrong, fmt.Sprintf("%s imports %s outside of its tests", k.path, imported))
	}
	for _, o := range only {
		if o.pkg == k.path && !slices.Contains(strings.Fields(o.allowed), imported) {
			wrong = append(wrong, fmt.Sprintf("%s imports %s: of the house it may know %s only", k.path, imported, o.allowed))
		}
	}
	return wrong
}

// checkForeign judges an import of the standard library or of another module.
func (p plan) checkForeign(k pkg, imported string) (wrong []string) {
	for _, h := range homes {
		if below(imported, h.driver) && !slices.Contains(strings.Fields(h.packages), k.path) {
			wrong = append(wrong, fmt.Sprintf("%s imports %s, whose home is %s", k.path, imported, h.packages))
		}
	}
	if at := p.floorOf[k.path]; below(imported, pgx) && at >= pgxBelow {
		wrong = append(wrong, fmt.Sprintf("%s (floor %d) imports %s, which is for the floors below %d", k.path, at, imported, pgxBelow))
	}
	for _, a := range pure {
		if below(k.path, a.pkg) && !p.tests[k.path] && !slices.Contains(strings.Fields(a.allowed), imported) {
			wrong = append(wrong, fmt.Sprintf("%s is pure and imports %s", k.path, imported))
		}
	}
	return wrong
}

// below says whether a path is another one or lies in it.
func below(p, in string) bool { return p == in || strings.HasPrefix(p, in+"/") }
