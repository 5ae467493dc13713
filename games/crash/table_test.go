package crash

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// A round as players know it: two by hand, two by themselves, one too late.
func TestRound(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(300, 100))
	d.toPhase(games.Open)
	auto, far := d.bet(1, 1000, 200), d.bet(2, 1000, 301)
	exact, hand, late := d.bet(3, 5000, 300), d.bet(4, 10_000, 0), d.bet(5, 700, 0)
	starts := d.toCurve()
	d.until(starts + games.Moment(Reaches(250)))
	_, err := d.act(4, CashOut{Bet: hand})
	require.NoError(t, err)
	ends := starts + games.Moment(bustsAfter(300))
	d.until(ends - 1)
	require.Equal(t, games.Closed, d.table.Phase())
	d.until(ends)
	require.Equal(t, games.Settled, d.table.Phase())
	_, err = d.act(5, CashOut{Bet: late})
	require.Equal(t, &games.Refusal{Code: games.CodeClosed}, err)

	require.Equal(t, PaidBet{auto, 1000, 200, 2000, ByAuto}, d.outOf(1, auto))
	require.Equal(t, PaidBet{far, 1000, 0, 0, ""}, d.outOf(2, far))
	require.Equal(t, PaidBet{exact, 5000, 300, 15_000, ByAuto}, d.outOf(3, exact), "the point itself is reached")
	require.Equal(t, PaidBet{hand, 10_000, 250, 25_000, ByHand}, d.outOf(4, hand))
	require.Equal(t, PaidBet{late, 700, 0, 0, ""}, d.outOf(5, late))
	result, ok := newest[Result](d, games.Everyone)
	require.True(t, ok)
	require.Equal(t, Result{Point: 300, EndedAt: ends, NextAt: ends + 3000, Staked: 17_700, Returned: 42_000}, result)
	require.Equal(t, Carry{Last: []Past{{roundID, 300}}, OpensAt: ends + 3000}, d.table.Carry())
	for p := range games.PlayerID(6) {
		require.NoError(t, New().Recheck([]byte(tableOptions), d.bodies(games.Everyone), d.bodies(games.Only(p+1)),
			func(k int) games.Draws { require.Equal(t, 1, k); return d.draws }), "player %d", p+1)
	}
}

// Manual cash-outs are judged by the moment of the command: the last millisecond
// wins, the next one is too late, and before the start nothing runs.
func TestCashOutByRoomTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		point, cashAt Multiplier
		ms            int64 // of the curve
		times         Multiplier
		by            By
		code          games.Code
	}{
		"before the start":        {point: 300, ms: -1, code: games.CodeClosed},
		"at the start":            {point: 300, ms: 0, times: 100, by: ByHand},
		"at once, no curve":       {point: 100, ms: 0, code: games.CodeClosed},
		"the last millisecond":    {point: 300, ms: bustsAfter(300) - 1, times: 300, by: ByHand},
		"one later":               {point: 300, ms: bustsAfter(300), code: games.CodeClosed},
		"before its own":          {point: 300, cashAt: 200, ms: Reaches(200) - 1, times: 199, by: ByHand},
		"after its own":           {point: 300, cashAt: 200, ms: Reaches(200) + 500, times: 200, by: ByAuto},
		"high and far":            {point: 1_000_000, ms: 120_000, times: At(120_000), by: ByHand},
		"where the win is capped": {point: 100_000_000, ms: Reaches(10_000_200), times: 10_000_100, by: ByLimit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDrive(t, tableOptions, drawOf(c.point, 100))
			d.toPhase(games.Open)
			bet := d.bet(1, 10_000, c.cashAt)
			starts := d.toCurve()
			// The table's clock is late: what is due was not sent.
			step, err := d.table.Decide(games.Command{By: games.Actor{Role: games.Player, Player: 1}, At: starts + games.Moment(c.ms),
				ID: d.id(), Ask: CashOut{Bet: bet}}, d.draws)
			if c.code != "" {
				require.Equal(t, &games.Refusal{Code: c.code}, err)
				return
			}
			require.NoError(t, err)
			out := step.Events[0].Body.(CashedOut)
			require.Equal(t, CashedOut{bet, c.times, money.Amount(100 * c.times), starts + games.Moment(c.ms), c.by}, out)
		})
	}
}

// While a cash-out is held the end waits; what was held is paid, what comes twice
// is not, and what the ledger refuses stands again.
func TestTheEndWaitsForACashOut(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(300, 100))
	d.toPhase(games.Open)
	bet := d.bet(1, 1000, 0)
	starts := d.toCurve()
	ends := starts + games.Moment(bustsAfter(300))
	d.until(ends - 1)
	out := games.Command{By: games.Actor{Role: games.Player, Player: 1}, At: ends - 1, ID: d.id(), Ask: CashOut{Bet: bet}}
	step, err := d.table.Decide(out, d.draws)
	require.NoError(t, err)
	d.table.Hold(step)
	_, err = d.table.Decide(out, d.draws)
	require.ErrorIs(t, err, games.ErrBusy, "the same once more")
	out.ID = d.id()
	_, err = d.table.Decide(out, d.draws)
	require.ErrorIs(t, err, games.ErrBusy, "another of the same bet")
	timeout := games.Command{At: ends + 5, Ask: games.Timeout{}}
	_, err = d.table.Decide(timeout, d.draws)
	require.ErrorIs(t, err, games.ErrBusy)
	d.table.Apply(step)
	end, err := d.do(timeout)
	require.NoError(t, err)
	require.Equal(t, games.Settled, end.Then)
	require.Equal(t, PaidBet{bet, 1000, 300, 3000, ByHand}, d.outOf(1, bet))
	require.Empty(t, end.Events[len(end.Events)-1].Moves, "it was paid before")
}

// Automatic cash-outs come in the order of their multipliers, each at its own
// moment, however late the clock is; a step takes no more than outsMax.
func TestAutomaticCashOutsInOrder(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(500, 100))
	d.toPhase(games.Open)
	const players = 3 * outsMax / 2
	for p := range games.PlayerID(players) {
		d.bet(p+1, 100, 110+Multiplier(p*7%300))
	}
	starts := d.toCurve()
	late := starts + games.Moment(Reaches(420))
	first, err := d.do(games.Command{At: late, Ask: games.Timeout{}})
	require.NoError(t, err)
	require.Len(t, first.Events, outsMax+1, "and a beat")
	require.LessOrEqual(t, d.table.Wait().Until, late)
	second, err := d.do(games.Command{At: late, Ask: games.Timeout{}})
	require.NoError(t, err)
	require.Len(t, second.Events, players-outsMax)
	before := Multiplier(0)
	for _, e := range append(first.Events, second.Events...) {
		out, ok := e.Body.(CashedOut)
		if !ok {
			continue
		}
		require.GreaterOrEqual(t, out.Times, before)
		require.Equal(t, starts+games.Moment(Reaches(out.Times)), out.At)
		require.Equal(t, back(100, out.Times), e.Moves[0].Amount)
		before = out.Times
	}
}

// The win of a bet is capped: whoever is still there is cashed out by the limit.
func TestProfitCap(t *testing.T) {
	t.Parallel()
	options := strings.Replace(tableOptions, `"winMaxMinor":1000000000`, `"winMaxMinor":1000000`, 1)
	d := newDrive(t, options, drawOf(10_000, 100))
	d.toPhase(games.Open)
	big, small := d.bet(1, 700_000, 5000), d.bet(2, 100, 5000)
	starts := d.toCurve()
	d.until(starts + games.Moment(bustsAfter(10_000)))
	require.Equal(t, PaidBet{big, 700_000, 242, 1_694_000, ByLimit}, d.outOf(1, big), "10,000.00 at most, in whole hundredths")
	require.Equal(t, PaidBet{small, 100, 5000, 5000, ByAuto}, d.outOf(2, small))
}

// The heartbeat: a running curve is on the log every 250 ms.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(300, 100))
	d.toPhase(games.Open)
	starts := d.toCurve()
	d.until(starts + games.Moment(bustsAfter(300)))
	var beats []games.Moment
	for _, body := range d.bodies(games.Everyone) {
		if b, ok := body.(Beat); ok {
			beats = append(beats, b.At-starts)
		}
	}
	require.Equal(t, int64(18_366), bustsAfter(300))
	require.Len(t, beats, 73)
	for i, at := range beats {
		require.Equal(t, games.Moment(250*(i+1)), at)
	}
}

// Nobody sees the point before the curve has ended, nor when the table wants to
// be asked next.
func TestThePointIsHidden(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(31_337, 100))
	d.toPhase(games.Open)
	require.False(t, d.table.Wait().Hidden, "everyone counts down to the close")
	bet := d.bet(1, 100, 0)
	starts := d.toCurve()
	ends := starts + games.Moment(bustsAfter(31_337))
	for d.table.Phase() == games.Closed {
		require.True(t, d.table.Wait().Hidden)
		for _, v := range []any{d.table.View(games.Everyone), d.table.View(games.Only(1)), d.table.Board(), d.table.Card(), d.bodies(games.Everyone), d.bodies(games.Only(1))} {
			body, err := json.Marshal(v)
			require.NoError(t, err)
			require.NotContains(t, string(body), "31337")
			require.NotContains(t, string(body), fmt.Sprint(ends))
		}
		d.until(min(d.at+7000, ends))
	}
	require.Equal(t, []any{Armed{31_337}}, d.bodies(games.Nobody))
	require.Equal(t, Multiplier(31_337), d.table.View(games.Everyone).(View).Point)
	require.Zero(t, d.outOf(1, bet).Back)
}

func TestBetLimits(t *testing.T) {
	t.Parallel()
	const tight = `{"betMs":5000,"leadMs":0,"pauseMs":0,"stepMinor":200,"betMinMinor":400,"betMaxMinor":2000,
		"winMaxMinor":10000,"allowanceMinor":15000,"timesMax":1000}`
	for name, c := range map[string]struct {
		bet  Bet
		want *games.Refusal
	}{
		"good":             {Bet{400, 0}, nil},
		"good, by itself":  {Bet{400, 101}, nil},
		"below":            {Bet{200, 0}, &games.Refusal{Code: games.CodeBelowMin, Limit: 400, Value: 200}},
		"nothing":          {Bet{0, 0}, &games.Refusal{Code: games.CodeBelowMin, Limit: 400}},
		"negative":         {Bet{-400, 0}, &games.Refusal{Code: games.CodeBelowMin, Limit: 400, Value: -400}},
		"above":            {Bet{1 << 62, 0}, &games.Refusal{Code: games.CodeAboveTable, Limit: 2000, Value: 1 << 62}},
		"step":             {Bet{500, 0}, &games.Refusal{Code: games.CodeBadStep, Limit: 200, Value: 500}},
		"cash-out at 1.00": {Bet{400, 100}, &games.Refusal{Code: games.CodeBadAsk}},
		"negative one":     {Bet{400, -5}, &games.Refusal{Code: games.CodeBadAsk}},
		"one above all":    {Bet{400, 1001}, &games.Refusal{Code: games.CodeBadAsk}},
		"house":            {Bet{2000, 0}, &games.Refusal{Code: games.CodeAboveHouse, Limit: 15_000, Value: 20_000}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDrive(t, tight, fixed{})
			_, err := d.act(1, c.bet)
			require.Equal(t, &games.Refusal{Code: games.CodeClosed}, err, "not open yet")
			d.toPhase(games.Open)
			d.bet(2, 2000, 0) // may win 10,000 of the room's 15,000
			if _, err = d.act(1, c.bet); c.want != nil {
				require.Equal(t, c.want, err)
				return
			}
			require.NoError(t, err)
			d.bet(1, 400, 150)
			_, err = d.act(1, Bet{400, 150})
			require.Equal(t, &games.Refusal{Code: games.CodeTooMany, Limit: betsMax}, err)
			_, err = d.act(1, Clear{})
			require.NoError(t, err)
			_, err = d.act(1, Undo{})
			require.Equal(t, &games.Refusal{Code: games.CodeNothing}, err)
		})
	}
}

func TestVoid(t *testing.T) {
	t.Parallel()
	void := func(d *drive, lost bool) error {
		_, err := d.do(games.Command{By: games.Actor{Role: games.Operator, Player: 9}, At: d.at, Ask: games.VoidRound{Why: "x", SourceLost: lost}})
		return err
	}
	closed := &games.Refusal{Code: games.CodeClosed}
	start := func() (*drive, games.BetID) {
		d := newDrive(t, tableOptions, drawOf(500, 100))
		d.toPhase(games.Open)
		return d, d.bet(1, 500, 0)
	}
	d, _ := start()
	require.NoError(t, void(d, false))
	require.Equal(t, games.Void, d.table.Phase())

	d, bet := start()
	starts := d.toCurve()
	d.until(starts + 3000)
	require.Equal(t, closed, void(d, false), "the point is drawn")
	_, err := d.act(1, CashOut{Bet: bet})
	require.NoError(t, err)
	require.Equal(t, closed, void(d, true), "it has paid")

	d, _ = start()
	d.toCurve()
	require.NoError(t, void(d, true), "nobody can read the source, and nothing was paid")
	body, ok := newest[TakenBack](d, games.Only(1))
	require.True(t, ok)
	require.Equal(t, money.Amount(500), body.Total)
}

// A curve ends at the table's own highest multiplier, and pays whoever is there.
func TestTimesMax(t *testing.T) {
	t.Parallel()
	options := strings.Replace(tableOptions, `{`, `{"timesMax":1000,`, 1)
	d := newDrive(t, options, drawOf(31_337, 100))
	d.toPhase(games.Open)
	hand, own := d.bet(1, 100, 0), d.bet(2, 100, 1000)
	d.toCurve()
	d.toPhase(games.Settled)
	result, _ := newest[Result](d, games.Everyone)
	require.Equal(t, Multiplier(1000), result.Point)
	require.Equal(t, PaidBet{hand, 100, 1000, 1000, ByLimit}, d.outOf(1, hand))
	require.Equal(t, PaidBet{own, 100, 1000, 1000, ByAuto}, d.outOf(2, own))
}

// The table's own edge is the one that its curves are drawn by.
func TestEdge(t *testing.T) {
	t.Parallel()
	for edge, want := range map[int64]Multiplier{0: 200, 100: 198, 2400: 152} {
		d := newDrive(t, strings.Replace(tableOptions, `{`, fmt.Sprintf(`{"edge10000":%d,`, edge), 1), fixed{space / 2})
		d.toPhase(games.Settled)
		result, _ := newest[Result](d, games.Everyone)
		require.Equal(t, want, result.Point, "edge %d", edge)
	}
}

// Every time of a round is the options' own.
func TestTimes(t *testing.T) {
	t.Parallel()
	d := newDrive(t, tableOptions, drawOf(200, 100))
	opens := d.at
	starts := d.toCurve()
	require.Equal(t, opens+5000, d.state().closesAt)
	require.Equal(t, opens+5000, d.state().closedAt)
	require.Equal(t, opens+5000+1000, starts)
	d.toPhase(games.Settled)
	ends := starts + games.Moment(bustsAfter(200))
	require.Equal(t, View{Phase: "settled", ClosesAt: opens + 5000, OpensAt: ends + 3000, StartsAt: starts,
		BeatAt: starts + 11_500, EndedAt: ends, Point: 200, Last: []Past{{roundID, 200}}}, d.table.View(games.Everyone))
	next, err := New().Table(roundID.Next(), []byte(tableOptions), []byte(fmt.Sprintf(`{"last":[{"round":%d,"point":200}],"opensAtMs":%d}`, roundID, ends+3000)))
	require.NoError(t, err)
	require.Equal(t, ends+3000, next.Wait().Until)
	require.False(t, next.Wait().Hidden)
}
