package rooms

import (
	"encoding/hex"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/slots"
	"croupier/rng/fairness"
	"croupier/server/wire"
)

// A spin is one step; each round's draws come from the pair, its own nonce, and
// nothing of the pair is told before it is rotated out.
func TestSpinsDrawFromThePair(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, keys := newSession(t)
		defer h.close()
		c := sit(t, h.open(ownRoom), sitting)
		first := c.inForce()
		require.Equal(t, wire.Pair{From: int64(ownRoom.Round(1)), Commitment: first.Commitment, ClientSeed: "my own", Next: int64(ownRoom.Round(1))}, first)
		require.Zero(t, keys.reads(fairness.Drawing, 0), "nobody has asked to spin")

		require.Equal(t, wire.VerdictAccepted, c.spin().Verdict)
		c.finish(h)
		require.Equal(t, 1, keys.reads(fairness.Drawing, ownRoom.Round(1)), "read once, when its player asked")
		require.Zero(t, keys.reads(fairness.Drawing, ownRoom.Round(2)))
		for range 5 {
			c.spinUntil(h, false)
		}
		require.Empty(t, of[wire.Revealed](c, wire.EventRevealed))
		require.Equal(t, "too_soon", c.act(c.at(), "spin", `{"coin":5}`).Code)

		played := of[slots.Result](c, "result")
		require.Equal(t, wire.VerdictAccepted, c.rotate("another").Verdict)
		told := of[wire.Rotated](c, wire.EventRotated)
		require.Len(t, told, 1)
		require.Equal(t, first.Commitment, told[0].Commitment)
		require.Equal(t, "my own", told[0].ClientSeed)
		require.Equal(t, told[0].To+1, told[0].Pair.From)
		require.Equal(t, "another", c.inForce().ClientSeed)

		// Whoever holds the pair recomputes every spin.
		raw, err := hex.DecodeString(told[0].ServerSeed)
		require.NoError(t, err)
		pair := fairness.NewPair(games.RoundID(told[0].From), [32]byte(raw), told[0].ClientSeed)
		commitment := pair.Commitment()
		require.Equal(t, first.Commitment, hex.EncodeToString(commitment[:]))
		machine := slots.Builtin()[0]
		for i, result := range played {
			id := ownRoom.Round(int64(i + 1))
			table, err := machine.Table(id, []byte(ownOptions), nil)
			require.NoError(t, err)
			step, err := table.Decide(games.Command{By: player(int64(sitting)), At: 1, ID: newBetID(), Ask: slots.Spin{Coin: 5}}, pair.Source(id).Draws(1))
			require.NoError(t, err)
			require.Equal(t, result.Stops, step.Events[0].Body.(slots.Spun).Shown.Stops, "round %d", i+1)
		}
		c.spinUntil(h, false)
		h.audit()
		require.Empty(t, c.refused())
	})
}

// Nobody else gets in, or learns that there is such a room; it is in no lobby.
func TestOthersFindNoSuchRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _ := newSession(t)
		defer h.close()
		room := h.open(ownRoom)
		mine := sit(t, room, sitting)
		for _, who := range []games.PlayerID{0, 6} {
			c := sit(t, room, who)
			require.NotEmpty(t, c.refused())
			require.Equal(t, wire.ErrorNoRoom, c.refused()[0].Code)
			require.Empty(t, c.snapshot.Game)
			if who != 0 {
				c.act(mine.at(), "spin", `{"coin":5}`)
				require.Equal(t, wire.ErrorNotJoined, c.refused()[1].Code)
				require.NoError(t, room.Inquire(c, c.who, []string{newBetID().String()}, 2))
				time.Sleep(seatWait)
				require.Equal(t, wire.ErrorNoRoom, c.refused()[2].Code)
			}
		}
		mine.spinUntil(h, false)
		require.Equal(t, 1, room.Status().Card.Watching)
		for _, card := range h.lobby.cards {
			require.Zero(t, card.Room, "in no lobby")
		}
	})
}

// A rotation is granted between rounds, names the round that comes next, and is
// answered once.
func TestRotationWaitsForTheRound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, keys := newSession(t)
		defer h.close()
		c := sit(t, h.open(ownRoom), sitting)
		c.spinUntil(h, true)
		under := int64(c.room.Status().Round)
		v := c.rotate("another")
		require.Equal(t, string(CodeUnfinished), v.Code)
		require.Equal(t, under, v.Value)
		c.finish(h)
		require.Zero(t, keys.reads(fairness.Revealing, 0))

		require.Equal(t, string(games.CodeWrongRound), c.act(c.at()-1, wire.AskRotate, `{"clientSeed":"x"}`).Code)
		require.Equal(t, string(games.CodeBadAsk), c.rotate("").Code)
		require.Equal(t, string(games.CodeBadAsk), c.rotate(`\u0007`).Code)
		c.send(c.at(), wire.AskRotate, `{"clientSeed":"x","more":1}`)
		time.Sleep(seatWait)
		require.Equal(t, wire.ErrorMalformed, c.refused()[len(c.refused())-1].Code)

		// A spin on its way, a rotation behind it: the rotation was for the round that
		// the spin has taken. And the other way round.
		time.Sleep(cycle)
		next := c.at()
		spin, rotate := c.send(next, "spin", `{"coin":5}`), c.send(next, wire.AskRotate, `{"clientSeed":"late"}`)
		time.Sleep(seatWait)
		require.Equal(t, wire.VerdictAccepted, c.verdict(spin).Verdict)
		require.Equal(t, string(games.CodeWrongRound), c.verdict(rotate).Code)
		c.finish(h)
		time.Sleep(cycle)
		next = c.at()
		rotate, spin = c.send(next, wire.AskRotate, `{"clientSeed":"first"}`), c.send(next, "spin", `{"coin":5}`)
		time.Sleep(seatWait)
		require.Equal(t, wire.VerdictAccepted, c.verdict(rotate).Verdict)
		require.Equal(t, string(games.CodeWrongRound), c.verdict(spin).Code)
		require.Equal(t, next+1, c.at())

		// Twice in a row, and a copy.
		a, b := c.send(c.at(), wire.AskRotate, `{"clientSeed":"a"}`), c.send(c.at(), wire.AskRotate, `{"clientSeed":"b"}`)
		time.Sleep(seatWait)
		require.Equal(t, wire.VerdictAccepted, c.verdict(a).Verdict)
		require.Equal(t, string(games.CodeWrongRound), c.verdict(b).Code)
		require.Equal(t, "a", c.inForce().ClientSeed)
		require.Equal(t, 2, keys.reads(fairness.Revealing, 0))
		c.spinUntil(h, false)
		h.audit()
	})
}

// A node that dies in the middle of a feature: the next one goes on with it, from
// the same pair; and after a rotation the round that it left out stays out.
func TestSessionOutlivesItsNode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _ := newSession(t)
		defer func() { h.close() }()
		c := sit(t, h.open(ownRoom), sitting)
		require.Equal(t, wire.VerdictAccepted, c.rotate("mine too").Verdict)
		pair := c.inForce()
		c.spinUntil(h, true)
		under := c.room.Status().Round
		spun := of[slots.Spun](c, "spun")
		h.kill()
		time.Sleep(20 * time.Second)
		h.boot()
		c = sit(t, h.open(ownRoom), sitting)
		require.Equal(t, under, c.room.Status().Round)
		require.Equal(t, spun[len(spun)-1].Shown, *c.own.Shown, "what was shown is shown again")
		require.Equal(t, pair.Commitment, c.inForce().Commitment)
		require.Equal(t, "mine too", c.inForce().ClientSeed)
		c.finish(h)
		c.spinUntil(h, false)
		require.Equal(t, wire.VerdictAccepted, c.rotate("third").Verdict)
		next := c.at()
		h.kill()
		h.boot()
		c = sit(t, h.open(ownRoom), sitting)
		require.Equal(t, next, c.at(), "the round that was left out stays out")
		c.spinUntil(h, false)
		h.audit()
	})
}

// A feature that nobody plays is played by the system (G45), and a room that
// nobody is in stops after a while.
func TestAbandonedSessionEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _ := newSession(t)
		defer h.close()
		room := h.open(ownRoom)
		c := sit(t, room, sitting)
		c.spinUntil(h, true)
		room.Leave(c)
		time.Sleep(2*time.Minute + 201*3*time.Second)
		require.NotEqual(t, games.Closed, h.phase(ownRoom))
		time.Sleep(idleMaxMs * time.Millisecond)
		select {
		case <-room.Done():
			require.NoError(t, room.Err())
		default:
			t.Fatal("it is open still")
		}
		h.audit()
	})
}

// Whoever stays in the room keeps it open.
func TestSessionStaysOpenForItsPlayer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _ := newSession(t)
		defer h.close()
		room := h.open(ownRoom)
		c := sit(t, room, sitting)
		time.Sleep(3 * idleMaxMs * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, c.spin().Verdict)
		c.finish(h)
		room.Leave(c)
		time.Sleep((idleMaxMs - 1000) * time.Millisecond)
		c = sit(t, room, sitting)
		time.Sleep(idleMaxMs * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, c.spin().Verdict, "coming back begins anew")
	})
}

// One at a time (G18, G44): while a feature waits, no other machine of the same
// player's takes a spin, and says which round comes first.
func TestOneSessionAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, _ := newSession(t)
		defer h.close()
		one, two := sit(t, h.open(ownRoom), sitting), sit(t, h.open(secondRoom), sitting)
		one.spinUntil(h, true)
		v := two.spin()
		require.Equal(t, string(CodeUnfinished), v.Code)
		require.Equal(t, int64(one.room.Status().Round), v.Value)
		one.finish(h)
		require.Equal(t, wire.VerdictAccepted, two.spin().Verdict)
		h.audit()
	})
}

// Keys that are gone: the machine says that it is busy, takes no money, and goes
// on when they are back.
func TestSessionWithoutItsKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, keys := newSession(t)
		defer h.close()
		c := sit(t, h.open(ownRoom), sitting)
		c.spinUntil(h, false)
		keys.lose(fairness.ErrNoKey)
		time.Sleep(cycle)
		c.send(c.at(), "spin", `{"coin":5}`)
		c.send(c.at(), wire.AskRotate, `{"clientSeed":"x"}`)
		time.Sleep(seatWait)
		require.Len(t, c.refused(), 2)
		for _, e := range c.refused() {
			require.Equal(t, wire.ErrorBusy, e.Code)
		}
		keys.lose(nil)
		time.Sleep(unsealRetryMs * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, c.spin().Verdict)
		require.NoError(t, c.room.failure())
		h.audit()
	})
}

// Every round of a session plays again from its pair, byte for byte.
func TestSessionReplays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, keys := newSession(t)
		defer h.close()
		c := sit(t, h.open(ownRoom), sitting)
		c.spinUntil(h, true)
		c.finish(h)
		require.Equal(t, wire.VerdictAccepted, c.rotate("b").Verdict)
		c.spinUntil(h, false)
		h.ledger.mu.Lock()
		defer h.ledger.mu.Unlock()
		room := h.ledger.rooms[ownRoom]
		for _, id := range room.order {
			r := room.rounds[id]
			pair, err := keys.Open(id, r.Opening.Rules, r.Sealed, false)
			require.NoError(t, err)
			again, err := PlayAgain(NewRegistry(h.rules...), room.Game, pair.Source, h.sealer, &r.LoadedRound)
			require.NoError(t, err)
			require.NoError(t, again.Agrees(r.books()))
			require.Positive(t, again.Drawn)
			_, err = PlayAgain(NewRegistry(h.rules...), room.Game, fairness.NewSource([32]byte{1}), h.sealer, &r.LoadedRound)
			require.ErrorIs(t, err, ErrNotReplayed, "another source is another round")
		}
	})
}

// A feature whose source nobody can read any more: the machine stands still,
// visibly, and an operator may give the stake back (D5). Otherwise not.
func TestSessionVoided(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, keys := newSession(t)
		defer func() { h.close() }()
		c := sit(t, h.open(ownRoom), sitting)
		c.spinUntil(h, true)
		under := c.room.Status().Round
		operator := games.Actor{Role: games.Operator, Player: 99, Name: "Olivia"}
		require.ErrorIs(t, c.room.Void(background(), under, operator, "no reason"), ErrOutcomeFixed)
		h.kill()
		keys.lose(fairness.ErrNoKey)
		h.boot()
		c = sit(t, h.open(ownRoom), sitting)
		require.True(t, c.room.Status().SourceLost)
		c.send(int64(under), "next", `{}`)
		time.Sleep(seatWait)
		require.Equal(t, wire.ErrorBusy, c.refused()[0].Code)
		require.NoError(t, c.room.Void(background(), under, operator, "the keys are gone"))
		require.Equal(t, games.Void, h.phase(ownRoom))
		keys.lose(nil)
		time.Sleep(unsealRetryMs * time.Millisecond)
		require.Equal(t, wire.VerdictAccepted, c.spin().Verdict)
		h.audit()
	})
}
