package swarm

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/loadtest/bot"
	"croupier/server/wire"
)

func heard(kind, body string) *wire.Event {
	return &wire.Event{Type: kind, Body: json.RawMessage(body)}
}

// What the system decides and stakes is counted from what tables tell, and what bots
// decide as they decide it.
func TestDecisionsAreCounted(t *testing.T) {
	t.Parallel()
	var d decisions
	for _, e := range []*wire.Event{
		heard("acted", `{"seat":1,"do":"stand","by":"system"}`), heard("acted", `{"seat":1,"do":"hit","by":"player"}`),
		heard("went", `{"hand":0,"system":3}`), heard("staked", `{"bet":"x","system":true}`), heard("staked", `{"bet":"y"}`),
		heard("unfollowed", `{"bet":"z"}`), heard("result", `{"system":5}`), heard("went", `no JSON`),
	} {
		d.heard(e)
	}
	d.count(bot.Decision{Whim: bot.WhimChart, Do: "hit"})
	d.count(bot.Decision{Whim: bot.WhimLate, Do: "hit"})
	var r Report
	d.report(&r)
	require.Equal(t, Report{SystemDecisions: 4, Followed: 1, Unfollowed: 1, Decisions: map[string]int64{"hit": 2},
		Whims: map[string]int64{"chart": 1, "late": 1}}, r)
}

// A moment is waited for by its event, or by what a table waits for from then on; once.
func TestMoments(t *testing.T) {
	t.Parallel()
	var m moments
	m.heard(heard("shuffled", `{}`)) // nobody waits
	hit := m.await("turn:act")
	m.heard(heard("turn", `{"stage":"deal"}`))
	m.heard(heard("act", `{}`))
	select {
	case <-hit:
		t.Fatal("another moment")
	default:
	}
	m.heard(heard("turn", `{"stage":"act"}`))
	<-hit
	m.heard(heard("turn", `{"stage":"act"}`))
	again := m.await("shuffled")
	m.heard(heard("shuffled", `{}`))
	<-again
}

// A table of a game that bots cannot play is named in the report, and is an error where
// it was asked for by its number.
func TestTablesThatAreNotPlayed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	s, err := New(t.Context(), Config{URL: h.URL, Bots: 1, FundsMinor: 1, Seed: 1, Version: "test"})
	require.NoError(t, err)
	s.began = time.Now()
	require.Equal(t, []string{"room 8, big-six: bots do not play it"}, s.Report().Unplayed)
	s.api.close()
	_, err = New(t.Context(), Config{URL: h.URL, Bots: 1, FundsMinor: 1, Seed: 1, Version: "test", Rooms: []int64{7, 8}})
	require.ErrorIs(t, err, ErrNoTable)
	require.ErrorContains(t, err, "big-six")
}
