package protocol

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPagesAreServed(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	Register(mux)
	for path, want := range map[string]string{Socket: "text/html; charset=utf-8", HTTP: "text/html; charset=utf-8", Style: "text/css; charset=utf-8"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Equal(t, want, w.Header().Get("Content-Type"))
		require.Greater(t, w.Body.Len(), 1000)
	}
}
