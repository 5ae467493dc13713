package blackjack

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// Whatever a client sends as a bet or a decision, at whichever stage: it is a
// refusal or a step that the table can take, and the round comes to its end with
// nothing made and nothing lost.
func FuzzAsks(f *testing.F) {
	f.Add("bet", []byte(`{"spots":[{"spot":"seat:2","stake":200},{"spot":"pairs:2","stake":100}],"follow":true}`), uint8(0))
	f.Add("play", []byte(`{"seat":1,"hand":0,"seen":2,"do":"double"}`), uint8(3))
	f.Add("play", []byte(`{"seat":1,"hand":-1,"seen":2,"do":"split","stake":-1}`), uint8(4))
	f.Add("play", []byte(`{"seat":1,"hand":9223372036854775807,"seen":2,"do":"insure","stake":9223372036854775807}`), uint8(4))
	f.Add("clear", []byte(`{}`), uint8(1))
	f.Fuzz(func(t *testing.T, name string, body []byte, steps uint8) {
		for _, r := range []*Rules{Seats(), Unlimited()} {
			o := smallOptions(nil)
			if r.common {
				o = commonOptions(nil)
			}
			ask, err := games.NewCodec(r.Types()).Decode(name, body)
			if err != nil {
				continue
			}
			l := sitOn(t, r, o, nil)
			l.bet(1, chip("seat:1", 1000))
			for range steps % 8 {
				if !l.table.Phase().Ended() {
					l.timeout()
				}
			}
			s, err := l.decide(l.by(1, ask))
			var refusal *games.Refusal
			if err == nil {
				l.commit(s)
			} else {
				require.True(t, errors.As(err, &refusal) || errors.Is(err, games.ErrBusy), "%v", err)
			}
			l.ends()
			result := l.result()
			require.Equal(t, result.Returned-result.Staked, l.net[1])
		}
	})
}
