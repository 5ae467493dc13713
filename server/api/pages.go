package api

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// The parts of the folder of built pages (see package web).
const (
	pagesFolder     = "app"
	pagesIndex      = "app/index.html"
	pagesAssets     = "app/assets/" // names carry a hash of the content
	pagesNeverBuilt = "placeholder.html"
)

// pages serves the built pages. A path that names no file is one of the page's
// own and gets the index; a file that is missing stays missing, so that a
// broken link to a script is not answered with HTML.
func pages(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !safe(r.Method) || r.Method == http.MethodOptions {
			w.Header().Set("Allow", "GET, HEAD")
			writeProblem(w, newProblem(http.StatusMethodNotAllowed, "Only GET is understood here.", nil))
			return
		}
		name := path.Join(pagesFolder, path.Clean("/"+r.URL.Path))
		switch {
		case isFile(files, name):
			if strings.HasPrefix(name, pagesAssets) {
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			} else {
				w.Header().Set("Cache-Control", "no-cache")
			}
			serveFile(w, r, files, name)
		case path.Ext(name) != "":
			writeProblem(w, newProblem(http.StatusNotFound, "There is nothing at this address.", nil))
		default:
			w.Header().Set("Cache-Control", "no-cache") // a new build is seen at once
			serveIndex(w, r, files)
		}
	})
}

func serveIndex(w http.ResponseWriter, r *http.Request, files fs.FS) {
	if isFile(files, pagesIndex) {
		serveFile(w, r, files, pagesIndex)
		return
	}
	// The placeholder is one file, and carries its style in itself: that text is
	// let through and no other.
	if body, err := fs.ReadFile(files, pagesNeverBuilt); err == nil {
		if style, ok := inlineStyle(string(body)); ok {
			sum := sha256.Sum256([]byte(style))
			w.Header().Set("Content-Security-Policy", policy+"; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
		}
	}
	serveFile(w, r, files, pagesNeverBuilt)
}

// inlineStyle is the text of a page's one style element.
func inlineStyle(page string) (string, bool) {
	_, rest, open := strings.Cut(page, "<style>")
	style, _, closed := strings.Cut(rest, "</style>")
	return style, open && closed
}

// serveFile keeps net/http from sending an index to its folder.
func serveFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	body, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		writeProblem(w, newProblem(http.StatusNotFound, "The pages were never built. Run make run.", nil))
		return
	}
	if err != nil {
		panic(err) // the folder is inside the program
	}
	http.ServeContent(w, r, name, time.Time{}, strings.NewReader(string(body)))
}

func isFile(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}
