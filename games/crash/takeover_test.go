package crash

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/internal/bars"
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

// A takeover in mid-curve gives nobody an advantage: rounds are played with one
// and without, by the same players on the same draw.
//
// The point is the same. A cash-out of a bet's own pays the same to the last
// cent, and so does one by hand that the table had heard. All other bets leave as
// of the last beat, wherever the curve ends: exactly what a cash-out by hand at
// that moment had brought. Whoever knows nothing of the fault gets back as much as
// without it, but for what the curve grows between a beat and the silence.
func TestB36TakeoverInMidCurve(t *testing.T) {
	t.Parallel()
	run := bars.Start(t, "B36", "takeovers of a running curve, each round with one and without",
		bars.N{Quick: 500, Commit: 20_000, Night: 100_000})
	var blindly ledger
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
		if blind {
			blindly.add(calm, storm, bets)
		}
		judge(t, fmt.Sprintf("seed %d", seed), calm, storm, bets, f, run)
		for p := range games.PlayerID(len(plans)) {
			require.NoError(t, New().Recheck([]byte(tableOptions), storm.bodies(games.Everyone), storm.bodies(games.Only(p+1)),
				func(int) games.Draws { return draws }), "seed %d", seed)
		}
		run.Trial()
	}
	run.Must("went on", "ended in the gap", "had ended before", "by hand before", "as of the last beat")
	blindly.agree(t, run)
}

// ledger is what came back of bets that were played blindly by hand.
type ledger struct {
	rounds, staked, without, with int64
	squares                       float64 // of the rounds' differences
}

func (l *ledger) add(calm, storm *drive, bets []plan) {
	var difference int64
	for i, p := range bets {
		if p.hand > 0 {
			without, with := calm.outOf(games.PlayerID(i+1), p.bet).Back, storm.outOf(games.PlayerID(i+1), p.bet).Back
			l.staked, l.without, l.with = l.staked+stakeOf, l.without+int64(without), l.with+int64(with)
			difference += int64(with - without)
		}
	}
	l.rounds++
	l.squares += float64(difference) * float64(difference)
}

// agree holds the two returns to each other: rounds are independent, the bets of
// one are not.
func (l *ledger) agree(t *testing.T, run *bars.Run) {
	t.Helper()
	n, difference := float64(l.rounds), float64(l.with-l.without)
	within := 2.576 * math.Sqrt(l.squares-difference*difference/n) // 99 %, of the sum
	percent := func(x float64) float64 { return 100 * x / float64(l.staked) }
	text := fmt.Sprintf("in %d rounds bets that were played blindly by hand brought back %.2f %% without a takeover, %.2f %% with one: %+.2f %% ± %.2f %%",
		l.rounds, percent(float64(l.without)), percent(float64(l.with)), percent(difference), percent(within))
	run.Note(text)
	require.LessOrEqual(t, math.Abs(difference), within, text)
}

func judge(t *testing.T, name string, calm, storm *drive, bets []plan, f *fate, run *bars.Run) {
	t.Helper()
	a, _ := newest[Result](calm, games.Everyone)
	b, _ := newest[Result](storm, games.Everyone)
	require.Equal(t, a.Point, b.Point, name)
	lives := bustsAfter(a.Point)
	rescue, rescued := newest[Rescued](storm, games.Everyone)
	require.Equal(t, lives >= f.dies, rescued, "%s: lives %d, %+v", name, lives, f)
	switch {
	case !rescued:
		run.Reached("had ended before")
	case lives <= f.dies+f.gap:
		run.Reached("ended in the gap")
	default:
		run.Reached("went on")
	}
	run.Landed("takeover", "closed", 1)
	beat := (f.dies - 1) / beatMs * beatMs
	options, err := New().Options([]byte(tableOptions))
	require.NoError(t, err)
	target, _ := options.target(stakeOf, 0)
	for i, p := range bets {
		player := games.PlayerID(i + 1)
		was, is := calm.outOf(player, p.bet), storm.outOf(player, p.bet)
		switch {
		case !rescued, p.cashAt > 0:
			require.Equal(t, was, is, "%s: player %d has a cash-out of its own, or there was nothing to take over", name, player)
		case p.hand > 0 && p.hand < f.dies:
			run.Reached("by hand before")
			require.Equal(t, was, is, "%s: player %d was heard", name, player)
		case Reaches(target) < f.dies:
			require.Equal(t, ByLimit, is.By, name) // one curve in 100,000 goes as far as a bet may win
		default:
			run.Reached("as of the last beat")
			require.Equal(t, At(beat), rescue.Times, name)
			require.Equal(t, PaidBet{p.bet, stakeOf, At(beat), back(stakeOf, At(beat)), ByRescue}, is, name)
			require.LessOrEqual(t, is.Times, a.Point, "%s: no more than anyone could have taken", name)
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
	require.Equal(t, open.at+games.DeadlineMs, open.state().closesAt, "players have five seconds")

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

	// The bets that are played by hand leave at once, a step's worth at a time,
	// while the curve goes on for the others: also for whoever takes one of those off
	// by hand.
	on := newDrive(t, tableOptions, drawOf(1000, 100))
	on.toPhase(games.Open)
	const many = outsMax + 50
	var last games.BetID
	for p := range games.PlayerID(many) {
		last = on.bet(p+1, 100, 0)
	}
	own, byHand := on.bet(many+1, 100, 400), on.bet(many+2, 100, 500)
	starts = on.toCurve()
	on.until(starts + 2600)
	on.takeover(4000)
	_, err := on.act(many, CashOut{Bet: last})
	require.Equal(t, &games.Refusal{Code: games.CodeClosed}, err, "it has left")
	require.Equal(t, starts+2500, on.table.Wait().Until)
	on.next()
	require.Equal(t, outsMax, on.state().pot.left)
	on.until(on.at)
	require.Equal(t, many, on.state().pot.left)
	_, err = on.act(many, CashOut{Bet: last})
	require.Equal(t, &games.Refusal{Code: games.CodeNothing}, err)
	_, err = on.act(many+2, CashOut{Bet: byHand})
	require.NoError(t, err)
	on.takeover(5000) // another one changes nothing of what the first one said
	for !on.table.Phase().Ended() {
		on.next()
	}
	require.Equal(t, PaidBet{last, 100, At(2500), back(100, At(2500)), ByRescue}, on.outOf(many, last))
	require.Equal(t, PaidBet{own, 100, 400, 400, ByAuto}, on.outOf(many+1, own))
	require.Equal(t, PaidBet{byHand, 100, At(6600), back(100, At(6600)), ByHand}, on.outOf(many+2, byHand))

	// Taken over twice before the first step: the beat that counts is the first one's.
	twice := newDrive(t, tableOptions, drawOf(300, 100))
	twice.toPhase(games.Open)
	bet, own := twice.bet(1, 100, 0), twice.bet(2, 100, 400)
	starts = twice.toCurve()
	twice.until(starts + 5600)
	twice.takeover(60_000)
	twice.takeover(60_000)
	twice.until(twice.at)
	require.Equal(t, PaidBet{bet, 100, At(5500), back(100, At(5500)), ByRescue}, twice.outOf(1, bet))
	require.Equal(t, PaidBet{Bet: own, Stake: 100}, twice.outOf(2, own), "4.00 was never reached")
}

// A bet by hand that had reached what it may win by the last beat, and that the table
// had not got to (a step takes outsMax of them), is paid that after a takeover, and
// not where the beat was.
func TestResumedPastATarget(t *testing.T) {
	t.Parallel()
	d := newDrive(t, strings.NewReplacer(`"betMaxMinor":1000000`, `"betMaxMinor":100`, `"winMaxMinor":1000000000`, `"winMaxMinor":100`).Replace(tableOptions), drawOf(1000, 100))
	d.toPhase(games.Open)
	const many = outsMax + 50
	var last games.BetID
	for p := range games.PlayerID(many) {
		last = d.bet(p+1, 100, 0)
	}
	starts := d.toCurve()
	dueAt := starts + games.Moment(Reaches(200))
	d.until(dueAt - 1)
	_, err := d.do(games.Command{By: games.Actor{Role: games.System}, At: dueAt + 1000, Ask: games.Timeout{}}) // late
	require.NoError(t, err)
	require.Equal(t, outsMax, d.state().pot.left)
	d.takeover(3000)
	rescue, ok := newest[Rescued](d, games.Everyone)
	require.True(t, ok)
	require.Greater(t, rescue.Times, Multiplier(200))
	for !d.table.Phase().Ended() {
		d.next()
	}
	require.Equal(t, PaidBet{last, 100, 200, 200, ByLimit}, d.outOf(many, last))
}
