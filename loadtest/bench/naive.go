package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"croupier/games"
	"croupier/loadtest/bot"
	"croupier/loadtest/naive"
	"croupier/store"
	"croupier/wallet/money"
)

// naiveWorkers are the pools that are tried; the best one is measured.
var naiveWorkers = []int{4, 8, 16, 32, 64}

// variant is the one-transaction-per-bet program with or without a row for the
// house.
type variant struct {
	id, what string
	house    bool
	workers  int // the best number
	seqs     [roomsBetting]atomic.Int64
}

// setNaive makes the naive tables in the database of everything else, and finds
// the best number of workers of each variant.
func (b *bench) setNaive(ctx context.Context) error {
	owner, err := b.house.db.Owner(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = owner.Close(context.WithoutCancel(ctx)) }()
	if err := naive.Schema(ctx, owner, store.AppRole); err != nil {
		return err
	}
	if err := naive.Fund(ctx, owner, b.house.players, money.FUN, funds); err != nil {
		return err
	}
	var limited []games.PlayerID
	for _, p := range b.house.players {
		if guarded(p) {
			limited = append(limited, p)
		}
	}
	if err := naive.Guard(ctx, owner, limited, money.FUN, funds, time.Now().Add(guardFor)); err != nil {
		return err
	}
	if err := execAs(ctx, b.house.db, "analyze"); err != nil {
		return err
	}
	b.naive = []*variant{{id: "naive.house", what: "one transaction per bet, hot house row", house: true},
		{id: "naive.plain", what: "one transaction per bet, no house row"}}
	for _, v := range b.naive {
		best := 0.0
		for _, n := range naiveWorkers {
			l, err := b.placeEach(ctx, v, n, b.seed(0, uint64(n)), b.plan.scan/4, b.plan.scan)
			if err != nil {
				return err
			}
			b.say("  %s: %d workers: %.0f bets/s", v.what, n, l.perSecond())
			b.figures.add(fmt.Sprintf("%s.scan.%d", v.id, n), fmt.Sprintf("%s: %d workers, once", v.what, n), "bets/s", l.perSecond())
			if l.perSecond() > best {
				best, v.workers = l.perSecond(), n
			}
		}
	}
	return nil
}

func (b *bench) measureNaive(ctx context.Context, round int) error {
	for _, v := range b.naive {
		if err := b.server.checkpoint(ctx); err != nil {
			return err
		}
		l, err := b.placeEach(ctx, v, v.workers, b.seed(round, 7), b.plan.warm, b.plan.naive)
		if err != nil {
			return err
		}
		b.tellLoad(v.id, v.what, l)
		b.figures.add(v.id+".workers", v.what+": workers", "", float64(v.workers))
	}
	return nil
}

// placeEach runs bets with so many workers, each on a connection of its own.
func (b *bench) placeEach(ctx context.Context, v *variant, workers int, seed uint64, warm, span time.Duration) (*load, error) {
	var at stage
	hands := make([]*hand, workers)
	var all sync.WaitGroup
	for i := range hands {
		hands[i] = &hand{client: client{h: b.house, random: bot.Seeded(seed + uint64(i)), times: newTimes()}, variant: v}
	}
	crew, release, err := naive.Workers(ctx, b.house.db.App, workers, v.house)
	if err != nil {
		return nil, err
	}
	defer func() {
		release()
		b.house.db.App.Reset() // the other parts want connections as well
	}()
	for i, h := range hands {
		all.Go(func() { h.run(ctx, &at, crew[i]) })
	}
	l, err := b.house.window(ctx, &at, warm, span)
	at.now.Store(ending)
	all.Wait()
	l.times = newTimes()
	for _, h := range hands {
		err = errors.Join(err, h.err)
		l.times.merge(h.times)
	}
	return l, err
}

// hand is a worker with its bets.
type hand struct {
	client
	variant *variant
}

func (h *hand) run(ctx context.Context, at *stage, w *naive.Worker) {
	for at.now.Load() != ending && ctx.Err() == nil {
		room := h.below(len(h.h.betting))
		e := h.h.stake(&h.client, h.h.betting[room])
		began := time.Now()
		v, err := w.Place(ctx, &naive.Bet{BetKey: *e.Bet, Room: e.Room, Round: e.Round, Term: 1, Seq: place(h.variant, room),
			Stake: e.Moves[0].Amount, Currency: money.FUN, Answer: e.Answer, Record: e.Record})
		if err == nil {
			err = applied(v)
		}
		if err != nil {
			if ctx.Err() == nil {
				h.err = err
			}
			return
		}
		if at.now.Load() == measuring {
			at.bets.Add(1)
			h.times.add(time.Since(began))
		}
	}
}

// place is the next place on a room's log; the variants have logs of their own.
func place(v *variant, room int) int64 {
	n := v.seqs[room].Add(1)
	if v.house {
		n |= 1 << 40
	}
	return n
}
