package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"croupier/rooms/journal"
	"croupier/server/app"
	"croupier/server/config"
)

type archiveBets struct {
	config.Store
	Keep int `name:"keep-months" required:"" placeholder:"N" help:"Whole months before this one that stay; at least 2."`
}

// Run takes old months of bets out, beside a running server or alone.
func (c *archiveBets) Run(ctx context.Context, out io.Writer) error {
	done, err := app.ArchiveBets(ctx, c.Store, c.Keep)
	if writeErr := writeArchives(out, done, nil); err == nil {
		err = writeErr
	}
	return err
}

type archiveVerify struct {
	config.Store
}

// Run checks the files of all archives.
func (c *archiveVerify) Run(ctx context.Context, out io.Writer) error {
	all, wrong, err := app.CheckArchives(ctx, c.Store)
	if err != nil {
		return err
	}
	if err := writeArchives(out, all, wrong); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return errFound
	}
	return nil
}

// writeArchives prints a line for each archive.
func writeArchives(out io.Writer, all []journal.Archive, wrong map[string]error) error {
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, a := range all {
		mark := "ok"
		if err := wrong[a.Name]; err != nil {
			mark = "WRONG: " + err.Error()
		}
		fmt.Fprintf(t, "%s\t%d bets\t%d bytes\t%s\t%s\n", a.File, a.Rows, a.Bytes, a.Digest, mark)
	}
	fmt.Fprintf(t, "%d archives\n", len(all))
	return t.Flush()
}
