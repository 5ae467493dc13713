package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/internal/bars"
	"croupier/loadtest/swarm"
)

// shoesAfter is how many shoes have to end after the last kill: before that nobody can
// hold the cards that were dealt after it against their seeds.
const shoesAfter = 2

// cardMoments are the phases of a hand and of a shoe at which a server is killed: as
// soon as a bot has heard of one.
func cardMoments() []string {
	return []string{"shuffled", "turn:act", "turn:cards", "turn:deal", "turn:insure", "turn:look", "turn:dealer", "acted", "drawn",
		"closed", "result", "opened", "turn:shuffle", "went"}
}

// cardKillsOf are the trials of B16 at tables of cards.
func cardKillsOf(t *testing.T) bars.N {
	t.Helper()
	n := killsOf(t)
	if n.Quick == n.Commit { // as CROUPIER_KILLS says
		return n
	}
	return bars.N{Quick: 3, Commit: 2 * len(cardMoments()), Night: 40 * len(cardMoments())}
}

func cardConfig() swarm.Config {
	c := config()
	c.Bots, c.Rate = 60, 300
	return c
}

// TestB16KillAtTheCards kills the server at the moments of hands and shoes, under bots
// that bet, sit down and decide. The next one goes on with the same cards: what was
// told stays as it was told, every card lies in its shoe where its seed says, and every
// hand is paid as the auditor pays it.
func TestB16KillAtTheCards(t *testing.T) {
	bar := bars.Start(t, "B16", "kill -9 at each moment of a hand and of a shoe", cardKillsOf(t))
	times := bar.Trials()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(times)*90*time.Second)
	defer cancel()
	k := killing{binary: build(t, ""), folder: folder(t), times: times, tables: swarm.CardTables(), moments: cardMoments(), shoes: shoesAfter, config: cardConfig()}
	report, kills, err := k.run(ctx, logged{t})
	for _, v := range report.List {
		t.Log(v)
	}
	bar.Seed(k.config.Seed)
	for at, n := range kills.At {
		bar.Landed("kill", at, n)
	}
	bar.Ops(int(report.Accepted), int(report.Bets-report.Accepted), kills.InDoubt)
	require.NoError(t, err)
	require.Empty(t, kills.Failures)
	require.Zero(t, report.Violations)
	require.Equal(t, times, kills.Kills)
	for range kills.Kills {
		bar.Trial()
	}
	bar.Note(fmt.Sprintf("%d rounds recounted, %d shoes held against their seeds, %d rounds in shoes still in use; %d verdicts asked for again; decisions %v, %d by the system, %d stakes followed",
		report.Rounds, report.Shoes, report.InShoe, kills.Asked, report.Decisions, report.SystemDecisions, report.Followed))
	require.Positive(t, report.Rounds)
	require.Positive(t, report.Shoes, "no shoe was held against its seed")
	require.Positive(t, kills.Standing, "no kill met a bet on the felt")
	for _, moment := range cardMoments()[:min(times, 3)] {
		require.Positive(t, kills.At[moment], moment)
	}
}
