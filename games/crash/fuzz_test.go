package crash

import (
	"encoding/json"
	"errors"
	"testing"

	"croupier/games"
)

// Whatever a client sends: a verdict, never a fault, and never a panic.
func FuzzAsk(f *testing.F) {
	for _, seed := range []string{`{"stake":100}`, `{"stake":100,"cashAt":150}`, `{"stake":-9223372036854775808,"cashAt":9223372036854775807}`, `{"bet":"0198c0de-0000-7000-8000-000000000001"}`} {
		f.Add("bet", []byte(seed), int64(3))
		f.Add("cashOut", []byte(seed), int64(4000))
	}
	codec := games.NewCodec(New().Types())
	f.Fuzz(func(t *testing.T, name string, body []byte, ms int64) {
		ask, err := codec.Decode(name, body)
		if err != nil {
			return
		}
		switch ask.(type) {
		case games.Timeout, games.Resumed:
			return
		}
		d := newDrive(t, tableOptions, drawOf(300, 100))
		d.toPhase(games.Open)
		try := func(at games.Moment) {
			_, err := d.do(games.Command{By: games.Actor{Role: games.Player, Player: 1}, At: at, ID: d.id(), Ask: ask})
			var refusal *games.Refusal
			if err != nil && !errors.As(err, &refusal) {
				t.Fatalf("%s %s: %v", name, body, err)
			}
		}
		try(d.at)
		starts := d.toCurve()
		try(starts + games.Moment(min(max(ms, -500), 18_000)))
		if _, err := json.Marshal(d.table.View(games.Everyone)); err != nil {
			t.Fatal(err)
		}
	})
}
