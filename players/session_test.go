package players

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTokensAre256RandomBits(t *testing.T) {
	t.Parallel()
	seen := map[Token]bool{}
	for range 1000 {
		token, _ := newToken()
		raw, err := base64.RawURLEncoding.DecodeString(string(token))
		require.NoError(t, err)
		require.Len(t, raw, 32)
		require.False(t, seen[token])
		seen[token] = true
	}
}

func TestNoSuchSession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, token := h.enter(t, ada())
	for _, other := range []Token{"", "x", token + "x", token[:42]} {
		_, err := h.Session(t.Context(), other)
		require.ErrorIs(t, err, ErrNoSession)
	}
}

// P8: half an hour without use, and it is over.
func TestSessionIdles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s, token := h.enter(t, ada())
	for range 4 { // use keeps it
		h.clock.pass(SessionIdle - time.Second)
		_, err := h.Session(t.Context(), token)
		require.NoError(t, err)
	}
	h.clock.pass(SessionIdle)
	_, err := h.Session(t.Context(), token)
	require.ErrorIs(t, err, ErrNoSession)
	require.NoError(t, h.Touch(t.Context(), []SessionID{s.ID}))
	_, err = h.Session(t.Context(), token)
	require.ErrorIs(t, err, ErrNoSession, "what is over stays over")
}

// P11: so many sessions and no more; the one unused for longest ends, and its
// sockets are told. Others' sessions are their own.
func TestSessionsOfOnePlayer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var ended []SessionID
	h.OnRevoked(func(ids []SessionID) { ended = append(ended, ids...) })
	other, otherToken := h.enter(t, Registration{Name: "Grace", Password: "correct horse", BirthDate: "1990-12-10", Accept: true})
	first, firstToken := h.enter(t, ada())
	second := Session{}
	var secondToken Token
	for n := range SessionsMax - 1 {
		h.clock.pass(time.Minute)
		s, token, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
		require.NoError(t, err)
		if n == 0 {
			second, secondToken = s, token
		}
	}
	require.Empty(t, ended)
	_, err := h.Session(t.Context(), firstToken) // used again: the second is the stale one now
	require.NoError(t, err)
	_, newest, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.NoError(t, err)
	require.Equal(t, []SessionID{second.ID}, ended)
	_, err = h.Session(t.Context(), secondToken)
	require.ErrorIs(t, err, ErrNoSession)
	for _, token := range []Token{firstToken, newest, otherToken} {
		_, err = h.Session(t.Context(), token)
		require.NoError(t, err)
	}
	require.NotEqual(t, first.ID, other.ID)
	require.Equal(t, SessionsMax, h.count(t, `select count(*) from sessions where player = $1 and ended_at is null`, first.Player.ID))
}

// P8: thirty days, however busy.
func TestSessionEndsAfterThirtyDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s, token := h.enter(t, ada())
	began := h.clock.Now()
	step := SessionIdle - time.Minute
	for h.clock.Now().Sub(began) < SessionAbsolute-step {
		h.clock.pass(step)
		require.NoError(t, h.Touch(t.Context(), []SessionID{s.ID}))
	}
	_, err := h.Session(t.Context(), token)
	require.NoError(t, err)
	h.clock.pass(SessionAbsolute - h.clock.Now().Sub(began))
	_, err = h.Session(t.Context(), token)
	require.ErrorIs(t, err, ErrNoSession)
}

// Use is written once a minute at most.
func TestUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s, token := h.enter(t, ada())
	version := func() int { return h.count(t, `select xmin::text::bigint from sessions where id = $1`, s.ID) }
	before := version()
	for range 10 {
		h.clock.pass(5 * time.Second)
		_, err := h.Session(t.Context(), token)
		require.NoError(t, err)
		require.NoError(t, h.Touch(t.Context(), []SessionID{s.ID}))
	}
	require.Equal(t, before, version())
	h.clock.pass(10 * time.Second)
	_, err := h.Session(t.Context(), token)
	require.NoError(t, err)
	require.NotEqual(t, before, version())
}

// B48: signed out is signed out, everywhere and at once.
func TestSignOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var told []SessionID
	h.OnRevoked(func(ids []SessionID) { told = append(told, ids...) })
	one, token := h.enter(t, ada())
	two, other, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.NoError(t, err)

	require.NoError(t, h.SignOut(t.Context(), one.ID))
	_, err = h.Session(t.Context(), token)
	require.ErrorIs(t, err, ErrNoSession)
	_, err = h.Session(t.Context(), other)
	require.NoError(t, err, "the other login stays")
	require.NoError(t, h.SignOut(t.Context(), one.ID))
	require.Equal(t, []SessionID{one.ID}, told, "told once")

	over, err := h.CheckMany(t.Context(), []SessionID{one.ID, two.ID, 999_999})
	require.NoError(t, err)
	require.ElementsMatch(t, []SessionID{one.ID, 999_999}, over)

	require.NoError(t, h.RevokeAll(t.Context(), one.Player.ID))
	require.Equal(t, []SessionID{one.ID, two.ID}, told)
	_, err = h.Session(t.Context(), other)
	require.ErrorIs(t, err, ErrNoSession)
}

// A batch of sockets is checked in one statement; what idled is over as well.
func TestCheckMany(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	over, err := h.CheckMany(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, over)

	tests, err := h.EnterTests(t.Context(), h.db.App, 40, home)
	require.NoError(t, err)
	var all, active []SessionID
	for i, test := range tests {
		s, err := h.Session(t.Context(), test.Token)
		require.NoError(t, err)
		all = append(all, s.ID)
		if i%2 == 0 {
			active = append(active, s.ID)
		}
	}
	h.clock.pass(SessionIdle - time.Minute)
	require.NoError(t, h.Touch(t.Context(), active))
	h.clock.pass(2 * time.Minute)
	over, err = h.CheckMany(t.Context(), all)
	require.NoError(t, err)
	var idle []SessionID
	for i, id := range all {
		if i%2 == 1 {
			idle = append(idle, id)
		}
	}
	require.ElementsMatch(t, idle, over)
}

func TestCaller(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s, token := h.enter(t, ada())
	_, err := h.Caller(t.Context())
	require.ErrorIs(t, err, ErrNoSession)
	ctx := WithRequest(t.Context(), token, home)
	require.Equal(t, home, From(ctx))
	found, err := h.Caller(ctx)
	require.NoError(t, err)
	require.Equal(t, s.ID, found.ID)
}
