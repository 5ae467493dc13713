package fairness_test

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/roulette"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

func registry(game string, rules int) (fairness.Rechecker, bool) {
	return roulette.European(), game == roulette.Game && rules == roulette.Version
}

const tableOptions = `{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,
	"limits":{"straight":20000,"split":20000,"street":20000,"trio":20000,"corner":20000,"firstFour":20000,"line":20000,
	"column":30000,"dozen":30000,"even":40000},"tableMaxMinor":90000,"allowanceMinor":12000000}`

// played is an ended round as the server exports it: a player bet on three
// spots, took one back, and the source drew.
func played(t *testing.T) map[string]any {
	t.Helper()
	id := round(3)
	seed := [32]byte{1, 2, 3}
	source := fairness.NewSource(seed)
	commitment := fairness.Commit(id, 1, seed)
	committed := hex.EncodeToString(commitment[:])
	rules := roulette.European()
	codec := games.NewCodec(rules.Types())
	table, err := rules.Table(id, []byte(tableOptions), nil)
	require.NoError(t, err)

	public := []wire.Event{event(t, 900, id, wire.EventSealed, wire.Sealed{Round: int64(id), Rules: 1, Commitment: committed})}
	own := []wire.Event{}
	do := func(c games.Command) {
		s, err := table.Decide(c, source.Draws(1))
		require.NoError(t, err)
		table.Apply(s)
		for _, e := range s.Events {
			name, body, err := codec.Encode(e.Body)
			require.NoError(t, err)
			event := wire.Event{Round: int64(id), AtMs: int64(c.At), Type: name, Body: body}
			if e.For == games.Everyone {
				public = append(public, event)
			} else {
				own = append(own, event)
			}
		}
	}
	player := func(id byte, ask any) games.Command {
		return games.Command{By: games.Actor{Role: games.Player, Player: 5}, At: 2000, ID: games.BetID{id, 6: 0x70, 8: 0x80}, Ask: ask}
	}
	number := int(source.Draws(1).Uintn(37))
	winner := roulette.Chip{Spot: "straight:" + json.Number(jsonOf(t, number)).String(), Stake: 300}
	do(games.Command{At: 1000, Ask: games.Timeout{}})
	do(player(1, roulette.Bet{Spots: []roulette.Chip{winner, {Spot: "red", Stake: 200}}}))
	do(player(2, roulette.Bet{Spots: []roulette.Chip{{Spot: "first-four", Stake: 100}}}))
	do(player(3, roulette.Undo{}))
	do(player(4, roulette.Bet{Spots: []roulette.Chip{winner}}))
	do(games.Command{At: 13_000, Ask: games.Timeout{}})
	do(games.Command{At: 13_020, Ask: games.Timeout{}})
	public = append(public, event(t, 13_021, id, wire.EventRevealed,
		wire.Revealed{Round: int64(id), Rules: 1, Commitment: committed, Seed: hex.EncodeToString(seed[:])}))
	own = append(own, event(t, 2000, id, wire.EventVerdict, wire.Verdict{Verdict: "accepted"}))
	return map[string]any{
		"round": id, "room": id.Room(), "name": "European", "game": "roulette-european", "rules": 1, "phase": "settled",
		"openedMs": 1000, "endedMs": 13_020, "commitment": committed, "seed": hex.EncodeToString(seed[:]),
		"options": json.RawMessage(tableOptions), "carry": nil, "events": public, "own": own, "later": "fields may follow",
	}
}

func event(t testing.TB, at int64, round games.RoundID, name string, body any) wire.Event {
	t.Helper()
	return wire.Event{Round: int64(round), AtMs: at, Type: name, Body: json.RawMessage(jsonOf(t, body))}
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	require.NoError(t, err)
	return string(body)
}

func TestVerifyRoundPassesAnHonestRound(t *testing.T) {
	t.Parallel()
	report, err := fairness.VerifyRound([]byte(jsonOf(t, played(t))), registry)
	require.NoError(t, err)
	require.True(t, report.OK(), "%+v", report.Checks)
	require.Len(t, report.Checks, 6)
	for _, c := range report.Checks {
		require.False(t, c.Absent, c.What)
	}

	// What stands on another round's log is absent, not wrong.
	r := played(t)
	events := r["events"].([]wire.Event)
	r["events"], r["own"] = events[1:len(events)-1], nil
	report, err = fairness.VerifyRound([]byte(jsonOf(t, r)), registry)
	require.NoError(t, err)
	require.True(t, report.OK(), "%+v", report.Checks)
	require.True(t, report.Checks[3].Absent)
	require.True(t, report.Checks[4].Absent)
}

func TestVerifyRoundNamesEachFault(t *testing.T) {
	t.Parallel()
	honest := played(t)
	body := func(r map[string]any, list, name string, change func(body string) string) {
		changed := append([]wire.Event{}, r[list].([]wire.Event)...)
		for i := range changed {
			if changed[i].Type == name {
				changed[i].Body = json.RawMessage(change(string(changed[i].Body)))
			}
		}
		r[list] = changed
	}
	at := func(r map[string]any, name string, ms int64) {
		changed := append([]wire.Event{}, r["events"].([]wire.Event)...)
		for i := range changed {
			if changed[i].Type == name {
				changed[i].AtMs = ms
			}
		}
		r["events"] = changed
	}
	other := strings.Repeat("00", 32)
	for name, c := range map[string]struct {
		spoil func(r map[string]any)
		what  string
	}{
		"another seed":        {func(r map[string]any) { r["seed"] = other }, "committed to"},
		"another commitment":  {func(r map[string]any) { r["commitment"] = other }, "committed to"},
		"no seed":             {func(r map[string]any) { delete(r, "seed") }, "committed to"},
		"a short seed":        {func(r map[string]any) { r["seed"] = "00" }, "committed to"},
		"a seed in words":     {func(r map[string]any) { r["seed"] = "seed" }, "committed to"},
		"rules of another":    {func(r map[string]any) { r["rules"] = 2 }, "committed to"},
		"another round":       {func(r map[string]any) { r["round"] = round(4) }, "committed to"},
		"another room":        {func(r map[string]any) { r["room"] = 8 }, "belongs to the room"},
		"not ended":           {func(r map[string]any) { r["phase"] = "closed" }, "has ended"},
		"ended before it was": {func(r map[string]any) { r["endedMs"] = 1 }, "has ended"},
		"published another": {func(r map[string]any) {
			body(r, "events", wire.EventSealed, func(b string) string {
				return strings.Replace(b, r["commitment"].(string), other, 1)
			})
		}, "was published before"},
		"published too late": {func(r map[string]any) { at(r, wire.EventSealed, 1001) }, "was published before"},
		"revealed another": {func(r map[string]any) {
			body(r, "events", wire.EventRevealed, func(b string) string { return strings.Replace(b, r["seed"].(string), other, 1) })
		}, "was revealed after"},
		"revealed too early": {func(r map[string]any) { at(r, wire.EventRevealed, 13_019) }, "was revealed after"},
		"another number": {func(r map[string]any) {
			body(r, "events", "result", func(b string) string { return strings.Replace(b, `"number":`, `"number":3`, 1) })
		}, "comes from the seed"},
		"no result": {func(r map[string]any) {
			events := r["events"].([]wire.Event)
			r["events"] = events[:len(events)-2]
		}, "comes from the seed"},
		"paid too little": {func(r map[string]any) {
			body(r, "own", "paid", func(b string) string { return strings.Replace(b, `"back":21600`, `"back":21500`, 1) })
		}, "comes from the seed"},
		"an event of no game": {func(r map[string]any) {
			body(r, "events", "opened", func(string) string { return `{"closesAt":1}` })
		}, "comes from the seed"},
		"no such game":      {func(r map[string]any) { r["game"] = "roulette-imperial" }, "comes from the seed"},
		"options of nobody": {func(r map[string]any) { r["options"] = json.RawMessage(`{}`) }, "comes from the seed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := maps.Clone(honest)
			c.spoil(r)
			report, err := fairness.VerifyRound([]byte(jsonOf(t, r)), registry)
			require.NoError(t, err)
			require.False(t, report.OK())
			wrong := []string{}
			for _, check := range report.Checks {
				if check.Err != nil {
					wrong = append(wrong, check.What)
				}
			}
			require.Contains(t, strings.Join(wrong, "; "), c.what)
		})
	}
	for _, none := range []string{``, `[]`, `{}`, `{"round":"x"}`, `{"round":5,"room":0}`} {
		_, err := fairness.VerifyRound([]byte(none), registry)
		require.Error(t, err, none)
	}
}

func FuzzVerifyRound(f *testing.F) {
	f.Add([]byte(`{"round":117440515,"room":7,"rules":1,"game":"roulette-european","phase":"settled"}`))
	f.Add([]byte(`{"round":117440515,"room":7,"rules":1,"events":[{"type":"room.sealed","body":{}}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := fairness.VerifyRound(file, registry)
		require.True(t, err != nil || len(report.Checks) >= 5)
	})
}
