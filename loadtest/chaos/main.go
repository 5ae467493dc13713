package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitFine  = 0
	exitFound = 1 // a bar failed, a mutant survived
	exitWrong = 2 // nothing was tried
)

type flags struct {
	Mutants mutantsCommand `cmd:"" help:"Plant every bug of the list and see it caught."`
	Run     runCommand     `cmd:"" help:"Run the bars' trials and print the sheet of results."`
	Sheet   sheetCommand   `cmd:"" help:"Print the sheet of a run that was."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	var f flags
	parser, err := kong.New(&f, kong.Name("chaos"), kong.Writers(stdout, stderr),
		kong.Description("Planted bugs, the bars' trials, and the sheet of what happened."))
	if err != nil {
		return wrong(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return wrong(stderr, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process
	root, err := moduleRoot()
	if err != nil {
		return wrong(stderr, err)
	}
	house := house{ctx: ctx, root: root, out: stdout, err: stderr}
	switch parsed.Selected().Name {
	case "mutants":
		return f.Mutants.run(house)
	case "run":
		return f.Run.run(house)
	default:
		return f.Sheet.run(house)
	}
}

// house is where a command works and whom it tells.
type house struct {
	ctx      context.Context
	root     string
	out, err io.Writer
}

// say writes a line for people; where it goes, nobody hears of an error.
func (h house) say(format string, args ...any) { _, _ = fmt.Fprintf(h.out, format+"\n", args...) }

func wrong(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintln(stderr, "chaos:", err) // nowhere else to say it
	return exitWrong
}

// moduleRoot is the folder of go.mod, at or above the one we are in.
func moduleRoot() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for up := at; ; up = filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return up, nil
		}
		if up == filepath.Dir(up) {
			return "", errors.New("run it in the source tree: no go.mod at or above " + at)
		}
	}
}
