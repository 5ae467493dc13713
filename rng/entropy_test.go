package rng_test

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"croupier/rng"
)

// device is a healthy source at first (a keyed stream stands in), and what
// spoil makes of it from the byte on at which it is to fail.
type device struct {
	words *rng.Stream
	after int // healthy bytes
	spoil func(p []byte)
}

func (d *device) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(d.words.Uint64())
		if d.after--; d.after < 0 {
			d.spoil(p[i : i+1])
		}
	}
	return len(p), nil
}

func newDevice(after int, spoil func(p []byte)) *device {
	return &device{words: rng.NewStream([32]byte{1}, "device", 1), after: after, spoil: spoil}
}

func TestOperatingSystemGivesDifferentSeeds(t *testing.T) {
	t.Parallel()
	e, err := rng.OpenEntropy()
	require.NoError(t, err)
	// B40: seeds are unique.
	const seeds = 100_000
	seen := make(map[[32]byte]bool, seeds)
	for range seeds {
		seed, err := e.Seed()
		require.NoError(t, err)
		seen[seed] = true
	}
	require.Len(t, seen, seeds)
	require.NoError(t, e.Err())
}

// B40: an error of the source is an error of the seed, never a seed.
func TestReadErrorGivesNoSeed(t *testing.T) {
	t.Parallel()
	broken := errors.New("getrandom: no")
	_, err := rng.NewEntropy(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)

	healthy := io.LimitReader(newDevice(1<<30, nil), 1024+40)
	e, err := rng.NewEntropy(healthy)
	require.NoError(t, err)
	_, err = e.Seed()
	require.NoError(t, err)
	seed, err := e.Seed() // eight bytes are left
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Zero(t, seed)
	p := bytes.Repeat([]byte{1}, 16)
	require.ErrorIs(t, e.Fill(p), io.EOF)
	require.Zero(t, [16]byte(p), "half a fill is none")
}

// G8: each way in which a source degrades is found, stays found, and gives no
// byte out.
func TestDegradedSourceIsFoundAndStaysOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		within int // bytes after the fault
		spoil  func() func(p []byte)
	}{
		"stuck at zero": {32, func() func([]byte) { return func(p []byte) { p[0] = 0 } }},
		"stuck high":    {32, func() func([]byte) { return func(p []byte) { p[0] = 0xff } }},
		"four bits left": {4096, func() func([]byte) {
			return func(p []byte) { p[0] &= 0x0f }
		}},
		"every ninth byte the same": {1 << 14, func() func([]byte) {
			n := 0
			return func(p []byte) {
				if n++; n%9 == 0 {
					p[0] = 0x2a
				}
			}
		}},
		"a counter of three bits": {1024, func() func([]byte) {
			n := byte(0)
			return func(p []byte) { n++; p[0] = n & 7 }
		}},
		"repeats 32 bytes": {96, func() func([]byte) {
			n := byte(0)
			return func(p []byte) { p[0] = n % 32 * 7; n++ }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const healthy = 1024 + 32*32
			e, err := rng.NewEntropy(newDevice(healthy, c.spoil()))
			require.NoError(t, err)
			for range 32 {
				_, err := e.Seed()
				require.NoError(t, err)
			}
			for taken := 0; err == nil; taken += 32 {
				require.LessOrEqual(t, taken, c.within)
				_, err = e.Seed()
			}
			require.ErrorIs(t, err, rng.ErrDegraded)
			require.ErrorIs(t, e.Err(), rng.ErrDegraded)
			p := []byte{1, 2, 3}
			require.ErrorIs(t, e.Fill(p), rng.ErrDegraded, "it stays")
			seed, err := e.Seed()
			require.ErrorIs(t, err, rng.ErrDegraded)
			require.Zero(t, seed)
		})
	}
}

func TestStartupFindsADeadSource(t *testing.T) {
	t.Parallel()
	_, err := rng.NewEntropy(newDevice(0, func(p []byte) { p[0] = 0x55 }))
	require.ErrorIs(t, err, rng.ErrDegraded)
}

// A healthy source is left alone: 16 MiB without an alarm.
func TestHealthySourceRaisesNoAlarm(t *testing.T) {
	t.Parallel()
	e, err := rng.OpenEntropy()
	require.NoError(t, err)
	p := make([]byte, 1<<20)
	for range 16 {
		require.NoError(t, e.Fill(p))
	}
}

// The cutoff of the adaptive proportion test, from its definition in exact
// numbers: 1 + the smallest count that a binomial of 512 bytes at 1/256 stays
// at or below but for 2^-60.
func TestProportionCutoff(t *testing.T) {
	t.Parallel()
	const window, claimed = 512, 25
	alarm := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 60))
	one, p := big.NewRat(1, 1), big.NewRat(1, 256)
	q := new(big.Rat).Sub(one, p)
	below := new(big.Rat).Sub(one, alarm)
	cumulated := new(big.Rat)
	for k := int64(0); ; k++ {
		term := new(big.Rat).SetInt(new(big.Int).Binomial(window, k))
		for range k {
			term.Mul(term, p)
		}
		for range window - k {
			term.Mul(term, q)
		}
		if cumulated.Add(cumulated, term); cumulated.Cmp(below) >= 0 {
			require.EqualValues(t, claimed, k+1)
			break
		}
	}
	// And it is the one in force: a first byte that comes 24 times in a window
	// passes, the 25th is the alarm.
	window512 := func(times int) []byte {
		raw := make([]byte, 512)
		for i := range raw {
			raw[i] = byte(i%255) + 1
			if i%16 == 0 && i/16 < times {
				raw[i] = 0
			}
		}
		return raw
	}
	for times, ok := range map[int]bool{claimed - 1: true, claimed: false} {
		start := append(window512(1), window512(1)...) // the startup test's 1,024
		_, err := rng.NewEntropy(bytes.NewReader(start))
		require.NoError(t, err)
		e, err := rng.NewEntropy(bytes.NewReader(append(start, window512(times)...)))
		require.NoError(t, err)
		require.Equal(t, ok, e.Fill(make([]byte, 512)) == nil, "%d times", times)
	}
}

// The cutoff of the repetition count test: eight equal bytes pass, the ninth
// is the alarm, across reads as well.
func TestRepetitionCutoff(t *testing.T) {
	t.Parallel()
	start := make([]byte, 1024)
	for i := range start {
		start[i] = byte(i)
	}
	e, err := rng.NewEntropy(bytes.NewReader(append(start, bytes.Repeat([]byte{9}, 16)...)))
	require.NoError(t, err)
	require.NoError(t, e.Fill(make([]byte, 4)))
	require.NoError(t, e.Fill(make([]byte, 4)))
	require.ErrorIs(t, e.Fill(make([]byte, 1)), rng.ErrDegraded)
}

func TestEntropyMayBeSharedByGoroutines(t *testing.T) {
	t.Parallel()
	e, err := rng.OpenEntropy()
	require.NoError(t, err)
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[[32]byte]bool{}
	for range 8 {
		wg.Go(func() {
			for range 100 {
				seed, err := e.Seed()
				mu.Lock()
				if err == nil {
					seen[seed] = true
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.Len(t, seen, 800)
}
