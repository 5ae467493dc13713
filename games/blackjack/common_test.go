package blackjack

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// choosing is a decision about the common hand whose turn it is.
func (l *live) choosing(p games.PlayerID, do string) games.Command {
	t := l.table.(*common)
	turn := t.lay.Turn
	return l.by(p, Play{Seat: 1, Hand: turn.Hand, Seen: len(t.lay.Hands[turn.Hand]), Do: do})
}

func (l *live) asked() bool {
	stage := l.table.(*common).lay.Turn.Stage
	return stage == stageAct || stage == stageInsure
}

// askAll goes on until decisions are asked for, or the round has ended.
func (l *live) askAll() {
	for !l.table.Phase().Ended() && !l.asked() {
		l.timeout()
	}
}

func TestEachPlaysTheCommonHand(t *testing.T) {
	t.Parallel()
	//                                       c  up c  hole hit 8|3  8|9  hit 1, hit 2
	l := sit(t, Unlimited(), commonOptions(nil), "8s 6d 8d Tc  4c  3s 9h  Kc 5d")
	for p := range games.PlayerID(6) {
		l.bet(p+1, chip("seat:1", 1000))
	}
	l.bet(6, chip("pairs:1", 100))
	l.timeout()
	l.askAll()
	require.Equal(t, []string{Hit, Stand, DoubleUp, Split, Surrender}, l.table.(*common).lay.Turn.Legal)
	until := l.table.Wait().Until
	for p, do := range []string{Stand, Hit, DoubleUp, Split, Surrender} {
		require.Equal(t, until, l.table.Wait().Until)
		l.do(l.choosing(games.PlayerID(p+1), do))
	}
	require.Equal(t, until, l.table.Wait().Until, "the sixth has not decided")
	l.refused(CodeStale, l.choosing(1, Hit))
	l.refused(games.CodeNotYourTurn, l.choosing(7, Hit))
	l.refused(CodeIllegal, l.choosing(6, Insure))
	require.NotContains(t, string(encode(t, l.table.View(games.Everyone))), Split+`","players`)
	require.Equal(t, Split, l.table.View(games.Only(4)).(CommonOwn).Choice)
	require.Empty(t, l.table.View(games.Only(5)).(CommonOwn).Extras)
	l.timeout()
	went := l.all[len(l.all)-2].(Went)
	require.Equal(t, 1, went.System)
	require.Equal(t, []Count{{Hit, 1}, {Stand, 2}, {DoubleUp, 1}, {Split, 1}, {Surrender, 1}}, went.Chose)
	require.True(t, l.table.View(games.Only(6)).(CommonOwn).Hands[0].System)

	l.askAll()
	require.Equal(t, 0, l.table.(*common).lay.Turn.Hand, "who hit has 20 and is asked again")
	l.do(l.choosing(2, Stand))
	require.Equal(t, l.at, l.table.Wait().Until, "all have decided")
	l.askAll()
	require.Equal(t, 0, l.table.(*common).lay.Turn.Hand)
	l.timeout()
	l.askAll()
	require.Equal(t, 1, l.table.(*common).lay.Turn.Hand)
	require.Equal(t, []string{Hit, Stand, DoubleUp}, l.table.(*common).lay.Turn.Legal)
	l.do(l.choosing(4, Hit))
	l.timeout()
	l.askAll()
	l.do(l.choosing(4, Stand))
	l.ends() // 8 3 K, 8 9, and the dealer 6 T 5
	require.Equal(t, 21, l.result().Total)
	for p, want := range map[games.PlayerID]money.Amount{1: -1000, 2: -1000, 3: -2000, 4: -1000, 5: -500, 6: -1000 + 600} {
		require.Equal(t, want, l.net[p], "player %d", p)
	}
	require.Equal(t, []string{"seat:1 push", "seat:1 lose"}, l.whys(4))
}

// A seat of one's own and the common hand are the same game to one player: two
// tables that share their rules and their judgement, but not how they are played.
func TestTheCommonHandIsASeat(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for i := range 600 {
		change := func(o *Options) {
			o.Hole, o.Charlie, o.HitsSoft17, o.AutoHitBelow = holes[i%3], i%2 == 0, i%4 < 2, []int{0, 12, 17}[i%3]
			o.HandsMax, o.ResplitAces = 2, false
		}
		play := func(r *Rules, o Options) *live {
			draws := splitmix(i)
			l := sitOn(t, r, o, nil)
			l.draws = richDraws{&draws}
			l.bet(1, chip("seat:1", 1000), chip("pairs:1", 100), chip("threes:1", 100))
			l.timeout()
			return l
		}
		seats, all := play(Seats(), suiteOptions(change)), play(Unlimited(), commonOptions(change))
		pick := splitmix(1000 + i)
		for {
			seats.ask()
			all.askAll()
			if seats.table.Phase().Ended() {
				break
			}
			a, b := seats.deals().Turn, all.table.(*common).lay.Turn
			legal := a.Legal
			if a.Stage == stageInsure {
				legal = seats.deals().answers(seats.table.(*table).o, &seats.deals().Seats[0])
			}
			require.Equal(t, a.Stage, b.Stage)
			require.Equal(t, legal, b.Legal)
			n := pick.Uintn(uint64(len(legal) + 1))
			if n == uint64(len(legal)) { // says nothing
				seats.timeout()
				all.timeout()
				continue
			}
			seen[legal[n]]++
			seats.do(seats.playing(1, legal[n]))
			all.do(all.choosing(1, legal[n]))
			all.timeout()
		}
		require.True(t, all.table.Phase().Ended())
		require.Equal(t, seats.net, all.net, "round %d", i)
		require.Equal(t, seats.result().Dealer, all.result().Dealer)
		require.Equal(t, stakesOf(seats.paid(1)), stakesOf(all.paid(1)))
	}
	for _, do := range acts {
		require.Greater(t, seen[do], 8, do)
	}
}

// A silent player has the published act done, and nobody else's outcome depends
// on it; a player whom the ledger refuses may decide again (B38).
func TestSilentAndBrokeAtTheCommonHand(t *testing.T) {
	t.Parallel()
	for i := range 50 {
		play := func(silent bool) *live {
			draws := splitmix(i)
			l := sitOn(t, Unlimited(), commonOptions(nil), nil)
			l.draws = richDraws{&draws}
			for p := range games.PlayerID(4) {
				l.bet(p+1, chip("seat:1", 500))
			}
			l.timeout()
			pick := splitmix(i)
			for l.askAll(); !l.table.Phase().Ended(); l.askAll() {
				c := l.table.(*common)
				for p := games.PlayerID(1); p <= 4; p++ {
					legal := c.lay.Turn.Legal
					do := legal[pick.Uintn(uint64(len(legal)))]
					switch {
					case !c.decides(c.players[p], c.lay.Turn), p == 1 && silent:
						continue
					case p == 1:
						do = c.auto(c.lay.Turn)
					case p == 2:
						l.declined(p)
						do = c.auto(c.lay.Turn)
					}
					l.do(l.choosing(p, do))
				}
				l.timeout()
			}
			return l
		}
		silent, twin := play(true), play(false)
		require.Equal(t, twin.net, silent.net)
		require.Equal(t, twin.net[1], twin.net[2], "the broke one is as one who never asks")
		for p := range games.PlayerID(4) {
			require.Equal(t, stakesOf(twin.paid(p+1)), stakesOf(silent.paid(p+1)))
		}
	}
}

// declined lets the ledger refuse all that a player may stake.
func (l *live) declined(p games.PlayerID) {
	for _, do := range []string{DoubleUp, Split, Insure} {
		s, err := l.decide(l.choosing(p, do))
		if err != nil {
			continue
		}
		before := encode(l.t, l.table)
		l.table.Hold(s)
		_, err = l.decide(games.Command{At: l.table.Wait().Until, Ask: games.Timeout{}})
		require.ErrorIs(l.t, err, games.ErrBusy, "the stage waits for the verdict")
		l.table.Drop(s)
		require.Equal(l.t, before, encode(l.t, l.table))
	}
}
