package games_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"croupier/games"
)

// standing is a table at some phase that waits until a moment.
type standing struct {
	phase games.Phase
	until games.Moment
}

func (s standing) Phase() games.Phase { return s.phase }
func (s standing) Wait() games.Wait   { return games.Wait{Until: s.until} }

func TestWhatTheSystemMay(t *testing.T) {
	t.Parallel()
	open := standing{games.Open, 100}
	due := games.Command{At: 100, Ask: games.Timeout{}}
	require.NoError(t, games.MayTimeout(open, due, false))
	require.ErrorIs(t, games.MayTimeout(open, due, true), games.ErrBusy)
	early := due
	early.At = 99
	require.ErrorIs(t, games.MayTimeout(open, early, false), games.ErrEarly)
	require.NoError(t, games.MayResume(open, early, false))
	require.ErrorIs(t, games.MayResume(open, early, true), games.ErrBusy)
	for _, phase := range []games.Phase{games.Settled, games.Void} {
		err := games.MayTimeout(standing{phase, 0}, due, true)
		require.Error(t, err)
		require.NotErrorIs(t, err, games.ErrBusy, "nothing will follow")
		require.Error(t, games.MayResume(standing{phase, 0}, due, false))
	}
	for _, role := range []games.Role{games.Player, games.Dealer, games.Operator} {
		c := due
		c.By.Role = role
		require.Equal(t, &games.Refusal{Code: games.CodeBadAsk}, games.MayTimeout(open, c, true))
		require.Equal(t, &games.Refusal{Code: games.CodeBadAsk}, games.MayResume(open, c, true))
	}
}

func TestDeadlinesAfterATakeover(t *testing.T) {
	t.Parallel()
	for gap, want := range map[int64]games.Moment{0: 20_000, 3000: 23_000, -5: 20_000} {
		require.Equal(t, want, games.Resumed{GapMs: gap}.Until(20_000, 1000))
	}
	require.Equal(t, games.Moment(6000), games.Resumed{GapMs: 1}.Until(1200, 1000))
}

func TestMayVoid(t *testing.T) {
	t.Parallel()
	lost, plain := games.VoidRound{SourceLost: true}, games.VoidRound{}
	for _, c := range []struct {
		role  games.Role
		ask   games.VoidRound
		phase games.Phase
		want  games.Code
	}{
		{games.Operator, plain, games.Open, ""},
		{games.System, plain, games.Open, ""},
		{games.Player, plain, games.Open, games.CodeBadAsk},
		{games.Dealer, lost, games.Open, games.CodeBadAsk},
		{games.Operator, games.VoidRound{Why: strings.Repeat("x", games.VoidWhyMax+1)}, games.Open, games.CodeBadAsk},
		{games.Operator, plain, games.Closed, games.CodeClosed},
		{games.Operator, lost, games.Closed, ""},
		{games.System, lost, games.Closed, games.CodeClosed},
		{games.Operator, lost, games.None, games.CodeClosed},
		{games.Operator, lost, games.Settled, games.CodeClosed},
		{games.Operator, lost, games.Void, games.CodeClosed},
	} {
		err := games.MayVoid(games.Command{By: games.Actor{Role: c.role}}, c.ask, c.phase)
		if c.want == "" {
			require.NoError(t, err, "%+v", c)
			continue
		}
		require.Equal(t, &games.Refusal{Code: c.want}, err, "%+v", c)
	}
}

func TestTell(t *testing.T) {
	t.Parallel()
	c := games.Command{At: 5}
	require.Equal(t, games.Step{Cmd: c, Phase: games.Open, Then: games.Closed, Events: []games.Event{{Body: "a"}, {Body: "b"}}},
		games.Tell(c, games.Open, games.Closed, "a", "b"))
	require.Nil(t, games.Tell(c, games.Open, games.Open).Events)
}
