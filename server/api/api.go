package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"croupier/players"
)

// API is the door: the operations over what they stand on.
type API struct {
	Deps
	limits struct{ signIn, register, guest, ticket, recall *limiters }
	sheets sheets
}

// New makes the handler for everything but the socket and the metrics: the
// operations under /api, the document that describes them, health, and the
// pages for every other path.
func New(d Deps) (http.Handler, error) {
	if d.Now == nil {
		d.Now = time.Now
	}
	l := d.Limits.orDefaults()
	a := &API{Deps: d}
	a.limits.signIn, a.limits.register = newLimiters(l.SignIn), newLimiters(l.Register)
	a.limits.guest, a.limits.ticket = newLimiters(l.Guest), newLimiters(l.Ticket)
	a.limits.recall = newLimiters(l.Recall)

	mux := http.NewServeMux()
	document, err := a.operations(mux)
	if err != nil {
		return nil, err
	}
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(document) // the client has gone: nothing to tell it
	})
	mux.HandleFunc("/api/", notFound(mux))
	mux.HandleFunc("GET /livez", livez)
	mux.HandleFunc("GET /readyz", readyz(d.Ready))
	mux.Handle("/", pages(d.Pages))

	guarded, err := origin(d.Origins, onceEach(withToken(mux)))
	if err != nil {
		return nil, fmt.Errorf("api: allowed origins: %w", err)
	}
	return Headers(panics(d.Log, guarded)), nil
}

// operations registers all of them and returns the document that they make.
func (a *API) operations(mux *http.ServeMux) ([]byte, error) {
	operations := humago.New(mux, config(a.Version))
	a.register(operations)
	for _, more := range a.More {
		more(operations)
	}
	operations.OpenAPI().Extensions = map[string]any{"x-problem-codes": problemCodes()}
	document, err := json.Marshal(operations.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: the document: %w", err)
	}
	return document, nil
}

// Document is the OpenAPI document of the house, without a house behind it:
// more adds the operations of other packages, which are not called.
func Document(version string, more ...func(huma.API)) ([]byte, error) {
	a := &API{Deps: Deps{Version: version, More: more}}
	return a.operations(http.NewServeMux())
}

// config has the schemas inside the document and no page of huma's own, which
// would load scripts from elsewhere.
func config(version string) huma.Config {
	c := huma.DefaultConfig("Croupier", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	c.RejectUnknownQueryParameters = true
	c.Info.Description = "The tables, for players and operators. Amounts are integers in minor units, " +
		"times are milliseconds since the Unix epoch on the server's clock."
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "The token that a sign-in answers with."},
		"cookie": {Type: "apiKey", In: "cookie", Name: CookieName, Description: "Set by a sign-in; out of reach of scripts."},
	}
	return c
}

// SignedIn is the security of operations that need a session.
var SignedIn = []map[string][]string{{"bearer": {}}, {"cookie": {}}}

func (a *API) register(operations huma.API) {
	a.registerPeople(operations)
	a.registerTickets(operations)
	a.registerRooms(operations)
	a.registerMachines(operations)
	a.registerRounds(operations)
	a.registerChains(operations)
	a.registerStatements(operations)
}

// withToken puts the request's token where operations look for it. A bearer
// token is meant; a cookie merely comes along.
func withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := players.WithRequest(r.Context(), tokenOf(r), players.Client{Address: addressOf(r)})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func tokenOf(r *http.Request) players.Token {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "bearer") {
		return players.Token(strings.TrimSpace(token))
	}
	if cookie, err := r.Cookie(CookieName); err == nil {
		return players.Token(cookie.Value)
	}
	return ""
}

// notFound answers under /api in problems: a path that is none, or a method
// that the path does not have.
func notFound(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			probe := r.Clone(r.Context())
			probe.Method = method
			if _, pattern := mux.Handler(probe); pattern != "" && !strings.HasSuffix(pattern, "/") {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			writeProblem(w, newProblem(http.StatusNotFound, "There is nothing at this address.", nil))
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		writeProblem(w, newProblem(http.StatusMethodNotAllowed, "This address takes "+strings.Join(allowed, " or ")+".", nil))
	}
}

// isNoSession says whether an error only means that nobody is signed in.
func isNoSession(err error) bool { return errors.Is(err, players.ErrNoSession) }
