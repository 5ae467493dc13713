package fairness_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/internal/bars"
	"croupier/rng/fairness"
)

// A player who grinds client seeds wins as often as anybody else: 10^5 of them,
// chosen by everything that a player can know, beside the machine's exact figure.
//
//	counted   one after the other
//	chosen    each time the one of four that would have won most with the server
//	          seed that was told last: fitted to the past
//	copied    those that won before, once more
func TestB34GroundClientSeeds(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B34", "client seeds ground by a player", bars.N{Quick: 100_000, Commit: 100_000, Night: 1_000_000})
	machine := slots.Builtin()[2].Machine()
	par := machine.PAR()
	want, err := strconv.ParseFloat(par.HitRate.Decimal, 64)
	require.NoError(t, err)
	round := games.RoomID(1 << 20).Round(1)
	won := func(server [32]byte, client string) int64 {
		return machine.Simulate(fairness.NewPair(round, server, client).Source(round).Draws(1), 1).Coins
	}
	hits, past := map[string]int{}, "0"
	trials := run.Trials() / 3
	told := sha256.Sum256([]byte("the first"))
	for i := range trials {
		server := sha256.Sum256(fmt.Append(nil, "server seed", i)) // fresh with every rotation, told after it
		best, most := "", int64(-1)
		for k := range 4 {
			candidate := fmt.Sprint("ground ", i, k)
			if coins := won(told, candidate); coins > most {
				best, most = candidate, coins
			}
		}
		for how, client := range map[string]string{"counted": fmt.Sprint(i), "chosen": best, "copied": past} {
			require.NoError(t, fairness.CheckClientSeed(client))
			if won(server, client) > 0 {
				hits[how]++
				if how == "counted" {
					past = client
				}
			}
			run.Trial()
		}
		told = server
	}
	for range run.Trials() - 3*trials {
		run.Trial()
	}
	// Four and a half deviations of the mean: by chance once in 150,000 runs.
	within := 4.5 * math.Sqrt(want*(1-want)/float64(trials))
	for _, how := range []string{"counted", "chosen", "copied"} {
		rate := float64(hits[how]) / float64(trials)
		require.InDelta(t, want, rate, within, how)
		run.Reached(how)
		run.Note(fmt.Sprintf("%s: %d of %d rounds paid, %.4f; by the machine's sheet %.4f, within %.4f", how, hits[how], trials, rate, want, within))
	}

	// Were the server seed known beforehand, four candidates would be worth it: the
	// test would see that.
	known := 0
	for i := range 5000 {
		server := sha256.Sum256(fmt.Append(nil, "server seed", i))
		for k := range 4 {
			if won(server, fmt.Sprint("ground ", i, k)) > 0 {
				known++
				break
			}
		}
	}
	require.Greater(t, float64(known)/5000, want+within, "a seed that is known is worth grinding for")
}
