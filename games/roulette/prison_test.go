package roulette

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/felt"
	"croupier/wallet/money"
)

func prisonTable() Options {
	o := testTable()
	o.Zero, o.StepMinor, o.SpotMinMinor = Prison, 1, 1 // nothing is halved: any step will do
	return o
}

// prison is a table with en prison, and what its players' purses were moved by.
type prison struct {
	*live
	own map[games.PlayerID][]any // the events of the round
	net map[games.PlayerID]money.Amount
	all []any // public
}

func newPrison(t *testing.T) *prison { return newPrisonAt(t, prisonTable()) }

func newPrisonAt(t *testing.T, o Options) *prison {
	t.Helper()
	return &prison{live: newLiveAt(t, French(), o), net: map[games.PlayerID]money.Amount{}}
}

// do gives a command and books what it moves.
func (p *prison) do(c games.Command, draws games.Draws) games.Step {
	p.t.Helper()
	s, err := p.Decide(c, draws)
	require.NoError(p.t, err)
	p.Hold(s)
	p.Apply(s)
	p.log = append(p.log, s)
	for _, e := range s.Events {
		if e.For == games.Everyone {
			p.all = append(p.all, e.Body)
		} else {
			p.own[games.PlayerID(e.For)] = append(p.own[games.PlayerID(e.For)], e.Body)
		}
		for _, m := range e.Moves {
			if m.Kind == games.Stake {
				p.net[m.Player] -= m.Amount
			} else {
				p.net[m.Player] += m.Amount
			}
		}
	}
	return s
}

// open begins a round, the one after if one has ended: a table made of the bytes
// of its carry, and made again without what is private.
func (p *prison) open() games.Step {
	p.t.Helper()
	if p.Phase().Ended() {
		options := encode(p.t, p.options)
		made, err := French().Table(p.round.Next(), options, encode(p.t, p.Carry()))
		require.NoError(p.t, err)
		again, err := French().Table(p.round.Next(), options, encode(p.t, p.Carry()))
		require.NoError(p.t, err)
		require.Equal(p.t, string(encode(p.t, made)), string(encode(p.t, again)))
		public := p.Carry().(Carry)
		public.Prison = nil
		_, err = French().Table(p.round.Next(), options, encode(p.t, public))
		require.NoError(p.t, err)
		for player := range p.own {
			require.Equal(p.t, p.View(games.Only(player)).(Own).Prison, made.View(games.Only(player)).(Own).Prison)
		}
		p.table, p.log = made.(*table), nil
		p.at = max(p.at, p.Wait().Until)
	}
	p.own, p.all = map[games.PlayerID][]any{}, nil
	return p.do(p.system(games.Timeout{}), nil)
}

// spin closes, draws a number, and plays the round again from what players and
// public were told.
func (p *prison) spin(number int) games.Step {
	p.t.Helper()
	p.at = max(p.at, p.Wait().Until)
	p.do(p.system(games.Timeout{}), nil)
	s := p.do(p.system(games.Timeout{}), fixed(number))
	for _, own := range p.own {
		require.NoError(p.t, p.recheck(own))
	}
	return s
}

func (p *prison) recheck(own []any) error {
	return French().Recheck(encode(p.t, prisonTable()), p.all, own, func(int) games.Draws { return fixed(p.number) })
}

func (p *prison) in(player games.PlayerID) []Prisoner { return p.View(games.Only(player)).(Own).Prison }

// Zero takes even-money stakes, all of them and whole, and no other.
func TestZeroImprisons(t *testing.T) {
	t.Parallel()
	p := newPrison(t)
	p.open()
	a := p.do(p.by(1, bet("red", 101, "dozen:1", 100, "straight:0", 10)), nil).Cmd.ID
	b := p.do(p.by(1, bet("red", 50, "low", 7)), nil).Cmd.ID
	p.do(p.by(1, bet("black", 1000)), nil)
	p.do(p.by(1, Undo{}), nil)
	p.do(p.by(2, bet("line:1", 50)), nil)
	s := p.spin(0)
	require.Equal(t, games.Event{
		For: 1,
		Body: Paid{
			Number: 0, Wins: []Win{{Spot: "straight:0", Stake: 10, Pays: 35, Back: 360}}, Staked: 268, Returned: 360, LandsAt: 19_000,
			Prison: []Chip{{Spot: "red", Stake: 151}, {Spot: "low", Stake: 7}},
		},
		Moves: []games.Move{{Bet: a, Player: 1, Kind: games.Pay, Amount: 360}},
	}, s.Events[1])
	want := []Prisoner{{Bet: a, Spot: "red", Stake: 101}, {Bet: b, Spot: "red", Stake: 50}, {Bet: b, Spot: "low", Stake: 7}}
	require.Equal(t, want, p.in(1))
	require.Nil(t, p.in(2))
	require.Len(t, p.Carry().(Carry).Prison, 3)

	// The next round begins with them, and tells nobody else.
	s = p.open()
	require.Equal(t, []games.Event{{For: games.Everyone, Body: Opened{ClosesAt: p.Clock().ClosesAt}}, {For: 1, Body: Held{Bets: want}}}, s.Events)
	require.Equal(t, want, p.in(1))
	require.JSONEq(t, `{"spots":[],"seats":[],"staked":0,"players":0}`, string(encode(t, p.Board())))
	require.NotContains(t, string(encode(t, p.View(games.Everyone))), "red")
	require.Equal(t, games.CodeNothing, p.refused(p.by(1, Undo{})).Code, "a prisoner is not taken back")
}

// What the next number does with a prisoner, for one who bets again and for one
// whose only business it is.
func TestWhatBecomesOfPrisoners(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		numbers  []int
		released []string // by the last of them
		net      money.Amount
	}{
		"released":            {[]int{1}, []string{"red", "low"}, 0},
		"one of the two":      {[]int{19}, []string{"red"}, -30},
		"the other":           {[]int{2}, []string{"low"}, -100},
		"lost":                {[]int{20}, nil, -130},
		"zero again":          {[]int{0}, nil, -130},
		"zero, then released": {[]int{0, 0, 3}, []string{"red", "low"}, 0},
		"zero, then lost":     {[]int{0, 20}, nil, -130},
		"never twice":         {[]int{1, 1}, nil, 0},
	} {
		for _, again := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p, net := newPrison(t), c.net
				p.open()
				id := p.do(p.by(1, bet("red", 100, "low", 30)), nil).Cmd.ID
				p.spin(0)
				require.EqualValues(t, -130, p.net[1], "at zero it is lost, until it is released")
				var s games.Step
				for _, n := range c.numbers {
					before := p.net[1]
					p.open()
					if again {
						p.do(p.by(1, bet("straight:36", 5)), nil)
						before -= 5
						net -= 5
					}
					s = p.spin(n)
					result := s.Events[0].Body.(Result)
					require.Equal(t, p.net[1]-before, result.Returned, "the whole round's")
				}
				require.Equal(t, net, p.net[1])
				var released []string
				var back money.Amount
				if name != "never twice" || again {
					paid := s.Events[1].Body.(Paid)
					require.Empty(t, paid.Wins)
					for _, r := range paid.Released {
						require.Equal(t, id, r.Bet)
						released, back = append(released, r.Spot), back+r.Stake
					}
					require.Equal(t, back, paid.Returned)
				} else {
					require.Len(t, s.Events, 1)
				}
				require.Equal(t, c.released, released)
				if back > 0 {
					require.Equal(t, []games.Move{{Bet: id, Player: 1, Kind: games.Pay, Amount: back}}, s.Events[1].Moves, "the first bet's, the stake alone")
				}
				if last := c.numbers[len(c.numbers)-1]; last != 0 {
					require.Nil(t, p.in(1))
					require.Empty(t, p.Carry().(Carry).Prison)
				}
			})
		}
	}
}

// A void round gives its own stakes back, and leaves prisoners where they are.
func TestVoidLeavesPrisoners(t *testing.T) {
	t.Parallel()
	p := newPrison(t)
	p.open()
	id := p.do(p.by(1, bet("odd", 100)), nil).Cmd.ID
	p.spin(0)
	p.open()
	p.do(p.by(1, bet("red", 40)), nil)
	p.do(p.system(games.VoidRound{Why: "the ball was lost"}), nil)
	require.EqualValues(t, -100, p.net[1])
	require.NoError(t, p.recheck(p.own[1]))
	want := []Prisoner{{Bet: id, Spot: "odd", Stake: 100}}
	require.Equal(t, want, p.in(1))
	require.Equal(t, Held{Bets: want}, p.open().Events[1].Body)
	p.spin(35)
	require.Zero(t, p.net[1])
}

// A prisoner may cost the room its stake where it is released, and is one of its
// player's bets: neither goes beyond its limit.
func TestPrisonersCount(t *testing.T) {
	t.Parallel()
	o := prisonTable()
	o.AllowanceMinor = 20*(felt.BetsMax-1) + 35*10
	p := newPrisonAt(t, o)
	p.open()
	for range felt.BetsMax - 1 {
		p.do(p.by(1, bet("red", 10, "odd", 10)), nil)
	}
	p.spin(0)
	p.open()
	liable := p.counts().Liable
	require.EqualValues(t, 20*(felt.BetsMax-1), liable[1])
	require.EqualValues(t, 10*(felt.BetsMax-1), liable[12])
	require.Zero(t, liable[2])
	require.Zero(t, liable[0])
	require.Equal(t, games.CodeAboveHouse, p.refused(p.by(2, bet("straight:1", 11))).Code)
	p.do(p.by(1, bet("straight:1", 10)), nil)
	require.Equal(t, games.CodeTooMany, p.refused(p.by(1, bet("straight:2", 10))).Code)
	p.do(p.by(2, bet("straight:2", 10)), nil)
}

// Who says that another was held, or was not, is found out; so is a carry that
// holds what no zero takes.
func TestPrisonIsChecked(t *testing.T) {
	t.Parallel()
	p := newPrison(t)
	p.open()
	p.do(p.by(1, bet("red", 100)), nil)
	p.spin(0)
	imprisoned := p.own[1]
	p.open()
	p.spin(1)
	own := p.own[1]
	require.Len(t, own, 2)
	require.ErrorContains(t, p.recheck(own[1:]), "without a bet")
	require.ErrorContains(t, p.recheck(own[:1]), "nothing says what it was paid")
	paid := own[1].(Paid)
	paid.Returned++
	require.ErrorContains(t, p.recheck([]any{own[0], paid}), "by the rules")
	paid = imprisoned[1].(Paid)
	paid.Prison = nil
	require.Error(t, p.recheck([]any{imprisoned[0], paid}))
	id := games.BetID{1}
	for says, in := range map[string]Inmate{
		`"dozen:1" is held`: {1, id, "dozen:1", 5}, `"x" is held`: {1, id, "x", 5},
		"a stake of 0": {1, id, "red", 0}, "of nobody": {0, id, "red", 5}, "of no bet": {1, games.BetID{}, "red", 5},
	} {
		_, err := French().Table(testRound, encode(t, prisonTable()), encode(t, Carry{Prison: []Inmate{in}}))
		require.ErrorContains(t, err, says)
		if !strings.Contains(says, "nobody") {
			require.ErrorContains(t, p.recheck([]any{Held{Bets: []Prisoner{{in.Bet, in.Spot, in.Stake}}}, own[1]}), says)
		}
	}
	_, err := French().Table(testRound, encode(t, frenchTable()), encode(t, Carry{Prison: []Inmate{{1, id, "red", 5}}}))
	require.ErrorContains(t, err, `zero is "partage"`)
}

// The bodies that only en prison makes, as the wire has them. An id is 36 long.
func TestPrisonOnTheWire(t *testing.T) {
	t.Parallel()
	id := games.BetID{1}
	held := Prisoner{Bet: id, Spot: "red", Stake: 100}
	one := `{"bet":"` + id.String() + `","spot":"red","stake":100}`
	require.JSONEq(t, `{"bets":[`+one+`]}`, string(encode(t, Held{Bets: []Prisoner{held}})))
	require.JSONEq(t, `{"number":0,"wins":[],"staked":9,"returned":100,"landsAtMs":9,"prison":[{"spot":"low","stake":9}],"released":[`+one+`]}`,
		string(encode(t, Paid{Wins: []Win{}, Staked: 9, Returned: 100, LandsAt: 9, Prison: []Chip{{Spot: "low", Stake: 9}}, Released: []Prisoner{held}})))
	require.JSONEq(t, `{"bets":[],"staked":0,"paid":null,"prison":[`+one+`]}`, string(encode(t, Own{Bets: []Placed{}, Prison: []Prisoner{held}})))
	require.JSONEq(t, `{"last":[0],"opensAtMs":1,"landsAtMs":1,"private":[{"player":7,`+one[1:]+`]}`,
		string(encode(t, Carry{Last: []int{0}, OpensAt: 1, LandsAt: 1, Prison: []Inmate{held.of(7)}})))
}
