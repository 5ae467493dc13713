package felt

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/wallet/money"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, commutes := range map[string]bool{"in order": false, "verdicts any order": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gamestest.Run(t, gamestest.Suite{
				Rules: coin{}, Options: []byte(`{}`), Commutes: commutes,
				Ask: func(pick gamestest.Pick) any {
					switch pick(8) {
					case 0, 1:
						return Undo{}
					case 2:
						return Clear{}
					}
					var b Bet
					for range pick(4) {
						b.Spots = append(b.Spots, Chip{Spot: []string{"heads", "tails", "edge", "rim"}[pick(4)], Stake: money.Amount(100 * pick(45))})
					}
					return b
				},
				Result: func(body any) (money.Amount, money.Amount, bool) {
					r, ok := body.(coinResult)
					return r.Staked, r.Returned, ok
				},
				Kept: func(carry any) any { c := carry.(coinCarry); c.OpensAt = 0; return c },
			})
		})
	}
}

// live is a felt with a hand on it: commands that must go well, at a moment of its own.
type live struct {
	t *testing.T
	*coinTable
	at  games.Moment
	ids uint16
}

func newLive(t *testing.T) *live {
	made, err := coin{}.Table(7<<24|3, nil, nil)
	require.NoError(t, err)
	l := &live{t: t, coinTable: made.(*coinTable), at: 1000}
	l.must(l.system(games.Timeout{}))
	return l
}

func (l *live) by(p games.PlayerID, ask any) games.Command {
	l.ids++
	id := games.BetID{1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 14: byte(l.ids >> 8), 15: byte(l.ids)}
	return games.Command{By: games.Actor{Role: games.Player, Player: p, Name: "ann"}, At: l.at, ID: id, Ask: ask}
}

func (l *live) system(ask any) games.Command { return games.Command{At: l.at, Ask: ask} }

func (l *live) hold(c games.Command) games.Step {
	l.t.Helper()
	s, err := l.Decide(c, fixed(0))
	require.NoError(l.t, err)
	l.Hold(s)
	return s
}

func (l *live) must(c games.Command) games.Step {
	l.t.Helper()
	s := l.hold(c)
	l.Apply(s)
	return s
}

func (l *live) refused(c games.Command) games.Refusal {
	l.t.Helper()
	_, err := l.Decide(c, nil)
	var r *games.Refusal
	require.True(l.t, errors.As(err, &r), "%v", err)
	return *r
}

func (l *live) busy(c games.Command) {
	l.t.Helper()
	_, err := l.Decide(c, nil)
	require.ErrorIs(l.t, err, games.ErrBusy)
}

// fixed draws one number, whatever is asked.
type fixed uint64

func (f fixed) Uintn(n uint64) uint64     { return uint64(f) % n }
func (fixed) Shuffle(int, func(i, j int)) {}

// bet is a bet of chips, "spot", stake by turns.
func bet(pairs ...any) Bet {
	var b Bet
	for i := 0; i < len(pairs); i += 2 {
		b.Spots = append(b.Spots, Chip{Spot: pairs[i].(string), Stake: money.Amount(pairs[i+1].(int))})
	}
	return b
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	l.must(l.by(1, bet("heads", 3000, "tails", 4000)))
	many := Bet{Spots: make([]Chip, SpotsMax+1)}
	for name, c := range map[string]struct {
		ask  any
		want games.Refusal
	}{
		"no spots":         {Bet{}, games.Refusal{Code: games.CodeBadAsk}},
		"too many spots":   {many, games.Refusal{Code: games.CodeBadAsk}},
		"no such spot":     {bet("rim", 100), games.Refusal{Code: games.CodeBadSpot, Spot: "rim"}},
		"a long name":      {bet("a name that is much longer than any spot", 100), games.Refusal{Code: games.CodeBadSpot}},
		"twice":            {bet("heads", 100, "heads", 100), games.Refusal{Code: games.CodeTwiceSpot, Spot: "heads"}},
		"below the least":  {bet("heads", 50), games.Refusal{Code: games.CodeBelowMin, Spot: "heads", Limit: 100, Value: 50}},
		"less than none":   {bet("heads", -100), games.Refusal{Code: games.CodeBelowMin, Spot: "heads", Limit: 100, Value: -100}},
		"off the step":     {bet("heads", 150), games.Refusal{Code: games.CodeBadStep, Spot: "heads", Limit: 100, Value: 150}},
		"above the spot":   {bet("edge", 2100), games.Refusal{Code: games.CodeAboveSpot, Spot: "edge", Limit: 2000, Value: 2100}},
		"above it in sum":  {bet("heads", 1100), games.Refusal{Code: games.CodeAboveSpot, Spot: "heads", Limit: 4000, Value: 4100}},
		"near 2^63":        {bet("heads", 1<<62), games.Refusal{Code: games.CodeAboveSpot, Spot: "heads", Limit: 4000, Value: 1 << 62}},
		"above the table":  {bet("heads", 1000, "edge", 1100), games.Refusal{Code: games.CodeAboveTable, Limit: 9000, Value: 9100}},
		"above the house":  {bet("edge", 2000), games.Refusal{Code: games.CodeAboveHouse, Limit: 60_000, Value: 60_000}},
		"an event as ask":  {Opened{}, games.Refusal{Code: games.CodeBadAsk}},
		"the system's own": {games.Timeout{}, games.Refusal{Code: games.CodeBadAsk}},
		"a void":           {games.VoidRound{}, games.Refusal{Code: games.CodeBadAsk}},
	} {
		if name == "above the house" {
			// Two others have pushed the edge near the allowance.
			l.must(l.by(2, bet("edge", 1000)))
			require.Equal(t, games.CodeAboveHouse, l.refused(l.by(3, c.ask)).Code)
			l.must(l.by(2, Clear{}))
			continue
		}
		require.Equal(t, c.want, l.refused(l.by(1, c.ask)), name)
	}
	require.Equal(t, games.CodeNothing, l.refused(l.by(5, Undo{})).Code)
	require.Equal(t, games.CodeBadAsk, l.refused(games.Command{By: games.Actor{Role: games.Player, Player: 1}, At: l.at, Ask: Undo{}}).Code, "an act has an id")
	l.at = 13_000
	require.Equal(t, games.CodeClosed, l.refused(l.by(1, bet("heads", 100))).Code, "by the clock, not by the close's commit")
	l.at = 12_999
	l.must(l.by(1, bet("heads", 100)))
}

func TestTooManyBets(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	b := &bettor{held: BetsMax}
	w := wager{total: 100}
	require.Equal(t, games.CodeTooMany, l.withinLimits(&w, b).(*games.Refusal).Code)
	b.held--
	require.NoError(t, l.withinLimits(&w, b))
}

// What rounds before left counts: its bets as bets, its stakes where they come back.
func TestWhatIsOwedCounts(t *testing.T) {
	t.Parallel()
	made, err := coin{}.Table(7<<24|3, nil, nil)
	require.NoError(t, err)
	l := &live{t: t, coinTable: made.(*coinTable), at: 1000}
	for range BetsMax - 1 {
		l.Owe(1, 1, 100, []int{2})
	}
	l.must(l.system(games.Timeout{}))
	// The edge wins 30 for 1 and may cost 60,000; 29,900 are owed.
	require.Equal(t, games.Refusal{Code: games.CodeAboveHouse, Limit: 60_000, Value: 62_900}, l.refused(l.by(2, bet("edge", 1100))))
	l.must(l.by(2, bet("edge", 1000)))
	l.must(l.by(2, bet("heads", 1000)))
	l.must(l.by(1, bet("heads", 100)))
	require.Equal(t, games.CodeTooMany, l.refused(l.by(1, bet("heads", 100))).Code)
	l.bets.owing = stakedMax
	require.Equal(t, games.CodeAboveHouse, l.refused(l.by(3, bet("heads", 100))).Code)
}

// What is in flight decides what waits.
func TestBusy(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	first := l.hold(l.by(1, bet("heads", 4000)))
	l.busy(l.by(1, Undo{}))
	l.busy(l.by(1, Clear{}))
	again := l.by(1, bet("heads", 100))
	again.ID = first.Cmd.ID
	l.busy(again)
	require.Equal(t, games.CodeAboveSpot, l.refused(l.by(1, bet("heads", 100))).Code, "a held stake counts")
	l.at = 13_000
	l.busy(l.system(games.Timeout{}))
	l.busy(l.system(games.Resumed{}))
	l.busy(games.Command{By: games.Actor{Role: games.Operator}, At: l.at, Ask: games.VoidRound{}})
	l.at = 5000
	l.Apply(first)
	back := l.hold(l.by(1, Undo{}))
	l.busy(l.by(1, bet("heads", 100))) // would stand if the undo does
	l.must(l.by(2, bet("heads", 100)))
	l.Drop(back)
	require.Equal(t, games.CodeAboveSpot, l.refused(l.by(1, bet("heads", 100))).Code)
	l.at = 13_000
	closing := l.hold(l.system(games.Timeout{}))
	l.at = 12_999
	require.Equal(t, games.CodeClosed, l.refused(l.by(1, Undo{})).Code, "nothing more while the close is in flight")
	l.busy(l.system(games.Timeout{}))
	require.Zero(t, l.Wait().Until)
	l.Apply(closing)
	require.Panics(t, func() { l.Drop(closing) })
}

func TestEarlyAndLateTimeouts(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	_, err := l.Decide(l.system(games.Timeout{}), nil)
	require.ErrorIs(t, err, games.ErrEarly)
	l.at = 13_000
	l.must(l.system(games.Timeout{}))
	l.must(l.system(games.Timeout{}))
	require.Equal(t, games.Settled, l.Phase())
	_, err = l.Decide(l.system(games.Timeout{}), nil)
	require.Error(t, err)
	_, err = l.Decide(l.system(games.Resumed{}), nil)
	require.Error(t, err)
}

// After a takeover the players' deadline moves by the gap, and is five seconds off at
// least.
func TestResumed(t *testing.T) {
	t.Parallel()
	for gap, want := range map[int64]games.Moment{0: 13_000, 3000: 16_000, -5: 13_000} {
		l := newLive(t)
		l.must(l.system(games.Resumed{GapMs: gap}))
		require.Equal(t, want, l.Wait().Until)
	}
	l := newLive(t)
	l.at = 12_990
	l.must(l.system(games.Resumed{GapMs: 1}))
	require.Equal(t, games.Moment(17_990), l.Wait().Until)
}

func TestVoid(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	l.must(l.by(1, bet("heads", 500, "edge", 100)))
	l.must(l.by(2, bet("tails", 700)))
	l.must(l.by(1, bet("heads", 200)))
	void := games.Command{By: games.Actor{Role: games.Operator, Player: 9}, At: l.at, Ask: games.VoidRound{Why: "spilled"}}
	s, err := l.Decide(void, nil)
	require.NoError(t, err)
	require.Equal(t, Voided{Why: "spilled"}, s.Events[0].Body)
	var back []money.Amount
	for _, e := range s.Events {
		for _, m := range e.Moves {
			require.Equal(t, games.Refund, m.Kind)
			back = append(back, m.Amount)
		}
	}
	require.Equal(t, []money.Amount{600, 200, 700}, back, "by the seats, each bet for itself")
	l.at = 13_000
	l.must(l.system(games.Timeout{}))
	require.Equal(t, games.CodeClosed, l.refused(void).Code)
	void.Ask = games.VoidRound{SourceLost: true}
	l.must(void)
	require.Equal(t, games.Void, l.Phase())
	require.Equal(t, void.At+4000, l.NextAt())
	long := void
	long.Ask = games.VoidRound{Why: string(make([]byte, games.VoidWhyMax+1))}
	require.Equal(t, games.CodeBadAsk, newLive(t).refused(long).Code)
}

// Each player's chips by spot, what they won, pushed or lost, and a move for each bet.
func TestSettle(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	l.must(l.by(1, bet("heads", 500, "tails", 200)))
	l.must(l.by(1, bet("heads", 100, "edge", 100)))
	l.must(l.by(2, bet("tails", 300)))
	for outcome, want := range [][]Paid{
		{{Wins: []Win{{"heads", 600, "0.95", 1170}}, Pushes: []Push{}, Staked: 900, Returned: 1170, LandsAt: 5},
			{Wins: []Win{}, Pushes: []Push{}, Staked: 300, LandsAt: 5}},
		{{Wins: []Win{{"tails", 200, "1", 400}}, Pushes: []Push{}, Staked: 900, Returned: 400, LandsAt: 5},
			{Wins: []Win{{"tails", 300, "1", 600}}, Pushes: []Push{}, Staked: 300, Returned: 600, LandsAt: 5}},
		{{Wins: []Win{{"edge", 100, "30", 3100}}, Pushes: []Push{{"heads", 600, 600}, {"tails", 200, 100}}, Staked: 900, Returned: 3800, LandsAt: 5},
			{Wins: []Win{}, Pushes: []Push{{"tails", 300, 150}}, Staked: 300, Returned: 150, LandsAt: 5}},
	} {
		s := l.Settle(outcome, 5)
		require.Equal(t, money.Amount(1200), s.Staked)
		require.Equal(t, want[0].Returned+want[1].Returned, s.Returned)
		for i, e := range s.Events {
			require.Equal(t, want[i], e.Body)
			require.Equal(t, games.Only(games.PlayerID(i+1)), e.For)
			var moved money.Amount
			for _, m := range e.Moves {
				require.Equal(t, games.Pay, m.Kind)
				moved += m.Amount
			}
			require.Equal(t, want[i].Returned, moved)
		}
	}
}

func TestBoardShowsEightSeats(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	for p := range games.PlayerID(10) {
		l.must(l.by(p+1, bet("heads", 100)))
	}
	l.must(l.by(2, Clear{}))
	board := l.Board().(Board)
	require.Len(t, board.Seats, 8)
	require.Equal(t, 9, board.Players)
	require.Equal(t, []Total{{"heads", 900, 9}}, board.Spots)
	require.Equal(t, money.Amount(900), board.Staked)
}

// Whatever is bet, held, dropped, committed and taken back, in whichever order verdicts
// come: the sums kept on the way equal the sums over the bets that are there, and the
// room's largest loss stays within its allowance.
func TestSumsEqualTheirBets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l := newLive(t)
		l.terms.TableMaxMinor = 5000 // less than the spots take together
		var held []games.Step
		for range rapid.IntRange(1, 60).Draw(rt, "acts") {
			if len(held) > 0 && rapid.IntRange(0, 2).Draw(rt, "verdict") == 0 {
				i := rapid.IntRange(0, len(held)-1).Draw(rt, "which")
				if rapid.Bool().Draw(rt, "commits") {
					l.Apply(held[i])
				} else {
					l.Drop(held[i])
				}
				held = slices.Delete(held, i, i+1)
			} else if s, err := l.Decide(l.by(games.PlayerID(rapid.IntRange(1, 4).Draw(rt, "player")), drawAsk(rt)), nil); err == nil {
				l.Hold(s)
				held = append(held, s)
			}
			recompute(rt, l.Felt, held)
		}
	})
}

func drawAsk(t *rapid.T) any {
	switch rapid.IntRange(0, 9).Draw(t, "ask") {
	case 0, 1:
		return Undo{}
	case 2:
		return Clear{}
	}
	var b Bet
	for range rapid.IntRange(1, 3).Draw(t, "spots") {
		b.Spots = append(b.Spots, Chip{
			Spot:  rapid.SampledFrom([]string{"heads", "tails", "edge"}).Draw(t, "spot"),
			Stake: money.Amount(100 * rapid.IntRange(1, 30).Draw(t, "chips")),
		})
	}
	return b
}

// recompute adds everything up from nothing.
func recompute(t *rapid.T, f *Felt, held []games.Step) {
	prices := f.bets.prices
	var standing, flying []wager
	players, totals := make([]int, 3), make([]money.Amount, 3)
	for _, b := range f.bets.bettors {
		mine := make([]money.Amount, 3)
		var staked money.Amount
		for _, w := range b.bets {
			standing = append(standing, w)
			staked += w.total
			for _, c := range w.chips {
				mine[c.spot] += c.stake
			}
		}
		require.Equal(t, staked, b.staked)
		require.LessOrEqual(t, b.staked+b.flying, f.terms.TableMaxMinor)
		for i, stake := range mine {
			if totals[i] += stake; stake > 0 {
				players[i]++
			}
			require.LessOrEqual(t, b.onSpot(i), prices.spots[i].Most)
		}
	}
	for _, s := range held {
		if isStake(s) {
			flying = append(flying, prices.wagerOf(placedIn(s)))
		}
	}
	require.Equal(t, totals, f.bets.totals)
	require.Equal(t, players, f.bets.players)
	liable, loss := make([]money.Amount, 3), make([]money.Amount, 3)
	var staked, inFlight money.Amount
	for i, w := range append(slices.Clone(standing), flying...) {
		for n := range liable {
			net := prices.returns(&w, n) - w.total
			liable[n] += max(net, 0)
			if i < len(standing) {
				loss[n] += net
			}
		}
		if i < len(standing) {
			staked += w.total
		} else {
			inFlight += w.total
		}
	}
	require.Equal(t, staked, f.bets.staked)
	require.Equal(t, inFlight, f.bets.flying)
	require.Equal(t, liable, f.bets.liable)
	for n := range liable {
		require.LessOrEqual(t, f.bets.liable[n], f.terms.AllowanceMinor)
		require.LessOrEqual(t, loss[n], f.bets.liable[n], "what the room really loses is below")
	}
}

// B9: what a stake brings back is exact at the largest stakes and prices that there are,
// and a step by which it would have to be rounded is refused.
func TestPricesAreExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		per := rapid.Int64Range(1, 100).Draw(t, "per")
		back := rapid.Int64Range(0, 400*per).Draw(t, "back")
		p := NewPrices([]Spot{{Name: "x", Most: AmountMax, Per: per, Backs: []int64{back}}})
		step := rapid.Int64Range(1, 200).Draw(t, "step")
		stake := step * rapid.Int64Range(1, int64(AmountMax)/step).Draw(t, "steps")
		terms := coinTerms
		terms.StepMinor, terms.SpotMinMinor, terms.TableMaxMinor, terms.AllowanceMinor = money.Amount(step), money.Amount(step), AmountMax, AllowanceMax
		whole := new(big.Int).Mul(big.NewInt(step), big.NewInt(back))
		if whole.Mod(whole, big.NewInt(per)).Sign() != 0 {
			require.Error(t, p.Fits(&terms))
			return
		}
		require.NoError(t, p.Fits(&terms))
		want := new(big.Int).Mul(big.NewInt(stake), big.NewInt(back))
		want.Div(want, big.NewInt(per))
		require.Equal(t, want.String(), big.NewInt(int64(p.Back(0, money.Amount(stake), 0))).String())
	})
}

func TestWhatNoFeltCanBe(t *testing.T) {
	t.Parallel()
	for name, spots := range map[string][]Spot{
		"no spots":           {},
		"no name":            {{Per: 1, Backs: []int64{1}}},
		"two of one name":    {{Name: "a", Per: 1, Backs: []int64{1}}, {Name: "a", Per: 1, Backs: []int64{1}}},
		"an outcome less":    {{Name: "a", Per: 1, Backs: []int64{1}}, {Name: "b", Per: 1, Backs: []int64{}}},
		"counted in nothing": {{Name: "a", Per: 0, Backs: []int64{1}}},
		"pays less than 0":   {{Name: "a", Per: 1, Backs: []int64{-1}}},
		"pays a million":     {{Name: "a", Per: 1, Backs: []int64{1_000_000}}},
	} {
		require.Panics(t, func() { NewPrices(spots) }, name)
	}
	require.Panics(t, func() { Types(map[string]any{"bet": coinResult{}}) })
	for name, change := range map[string]func(*Terms){
		"no time":        func(o *Terms) { o.BetMs = 0 },
		"a long pause":   func(o *Terms) { o.PauseMs = pauseMsMax + 1 },
		"no step":        func(o *Terms) { o.StepMinor = 0 },
		"no least":       func(o *Terms) { o.SpotMinMinor = 0 },
		"least off step": func(o *Terms) { o.SpotMinMinor = 150 },
		"a small table":  func(o *Terms) { o.TableMaxMinor = 50 },
		"no allowance":   func(o *Terms) { o.AllowanceMinor = 0 },
		"a huge one":     func(o *Terms) { o.AllowanceMinor = AllowanceMax + 1 },
	} {
		terms := coinTerms
		change(&terms)
		require.Error(t, terms.Validate(), name)
	}
	small := coinTerms
	small.AllowanceMinor = 2900
	require.Error(t, coinPrices(4000).Fits(&small), "the edge at the least stake wins 3,000")
}

func TestRecheck(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	var own []any
	play := func(c games.Command) {
		for _, e := range l.must(c).Events {
			if e.For > 0 {
				own = append(own, e.Body)
			}
		}
	}
	play(l.by(1, bet("heads", 500, "edge", 100)))
	play(l.by(1, bet("heads", 200)))
	play(l.by(1, Undo{}))
	l.at = 13_000
	l.must(l.system(games.Timeout{}))
	play(l.system(games.Timeout{}))
	landsAt := l.LandsAt()
	prices := coinPrices(4000)
	require.NoError(t, Recheck(prices, 0, landsAt, own))
	require.NoError(t, Recheck(prices, 0, landsAt, nil))
	require.Error(t, Recheck(prices, 1, landsAt, own), "another outcome")
	require.Error(t, Recheck(prices, 0, landsAt+1, own))
	require.Error(t, Recheck(prices, 0, landsAt, own[1:]), "taken back and never placed")
	require.Error(t, Recheck(prices, 0, landsAt, own[:1]), "never paid")
	require.Error(t, Recheck(prices, 0, landsAt, own[3:]), "paid without a bet")
	require.Error(t, Recheck(prices, 0, landsAt, append(slices.Clone(own), own[3])), "paid twice")
	require.Error(t, Recheck(prices, 0, landsAt, []any{Placed{Spots: []Chip{{"rim", 1}}}}))
}

// FuzzBet: whatever a client sends, the felt answers with a step or a refusal, and never
// changes by being asked.
func FuzzBet(f *testing.F) {
	f.Add([]byte(`{"spots":[{"spot":"heads","stake":100}]}`))
	f.Add([]byte(`{"spots":[{"spot":"edge","stake":9223372036854775807},{"spot":"heads","stake":-9223372036854775808}]}`))
	codec := games.NewCodec(coin{}.Types())
	f.Fuzz(func(t *testing.T, body []byte) {
		ask, err := codec.Decode("bet", body)
		if err != nil {
			return
		}
		l := newLive(t)
		before, err := json.Marshal(l.coinTable)
		require.NoError(t, err)
		s, err := l.Decide(l.by(1, ask), nil)
		after, errAfter := json.Marshal(l.coinTable)
		require.NoError(t, errAfter)
		require.Equal(t, string(before), string(after))
		var r *games.Refusal
		if errors.As(err, &r) {
			return
		}
		require.NoError(t, err)
		var staked money.Amount
		for _, c := range ask.(Bet).Spots {
			staked += c.Stake
		}
		require.Equal(t, staked, s.Events[0].Moves[0].Amount)
		l.Hold(s)
		l.Apply(s)
		require.Equal(t, staked, l.Own(1).Staked)
	})
}
