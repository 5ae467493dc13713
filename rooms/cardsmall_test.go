package rooms

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/blackjack"
)

// The deadline of a common hand moves to an earlier moment when the last player has
// decided: the room acts on it at once, and does not sleep until the one it had set.
func TestACommonHandGoesOnWhenAllHaveDecided(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		game := cardGames()["unlimited"]
		game.options = strings.Replace(game.options, `"decideMs":300`, `"decideMs":60000`, 1)
		game.options = strings.Replace(game.options, `"insurance":true`, `"insurance":false`, 1)
		h := newCardHouse(t, game, 3)
		defer func() { h.close() }()
		h.room = h.open(cardRoom)
		for p := range int64(5) {
			h.seats[p] = &cardSeat{h.eyes}
			require.NoError(t, h.room.Join(h.seats[p], player(p+1), Point{}, nil, 0))
		}
		turn := func() (blackjack.Turn, bool) {
			v, ok := h.room.core.shown.table.View(games.Everyone).(blackjack.CommonView)
			h.room.Leave(&spy{}) // of nobody: the room goes on after what was read here
			if !ok || v.Turn == nil {
				return blackjack.Turn{}, false
			}
			return *v.Turn, v.Turn.Stage == "act"
		}
		bet, decided := games.RoundID(0), 0
		for range 2000 {
			rest(10 * time.Millisecond)
			require.NoError(t, h.room.failure())
			s := h.room.Status()
			if s.Card.Phase == games.Open && bet != s.Round {
				bet = s.Round
				for p := range int64(5) {
					h.act(p+1, "bet", game.bet(p+1, h.pick))
				}
			}
			if s.Card.Phase != games.Closed {
				continue
			}
			now, acts := turn()
			if !acts {
				continue
			}
			body := `{"seat":1,"hand":0,"seen":2,"do":"stand"}`
			for p := range int64(4) {
				h.act(p+1, "play", body)
			}
			rest(200 * time.Millisecond)
			still, _ := turn()
			require.Equal(t, now, still, "one is still to decide")
			require.Greater(t, still.Until, vclock{}.Now()+50_000)
			h.act(5, "play", body)
			rest(100 * time.Millisecond)
			after, acts := turn()
			require.False(t, acts, "all have decided, and the table waits: %+v", after)
			if decided++; decided == 3 {
				return
			}
		}
		require.Fail(t, "no hand was played")
	})
}
