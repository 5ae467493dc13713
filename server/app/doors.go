package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"croupier/games"
	"croupier/players"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/server/api"
	"croupier/server/backoffice"
	"croupier/server/gateway"
	"croupier/server/protocol"
	"croupier/server/wire"
	"croupier/wallet"
	"croupier/web"
)

// Bounds of HTTP, so that a slow client holds nothing for long (B46).
const (
	headerMax = 5 * time.Second
	readMax   = 15 * time.Second
	idleMax   = 2 * time.Minute
	headBytes = 16 << 10
)

// makeGateway makes the socket's side; it starts when the doors open.
func (s *Server) makeGateway(context.Context) error {
	key, err := s.keys.Shared("croupier.tokens.v1")
	if err != nil {
		return err
	}
	tokens, err := gateway.NewTokens(key, s.node(), s.clock, random{s.entropy})
	if err != nil {
		return err
	}
	s.tokens = tokens
	s.gateway, err = gateway.New(gateway.Options{
		Node: s.node(), Version: s.build.Version, Tokens: tokens, Clock: s.clock,
		Rooms: seats{s}, Sessions: s.people, Lobby: lobby{s}, Wallet: s.wallet,
		Origins: s.origins(), Log: s.log, ActEvery: s.build.ActEvery,
	})
	if err != nil {
		return err
	}
	s.people.OnRevoked(func(ids []players.SessionID) {
		for _, id := range ids {
			s.gateway.EndSession(id)
		}
	})
	return nil
}

func (s *Server) origins() []string {
	_, port, _ := net.SplitHostPort(s.node()) // the listener's own words
	return s.cfg.AllowedOrigins(port)
}

// openDoors serves: everything behind it is open by now.
func (s *Server) openDoors(ctx context.Context) error {
	more := []func(huma.API){func(a huma.API) {
		backoffice.Register(a, backoffice.Deps{People: s.people, Rooms: backoffice.Here(s.hall, s.node()),
			Statements: backoffice.Books(s.db.DB), Log: s.log})
	}}
	deps := api.Deps{
		DB: s.db.DB, People: s.people, Tickets: tickets{s.tokens}, Rooms: lobby{s}, Machines: machines{s}, Seats: s.journal, Rounds: s.journal, Registry: s.registry, Chains: fairness.Table{DB: s.db.App},
		Bodies: s.vault, Ready: s.Ready, Pages: web.Dist, Origins: s.origins(), Version: s.build.Version, Log: s.log,
	}
	if s.demo != nil {
		more = append(more, s.demo.Register)
		deps.Demo, deps.Welcome = true, s.demo.Welcome
	}
	deps.More = more
	pages, err := api.New(deps)
	if err != nil {
		return err
	}
	metrics, err := s.metrics()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/ws", s.gateway)
	mux.Handle("GET /metrics", metrics)
	mux.HandleFunc("GET /asyncapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(wire.AsyncAPI) // the client has gone: nothing to tell it
	})
	protocol.Register(mux)
	mux.Handle("/", pages)
	s.http = &http.Server{Handler: api.Headers(mux), ReadHeaderTimeout: headerMax, ReadTimeout: readMax, IdleTimeout: idleMax, MaxHeaderBytes: headBytes}
	s.gateway.Start()
	go func() {
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			s.served <- err
		}
		close(s.served)
	}()
	s.later(s.closeDoors)
	return nil
}

// closeDoors tells sockets to come back, then finishes the requests under way,
// and waits for the goroutine that accepts.
func (s *Server) closeDoors(ctx context.Context) error {
	err := errors.Join(s.gateway.Shutdown(ctx), s.http.Shutdown(ctx))
	for failed := range s.served {
		err = errors.Join(err, failed)
	}
	return err
}

func (s *Server) metrics() (http.Handler, error) {
	r := prometheus.NewRegistry()
	for _, c := range []prometheus.Collector{collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), s.gateway.Metrics(), hallMetrics{s.hall}} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	if err := s.journal.Metrics().Register(r); err != nil {
		return nil, err
	}
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{}), nil
}

// tickets gives the door the gateway's signer.
type tickets struct{ tokens *gateway.Tokens }

func (t tickets) Issue(_ context.Context, c api.Claims) (string, games.Moment, error) {
	p := c.Session.Player
	told := make([]rooms.Balance, len(c.Balances))
	for i, b := range c.Balances {
		told[i] = balanceOf(b)
	}
	return t.tokens.Ticket(gateway.Identity{Player: p.ID, Name: p.Name, Role: p.Role, Session: c.Session.ID,
		EndsMs: c.Session.CreatedAt.Add(players.SessionAbsolute).UnixMilli(), Test: p.Test}, told...)
}

func balanceOf(b wallet.Balance) rooms.Balance {
	return rooms.Balance{Player: games.PlayerID(b.Account.Entity()), Currency: b.Account.Currency(), Amount: b.Amount, Version: b.Version}
}

// seats gives the gateway the rooms that are open here.
type seats struct{ s *Server }

func (f seats) Room(id games.RoomID, player games.PlayerID) (gateway.Room, bool) {
	if room, ok := f.s.hall.Room(id); ok && (room.Seat() == 0 || room.Seat() == player) {
		return room, true
	}
	return nil, f.s.known(id)
}

// lobby is what anyone may know of the tables: those that are open here as they
// are, the others by the hints of their nodes.
type lobby struct{ s *Server }

func (l lobby) Cards(ctx context.Context) ([]wire.Card, error) { return l.s.cards(ctx) }

func (l lobby) Rules(_ context.Context, id games.RoomID) (api.RoomRules, bool, error) {
	for _, t := range l.s.tables {
		if t.Room == id {
			return api.RoomRules{Game: t.Game, Version: t.Rules, Options: t.Options}, true, nil
		}
	}
	return api.RoomRules{}, false, nil
}
