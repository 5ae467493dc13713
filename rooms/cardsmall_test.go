package rooms

import (
	"encoding/json"
	"errors"
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

// The keys of a shoe's time are gone when it ends: the round is paid by its cards, since
// stakes do not wait for a proof, and the room says which shoe stays without one, to a new
// owner as well. Without keys at all no round is drawn, and a room whose carry nobody can
// open does not open: no cards but those of the shoe are ever dealt.
func TestAShoeWhoseSourceIsLost(t *testing.T) {
	t.Parallel()
	for name := range cardGames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTwin(t, name, 3, 0, "").cardDesk
			shoe := d.untilTheShoeEnds()
			d.keys.lostOf = shoe
			lost := func() bool { return d.node.room.Status().Untold != 0 }
			for range 3000 {
				if d.pass(5); lost() {
					break
				}
			}
			require.Equal(t, shoe, d.node.room.Status().Untold)
			require.False(t, d.node.room.Status().SourceLost, "the table goes on")
			last := d.ended()[len(d.ended())-1].LoadedRound
			_, own, err := Revealed(&last)
			require.NoError(t, err)
			anew := d.node.room.room.core.next.keeps == last.Round // it shuffled the next shoe itself
			require.Equal(t, !anew, own, "the source of the round itself")
			_, told, err := RevealedOf(&last, shoe)
			require.NoError(t, err)
			require.False(t, told)
			d.takenOver()
			d.turn()
			require.Equal(t, shoe, d.node.room.Status().Untold)
			d.pass(2000)
			require.False(t, d.node.room.Stopped())

			d.keys.lost = errors.New("no such key")
			for range 4000 {
				if d.pass(5); d.node.room.Status().SourceLost {
					break
				}
			}
			require.True(t, d.node.room.Status().SourceLost)
			stands := d.round()
			d.pass(60_000)
			require.Equal(t, stands, d.round(), "no round opens")
			d.keys.lost = nil
			d.pass(30_000)
			require.Greater(t, d.round(), stands, "the keys are back")

			d.keys.sealed = true
			_, err = OpenStepped(d.ledger.load(cardRoom), World{Journal: d.node, Sealer: d.keys, Purse: d, Directory: d, Clock: d, Registry: d.registry})
			require.ErrorIs(t, err, ErrFault)
			require.ErrorContains(t, err, "open the carry")
		})
	}
}

// untilTheShoeEnds bets and plays by itself until the round under way is a shoe's last, and
// names the shoe.
func (d *cardDesk) untilTheShoeEnds() games.RoundID {
	name, _ := d.game.rules.ID()
	for bet := games.RoundID(0); ; {
		d.pass(5)
		c := d.node.room.room.core
		if !c.live() || bet == c.shown.id {
			continue
		}
		if c.shown.table.Phase() == games.Open {
			bet = c.shown.id
			body := map[string]string{"baccarat": `banker`, "dragon-tiger": `tiger`}[name]
			if body == "" {
				body = "seat:1"
			}
			d.act(1, "bet", `{"spots":[{"spot":"`+body+`","stake":400}]}`)
			if c.kept != nil && d.lastOfShoe() {
				return c.kept.Round
			}
		}
	}
}

// lastOfShoe says whether the round that is open ends the shoe that it began under.
func (d *cardDesk) lastOfShoe() bool {
	var carry struct {
		Shoe struct {
			Final bool
			Cut   int
			Dealt int
		}
	}
	_ = json.Unmarshal(d.node.room.room.core.shown.opening.Carry, &carry)
	return carry.Shoe.Final || carry.Shoe.Dealt >= carry.Shoe.Cut
}
