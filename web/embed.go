// Package web holds the pages as they were built, for the server to serve.
//
// The sources are TypeScript in src; `npm run build` writes them to dist/app.
// A committed placeholder lets the server be built before the pages ever were:
// then Dist has no app/index.html, and the server shows the placeholder.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist is the folder dist: placeholder.html always, and app/ once the pages
// were built. Safe for concurrent use.
var Dist = sub(dist, "dist")

func sub(files fs.FS, folder string) fs.FS {
	below, err := fs.Sub(files, folder)
	if err != nil {
		panic("web: " + err.Error()) // the name is a constant; it is always valid
	}
	return below
}
