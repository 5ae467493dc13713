package rooms

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"croupier/games"
	"croupier/server/wire"
	"croupier/wallet/money"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// settle lets what is under way come to rest for a while of virtual time.
func rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestARoundFromTheFirstBetToThePayout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer h.close()
		h.ledger.grant(1, 5000)
		room := h.open(tossRoom)
		c := newClient(t, room, player(1)).enter()
		rest(100 * time.Millisecond)
		require.Equal(t, "open", c.sees().View.Phase)
		id := c.bet(3, 400)
		rest(100 * time.Millisecond)
		require.Equal(t, wire.Verdict{
			Room: 7, Round: int64(tossRoom.Round(1)), ID: id.String(),
			Verdict: wire.VerdictAccepted, Ask: "bet", Stake: 400,
		}, c.verdict(id))
		require.Equal(t, int64(400), c.sees().Board.Totals[3])
		rest(1500 * time.Millisecond)
		got := c.sees()
		require.Equal(t, "settled", got.View.Phase)
		won := int64(0)
		if got.View.Number == 3 {
			won = 3600
		}
		require.Equal(t, tossOwn{400, won}, got.Own)
		require.Equal(t, []string{
			"opened", wire.EventSealed, "closed", "spun", "result", wire.EventRevealed,
		}, c.types()[len(c.types())-6:])
		h.audit()
		last := h.purse.told[len(h.purse.told)-1]
		if won > 0 {
			require.Positive(t, last.landsAt)
		} else {
			require.Equal(t, money.Amount(4600), last.Amount)
		}
		require.Equal(t, []Play{{Player: 1, Staked: 400, Returned: money.Amount(won)}},
			h.ledger.rooms[tossRoom].rounds[tossRoom.Round(1)].plays)
	})
}

// Many rounds with many players: the books balance, the numbers have no gap, and
// whoever comes late sees what those see who were there from the start.
func TestManyRoundsInVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, tossDefaults)
		defer h.close()
		room := h.open(tossRoom)
		watching := newClient(t, room, games.Actor{}).enter()
		var all []*client
		for p := int64(1); p <= 40; p++ {
			h.ledger.grant(games.PlayerID(p), 3000)
			all = append(all, newClient(t, room, player(p)).enter())
		}
		second := newClient(t, room, player(1)).enter() // another window of the first
		rest(100 * time.Millisecond)
		for i := range 600 {
			c := all[i*7%len(all)]
			if i%11 == 10 {
				c.act(newBetID(), int64(room.Status().Round), "back", `{}`)
			} else {
				c.bet(int64(i%10), int64(50+i%400))
			}
			rest(time.Duration(5+i%90) * time.Millisecond)
		}
		rest(3 * time.Second)
		require.NoError(t, room.Pause(background(), games.Actor{Role: games.Operator, Name: "Ada"}))
		rest(4 * time.Second)
		h.audit()
		require.GreaterOrEqual(t, len(watching.results()), 10)
		late := newClient(t, room, player(1)).enter()
		rest(2 * time.Second) // another one watches: a second passes until it is told
		want := watching.sees()
		require.Equal(t, 1+40+2, want.Watching)
		require.Equal(t, all[0].sees(), second.sees())
		for _, c := range append(all, late) {
			got := c.sees()
			got.Own, got.N = want.Own, want.N
			require.Equal(t, want, got)
		}
		for _, c := range all {
			own := newClient(t, room, c.who).enter()
			synctest.Wait()
			require.Equal(t, own.sees().Own, c.sees().Own, "the fold of the own stream is the own view")
		}
		require.Equal(t, all[0].private, second.private)
		requireEveryActAnswered(t, all)
		requireFrameGaps(t, watching)
	})
}

func requireEveryActAnswered(t *testing.T, all []*client) {
	t.Helper()
	accepted := 0
	for _, c := range all {
		for _, v := range c.verdicts {
			if v.Verdict == wire.VerdictAccepted {
				accepted++
			}
		}
		require.Empty(t, c.errors)
	}
	require.Greater(t, accepted, 100)
}

// requireFrameGaps holds the public stream to its pace.
func requireFrameGaps(t *testing.T, c *client) {
	t.Helper()
	for i := 1; i < len(c.atMs); i++ {
		require.GreaterOrEqual(t, c.atMs[i]-c.atMs[i-1], int64(frameGapMs))
	}
}
