package slots

import (
	"encoding/binary"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
)

// envFile names a machine's file that the benchmarks measure instead.
const envFile = "CROUPIER_SLOTS_FILE"

// benched are the machines that are measured: those of the shape by which the
// field measures (performance E: 32 stops on five reels, 21 lines, a wild, a
// scatter, two bonuses), and those that are built in.
func benched(b *testing.B) []*Machine {
	paths := []string{"testdata/yardstick.json"}
	if path := os.Getenv(envFile); path != "" {
		paths = []string{path}
	}
	var all []*Machine
	for _, path := range paths {
		body, err := os.ReadFile(path)
		require.NoError(b, err)
		m, err := Parse(path, body)
		require.NoError(b, err)
		all = append(all, m)
	}
	for _, r := range Builtin() {
		all = append(all, r.m)
	}
	return all
}

// perCPU reports the time that the process was given, beside the clock's: on a
// busy machine they differ. It stands for one core: a benchmark runs on one.
func perCPU(b *testing.B, work func() (things uint64)) {
	var before, after syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &before))
	var things uint64
	for b.Loop() {
		things += work()
	}
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &after))
	spent := after.Utime.Nano() - before.Utime.Nano() + after.Stime.Nano() - before.Stime.Nano()
	b.ReportMetric(float64(spent)/float64(things), "cpu-ns/spin")
	b.ReportMetric(float64(things)/float64(spent)*1e3, "Mspins/cpu-s")
}

// BenchmarkScan judges every stop of all reels: all lines or ways, wilds,
// scatters, bonuses, drops.
func BenchmarkScan(b *testing.B) {
	for _, m := range benched(b) {
		b.Run(m.Game(), func(b *testing.B) {
			stops := uint64(1)
			for _, n := range m.base.lens {
				stops *= uint64(n)
			}
			perCPU(b, func() uint64 {
				require.Equal(b, m.base.space, m.base.scan().space)
				return stops
			})
		})
	}
}

// BenchmarkFactor is the same means without looking at windows.
func BenchmarkFactor(b *testing.B) {
	for _, m := range benched(b) {
		b.Run(m.Game(), func(b *testing.B) {
			perCPU(b, func() uint64 { m.base.factor(); return 1 })
		})
	}
}

// fresh is the operating system's randomness under its health tests, read in
// pieces: the tape of a certified table.
type fresh struct {
	entropy *rng.Entropy
	tape    [4096]byte
	next    int
	err     error
}

func (f *fresh) Uint64() uint64 {
	if f.next == len(f.tape) {
		f.next, f.err = 0, f.entropy.Fill(f.tape[:])
	}
	x := binary.BigEndian.Uint64(f.tape[f.next:])
	f.next += 8
	return x
}

func (f *fresh) Uintn(n uint64) uint64              { return rng.Uintn(f, n) }
func (f *fresh) Shuffle(n int, swap func(i, j int)) { rng.Shuffle(f, n, swap) }

// BenchmarkSimulate plays whole rounds, free spins and bonuses included, from the
// generators that deal: fair, one stream of a seed; round by round, a seed's
// first stream for each, as a table does; certified, fresh randomness.
func BenchmarkSimulate(b *testing.B) {
	const rounds = 100_000
	for _, m := range benched(b) {
		b.Run(m.Game()+"/fair", func(b *testing.B) {
			draws := fairness.NewSource([32]byte{1}).Draws(1)
			perCPU(b, func() uint64 { m.Simulate(draws, rounds); return rounds })
		})
		b.Run(m.Game()+"/round by round", func(b *testing.B) {
			seed := [32]byte{1}
			var round uint64
			perCPU(b, func() uint64 {
				for range rounds / 10 {
					round++
					binary.BigEndian.PutUint64(seed[:], round)
					var draws games.Draws = fairness.NewSource(seed).Draws(1)
					m.Simulate(draws, 1)
				}
				return rounds / 10
			})
		})
		b.Run(m.Game()+"/certified", func(b *testing.B) {
			entropy, err := rng.OpenEntropy()
			require.NoError(b, err)
			f := &fresh{entropy: entropy, next: 4096}
			perCPU(b, func() uint64 { m.Simulate(f, rounds); return rounds })
			require.NoError(b, f.err)
		})
	}
}
