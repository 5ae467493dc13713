package roulette

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

func TestARoundFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	l := newLive(t, nil)
	require.Equal(t, games.Wait{Until: 1}, l.Wait(), "a first round opens at once")
	require.Equal(t, games.CodeClosed, l.refused(l.by(1, bet("red", 100))).Code)

	s := l.must(l.system(games.Timeout{}))
	require.Equal(t, games.None, s.Phase)
	require.Equal(t, games.Open, s.Then)
	require.Equal(t, []games.Event{{Body: Opened{ClosesAt: 13_000}}}, s.Events)
	require.Equal(t, games.Wait{Until: 13_000}, l.Wait())

	l.at = 2000
	first := l.must(l.by(1, bet("straight:17", 500, "red", 1000)))
	require.Equal(t, []games.Move{{Bet: first.Cmd.ID, Player: 1, Kind: games.Stake, Amount: 1500}}, first.Events[0].Moves)
	require.Equal(t, games.Only(1), first.Events[0].For)
	second := l.must(l.by(1, bet("straight:17", 200)))
	other := l.must(l.by(2, bet("dozen:3", 300)))

	l.at = 13_000
	require.Equal(t, games.CodeClosed, l.refused(l.by(3, bet("red", 100))).Code, "in time is before closesAt")
	s = l.must(l.system(games.Timeout{}))
	require.Equal(t, []games.Event{{Body: ClosedBets{At: 13_000}}}, s.Events)
	require.Equal(t, games.Closed, s.Then)
	require.Equal(t, games.Wait{Until: 13_000}, l.Wait(), "the draw follows at once")

	l.at = 13_010
	s = l.must(l.system(games.Timeout{}))
	require.True(t, s.Drawn)
	require.Equal(t, games.Moment(19_010), s.LandsAt)
	require.Equal(t, games.Closed, s.Phase)
	require.Equal(t, games.Settled, s.Then)
	// 17 is black: straight 700 returns 25,200, red and the third dozen lose.
	require.Equal(t, []games.Event{
		{Body: Result{Number: 17, LandsAt: 19_010, NextAt: 23_010, Staked: 2000, Returned: 25_200}},
		{
			For: 1,
			Body: Paid{Number: 17, Wins: []Win{{Spot: "straight:17", Stake: 700, Pays: 35, Back: 25_200}},
				Staked: 1700, Returned: 25_200, LandsAt: 19_010},
			Moves: []games.Move{
				{Bet: first.Cmd.ID, Player: 1, Kind: games.Pay, Amount: 18_000},
				{Bet: second.Cmd.ID, Player: 1, Kind: games.Pay, Amount: 7200},
			},
		},
		{For: 2, Body: Paid{Number: 17, Wins: []Win{}, Staked: 300, LandsAt: 19_010}},
	}, s.Events)
	_ = other

	require.Equal(t, games.Settled, l.Phase())
	require.Zero(t, l.Wait().Until)
	require.Equal(t, Carry{Last: []int{17}, OpensAt: 23_010, LandsAt: 19_010}, l.Carry())
	require.Equal(t, games.CodeClosed, l.refused(l.by(1, Undo{})).Code)

	next, err := European().Table(testRound.Next(), testOptions(t), encode(t, l.Carry()))
	require.NoError(t, err)
	require.Equal(t, games.Wait{Until: 23_010}, next.Wait())
	require.Equal(t, View{Phase: "none", OpensAt: 23_010, Number: -1, LandsAt: 19_010, Last: []int{17}}, next.View(games.Everyone))
	_, err = next.Decide(games.Command{At: 23_009, Ask: games.Timeout{}}, nil)
	require.ErrorIs(t, err, games.ErrEarly)
}

func TestARoundWithoutBetsSpins(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	l.at = 13_000
	l.must(l.system(games.Timeout{}))
	_, err := l.Decide(l.system(games.Timeout{}), nil)
	require.Error(t, err, "no source, no number")
	s := l.must(l.system(games.Timeout{}))
	require.Equal(t, []games.Event{{Body: Result{Number: 17, LandsAt: 19_000, NextAt: 23_000}}}, s.Events)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	spots65 := make([]any, 0, 130)
	for _, s := range spots[:65] {
		spots65 = append(spots65, s.Name, 100)
	}
	for name, c := range map[string]struct {
		before []Bet
		ask    any
		want   games.Refusal
	}{
		"no spot":            {ask: bet(), want: games.Refusal{Code: games.CodeBadAsk}},
		"65 spots":           {ask: bet(spots65...), want: games.Refusal{Code: games.CodeBadAsk}},
		"unknown spot":       {ask: bet("red", 100, "split:3/4", 100), want: games.Refusal{Code: games.CodeBadSpot, Spot: "split:3/4"}},
		"a novel for a spot": {ask: bet(strings.Repeat("red", 100), 100), want: games.Refusal{Code: games.CodeBadSpot}},
		"twice":              {ask: bet("red", 100, "red", 100), want: games.Refusal{Code: games.CodeTwiceSpot, Spot: "red"}},
		"nothing":            {ask: bet("red", 0), want: games.Refusal{Code: games.CodeBelowMin, Spot: "red", Limit: 100}},
		"less than nothing":  {ask: bet("red", -100), want: games.Refusal{Code: games.CodeBelowMin, Spot: "red", Limit: 100, Value: -100}},
		"the least of all": {
			ask:  bet("red", math.MinInt64),
			want: games.Refusal{Code: games.CodeBelowMin, Spot: "red", Limit: 100, Value: math.MinInt64},
		},
		"a fraction of a chip": {ask: bet("red", 150), want: games.Refusal{Code: games.CodeBadStep, Spot: "red", Limit: 100, Value: 150}},
		"above the spot": {
			ask:  bet("straight:5", 20_100),
			want: games.Refusal{Code: games.CodeAboveSpot, Spot: "straight:5", Limit: 20_000, Value: 20_100},
		},
		"the most of all": {
			ask:  bet("straight:5", math.MaxInt64),
			want: games.Refusal{Code: games.CodeAboveSpot, Spot: "straight:5", Limit: 20_000, Value: math.MaxInt64},
		},
		"above the spot, with what stands": {
			before: []Bet{bet("straight:5", 19_900)},
			ask:    bet("straight:4", 100, "straight:5", 200),
			want:   games.Refusal{Code: games.CodeAboveSpot, Spot: "straight:5", Limit: 20_000, Value: 20_100},
		},
		"above the table": {
			before: []Bet{bet("red", 360_000, "black", 360_000)},
			ask:    bet("low", 280_100),
			want:   games.Refusal{Code: games.CodeAboveTable, Limit: 1_000_000, Value: 1_000_100},
		},
		"nothing to undo":  {ask: Undo{}, want: games.Refusal{Code: games.CodeNothing}},
		"nothing to clear": {ask: Clear{}, want: games.Refusal{Code: games.CodeNothing}},
		"an event":         {ask: Result{Number: 3}, want: games.Refusal{Code: games.CodeBadAsk}},
		"time":             {ask: games.Timeout{}, want: games.Refusal{Code: games.CodeBadAsk}},
		"takeover":         {ask: games.Resumed{GapMs: 9}, want: games.Refusal{Code: games.CodeBadAsk}},
		"void":             {ask: games.VoidRound{}, want: games.Refusal{Code: games.CodeBadAsk}},
		"nothing at all":   {ask: nil, want: games.Refusal{Code: games.CodeBadAsk}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := opened(t, nil)
			for _, b := range c.before {
				l.must(l.by(1, b))
			}
			require.Equal(t, c.want, l.refused(l.by(1, c.ask)))
		})
	}
}

func TestAtTheLimitIsWithinIt(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	l.must(l.by(1, bet("straight:5", 20_000)))
	l.must(l.by(1, bet("red", 360_000, "black", 360_000, "low", 260_000)))
	require.Equal(t, games.CodeAboveTable, l.refused(l.by(1, bet("odd", 100))).Code)
	l.must(l.by(2, bet("straight:5", 20_000))) // limits are each player's own
}

func TestOnlyPlayersBet(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	for _, role := range []games.Role{games.System, games.Dealer, games.Operator} {
		for _, ask := range []any{bet("red", 100), Undo{}, Clear{}} {
			c := l.by(1, ask)
			c.By.Role = role
			require.Equal(t, games.CodeBadAsk, l.refused(c).Code)
		}
	}
	c := l.by(1, bet("red", 100))
	c.ID = games.BetID{}
	require.Equal(t, games.CodeBadAsk, l.refused(c).Code)
	c = l.by(0, bet("red", 100))
	require.Equal(t, games.CodeBadAsk, l.refused(c).Code)
}

// The case to keep in mind: 400 bets of 100 arrive during one commit at a
// table with a limit of 10,000.
func TestHeldBetsCountAgainstLimits(t *testing.T) {
	t.Parallel()
	l := opened(t, func(o *Options) { o.TableMaxMinor = 10_000 })
	var held []games.Step
	for i := range 400 {
		c := l.by(1, bet(spots[37+i%60].Name, 100))
		s, err := l.Decide(c, nil)
		if i < 100 {
			require.NoError(t, err)
			l.Hold(s)
			held = append(held, s)
			continue
		}
		require.Equal(t, &games.Refusal{Code: games.CodeAboveTable, Limit: 10_000, Value: 10_100}, err)
	}
	require.Equal(t, Board{Spots: []Total{}, Seats: []Seat{}}, l.Board(), "no view shows what is held")
	require.Equal(t, Own{Bets: []Placed{}}, l.View(1))
	l.Drop(held[0])
	l.must(l.by(1, bet("red", 100)))
}

func TestTheHouseBoundsItsLoss(t *testing.T) {
	t.Parallel()
	l := opened(t, func(o *Options) { o.AllowanceMinor = 700_000 })
	for p := games.PlayerID(1); p <= 2; p++ {
		s := l.hold(l.by(p, bet("straight:7", 10_000))) // 350,000 each
		if p == 1 {
			l.Apply(s)
		}
	}
	require.Equal(t, games.Refusal{Code: games.CodeAboveHouse, Limit: 700_000, Value: 700_100}, l.refused(l.by(3, bet("red", 100))))
	// Losing stakes do not make room: their owners may take them back.
	l.must(l.by(3, bet("black", 100_000)))
	require.Equal(t, games.CodeAboveHouse, l.refused(l.by(4, bet("red", 100))).Code)
	// A bet's own losing chips do: it stands or falls whole.
	l.must(l.by(4, bet("red", 100, "black", 100)))
}

func TestUndoAndClear(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	a := l.must(l.by(1, bet("red", 100)))
	b := l.must(l.by(1, bet("red", 300, "split:8/11", 200)))
	c := l.must(l.by(1, bet("low", 700)))

	s := l.must(l.by(1, Undo{}))
	require.Equal(t, []games.Event{{
		For: 1, Body: TakenBack{Bets: []games.BetID{c.Cmd.ID}, Total: 700},
		Moves: []games.Move{{Bet: c.Cmd.ID, Player: 1, Kind: games.Refund, Amount: 700}},
	}}, s.Events)
	require.Equal(t, money.Amount(600), l.View(1).(Own).Staked)

	s = l.must(l.by(1, Clear{}))
	require.Equal(t, []games.Event{{
		For: 1, Body: TakenBack{Bets: []games.BetID{a.Cmd.ID, b.Cmd.ID}, Total: 600},
		Moves: []games.Move{
			{Bet: a.Cmd.ID, Player: 1, Kind: games.Refund, Amount: 100},
			{Bet: b.Cmd.ID, Player: 1, Kind: games.Refund, Amount: 500},
		},
	}}, s.Events)
	require.Equal(t, Board{Spots: []Total{}, Seats: []Seat{}}, l.Board())
	require.Equal(t, games.CodeNothing, l.refused(l.by(1, Undo{})).Code)
	require.Equal(t, games.CodeNothing, l.refused(l.by(2, Clear{})).Code)
}

func TestWhatDependsOnAStepInFlightWaits(t *testing.T) {
	t.Parallel()
	l := opened(t, func(o *Options) { o.AllowanceMinor = 1_500_000 })
	l.must(l.by(1, bet("straight:1", 20_000)))
	l.must(l.by(1, bet("straight:2", 20_000)))

	flying := l.hold(l.by(1, bet("straight:3", 100)))
	l.busy(l.by(1, Undo{}))
	l.busy(l.by(1, Clear{}))
	l.busy(flying.Cmd)
	l.busy(games.Command{By: games.Actor{Role: games.Operator}, At: l.at, Ask: games.VoidRound{}})
	l.at = 13_000
	l.busy(l.system(games.Timeout{}))
	l.busy(l.system(games.Resumed{}))
	l.at = 2000
	l.Drop(flying)

	undo := l.hold(l.by(1, Undo{}))
	l.busy(l.by(1, Undo{}))
	l.busy(l.by(1, bet("straight:2", 100))) // above the spot, unless the undo commits
	require.Equal(t, games.CodeAboveSpot, l.refused(l.by(2, bet("straight:2", 20_100))).Code)
	require.Equal(t, games.CodeBadSpot, l.refused(l.by(1, bet("straight:99", 100))).Code, "no verdict makes it right")
	l.must(l.by(2, bet("straight:2", 20_000)))
	l.busy(l.by(3, bet("straight:2", 20_000))) // above the house, unless the undo commits
	l.at = 13_000
	l.busy(l.system(games.Timeout{}))
	l.at = 2000
	l.Apply(undo)
	l.must(l.by(1, bet("straight:2", 100)))
	l.must(l.by(3, bet("straight:2", 20_000)))

	l.at = 13_000
	closing := l.hold(l.system(games.Timeout{}))
	require.Zero(t, l.Wait().Until, "nothing is due until the verdict")
	l.busy(l.system(games.Timeout{}))
	l.at = 12_999
	require.Equal(t, games.CodeClosed, l.refused(l.by(3, bet("red", 100))).Code)
	l.Apply(closing)
	l.at = 13_000
	spin := l.hold(l.system(games.Timeout{}))
	l.busy(l.system(games.Timeout{}))
	require.Zero(t, l.Wait().Until)
	require.Equal(t, -1, l.View(games.Everyone).(View).Number, "no view shows a held number")
	require.Nil(t, l.View(3).(Own).Paid)
	l.Apply(spin)
	require.Equal(t, 17, l.View(games.Everyone).(View).Number)
}

func TestVoidGivesEverythingBack(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	a := l.must(l.by(2, bet("red", 100)))
	b := l.must(l.by(1, bet("red", 300)))
	c := l.must(l.by(2, bet("low", 700)))
	void := games.Command{By: games.Actor{Role: games.Operator, Player: 9}, At: 3000, Ask: games.VoidRound{Why: "the wheel was dismantled"}}
	s := l.must(void)
	require.Equal(t, games.Void, s.Then)
	require.False(t, s.Drawn)
	require.Equal(t, []games.Event{
		{Body: Voided{Why: "the wheel was dismantled"}},
		{For: 2, Body: TakenBack{Bets: []games.BetID{a.Cmd.ID, c.Cmd.ID}, Total: 800}, Moves: []games.Move{
			{Bet: a.Cmd.ID, Player: 2, Kind: games.Refund, Amount: 100},
			{Bet: c.Cmd.ID, Player: 2, Kind: games.Refund, Amount: 700},
		}},
		{For: 1, Body: TakenBack{Bets: []games.BetID{b.Cmd.ID}, Total: 300}, Moves: []games.Move{
			{Bet: b.Cmd.ID, Player: 1, Kind: games.Refund, Amount: 300},
		}},
	}, s.Events)
	require.Equal(t, Carry{Last: []int{}, OpensAt: 7000}, l.Carry())
	require.Zero(t, l.Wait().Until)

	// B36: once the close has committed the outcome is fixed.
	l = opened(t, nil)
	l.must(l.by(1, bet("red", 300)))
	void.Ask = games.VoidRound{Why: strings.Repeat("x", 201)}
	require.Equal(t, games.CodeBadAsk, l.refused(void).Code)
	void.Ask = games.VoidRound{}
	l.at = 13_000
	closing := l.hold(l.system(games.Timeout{}))
	l.busy(void)
	l.Apply(closing)
	require.Equal(t, games.CodeClosed, l.refused(void).Code)
	l.must(l.system(games.Timeout{}))
	require.Equal(t, games.CodeClosed, l.refused(void).Code)
	require.Equal(t, games.CodeClosed, newLive(t, nil).refused(void).Code)
}

func TestResumedMovesTheClose(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		at       games.Moment
		gap      int64
		closesAt games.Moment
	}{
		"by the gap":               {5000, 2000, 15_000},
		"never sooner than 5 s":    {13_500, 1000, 18_500},
		"after a night":            {1000 + 30_000_000, 29_999_000, 1000 + 30_000_000 + 11_000},
		"a gap that is no gap":     {2000, -4000, 13_000},
		"no gap, close to the end": {12_900, 0, 17_900},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := opened(t, nil)
			l.at = c.at
			s := l.must(l.system(games.Resumed{GapMs: c.gap}))
			require.Equal(t, []games.Event{{Body: Deadline{ClosesAt: c.closesAt}}}, s.Events)
			require.Equal(t, games.Open, s.Then)
			require.Equal(t, c.closesAt, l.Wait().Until)
			l.at = c.closesAt - 1
			l.must(l.by(1, bet("red", 100)))
		})
	}
	l := newLive(t, nil)
	require.Empty(t, l.must(l.system(games.Resumed{GapMs: 1})).Events, "nobody waits for an opening")
	l.must(l.system(games.Timeout{}))
	l.at = 13_000
	l.must(l.system(games.Timeout{}))
	require.Empty(t, l.must(l.system(games.Resumed{GapMs: 1})).Events)
	l.must(l.system(games.Timeout{}))
	for _, ask := range []any{games.Resumed{}, games.Timeout{}} {
		_, err := l.Decide(l.system(ask), fixed(1))
		require.Error(t, err)
		require.NotErrorIs(t, err, games.ErrBusy)
	}
}

func TestSeatsAndTotals(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	for p := games.PlayerID(1); p <= 10; p++ {
		l.must(l.by(p, bet("red", 100, "straight:0", 100*int(p))))
	}
	l.must(l.by(3, bet("straight:0", 100)))
	l.must(l.by(2, Clear{}))
	l.must(l.by(2, bet("corner:1", 500))) // seated again, behind the others
	board := l.Board().(Board)
	require.Equal(t, []Total{
		{Spot: "straight:0", Total: 5400, Players: 9},
		{Spot: "corner:1", Total: 500, Players: 1},
		{Spot: "red", Total: 900, Players: 9},
	}, board.Spots)
	require.Equal(t, 10, board.Players)
	require.Equal(t, money.Amount(6800), board.Staked)
	require.Len(t, board.Seats, 8)
	require.Equal(t, Seat{Name: "player b", Staked: 200}, board.Seats[0])
	require.Equal(t, Seat{Name: "player d", Staked: 500}, board.Seats[1])
	require.Equal(t, Seat{Name: "player e", Staked: 500, Bot: true}, board.Seats[2])
}

func TestOnePlayersBetsAreBounded(t *testing.T) {
	t.Parallel()
	l := opened(t, nil)
	for i := range felt.BetsMax {
		l.must(l.by(1, bet(spots[i%37].Name, 100)))
	}
	require.Equal(t, games.Refusal{Code: games.CodeTooMany, Limit: felt.BetsMax}, l.refused(l.by(1, bet("red", 100))))
	l.must(l.by(1, Undo{}))
	l.must(l.by(1, bet("red", 100)))
}

func TestNumbersAreRememberedNewestFirst(t *testing.T) {
	t.Parallel()
	carry := Carry{Last: []int{}}
	for i := range lastMax + 3 {
		made, err := European().Table(testRound, testOptions(t), encode(t, carry))
		require.NoError(t, err)
		l := &live{t: t, table: made.(*table), at: carry.OpensAt + 1}
		l.must(l.system(games.Timeout{}))
		for l.Phase() != games.Settled {
			l.at = l.Wait().Until
			s, err := l.Decide(l.system(games.Timeout{}), fixed(i%pockets))
			require.NoError(t, err)
			l.Apply(s)
		}
		carry = l.Carry().(Carry)
	}
	require.Len(t, carry.Last, lastMax)
	require.Equal(t, []int{(lastMax + 2) % 37, (lastMax + 1) % 37}, carry.Last[:2])
	card := func() Card {
		made, err := European().Table(testRound, testOptions(t), encode(t, carry))
		require.NoError(t, err)
		return made.Card().(Card)
	}()
	require.Len(t, card.Last, 12)
	require.Equal(t, money.Amount(100), card.Min)
	require.Equal(t, money.Amount(1_000_000), card.Max)
}
