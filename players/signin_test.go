package players

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.enter(t, ada())
	require.True(t, first.PreviousAt.IsZero())

	registered := h.clock.Now()
	h.clock.pass(time.Hour)
	second, token, err := h.SignIn(t.Context(), " ADA ", "correct horse", home)
	require.NoError(t, err)
	require.Equal(t, first.Player, second.Player)
	require.NotEqual(t, first.ID, second.ID)
	require.True(t, registered.Equal(second.PreviousAt), "P10: the sign-in before this one")

	found, err := h.Session(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, second.ID, found.ID)
	require.True(t, registered.Equal(found.PreviousAt))
	require.True(t, second.ExpiresAt.Equal(found.ExpiresAt))
}

// P6: the same answer, and the same work, whichever credential is wrong.
func TestWrongCredentialsCannotBeToldApart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	var texts []string
	for _, c := range [][2]string{{"Ada", "wrong horse"}, {"Nobody", "correct horse"}, {"", ""}, {"🎲", "correct horse"}} {
		before := h.hasher.hashed.Load()
		_, _, err := h.SignIn(t.Context(), c[0], c[1], home)
		require.ErrorIs(t, err, ErrBadCredentials)
		texts = append(texts, err.Error())
		require.EqualValues(t, 1, h.hasher.hashed.Load()-before, "one hash for %q", c[0])
	}
	for _, text := range texts {
		require.Equal(t, texts[0], text)
	}
}

// P7, B50: the pair of name and network is locked, existing name or not; the
// player gets in from elsewhere, and from there again when the lock is over.
func TestThrottleLocksThePair(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	elsewhere := Client{Address: netip.MustParseAddr("198.51.100.9")}
	for _, name := range []string{"Ada", "Nobody"} {
		for range failuresMax {
			_, _, err := h.SignIn(t.Context(), name, "wrong horse", home)
			require.ErrorIs(t, err, ErrBadCredentials)
			h.clock.pass(time.Minute)
		}
		hashed := h.hasher.hashed.Load()
		_, _, err := h.SignIn(t.Context(), name, "correct horse", home)
		require.ErrorIs(t, err, ErrTooManyFailures)
		var locked *Error
		require.True(t, errors.As(err, &locked))
		require.Equal(t, failuresWindow-time.Minute, locked.After)
		require.Equal(t, hashed, h.hasher.hashed.Load(), "a locked pair costs no hash")
	}
	_, _, err := h.SignIn(t.Context(), "ada", "correct horse", home)
	require.ErrorIs(t, err, ErrTooManyFailures, "whatever the case of the name")
	_, _, err = h.SignIn(t.Context(), "Ada", "correct horse", elsewhere)
	require.NoError(t, err)
	h.clock.pass(failuresWindow - (failuresMax+1)*time.Minute - time.Second) // Nobody's turn took five minutes
	_, _, err = h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.ErrorIs(t, err, ErrTooManyFailures, "trying does not make it longer or shorter")
	h.clock.pass(time.Second)
	_, _, err = h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.NoError(t, err)
	h.clock.pass(failuresWindow)
	_, _, err = h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.NoError(t, err)
	require.Zero(t, h.count(t, `select count(*) from sign_in_failures`), "success forgets; what is over is swept")
}

func TestSuccessForgetsFailures(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	for range 3 {
		for range failuresMax - 1 {
			_, _, err := h.SignIn(t.Context(), "Ada", "wrong horse", home)
			require.ErrorIs(t, err, ErrBadCredentials)
		}
		_, _, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
		require.NoError(t, err)
	}
}

// A hundred guesses at once are five guesses.
func TestThrottleHoldsUnderARace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	before := h.hasher.hashed.Load()
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			_, _, err := h.SignIn(t.Context(), "Ada", "wrong horse", home)
			if !errors.Is(err, ErrBadCredentials) {
				require.ErrorIs(t, err, ErrTooManyFailures)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, failuresMax, h.hasher.hashed.Load()-before)
}

// Being told "busy" is no failure of the player's.
func TestBusyCostsNoTry(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	h.hasher.waiting.Add(hashWaitersMax)
	for range cap(h.hasher.turns) {
		h.hasher.turns <- struct{}{}
	}
	for range failuresMax + 1 {
		_, _, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
		require.ErrorIs(t, err, ErrBusy)
	}
	h.hasher.waiting.Add(-hashWaitersMax)
	for range cap(h.hasher.turns) {
		h.hasher.leave()
	}
	_, _, err := h.SignIn(t.Context(), "Ada", "correct horse", home)
	require.NoError(t, err)
}

// Names that somebody only tries do not pile up.
func TestFailuresAreSwept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	try := func(name string) {
		_, _, err := h.SignIn(t.Context(), name, "wrong horse", home)
		require.ErrorIs(t, err, ErrBadCredentials)
	}
	for i := range 3 * failuresSwept {
		try(fmt.Sprint("nobody", i))
	}
	require.Equal(t, 3*failuresSwept, h.count(t, `select count(*) from sign_in_failures`))
	h.clock.pass(failuresWindow + time.Second)
	for i := range 3 {
		try(fmt.Sprint("somebody", i))
	}
	require.Equal(t, 3, h.count(t, `select count(*) from sign_in_failures`))
}

func TestPairs(t *testing.T) {
	t.Parallel()
	pair := func(name, address string) string { return string(pairOf(name, netip.MustParseAddr(address))) }
	require.Equal(t, pair("Ada", "192.0.2.7"), pair("aDA", "::ffff:192.0.2.7"))
	require.Equal(t, pair("Ada", "2001:db8:1:2::1"), pair("Ada", "2001:db8:1:2:ffff::9"), "one subscriber owns a /64")
	require.NotEqual(t, pair("Ada", "2001:db8:1:2::1"), pair("Ada", "2001:db8:1:3::1"))
	require.NotEqual(t, pair("Ada", "192.0.2.7"), pair("Ada", "192.0.2.8"))
	require.NotEqual(t, pair("Ada", "192.0.2.7"), pair("Bob", "192.0.2.7"))
	require.NotPanics(t, func() { pairOf("Ada", netip.Addr{}) })
}

// Parameters can be raised: the next sign-in replaces a weaker hash.
func TestWeakHashIsReplaced(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	stronger := New(h.db.App, Options{Now: h.clock.Now, Argon: Argon{MemoryKiB: 128, Time: 1, Threads: 1}})
	for range 2 {
		_, _, err := stronger.SignIn(t.Context(), "Ada", "correct horse", home)
		require.NoError(t, err)
	}
	require.Equal(t, 1, h.count(t, `select count(*) from player_credentials where hash like '%m=128,%'`))
	require.EqualValues(t, 3, stronger.hasher.hashed.Load(), "two verified, one renewed")
}
