package api

import (
	"context"
	"net/http"
	"time"
)

// readyMax bounds the question whether this node is ready.
const readyMax = 2 * time.Second

type health struct {
	OK  bool   `json:"ok"`
	Why string `json:"why,omitempty"`
}

// livez says that the process answers. It asks nothing of the database: a
// restart would not mend that (S10).
func livez(w http.ResponseWriter, _ *http.Request) {
	writeHealth(w, nil)
}

// readyz says whether clients should be sent here: not before recovery is done
// (D17), and not while the node drains.
func readyz(ready func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyMax)
		defer cancel()
		writeHealth(w, ready(ctx))
	}
}

func writeHealth(w http.ResponseWriter, err error) {
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeJSON(w, http.StatusServiceUnavailable, "application/json", health{Why: err.Error()})
		return
	}
	writeJSON(w, http.StatusOK, "application/json", health{OK: true})
}
