package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/rs/zerolog"
)

// policy is what pages may do: nothing but talk to this server. 'self' covers
// the WebSocket of the same origin.
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// Headers stands in front of everything that is served, the socket and the
// metrics included.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store") // balances and tokens are in no cache
		}
		next.ServeHTTP(w, r)
	})
}

// panics answers a fault of ours in the house's words and keeps the server up.
func panics(log zerolog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault) // net/http's own way to cut a connection
			}
			log.Error().Interface("panic", fault).Str("path", r.URL.Path).Bytes("stack", debug.Stack()).Msg("handler panicked")
			writeProblem(w, newProblem(http.StatusInternalServerError, textFault, nil))
		}()
		next.ServeHTTP(w, r.WithContext(log.WithContext(r.Context())))
	})
}

// onceEach refuses a query that names a parameter twice, or is none: the check
// and the reader could see different ones (B8).
func onceEach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "" || !strings.HasPrefix(r.URL.Path, "/api/") {
			next.ServeHTTP(w, r)
			return
		}
		query, err := url.ParseQuery(r.URL.RawQuery)
		twice := slices.ContainsFunc(slices.Collect(maps.Values(query)), func(values []string) bool { return len(values) > 1 })
		if err != nil || twice {
			writeProblem(w, newProblem(http.StatusBadRequest, "The address names something twice, or cannot be read.", nil))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// origin lets a request that changes something in only from pages of ours: from
// an origin on the list, or from no browser at all (B47).
func origin(allowed []string, next http.Handler) (http.Handler, error) {
	cross := http.NewCrossOriginProtection()
	for _, o := range allowed {
		if err := cross.AddTrustedOrigin(o); err != nil {
			return nil, err
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(denyOrigin))
	inner := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The list is more than the same host: a foreign name that resolves to
		// this address is the same host to a browser.
		if o := r.Header.Get("Origin"); o != "" && !safe(r.Method) && !slices.Contains(allowed, o) {
			denyOrigin(w, r)
			return
		}
		inner.ServeHTTP(w, r)
	}), nil
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func denyOrigin(w http.ResponseWriter, _ *http.Request) {
	p := newProblem(http.StatusForbidden, "This request came from another site. Open the tables at their own address.", nil)
	p.Code = "cross_origin"
	writeProblem(w, p)
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	writeJSON(w, p.Status, p.ContentType(""), p)
}

func writeJSON(w http.ResponseWriter, status int, contentType string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic("api: " + err.Error()) // only our own types come here
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client has gone: nothing to tell it
}

// addressOf is where a request came from. Headers of proxies are not believed:
// anyone can write them.
func addressOf(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return from.Addr().Unmap()
}
