package auditor

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/server/wire"
)

// After a break a player's own view must have every acknowledged bet, but for one
// behind seats alone: nobody may have played there, and the close gave it back. A
// decision takes nothing back.
func TestAfterABreakBetsAreThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bet, play string
		want      []Kind
	}{
		"a number":          {`{"spots":[{"spot":"straight:7","stake":100}]}`, "", []Kind{KindLost}},
		"a seat":            {`{"spots":[{"spot":"seat:2","stake":100}]}`, "", []Kind{KindLost}},
		"a seat, decided":   {`{"spots":[{"spot":"seat:2","stake":100}]}`, `{"seat":2,"hand":0,"seen":2,"do":"hit"}`, []Kind{KindLost}},
		"behind":            {`{"spots":[{"spot":"behind:1","stake":60},{"spot":"behind:2","stake":40}]}`, "", []Kind{}},
		"a seat and behind": {`{"spots":[{"spot":"seat:2","stake":60},{"spot":"behind:1","stake":40}]}`, "", []Kind{KindLost}},
		"a curve":           {`{"stake":100}`, "", []Kind{KindLost}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			round := room.Round(1)
			s.sent(round, "a", askBet, c.bet)
			s.own(event(round, 10, wire.EventVerdict, wire.Verdict{Room: int64(room), Round: int64(round), ID: "a",
				Verdict: wire.VerdictAccepted, Ask: askBet, Stake: 100}))
			if c.play != "" {
				s.sent(round, "b", askPlay, c.play)
			}
			s.Lost(me)
			s.OwnSnapshot(me, &wire.OwnSnapshot{Room: int64(room), Term: 2, Round: int64(round), View: json.RawMessage(`{"bets":[]}`)})
			require.Equal(t, c.want, s.kinds())
		})
	}
}
