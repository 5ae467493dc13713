package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/loadtest/swarm"
)

// machineTables are machines whose cycles are short, so that many rounds end.
const machineTables = `{"tables":[],"machines":[
{"game":"slots-harbour","rules":1,"currency":"FUN","options":{"coins":[1,5],"cycleMs":200,"landMs":100,"decideMs":120000,"allowanceMinor":10000000}},
{"game":"slots-orchard","rules":1,"currency":"FUN","options":{"coins":[1,4],"cycleMs":200,"landMs":100,"decideMs":120000,"allowanceMinor":10000000}},
{"game":"slots-sevens","rules":1,"currency":"FUN","options":{"coins":[4,20],"cycleMs":200,"landMs":100,"decideMs":120000,"allowanceMinor":10000000}}]}`

// Bots at all machines of the real server: every spin is recounted from what the
// reels showed, drawn again from the pair of seeds that was told, and the books
// agree.
func TestMachinesUnderBots(t *testing.T) {
	folder := folder(t)
	tables := filepath.Join(folder, "tables.json")
	require.NoError(t, os.WriteFile(tables, []byte(machineTables), 0o600))
	log, err := os.Create(filepath.Join(folder, "server.log"))
	require.NoError(t, err)
	defer func() { require.NoError(t, log.Close()) }()
	victim, err := swarm.NewVictim(build(t, ""), filepath.Join(folder, "data"), []string{"CROUPIER_TABLES=" + tables}, log)
	require.NoError(t, err)
	_, err = victim.Start(t.Context())
	require.NoError(t, err)
	p, err := swarm.NewParlour(t.Context(), swarm.ParlourConfig{URL: victim.URL(), Spinners: 12, FundsMinor: 500_000, Seed: 1, Version: version()})
	if err != nil {
		require.NoError(t, victim.Stop())
	}
	require.NoError(t, err)
	p.Run(t.Context(), 6*time.Second)
	r := p.Report()
	require.NoError(t, victim.Stop())
	require.Empty(t, r.List)
	require.Empty(t, r.Failures)
	require.Greater(t, r.Rounds, int64(50))
	require.Equal(t, r.Rounds, r.Verified, "every one was drawn again")
	require.Positive(t, r.Free+r.Gambles)
	require.GreaterOrEqual(t, r.Rotations, int64(12))
	require.NoError(t, victim.VerifyLedger(context.Background()))
}
