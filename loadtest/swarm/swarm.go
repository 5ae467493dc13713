package swarm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"croupier/loadtest/auditor"
	"croupier/loadtest/bot"
)

// game is what bots play first of all; played is all that they can, and that the
// auditor recounts. Tables of other games are named in the report.
const game = "roulette-european"

var played = []string{game, "roulette-american", "roulette-french", "crash", "baccarat", "dragon-tiger",
	"blackjack", "blackjack-unlimited"}

// dialsMax is how many connections open at once: more only wait on each other
// in the server's accept queue.
const dialsMax = 32

// Config says what a swarm does. The zero values of the last five are none.
type Config struct {
	URL string // of the server, such as http://127.0.0.1:8080
	// Locate, if set, says instead where a room's owner is, and with room 0 where
	// any server of the house is; "" while nobody is. It must not block, and is
	// asked from many goroutines.
	Locate     func(room int64) string
	Bots       int
	Rate       float64 // bets per second of all bots together; 0: none
	FundsMinor int64   // what each bot gets
	Rooms      []int64 // where to play; empty: all tables that the bots can play at
	Seed       uint64  // of the bots' whims and of the arrivals
	Version    string  // as told to the server

	RepeatPerMille int64   // of the acts are sent twice on purpose (B3)
	TwistPerMille  int64   // of the acts are sent again with another body (B4)
	CutsPerSecond  float64 // connections that are cut without a word (B41)
	Pacer          Pacer   // instead of Poisson at Rate
}

// ErrNoTable says that the server has no table that the bots can play at.
var ErrNoTable = errors.New("swarm: no table to play at")

// room is a table as all its bots share it.
type room struct {
	id       int64
	currency string
	menu     bot.Menu
	feed     feed
}

// Swarm is many bots at one server. Make it with New, Start it, and Stop it.
type Swarm struct {
	config  Config
	api     *api
	clients []*client
	random  *bot.Rand // the schedule's goroutine only
	pacer   Pacer
	plan    *schedule
	dials   chan struct{}

	auditMu  sync.Mutex
	auditing *auditor.Auditor
	recorded map[int64]bool // rounds whose record was compared; under auditMu

	clock       clock
	ack, result *timing
	n           counters
	decided     decisions
	moments     moments
	unplayed    []string // tables that were passed over
	versions    versions
	quiet       atomic.Bool // no arrivals
	began       time.Time

	cancel context.CancelFunc
	group  sync.WaitGroup
}

// New asks the server for players and tables. It opens no socket yet.
func New(ctx context.Context, config Config) (*Swarm, error) {
	if config.Locate == nil {
		config.Locate = at(config.URL)
	}
	s := &Swarm{
		config: config, api: newAPI(config.Locate, dialsMax), random: bot.Seeded(config.Seed),
		plan: newSchedule(), dials: make(chan struct{}, dialsMax),
		auditing: auditor.New(), recorded: map[int64]bool{},
		ack: newTiming(), result: newTiming(), pacer: config.Pacer,
	}
	if s.pacer == nil && config.Rate > 0 {
		s.pacer = Poisson{Rate: config.Rate, Random: bot.Seeded(config.Seed + 1)}
	}
	rooms, err := s.rooms(ctx)
	if err != nil {
		return nil, err
	}
	players, err := s.api.players(ctx, config.Bots, config.FundsMinor)
	if err != nil {
		return nil, err
	}
	for i, who := range players {
		at := rooms[i%len(rooms)]
		s.auditing.Player(who.ID, who.Balance, who.Version)
		s.clients = append(s.clients, &client{
			s: s, who: who, room: at, observer: i < len(rooms),
			jitter:   bot.Seeded(s.random.Uint64()),
			bot:      bot.New(who.ID, at.id, who.Balance, who.Version, at.menu, bot.Seeded(s.random.Uint64())),
			intended: map[string]time.Time{}, again: map[string]again{},
		})
	}
	return s, nil
}

// rooms reads the tables and their rules.
func (s *Swarm) rooms(ctx context.Context) ([]*room, error) {
	cards, err := s.api.rooms(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking for the tables: %w", err)
	}
	var rooms []*room
	for _, card := range cards {
		if !wanted(s.config.Rooms, card.Room) {
			continue
		}
		if !slices.Contains(played, card.Game) {
			s.unplayed = append(s.unplayed, fmt.Sprintf("room %d, %s: bots do not play it", card.Room, card.Game))
			continue
		}
		about, err := s.api.sheet(ctx, card.Room)
		if err != nil {
			return nil, fmt.Errorf("asking for the rules of table %d: %w", card.Room, err)
		}
		menu, err := bot.ReadMenu(about.Sheet, about.Options)
		if err != nil {
			return nil, fmt.Errorf("reading the rules of table %d: %w", card.Room, err)
		}
		if err := s.auditing.Sheet(card.Room, about.Sheet); err != nil {
			return nil, fmt.Errorf("reading the rules of table %d: %w", card.Room, err)
		}
		rooms = append(rooms, &room{id: card.Room, currency: card.Currency, menu: menu})
	}
	if len(rooms) == 0 || len(s.config.Rooms) > 0 && len(s.unplayed) > 0 {
		return nil, errors.Join(append([]error{ErrNoTable}, notes(s.unplayed)...)...)
	}
	return rooms, nil
}

func notes(texts []string) (errs []error) {
	for _, text := range texts {
		errs = append(errs, errors.New(text))
	}
	return errs
}

func wanted(rooms []int64, id int64) bool {
	for _, r := range rooms {
		if r == id {
			return true
		}
	}
	return len(rooms) == 0
}

// Start connects every bot and lets them bet. It returns at once; Stop ends and
// waits for everything that it began.
func (s *Swarm) Start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx)
	s.began = time.Now()
	s.group.Add(1)
	go func() {
		defer s.group.Done()
		s.plan.run(ctx)
	}()
	for i, c := range s.clients {
		s.group.Add(1)
		go func() {
			defer s.group.Done()
			c.live(ctx)
		}()
		s.plan.add(s.began.Add(beatEvery*time.Duration(i)/time.Duration(len(s.clients))), c.beat)
	}
	if s.pacer != nil {
		s.plan.add(s.began.Add(s.pacer.Next()), s.arrival)
	}
	if s.config.CutsPerSecond > 0 {
		cuts := Poisson{Rate: s.config.CutsPerSecond, Random: bot.Seeded(s.config.Seed + 2)}
		var cut func(time.Time)
		cut = func(at time.Time) {
			s.cutOne()
			s.plan.add(at.Add(cuts.Next()), cut)
		}
		s.plan.add(s.began.Add(cuts.Next()), cut)
	}
}

// cutOne ends one bot's connection in the middle of whatever it does.
func (s *Swarm) cutOne() {
	c := s.clients[bot.Below(s.random, int64(len(s.clients)))]
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil && !s.quiet.Load() {
		c.conn.rude.Store(true)
		c.conn.giveUp()
		s.n.cut.Add(1)
	}
}

// arrival lets one bot act and plans the next arrival.
func (s *Swarm) arrival(due time.Time) {
	if !s.quiet.Load() {
		s.n.arrivals.Add(1)
		s.clients[bot.Below(s.random, int64(len(s.clients)))].arrive(due)
	}
	s.plan.add(due.Add(s.pacer.Next()), s.arrival)
}

// Stop ends every connection and waits for it.
func (s *Swarm) Stop() {
	s.cancel()
	s.group.Wait()
	s.api.close()
}

// Hold lets no more bets go out, or lets them go again. Those that wait for an
// opening are forgotten.
func (s *Swarm) Hold(hold bool) {
	s.quiet.Store(hold)
	if !hold {
		return
	}
	for _, c := range s.clients {
		c.mu.Lock()
		c.waiting = 0
		c.mu.Unlock()
	}
}

// Connected counts the bots that are in their rooms.
func (s *Swarm) Connected() int {
	n := 0
	for _, c := range s.clients {
		c.mu.Lock()
		if c.conn != nil && c.bot.Ready() {
			n++
		}
		c.mu.Unlock()
	}
	return n
}

// Bots is how many there are.
func (s *Swarm) Bots() int { return len(s.clients) }

// Standing counts the acts without a verdict, and the books of rounds that hold
// money and have no end yet.
func (s *Swarm) Standing() (doubts, books int) {
	s.audit(func(a *auditor.Auditor) { doubts, books = a.InDoubt(), len(a.Unproved()) })
	return doubts, books
}

// Restarted says that the server's process is another one from now on: its
// clock is measured afresh.
func (s *Swarm) Restarted() { s.clock.forget() }

func (s *Swarm) audit(tell func(*auditor.Auditor)) {
	s.auditMu.Lock()
	defer s.auditMu.Unlock()
	tell(s.auditing)
}
