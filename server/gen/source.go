package gen

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"iter"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

const module = "croupier/"

// source reads comments and constants from the repository's Go files.
type source struct {
	root     string
	fset     *token.FileSet
	packages map[string]*parsed // by import path
}

type parsed struct {
	files  []*ast.File
	types  map[string]string // doc by name
	fields map[string]string // doc by "Type.Field"
}

func newSource(root string) *source {
	return &source{root: root, fset: token.NewFileSet(), packages: map[string]*parsed{}}
}

// read parses a package of the module, tests apart.
func (s *source) read(path string) (*parsed, error) {
	if p := s.packages[path]; p != nil {
		return p, nil
	}
	dir := filepath.Join(s.root, filepath.FromSlash(strings.TrimPrefix(path, module)))
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("gen: no source of %s in %s: %w", path, dir, cmp.Or(err, fs.ErrNotExist))
	}
	p := &parsed{types: map[string]string{}, fields: map[string]string{}}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("gen: %w", err)
		}
		p.files = append(p.files, file)
		p.comments(file)
	}
	s.packages[path] = p
	return p, nil
}

// comments collects the docs of the file's struct types and their fields.
func (p *parsed) comments(file *ast.File) {
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		for _, spec := range decl.Specs {
			t := spec.(*ast.TypeSpec)
			p.types[t.Name.Name] = oneLine(t.Doc, decl.Doc)
			body, ok := t.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range body.Fields.List {
				for _, name := range f.Names {
					p.fields[t.Name.Name+"."+name.Name] = oneLine(f.Doc, f.Comment)
				}
			}
		}
	}
}

// oneLine is the first comment that says something, as one paragraph.
func oneLine(comments ...*ast.CommentGroup) string {
	for _, c := range comments {
		if text := strings.Join(strings.Fields(c.Text()), " "); text != "" {
			return text
		}
	}
	return ""
}

// typeDoc is the comment of a type of this module, "" of any other.
func (s *source) typeDoc(t reflect.Type) string {
	return s.doc(t, func(p *parsed) string { return p.types[t.Name()] })
}

func (s *source) fieldDoc(t reflect.Type, name string) string {
	generic, _, _ := strings.Cut(t.Name(), "[")
	return s.doc(t, func(p *parsed) string { return p.fields[generic+"."+name] })
}

func (s *source) doc(t reflect.Type, of func(*parsed) string) string {
	if !strings.HasPrefix(t.PkgPath(), module) {
		return ""
	}
	p, err := s.read(t.PkgPath())
	if err != nil {
		return "" // types of a test's own have no source here
	}
	return of(p)
}

// constNamed is an exported constant: a text or an integer.
type constNamed struct {
	name, doc string
	value     string // as JSON and TypeScript write it
}

var errImports = errors.New("imports are not followed")

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errImports }

// constants lists the exported constants of a package in the order of its
// files. Go's own checker evaluates them; it needs no imports for that.
func (s *source) constants(path string) ([]constNamed, error) {
	p, err := s.read(path)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := config.Check(path, s.fset, p.files, nil) // fails for the imports, and has the constants
	var list []*types.Const
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *types.Const) int { return cmp.Compare(a.Pos(), b.Pos()) })
	docs := p.constDocs()
	var all []constNamed
	for _, c := range list {
		switch c.Val().Kind() {
		case constant.String, constant.Int:
			all = append(all, constNamed{c.Name(), docs[c.Name()], c.Val().ExactString()})
		default:
			return nil, fmt.Errorf("gen: constant %s is no text and no integer", c.Name())
		}
	}
	return all, nil
}

func (p *parsed) constDocs() map[string]string {
	docs := map[string]string{}
	for decl, v := range p.consts() {
		var whole *ast.CommentGroup
		if !decl.Lparen.IsValid() {
			whole = decl.Doc
		}
		docs[v.Names[0].Name] = oneLine(v.Doc, v.Comment, whole)
	}
	return docs
}

// consts are the specs of every constant declaration, in the order of the files.
func (p *parsed) consts() iter.Seq2[*ast.GenDecl, *ast.ValueSpec] {
	return func(yield func(*ast.GenDecl, *ast.ValueSpec) bool) {
		for _, file := range p.files {
			for _, d := range file.Decls {
				decl, ok := d.(*ast.GenDecl)
				if !ok || decl.Tok != token.CONST {
					continue
				}
				for _, spec := range decl.Specs {
					if !yield(decl, spec.(*ast.ValueSpec)) {
						return
					}
				}
			}
		}
	}
}

// codes lists the constants of a package that are called Code… and are texts,
// in order, whatever their types.
func (s *source) codes(path string) ([]constNamed, error) {
	p, err := s.read(path)
	if err != nil {
		return nil, err
	}
	var all []constNamed
	for _, v := range p.consts() {
		if !strings.HasPrefix(v.Names[0].Name, "Code") || len(v.Values) != 1 {
			continue
		}
		if text, ok := v.Values[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
			all = append(all, constNamed{name: v.Names[0].Name, value: strings.Trim(text.Value, `"`)})
		}
	}
	return all, nil
}
