package gateway

import (
	"crypto/rand"
	"encoding/base64"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"croupier/games"
)

func newTokens(t *testing.T, key byte, node string) *Tokens {
	tokens, err := NewTokens([32]byte{key}, node, wallClock{}, rand.Reader)
	require.NoError(t, err)
	return tokens
}

func TestTicketWorksOnceHereAndSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		here := newTokens(t, 1, "a")
		text, expires, err := here.Ticket(identity(7))
		require.NoError(t, err)
		require.Equal(t, wallClock{}.Now()+TicketLifeMs, expires)

		for name, other := range map[string]*Tokens{
			"another node":      newTokens(t, 1, "b"),
			"a run of before":   newTokens(t, 1, "a"),
			"another house key": newTokens(t, 2, "a"),
		} {
			_, err = other.redeemTicket(text)
			require.ErrorIs(t, err, ErrBadToken, name)
		}
		got, err := here.redeemTicket(text)
		require.NoError(t, err, "a try elsewhere does not use it up")
		require.Equal(t, identity(7), got.Who)
		_, err = here.redeemTicket(text)
		require.ErrorIs(t, err, ErrBadToken, "used")

		late, _, err := here.Ticket(identity(7))
		require.NoError(t, err)
		time.Sleep(TicketLifeMs * time.Millisecond)
		_, err = here.redeemTicket(late)
		require.ErrorIs(t, err, ErrBadToken, "expired")
		_, err = here.redeemTicket(text)
		require.ErrorIs(t, err, ErrBadToken, "used and expired")
	})
}

// No changed bit, no cut and no other spelling of a ticket is a ticket.
func TestForgedTickets(t *testing.T) {
	t.Parallel()
	tokens := newTokens(t, 1, "a")
	text, _, err := tokens.Ticket(identity(7))
	require.NoError(t, err)
	require.NotContains(t, text, "Ada")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	for i := range raw {
		forged := append([]byte(nil), raw...)
		forged[i] ^= 1 << (i % 8)
		_, err := tokens.redeemTicket(base64.RawURLEncoding.EncodeToString(forged))
		require.ErrorIs(t, err, ErrBadToken)
		_, err = tokens.redeemTicket(base64.RawURLEncoding.EncodeToString(raw[:i]))
		require.ErrorIs(t, err, ErrBadToken)
	}
	for _, other := range []string{"", " " + text, text + "=", text + "\n", text + "A"} {
		_, err := tokens.redeemTicket(other)
		require.ErrorIs(t, err, ErrBadToken, other)
	}
	_, err = tokens.redeemResume(text)
	require.ErrorIs(t, err, ErrBadToken, "a ticket is no resume token")
	_, err = tokens.redeemTicket(text)
	require.NoError(t, err)
}

func TestResumeTokens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := newTokens(t, 1, "a"), newTokens(t, 1, "b")
		line := tokenID{9}
		one, err := a.resumeToken(line, 1, identity(7))
		require.NoError(t, err)
		two, err := a.resumeToken(line, 2, identity(7))
		require.NoError(t, err)

		got, err := b.redeemResume(two)
		require.NoError(t, err, "any node with the key")
		require.Equal(t, identity(7), got.Who)
		for _, text := range []string{one, two} {
			_, err = b.redeemResume(text)
			require.ErrorIs(t, err, ErrBadToken, "used, or older than a used one")
		}
		_, err = a.redeemResume(one)
		require.NoError(t, err)
		_, err = a.redeemResume(two)
		require.NoError(t, err, "newer than the used one")

		_, err = b.redeemTicket(two)
		require.ErrorIs(t, err, ErrBadToken, "a resume token is no ticket")

		three, err := a.resumeToken(line, 3, identity(7))
		require.NoError(t, err)
		ending := identity(8)
		ending.EndsMs = int64(wallClock{}.Now()) + 60_000
		bounded, err := a.resumeToken(tokenID{8}, 1, ending)
		require.NoError(t, err)
		time.Sleep(time.Minute)
		_, err = a.redeemResume(bounded)
		require.ErrorIs(t, err, ErrBadToken, "its session is over")
		time.Sleep(9 * time.Minute)
		_, err = a.redeemResume(three)
		require.ErrorIs(t, err, ErrBadToken, "expired")
	})
}

// Whatever the order of uses and the passing of time, no token that is alive
// works twice, and none older than a used one.
func TestOnceProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const life = 100
		o := newOnce(life)
		used := map[tokenID]struct {
			n  uint64
			at games.Moment
		}{}
		now := games.Moment(1_000_000)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now += games.Moment(rapid.IntRange(0, 120).Draw(t, "gap"))
			id := tokenID{byte(rapid.IntRange(0, 3).Draw(t, "id"))}
			n := uint64(rapid.IntRange(1, 4).Draw(t, "n"))
			was, seen := used[id]
			ok := o.use(id, n, now)
			if seen && n <= was.n && now-was.at < life && ok {
				t.Fatalf("%v used again after %d ms", n, now-was.at)
			}
			if !ok && (!seen || n > was.n) {
				t.Fatalf("%v refused, never used", n)
			}
			if ok {
				was.n, was.at = n, now
				used[id] = was
			}
		}
	})
}

func TestOnceIsBounded(t *testing.T) {
	t.Parallel()
	o := newOnce(100)
	o.max = 3
	for i := range byte(3) {
		require.True(t, o.use(tokenID{i}, 1, 1000))
	}
	require.False(t, o.use(tokenID{9}, 1, 1000), "full: refused, not forgotten")
	require.False(t, o.use(tokenID{0}, 1, 1050))
	require.True(t, o.use(tokenID{9}, 1, 1100))
	require.False(t, o.use(tokenID{0}, 1, 1199), "still remembered")
	require.True(t, o.use(tokenID{0}, 1, 5000), "its life is long over")
	require.Len(t, o.now, 1)
	require.Empty(t, o.old)
}
