// Command croupier is the server: `croupier serve` runs it, the other
// subcommands check what it left behind.
//
// Exit codes: 0 all is well; 1 something was found wrong; 2 it could not begin:
// a wrong value, a taken port, a server that cannot be reached.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the linker.
var version = "dev"

const (
	exitFound = 1
	exitWrong = 2
)

// errFound says that a check ran and found something; it has said what.
var errFound = errors.New("found")

type commands struct {
	Serve    serveCommand    `cmd:"" default:"withargs" help:"Serve the tables (the default)."`
	Ledger   ledgerCommand   `cmd:"" help:"The books."`
	Rounds   roundsCommand   `cmd:"" help:"The record of rounds."`
	Archive  archiveCommand  `cmd:"" help:"Old records, out of the database and into files."`
	Fairness fairnessCommand `cmd:"" help:"Proofs of rounds."`
	Par      parCommand      `cmd:"" help:"The exact odds of every bet of a game, under any legal configuration."`
	Gen      genCommand      `cmd:"" help:"Write the protocol documents and the TypeScript types again."`
	Version  versionCmd      `cmd:"" help:"Print the version."`
}

type ledgerCommand struct {
	Verify ledgerVerify `cmd:"" help:"Recompute every balance and every round from the lines, in one snapshot; closed lines by their sums."`
}

type roundsCommand struct {
	Replay roundsReplay `cmd:"" help:"Play every stored round again, and compare outcomes, payouts and bytes with the record."`
}

type archiveCommand struct {
	Bets   archiveBets   `cmd:"" help:"Take the verdicts of old bets out, month by month. Nothing is taken out unless this is run."`
	Verify archiveVerify `cmd:"" help:"Read every archive again and compare it with the hash that the database has of it."`
}

type fairnessCommand struct {
	Verify fairnessVerify `cmd:"" help:"Check an exported round (GET /api/rounds/{round}): commitment, seed, outcome."`
}

type versionCmd struct{}

func (versionCmd) Run(out io.Writer) error {
	_, err := fmt.Fprintln(out, version)
	return err
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("croupier"),
		kong.Description("A real-time casino game server."),
		kong.Writers(stdout, stderr),
		kong.BindTo(stdout, (*io.Writer)(nil)))
	if err != nil {
		return fail(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return fail(stderr, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal drains; from then on a second one ends the process.
	context.AfterFunc(ctx, stop)
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run()
	if errors.Is(err, errFound) {
		return exitFound
	}
	if err != nil {
		return fail(stderr, err)
	}
	return 0
}

func fail(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintln(stderr, "croupier:", err) // nowhere else to say it
	return exitWrong
}
