package gateway

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// B47: only listed origins pass, and a browser without one is refused, whatever
// credentials its request carries.
func TestOriginMatrix(t *testing.T) {
	t.Parallel()
	h := overTCP(t, func(o *Options) {
		o.Origins = []string{testOrigin, "http://localhost:8080", "https://Upper.example.com:443/"}
	})
	carries := map[string]http.Header{
		"nothing":  {},
		"a cookie": {"Cookie": {"croupier_session=abc"}},
		"a bearer": {"Authorization": {"Bearer abc"}},
		"a client": {ClientHeader: {"bot/1"}},
		"both":     {"Authorization": {"Bearer abc"}, "Cookie": {"croupier_session=abc"}},
	}
	for origin, listed := range map[string]bool{
		"https://play.example.com":          true,
		"http://localhost:8080":             true,
		"https://upper.example.com":         true,
		"http://play.example.com":           false, // scheme
		"https://play.example.com:8443":     false, // port
		"https://play.example.com.":         false,
		"https://evil.example.com":          false, // sub-domain
		"https://x.play.example.com":        false,
		"https://play.example.com.evil.com": false, // look-alike
		"https://evil.com/play.example.com": false,
		"https://play.example.com@evil.com": false,
		"https://playXexample.com":          false,
		"HTTPS://PLAY.EXAMPLE.COM":          false, // no browser says it so
		"http://localhost":                  false,
		"http://127.0.0.1:8080":             false, // the same host by another name
		"null":                              false,
		"file://":                           false,
		"*":                                 false,
		"":                                  false,
	} {
		for with, header := range carries {
			header := header.Clone()
			header.Set("Origin", origin)
			ws, res, err := h.handshake(h.url, header, wire.Subprotocol)
			if !listed {
				require.Error(t, err, "%q with %s", origin, with)
				require.Equal(t, http.StatusForbidden, res.StatusCode)
				continue
			}
			require.NoError(t, err, "%q with %s", origin, with)
			_ = ws.CloseNow()
		}
	}
	for with, passes := range map[string]bool{"nothing": false, "a cookie": false, "both": false, "a bearer": true, "a client": true} {
		ws, res, err := h.handshake(h.url, carries[with], wire.Subprotocol)
		if !passes {
			require.Error(t, err, "no origin with %s", with)
			require.Equal(t, http.StatusForbidden, res.StatusCode)
			continue
		}
		require.NoError(t, err, "no origin with %s", with)
		_ = ws.CloseNow()
	}
	twice := http.Header{"Origin": {testOrigin, "https://evil.com"}}
	_, _, err := h.handshake(h.url, twice, wire.Subprotocol)
	require.Error(t, err)
}

func TestOriginsOfOptions(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"play.example.com", "*", "https://", "ftp://play.example.com", "https://a.com/x", "https://u@a.com", "https://a.com?x"} {
		_, err := parseOrigins([]string{bad})
		require.Error(t, err, bad)
	}
	none, err := parseOrigins(nil)
	require.NoError(t, err)
	require.False(t, none.allow(http.Header{"Origin": {"http://localhost"}}))
}

func TestHandshakeRefused(t *testing.T) {
	t.Parallel()
	h := overTCP(t)
	page := http.Header{"Origin": {testOrigin}}
	for name, tc := range map[string]struct {
		url       string
		protocols []string
		status    int
	}{
		"no subprotocol":      {h.url, nil, http.StatusBadRequest},
		"another subprotocol": {h.url, []string{"croupier.v2+json"}, http.StatusBadRequest},
		"a ticket in the URL": {h.url + "?ticket=" + h.ticket(1), []string{wire.Subprotocol}, http.StatusBadRequest},
	} {
		_, res, err := h.handshake(tc.url, page, tc.protocols...)
		require.Error(t, err, name)
		require.Equal(t, tc.status, res.StatusCode, name)
	}
	ws, _, err := h.handshake(h.url, page, "other", wire.Subprotocol)
	require.NoError(t, err)
	require.Equal(t, wire.Subprotocol, ws.Subprotocol())
	_ = ws.CloseNow()

	res, err := http.Get(h.url)
	require.NoError(t, err)
	_ = res.Body.Close()
	require.Equal(t, http.StatusForbidden, res.StatusCode)
}

func TestAdmission(t *testing.T) {
	t.Parallel()
	a := newAdmission(4, 2)
	require.Equal(t, admit, a.enter("x"))
	require.Equal(t, admit, a.enter("x"))
	require.Equal(t, fullAddress, a.enter("x"))
	require.Equal(t, admit, a.enter("y"))
	require.Equal(t, admit, a.enter("z"))
	require.Equal(t, fullNode, a.enter("w"))
	a.leave("x")
	require.Equal(t, admit, a.enter("x"))
	for _, at := range []string{"x", "x", "y", "z"} {
		a.leave(at)
	}
	require.Empty(t, a.byAddress)
	require.Zero(t, a.total)

	for remote, key := range map[string]string{
		"192.0.2.7:99":           "192.0.2.7",
		"[::ffff:192.0.2.7]:99":  "192.0.2.7",
		"[2001:db8:1:2:3::4]:99": "2001:db8:1:2::/64",
		"127.0.0.1:99":           loopback,
		"[::1]:99":               loopback,
		"pipe":                   "pipe",
	} {
		require.Equal(t, key, addressKey(remote), remote)
	}
}

// A full node answers over HTTP and takes somebody in again when one has left.
func TestFullNode(t *testing.T) {
	t.Parallel()
	h := overTCP(t, func(o *Options) { o.ConnsMax = 1 })
	c, _ := h.enter(0)
	_, res, err := h.handshake(h.url, http.Header{"Origin": {testOrigin}}, wire.Subprotocol)
	require.Error(t, err)
	require.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
	require.NotEmpty(t, res.Header.Get("Retry-After"))
	_ = c.ws.CloseNow()
	require.Eventually(t, func() bool {
		ws, _, err := h.handshake(h.url, http.Header{"Origin": {testOrigin}}, wire.Subprotocol)
		if err == nil {
			_ = ws.CloseNow()
		}
		return err == nil
	}, 5*time.Second, 10*time.Millisecond)
}
