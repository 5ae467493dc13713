package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"croupier/rng/fairness"
	"croupier/server/app"
	"croupier/server/config"
	"croupier/server/gen"
)

type ledgerVerify struct {
	config.Store
	Full bool `help:"Read what was closed, too, and hold it against the closed sums: every line there ever was."`
	JSON bool `name:"json" help:"Print the report as JSON."`
}

// Run verifies the books beside a running server, or alone.
func (c *ledgerVerify) Run(ctx context.Context, out io.Writer) error {
	report, err := app.VerifyLedger(ctx, c.Store, c.Full)
	if err != nil {
		return err
	}
	return tell(out, c.JSON, &report)
}

type roundsReplay struct {
	config.Store
	JSON bool `name:"json" help:"Print the report as JSON."`
}

// Run plays all ended rounds again, beside a running server or alone.
func (c *roundsReplay) Run(ctx context.Context, out io.Writer) error {
	report, err := app.ReplayRounds(ctx, c.Store)
	if err != nil {
		return err
	}
	return tell(out, c.JSON, report)
}

// tell prints a report and says by its error whether something was found.
func tell(out io.Writer, asJSON bool, report interface {
	OK() bool
	WriteText(io.Writer) error
}) error {
	var err error
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		err = enc.Encode(report)
	} else {
		err = report.WriteText(out)
	}
	if err != nil {
		return err
	}
	if !report.OK() {
		return errFound
	}
	return nil
}

type fairnessVerify struct {
	File string `arg:"" help:"The round as JSON; - for standard input."`
}

// Run checks an exported round; it needs neither a server nor its keys.
func (c *fairnessVerify) Run(out io.Writer) error {
	text, err := read(c.File)
	if err != nil {
		return err
	}
	report, err := fairness.VerifyRound(text, app.Recheckers)
	if err != nil {
		return err
	}
	for _, check := range report.Checks {
		mark := "ok     "
		switch {
		case check.Err != nil:
			mark = "WRONG  "
		case check.Absent:
			mark = "absent "
		}
		line := mark + check.What
		if check.Err != nil {
			line += ": " + check.Err.Error()
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	if !report.OK() {
		return errFound
	}
	return nil
}

func read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}

type genCommand struct {
	Root  string `default:"." help:"The checkout." placeholder:"DIR"`
	Check bool   `help:"Write nothing; say which files are stale."`
}

// Run makes the files that are generated from the code.
func (c *genCommand) Run() error {
	document, err := app.OpenAPI()
	if err != nil {
		return err
	}
	if c.Check {
		return errors.Join(gen.Check(c.Root, app.GameTypes()), gen.CheckHTTPPage(c.Root, document))
	}
	return errors.Join(gen.Write(c.Root, app.GameTypes()), gen.WriteHTTPPage(c.Root, document))
}
