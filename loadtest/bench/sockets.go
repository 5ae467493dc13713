package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"croupier/loadtest/swarm"
)

const (
	socketTables = 16
	socketFunds  = 100_000_000
	// serverPool is what the server has by default; one that commits bet by bet
	// gets its workers' connections besides.
	serverPool = 16
	// lastWords of a server that failed are shown.
	lastWords = 2000
)

// rival is a server whose sockets are measured.
type rival struct {
	id, what string
	house    bool
	naive    func(*bench) int // how many workers commit bet by bet; 0: the journal
	profile  string           // where the server keeps its profile; then no figure is taken
}

var rivals = []rival{
	{id: "sockets.journal", what: "the server", naive: func(*bench) int { return 0 }},
	{id: "sockets.naive", what: "a server that commits each bet by itself", naive: func(b *bench) int { return b.workersOf("naive.plain") }},
	{id: "sockets.house", what: "the same with a hot house row", house: true, naive: func(b *bench) int { return b.workersOf("naive.house") }},
}

// workersOf is the best number of workers of a variant, if that was looked for.
func (b *bench) workersOf(id string) int {
	for _, v := range b.naive {
		if v.id == id {
			return v.workers
		}
	}
	return 16
}

// setSockets writes down the tables of the servers.
func (b *bench) setSockets(context.Context) error {
	type table struct {
		Room     int64           `json:"room"`
		Name     string          `json:"name"`
		Game     string          `json:"game"`
		Rules    int             `json:"rules"`
		Currency string          `json:"currency"`
		Options  json.RawMessage `json:"options"`
	}
	var tables []table
	for i := range socketTables {
		tables = append(tables, table{int64(i + 1), fmt.Sprintf("Table %d", i+1), b.tape.game, b.tape.rules, "FUN", b.tape.options})
	}
	text, err := json.Marshal(map[string]any{"tables": tables})
	if err != nil {
		return err
	}
	b.tables = filepath.Join(b.server.dir, "tables.json")
	return os.WriteFile(b.tables, text, 0o644)
}

// measureSockets runs a rush at each rival in turn. Each serves from a fresh
// database on the one PostgreSQL.
func (b *bench) measureSockets(ctx context.Context, round int) error {
	if round > b.plan.rushes {
		return nil
	}
	for i, r := range rivals {
		name := fmt.Sprintf("sockets_%d_%d", round, i)
		if err := b.rush(ctx, r, name, b.seed(round, uint64(i))); err != nil {
			return fmt.Errorf("%s: %w", r.what, err)
		}
	}
	return nil
}

func (b *bench) rush(ctx context.Context, r rival, name string, seed uint64) (err error) {
	url, err := b.server.database(ctx, name)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	house := "0"
	if r.house {
		house = "1"
	}
	log, err := os.Create(filepath.Join(b.server.dir, name+".log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	v, err := swarm.NewVictim(program, filepath.Join(b.server.dir, name), []string{
		"DATABASE_URL=" + url, "CROUPIER_DEMO=force", "CROUPIER_TABLES=" + b.tables, "CROUPIER_LOG_LEVEL=error", "CROUPIER_DRAIN_MAX=0s",
		"CROUPIER_LEASE=30s", "CROUPIER_CHECK_EVERY=1h", "CROUPIER_POOL_MAX=" + strconv.Itoa(serverPool+r.naive(b)),
		workersVariable + "=" + strconv.Itoa(r.naive(b)), houseVariable + "=" + house,
		profileVariable + "=" + r.profile}, log)
	if err != nil {
		return err
	}
	defer func() {
		if said, readErr := os.ReadFile(log.Name()); err != nil && readErr == nil {
			err = fmt.Errorf("%w; the server's last words: %s", err, said[max(0, len(said)-lastWords):])
		}
	}()
	if _, err := v.Start(ctx); err != nil {
		return err
	}
	defer func() {
		end := v.Kill
		if r.profile != "" {
			end = v.Stop // it writes the profile down
		}
		err = errors.Join(err, end(), execAs(ctx, b.server.db, "drop database "+name+" with (force)"))
	}()
	rush, err := swarm.NewRush(ctx, swarm.RushConfig{URL: v.URL(), Connections: b.connections(), FundsMinor: socketFunds, Seed: seed, Version: "bench"})
	if err != nil {
		return err
	}
	defer rush.Close()
	if err := b.server.checkpoint(ctx); err != nil {
		return err
	}
	return b.rushed(ctx, r, v, rush)
}

// connections of a rush: 1,000, fewer where there are fewer players.
func (b *bench) connections() int { return min(1000, b.flags.Players) }

// rushed lets the rush run and notes what came of it.
func (b *bench) rushed(ctx context.Context, r rival, v *swarm.Victim, rush *swarm.Rush) error {
	var server, pg, own time.Duration
	look := func(sign time.Duration) error {
		cpu, _, _, err := procTimes(v.PID())
		if err != nil {
			return err
		}
		u, err := b.server.used(ctx)
		server, pg, own = server+sign*cpu, pg+sign*u.pg, own+sign*u.own
		if err == nil && r.profile != "" && sign < 0 {
			err = v.Signal(syscall.SIGUSR1)
		}
		return err
	}
	got, err := rush.Run(ctx, b.plan.warm, b.plan.sockets, func() error { return look(-1) }, func() error { return look(1) })
	if err != nil {
		return err
	}
	if got.Acks == 0 {
		return errors.New("nothing was acknowledged")
	}
	if r.profile != "" {
		return nil
	}
	times := newTimes()
	for _, d := range got.Took {
		times.add(d)
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(got.Acks) }
	what := fmt.Sprintf("%d sockets, %s", b.connections(), r.what)
	b.figures.add(r.id+".per_s", what, "acks/s", float64(got.Acks)/got.Span.Seconds())
	b.figures.add(r.id+".p50_ms", what+": p50", "ms", times.ms(50))
	b.figures.add(r.id+".p99_ms", what+": p99", "ms", times.ms(99))
	b.figures.add(r.id+".cpu_server_us", what+": CPU an ack, server", "µs", each(server))
	b.figures.add(r.id+".cpu_pg_us", what+": CPU an ack, PostgreSQL", "µs", each(pg))
	b.figures.add(r.id+".cpu_client_us", what+": CPU an ack, the clients", "µs", each(own))
	b.figures.add(r.id+".refused", what+": refused or put off", "", float64(got.Refused))
	return nil
}
