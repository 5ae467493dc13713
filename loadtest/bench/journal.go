package main

import (
	"context"
	"fmt"
)

// headline is the loop that others are compared with: two batches of 1,024 bets
// under way, and as many queued behind them.
const headline = "journal.4096"

// loops are the closed loops, down to what a small house has. In life a player sits at one table; how much it costs when
// anybody bets anywhere, so that the writers meet each other's accounts, is a
// loop of its own.
var loops = []struct {
	id, what string
	inFlight int
	seated   bool
}{
	{headline, "journal, 4,096 in flight", 4096, true},
	{"journal.2048", "journal, 2,048 in flight", 2048, true},
	{"journal.256", "journal, 256 in flight", 256, true},
	{"journal.64", "journal, 64 in flight", 64, true},
	{"journal.anywhere", "journal, 2,048 in flight, anybody anywhere", 2048, false},
}

// measureJournal runs the closed loops.
func (b *bench) measureJournal(ctx context.Context, round int) error {
	for i, loop := range loops {
		span := b.plan.fewer
		if loop.id == headline {
			span = b.plan.journal
		}
		for _, h := range b.houses {
			if err := b.server.checkpoint(ctx); err != nil {
				return err
			}
			l, err := h.closedLoop(ctx, loop.inFlight, loop.seated, b.seed(round, uint64(i)), b.plan.warm, span)
			id, what := h.prefix+loop.id, loop.what+h.note
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			b.tellLoad(id, what, l)
			b.figures.add(id+".batch", what+": entries a batch", "", l.did.entries/max(l.did.batches, 1))
			b.figures.add(id+".batches_per_s", what+": batches", "/s", l.did.batches/l.span.Seconds())
			b.figures.add(id+".skipped", what+": put off for a held account", "%", 100*l.did.skips/max(l.did.entries, 1))
		}
	}
	return nil
}

// tellLoad notes what every kind of load has.
func (b *bench) tellLoad(id, what string, l *load) {
	b.figures.add(id+".per_s", what, "bets/s", l.perSecond())
	b.figures.add(id+".p50_ms", what+": verdict p50", "ms", l.times.ms(50))
	b.figures.add(id+".p99_ms", what+": verdict p99", "ms", l.times.ms(99))
	b.figures.add(id+".cpu_us", what+": CPU a bet", "µs", l.cpu(l.used.own+l.used.pg))
	b.figures.add(id+".cpu_own_us", what+": CPU a bet, this process", "µs", l.cpu(l.used.own))
	b.figures.add(id+".cpu_pg_us", what+": CPU a bet, PostgreSQL", "µs", l.cpu(l.used.pg))
	b.figures.add(id+".wal", what+": WAL a bet", "bytes", float64(l.used.wal)/float64(l.bets))
	b.figures.add(id+".disk", what+": disk a bet", "bytes", float64(l.disk)/float64(l.bets))
}
