package crash

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
	"croupier/wallet/money"
)

// plan is a player of the simulation: a bet with a cash-out of its own, or one
// that is cashed out by hand so many ms after the start.
type plan struct {
	cashAt Multiplier
	hand   int64 // 0: never
	bet    games.BetID
}

// fate is what a takeover does: the node dies so many ms after the start, and
// another one has read the log so many later.
type fate struct{ dies, gap int64 }

// splitmix is the simulation's own chance.
type splitmix uint64

func (s *splitmix) below(n int64) int64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int64((z ^ z>>31) % uint64(n))
}

const stakeOf = 10_000

// live plays a round: every player acts at the planned moment, or, if the table is
// still then, as soon as it is heard again.
func live(t *testing.T, draws fixed, plans []plan, f *fate) (*drive, []plan) {
	t.Helper()
	d := newDrive(t, tableOptions, draws)
	d.toPhase(games.Open)
	plans = append([]plan{}, plans...)
	for i := range plans {
		plans[i].bet = d.bet(games.PlayerID(i+1), stakeOf, plans[i].cashAt)
	}
	starts := d.toCurve()
	heard := int64(0)
	if f != nil {
		heard = f.dies + f.gap
	}
	act := func(from, to int64, at func(int64) int64) {
		for ms := from; ms < to; {
			next := to
			for _, p := range plans {
				if p.hand > max(ms, 0) {
					next = min(next, p.hand)
				}
			}
			if next == to {
				return
			}
			d.until(max(d.at, starts+games.Moment(at(next))))
			for i, p := range plans {
				if p.hand != next {
					continue
				}
				if _, err := d.act(games.PlayerID(i+1), CashOut{Bet: p.bet}); err != nil {
					require.IsType(t, &games.Refusal{}, err)
				}
			}
			ms = next
		}
	}
	now := func(ms int64) int64 { return ms }
	if f == nil {
		act(-1, curveMsMax, now)
	} else {
		act(-1, f.dies, now)
		d.until(starts + games.Moment(f.dies) - 1)
		if d.table.Phase() == games.Closed {
			d.at = starts + games.Moment(f.dies)
			d.takeover(f.gap)
			act(f.dies-1, heard, func(int64) int64 { return heard })
		}
		act(heard-1, curveMsMax, now)
	}
	for !d.table.Phase().Ended() {
		d.until(d.table.Wait().Until)
	}
	return d, plans
}

// A takeover in mid-curve gives nobody an advantage: 10,000 rounds are played with
// one and without, by the same players on the same draw.
//
// The point is the same. A cash-out of a bet's own pays the same to the last
// cent, and so does one by hand that the table had heard. By hand after the gap a
// bet gets the curve's own multiplier of that moment, nothing else. And where the
// curve ended inside the gap, all bets without a cash-out of their own get one
// multiplier: one that the curve had while the table was heard, that everyone
// could have taken, and that nobody could choose.
func TestB36TakeoverInMidCurve(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B36", "takeovers of a running curve, each round with one and without",
		bars.N{Quick: 500, Commit: 10_000, Night: 100_000})
	var staked, without, with money.Amount
	for seed := range run.Trials() {
		s := splitmix(seed)
		draws := fixed{uint64(s.below(space))}
		lives := bustsAfter(min(Point(draws.r, edgeDefault), multiplierMax))
		// Every other round aims at the curve's life; the rest know nothing of it, and
		// only they measure what comes back.
		blind := seed%2 == 1
		f := &fate{dies: 1 + s.below(lives+2000), gap: 1 + s.below(20_000)}
		if blind {
			f = &fate{dies: 1 + s.below(15_000), gap: 3000}
		}
		plans := []plan{{cashAt: 101 + Multiplier(s.below(400))}, {cashAt: At(f.dies + s.below(f.gap))}}
		if plans[1].cashAt < cashAtMin {
			plans[1].cashAt = cashAtMin
		}
		for range 3 {
			plans = append(plans, plan{hand: 1 + s.below(f.dies+f.gap+5000)})
		}
		plans = append(plans, plan{}) // never lifts a finger
		calm, bets := live(t, draws, plans, nil)
		storm, _ := live(t, draws, plans, f)
		for i, p := range bets {
			if blind && p.hand > 0 {
				staked += stakeOf
				without += calm.outOf(games.PlayerID(i+1), p.bet).Back
				with += storm.outOf(games.PlayerID(i+1), p.bet).Back
			}
		}
		judge(t, fmt.Sprintf("seed %d", seed), calm, storm, bets, f, run)
		for p := range games.PlayerID(len(plans)) {
			require.NoError(t, New().Recheck([]byte(tableOptions), storm.bodies(games.Everyone), storm.bodies(games.Only(p+1)),
				func(int) games.Draws { return draws }), "seed %d", seed)
		}
		run.Trial()
	}
	run.Must("went on", "ended in the gap", "had ended before", "by hand in the gap", "by hand after")
	run.Note(fmt.Sprintf("of %d staked by hand, blindly, came back %d without a takeover, %d with one of 3 s", staked, without, with))
}

func judge(t *testing.T, name string, calm, storm *drive, bets []plan, f *fate, run *bars.Run) {
	t.Helper()
	a, _ := newest[Result](calm, games.Everyone)
	b, _ := newest[Result](storm, games.Everyone)
	require.Equal(t, a.Point, b.Point, name)
	lives := bustsAfter(a.Point)
	rescue, rescued := newest[Rescued](storm, games.Everyone)
	switch {
	case lives <= f.dies-1:
		run.Reached("had ended before")
		require.False(t, rescued, "%s: it ended at %d, the node died at %d", name, lives, f.dies)
	case lives <= f.dies+f.gap:
		run.Reached("ended in the gap")
		require.True(t, rescued, "%s: lives %d, %+v", name, lives, f)
	default:
		run.Reached("went on")
		require.False(t, rescued, name)
	}
	run.Landed("takeover", "closed", 1)
	options, err := New().Options([]byte(tableOptions))
	require.NoError(t, err)
	target, _ := options.target(stakeOf, 0)
	for i, p := range bets {
		player := games.PlayerID(i + 1)
		was, is := calm.outOf(player, p.bet), storm.outOf(player, p.bet)
		switch {
		case p.cashAt > 0:
			require.Equal(t, was, is, "%s: player %d has a cash-out of its own", name, player)
		case p.hand > 0 && p.hand < f.dies:
			require.Equal(t, was, is, "%s: player %d was heard", name, player)
		case target <= a.Point && (p.hand == 0 || max(p.hand, f.dies+f.gap) >= Reaches(target)):
			// One curve in 100,000 goes as far as a bet may win.
			require.Equal(t, PaidBet{p.bet, stakeOf, target, back(stakeOf, target), ByLimit}, is, name)
		case rescued:
			run.Reached("by hand in the gap")
			require.Equal(t, PaidBet{p.bet, stakeOf, rescue.Times, back(stakeOf, rescue.Times), ByRescue}, is, name)
			require.LessOrEqual(t, is.Times, At(f.dies-1), "%s: no more than anyone could have taken", name)
			require.LessOrEqual(t, is.Times, a.Point)
		default:
			run.Reached("by hand after")
			acts := max(p.hand, f.dies+f.gap)
			want := PaidBet{Bet: p.bet, Stake: stakeOf}
			if p.hand > 0 && acts < lives {
				want.Times, want.By = At(acts), ByHand
				want.Back = back(stakeOf, want.Times)
			}
			require.Equal(t, want, is, "%s: player %d acts at %d", name, player, acts)
		}
	}
}

// What a takeover does at each moment of a round.
func TestResumed(t *testing.T) {
	t.Parallel()
	open := newDrive(t, tableOptions, drawOf(300, 100))
	open.toPhase(games.Open)
	closes := open.state().closesAt
	open.until(closes - 10)
	open.takeover(700)
	require.Equal(t, open.at+deadlineMs, open.state().closesAt, "players have five seconds")

	closed := newDrive(t, tableOptions, drawOf(300, 100))
	closed.toPhase(games.Closed)
	closed.takeover(60_000)
	starts := closed.toCurve()
	require.Equal(t, closed.at+1000, starts, "not armed: the curve starts in its time")

	// Announced, and the start falls into the gap: room time has gone on.
	for point, want := range map[Multiplier]PaidBet{
		100: {Stake: 100}, // it never lived: nobody could have cashed out
		150: {Stake: 100, Times: 100, Back: 100, By: ByRescue},
	} {
		d := newDrive(t, tableOptions, drawOf(point, 100))
		d.toPhase(games.Open)
		want.Bet = d.bet(1, 100, 0)
		d.toCurve()
		d.takeover(60_000)
		d.until(d.at)
		require.Equal(t, want, d.outOf(1, want.Bet), "point %d", point)
	}

	// A second takeover changes nothing of what the first one said.
	twice := newDrive(t, tableOptions, drawOf(300, 100))
	twice.toPhase(games.Open)
	bet, own := twice.bet(1, 100, 0), twice.bet(2, 100, 400)
	starts = twice.toCurve()
	twice.until(starts + 5500)
	twice.takeover(60_000)
	twice.takeover(60_000)
	_, err := twice.act(1, CashOut{Bet: bet})
	require.Equal(t, &games.Refusal{Code: games.CodeClosed}, err)
	twice.until(twice.at)
	require.Equal(t, PaidBet{bet, 100, At(5000), back(100, At(5000)), ByRescue}, twice.outOf(1, bet))
	require.Equal(t, PaidBet{Bet: own, Stake: 100}, twice.outOf(2, own), "4.00 was never reached")

	// Two takeovers of a curve that goes on: the beat that counts is the newest.
	again := newDrive(t, tableOptions, drawOf(1000, 100))
	again.toPhase(games.Open)
	bet = again.bet(1, 100, 0)
	starts = again.toCurve()
	again.until(starts + 2500)
	again.takeover(4000)
	require.Equal(t, starts+6500, again.state().beatAt)
	again.takeover(60_000)
	again.until(again.at)
	require.Equal(t, At(6500), again.outOf(1, bet).Times)
}
