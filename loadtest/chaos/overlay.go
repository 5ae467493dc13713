package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// overlay writes the edited copies of a mutant's files into a folder and says
// where go's list of replacements lies. It reaches embedded files, too.
func overlay(root, folder string, e Edits) (string, error) {
	files, err := e.files(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name, text := range files {
		copied := filepath.Join(folder, strings.ReplaceAll(name, "/", "__"))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, filepath.FromSlash(name))] = copied
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, list, 0o600)
}

// nested is GOFLAGS for what a test builds itself: with the same overlay.
func nested(root, overlay string) (string, error) {
	cmd := exec.Command("go", "env", "GOFLAGS")
	cmd.Dir = root
	flags, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOFLAGS: %w", err)
	}
	text := strings.TrimSpace(string(flags))
	if overlay != "" {
		flag := "-overlay=" + overlay
		if strings.ContainsAny(flag, " \t") {
			flag = "'" + flag + "'"
		}
		text = strings.TrimSpace(text + " " + flag)
	}
	return "GOFLAGS=" + text, nil
}
