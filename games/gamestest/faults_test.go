package gamestest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/games/gamestest"
	"croupier/games/roulette"
)

// Each fault is one that a game could have. The suite has to name it.
func TestFaultyGamesAreCaught(t *testing.T) {
	t.Parallel()
	drawsOf := 0
	for name, c := range map[string]struct {
		fault func(t *table)
		says  string
	}{
		"Decide remembers": {func(t *table) {
			t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
				t.extra = append(t.extra, "asked")
				return t.Table.Decide(c, d)
			}
		}, "deciding"},
		"the draw differs when asked again": {func(t *table) {
			t.changed(func(s *games.Step) {
				if s.Drawn {
					drawsOf++
					r := s.Events[0].Body.(roulette.Result)
					r.Number = drawsOf % 37
					s.Events[0].Body = r
				}
			})
		}, "again gave another answer"},
		"Drop leaves a trace": {func(t *table) {
			t.drop = func(s games.Step) { t.Table.Drop(s); t.extra = append(t.extra, "dropped") }
		}, "left a trace|not the fold"},
		"Drop forgets to drop": {func(t *table) {
			t.drop = func(games.Step) {}
		}, "left a trace|not the fold"},
		"Apply forgets what it held": {func(t *table) {
			t.hold = func(s games.Step) { t.Table.Hold(s); t.extra = append(t.extra, "held") }
			t.drop = func(s games.Step) { t.Table.Drop(s); t.extra = t.extra[:len(t.extra)-1] }
		}, "not the fold of its log"},
		"a view shows a held step": {func(t *table) {
			var held int
			t.hold = func(s games.Step) { t.Table.Hold(s); held++ }
			t.drop = func(s games.Step) { t.Table.Drop(s); held-- }
			t.apply = func(s games.Step) { t.Table.Apply(s); held = 0 }
			t.board = func() any {
				b := t.Table.Board().(roulette.Board)
				b.Players += held
				return b
			}
		}, "shows a held"},
		"everyone sees a bet's id": {func(t *table) {
			t.apply = func(s games.Step) {
				t.Table.Apply(s)
				if len(s.Events) > 0 && len(s.Events[0].Moves) > 0 {
					t.secret = s.Cmd.ID.String()
				}
			}
			t.board = func() any {
				b := t.Table.Board().(roulette.Board)
				b.Seats = append(b.Seats, roulette.Seat{Name: t.secret})
				return b
			}
		}, "a public view shows"},
		"a player sees another's bets": {func(t *table) {
			t.view = func(a games.Audience) any {
				if a == 1 {
					a = 2
				}
				return t.Table.View(a)
			}
		}, "player 1 sees"},
		"nobody sees something": {func(t *table) {
			t.view = func(a games.Audience) any { return t.Table.View(max(a, games.Everyone)) }
		}, "nobody sees"},
		"the payout is doubled": {func(t *table) {
			t.changed(func(s *games.Step) {
				for i := range s.Events {
					for j := range s.Events[i].Moves {
						if m := &s.Events[i].Moves[j]; m.Kind == games.Pay {
							m.Amount *= 2
						}
					}
				}
			})
		}, "the result says"},
		"more is refunded than was staked": {func(t *table) {
			t.changed(func(s *games.Step) {
				for _, e := range s.Events {
					for j := range e.Moves {
						if e.Moves[j].Kind == games.Refund {
							e.Moves[j].Amount += 100
						}
					}
				}
			})
		}, "go back to player"},
		"a void keeps a stake": {func(t *table) {
			t.changed(func(s *games.Step) {
				if s.Then == games.Void && len(s.Events) > 1 {
					s.Events = s.Events[:len(s.Events)-1]
				}
			})
		}, "voided with"},
		"a void past the close": {func(t *table) {
			t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
				if v, ok := c.Ask.(games.VoidRound); ok && !v.SourceLost {
					c2 := c
					c2.Ask = games.VoidRound{Why: v.Why, SourceLost: true}
					s, err := t.Table.Decide(c2, d)
					s.Cmd = c
					return s, err
				}
				return t.Table.Decide(c, d)
			}
		}, "and not refused"},
		"no void at all": {func(t *table) {
			t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
				if _, ok := c.Ask.(games.VoidRound); ok {
					return games.Step{}, &games.Refusal{Code: games.CodeClosed}
				}
				return t.Table.Decide(c, d)
			}
		}, "a void is answered by"},
		"a void that leaves a number": {func(t *table) {
			t.carry = func() any {
				c := t.Table.Carry().(roulette.Carry)
				if t.Table.Phase() == games.Void {
					c.Last = append([]int{7}, c.Last...)
				}
				return c
			}
		}, "a void changes the carry"},
		"an outcome of the moment": {func(t *table) {
			t.changed(func(s *games.Step) {
				if p, ok := lastBody(s).(roulette.Placed); ok && len(t.extra) > 3 {
					p.Spots = append(p.Spots[:0:0], p.Spots...)
					p.Spots[0].Stake++
					s.Events[0].Body = p
				}
			})
			t.hold = func(s games.Step) { t.Table.Hold(s); t.extra = append(t.extra, "held") }
			t.drop = func(s games.Step) { t.Table.Drop(s); t.extra = t.extra[:len(t.extra)-1] }
			t.apply = func(s games.Step) { t.Table.Apply(s); t.extra = nil }
		}, "decided again|not the fold"},
		"the money of another": {func(t *table) {
			t.changed(func(s *games.Step) {
				if len(s.Events) > 0 && len(s.Events[0].Moves) > 0 {
					s.Events[0].For = games.Only(s.Cmd.By.Player%4 + 1)
				}
			})
		}, "moves money of"},
		"players make time": {func(t *table) {
			t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
				c2 := c
				c2.By.Role = games.System
				if _, ok := c.Ask.(games.Timeout); ok && c.By.Role == games.Player {
					s, err := t.Table.Decide(c2, d)
					s.Cmd = c
					return s, err
				}
				return t.Table.Decide(c, d)
			}
		}, "may say games.Timeout|instead of a refusal"},
		"the round never ends": {func(t *table) {
			t.changed(func(s *games.Step) {
				if s.Then == games.Closed && s.Phase == games.Open {
					s.Then, s.Events = games.Open, nil
				}
			})
		}, "still open after"},
		"nothing is ever due": {func(t *table) {
			t.wait = func() games.Wait { return games.Wait{} }
		}, "nothing is due"},
		"the table makes an outcome of its own": {func(t *table) {
			n := 0
			t.apply = func(s games.Step) {
				if n++; s.Drawn && n > 4 { // what was decided and what is remembered differ
					r := s.Events[0].Body.(roulette.Result)
					r.Number = (r.Number + n) % 37
					s.Events = append([]games.Event{{Body: r}}, s.Events[1:]...)
				}
				t.Table.Apply(s)
			}
			inner := t.Table
			t.carry = func() any { c := inner.Carry().(roulette.Carry); c.OpensAt += games.Moment(n % 2); return c }
			t.hold = func(s games.Step) { n++; inner.Hold(s) }
			t.drop = func(s games.Step) { n--; inner.Drop(s) }
		}, "fold of"},
		"a phase is skipped": {func(t *table) {
			t.changed(func(s *games.Step) {
				if s.Phase == games.Open && s.Then == games.Closed {
					s.Then = games.Settled
				}
			})
		}, "does not lead to"},
		"takeover cuts the time to bet": {func(t *table) {
			t.changed(func(s *games.Step) {
				if d, ok := lastBody(s).(roulette.Deadline); ok {
					d.ClosesAt = s.Cmd.At + 4999
					s.Events[0].Body = d
				}
			})
		}, "players have until"},
		"the view grows without bound": {func(t *table) {
			t.board = func() any { return roulette.Board{Seats: []roulette.Seat{{Name: strings.Repeat("x", 16<<10)}}} }
		}, "at most"},
		"a busy answer without reason": {func(t *table) {
			t.decide = func(c games.Command, d games.Draws) (games.Step, error) {
				if c.By.Role == games.Player {
					return games.Step{}, games.ErrBusy
				}
				return t.Table.Decide(c, d)
			}
		}, "nothing is in flight"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := faulty{Rules: roulette.European(), wrap: c.fault}
			err := check(suite(rules))
			require.Error(t, err)
			require.Regexp(t, c.says, err.Error())
		})
	}
}

func lastBody(s *games.Step) any {
	if len(s.Events) == 0 {
		return nil
	}
	return s.Events[len(s.Events)-1].Body
}

// A wrapper that changes nothing passes: the faults above are what is caught.
func TestTheWrapperAloneIsSound(t *testing.T) {
	t.Parallel()
	require.NoError(t, check(suite(faulty{Rules: roulette.European(), wrap: func(*table) {}})))
}

type (
	withMap struct {
		A map[string]int `json:"a"`
	}
	withFloat struct {
		A float64 `json:"a"`
	}
	withDeepFloat struct {
		A []*withFloat `json:"a"`
	}
	withHidden struct {
		a int
	}
	withAny struct {
		A any `json:"a"`
	}
	nameless struct{ A int }
	lossy    struct {
		A int    `json:"a"`
		B string `json:"-"`
	}
)

func TestFaultyTypesAreCaught(t *testing.T) {
	t.Parallel()
	_ = withHidden{}.a
	for name, c := range map[string]struct {
		zero any
		says string
	}{
		"a map":                {withMap{}, "map"},
		"a float":              {withFloat{}, "float64"},
		"a float far down":     {withDeepFloat{}, "float64"},
		"a hidden field":       {withHidden{}, "not exported"},
		"anything":             {withAny{}, "interface"},
		"a field with no name": {nameless{}, "no name"},
		"a field left out":     {lossy{}, "no name"},
		"a pointer":            {&roulette.Bet{}, "not a struct by value"},
		"no struct":            {5, "not a struct by value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := faulty{Rules: roulette.European(), types: func(types map[string]any) { types["faulty"] = c.zero }}
			require.ErrorContains(t, gamestest.CheckTypes(rules), c.says)
		})
	}
	require.NoError(t, gamestest.CheckTypes(roulette.European()))
}
