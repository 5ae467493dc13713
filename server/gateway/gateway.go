package gateway

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"croupier/players"
	"croupier/rooms"
	"croupier/server/wire"
)

// Options are what a gateway is made of. All but the last group are required.
type Options struct {
	Node    string // this node's name
	Version string // of the server, for welcome
	Tokens  *Tokens
	Clock   rooms.Clock

	Rooms    Rooms
	Sessions Sessions
	Lobby    Lobby
	Wallet   *Wallet

	// Origins are the pages that may connect, "scheme://host" or
	// "scheme://host:port", exactly. With none no page may.
	Origins []string

	Log             zerolog.Logger
	ConnsMax        int // on this node; 0: ConnsMax
	ConnsAddressMax int // from one address; 0: ConnsAddressMax
	// ActEvery is how often one connection may act in the long run; 0: as often as
	// a person clicks. For programs that measure: nobody else acts faster.
	ActEvery time.Duration
}

// Gateway is the WebSocket side of a node. It is an http.Handler for /ws; its
// methods may be called concurrently.
type Gateway struct {
	o         Options
	log       zerolog.Logger
	metrics   *Metrics
	origins   origins
	admission *admission
	registry  *registry
	lobby     *lobby

	work  sync.WaitGroup // goroutines of connections
	loops sync.WaitGroup
	stop  context.CancelFunc
	stops context.Context
	base  time.Time
	acts  pace
}

// New makes a gateway; Start starts it.
func New(o Options) (*Gateway, error) {
	if o.Tokens == nil || o.Clock == nil || o.Rooms == nil || o.Sessions == nil || o.Lobby == nil || o.Wallet == nil {
		return nil, errors.New("gateway: an option is missing")
	}
	allowed, err := parseOrigins(o.Origins)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		o: o, log: o.Log, metrics: newMetrics(), origins: allowed,
		admission: newAdmission(o.ConnsMax, o.ConnsAddressMax),
		base:      time.Now(),
		acts:      paceAct,
	}
	if o.ActEvery > 0 {
		g.acts.every = o.ActEvery
	}
	g.registry = newRegistry()
	g.lobby = newLobby(o.Lobby, o.Clock, o.Log)
	g.stops, g.stop = context.WithCancel(context.Background())
	return g, nil
}

// Start starts what runs beside the connections. Shutdown ends it.
func (g *Gateway) Start() {
	g.loops.Go(func() { g.sweepUntil(g.stops) })
	g.loops.Go(func() { g.checkUntil(g.stops) })
	g.loops.Go(func() { g.lobby.pollUntil(g.stops) })
	g.loops.Go(func() { g.o.Wallet.loadUntil(g.stops) })
}

// Metrics are the gateway's counters, for a Prometheus registry.
func (g *Gateway) Metrics() *Metrics { return g.metrics }

// EndSession closes a session's connections on this node at once with
// CloseSignedOut, and refuses its tickets and resume tokens from now on (B48).
// It does not wait.
func (g *Gateway) EndSession(id players.SessionID) {
	for _, c := range g.registry.endSession(id, g.o.Clock.Now()) {
		c.end(wire.CloseSignedOut, "signed out")
	}
}

// Connections is how many there are.
func (g *Gateway) Connections() int { return g.registry.count() }

// Shutdown refuses new connections, closes all with CloseGoingAway and waits
// until nothing of the gateway runs. When ctx ends first, sockets are closed
// under the connections and its error is returned; the wait is then short.
func (g *Gateway) Shutdown(ctx context.Context) error {
	for _, c := range g.registry.shut() {
		c.sendAway()
	}
	done := make(chan struct{})
	go func() {
		g.work.Wait()
		close(done)
	}()
	var err error
	select {
	case <-done:
	case <-ctx.Done():
		err = ctx.Err()
		for _, c := range g.registry.all(nil) {
			_ = c.sock.Close()
		}
		<-done
	}
	g.stop()
	g.loops.Wait()
	return err
}

func (g *Gateway) since() time.Duration { return time.Since(g.base) }
