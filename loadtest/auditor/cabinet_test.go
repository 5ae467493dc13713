package auditor

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
)

const cabinetOptions = `{"coins":[1],"cycleMs":0,"landMs":0,"decideMs":120000,"allowanceMinor":1000000000}`

func cabinets(t testing.TB) (all []*slots.Rules, mine []*Cabinet) {
	t.Helper()
	all = slots.Builtin()
	for _, r := range all {
		sheet, err := r.Sheet([]byte(cabinetOptions))
		require.NoError(t, err)
		c, err := ReadCabinet(sheet)
		require.NoError(t, err)
		mine = append(mine, c)
	}
	return all, mine
}

// The auditor's own judgement and the rules agree on many rounds of every
// machine, features included: stops, wins, free spins.
func TestCabinetsAgreeWithTheRules(t *testing.T) {
	t.Parallel()
	rules, mine := cabinets(t)
	from := games.RoomID(1 << 20).Round(1)
	for i, r := range rules {
		pair, features, won := fairness.NewPair(from, [32]byte{byte(i)}, "mine"), 0, 0
		for n := range games.RoundID(3000) {
			seed := SessionSeed(int64(from.Room()), int64(n), pair.ServerSeed(), "mine")
			require.Equal(t, pair.Source(from+n).Seed(), seed)
			table, err := r.Table(from+n, []byte(cabinetOptions), nil)
			require.NoError(t, err)
			cmd := games.Command{By: games.Actor{Role: games.Player, Player: 5}, At: 1, ID: games.BetID{15: 1}, Ask: slots.Spin{Coin: 1}}
			for k := 1; !table.Phase().Ended(); k++ {
				step, err := table.Decide(cmd, pair.Source(from+n).Draws(k))
				require.NoError(t, err)
				table.Apply(step)
				var shown slots.Shown
				switch body := step.Events[0].Body.(type) {
				case slots.Spun:
					shown = body.Shown
				case slots.FreeSpun:
					shown, features = body.Shown, features+1
				default:
					cmd.Ask = slots.Collect{}
					continue
				}
				turn := mine[i].Turn(seed, k, k > 1)
				require.Equal(t, shown.Stops, turn.stops, "%s, round %d, step %d", mine[i].Game, n, k)
				require.EqualValues(t, shown.Win, turn.coins, "%s, round %d, step %d: %+v", mine[i].Game, n, k, shown)
				require.Equal(t, shown.Scatters, turn.scatters)
				if shown.Win > 0 {
					won++
				}
				cmd.Ask = slots.Next{}
				if own, ok := table.View(5).(slots.Own); ok && own.State != nil && own.State.Doing == "gamble" {
					cmd.Ask = slots.Collect{}
				}
			}
		}
		require.Positive(t, won)
		if mine[i].file.Free != nil {
			require.Positive(t, features)
		}
	}
}

// The text of sessions, read a third time: the vectors of the package are met.
func TestSessionVectors(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../rng/fairness/testdata/sessions.json")
	require.NoError(t, err)
	var vectors []struct {
		Seed, ClientSeed, Commitment string
		Room, From                   int64
		Rounds                       []struct {
			Nonce int64
			Seed  string
			Draws []struct {
				K        int
				N, Value json.Number
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &vectors))
	require.NotEmpty(t, vectors)
	for _, v := range vectors {
		raw, err := hex.DecodeString(v.Seed)
		require.NoError(t, err)
		seed := [32]byte(raw)
		commitment := PairCommitment(v.Room, v.From, seed)
		require.Equal(t, v.Commitment, hex.EncodeToString(commitment[:]))
		for _, r := range v.Rounds {
			of := SessionSeed(v.Room, r.Nonce, seed, v.ClientSeed)
			require.Equal(t, r.Seed, hex.EncodeToString(of[:]))
			for _, d := range r.Draws {
				n, err := d.N.Int64()
				require.NoError(t, err)
				want, err := d.Value.Int64()
				require.NoError(t, err)
				require.EqualValues(t, want, (&drawer{seed: of, stream: uint64(d.K)}).below(uint64(n)))
			}
		}
	}
}

func TestCabinetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, sheet := range []string{`{`, `{}`, `{"machine":{"cost":5,"rows":3}}`} {
		_, err := ReadCabinet([]byte(sheet))
		require.Error(t, err, sheet)
	}
}
