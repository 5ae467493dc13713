package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/loadtest/auditor"
	"croupier/loadtest/swarm"
)

// TestWrongUse: exit code 2 and one line that says why.
func TestWrongUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no address":    {[]string{"--url", "localhost:8080"}, "--url"},
		"no bots":       {[]string{"--bots", "0"}, "--bots"},
		"no time":       {[]string{"--for", "0s"}, "--for"},
		"no number":     {[]string{"--bots", "many"}, "--bots"},
		"no such flag":  {[]string{"--bets", "5"}, "--bets"},
		"rate":          {[]string{"--rate", "-1"}, "--rate"},
		"shares":        {[]string{"--repeat", "900", "--twist", "200"}, "1000"},
		"kills of what": {[]string{"--kills", "3"}, "--server"},
		"nobody there":  {[]string{"--url", "http://127.0.0.1:9", "--bots", "1", "--for", "1s"}, "asking for the tables"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr strings.Builder
			require.Equal(t, exitWrong, run(c.args, &stdout, &stderr))
			require.Contains(t, stderr.String(), c.says)
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
		})
	}
}

// TestConclude: a violation, a failure or an empty run is exit code 1, and the
// file says what a reader looks for.
func TestConclude(t *testing.T) {
	t.Parallel()
	fine := swarm.Report{Bots: 2, Bets: 5, Rounds: 1}
	violated := fine
	violated.Violations, violated.List = 1, []auditor.Violation{{Kind: auditor.KindBalance, Text: "a cent"}}
	for name, c := range map[string]struct {
		report   swarm.Report
		failures []string
		code     int
	}{
		"fine":      {fine, nil, exitFine},
		"violation": {violated, nil, exitFound},
		"failure":   {fine, []string{"the verdicts: missing"}, exitFound},
		"no bets":   {swarm.Report{Rounds: 1}, nil, exitFound},
		"no rounds": {swarm.Report{Bets: 5}, nil, exitFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "report.json")
			var stdout, stderr strings.Builder
			require.Equal(t, c.code, conclude(&flags{JSON: file}, c.report, c.failures, &stdout, &stderr))
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var got map[string]any
			require.NoError(t, json.Unmarshal(text, &got))
			for _, key := range []string{"bots", "rounds", "bets", "violations", "ack_ms", "result_ms", "accepted", "refused", "errors",
				"reconnects", "resumed", "snapshots", "bytes_in", "frames_in", "arrivals_delayed", "seed", "server", "protocol", "seconds"} {
				require.Contains(t, got, key)
			}
			for _, key := range []string{"p50", "p99", "p999"} {
				require.Contains(t, got["ack_ms"], key)
				require.Contains(t, got["result_ms"], key)
			}
			require.Equal(t, c.code == exitFine, stderr.Len() == 0)
		})
	}
}
