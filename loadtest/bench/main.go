package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"croupier/server/app"
)

// Exit codes.
const (
	exitFine  = 0
	exitError = 1
	exitWrong = 2
)

type flags struct {
	Quick   bool     `help:"Short runs: figures in about a minute and a half, with more noise."`
	Only    []string `sep:"," placeholder:"PART" help:"Measure these parts only: disk, journal, naive, pgbench, settle, latency, sockets."`
	Rounds  int      `default:"0" placeholder:"N" help:"Rounds through all parts; 0: three."`
	JSON    string   `name:"json" placeholder:"FILE" help:"Where to write every figure of every round."`
	Sheet   string   `placeholder:"FILE" help:"Where to write the sheet, in Markdown."`
	Profile string   `placeholder:"FOLDER" help:"Where to keep profiles of the loaded journal and of PostgreSQL."`
	Players int      `default:"10000" placeholder:"N" help:"Players that bet, and bettors of the round that is settled (${default})."`
	History int64    `placeholder:"LINES" help:"Measure beside it a house with so many old lines of the ledger and 100,000 players (50000000)."`
	Seed    uint64   `default:"1" help:"Of who bets what (${default})."`
	Data    string   `placeholder:"FOLDER" help:"Where to make the temporary database; it has to be on a disk. The system's temporary folder, or this one, if it is not given."`
	PGBin   string   `name:"pg-bin" env:"CROUPIER_PG_BIN" placeholder:"FOLDER" help:"Folder of PostgreSQL's programs."`
}

// partNames are the parts in the order of a round.
var partNames = []string{"disk", "journal", "naive", "pgbench", "settle", "latency", "sockets"}

func (f *flags) validate() error {
	for _, name := range f.Only {
		if !slices.Contains(partNames, name) {
			return fmt.Errorf("--only %s: there are %s", name, strings.Join(partNames, ", "))
		}
	}
	switch {
	case f.Rounds < 0 || f.Rounds > 20:
		return fmt.Errorf("--rounds %d: 0 to 20", f.Rounds)
	case f.History < 0:
		return fmt.Errorf("--history %d is negative", f.History)
	case f.Players < 64 || f.Players > 10_000:
		return fmt.Errorf("--players %d: 64 to 10000", f.Players)
	}
	return nil
}

func (f *flags) wants(part string) bool { return len(f.Only) == 0 || slices.Contains(f.Only, part) }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app.TuneHeap() // the journal is measured under the server's own settings
	if len(args) == 1 && args[0] == serveWord {
		return serve(ctx, stdout, stderr)
	}
	var f flags
	parser, err := kong.New(&f, kong.Name("bench"), kong.Description("Measure the journal beside what others would have written."),
		kong.Writers(stdout, stderr))
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return exitWrong
	}
	_, err = parser.Parse(args)
	if err == nil {
		err = f.validate()
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return exitWrong
	}
	if err := measure(ctx, f, stdout); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return exitError
	}
	return exitFine
}

// measure runs all and writes what came of it.
func measure(ctx context.Context, f flags, out io.Writer) (err error) {
	s, err := openServer(ctx, f, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	b, err := newBench(ctx, s, f, planOf(f), out)
	if err != nil {
		return err
	}
	err = b.run(ctx)
	err = errors.Join(err, b.close())
	if err != nil {
		return err
	}
	return b.report(out)
}
