package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"croupier/loadtest/swarm"
)

// loadBoth plays at slot machines, and at the tables at the same time if there
// are bots for them.
func loadBoth(ctx context.Context, f *flags, stdout, stderr io.Writer) int {
	p, err := swarm.NewParlour(ctx, swarm.ParlourConfig{URL: f.URL, Spinners: f.Spinners, FundsMinor: f.Funds, Seed: f.Seed, Version: version()})
	if err != nil {
		return wrong(stderr, err)
	}
	tables := make(chan int, 1)
	go func() {
		if f.Bots == 0 {
			tables <- exitFine
			return
		}
		tables <- load(ctx, f, stdout, stderr)
	}()
	p.Run(context.WithoutCancel(ctx), f.For)
	return max(<-tables, concludeSpins(f, p.Report(), stdout, stderr))
}

// concludeSpins writes the machines' report and decides the exit code.
func concludeSpins(f *flags, r swarm.ParlourReport, stdout, stderr io.Writer) int {
	failures := r.Failures
	if r.Spins == 0 || r.Verified == 0 {
		failures = append(failures, "no spin was drawn again: nothing is proved")
	}
	if r.Verified != r.Rounds {
		failures = append(failures, fmt.Sprintf("%d rounds ended, %d were drawn again", r.Rounds, r.Verified))
	}
	if f.JSON != "" {
		text, err := json.MarshalIndent(r, "", "  ")
		if err == nil {
			err = os.WriteFile(strings.TrimSuffix(f.JSON, ".json")+"-machines.json", append(text, '\n'), 0o644)
		}
		if err != nil {
			failures = append(failures, "the report: "+err.Error())
		}
	}
	_, _ = fmt.Fprintf(stdout, "machines: %d players, %d spins, %d free, %d gambles; %d rounds, %d drawn again from %d pairs of seeds; staked %d, returned %d; ack p50 %.1f ms, p99 %.1f ms; refused %v; %d violations\n",
		r.Spinners, r.Spins, r.Free, r.Gambles, r.Rounds, r.Verified, r.Rotations, r.Staked, r.Returned, r.AckMs.P50, r.AckMs.P99, r.Refused, r.Violations)
	for _, v := range r.List {
		_, _ = fmt.Fprintln(stderr, "violation:", v)
	}
	for _, text := range failures {
		_, _ = fmt.Fprintln(stderr, "failure:", text)
	}
	if r.Violations > 0 || r.Failed > 0 || len(failures) > 0 {
		return exitFound
	}
	return exitFine
}
