package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"croupier/loadtest/bot"
	"croupier/rooms"
)

// Rates that are offered, in bets a second: a busy house, and what idle ones
// see.
const (
	rateBusy  = 20_000
	rateSmall = 5_000
	rateIdle  = 500
)

// offers are the open loops.
var offers = []struct {
	id, what string
	rate     int
	beside   bool
}{
	{"latency.500", "500 bets/s offered", rateIdle, false},
	{"latency.5000", "5,000 bets/s offered", rateSmall, false},
	{"latency.20000", "20,000 bets/s offered", rateBusy, false},
	{"latency.beside", "20,000 bets/s offered, beside settlements", rateBusy, true},
}

// measureLatency offers bets at fixed rates, alone and beside settlements.
func (b *bench) measureLatency(ctx context.Context, round int) error {
	for i, l := range offers {
		for _, h := range b.houses {
			if err := b.server.checkpoint(ctx); err != nil {
				return err
			}
			o := &openLoop{h: h, rate: l.rate, span: b.plan.latency, warm: b.plan.warm, seed: b.seed(round, uint64(i)), times: newTimes()}
			settled, err := o.offer(ctx, l.beside)
			if err != nil {
				return fmt.Errorf("%s%s: %w", l.what, h.note, err)
			}
			id, what := h.prefix+l.id, l.what+h.note
			b.figures.add(id+".p50_ms", what+": verdict p50", "ms", o.times.ms(50))
			b.figures.add(id+".p99_ms", what+": verdict p99", "ms", o.times.ms(99))
			b.figures.add(id+".max_ms", what+": slowest verdict", "ms", o.times.maxMs())
			b.figures.add(id+".full", what+": turned away by a full queue", "bets", float64(o.full))
			if len(settled) > 0 {
				b.figures.add(id+".settle_ms", what+": a settlement, median", "ms", ms(median(settled)))
				b.figures.add(id+".settles", what+": settlements", "", float64(len(settled)))
			}
		}
	}
	return nil
}

// offer runs the loop, and beside it settlements one after the other if so
// asked; it returns how long those took.
func (o *openLoop) offer(ctx context.Context, beside bool) ([]time.Duration, error) {
	if beside {
		return o.beside(ctx, o.h.settler)
	}
	return nil, o.run(ctx)
}

// openLoop submits bets when they are due, whatever became of those before, and
// times each from the moment at which it was due.
type openLoop struct {
	h          *house
	rate       int
	warm, span time.Duration
	seed       uint64

	mu    sync.Mutex
	times *times
	full  int
	err   error
}

// pause is how long the loop sleeps between looking for what is due.
const pause = 200 * time.Microsecond

func (o *openLoop) run(ctx context.Context) error {
	var flying sync.WaitGroup
	clients := make([]*client, len(o.h.betting))
	for i, round := range o.h.betting {
		clients[i] = &client{h: o.h, round: round, table: i, seated: true, random: bot.Seeded(o.seed + uint64(i))}
	}
	which := bot.Seeded(o.seed)
	began := time.Now()
	every := time.Second / time.Duration(o.rate)
	all := int((o.warm + o.span) / every)
	for i := 0; i < all && ctx.Err() == nil; {
		due := min(all, int(time.Since(began)/every)+1)
		for ; i < due; i++ {
			c := clients[bot.Below(which, int64(len(clients)))]
			o.submit(c, began.Add(time.Duration(i)*every), time.Duration(i)*every >= o.warm, &flying)
		}
		if err := sleep(ctx, pause); err != nil {
			break
		}
	}
	flying.Wait()
	return errors.Join(o.err, ctx.Err())
}

func (o *openLoop) submit(c *client, due time.Time, counts bool, flying *sync.WaitGroup) {
	e := o.h.stake(c, c.round)
	flying.Add(1)
	e.Done = func(v rooms.Verdict) {
		defer flying.Done()
		late := time.Since(due)
		o.mu.Lock()
		defer o.mu.Unlock()
		if err := applied(v); err != nil {
			o.err = err
		}
		if counts {
			o.times.add(late)
		}
	}
	if err := o.h.journal.Submit(e); err != nil {
		flying.Done()
		o.mu.Lock()
		defer o.mu.Unlock()
		o.full++
		if !errors.Is(err, rooms.ErrJournalFull) {
			o.err = err
		}
	}
}

// beside runs the loop while a round is settled as soon as the one before was.
func (o *openLoop) beside(ctx context.Context, s *settler) (settled []time.Duration, err error) {
	ended := make(chan error, 1)
	go func() { ended <- o.run(ctx) }()
	var wrong error
	for {
		select {
		case err := <-ended:
			return settled, errors.Join(wrong, err)
		default:
		}
		if wrong != nil {
			return settled, errors.Join(wrong, <-ended)
		}
		var took time.Duration
		if took, wrong = s.play(ctx, false); wrong == nil {
			settled = append(settled, took)
		}
	}
}
