package fairness_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

func machines(game string, rules int) (fairness.Rechecker, bool) {
	for _, r := range slots.Builtin() {
		if name, version := r.ID(); name == game && version == rules {
			return r, true
		}
	}
	return nil, false
}

// spun is a session's ended round as the server exports it to its player, the
// first of the pair's rounds that has a feature.
func spun(t *testing.T) (round map[string]any, seed [32]byte) {
	t.Helper()
	const options = `{"coins":[1,5],"cycleMs":2500,"landMs":2000,"decideMs":120000,"allowanceMinor":10000000,"seat":5}`
	rules := slots.Builtin()[0]
	codec := games.NewCodec(rules.Types())
	seed = [32]byte{4, 5, 6}
	from := games.RoomID(1 << 20).Round(7)
	pair := fairness.NewPair(from, seed, "my own")
	for id := from; ; id++ {
		table, err := rules.Table(id, []byte(options), nil)
		require.NoError(t, err)
		var public, own []wire.Event
		step, at := 0, games.Moment(1000)
		var ask any = slots.Spin{Coin: 5}
		for !table.Phase().Ended() {
			step++
			at += 3000
			by := games.Actor{Role: games.Player, Player: 5}
			s, err := table.Decide(games.Command{By: by, At: at, ID: games.BetID{1, 6: 0x70, 8: 0x80}, Ask: ask}, pair.Source(id).Draws(step))
			require.NoError(t, err)
			table.Apply(s)
			ask = slots.Next{}
			for _, e := range s.Events {
				name, body, err := codec.Encode(e.Body)
				require.NoError(t, err)
				to := &own
				if e.For == games.Everyone {
					to = &public
				}
				*to = append(*to, wire.Event{Round: int64(id), AtMs: int64(at), Type: name, Body: body})
			}
		}
		if step == 1 {
			continue
		}
		game, version := rules.ID()
		commitment := pair.Commitment()
		return map[string]any{
			"round": id, "room": id.Room(), "name": "Night Harbour", "game": game, "rules": version, "phase": "settled",
			"openedMs": 4000, "endedMs": at, "commitment": hex.EncodeToString(commitment[:]),
			"options": json.RawMessage(options), "events": public, "own": own,
			"pair": map[string]any{"from": from, "to": id + 9, "nonce": id - from, "commitment": hex.EncodeToString(commitment[:]),
				"clientSeed": "my own", "serverSeed": hex.EncodeToString(seed[:]), "beganMs": 3000, "toldMs": at + 1},
		}, seed
	}
}

func TestVerifySession(t *testing.T) {
	t.Parallel()
	file, _ := spun(t)
	report, err := fairness.VerifyRound([]byte(jsonOf(t, file)), machines)
	require.NoError(t, err)
	for _, c := range report.Checks {
		require.NoError(t, c.Err, c.What)
		require.False(t, c.Absent, c.What)
	}
	require.Len(t, report.Checks, 7)

	// Until the pair is told there is no more to say, and nothing is wrong.
	pair := file["pair"].(map[string]any)
	delete(pair, "serverSeed")
	delete(pair, "to")
	delete(pair, "toldMs")
	report, err = fairness.VerifyRound([]byte(jsonOf(t, file)), machines)
	require.NoError(t, err)
	require.True(t, report.OK())
	require.True(t, report.Checks[len(report.Checks)-1].Absent)
}

func TestVerifySessionFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(file, pair map[string]any){
		"another server seed": func(_, p map[string]any) { p["serverSeed"] = hex.EncodeToString(make([]byte, 32)) },
		"half a seed":         func(_, p map[string]any) { p["serverSeed"] = "00" },
		"another client seed": func(_, p map[string]any) { p["clientSeed"] = "yours" },
		"no client seed":      func(_, p map[string]any) { p["clientSeed"] = "" },
		"another nonce":       func(_, p map[string]any) { p["nonce"] = 99 },
		"a later beginning":   func(f, p map[string]any) { p["from"] = f["round"].(games.RoundID) + 1 },
		"another beginning":   func(f, p map[string]any) { p["from"] = f["round"]; p["nonce"] = 0 },
		"played after its end": func(f, p map[string]any) {
			p["to"] = f["round"]
		},
		"committed to later": func(_, p map[string]any) { p["beganMs"] = 4001 },
		"told before":        func(f, p map[string]any) { p["toldMs"] = f["endedMs"].(games.Moment) - 1 },
		"other commitments":  func(f, _ map[string]any) { f["commitment"] = hex.EncodeToString(make([]byte, 32)) },
		"a round of the same pair": func(f, p map[string]any) {
			f["round"] = f["round"].(games.RoundID) + 1
			p["nonce"] = p["nonce"].(games.RoundID) + 1
		},
		"another outcome": func(f, _ map[string]any) {
			f["events"].([]wire.Event)[len(f["events"].([]wire.Event))-1].Body = json.RawMessage(`{"stops":[0,0,0,0,0],"free":0,"gambles":0,"staked":100,"returned":0,"landsAtMs":0,"nextAtMs":0}`)
		},
		"a spin that was left out": func(f, _ map[string]any) {
			f["own"] = append(f["own"].([]wire.Event)[:1:1], f["own"].([]wire.Event)[2:]...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, _ := spun(t)
			change(file, file["pair"].(map[string]any))
			report, err := fairness.VerifyRound([]byte(jsonOf(t, file)), machines)
			require.NoError(t, err)
			require.False(t, report.OK())
		})
	}
}
