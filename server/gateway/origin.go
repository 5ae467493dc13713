package gateway

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// ClientHeader marks a client that is no browser. A page's scripts cannot set a
// header on a WebSocket, so it proves that no page sent the request.
const ClientHeader = "X-Croupier-Client"

// origins are the pages that may connect: scheme and host, exactly.
type origins map[string]bool

func parseOrigins(list []string) (origins, error) {
	o := origins{}
	for _, text := range list {
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" ||
			u.User != nil || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("gateway: %q is no origin such as https://play.example.com", text)
		}
		host := strings.ToLower(u.Host)
		if p := u.Port(); p == "80" && u.Scheme == "http" || p == "443" && u.Scheme == "https" {
			host = strings.TrimSuffix(host, ":"+p) // as browsers say it
		}
		o[u.Scheme+"://"+host] = true
	}
	return o, nil
}

// allow decides by the request's origin alone (B47, ASVS 4.4.2). A browser
// always says the page's origin; it must be listed, to the letter. A request
// without one is no browser's only if it says so by a header that no page can
// set, and carries no cookie. So a foreign page cannot connect with a visitor's
// browser, and could do nothing if it did: what a connection may do comes from
// the ticket in its hello, never from a cookie.
func (o origins) allow(h http.Header) bool {
	said := h.Values("Origin")
	if len(said) == 0 {
		bearer := strings.HasPrefix(h.Get("Authorization"), "Bearer ")
		return (bearer || h.Get(ClientHeader) != "") && len(h.Values("Cookie")) == 0
	}
	return len(said) == 1 && o[said[0]]
}
