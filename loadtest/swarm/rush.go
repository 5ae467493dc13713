package swarm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"croupier/loadtest/bot"
	"croupier/server/wire"
)

// RushConfig says how a rush is made.
type RushConfig struct {
	URL         string
	Connections int
	FundsMinor  int64 // what each player gets
	Seed        uint64
	Version     string // as told to the server
}

// Rush is many connections, each of which sends its next bet as soon as it was
// told the verdict of the one before: how fast a server acknowledges, and no
// more. It audits nothing and looks into frames only as far as it must, since
// it shares the machine with what it measures.
//
//	NewRush ──► connected, in their rooms ──► Run ──► Close
type Rush struct {
	config  RushConfig
	swarm   *Swarm // what dials; no bots
	runners []*runner
	stage   atomic.Int32
	cancel  context.CancelFunc
	reading sync.WaitGroup
}

// RushResult is what came of a run: acknowledgements within the measured span
// and how long each took, from the bet to the verdict.
type RushResult struct {
	Acks    int64
	Refused int64 // verdicts that refused, and errors
	Span    time.Duration
	Took    []time.Duration
}

// The stages of a rush.
const (
	rushReady int32 = iota
	rushWarming
	rushMeasuring
	rushOver
)

// A round takes a bounded number of bets of one player: after so many the
// player takes all of them back.
const rushBetsMax = 250

// rushRetry is the pause before a bet that was answered by an error is followed
// by another.
const rushRetry = 20 * time.Millisecond

// NewRush asks for players, connects them, spread over the roulette tables, and
// waits until each is in its room.
func NewRush(ctx context.Context, config RushConfig) (_ *Rush, err error) {
	life, cancel := context.WithCancel(context.WithoutCancel(ctx)) // Close ends it
	r := &Rush{config: config, cancel: cancel,
		swarm: &Swarm{config: Config{URL: config.URL, Version: config.Version}, api: newAPI(at(config.URL), dialsMax)}}
	defer func() {
		if err != nil {
			r.Close()
		}
	}()
	cards, err := r.swarm.api.rooms(ctx)
	if err != nil {
		return nil, err
	}
	cards = slices.DeleteFunc(cards, func(c wire.Card) bool { return c.Game != game })
	if len(cards) == 0 {
		return nil, ErrNoTable
	}
	players, err := r.swarm.api.players(ctx, config.Connections, config.FundsMinor)
	if err != nil {
		return nil, err
	}
	var dialing sync.WaitGroup
	slots := make(chan struct{}, dialsMax)
	errs := make([]error, len(players))
	for i, who := range players {
		one := &runner{rush: r, room: cards[i%len(cards)].Room, random: bot.Seeded(config.Seed + uint64(i)), in: make(chan struct{})}
		r.runners = append(r.runners, one)
		dialing.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			errs[i] = one.connect(ctx, life, who)
		})
	}
	dialing.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err // one is enough to know
		}
	}
	return r, nil
}

// Run lets all connections bet: unmeasured while it warms up, then for the span.
// begin and end are called at the edges of what is measured.
func (r *Rush) Run(ctx context.Context, warm, span time.Duration, begin, end func() error) (RushResult, error) {
	r.stage.Store(rushWarming)
	for _, one := range r.runners {
		if err := one.bet(); err != nil {
			return RushResult{}, err
		}
	}
	if err := pauseFor(ctx, warm); err != nil {
		return RushResult{}, err
	}
	err := begin()
	began := time.Now()
	r.stage.Store(rushMeasuring)
	err = errors.Join(err, pauseFor(ctx, span))
	r.stage.Store(rushOver)
	out := RushResult{Span: time.Since(began)}
	err = errors.Join(err, end())
	for _, one := range r.runners {
		one.mu.Lock()
		out.Acks += int64(len(one.took))
		out.Refused += one.refused
		out.Took = append(out.Took, one.took...)
		if err == nil {
			err = one.err
		}
		one.mu.Unlock()
	}
	return out, err
}

// Close closes every connection and waits.
func (r *Rush) Close() {
	r.stage.Store(rushOver)
	r.cancel()
	for _, one := range r.runners {
		if one.conn != nil {
			one.conn.end()
		}
	}
	r.reading.Wait()
	r.swarm.api.close()
}

func pauseFor(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// runner is one connection of a rush.
type runner struct {
	rush   *Rush
	room   int64
	random *bot.Rand
	conn   *connection
	in     chan struct{} // closed when it was let in

	mu      sync.Mutex
	entered bool
	round   int64
	id      string // of the bet whose verdict it waits for
	sent    time.Time
	bets    int
	took    []time.Duration
	refused int64
	err     error
}

func (c *runner) connect(ctx, life context.Context, who player) error {
	ticket, err := c.rush.swarm.api.ticket(ctx, c.rush.config.URL, who.Token)
	if err != nil {
		return err
	}
	if c.conn, err = c.rush.swarm.dial(life, c.rush.config.URL); err != nil {
		return err
	}
	c.rush.reading.Go(func() {
		err := c.conn.read(c.frame)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.rush.stage.Load() != rushOver && c.err == nil {
			c.err = fmt.Errorf("swarm: player %d lost its connection: %w", who.ID, err)
		}
	})
	for _, message := range []any{
		wire.Hello{T: wire.THello, VMin: wire.VersionMin, VMax: wire.VersionMax, Client: c.rush.config.Version, Ticket: ticket},
		wire.Join{T: wire.TJoin, Cid: 1, Room: c.room},
	} {
		text, err := json.Marshal(message)
		if err != nil {
			return err
		}
		c.conn.queue(text)
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	select {
	case <-c.in:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("swarm: player %d is not let into room %d: %w", who.ID, c.room, ctx.Err())
	}
}

// frame takes a frame off the socket.
func (c *runner) frame(raw []byte, at time.Time) {
	switch {
	case bytes.HasPrefix(raw, []byte(`{"t":"table"`)):
		return // most of them
	case bytes.HasPrefix(raw, []byte(`{"t":"own"`)):
		c.answered(raw, at)
	case bytes.HasPrefix(raw, []byte(`{"t":"snapshot"`)):
		var s wire.Snapshot
		err := json.Unmarshal(raw, &s)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.round, c.err = s.Round, errors.Join(c.err, err)
	case bytes.HasPrefix(raw, []byte(`{"t":"joined"`)):
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.entered {
			c.entered = true
			close(c.in)
		}
	case bytes.HasPrefix(raw, []byte(`{"t":"error"`)):
		c.mu.Lock()
		defer c.mu.Unlock()
		c.refused++
		time.AfterFunc(rushRetry, func() { _ = c.bet() }) // what keeps it from betting is in err
	}
}

// answered looks for the verdict of the bet that is on its way.
func (c *runner) answered(raw []byte, at time.Time) {
	c.mu.Lock()
	i := bytes.Index(raw, []byte(c.id))
	if c.id == "" || i < 0 || !bytes.Contains(raw, []byte(`"type":"verdict"`)) {
		c.mu.Unlock()
		return
	}
	if c.rush.stage.Load() == rushMeasuring {
		if bytes.Contains(raw, []byte(`"verdict":"accepted"`)) {
			c.took = append(c.took, at.Sub(c.sent))
		} else {
			c.refused++
		}
	}
	c.mu.Unlock()
	_ = c.bet() // what keeps it from betting is in err
}

// bet sends the next bet, or takes all of the round back.
func (c *runner) bet() error {
	if c.rush.stage.Load() == rushOver {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.id = bot.Mint(c.random, now.UnixMilli()).String()
	m := make([]byte, 0, 256)
	m = append(m, `{"t":"act","room":`...)
	m = strconv.AppendInt(m, c.room, 10)
	m = append(m, `,"round":`...)
	m = strconv.AppendInt(m, c.round, 10)
	m = append(m, `,"id":"`...)
	m = append(m, c.id...)
	if c.bets++; c.bets > rushBetsMax {
		c.bets = 0
		m = append(m, `","ask":"clear","body":{}}`...)
	} else {
		m = append(m, `","ask":"bet","body":{"spots":[{"spot":"straight:`...)
		m = strconv.AppendInt(m, bot.Below(c.random, 37), 10)
		m = append(m, `","stake":`...)
		m = strconv.AppendInt(m, 1+bot.Below(c.random, 500), 10)
		m = append(m, `}]}}`...)
	}
	c.sent = now
	if !c.conn.queue(m) {
		c.err = errors.New("swarm: a bet found the connection's queue full")
	}
	return c.err
}
