package slots

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/rng/fairness"
	"croupier/wallet/money"
)

const options = `{"coins":[1,5,20],"cycleMs":2500,"landMs":2000,"decideMs":120000,"allowanceMinor":1000000}`

// live is a table with a room around it: ids, time, the log, and steps that go
// through the codec.
type live struct {
	*table
	t     *testing.T
	rules *Rules
	at    games.Moment
	ids   byte
	log   []games.Step
	codec *games.Codec
	money money.Amount
}

func newLive(t *testing.T, m *Machine, options string, carry any) *live {
	t.Helper()
	var before []byte
	if carry != nil {
		var err error
		before, err = json.Marshal(carry)
		require.NoError(t, err)
	}
	made, err := New(m).Table(games.RoomID(3).Round(7), []byte(options), before)
	require.NoError(t, err)
	return &live{table: made.(*table), t: t, rules: New(m), at: 1_000_000, codec: games.NewCodec(types())}
}

func (l *live) command(ask any) games.Command {
	l.ids++
	return games.Command{By: games.Actor{Role: games.Player, Player: 9}, At: l.at, ID: games.BetID{0: 1, 6: 0x70, 15: l.ids}, Ask: ask}
}

func (l *live) system(ask any) games.Command { return games.Command{At: l.at, Ask: ask} }

func (l *live) do(c games.Command, draws games.Draws) games.Step {
	l.t.Helper()
	s, err := l.Decide(c, draws)
	require.NoError(l.t, err)
	l.Hold(s)
	l.Apply(s)
	l.log = append(l.log, s)
	for _, e := range s.Events {
		for _, m := range e.Moves {
			if m.Kind == games.Stake {
				l.money -= m.Amount
			} else {
				l.money += m.Amount
			}
		}
	}
	return s
}

func (l *live) refused(c games.Command, code games.Code) {
	l.t.Helper()
	before, _ := json.Marshal(l.table)
	_, err := l.Decide(c, fairness.NewSource([32]byte{}).Draws(1))
	var refusal *games.Refusal
	require.ErrorAs(l.t, err, &refusal)
	require.Equal(l.t, code, refusal.Code)
	after, _ := json.Marshal(l.table)
	require.Equal(l.t, string(before), string(after))
}

// find is the first number by which a spin is as wanted.
func find(t *testing.T, g *mode, wanted func(won uint64, scatters int) bool) uint64 {
	t.Helper()
	for x := range g.space {
		s := g.at(x)
		if wanted(g.spin(&s)) {
			return x
		}
	}
	require.Fail(t, "no such spin")
	return 0
}

func drawing(numbers ...uint64) games.Draws { return &script{numbers: numbers} }

func machine(t *testing.T, game string) *Machine {
	t.Helper()
	m := every(t)[game]
	require.NotNil(t, m)
	return m
}

// A spin without a question is one step: stake, reels, end.
func TestASpinIsOneStep(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-harbour")
	l := newLive(t, m, options, nil)
	win := find(t, m.base, func(won uint64, scatters int) bool { return int64(won)&packedPay == 30 && scatters < 2 })
	s := l.do(l.command(Spin{Coin: 5}), drawing(win))
	require.Equal(t, []games.Phase{games.None, games.Settled}, []games.Phase{s.Phase, s.Then})
	require.True(t, s.Drawn)
	require.EqualValues(t, -100+150, l.money)
	require.Len(t, s.Events, 3)
	paid, result := s.Events[1].Body.(Paid), s.Events[2].Body.(Result)
	require.Equal(t, Paid{Staked: 100, Returned: 150, Why: "played", LandsAt: l.at + 2000}, paid)
	require.Equal(t, l.at+2500, result.NextAt)
	shown := s.Events[0].Body.(Spun).Shown
	require.NotEmpty(t, shown.Drops[0].Wins)
	require.EqualValues(t, 150, shown.Win)

	// R9: the next spin waits for its cycle, by room time alone.
	next := newLive(t, m, options, l.Carry())
	require.Equal(t, shown.Stops, next.View(games.Everyone).(View).Stops)
	next.at = result.NextAt - 1
	next.refused(next.command(Spin{Coin: 5}), CodeTooSoon)
	next.at++
	next.do(next.command(Spin{Coin: 5}), drawing(win))
}

func TestWhatASpinMayNot(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-small")
	l := newLive(t, m, options, nil)
	l.refused(l.command(Spin{Coin: 0}), games.CodeBelowMin)
	l.refused(l.command(Spin{Coin: 2}), games.CodeBadAsk)
	l.refused(l.command(Spin{Coin: 1 << 62}), games.CodeBadAsk)
	l.refused(l.command(Next{}), games.CodeClosed)
	l.refused(l.system(Spin{Coin: 1}), games.CodeBadAsk)
	l.refused(l.command(games.Timeout{}), games.CodeBadAsk)
	_, err := l.Decide(l.system(games.Timeout{}), nil)
	require.ErrorContains(t, err, "a timeout in round")
	_, err = l.Decide(l.command(Spin{Coin: 1}), nil)
	require.ErrorContains(t, err, "nothing to draw from")

	seated := newLive(t, m, options[:len(options)-1]+`,"seat":8}`, nil)
	seated.refused(seated.command(Spin{Coin: 1}), games.CodeNotYourTurn)

	// A coin above the allowance is refused by what it could win.
	poor := newLive(t, m, `{"coins":[1,20],"cycleMs":0,"landMs":0,"decideMs":120000,"allowanceMinor":400}`, nil)
	poor.refused(poor.command(Spin{Coin: 20}), games.CodeAboveHouse)
	poor.do(poor.command(Spin{Coin: 1}), drawing(0))
}

// feature plays a round with free spins, each by its own seed, and stops before
// the n-th step; -1: never.
func feature(t *testing.T, m *Machine, stop int, system bool) *live {
	t.Helper()
	l := newLive(t, m, options, nil)
	trigger := find(t, m.base, func(_ uint64, scatters int) bool { return m.awards[scatters] > 0 })
	source := fairness.NewSource([32]byte{77})
	l.do(l.command(Spin{Coin: 1}), drawing(trigger))
	for k := 2; l.phase == games.Closed && len(l.log) != stop && l.state.Doing == doingFree; k++ {
		c := l.command(Next{})
		if system {
			l.at = l.state.Until
			c = l.system(games.Timeout{})
		}
		l.do(c, source.Draws(k))
	}
	return l
}

// G18, G44: a round with a feature stays, nothing else begins, and wherever it is
// interrupted it goes on to the same end. d8.
func TestAnInterruptedFeatureEndsTheSame(t *testing.T) {
	t.Parallel()
	for _, game := range []string{"slots-harbour", "slots-orchard", "slots-smallways"} {
		m := machine(t, game)
		whole := feature(t, m, -1, false)
		require.Equal(t, games.Settled, whole.phase)
		require.Greater(t, len(whole.log), 3)
		for stop := 1; stop < len(whole.log); stop++ {
			l := feature(t, m, stop, false)
			require.Equal(t, games.Closed, l.phase)
			l.refused(l.command(Spin{Coin: 1}), games.CodeClosed)
			// Taken over: the log alone makes the table, through the codec.
			again := newLive(t, m, options, nil)
			for _, s := range l.log {
				for i := range s.Events {
					name, text, err := l.codec.Encode(s.Events[i].Body)
					require.NoError(t, err)
					s.Events[i].Body, err = l.codec.Decode(name, text)
					require.NoError(t, err)
				}
				again.Apply(s)
			}
			again.at, again.ids, again.money = l.at+60_000, l.ids, l.money
			s := again.do(again.system(games.Resumed{GapMs: 60_000}), nil)
			require.Equal(t, Deadline{Until: l.state.Until + 60_000}, s.Events[0].Body)
			source := fairness.NewSource([32]byte{77})
			for k := stop + 1; again.phase == games.Closed; k++ {
				again.do(again.command(Next{}), source.Draws(k))
			}
			require.Equal(t, whole.money, again.money)
			require.Equal(t, whole.paid.Returned, again.paid.Returned)
		}
		alone := feature(t, m, -1, true) // nobody asks: the system plays (G45)
		require.Equal(t, whole.money, alone.money)
		require.True(t, alone.log[1].Events[0].Body.(FreeSpun).System)
	}
}

// d8: more free spins are awarded up to the bound, and none beyond.
func TestRetriggersEndAtTheBound(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-harbour")
	l := newLive(t, m, options, nil)
	no := func(g *mode, awards []int) uint64 {
		return find(t, g, func(won uint64, scatters int) bool { return awards[scatters] == 8 })
	}
	l.do(l.command(Spin{Coin: 1}), drawing(no(m.base, m.awards)))
	given := []int{l.state.Given}
	for l.phase == games.Closed {
		l.do(l.command(Next{}), drawing(no(m.free, m.again)))
		given = append(given, l.state.Given)
	}
	require.Equal(t, []int{8, 16, 24, 32, 40, 48, 56, 60, 60}, given[:9])
	require.Equal(t, 60, l.state.Played)
	require.Len(t, l.log, 61)
}

// d8: the most possible win ends a round at once, whatever was still to come.
func TestTheCapEndsTheRound(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-smallways")
	l := newLive(t, m, options, nil)
	trigger := find(t, m.base, func(_ uint64, scatters int) bool { return m.awards[scatters] == 5 })
	best, most := uint64(0), int64(0)
	for x := range m.free.space {
		s := m.free.at(x)
		if won, scatters := m.free.spin(&s); m.free.sure(won, scatters) > most {
			best, most = x, m.free.sure(won, scatters)
		}
	}
	l.do(l.command(Spin{Coin: 5}), drawing(trigger))
	for l.phase == games.Closed {
		l.do(l.command(Next{}), drawing(best))
	}
	require.Equal(t, "capped", l.paid.Why)
	require.EqualValues(t, 5*m.winMax, l.paid.Returned)
	require.Less(t, l.state.Played, l.state.Given)
}

// d8: the ladder's multiplier grows with each drop and begins anew with each spin;
// what won is gone, what was above came down, and the window is full again.
func TestTumblesClimbTheLadder(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-orchard")
	draws := fairness.NewSource([32]byte{1}).Draws(1)
	long := 0
	for range 20_000 {
		o := m.base.draw(draws)
		shown := m.base.show(&o, 1, 0)
		for i, d := range shown.Drops {
			require.Equal(t, []int64{1, 2, 3, 5}[min(i, 3)], d.Times)
			last := i == len(shown.Drops)-1
			require.Equal(t, last, len(d.Wins) == 0, "it ends where nothing wins")
			require.Len(t, d.Rows, 3)
			for _, row := range d.Rows {
				require.Len(t, row, 5)
				require.NotContains(t, row, "")
			}
		}
		if len(shown.Drops) > 4 {
			long++
		}
	}
	require.Positive(t, long, "the ladder was climbed to its end")
}

// gambling is a machine with a gamble, and a spin of it that wins.
func gambling(t *testing.T) (*live, uint64) {
	t.Helper()
	m := machine(t, "slots-sevens")
	return newLive(t, m, options, nil), find(t, m.base, func(won uint64, _ int) bool { return int64(won)&packedPay == 10 })
}

// G35: red or black, from winnings only, doubled or lost; it ends with a reason.
func TestGamble(t *testing.T) {
	t.Parallel()
	const red, black = 0, 1
	for name, c := range map[string]struct {
		colours []string
		draws   []uint64
		collect bool
		want    money.Amount
		why     string
	}{
		"collected at once": {nil, nil, true, 10, "collected"},
		"red wins":          {[]string{"red"}, []uint64{red}, true, 20, "collected"},
		"black wins":        {[]string{"black"}, []uint64{black}, true, 20, "collected"},
		"red loses":         {[]string{"red"}, []uint64{black}, false, 0, "lost"},
		"lost in the end":   {[]string{"red", "black", "red"}, []uint64{red, black, black}, false, 0, "lost"},
		"all steps":         {[]string{"red", "red", "red", "red", "red"}, []uint64{red, red, red, red, red}, false, 320, "limit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, win := gambling(t)
			l.do(l.command(Spin{Coin: 1}), drawing(win))
			require.Equal(t, games.Closed, l.phase)
			l.refused(l.command(Next{}), games.CodeNothing)
			l.refused(l.command(Gamble{Colour: "green"}), games.CodeBadAsk)
			for i, colour := range c.colours {
				l.do(l.command(Gamble{Colour: colour}), drawing(c.draws[i]))
			}
			if c.collect {
				l.do(l.command(Collect{}), nil)
			}
			require.Equal(t, games.Settled, l.phase)
			require.Equal(t, c.why, l.paid.Why)
			require.Equal(t, c.want-5, l.money)
		})
	}
	t.Run("a loss is no win to gamble", func(t *testing.T) {
		t.Parallel()
		l, _ := gambling(t)
		l.do(l.command(Spin{Coin: 1}), drawing(find(t, l.m.base, func(won uint64, _ int) bool { return won == 0 })))
		require.Equal(t, games.Settled, l.phase)
	})
	t.Run("nobody decides", func(t *testing.T) {
		t.Parallel()
		l, win := gambling(t)
		l.do(l.command(Spin{Coin: 1}), drawing(win))
		_, err := l.Decide(l.system(games.Timeout{}), nil)
		require.ErrorIs(t, err, games.ErrEarly)
		l.at = l.Wait().Until
		require.EqualValues(t, 1_000_000+120_000, l.at, "two minutes at least (G34)")
		l.do(l.system(games.Timeout{}), nil)
		require.Equal(t, "timeout", l.paid.Why)
		require.EqualValues(t, 10, l.paid.Returned)
	})
	t.Run("exactly 100 %", func(t *testing.T) {
		t.Parallel()
		// Every sequence of five colours against one bet on red each time.
		sum := new(big.Rat)
		for mask := range uint64(32) {
			l, win := gambling(t)
			l.do(l.command(Spin{Coin: 1}), drawing(win))
			for i := 0; i < 5 && l.phase == games.Closed; i++ {
				l.do(l.command(Gamble{Colour: "red"}), drawing(mask>>i&1))
			}
			sum.Add(sum, big.NewRat(int64(l.paid.Returned), 32))
		}
		require.Equal(t, "10", sum.RatString())
	})
}

// Recheck finds whatever is changed in a round's record.
func TestRecheck(t *testing.T) {
	t.Parallel()
	m := machine(t, "slots-small")
	source := fairness.NewSource([32]byte{9})
	var l *live
	for seed := byte(0); l == nil || len(l.log) < 6; seed++ { // free spins and a gamble
		source = fairness.NewSource([32]byte{seed})
		l = newLive(t, m, options, nil)
		l.do(l.command(Spin{Coin: 5}), source.Draws(1))
		for k := 2; l.phase == games.Closed; k++ {
			ask := any(Next{})
			if l.state.Doing == doingGamble {
				if ask = any(Gamble{Colour: "red"}); l.state.Steps > 0 {
					ask = Collect{}
				}
			}
			l.do(l.command(ask), source.Draws(k))
		}
		if l.state.Steps == 0 {
			l.log = nil
		}
	}
	record := func(change func(any) any) (public, own []any) {
		for _, s := range l.log {
			for _, e := range s.Events {
				body := change(e.Body)
				if body == nil {
					continue
				}
				if e.For == games.Everyone {
					public = append(public, body)
				} else {
					own = append(own, body)
				}
			}
		}
		return public, own
	}
	check := func(change func(any) any) error {
		public, own := record(change)
		return l.rules.Recheck([]byte(options), public, own, source.Draws)
	}
	require.NoError(t, check(func(b any) any { return b }))
	for name, change := range map[string]func(any) any{
		"another result": func(b any) any {
			if r, ok := b.(Result); ok {
				r.Returned++
				return r
			}
			return b
		},
		"other stops": func(b any) any {
			if r, ok := b.(Result); ok {
				r.Stops = []int{r.Stops[0] ^ 1, r.Stops[1], r.Stops[2], r.Stops[3]}
				return r
			}
			return b
		},
		"paid less": func(b any) any {
			if p, ok := b.(Paid); ok {
				p.Returned--
				return p
			}
			return b
		},
		"a spin shown otherwise": func(b any) any {
			if s, ok := b.(FreeSpun); ok {
				s.Shown.Win++
				return s
			}
			return b
		},
		"a gamble that came otherwise": func(b any) any {
			if g, ok := b.(Gambled); ok {
				g.Came = map[string]string{"red": "black", "black": "red"}[g.Came]
				return g
			}
			return b
		},
		"no end": func(b any) any {
			if _, ok := b.(Result); ok {
				return nil
			}
			return b
		},
		"nothing paid": func(b any) any {
			if _, ok := b.(Paid); ok {
				return nil
			}
			return b
		},
	} {
		require.Error(t, check(change), name)
	}
	require.Error(t, l.rules.Recheck([]byte(options), []any{Result{Stops: []int{0, 0, 0, 0}}, Voided{}}, nil, source.Draws))
	require.NoError(t, l.rules.Recheck([]byte(options), []any{Voided{}}, nil, source.Draws))
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	r := New(machine(t, "slots-sevens"))
	for text, want := range map[string]string{
		`{}`: "options: decideMs",
		`{"coins":[1],"decideMs":119999,"allowanceMinor":100000}`:              "decideMs is 119999",
		`{"coins":[],"decideMs":120000,"allowanceMinor":100000}`:               "coins: their number",
		`{"coins":[5,1],"decideMs":120000,"allowanceMinor":100000}`:            "coins[1] is 1",
		`{"coins":[1],"decideMs":120000,"allowanceMinor":3744}`:                "allowanceMinor 3744 is below 3745",
		`{"coins":[1],"decideMs":120000,"allowanceMinor":100000,"turbo":true}`: "unknown field",
		`{"coins":[1],"decideMs":120000,"allowanceMinor":100000} 1`:            "something follows",
	} {
		_, err := r.Options([]byte(text))
		require.ErrorContains(t, err, want)
		_, err = r.Sheet([]byte(text))
		require.Error(t, err)
	}
	text, err := r.Sheet([]byte(options))
	require.NoError(t, err)
	require.Contains(t, string(text), `"stakesMinor":[5,25,100]`)
	for _, carry := range []string{`{"stops":[1]}`, `{"stops":[0,0,99]}`, `{"nextAtMs":-1}`, `{"a":1}`, `{} {}`} {
		_, err := r.Table(games.RoomID(1).Round(1), []byte(options), []byte(carry))
		require.Error(t, err, carry)
	}
}

// B8: whatever a client sends, it is an act that the table decides on, or a
// refusal; no panic, no changed table.
func FuzzAsk(f *testing.F) {
	for _, seed := range [][2]string{
		{"spin", `{"coin":5}`}, {"spin", `{"coin":-9223372036854775808}`}, {"spin", `{"coin":9223372036854775807}`}, {"spin", `{}`},
		{"next", `{}`}, {"gamble", `{"colour":"red"}`}, {"gamble", `{"colour":"\u0000"}`}, {"collect", `{}`},
		{"timeout", `{}`}, {"void", `{"why":"x"}`}, {"paid", `{"returned":5}`},
	} {
		for state := range byte(3) {
			f.Add(state, uint64(12345), seed[0], []byte(seed[1]))
		}
	}
	machines := every(f)
	codec := games.NewCodec(types())
	f.Fuzz(func(t *testing.T, state byte, number uint64, name string, text []byte) {
		ask, err := codec.Decode(name, text)
		if err != nil {
			return
		}
		l := newLive(t, machines["slots-small"], options, nil)
		begin := []func(won uint64, scatters int) bool{nil,
			func(_ uint64, scatters int) bool { return l.m.awards[scatters] > 0 },
			func(won uint64, scatters int) bool { return won > 0 && won < packedSmall && scatters == 0 },
		}[state%3]
		if begin != nil {
			l.do(l.command(Spin{Coin: 1}), drawing(find(t, l.m.base, begin)))
		}
		before, _ := json.Marshal(l.table)
		s, err := l.Decide(l.command(ask), fairness.NewSource([32]byte{byte(number), byte(number >> 8)}).Draws(1))
		after, _ := json.Marshal(l.table)
		require.Equal(t, string(before), string(after))
		if err != nil {
			var refusal *games.Refusal
			require.ErrorAs(t, err, &refusal)
			return
		}
		l.Hold(s)
		l.Apply(s)
		for _, e := range s.Events {
			for _, m := range e.Moves {
				require.Positive(t, m.Amount)
				require.LessOrEqual(t, m.Amount, l.options.AllowanceMinor)
			}
		}
	})
}
