package roulette

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
	"croupier/wallet/money"
)

// spun opens a table, places bets of player 1, and spins a number.
func spun(t *testing.T, rules *Rules, o Options, number int, bets ...Bet) (*live, games.Step) {
	t.Helper()
	l := newLiveAt(t, rules, o)
	l.must(l.system(games.Timeout{}))
	for _, b := range bets {
		l.must(l.by(1, b))
	}
	l.at = l.Wait().Until
	l.must(l.system(games.Timeout{}))
	s, err := l.Decide(l.system(games.Timeout{}), fixed(number))
	require.NoError(t, err)
	l.Hold(s)
	l.Apply(s)
	return l, s
}

// At zero half of every even-money stake comes back, bet by bet and spot by
// spot, and nothing of any other.
func TestLaPartage(t *testing.T) {
	t.Parallel()
	o := frenchTable()
	o.StepMinor, o.SpotMinMinor = 2, 2
	l, s := spun(t, French(), o, 0, bet("red", 2, "dozen:1", 100, "straight:0", 10), bet("red", 100, "low", 6), bet("line:1", 50))
	bets := l.View(1).(Own).Bets
	require.Equal(t, games.Event{
		For: 1,
		Body: Paid{
			Number: 0, Wins: []Win{{Spot: "straight:0", Stake: 10, Pays: 35, Back: 360}},
			Staked: 268, Returned: 360 + 51 + 3, LandsAt: 19_000,
			Partage: []Shared{{Spot: "red", Stake: 102, Back: 51}, {Spot: "low", Stake: 6, Back: 3}},
		},
		Moves: []games.Move{
			{Bet: bets[0].Bet, Player: 1, Kind: games.Pay, Amount: 361},
			{Bet: bets[1].Bet, Player: 1, Kind: games.Pay, Amount: 53},
		},
	}, s.Events[1])
	require.EqualValues(t, 414, s.Events[0].Body.(Result).Returned)

	for name, c := range map[string]struct {
		rules  *Rules
		o      Options
		number int
	}{
		"no zero":        {French(), frenchTable(), 2},
		"switched off":   {French(), testTable(), 0},
		"European":       {European(), testTable(), 0},
		"American at 0":  {American(), americanTable(), 0},
		"American at 00": {American(), americanTable(), 37},
	} {
		if name == "switched off" {
			c.o.Zero = ZeroLoses
		}
		_, s := spun(t, c.rules, c.o, c.number, bet("red", 100))
		require.Empty(t, s.Events[1].Moves, name)
		body := string(encode(t, s.Events[1].Body))
		require.NotContains(t, body, "partage", name)
	}
}

// The body that only la partage makes, as the wire has it.
func TestPartageOnTheWire(t *testing.T) {
	t.Parallel()
	p := Paid{Wins: []Win{}, Staked: 100, Returned: 50, LandsAt: 9, Partage: []Shared{{Spot: "red", Stake: 100, Back: 50}}}
	body := encode(t, p)
	require.JSONEq(t, `{"number":0,"wins":[],"staked":100,"returned":50,"landsAtMs":9,"partage":[{"spot":"red","stake":100,"back":50}]}`, string(body))
	back, err := games.NewCodec(types()).Decode("paid", body)
	require.NoError(t, err)
	require.Equal(t, p, back)
}

// 00 is 37 on log and wire, wins what covers it, and is remembered.
func TestTheDoubleZero(t *testing.T) {
	t.Parallel()
	l, s := spun(t, American(), americanTable(), 37, bet("straight:00", 100, "top-line", 200, "split:0/00", 100, "even", 100, "straight:0", 100))
	require.Equal(t, 37, s.Events[0].Body.(Result).Number)
	require.Equal(t, []Win{
		{Spot: "straight:00", Stake: 100, Pays: 35, Back: 3600}, {Spot: "split:0/00", Stake: 100, Pays: 17, Back: 1800},
		{Spot: "top-line", Stake: 200, Pays: 6, Back: 1400},
	}, s.Events[1].Body.(Paid).Wins)
	require.Equal(t, []int{37}, l.Carry().(Carry).Last)
	next, err := American().Table(testRound.Next(), encode(t, americanTable()), encode(t, l.Carry()))
	require.NoError(t, err)
	require.Equal(t, []int{37}, next.View(games.Everyone).(View).Last)
	for _, other := range []*Rules{European(), French()} {
		_, err = other.Table(testRound.Next(), testOptions(t), encode(t, l.Carry()))
		require.ErrorContains(t, err, "37 is no number of the wheel")
	}
	for _, spot := range []string{"first-four", "straight:37"} {
		l := newLiveAt(t, American(), americanTable())
		l.must(l.system(games.Timeout{}))
		require.Equal(t, games.CodeBadSpot, l.refused(l.by(1, bet(spot, 100))).Code)
	}
}

// Statistics switched off (L3): the newest number alone, for the table and the
// lobby; the table itself remembers, so that switching on needs no waiting.
func TestStatisticsAreSwitchable(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{true, false} {
		o := testTable()
		o.Stats = &on
		carry := Carry{Last: []int{5, 6, 7}, OpensAt: 1, LandsAt: 1}
		made, err := European().Table(testRound, encode(t, o), encode(t, carry))
		require.NoError(t, err)
		want := []int{5}
		if on {
			want = []int{5, 6, 7}
		}
		require.Equal(t, want, made.View(games.Everyone).(View).Last)
		require.Equal(t, want, made.Card().(Card).Last)
		require.Equal(t, []int{5, 6, 7}, made.Carry().(Carry).Last)
		l := newLiveAt(t, European(), o)
		require.Equal(t, []int{}, l.View(games.Everyone).(View).Last)
	}
}

func TestOptionsOfTheOtherWheels(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules *Rules
		o     Options
		spoil func(o *Options)
		says  string
	}{
		"partage with an odd step":   {French(), frenchTable(), func(o *Options) { o.StepMinor, o.SpotMinMinor = 25, 100 }, "stepMinor 25 is odd"},
		"partage by default":         {French(), testTable(), func(o *Options) { o.StepMinor, o.SpotMinMinor = 1, 1 }, "odd"},
		"partage at one zero":        {European(), testTable(), func(o *Options) { o.Zero = Partage }, `zero is "partage"`},
		"partage at two":             {American(), americanTable(), func(o *Options) { o.Zero = Partage }, `zero is "partage"`},
		"no such rule":               {French(), testTable(), func(o *Options) { o.Zero = "surrender" }, `zero is "surrender"`},
		"no limit of the top line":   {American(), americanTable(), func(o *Options) { o.Limits.TopLine = 0 }, "limits.topLine is 0"},
		"a first four at two zeros":  {American(), americanTable(), func(o *Options) { o.Limits.FirstFour = 100 }, "limits.firstFour is of no spot"},
		"a top line at a sole zero":  {European(), testTable(), func(o *Options) { o.Limits.TopLine = 100 }, "limits.topLine is of no spot"},
		"no first four at one zero":  {French(), frenchTable(), func(o *Options) { o.Limits.FirstFour = 0 }, "limits.firstFour is 0"},
		"odd steps where none halve": {French(), testTable(), func(o *Options) { o.Zero, o.StepMinor, o.SpotMinMinor = ZeroLoses, 1, 1 }, ""},
	} {
		c.spoil(&c.o)
		_, err := c.rules.Options(encode(t, c.o))
		if c.says == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.says, name)
	}
	o, err := French().Options(testOptions(t))
	require.NoError(t, err)
	require.Equal(t, Partage, o.Zero)
}

// Whatever is staked, la partage is exact: over all numbers the French room
// keeps one stake of each bet, and half of one of even-money bets; the American
// one two, and three of the top line.
func TestWhatTheRoomKeepsOverAllNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		for _, o := range []*odds{european.odds[ZeroLoses], french.odds[Partage], american.odds[ZeroLoses]} {
			var kept, keeps money.Amount // keeps in half stakes
			for range rapid.IntRange(1, 20).Draw(rt, "spots") {
				spot := rapid.IntRange(0, len(o.spots)-1).Draw(rt, "spot")
				stake := 2 * money.Amount(rapid.IntRange(1, 1e9).Draw(rt, "stake"))
				switch kind := o.spots[spot].Kind; {
				case kind == TopLine:
					keeps += 6 * stake
				case o.wheel == american:
					keeps += 4 * stake
				case o.zero == Partage && kind == Even:
					keeps += stake
				default:
					keeps += 2 * stake
				}
				for n := range o.pockets {
					kept += stake - o.prices.Back(spot, stake, n)
				}
			}
			require.Equal(rt, keeps, 2*kept)
		}
	})
}

// A played round is rechecked by its own wheel's draw and its table's rule for
// zero; by any other it is wrong.
func TestRecheckOfEveryWheel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules  *Rules
		o      Options
		number int
	}{
		"European": {European(), testTable(), 0}, "French": {French(), frenchTable(), 0}, "American": {American(), americanTable(), 37},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, _ := spun(t, c.rules, c.o, c.number, bet("red", 100, "straight:0", 100))
			var public, own []any
			result := l.View(1).(Own).Paid
			public = append(public, Result{Number: c.number, LandsAt: result.LandsAt})
			for _, b := range l.View(1).(Own).Bets {
				own = append(own, b)
			}
			own = append(own, *result)
			draws := func(int) games.Draws { return fixed(c.number) }
			require.NoError(t, c.rules.Recheck(encode(t, c.o), public, own, draws))
			require.ErrorContains(t, c.rules.Recheck(encode(t, c.o), public, own, func(int) games.Draws { return fixed(1) }), "the source gives 1")
			require.Error(t, c.rules.Recheck(json.RawMessage(`{}`), public, own, draws))
			if name == "French" {
				without := c.o
				without.Zero = ZeroLoses
				require.ErrorContains(t, c.rules.Recheck(encode(t, without), public, own, draws), "by the rules it is")
			}
		})
	}
}
