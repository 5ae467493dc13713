package main

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"croupier/games"
	"croupier/loadtest/bot"
	"croupier/rooms"
)

// load is what came of some seconds of bets.
type load struct {
	bets  int64
	span  time.Duration
	used  usage
	disk  int64
	times *times
	did   counted
}

func (l *load) perSecond() float64 { return float64(l.bets) / l.span.Seconds() }

func (l *load) cpu(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(l.bets) }

// client makes bets in one room: a closed loop of so many at once.
type client struct {
	h      *house
	round  games.RoundID
	table  int // its place among the betting rooms
	seated bool
	random *bot.Rand
	back   chan answer
	flying int
	times  *times
	err    error
}

type answer struct {
	sent time.Time
	v    rooms.Verdict
}

// player is who bets next: one of those who sit at this table, or anybody.
func (c *client) player(players int) int {
	if !c.seated {
		return c.below(players)
	}
	tables := len(c.h.betting)
	here := (players-1-c.table)/tables + 1
	return c.below(here)*tables + c.table
}

func (c *client) below(n int) int { return int(bot.Below(c.random, int64(n))) }

func (c *client) fill(p []byte) {
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, c.random.Uint64())
		p = p[8:]
	}
}

// stage is where a closed loop is, for all that bet in it.
type stage struct {
	now  atomic.Int32
	bets atomic.Int64 // that were measured
}

// The stages of a closed loop.
const (
	warming int32 = iota
	measuring
	ending
)

// closedLoop keeps so many bets in flight, spread over the rooms, each followed
// by the next when its verdict is there. Seated players bet at one table each;
// otherwise anybody bets anywhere, and accounts are held by the other writer.
func (h *house) closedLoop(ctx context.Context, inFlight int, seated bool, seed uint64, warm, span time.Duration) (*load, error) {
	var at stage
	clients := make([]*client, min(len(h.betting), inFlight))
	var all sync.WaitGroup
	for i := range clients {
		slots := inFlight / len(clients)
		clients[i] = &client{h: h, round: h.betting[i], table: i, seated: seated,
			random: bot.Seeded(seed + uint64(i)), back: make(chan answer, slots), times: newTimes()}
		all.Go(func() { clients[i].run(ctx, &at, slots) })
	}
	l, err := h.window(ctx, &at, warm, span)
	at.now.Store(ending)
	all.Wait()
	l.times = newTimes()
	for _, c := range clients {
		err = errors.Join(err, c.err)
		l.times.merge(c.times)
	}
	return l, err
}

// window reads the meters at both ends of what is measured.
func (h *house) window(ctx context.Context, at *stage, warm, span time.Duration) (l *load, err error) {
	l = &load{}
	if err := sleep(ctx, warm); err != nil {
		return l, err
	}
	disk, err := h.diskBytes(ctx)
	if err != nil {
		return l, err
	}
	did, err := h.counted()
	if err != nil {
		return l, err
	}
	before, err := h.s.used(ctx)
	if err != nil {
		return l, err
	}
	at.now.Store(measuring)
	if err := at.last(ctx, span); err != nil {
		return l, err
	}
	at.now.Store(ending)
	after, err := h.s.used(ctx)
	if err != nil {
		return l, err
	}
	l.bets, l.span, l.used = at.bets.Load(), after.at.Sub(before.at), after.minus(before)
	now, err := h.counted()
	if err != nil {
		return l, err
	}
	l.did = counted{now.batches - did.batches, now.entries - did.entries, now.skips - did.skips, now.retries - did.retries}
	end, err := h.diskBytes(ctx)
	l.disk = end - disk
	return l, err
}

// last waits for the span, and on until a bet was measured.
func (at *stage) last(ctx context.Context, span time.Duration) error {
	if err := sleep(ctx, span); err != nil {
		return err
	}
	for tries := 0; at.bets.Load() == 0; tries++ {
		if at.now.Load() == ending || tries == 1000 {
			return errors.New("no bet was accepted")
		}
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// run bets until the stage says that it ends, then waits for what is in flight.
func (c *client) run(ctx context.Context, at *stage, slots int) {
	for range slots {
		c.bet()
	}
	for c.flying > 0 {
		a := <-c.back // the journal answers every entry
		c.flying--
		if err := applied(a.v); err != nil {
			c.err = err
			at.now.Store(ending)
		}
		now := at.now.Load()
		if now == measuring {
			at.bets.Add(1)
			c.times.add(time.Since(a.sent))
		}
		if now != ending && ctx.Err() == nil {
			c.bet()
		}
	}
}

func (c *client) bet() {
	e := c.h.stake(c, c.round)
	sent := time.Now()
	e.Done = func(v rooms.Verdict) { c.back <- answer{sent, v} }
	if err := c.h.journal.Submit(e); err != nil {
		c.err = err
		return
	}
	c.flying++
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
