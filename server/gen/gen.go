package gen

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Games are the types of each game, by its name and theirs (games.Rules.Types).
type Games map[string]map[string]any

// The files, from the repository's root.
const (
	asyncapiFile   = "server/wire/asyncapi.json"
	typescriptFile = "web/src/wire/wire.gen.ts"
)

// ErrStale says that a generated file is not what it would be now.
var ErrStale = errors.New("gen: stale; run `make gen`")

// Write writes the generated files. root is the repository's root, whose
// sources the comments come from.
func Write(root string, games Games) error {
	made, err := files(root, games)
	if err != nil {
		return err
	}
	return write(root, made)
}

func write(root string, made map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(made)) {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("gen: %w", err)
		}
		if err := os.WriteFile(path, made[name], 0o644); err != nil {
			return fmt.Errorf("gen: %w", err)
		}
	}
	return nil
}

// Check returns ErrStale, once for each file that Write would change.
func Check(root string, games Games) error {
	made, err := files(root, games)
	if err != nil {
		return err
	}
	return compare(root, made)
}

func compare(root string, made map[string][]byte) error {
	var stale []error
	for _, name := range slices.Sorted(maps.Keys(made)) {
		is, err := os.ReadFile(filepath.Join(root, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("gen: %w", err)
		}
		if !bytes.Equal(is, made[name]) {
			stale = append(stale, fmt.Errorf("%s: %w", name, ErrStale))
		}
	}
	return errors.Join(stale...)
}

func files(root string, games Games) (map[string][]byte, error) {
	p, err := readProtocol(root, games)
	if err != nil {
		return nil, err
	}
	doc, err := p.asyncapi()
	if err != nil {
		return nil, err
	}
	page, err := p.socketHTML(newSource(root))
	if err != nil {
		return nil, err
	}
	return map[string][]byte{asyncapiFile: doc, typescriptFile: p.typescript(), socketPageFile: page}, nil
}
