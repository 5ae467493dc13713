package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"croupier/games"
	"croupier/players"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/rooms/cluster"
	"croupier/rooms/journal"
	"croupier/server/config"
	"croupier/server/demo"
	"croupier/server/gateway"
	"croupier/server/owner"
	"croupier/store"
	"croupier/wallet"
)

// Build is what the server says of itself, and what a program that measures it
// puts in its place.
type Build struct {
	Version string

	// Journal, if set, makes what the rooms hand their entries to, in front of the
	// journal or instead of it. stop is called when the rooms have stopped.
	Journal func(context.Context, *store.DB, *journal.Journal) (_ rooms.Journal, stop func(), err error)
	// ActEvery, if set, is the pace of one connection's acts (gateway.Options).
	ActEvery time.Duration
}

// Server is a house that is open: from New until Close. Its methods are for one
// goroutine.
type Server struct {
	cfg   config.Serve
	build Build
	log   zerolog.Logger
	say   func(string) // lines for the person who started it

	listener net.Listener
	http     *http.Server
	served   chan error

	db       *database
	entropy  *rng.Entropy
	keys     *fairness.Keyring
	cluster  *cluster.Cluster
	journal  *journal.Journal
	entries  rooms.Journal // the journal, but for programs that measure
	clock    *owner.Clock
	registry *rooms.Registry
	vault    sealer
	hall     *rooms.Hall
	owner    *owner.Owner
	people   *players.People
	wallet   *gateway.Wallet
	tokens   *gateway.Tokens
	gateway  *gateway.Gateway
	checker  *wallet.Checker
	rules    []games.Rules
	tables   []demo.Table
	machines []demo.Machine
	demo     *demo.Demo
	bots     *demo.Bots

	ready  atomic.Bool
	broken chan error // the books are wrong, or the database is gone
	undo   []func(context.Context) error
}

// New opens the house in the order of the package comment and returns when it is
// ready. Its errors are one line each; whatever was opened before is closed.
func New(ctx context.Context, cfg config.Serve, build Build, log zerolog.Logger, say func(string)) (*Server, error) {
	s := &Server{cfg: cfg, build: build, log: log, say: say, clock: &owner.Clock{},
		served: make(chan error, 1), broken: make(chan error, 1)}
	for _, step := range []func(context.Context) error{
		s.readRules, s.listen, s.openDatabase, s.openKeys, s.openCluster, s.openJournal, s.openTables, s.selfTest, s.makeHall, s.makeGateway,
		s.openRooms, s.openDemo, s.openDoors, s.openChecker,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.unwind(context.WithoutCancel(ctx)))
		}
	}
	s.ready.Store(true)
	return s, nil
}

// later remembers how to close what was just opened; the last is closed first.
func (s *Server) later(undo func(context.Context) error) { s.undo = append(s.undo, undo) }

func (s *Server) unwind(ctx context.Context) error {
	var errs []error
	for i := len(s.undo) - 1; i >= 0; i-- {
		errs = append(errs, s.undo[i](ctx))
	}
	s.undo = nil
	return errors.Join(errs...)
}

// listen comes first, so that a port that is taken is known before anything is
// made. Nothing is accepted until the rooms are open (D17).
func (s *Server) listen(ctx context.Context) error {
	var err error
	var how net.ListenConfig
	if s.listener, err = how.Listen(ctx, "tcp", s.cfg.Listen); err != nil {
		return fmt.Errorf("cannot listen on %s: %w (is another server running? choose another with --listen)", s.cfg.Listen, cause(err))
	}
	s.later(func(context.Context) error {
		if err := s.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return nil
}

// cause is the innermost error of a network error, which says it in few words.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}

func (s *Server) openDatabase(ctx context.Context) (err error) {
	if s.db, err = openDatabase(ctx, s.cfg.Store, int32(s.cfg.PoolMax), s.say); err != nil {
		return err
	}
	s.later(s.db.close)
	return nil
}

func (s *Server) openCluster(ctx context.Context) (err error) {
	if s.cluster, err = cluster.Open(ctx, cluster.Config{URL: s.cfg.RedisURL, Node: s.node(), Log: s.log}); err != nil {
		return err
	}
	s.later(func(context.Context) error { return s.cluster.Close() })
	return nil
}

func (s *Server) openJournal(ctx context.Context) (err error) {
	s.journal, err = journal.New(ctx, journal.Config{DB: s.db.App, QueueMax: s.cfg.JournalQueue, Log: s.log})
	if err != nil {
		return err
	}
	s.journal.Start()
	s.later(s.journal.Stop)
	s.entries = s.journal
	if s.build.Journal == nil {
		return nil
	}
	var stop func()
	if s.entries, stop, err = s.build.Journal(ctx, s.db.DB, s.journal); err == nil {
		s.later(func(context.Context) error { stop(); return nil })
	}
	return err
}

// openChecker verifies the books now and then while the server runs; on a
// mismatch betting stops (O1).
func (s *Server) openChecker(ctx context.Context) error {
	s.checker = wallet.NewChecker(s.db.App, wallet.CheckerConfig{Every: s.cfg.CheckEvery, OnMismatch: s.booksWrong, OnClosed: s.booksClosed,
		OnError: func(err error) { s.log.Warn().Err(err).Msg("the books could not be verified; again soon") }})
	s.checker.Start(context.WithoutCancel(ctx))
	s.later(func(context.Context) error { s.checker.Stop(); return nil })
	return nil
}

func (s *Server) booksClosed(c wallet.Closing) {
	if c.Segments > 0 {
		s.log.Info().Int("segments", c.Segments).Int64("closedTo", c.ClosedTo).Msg("the books were closed a little further")
	}
}

func (s *Server) booksWrong(r wallet.Report) {
	s.log.Error().Interface("findings", r.Findings).Msg("the books are wrong: betting stops")
	s.ready.Store(false)
	s.hall.StopAll()
	select {
	case s.broken <- errors.New("the books are wrong: run `croupier ledger verify`, and do not serve before it is understood"):
	default: // said already
	}
}

// node is this node's name for people: where it listens.
func (s *Server) node() string { return s.listener.Addr().String() }

// Ready says why clients should not come: the house is opening or draining.
func (s *Server) Ready(context.Context) error {
	switch {
	case !s.ready.Load():
		return errors.New("not open")
	case !s.owner.Held():
		return errors.New("this node's lease is over")
	}
	return nil
}

// Run serves until ctx is over or the house breaks, then drains.
func (s *Server) Run(ctx context.Context) error {
	var broken error
	select {
	case <-ctx.Done():
	case broken = <-s.broken:
	case broken = <-s.served:
	case <-s.db.died():
		broken = errors.New("PostgreSQL has ended; start again to recover")
		s.say("stopping: " + broken.Error())
	}
	return errors.Join(broken, s.drain(broken == nil))
}

// drain lets the rounds under way end, for a while, then closes the house.
func (s *Server) drain(healthy bool) error {
	s.ready.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.DrainMax)
	defer cancel()
	if healthy && s.hall.Counts().Live > 0 {
		s.say(fmt.Sprintf("stopping: rounds under way have %s to end; what has not ended goes on at the next start (Ctrl-C again stops at once)", s.cfg.DrainMax))
	}
	if !healthy {
		cancel()
	}
	if s.bots != nil {
		s.bots.Stop()
		s.bots = nil
	}
	err := s.hall.Drain(ctx)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = nil // they go on at the next start
	}
	closing, cancelClosing := context.WithTimeout(context.Background(), s.closeMax())
	defer cancelClosing()
	return errors.Join(err, s.unwind(closing))
}

// closeMax bounds what follows the drain: sockets, the journal's last batch,
// PostgreSQL's shutdown. With a PostgreSQL that has ended, the last batch has
// nobody to go to: the sooner this process ends, the sooner the next one
// recovers (B20).
func (s *Server) closeMax() time.Duration {
	select {
	case <-s.db.died():
		return closeDeadMax
	default:
		return closeMax
	}
}

const (
	closeMax     = 20 * time.Second
	closeDeadMax = time.Second
)
