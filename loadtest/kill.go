package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"croupier/loadtest/swarm"
)

// killTables are the tables of a server that is there to be killed: all three
// wheels and a curve, in short rounds, so that kills fall into every phase and many
// rounds end.
func killTables() []string {
	const rest = `"stepMinor": 100, "spotMinMinor": 100, "tableMaxMinor": 10000000, "allowanceMinor": 100000000000,
    "limits": {"straight": 50000, "split": 80000, "street": 100000, "trio": 100000, "corner": 120000, "line": 150000,
     "column": 200000, "dozen": 200000, "even": 200000, `
	table := func(room int, name, game, times, more string) string {
		return fmt.Sprintf(`{"room": %d, "name": %q, "game": %q, "rules": 1, "currency": "FUN", "bots": [], "options": {%s, %s%s}}`,
			room, name, game, times, rest, more)
	}
	const single, double = `"firstFour": 120000}`, `"topLine": 120000}`
	return []string{
		table(1, "Short", "roulette-european", `"betMs": 2500, "landMs": 300, "pauseMs": 200`, single),
		table(2, "Shorter", "roulette-european", `"betMs": 1200, "landMs": 200, "pauseMs": 100`, single),
		table(3, "Double", "roulette-american", `"betMs": 1800, "landMs": 250, "pauseMs": 150`, double),
		table(4, "Shared", "roulette-french", `"betMs": 1500, "landMs": 200, "pauseMs": 100`, single+`, "zero": "partage"`),
		`{"room": 5, "name": "Curve", "game": "crash", "rules": 1, "currency": "FUN", "bots": [], "options": {"betMs": 1500, "leadMs": 200,
     "pauseMs": 100, "stepMinor": 100, "betMinMinor": 100, "betMaxMinor": 50000, "winMaxMinor": 1000000, "allowanceMinor": 100000000000, "timesMax": 200}}`,
	}
}

// killing is a run of kills from a binary to its reports.
type killing struct {
	binary     string
	folder     string // of the server's data and its log; must be empty
	times      int
	tables     []string // of the server; see killTables
	moments    []string // when to kill; none: at any time
	shoes      int64    // that have to end after the last kill
	config     swarm.Config
	untilWrong bool
}

// run starts the server, kills it again and again under load, and stops it.
func (k *killing) run(ctx context.Context, out io.Writer) (report swarm.Report, kills swarm.KillReport, err error) {
	tables := filepath.Join(k.folder, "tables.json")
	if err := os.WriteFile(tables, []byte(`{"tables": [`+strings.Join(k.tables, ",\n")+`]}`), 0o600); err != nil {
		return report, kills, err
	}
	log, err := os.Create(filepath.Join(k.folder, "server.log"))
	if err != nil {
		return report, kills, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	env := []string{"CROUPIER_TABLES=" + tables}
	victim, err := swarm.NewVictim(k.binary, filepath.Join(k.folder, "data"), env, log)
	if err != nil {
		return report, kills, err
	}
	first, err := victim.Start(ctx)
	if err != nil {
		return report, kills, err
	}
	defer func() { err = errors.Join(err, victim.Stop()) }()
	_, _ = fmt.Fprintf(out, "first start: ready in %v\n", first)
	k.config.URL = victim.URL()
	s, err := swarm.New(ctx, k.config)
	if err != nil {
		return report, kills, err
	}
	s.Start(ctx)
	defer s.Stop()
	if err := s.Seated(ctx, connectWithin); err != nil {
		return s.Report(), kills, err
	}
	run := swarm.Kills{Times: k.times, Seed: k.config.Seed, Victim: victim, Swarm: s, Log: out, UntilWrong: k.untilWrong, Moments: k.moments, Shoes: k.shoes}
	kills, err = run.Run(ctx)
	return s.Report(), kills, err
}

// kill is --kills.
func kill(ctx context.Context, f *flags, stdout, stderr io.Writer) int {
	folder, err := os.MkdirTemp("", "croupier-kills-")
	if err != nil {
		return wrong(stderr, err)
	}
	binary, err := filepath.Abs(f.Server)
	if err != nil {
		return wrong(stderr, err)
	}
	k := killing{binary: binary, folder: folder, times: f.Kills, tables: slices.Concat(killTables(), swarm.CardTables()), config: f.config("")}
	report, kills, err := k.run(ctx, stdout)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "loadtest: the server's log and data stay in", folder)
		_ = wrong(stderr, err)
		return exitFound
	}
	_, _ = fmt.Fprintf(stdout, "%d kills, %d acts in doubt and %d open books at them, %d inquiries after; ready median %v\n",
		kills.Kills, kills.InDoubt, kills.Standing, kills.Asked, swarm.Median(kills.Ready))
	code := conclude(f, report, kills.Failures, stdout, stderr)
	if code == exitFine {
		err = os.RemoveAll(folder)
	} else {
		_, _ = fmt.Fprintln(stderr, "loadtest: the server's log and data stay in", folder)
	}
	if err != nil {
		return wrong(stderr, err)
	}
	return code
}
