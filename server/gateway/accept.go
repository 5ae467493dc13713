package gateway

import (
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"croupier/games"
	"croupier/server/wire"
)

// ServeHTTP upgrades a request to a connection. Whatever speaks against it is
// answered over HTTP, before the upgrade. It returns at once: the connection
// has a goroutine of its own, because the handler's would keep the request and
// the HTTP server's buffers alive.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, why := g.refuse(r)
	from := addressKey(r.RemoteAddr)
	if status == 0 {
		switch g.admission.enter(from) {
		case fullNode:
			status, why = http.StatusServiceUnavailable, "full"
		case fullAddress:
			status, why = http.StatusTooManyRequests, "address"
		}
	}
	if status != 0 {
		g.metrics.refused.WithLabelValues(why).Inc()
		if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "5")
		}
		http.Error(w, why, status)
		return
	}
	c := g.newConn(from)
	// The origin was judged above: the library's own check lets a missing one
	// pass, and http for https.
	ws, err := websocket.Accept(&hijacker{w, c.sock}, r, &websocket.AcceptOptions{
		Subprotocols:       []string{wire.Subprotocol},
		InsecureSkipVerify: true,
		CompressionMode:    websocket.CompressionDisabled,
		OnPingReceived:     c.onPing,
		OnPongReceived:     c.onPong,
	})
	if err != nil {
		g.admission.leave(from)
		g.metrics.refused.WithLabelValues("handshake").Inc()
		if c.sock.Conn != nil {
			_ = c.sock.Close()
		}
		return
	}
	ws.SetReadLimit(wire.MessageBytesMax)
	c.ws = ws
	if !g.registry.add(c, func() { g.work.Go(c.run) }) {
		g.admission.leave(from)
		_ = ws.CloseNow()
	}
}

// refuse names the HTTP status against a request, or 0.
func (g *Gateway) refuse(r *http.Request) (status int, why string) {
	switch {
	case g.registry.isShut():
		return http.StatusServiceUnavailable, "draining"
	case !g.origins.allow(r.Header):
		return http.StatusForbidden, "origin"
	case r.URL.RawQuery != "":
		// URLs land in logs and histories: no ticket is ever taken from one, and
		// a client that puts one there learns it on the first try (B48).
		return http.StatusBadRequest, "query"
	case !offers(r.Header, wire.Subprotocol):
		return http.StatusBadRequest, "subprotocol"
	}
	return 0, ""
}

// offers says whether a handshake lists the subprotocol.
func offers(h http.Header, subprotocol string) bool {
	for _, line := range h.Values("Sec-WebSocket-Protocol") {
		for one := range strings.SplitSeq(line, ",") {
			if strings.TrimSpace(one) == subprotocol {
				return true
			}
		}
	}
	return false
}

func (g *Gateway) newConn(from string) *conn {
	c := &conn{g: g, from: from, began: g.since(), joined: map[games.RoomID]Room{}}
	c.sock = &socket{base: g.base, read: c.onRead}
	c.sock.heard.Store(int64(c.began))
	return c
}
