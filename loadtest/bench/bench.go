package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"croupier/wallet"
)

// bench is one run.
type bench struct {
	flags   flags
	plan    plan
	out     io.Writer
	server  *server
	tape    *tape
	house   *house   // without a history
	houses  []*house // and the one with a history, if any
	naive   []*variant
	pgbench pgbench
	tables  string // file of the servers' tables
	figures *figures
	began   time.Time
	machine machine
	books   string // what the checker says of them at the end
}

// part is one thing that is measured.
type part struct {
	name    string
	set     func(context.Context) error // once; may be nil
	measure func(context.Context, int) error
}

func (b *bench) parts() []part {
	return []part{
		{"disk", nil, b.measureDisk},
		{"journal", nil, b.measureJournal},
		{"naive", b.setNaive, b.measureNaive},
		{"pgbench", b.setPgbench, b.measurePgbench},
		{"settle", nil, b.measureSettle},
		{"latency", nil, b.measureLatency},
		{"sockets", b.setSockets, b.measureSockets},
	}
}

// newBench records the tape and opens the house.
func newBench(ctx context.Context, s *server, f flags, p plan, out io.Writer) (_ *bench, err error) {
	b := &bench{flags: f, plan: p, out: out, server: s, figures: newFigures(), began: time.Now()}
	b.machine = b.describe(ctx)
	b.say("recording a table of %d bettors", f.Players)
	if b.tape, err = record(ctx, filepath.Join(s.dir, "keys"), f.Players, f.Seed); err != nil {
		return nil, fmt.Errorf("recording a table: %w", err)
	}
	b.say("  a bet's record has %d bytes, the settlement's %d", len(b.tape.bets[0].record), len(b.tape.settle.Record))
	b.figures.add("record.bet", "record of a bet on the log", "bytes", float64(len(b.tape.bets[0].record)))
	b.figures.add("record.settle", "record of the settlement on the log", "bytes", float64(len(b.tape.settle.Record)))
	return b, b.openHouses(ctx)
}

// openHouses opens the house without a history, and the one with it.
func (b *bench) openHouses(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	if b.house, err = openHouse(ctx, b.server, b.server.db, b.tape, b.flags.Players, b.flags.Players); err != nil {
		return err
	}
	b.houses = append(b.houses, b.house)
	if b.server.old == nil {
		return nil
	}
	old, err := openHouse(ctx, b.server, b.server.old, b.tape, historyPlayers-b.flags.Players, b.flags.Players)
	if err != nil {
		return err
	}
	old.prefix, old.note = "old.", fmt.Sprintf(" (%d million old lines)", b.flags.History/1_000_000)
	b.houses = append(b.houses, old)
	return nil
}

func (b *bench) close() (err error) {
	for _, h := range b.houses {
		err = errors.Join(err, h.close())
	}
	return err
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.out, "%6.1fs  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// seed is of one load of one round.
func (b *bench) seed(round int, what uint64) uint64 {
	return b.flags.Seed<<32 + uint64(round)<<24 + what<<8
}

// run sets up the parts that are wanted, then measures them round after round.
func (b *bench) run(ctx context.Context) error {
	var wanted []part
	for _, p := range b.parts() {
		if !b.flags.wants(p.name) {
			continue
		}
		wanted = append(wanted, p)
		if p.set == nil {
			continue
		}
		b.say("preparing %s", p.name)
		if err := p.set(ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	for round := 1; round <= b.plan.rounds; round++ {
		for _, p := range wanted {
			b.say("round %d of %d: %s", round, b.plan.rounds, p.name)
			if err := p.measure(ctx, round); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
		b.ratios(round)
	}
	if b.flags.Profile != "" {
		if err := b.profile(ctx); err != nil {
			return fmt.Errorf("profile: %w", err)
		}
	}
	return b.verify(ctx)
}

// ratios compares what stood side by side in a round.
func (b *bench) ratios(round int) {
	for _, r := range []struct{ id, what, over, under string }{
		{"x.house", "journal / one transaction per bet with a hot house row", headline + ".per_s", "naive.house.per_s"},
		{"x.plain", "journal / one transaction per bet", headline + ".per_s", "naive.plain.per_s"},
		{"x.pgbench", "journal / pgbench", headline + ".per_s", "pgbench.per_s"},
		{"x.cpu", "CPU of one transaction per bet / the journal's", "naive.plain.cpu_us", headline + ".cpu_us"},
		{"x.latency.500.p50", "500 bets/s offered: verdict p50 / fdatasync p50", "latency.500.p50_ms", "disk.p50_ms"},
		{"x.latency.5000.p50", "5,000 bets/s offered: verdict p50 / fdatasync p50", "latency.5000.p50_ms", "disk.p50_ms"},
		{"x.latency.20000.p50", "20,000 bets/s offered: verdict p50 / fdatasync p50", "latency.20000.p50_ms", "disk.p50_ms"},
		{"x.latency.20000.p99", "20,000 bets/s offered: verdict p99 / fdatasync p50", "latency.20000.p99_ms", "disk.p50_ms"},
		{"x.latency.beside.p99", "20,000 bets/s offered, beside settlements: verdict p99 / fdatasync p50", "latency.beside.p99_ms", "disk.p50_ms"},
		{"x.sockets", "1,000 sockets: the server / one that commits each bet by itself", "sockets.journal.per_s", "sockets.naive.per_s"},
		{"x.sockets.house", "1,000 sockets: the server / the same with a hot house row", "sockets.journal.per_s", "sockets.house.per_s"},
		{"x.settle.disk", "settling a round / fdatasync p50", "settle.ms", "disk.p50_ms"},
	} {
		b.figures.ratio(round, r.id, r.what, r.over, r.under)
	}
	for _, id := range []string{headline + ".per_s", headline + ".cpu_us", headline + ".wal", "journal.64.p50_ms", "settle.ms",
		"latency.5000.p50_ms", "latency.20000.p99_ms"} {
		if f := b.figures.get(id); f != nil {
			b.figures.ratio(round, "x.old."+id, "with a history / without: "+f.What, "old."+id, id)
		}
	}
}

// verify has the books read by the checker: what was measured was money.
func (b *bench) verify(ctx context.Context) error {
	b.say("verifying the books")
	if err := execAs(ctx, b.server.db, "analyze"); err != nil { // the tables grew faster than autovacuum looks
		return err
	}
	began := time.Now()
	r, err := wallet.Verify(ctx, b.server.db.App)
	if err != nil {
		return err
	}
	if len(r.Findings) > 0 {
		return fmt.Errorf("the books are wrong: %v", r.Findings)
	}
	b.books = fmt.Sprintf("%d lines verified in %.1f s, nothing found", r.Counts.Transfers, time.Since(began).Seconds())
	b.say("  %s", b.books)
	return nil
}
