// Package protocol serves the pages that tell people how to talk to the server:
// the WebSocket's messages and codes, and the HTTP operations. `server gen`
// writes the pages from the same sources as the documents for programs; the
// style sheet is written by hand, in the colours of the tables.
package protocol

import (
	"embed"
	"net/http"
	"time"

	"bytes"
)

//go:embed socket.html http.html style.css
var files embed.FS

// The addresses of the pages.
const (
	Socket = "/protocol"
	HTTP   = "/protocol/http"
	Style  = "/protocol/style.css"
)

// Register serves the pages. They need nothing but themselves: no scripts, no
// fonts from elsewhere.
func Register(mux *http.ServeMux) {
	for path, name := range map[string]string{Socket: "socket.html", HTTP: "http.html", Style: "style.css"} {
		body, err := files.ReadFile(name)
		if err != nil {
			panic("protocol: " + err.Error()) // it is inside the program
		}
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-cache") // a new build is seen at once
			http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
		})
	}
}
