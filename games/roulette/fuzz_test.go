package roulette

import (
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
	"croupier/wallet/money"
)

// fuzzed is a table on which asks are tried: a wheel and its rule at zero.
type fuzzed struct {
	name    string
	rules   *Rules
	options Options
	own     []string // spots that others do not have, or that zero treats by this rule
}

func fuzzTables() []fuzzed {
	prison := testTable()
	prison.Zero = Prison
	return []fuzzed{
		{"European", European(), testTable(), []string{"first-four", "split:0/2", "trio:0/1/2", "red"}},
		{"American", American(), americanTable(), []string{"straight:00", "split:0/00", "trio:0/00/2", "top-line", "split:00/3"}},
		{"la partage", French(), frenchTable(), []string{"first-four", "low", "red"}},
		{"en prison", French(), prison, []string{"trio:0/2/3", "odd", "red"}},
	}
}

var askSeeds = []string{
	`{"spots":[{"spot":"straight:17","stake":500}]}`, `{"spots":[]}`, `{"spots":null}`, `null`, `{}`,
	`{"spots":[{"spot":"red","stake":-9223372036854775808},{"spot":"red","stake":9223372036854775807}]}`,
	`{"spots":[{"spot":"split:8/11","stake":1e3}]}`, `{"spots":[{"stake":100}]}`,
}

// B8: whatever a client sends, on whichever wheel, it is a bet that the table
// decides on, or an error; no panic, no changed table. A bet that stands is
// settled on the number of the input: what is paid is within what the wheel can
// pay, the round rechecks, and the next one begins from its carry.
func FuzzAsk(f *testing.F) {
	tables := fuzzTables()
	for wheel, table := range tables {
		add := func(name, body string) {
			for _, number := range []byte{0, 1, 37} {
				f.Add(byte(wheel), number, name, []byte(body))
			}
		}
		for _, seed := range askSeeds {
			add("bet", seed)
		}
		for _, spot := range table.own {
			add("bet", `{"spots":[{"spot":"`+spot+`","stake":200},{"spot":"line:1","stake":100}]}`)
		}
		add("undo", `{}`)
		add("clear", `{}`)
		add("void", `{"why":"x"}`)
		add("paid", `{"number":1,"wins":null}`)
		add("held", `{"bets":[]}`)
		add("timeout", `{}`)
	}
	codec := games.NewCodec(types())
	f.Fuzz(func(t *testing.T, wheel, number byte, name string, body []byte) {
		ask, err := codec.Decode(name, body)
		if err != nil {
			return
		}
		table := tables[int(wheel)%len(tables)]
		l := newLiveAt(t, table.rules, table.options)
		l.must(l.system(games.Timeout{}))
		before := l.bytes()
		s, err := l.Decide(l.by(1, ask), nil)
		require.Equal(t, before, l.bytes())
		if err != nil {
			var refusal *games.Refusal
			require.ErrorAs(t, err, &refusal)
			require.LessOrEqual(t, len(refusal.Spot), 32)
			return
		}
		require.Equal(t, "bet", name, "an empty table has nothing to undo")
		require.Len(t, s.Events, 1)
		require.Positive(t, s.Events[0].Moves[0].Amount)
		require.LessOrEqual(t, s.Events[0].Moves[0].Amount, l.options.TableMaxMinor)
		l.Hold(s)
		l.Apply(s)
		settleFuzzed(t, l, table, s.Events[0].Body.(Placed), int(number))
	})
}

// settleFuzzed ends the round of one bet on a number and looks at its money.
func settleFuzzed(t *testing.T, l *live, table fuzzed, placed Placed, number int) {
	l.at = l.Wait().Until
	closing := l.must(l.system(games.Timeout{}))
	s, err := l.Decide(l.system(games.Timeout{}), fixed(number))
	require.NoError(t, err)
	l.Hold(s)
	l.Apply(s)
	result, paid := s.Events[0].Body.(Result), s.Events[1].Body.(Paid)
	var moved money.Amount
	for _, m := range s.Events[1].Moves {
		moved += m.Amount
	}
	require.Equal(t, placed.Total, paid.Staked)
	require.Equal(t, paid.Returned, moved)
	require.Equal(t, paid.Returned, result.Returned)
	require.LessOrEqual(t, paid.Returned-paid.Staked, l.options.AllowanceMinor)
	require.LessOrEqual(t, paid.Returned, 36*paid.Staked)

	options := encode(t, table.options)
	public := []any{closing.Events[0].Body, result}
	require.NoError(t, table.rules.Recheck(options, public, []any{placed, paid}, func(int) games.Draws { return fixed(number) }))
	next, err := table.rules.Table(l.round.Next(), options, encode(t, l.Carry()))
	require.NoError(t, err)
	require.Equal(t, l.View(1).(Own).Prison, next.View(1).(Own).Prison)
}
